"""Who is in some records: people and organisations, each once, with their roles and what must be said beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import _
from app.domain import ids
from app.domain.body import Fields
from app.services.session import Session

Held = Mapping[str, tuple[str, Fields]]
"""Records by id: type and fields."""
Links = Sequence[tuple[str, str, str, Mapping[str, Any]]]

TYPES = ("person", "organisation")

NOT_CAST = frozenset({"basis", "contains", "holder", "giver", "same-as", "not-same-as", "moved", "added", "member",
                      "member-of", "relative", "source", "contact"})  # fmt: skip
"""Roles by which a record names somebody who is not therefore in the case."""

WITNESS_FIELDS = frozenset({"witness"})


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in a case, once. `record` is empty for one nobody has identified."""

    record: str
    type: str
    title: str = field(repr=False)
    roles: tuple[str, ...] = field(repr=False)
    alleged: bool = False
    """Only by what is alleged, in every role of a perpetrator."""
    do_not_contact: bool = False
    times: int = 1
    """Records that name them."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must never be left out beside them."""
        told = (
            (self.alleged, _("alleged")),
            (self.do_not_contact, _("do not contact")),
            (not self.record, _("not identified")),
        )
        return tuple(words for is_so, words in told if is_so)


def links_of(session: Session, type_: str, fields: Fields) -> list[tuple[str, str, str, Mapping[str, Any]]]:
    """Return whom a record names: field, role, the record or nothing, and the link itself where it is of the record."""
    found: list[tuple[str, str, str, Mapping[str, Any]]] = []
    for name, item, role, to in session.schema.extract(type_, fields).links:
        if role in NOT_CAST or name.startswith(("cites", "accounts")):
            continue
        listed = fields.get(name)
        several = listed if isinstance(listed, list) else [listed]
        link = next((one for one in several if isinstance(one, dict) and str(one.get("id") or "") == item), {})
        found.append((name, role, to or "", link))
    return found


@dataclass(slots=True)
class _Found:
    """A player while they are gathered."""

    type: str
    title: str
    roles: dict[str, None]
    firm: bool = False
    blamed: bool = False
    named: set[str] = field(default_factory=set)


def players(
    session: Session,
    held: Held,
    known: Mapping[str, Links],
    people: Held,
    named: Mapping[str, str],
    language: str,
) -> Iterator[Player]:
    """Yield everybody whom some records name, or who is among them, once each, those told first first.

    `known` are the links of each record, `people` the people and organisations they lead to.
    """
    found: dict[str, _Found] = {}
    for record, (type_, fields) in held.items():
        if type_ in TYPES:
            found.setdefault(record, _Found(type_, named.get(record, ""), {}))
        for name, role, to, link in known[record]:
            words = str(link.get("words") or "")
            if to not in people and (to or not words or role not in ("victim", "perpetrator")):
                continue
            key = to or f"{role}: {words}"
            kind = people[to][0] if to else "person"
            one = found.setdefault(key, _Found(kind, named.get(to, "") if to else words, {}))
            one.named.add(record)
            one.roles.setdefault("witness" if name in WITNESS_FIELDS else role)
            if role == "perpetrator":
                one.blamed = True
                one.firm |= not (_alleged(link) or fields.get("alleged") is True)
    places = {role: place for place, role in enumerate(ROLES)}
    ordered = sorted(
        found.items(),
        key=lambda one: (min((places.get(role, 99) for role in one[1].roles), default=100), one[1].title, one[0]),
    )
    for key, one in ordered:
        roles = sorted(one.roles, key=lambda role: places.get(role, len(places)))
        record = key if ids.is_record_id(key) else ""
        yield Player(
            record=record,
            type=one.type,
            title=one.title,
            roles=tuple(session.schema.label(f"role/{role}", language) for role in roles),
            alleged=one.blamed and not one.firm,
            do_not_contact=bool(record) and people[record][1].get("do_not_contact") is True,
            times=len(one.named),
        )


ROLES = ("victim", "perpetrator", "accused", "witness", "lawyer", "representative", "filed-by", "on-behalf-of")
"""Roles told first."""


def _alleged(link: Mapping[str, Any]) -> bool:
    attributes = link.get("attributes")
    return isinstance(attributes, dict) and attributes.get("alleged") is True
