"""An interview's clock and marks follow from its notes alone; times written into a text are found in any digits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain import schema
from app.services import interviewing

NINE = datetime(2026, 3, 4, 9, 0, 0)  # noqa: DTZ001 - the device's own time


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def session_of(*marks: tuple[float, str, str]) -> list[Any]:
    moments: list[Any] = []
    for minutes, kind, words in marks:
        moments.append(interviewing.mark(moments, kind, words, after(minutes)))
    return moments


def test_the_clock_leaves_breaks_out_and_is_right_after_the_window_was_gone() -> None:
    moments = session_of((0, "start", ""), (10, "break", ""), (25, "resume", ""))
    kept = schema.OURS.check_fields("testimony", {"moments": moments})["moments"]
    standing = interviewing.clock(kept, after(30.5))
    assert (standing.begun, standing.going, standing.seconds) == (True, True, 15 * 60 + 30)
    resting = interviewing.clock([*kept, interviewing.mark(kept, "break", "", after(31))], after(90))
    assert (resting.going, resting.seconds) == (False, 16 * 60)


def test_before_the_start_a_note_has_the_time_of_day_and_no_minutes() -> None:
    [note] = session_of((3, "note", "She arrives with her sister."))
    assert interviewing.seconds_of(note) is None
    assert (interviewing.time_of_day(note), interviewing.words_of(note)) == ("09:03", "She arrives with her sister.")


def test_a_clock_set_back_never_takes_time_away() -> None:
    moments = session_of((0, "start", ""))
    assert interviewing.clock(moments, after(-60)).seconds == 0


def test_after_the_end_it_stands_still() -> None:
    moments = session_of((0, "start", ""), (65, "end", ""))
    standing = interviewing.clock(moments, after(600))
    assert (standing.ended, standing.seconds) == (True, 65 * 60)
    assert interviewing.written(standing.seconds) == "1:05:00"


def test_notes_become_a_text_with_their_times() -> None:
    moments = session_of((0, "start", ""), (2.5, "question", "Who came?"), (3, "answer", "Two men."), (4, "pause", ""))
    text = interviewing.told(moments, {"question": "Q:", "answer": "A:", "pause": "(pause)"})
    assert text == "[2:30] Q: Who came?\n[3:00] A: Two men.\n[4:00] (pause)"
    assert [one.seconds for one in interviewing.times(text)] == [150, 180, 240]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("[12:34] They came", [754]),
        ("[1:02:03]", [3723]),
        ("[١٢:٣٤] جاؤوا", [754]),
        ("at 12:34, [12:3], [1:72:00], [12:61]", []),
        ("[90:00] a long one [100:05]", [5400, 6005]),
    ],
)
def test_times_in_a_text(text: str, seconds: list[int]) -> None:
    assert [one.seconds for one in interviewing.times(text)] == seconds
