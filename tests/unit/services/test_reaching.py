"""How somebody can be reached: what speaks against it comes first, and contact data is marked never to leave."""

from __future__ import annotations

from typing import Any

from app.domain import schema
from app.domain.schema.kinds import Group, Sensitivity
from app.services import casework, reaching
from app.services.reaching import Reach
from app.services.session import Session


def reach(session: Session, **fields: Any) -> Reach:
    checked = schema.OURS.check_fields("person", fields)
    return reaching.of_fields(session, "person", checked)


def test_what_to_heed_is_told_in_order_and_through_whom_by_name(vault: Session) -> None:
    friend = casework.add(vault, "person", {"names": [{"text": "Real"}], "code_name": {"text": "Kestrel"}})
    found = reach(
        vault,
        contacts=[
            {
                "kind": "contact/telephone",
                "value": "+00 000 000 0009",
                "safe_times": "evenings",
                "how": "ask for the books",
                "via": {"to": friend},
                "language": "language/ar",
                "code_word": "persimmon",
                "avoid": "leave no message",
                "safe": True,
            }
        ],
    )
    [way] = found.ways
    assert way.kind == "Telephone"
    assert way.heed == (
        "Safe times: evenings",
        "How to begin: ask for the books",
        "Through whom: Kestrel",
        "Language: Arabic",
        "What not to do: leave no message",
    )
    assert "persimmon" not in "".join(way.heed)
    assert not found.never
    assert reaching.way_warning(found, way).splitlines()[-1] == "What not to do: leave no message"


def test_not_to_be_contacted_is_said_with_why_whatever_else_is_known(vault: Session) -> None:
    found = reach(
        vault,
        do_not_contact=True,
        no_contact={"since": "2013", "by_words": "her sister", "why": "watched"},
        contacts=[{"value": "1", "safe": False}],
    )
    assert found.never
    assert reaching.warning(found) == "Do not contact. Since: 2013; By whom, in words: her sister; Why: watched"
    assert reaching.way_warning(found, found.ways[0]).splitlines()[-1] == "This contact is not safe to use."
    assert reaching.warning(reach(vault)) == ""
    assert reach(vault, contacts=[{"value": "1"}]).ways[0].kind == "Contact"


def test_everything_of_a_contact_is_marked_never_to_leave_the_office() -> None:
    for type_ in ("person", "organisation"):
        contacts = schema.OURS.fields_of(type_)["contacts"]
        assert contacts.sensitivity is Sensitivity.NEVER
        assert isinstance(contacts.kind, Group)
        inner = {one.name: one.sensitivity for one in contacts.kind.fields}
        assert {inner["value"], inner["code_word"]} == {Sensitivity.NEVER}
