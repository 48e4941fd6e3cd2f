"""What is computed of a record never fails, whatever shapes its fields have: they may come from anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import ids
from app.services import authoring, particulars
from app.services.session import Session
from tests.unit.services import making

KNOWN = "ab" * 16
FIELDS = {
    "person": [
        "contacts",
        "no_contact",
        "do_not_contact",
        "relatives",
        "memberships",
        "members",
        "number",
        "unit",
        "sex",
    ],
    "act": [
        "victim",
        "period",
        "spans",
        "transfers",
        "counting",
        "occurrences",
        "proof",
        "incident",
        "act_type",
        "as_of",
    ],
    "incident": ["period", "part_of"],
    "document": ["author", "publisher", "derived_from", "attachments", "reprint_of", "source_grade"],
}
KEYS = [
    "id",
    "to",
    "text",
    "term",
    "edtf",
    "words",
    "role",
    "min",
    "max",
    "best",
    "number",
    "attributes",
    "answer",
    "source",
    "field",
    "value",
    "cites",
    "at",
    "start",
    "end",
    "date",
    "period",
    "via",
    "by",
    "why",
    "relation",
    "from_place",
    "safe",
]
WORDS = ["", "x", KNOWN, "2012-08/..", "act/detention", "2012", "proof/established", "5", "cites", "period"]
leaves = st.none() | st.booleans() | st.integers(-3, 10**9) | st.sampled_from(WORDS)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("odd") / "vault"
    with making.create(folder, "Lark") as opened:
        authoring.save(opened, KNOWN, "person", {"names": [{"id": "n1", "text": "Wren (invented)"}]}, ())
        yield opened


@settings(max_examples=60)
@given(st.data())
def test_no_shape_of_a_field_keeps_a_record_from_being_told(vault: Session, data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(sorted(FIELDS)))
    names = [*FIELDS[type_], "cites", "accounts", "reviewed", "names"]
    fields: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names), values, max_size=5))
    record = ids.new_record_id()
    authoring.save(vault, record, type_, fields, ())
    for one in (record, KNOWN):
        shown = {"id": one, "type": type_ if one == record else "person", "fields": fields if one == record else {}}
        found = particulars.of(vault, shown)
        assert all(isinstance(line, str) for line in (*particulars.head(found), *particulars.lines(found)))
