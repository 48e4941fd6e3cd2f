"""Consent taken in one choice: what each choice fills in, and the record it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from app.base import resources
from app.base.errors import BadInput
from app.base.i18n import _
from app.domain import consent, ids
from app.domain.body import Fields
from app.services import casework, inforce
from app.services.session import Session
from app.storage import consents as stored
from app.storage import drafts

REFUSED = "consent-preset/refused"
OF_THE_PERSON = ("person",)
"""Types of records whose consent is asked for all that they told us."""


@cache
def _all() -> Mapping[str, Mapping[str, Any]]:
    found = json.loads(resources.read_text("consents", "presets.json"))
    return {f"consent-preset/{one['code']}": one for one in found}


def presets() -> tuple[str, ...]:
    """Return the codes of the choices, in the order they are offered; their labels are those of the vocabulary."""
    return tuple(_all())


def filled(preset: str) -> Fields:
    """Return the fields a choice fills in; raise BadInput when there is none of this code.

    What was explained, and by whom, it never says: only who was there knows.
    """
    found = _all().get(preset if "/" in preset else f"consent-preset/{preset}")
    if found is None:
        raise BadInput(
            _("There is no such choice of consent. There are: {names}. Nothing was saved.").format(
                names=", ".join(one.partition("/")[2] for one in _all())
            )
        )
    fields: Fields = {
        "preset": {"term": f"consent-preset/{found['code']}"},
        "purposes": [
            {
                "id": ids.new_item_id(),
                "purpose": {"term": f"purpose/{purpose}"},
                "decision": {"term": f"decision/{decision}"},
            }
            for purpose, decision in found["purposes"].items()
        ],
        "otherwise": {"term": f"decision/{found['otherwise']}"},
        "identity": {"term": f"disclosure/{found['identity']}"},
    }
    if found["audience"]:
        fields["audience"] = [_item({"term": f"audience/{one}"}) for one in found["audience"]]
    if found.get("disclosures"):
        fields["disclosures"] = [
            _item({"audience": _coded("audience", one), "identity": _coded("identity", one, "disclosure")})
            for one in found["disclosures"]
        ]
    return fields


def take(session: Session, record: str, preset: str, changes: Fields | None = None) -> str:
    """Save the consent given with a testimony, or of a person for all they told us; return its id.

    It takes the place of the consents that named this record before. `changes` are fields to set besides, or in place
    of what the choice fills in; None removes. The record may be a draft. Raises UnknownRecord, BadInput, BadField.
    """
    fields = fields_for(session, record, preset) | (changes or {})
    return casework.add(session, "consent", {name: value for name, value in fields.items() if value is not None})


def fields_for(session: Session, record: str, preset: str) -> Fields:
    """Return the fields of the consent that `take` would save."""
    record, type_, now = _now(session, record)
    own = type_ in OF_THE_PERSON
    people = [record] if own else [*dict.fromkeys(_witnesses(now))]
    fields = filled(preset) | {
        "date": {"edtf": datetime.now(UTC).astimezone().date().isoformat()},
        "coverage": {"term": consent.ALL_TOLD if own else consent.DERIVED},
        "records": [link("on", record)],
    }
    if people:
        fields["person"] = [link("by", one) for one in people]
    interpreter = now.get("interpreter")
    if isinstance(interpreter, dict) and isinstance(interpreter.get("to"), str):
        fields["interpreter"] = {"role": "interpreter", "to": interpreter["to"]}
    before = standing_for(session, record, trashed=True)
    if before:
        fields["replaces"] = [link("replaces", one) for one in before]
    return fields


def standing_for(session: Session, record: str, *, trashed: bool = False) -> list[str]:
    """Return the consents that name a record and whose place no later one has taken.

    Those in the trash only when asked: there they refuse on.
    """
    known = inforce.load(session, [one for one, _to in stored.naming(session.vault, [record], ("records",))])
    return sorted(
        one.id
        for one in known.consents.values()
        if record in one.roots and one.sides and (trashed or not one.trashed) and not any(known.after(one.id))
    )


def begin_change(session: Session, of: str) -> str:
    """Begin a consent that takes the place of another one, with all that one said, as a draft; return its id."""
    state = casework.state_of(session, of)
    before = casework.undeciding(session, state)[1]
    fields = {name: value for name, value in before.items() if name not in ("withdraws", "trashed", "reason", "preset")}
    fields |= {
        "replaces": [link("replaces", of)],
        "date": {"edtf": datetime.now(UTC).astimezone().date().isoformat()},
    }
    made = ids.new_record_id()
    drafts.put(session.vault, made, "consent", fields)
    return made


def _now(session: Session, record: str) -> tuple[str, str, Fields]:
    """Return a record's id, type and fields as they are being typed, or as they stand."""
    draft = drafts.get(session.vault, record) if ids.is_record_id(record) else None
    if draft is not None:
        return record, draft.type, draft.fields
    found = casework.find(session, record)
    state = casework.state_of(session, found)
    return found, state.type, state.fields


def link(role: str, to: str) -> Fields:
    """Return a link of a list."""
    return {"id": ids.new_item_id(), "role": role, "to": to}


def _witnesses(fields: Mapping[str, Any]) -> list[str]:
    listed = fields.get("witness")
    found = listed if isinstance(listed, list) else []
    return [one["to"] for one in found if isinstance(one, dict) and isinstance(one.get("to"), str)]


def _item(value: Fields) -> Fields:
    return {"id": ids.new_item_id(), **value}


def _coded(name: str, one: Mapping[str, str], vocabulary: str = "") -> Fields:
    return {"term": f"{vocabulary or name}/{one[name]}"}
