"""Consents that speak of internal use, and the terms they use."""

from __future__ import annotations

import pytest

from app.domain import consent, vocabulary


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
        (_consent("refused", purpose="purpose/press"), None),
        ({"purposes": {"answer": "declined"}}, None),
    ],
)
def test_internal_use(fields: dict[str, object], allowed: bool | None) -> None:
    assert consent.internal_use(fields) is allowed


def test_covered_records() -> None:
    links = [{"role": "on", "to": "ab" * 16}, {"role": "on", "to": None, "words": "all of it"}]
    assert consent.covered({"records": links}) == ["ab" * 16]
