"""Accounts that differ, side by side: the record's value among them, each with its sources and gradings."""

from __future__ import annotations

from app.services import casework, rivals
from app.services.session import Session


def test_the_value_and_what_else_is_said_stand_together_with_their_sources(vault: Session) -> None:
    lists = casework.add(vault, "document", {"title": {"text": "A list (invented)"}, "source_grade": "source-grade/c"})
    fields = vault.schema.check_fields(
        "act",
        {
            "period": {"edtf": "2012-08"},
            "cites": [{"field": "period", "source": None, "words": "a neighbour", "at": {"start": 65}}],
            "accounts": [
                {
                    "field": "period",
                    "value": {"edtf": "2012-09"},
                    "cites": [{"source": lists, "quote": "taken in fall"}],
                },
                {"field": "victim", "value": {"role": "victim", "words": "a teacher"}},
            ],
        },
    )
    victim, period = sorted(rivals.of_record(vault, "act", fields), key=lambda one: one.name, reverse=True)
    assert (period.label, period.open) == ("When", True)
    value, other = period.accounts
    assert (value.words, value.taken, other.words, other.taken) == ("August 2012", True, "September 2012", False)
    assert [rivals.cite_words(one) for one in value.cites] == ["a neighbour, [01:05]"]
    assert [rivals.cite_words(one) for one in other.cites] == [
        "A list (invented), “taken in fall” (source C: fairly reliable)"
    ]
    assert [(one.words, one.taken) for one in victim.accounts] == [("a teacher", False)]
    assert rivals.as_object(period)["accounts"][1]["taken"] is False


def test_an_account_taken_for_a_reason_is_decided(vault: Session) -> None:
    fields = vault.schema.check_fields(
        "case",
        {
            "reference": {"text": "B"},
            "accounts": [
                {"field": "reference", "value": {"text": "B"}, "reason": "the register"},
                {"field": "reference", "value": {"text": "A"}},
            ],
        },
    )
    [found] = rivals.of_record(vault, "case", fields)
    assert not found.open
    assert [(one.words, one.taken, one.reason) for one in found.accounts] == [
        ("B", True, "the register"),
        ("A", False, ""),
    ]
    assert rivals.of_record(vault, "case", {"accounts": "strange", "reference": 3}) == ()
