"""Consents that speak of internal use, and the terms they use."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain import consent, schema, vocabulary


def _consent(*decisions: str, purpose: str = consent.INTERNAL) -> dict[str, object]:
    return {"purposes": [{"purpose": {"term": purpose}, "decision": {"term": f"decision/{one}"}} for one in decisions]}


def test_the_terms_are_those_of_the_vocabularies() -> None:
    for code in (consent.SOURCE_PROTECTED, consent.INTERNAL, "decision/refused", "decision/withdrawn"):
        assert vocabulary.OURS.entry(code), code


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({}, None),
        (_consent("granted"), True),
        (_consent("refused"), False),
        (_consent("withdrawn"), False),
        (_consent("granted", "refused"), False),
        (_consent("x_0a1b2c"), None),
        (_consent("granted", "of a newer version"), None),
        (_consent("refused", purpose="purpose/press"), None),
        ({"purposes": {"answer": "declined"}}, None),
    ],
)
def test_internal_use(fields: dict[str, object], allowed: bool | None) -> None:
    assert consent.internal_use(fields) is allowed


def test_covered_records() -> None:
    links = [{"role": "on", "to": "ab" * 16}, {"role": "on", "to": None, "words": "all of it"}]
    assert consent.covered({"records": links}) == ["ab" * 16]


@pytest.mark.parametrize(
    ("fields", "purpose", "decided"),
    [
        (_consent("granted"), consent.INTERNAL, consent.GRANTED),
        (_consent("granted", "ask-again"), consent.INTERNAL, consent.ASK_AGAIN),
        (_consent("ask-again", "withdrawn", "refused"), consent.INTERNAL, consent.WITHDRAWN),
        (_consent("granted"), "purpose/press", ""),
        (_consent("granted") | {"otherwise": {"term": consent.REFUSED}}, "purpose/press", consent.REFUSED),
        (_consent("granted") | {"otherwise": {"term": consent.REFUSED}}, consent.INTERNAL, consent.GRANTED),
        ({"withdraws": [{"role": "withdraws", "to": "ab" * 16}]}, "purpose/press", consent.WITHDRAWN),
        ({"withdraws": [{"role": "withdraws", "to": None, "words": "hers"}]}, "purpose/press", ""),
        (_consent("granted") | {"withdraws": [{"role": "withdraws", "to": "ab" * 16}]}, "purpose/press", ""),
    ],
)
def test_what_is_decided_on_a_purpose(fields: dict[str, object], purpose: str, decided: str) -> None:
    assert consent.decision(fields, purpose) == decided


DAY = date(2026, 5, 5).toordinal()


@pytest.mark.parametrize(
    ("expires", "over"),
    [
        ("2026-05-04", True),
        ("2026-05-05", True),
        ("2026-05-06", False),
        ("2026-05", True),
        ("2026-06", False),
        ("../2026-05-05", False),
        ("../2026-05-04", True),
        ("2025-01/2026-05-05", False),
        ("2025/..", False),
        ("no date", False),
    ],
)
def test_of_several_possible_days_the_first_ends_a_consent(expires: str, over: bool) -> None:
    fields = {**_consent("granted"), "expires": {"edtf": expires}}
    assert consent.ended(fields, consent.INTERNAL, DAY) is over
    assert consent.lapsed(fields, consent.INTERNAL, DAY) is False
    assert consent.lapsed(fields, "purpose/press", DAY) is over
    assert consent.decides(fields, consent.INTERNAL, DAY) is True
    stopping = fields | {"after_expiry": {"term": "after-expiry/stop"}}
    assert consent.decides(stopping, consent.INTERNAL, DAY) is not over


@pytest.mark.parametrize(
    ("fields", "whole", "narrow"),
    [
        ({}, True, False),
        ({"records": [{"role": "on", "to": "ab" * 16}]}, False, False),
        ({"records": [{"role": "on", "to": "ab" * 16}], "coverage": {"term": consent.ALL_TOLD}}, True, False),
        ({"records": [{"role": "on", "to": "ab" * 16}], "coverage": {"term": consent.NAMED_ONLY}}, False, True),
        ({"coverage": {"term": consent.NAMED_ONLY}}, False, True),
    ],
)
def test_how_far_a_consent_reaches(fields: dict[str, object], whole: bool, narrow: bool) -> None:
    assert (consent.whole(fields), consent.narrow(fields)) == (whole, narrow)


def test_the_strictest_of_several() -> None:
    every = [consent.GRANTED, consent.ASK_AGAIN, consent.NOT_ASKED, consent.EXPIRED, consent.REFUSED, consent.WITHDRAWN]
    for at in range(1, len(every) + 1):
        assert consent.strictest(every[:at]) == every[at - 1]
    assert consent.strictest([]) == consent.NOT_ASKED


def test_the_fields_it_goes_by_are_in_the_schema() -> None:
    known = {name for declared in schema.OURS.types.values() for name in declared.fields}
    assert set(consent.RESTING) <= known
    assert set(consent.ABOUT) <= set(schema.OURS.types)
