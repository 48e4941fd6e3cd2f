"""Input checks: full forms, item ids, refusals that name the field and never the value."""

from __future__ import annotations

from typing import Any

import pytest

from app.base import errors
from app.domain import ids, schema
from app.domain.schema import check

RECORD = "ab" * 16
SECRET = "SECRET-VALUE"


def checked(name: str, **fields: Any) -> dict[str, Any]:
    return schema.OURS.check_fields(name, fields)


def test_short_forms_become_full() -> None:
    incident = checked("incident", title="T", period="2012-08", rights=["right/life"])
    assert incident["title"] == {"text": "T"}
    assert incident["period"] == {"edtf": "2012-08"}
    assert [right["term"] for right in incident["rights"]] == ["right/life"]
    named = checked("person", names=["曹顺利", "Cao Shunli"])["names"]
    assert [name["text"] for name in named] == ["曹顺利", "Cao Shunli"]
    assert all(ids.is_item_id(name["id"]) for name in named)
    assert named[0]["id"] != named[1]["id"]


def test_ids_given_stay_and_missing_ones_are_filled_in_at_every_depth() -> None:
    contact = checked("person", contacts=[{"id": "k1", "kind": "contact/telephone"}, {"value": "5"}])["contacts"]
    assert contact[0] == {"id": "k1", "kind": {"term": "contact/telephone"}}
    assert ids.is_item_id(contact[1]["id"])
    text = checked("note", text={"text": "a", "translations": [{"text": "b", "language": "fr"}]})["text"]
    assert ids.is_item_id(text["translations"][0]["id"])
    account = checked("process", accounts=[{"field": "participation", "value": "x", "cites": [{"source": RECORD}]}])
    assert account["accounts"][0]["value"] == {"text": "x"}
    assert ids.is_item_id(account["accounts"][0]["cites"][0]["id"])


def test_a_source_may_be_a_passage_of_a_recording() -> None:
    passage = {"id": "c1", "source": RECORD, "at": {"start": 754, "end": 790}, "attachment": "a1"}
    assert checked("act", cites=[passage])["cites"] == [passage]
    assert checked("act", cites=[{**passage, "at": {"start": 0}}])["cites"][0]["at"] == {"start": 0}


def test_a_checked_record_passes_unchanged() -> None:
    once = checked(
        "act",
        act_type="act/detention",
        perpetrators=[{"words": "two men", "number": {"min": 2}, "attributes": {"degree": "degree/direct"}}],
        spans=[{"period": "2012/2013", "place": {"words": "somewhere", "names": ["X"]}}],
        proof={"value": "proof/none", "when": "2013"},
        attachments=[{"name": "a", "media_type": "b/c", "size": 1, "sha256": "0" * 64, "role": "original", "of": None}],
    )
    assert schema.OURS.check_fields("act", once) == once


def test_what_is_given_is_not_changed_in_place() -> None:
    given = {
        "names": [{"text": "A"}],
        "contacts": [{"value": {"text": "1", "translations": [{"text": "x"}]}}],
    }
    schema.OURS.check_fields("person", given)
    assert given == {
        "names": [{"text": "A"}],
        "contacts": [{"value": {"text": "1", "translations": [{"text": "x"}]}}],
    }


def test_a_link_gets_the_one_role_of_its_field_and_needs_one_of_several() -> None:
    assert checked("act", incident={"to": RECORD, "id": "l1"})["incident"] == {
        "id": "l1",
        "role": "in",
        "to": RECORD,
    }
    with pytest.raises(errors.BadField, match=r"leads\[1\]\.role"):
        checked("incident", leads=[{"to": RECORD}])
    assert checked("incident", leads=[{"to": RECORD, "role": "precedes"}])


@pytest.mark.parametrize("answer", ["unknown", "declined"])
def test_an_answer_is_a_value_of_every_kind(answer: str) -> None:
    value = {"answer": answer, "words": "as said", "note": "n"}
    for name, declared in schema.OURS.types.items():
        for field in declared.fields:
            assert schema.OURS.check_fields(name, {field: value}) == {field: value}


def test_unknown_fields_and_keys_are_untouched() -> None:
    fields = {"from_a_newer_version": [1, {"a": None}], "title": {"text": "T", "mood": {"x": 1}}}
    assert schema.OURS.check_fields("incident", fields) == fields


def test_what_stood_before_passes_while_something_else_is_edited() -> None:
    before = {"act_type": {"term": "act/of-a-newer-version"}, "period": {"season": 3}}
    after = before | {"description": "new"}
    assert schema.OURS.check_fields("act", after, before)["act_type"] == before["act_type"]
    with pytest.raises(errors.BadField):
        schema.OURS.check_fields("act", after)
    with pytest.raises(errors.BadField):
        schema.OURS.check_fields("act", after | {"period": {"season": 4}}, before)


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("person", {"names": SECRET}, "names"),
        ("person", {"names": [{"text": 5}]}, "names[1].text"),
        ("person", {"names": ["a", {"text": "b", "kind": SECRET}]}, "names[2].kind"),
        ("person", {"names": [{"text": "b", "script": SECRET}]}, "names[1].script"),
        ("person", {"names": [{"text": "b", "id": "UPPER"}]}, "names[1].id"),
        ("person", {"names": [{"text": "a", "id": "n1"}, {"text": "b", "id": "n1"}]}, "names"),
        ("person", {"number": {"min": 5, "max": 2}}, "number"),
        ("person", {"number": {"min": "many"}}, "number.min"),
        ("person", {"number": {"best": True}}, "number.best"),
        ("person", {"number": {}}, "number"),
        ("person", {"number": 5}, "number"),
        ("person", {"do_not_contact": "yes"}, "do_not_contact"),
        ("person", {"contacts": [{"value": ["5"]}]}, "contacts[1].value"),
        ("person", {"birth": SECRET}, "birth"),
        ("person", {"birth": {"edtf": 2012}}, "birth.edtf"),
        ("person", {"birth": {}}, "birth"),
        ("person", {"sex": {"answer": SECRET}}, "sex.answer"),
        ("act", {"act_type": SECRET}, "act_type"),
        ("act", {"act_type": "sex/female"}, "act_type"),
        ("act", {"act_type": {"word": "x"}}, "act_type.term"),
        ("act", {"victim": SECRET}, "victim"),
        ("act", {"victim": {"to": SECRET}}, "victim.to"),
        ("act", {"victim": {}}, "victim"),
        ("act", {"victim": {"to": RECORD, "role": SECRET}}, "victim.role"),
        (
            "act",
            {"perpetrators": [{"words": "x", "attributes": {"alleged": 1}}]},
            "perpetrators[1].attributes.alleged",
        ),
        ("act", {"place": SECRET}, "place"),
        ("act", {"place": {}}, "place"),
        ("act", {"place": {"within": "CN"}}, "place.within"),
        ("act", {"place": {"point": {"lat": 91_000_000, "lon": 0}}}, "place.point.lat"),
        ("act", {"place": {"point": {"lat": 1, "lon": 2, "precision_m": -1}}}, "place.point.precision_m"),
        ("act", {"description": {"text": None}}, "description.text"),
        ("act", {"description": {"text": "x", "note": 5}}, "description.note"),
        ("act", {"attachments": [{"sha256": "0"}]}, "attachments[1].sha256"),
        ("act", {"attachments": [{"sha256": "0" * 64, "size": -1}]}, "attachments[1].size"),
        ("act", {"cites": [{"source": SECRET}]}, "cites[1].source"),
        ("act", {"cites": [{"source": RECORD, "at": SECRET}]}, "cites[1].at"),
        ("act", {"cites": [{"source": RECORD, "at": {"end": 5}}]}, "cites[1].at.start"),
        ("act", {"cites": [{"source": RECORD, "at": {"start": -1}}]}, "cites[1].at.start"),
        ("act", {"cites": [{"source": RECORD, "at": {"start": 9, "end": 5}}]}, "cites[1].at"),
        ("act", {"cites": [{"source": RECORD, "at": {"start": True}}]}, "cites[1].at.start"),
        ("act", {"cites": [{"source": RECORD, "at": {"start": 1, "end": "2"}}]}, "cites[1].at.end"),
        ("act", {"cites": [{"source": RECORD, "attachment": SECRET}]}, "cites[1].attachment"),
        ("act", {"accounts": [{"field": "period", "value": SECRET}]}, "accounts[1].value"),
        ("act", {"accounts": [{"value": "x"}]}, "accounts[1].field"),
    ],
)
def test_a_refusal_names_the_field_and_not_the_value(name: str, fields: dict[str, Any], told: str) -> None:
    with pytest.raises(errors.BadField) as refusal:
        schema.OURS.check_fields(name, fields)
    assert f"The field {told} needs" in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_an_unknown_type_is_refused_with_the_types_there_are() -> None:
    with pytest.raises(errors.UnknownType, match=r"spaceship.*incident.*note"):
        schema.OURS.check_fields("spaceship", {})


def test_values_as_in_the_table_of_kinds_are_accepted() -> None:
    person = {
        "names": [
            {
                "id": "n1", "text": "曹顺利", "script": "Hans", "language": "zh", "kind": "legal",
                "order": "family-first", "scheme": None, "preferred": True,
            }
        ],
        "number": {"best": None, "min": 13, "max": None, "words": "more than a dozen"},
        "birth": {"edtf": "2012-08/..", "words": "still", "calendar": "gregorian", "basis": "..."},
        "biography": {
            "text": "...", "language": "zh",
            "translations": [{"id": "k3", "language": "en", "text": "...", "by": "..."}],
        },
        "attachments": [
            {
                "id": "a1", "name": "...", "media_type": "...", "size": 123, "sha256": "0" * 64,
                "role": "original", "of": None, "taken": {"edtf": "2012"},
            }
        ],
        "cites": [{"id": "c1", "field": "birth", "source": RECORD, "locator": "p. 2", "quote": "..."}],
        "accounts": [{"id": "r1", "field": "birth", "value": {"edtf": "2011"}, "cites": []}],
    }  # fmt: skip
    assert schema.OURS.check_fields("person", person) == person
    act = {
        "act_type": {"term": "act/detention"},
        "place": {
            "words": "on the way to ...", "names": [{"id": "n1", "text": "x"}], "within": ["Beijing", "CN"],
            "point": {"lat": 39904000, "lon": 116407000, "precision_m": 5000},
        },
        "perpetrators": [
            {
                "id": "l1", "role": "perpetrator", "to": None, "words": "two men in plain clothes",
                "number": {"best": 2},
                "attributes": {"degree": {"term": "degree/direct"}, "alleged": True},
            }
        ],
    }  # fmt: skip
    assert schema.OURS.check_fields("act", act) == act


@pytest.mark.parametrize("bound", [2**53, -(2**53), 10**400, "9007199254740992", "9" * 400], ids=range(5))
def test_numbers_no_one_counts(bound: object) -> None:
    with pytest.raises(errors.BadField):
        check._number({"best": bound}, "count")
