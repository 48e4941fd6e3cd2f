"""Values of records are read whatever shape they came in, and nothing that is not there is made up."""

from __future__ import annotations

import pytest

from app.domain import reading

RECORD = "0123456789abcdef0123456789abcdef"
STRANGE: tuple[object, ...] = (
    None,
    7,
    True,
    "words",
    [],
    [None, 3, "x"],
    {},
    {"to": 4, "term": [], "text": 5, "edtf": {}},
)


def test_what_a_value_says_is_read() -> None:
    assert reading.term({"term": "act/torture"}) == "act/torture"
    assert reading.text({"text": " (invented) words \n", "language": "en"}) == "(invented) words"
    assert reading.target({"to": RECORD}) == RECORD
    assert reading.targets([{"to": RECORD}, {"to": None, "words": "two men"}, "x"]) == [RECORD]
    assert reading.targets({"to": RECORD}) == [RECORD]
    assert reading.items([{"id": "a"}, 4]) == [{"id": "a"}]
    found = reading.date({"edtf": "2012-08/.."})
    assert found is not None
    assert found.open_end


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_a_strange_shape_says_nothing(value: object) -> None:
    assert reading.term(value) == reading.text(value) == reading.target(value) == ""
    assert reading.targets(value) == []
    assert reading.date(value) is None
    assert all(isinstance(one, dict) for one in reading.items(value))


def test_what_is_no_id_and_no_date_leads_nowhere() -> None:
    assert reading.target({"to": "../elsewhere"}) == ""
    assert reading.date({"edtf": "yesterday"}) is None
