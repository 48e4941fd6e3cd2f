"""Vocabularies: whole, labelled in three languages, found by words, their HURIDOCS codes well formed."""

from __future__ import annotations

import re

import pytest

from app.domain import schema, vocabulary
from app.domain.schema.kinds import Field, Group, Link, Term


def fields(of: tuple[Field, ...]) -> list[Field]:
    found = []
    for field in of:
        found.append(field)
        if isinstance(field.kind, Group):
            found += fields(field.kind.fields)
        if isinstance(field.kind, Link):
            found += fields(field.kind.attributes)
    return found


EVERY_FIELD = [
    field
    for name in (*schema.OURS.types, *schema.DEFINITIONS)
    for field in fields(tuple(schema.OURS.fields_of(name).values()))
]
USED = {field.kind.vocabulary for field in EVERY_FIELD if isinstance(field.kind, Term)}
ELSEWHERE = {"answer", "attachment", "calendar", "name", "order", "role", "script"}


@pytest.mark.parametrize("name", vocabulary.OURS.names())
def test_a_vocabulary_is_whole(name: str) -> None:
    terms = vocabulary.OURS.load(name).terms
    assert terms
    for code, entry in terms.items():
        assert re.fullmatch(rf"{name}/[A-Za-z0-9-]+", code)
        assert all(entry.labels.get(language, "").strip() for language in ("en", "zh", "ar")), code
        assert entry.broader is None or entry.broader in list(terms)[: list(terms).index(code)], code
        assert entry.huridocs is None or re.fullmatch(r"[0-9]{12}", entry.huridocs), code
    for language in ("en", "zh", "ar"):
        labels = [entry.labels[language] for entry in terms.values()]
        assert len(set(labels)) == len(labels), (language, sorted(x for x in labels if labels.count(x) > 1))


def test_every_vocabulary_is_used_and_every_used_one_is_there() -> None:
    assert set(vocabulary.OURS.names()) == USED | ELSEWHERE
    assert not USED & ELSEWHERE


def test_every_role_of_a_link_has_a_label() -> None:
    roles = {role for field in EVERY_FIELD if isinstance(field.kind, Link) for role in field.kind.roles}
    assert roles | {"source"} == {code.removeprefix("role/") for code in vocabulary.OURS.load("role").terms}


def test_labels_fall_back_to_english_then_to_the_code() -> None:
    assert vocabulary.OURS.label("act/detention") == "Detention"
    assert vocabulary.OURS.label("act/detention", "zh") == "拘留或羁押"
    assert vocabulary.OURS.label("act/detention", "fr") == "Detention"
    assert vocabulary.OURS.label("act/of-a-newer-version") == "act/of-a-newer-version"
    assert vocabulary.OURS.label("../secret") == "../secret"
    assert vocabulary.OURS.label("") == ""


def test_codes_of_huridocs_and_wider_terms() -> None:
    assert vocabulary.OURS.huridocs("act/house-arrest") == "030105000000"
    assert vocabulary.OURS.huridocs("act/refusal-to-receive") is None
    assert vocabulary.OURS.broader("act/house-arrest") == "act/detention"
    assert vocabulary.OURS.broader("act/detention") is None
    assert vocabulary.OURS.broader("act/of-a-newer-version") is None


def test_a_term_is_found_by_words_in_any_language() -> None:
    assert vocabulary.OURS.find("house arr", narrower=False) == [
        "act/house-arrest",
        "detention/house-arrest",
        "sentence/house-arrest",
    ]
    assert vocabulary.OURS.find("软禁", "act") == ["act/house-arrest"]
    assert vocabulary.OURS.find("تعذيب", "act") == ["act/torture", "act/psychological-torture"]
    assert vocabulary.OURS.find("") == []
    assert vocabulary.OURS.find("no such thing") == []


def test_a_term_is_found_by_its_wider_ones_after_those_that_say_the_words() -> None:
    found = vocabulary.OURS.find("detention", "act")
    assert found[0] == "act/detention"
    assert {"act/house-arrest", "act/forced-travel", "act/imprisonment"} <= set(found)
    assert found.index("act/imprisonment") > found.index("act/secret-detention")
    assert "act/imprisonment" not in vocabulary.OURS.find("detention", "act", narrower=False)
    assert vocabulary.OURS.wider("act/forced-travel") == ["act/soft-detention", "act/detention"]
    assert "Detention" in vocabulary.OURS.labels("act/forced-travel")


def test_a_wide_term_stands_for_its_narrower_ones() -> None:
    widened = vocabulary.OURS.widened(["act/detention", "country/CN"])
    assert {"act/detention", "act/soft-detention", "act/forced-travel", "country/CN"} <= set(widened)
    assert "act/torture" not in widened
    assert vocabulary.OURS.widened(["act/of-a-newer-version", "../x"]) == ("act/of-a-newer-version", "../x")


def test_every_list_is_called_something_in_the_languages_its_terms_are_in() -> None:
    for name in vocabulary.OURS.names():
        called = vocabulary.OURS.load(name).label
        assert {"en", "zh", "ar"} <= called.by_language.keys(), name
        assert all(called.by_language.values()), name
