"""Two people change one value: what they changed apart is kept of both, what belongs together waits for a decision."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.merge import merge
from app.domain.prose import sentences, together

LINK = {"id": "l1", "role": "perpetrator", "to": None, "words": "two men", "attributes": {"alleged": True}}
CONTACT = {
    "id": "c1",
    "kind": {"term": "contact/phone"},
    "value": {"text": "555 0100"},
    "safe_times": {"text": "evenings"},
}
NAME = {"id": "n1", "text": "Cao", "script": "Latn", "kind": "legal"}
TEXT = {
    "text": "She was taken.",
    "language": "en",
    "translations": [{"id": "t1", "language": "fr", "text": "Elle a été emmenée."}],
}
DATE = {"edtf": "2012-08", "words": "in August", "calendar": "gregorian"}
NUMBER = {"min": 13, "words": "more than a dozen"}
PLACE = {"words": "near the gate", "within": ["Beijing"], "point": {"lat": 1, "lon": 2, "precision_m": 50}}
JUDGED = {
    "value": {"term": "proof/credible"},
    "by_words": {"text": "Lark"},
    "when": {"edtf": "2013"},
    "why": {"text": "a"},
}


def ordered(value: Any) -> Any:
    """Return a value with the items of all lists in one order: that of sides is not the same either way round."""
    if isinstance(value, dict):
        return {key: ordered(one) for key, one in value.items()}
    return sorted(map(ordered, value), key=str) if isinstance(value, list) else value


def both(base: Any, one: Any, other: Any) -> tuple[Any, list[Any] | None]:
    """Return what is shown when two sides changed a value, and the sides in conflict; the same either way round."""
    listed = isinstance(base, dict) and "id" in base
    wrap = [base], [one], [other]
    fields = [{"a": value} for value in (wrap if listed else (base, one, other))]
    merged, turned = merge(fields[0], fields[1:]), merge(fields[0], [fields[2], fields[1]])
    told = next(iter(merged.conflicts.values()), None)
    assert {*merged.conflicts} == {*turned.conflicts}
    if not told:
        assert ordered(merged.fields) == ordered(turned.fields)
    shown = merged.fields["a"]
    return shown[0] if listed else shown, list(told.values()) if told else None


@pytest.mark.parametrize(
    ("base", "one", "other", "expected"),
    [
        (LINK, {"words": "two men in plain clothes"}, {"number": {"min": 2, "max": 2, "best": 2}}, None),
        (LINK, {"to": "0" * 32}, {"note": "the taller one"}, None),
        (
            LINK,
            {"attributes": {"alleged": False}},
            {"attributes": {"alleged": True, "degree": {"term": "degree/direct"}}},
            {"attributes": {"alleged": False, "degree": {"term": "degree/direct"}}},
        ),
        (CONTACT, {"value": {"text": "555 0111"}}, {"safe_times": {"text": "mornings"}}, None),
        (CONTACT, {"how": {"text": "as a cousin"}}, {"safe_times": None}, None),
        (NAME, {"text": "Cao Shunli"}, {"kind": "nickname"}, None),
        (NAME, {"preferred": True}, {"note": "as in the passport"}, None),
        (
            TEXT,
            {"text": "She was taken away."},
            {"translations": [{"id": "t1", "language": "fr", "text": "On l'a emmenée."}]},
            None,
        ),
        (
            TEXT,
            {"translations": [*TEXT["translations"], {"id": "t2", "language": "es", "text": "Se la llevaron."}]},
            {"translations": [*TEXT["translations"], {"id": "t3", "language": "ru", "text": "Её увели."}]},
            {
                "translations": [
                    *TEXT["translations"],
                    {"id": "t2", "language": "es", "text": "Se la llevaron."},
                    {"id": "t3", "language": "ru", "text": "Её увели."},
                ]
            },
        ),
        (DATE, {"edtf": "2012-09", "words": "in September"}, {"note": "as the notice says"}, None),
        (PLACE, {"words": "inside", "within": ["Shanghai"]}, {"names": [{"id": "n1", "text": "门口"}]}, None),
    ],
)
def test_what_was_changed_apart_is_kept_of_both(base: Any, one: Any, other: Any, expected: Any) -> None:
    def changed(by: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in {**base, **by}.items() if value is not None or key == "to"}

    shown, conflict = both(base, changed(one), changed(other))
    assert conflict is None
    if expected is not None:
        expected = {**base, **expected}
    else:
        expected = {**changed(one), **{key: value for key, value in other.items() if value is not None}}
        for key in (key for key, value in other.items() if value is None):
            expected.pop(key, None)
    assert ordered(shown) == ordered(expected)


@pytest.mark.parametrize(
    ("base", "one", "other"),
    [
        (DATE, {"edtf": "2012-09"}, {"words": "late in August"}),
        (NUMBER, {"min": 20}, {"words": "about thirteen"}),
        (PLACE, {"words": "in the yard"}, {"point": {"lat": 9, "lon": 9}}),
        (JUDGED, {"value": {"term": "proof/established"}}, {"why": {"text": "b"}}),
        ({"term": "act/detention"}, {"term": "act/arrest"}, {"words": "held"}),
        (TEXT, {"text": "She was led away."}, {"text": "She was driven away."}),
        (CONTACT, {"value": {"text": "555 0111"}}, {"value": {"text": "555 0122"}}),
        ({"answer": "unknown"}, {"answer": "declined"}, {"note": "asked twice"}),
    ],
)
def test_what_belongs_together_waits_for_a_decision(base: Any, one: Any, other: Any) -> None:
    _shown, conflict = both(base, {**base, **one}, {**base, **other})
    assert conflict == [{**base, **one}, {**base, **other}]


def test_what_is_said_of_one_person_is_never_said_of_another_who_takes_their_place() -> None:
    known = {**LINK, "to": "a" * 32}
    other = {**known, "to": "b" * 32}
    direct = {"alleged": False, "degree": {"term": "degree/direct"}}
    shown, conflict = both(known, other, {**known, "attributes": direct})
    assert conflict == [other, {**other, "attributes": direct}]
    assert shown == other
    assert both(known, other, {**known, "note": "the taller one"})[1] is None
    both_edited = both(known, {**known, "attributes": {"alleged": False}}, {**known, "number": {"min": 2}})
    assert both_edited == ({**known, "attributes": {"alleged": False}, "number": {"min": 2}}, None)
    third = {**known, "to": "c" * 32, "attributes": direct}
    assert both(known, other, third)[1] == [other, third]
    account = {"id": "r1", "field": "charge", "value": {"text": "A"}, "reason": "said twice"}
    changed = [{**account, "value": {"text": "B"}}, {**account, "reason": "A is what the court wrote"}]
    assert both(account, *changed)[1] == changed


def test_each_side_of_a_conflict_has_what_is_settled_of_the_other() -> None:
    one = {**CONTACT, "value": {"text": "555 0111"}, "how": {"text": "as a cousin"}}
    other = {**CONTACT, "value": {"text": "555 0122"}, "safe_times": {"text": "mornings"}}
    _shown, conflict = both(CONTACT, one, other)
    settled = {"how": {"text": "as a cousin"}, "safe_times": {"text": "mornings"}}
    assert conflict == [{**one, **settled}, {**other, **settled}]


def test_a_removal_meets_the_change_of_any_part() -> None:
    merged = merge({"a": [CONTACT]}, [{"a": []}, {"a": [{**CONTACT, "note": "new"}]}])
    assert merged.conflicts == {"a/c1": {0: None, 1: {**CONTACT, "note": "new"}}}
    assert merged.fields["a"] == [{**CONTACT, "note": "new"}]


NARRATIVE = (
    "They came at six. They asked for her. Nobody answered. They broke the door. She was taken.\nNobody saw more."
)


def test_changes_to_different_sentences_of_a_narrative_are_put_together() -> None:
    one = {"text": NARRATIVE.replace("at six", "at half past six"), "language": "en"}
    other = {"text": NARRATIVE.replace("She was taken", "She was taken to Chaoyang"), "language": "en"}
    shown, conflict = both({"text": NARRATIVE, "language": "en"}, one, other)
    assert conflict is None
    assert shown["text"] == NARRATIVE.replace("at six", "at half past six").replace("taken", "taken to Chaoyang")
    third = {"text": NARRATIVE.replace("asked for her", "asked for Cao"), "language": "en"}
    _shown, conflict = both({"text": NARRATIVE, "language": "en"}, one, third)  # sentences side by side
    assert conflict == [one, third]


def test_sentences_of_several_scripts() -> None:
    for text, many in (
        ("他们六点来。他们问她。没有人回答！", 3),
        ("جاؤوا في السادسة. سألوا عنها؟ لم يجب أحد.", 3),
        (NARRATIVE, 6),
        ("", 0),
        ("one\n\ntwo", 2),
    ):
        found = sentences(text)
        assert "".join(found) == text
        assert len(found) == many


def test_insertions_at_one_place_are_not_put_in_an_order_nobody_chose() -> None:
    assert together("One. Two. ", ["One. New. Two. ", "One. Other. Two. "]) is None
    assert together("One. Two. ", ["One. New. Two. ", "One. New. Two. "]) == "One. New. Two. "


def test_a_text_made_to_take_for_ever_is_left_to_a_person_and_told_whole() -> None:
    dots = "." * 300_000
    assert sentences(f"{dots}x") == [f"{dots}x"]
    said = "Yes. " * 2000
    assert together(said, ["Yes. No. " * 1000, f"{said}Then. "]) is None
    assert together("Yes. Then. Yes. ", ["Yes. Then. Yes. End. ", "No. Then. Yes. "]) == "No. Then. Yes. End. "
