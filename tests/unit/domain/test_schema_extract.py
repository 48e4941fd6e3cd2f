"""Derived rows and titles: right for our own records, unimpressed by anybody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import schema

RECORD = "ab" * 16
OTHER = "cd" * 16


def day(year: int, month: int, number: int) -> int:
    return dt.date(year, month, number).toordinal()


def test_rows_of_an_act() -> None:
    rows = schema.OURS.extract(
        "act",
        {
            "act_type": {"term": "act/detention"},
            "method": [
                {"id": "t1", "term": "method/summons"},
                {"id": "t2", "term": "method/of-a-newer-version"},
            ],
            "period": {"edtf": "2012-08/..", "words": "still in custody"},
            "alleged": True,
            "incommunicado": False,
            "occurrences": {"best": None, "min": 2, "max": None, "words": "several times"},
            "status_at_end": {"answer": "unknown", "words": "nobody says"},
            "victim": {"id": "l1", "role": "victim", "to": RECORD},
            "perpetrators": [
                {
                    "id": "l2",
                    "role": "perpetrator",
                    "to": None,
                    "words": "two men",
                    "number": {"best": 2},
                    "attributes": {"degree": {"term": "degree/direct"}, "alleged": True},
                }
            ],
            "place": {
                "words": "on the way",
                "names": [{"id": "n9", "text": "北京"}],
                "within": ["Beijing", "CN"],
            },
            "charges": [{"id": "g1", "text": {"text": "a charge"}, "date": {"edtf": "2012-09"}}],
            "losses": [{"id": "g2", "value": {"best": "12.50"}}],
        },
    )
    assert rows.terms == [
        ("act_type", "act/detention"),
        ("method", "method/summons"),
        ("method", "method/of-a-newer-version"),
        ("status_at_end", "answer/unknown"),
        ("perpetrators.degree", "degree/direct"),
    ]
    assert rows.spans == [
        ("period", day(2012, 8, 1), None, "2012-08/.."),
        ("charges.date", day(2012, 9, 1), day(2012, 9, 30), "2012-09"),
    ]
    assert rows.numbers == [
        ("alleged", 1, 1, 1),
        ("incommunicado", 0, 0, 0),
        ("occurrences", 2, None, None),
        ("perpetrators.number", None, None, 2),
        ("perpetrators.alleged", 1, 1, 1),
        ("losses.value", None, None, 12.5),
    ]
    assert rows.links == [("victim", "l1", "victim", RECORD), ("perpetrators", "l2", "perpetrator", None)]
    assert rows.names == [("n9", "北京", None, "place")]
    assert ("act_type", "Detention 拘留或羁押 احتجاز") in rows.texts, "a term is found by its label in any language"
    assert ("period", "2012-08/..") in rows.texts, "a date is found by what it is"
    codes = {path for path, _code in rows.terms}
    dates = {text for _path, _first, _last, text in rows.spans}
    assert [row for row in rows.texts if row[1] not in dates and (row[0] not in codes or "says" in row[1])] == [
        ("period", "still in custody"),
        ("occurrences", "several times"),
        ("status_at_end", "nobody says"),
        ("perpetrators", "two men"),
        ("place", "Beijing"),
        ("place", "CN"),
        ("place", "on the way"),
        ("charges.text", "a charge"),
    ]


def test_names_and_translations_and_files_are_searchable() -> None:
    rows = schema.OURS.extract(
        "person",
        {
            "names": [{"id": "n1", "text": "曹顺利", "script": "Hans", "kind": "legal", "note": "on her card"}],
            "biography": {"text": "一", "translations": [{"id": "k1", "language": "en", "text": "one"}]},
            "attachments": [{"id": "a1", "name": "portrait.jpg", "taken": {"edtf": "2012"}, "note": "by a friend"}],
        },
    )
    assert rows.names == [("n1", "曹顺利", "Hans", "legal")]
    assert rows.texts == [
        ("names", "on her card"),
        ("biography", "一"),
        ("biography", "one"),
        ("attachments", "portrait.jpg"),
        ("attachments.taken", "2012"),
        ("attachments", "by a friend"),
    ]
    assert rows.spans == [("attachments.taken", day(2012, 1, 1), day(2012, 12, 31), "2012")]


def test_a_rival_account_is_searchable_and_its_source_linked_but_it_is_no_value() -> None:
    rows = schema.OURS.extract(
        "act",
        {
            "accounts": [
                {
                    "id": "r1",
                    "field": "act_type",
                    "value": {"term": "act/arrest", "words": "invited for tea"},
                    "cites": [{"id": "c2", "source": OTHER, "quote": "tea"}],
                    "reason": "two witnesses",
                }
            ],
            "cites": [{"id": "c1", "field": "period", "source": RECORD, "locator": "p. 2"}],
        },
    )
    assert rows.terms == []
    assert rows.links == [("accounts", "c2", "source", OTHER), ("cites", "c1", "source", RECORD)]
    assert [text for _field, text in rows.texts] == ["invited for tea", "two witnesses", "tea", "p. 2"]


def test_an_unknown_type_and_unknown_fields_give_nothing() -> None:
    assert schema.OURS.extract("spaceship", {"title": {"text": "x"}}) == schema.Extract()
    assert schema.OURS.extract("incident", {"warp": {"text": "x"}}) == schema.Extract()


@pytest.mark.parametrize(
    ("name", "fields", "title"),
    [
        ("person", {"names": [{"text": "A"}, {"text": "B", "preferred": True}]}, "B"),
        ("person", {"names": [{"text": "A"}, {"text": "B"}]}, "A"),
        ("person", {"names": [], "code_name": {"text": "Heron"}}, "Heron"),
        ("person", {"unit": {"term": "unit/group"}}, "Group"),
        ("person", {}, "Person"),
        ("incident", {"title": {"text": " Two \n lines "}, "narrative": {"text": "x"}}, "Two lines"),
        ("incident", {"narrative": {"text": "word " * 100}}, "word " * 23 + "word…"),
        ("incident", {"narrative": {"text": "字" * 300}}, "字" * 120 + "…"),
        ("incident", {"period": {"words": "last spring"}}, "Incident · last spring"),
        ("act", {"act_type": {"term": "act/torture"}, "alleged": True}, "Torture (alleged)"),
        ("act", {"act_type": {"term": "act/torture"}, "victim": {"words": "a man"}}, "Torture · a man"),
        ("act", {"act_type": {"term": "act/newer"}, "period": {"edtf": "2012"}}, "act/newer · 2012"),
        ("act", {"alleged": True, "period": {"edtf": "2012"}}, "Act (alleged) · 2012"),
        ("reply", {"date": {"edtf": "2012-11"}}, "Reply · November 2012"),
        ("testimony", {"witness": [{"words": "a neighbour"}]}, "Testimony · a neighbour"),
        ("spaceship", {"title": {"text": "x"}}, "spaceship"),
    ],
)
def test_titles(name: str, fields: dict[str, Any], title: str) -> None:
    assert schema.OURS.title_of(name, fields) == title


def test_a_title_in_another_language() -> None:
    assert schema.OURS.title_of("act", {"act_type": {"term": "act/torture"}}, "zh") == "酷刑"


def test_attachments_of_any_type() -> None:
    kept = {"id": "a1", "sha256": "0" * 64, "size": 1}
    assert schema.attachments({"attachments": [kept, {"id": "a2"}, 5]}) == [kept]
    assert schema.attachments({"attachments": {"answer": "unknown"}}) == []
    assert schema.attachments({}) == []


KEYS = st.sampled_from(
    [
        "text",
        "edtf",
        "term",
        "words",
        "names",
        "within",
        "role",
        "to",
        "id",
        "number",
        "attributes",
        "translations",
        "answer",
        "note",
        "value",
        "cites",
        "source",
        "min",
        "best",
        "taken",
        "name",
        "preferred",
        "degree",
        "field",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
JSON = st.recursive(
    LEAVES | st.sampled_from(["2012/..", "act/arrest", "12.5", "ab" * 16]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(schema.OURS.types)), st.data())
def test_nothing_breaks_on_strange_content(name: str, data: st.DataObject) -> None:
    known = sorted(schema.OURS.fields_of(name))
    fields = data.draw(st.dictionaries(st.sampled_from(known), JSON, max_size=6))
    rows = schema.OURS.extract(name, fields)
    for field, low, high, best in rows.numbers:
        assert isinstance(field, str)
        assert all(bound is None or isinstance(bound, int | float) for bound in (low, high, best))
    for _field, item, role, to in rows.links:
        assert isinstance(item, str)
        assert isinstance(role, str)
        assert to is None or isinstance(to, str)
    assert schema.OURS.title_of(name, fields)
    schema.attachments(fields)
