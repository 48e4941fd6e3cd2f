"""The declarations of record types: thirteen of them, uniform, extensible at run time."""

from __future__ import annotations

import re

import pytest

from app.domain import schema
from app.domain.schema.kinds import (
    Accounts,
    Attachment,
    Cites,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Sensitivity,
    Term,
    Text,
)
from tests.added_fields import with_fields

TYPES = (
    "case", "incident", "act", "person", "organisation", "testimony", "document", "request", "reply",
    "intervention", "process", "consent", "note",
)  # fmt: skip

COMMON = (
    "confidentiality",
    "basis",
    "review",
    "tags",
    "remarks",
    "trashed",
    "attachments",
    "cites",
    "accounts",
)


def check(field: Field, at: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name), at
    assert re.fullmatch(r"[A-Z].*[^.]", field.label), at
    assert not field.help or field.help.endswith("."), at
    if isinstance(field.kind, Names | Attachment | Cites | Accounts):
        assert field.many, at
    if isinstance(field.kind, Flag):
        assert not field.many, at
    if isinstance(field.kind, Link):
        assert set(field.kind.types) <= set(TYPES), at
        assert field.kind.roles, at
        inner = field.kind.attributes
    else:
        inner = field.kind.fields if isinstance(field.kind, Group) else ()
    assert len({one.name for one in inner}) == len(inner), at
    for one in inner:
        assert one.name not in {"id", "answer", "note", "words"}, f"{at}.{one.name}: the value itself has this key"
        check(one, f"{at}.{one.name}")


def test_the_types() -> None:
    assert set(schema.OURS.types) == set(TYPES)
    assert schema.OURS.record_type("act") is schema.OURS.types["act"]
    assert schema.OURS.record_type("spaceship") is None
    assert dict(schema.OURS.fields_of("spaceship")) == {}


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_whole(name: str) -> None:
    declared = schema.OURS.types[name]
    assert declared.name == name
    assert declared.label
    assert declared.help.endswith(".")
    assert set(COMMON) <= set(declared.fields)
    assert set(declared.titles + declared.parts) <= set(declared.fields)
    for field in declared.fields.values():
        assert field.section
        check(field, f"{name}.{field.name}")


def test_an_act_has_its_supplements() -> None:
    fields = schema.OURS.fields_of("act")
    supplements = {field.section for field in fields.values()}
    assert supplements >= {
        "Detention", "Torture and ill-treatment", "Killing", "Disappearance", "Property", "Reprisal",
        "Refusal to receive",
    }  # fmt: skip
    for name in ("proof", "finding"):
        kind = fields[name].kind
        assert isinstance(kind, Group)
        assert {"value", "by", "when", "why"} <= {one.name for one in kind.fields}


def test_contacts_and_identity_papers_leave_in_no_output() -> None:
    for name in ("contacts", "identity_documents"):
        assert schema.OURS.fields_of("person")[name].sensitivity is Sensitivity.NEVER


def test_a_field_added_is_known_everywhere_and_ours_stays_as_it_is() -> None:
    field = Field("office_reference", Text(), "Reference of our office", section="Handling")
    given = {"office_reference": "Z 17"}
    before = schema.OURS.fingerprint()
    known = with_fields(schema.OURS, "incident", field)
    checked = known.check_fields("incident", given)
    assert checked == {"office_reference": {"text": "Z 17"}}
    assert known.fields_of("incident")["office_reference"] is field
    assert known.types["incident"].fields["office_reference"] is field
    assert known.extract("incident", checked).texts == [("office_reference", "Z 17")]
    assert known.fingerprint() != before
    both = with_fields(known, "incident", Field("second", Term("act"), "Second"))
    assert {"office_reference", "second"} <= set(both.fields_of("incident"))
    assert "office_reference" not in schema.OURS.fields_of("incident")
    assert schema.OURS.extract("incident", checked).texts == []
    assert schema.OURS.check_fields("incident", given) == given
    assert schema.OURS.fingerprint() == before
