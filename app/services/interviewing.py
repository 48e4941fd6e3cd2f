"""An interview as its notes tell it: how long it has been going on, marks made in it, times written into its text.

Nothing is kept besides the notes themselves: the clock follows from the marks of beginning, break and end, with the
time of day each has, so that it is right again after a lock or a crash. A time of a recording is written into the text
it belongs to, as `[12:34]`, and in no field of its own: it stays with its words when they are pasted, translated,
merged or cited, and any player's or transcriber's text already looks so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import ids
from app.domain.body import Fields

GOING = frozenset({"start", "resume"})
RESTING = frozenset({"break", "end"})

_TIME = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\]")
_CLOCK = "%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long an interview has lasted, breaks left out."""

    begun: bool
    going: bool
    ended: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time written into a text: its first and last character there, and what it says."""

    start: int
    end: int
    seconds: int


def clock(moments: Sequence[Any], now: datetime) -> Clock:
    """Return how the session stands at `now`, a time of the device's clock, by what its notes say."""
    last: Fields | None = None
    kinds = []
    for one in moments:
        kind = kind_of(one)
        if kind in GOING | RESTING:
            kinds.append(kind)
            last = one
    if last is None:
        return Clock(begun=False, going=False, ended=False, seconds=0)
    seconds = seconds_of(last) or 0
    going = kinds[-1] in GOING
    if going and (at := _moment_of(last)) is not None:
        seconds += max(0, int((now - at).total_seconds()))
    return Clock(begun=True, going=going, ended=kinds[-1] == "end", seconds=seconds)


def mark(moments: Sequence[Any], kind: str, words: str, now: datetime, language: str = "") -> Fields:
    """Return a note of this kind, made now: with the time of day, and from the start while the session lasts."""
    made: Fields = {
        "id": ids.new_item_id(),
        "when": {"edtf": f"{now:%Y-%m-%d}"},
        "clock": {"text": now.strftime(_CLOCK)},
        "kind": {"term": f"moment/{kind}"},
    }
    standing = clock(moments, now)
    if standing.begun or kind == "start":
        made["minutes"] = {"best": standing.seconds // 60}
        made["seconds"] = {"best": standing.seconds % 60}
    if words.strip():
        made["text"] = {"text": words.strip()} | ({"language": language} if language else {})
    return made


def kind_of(moment: Any) -> str:
    """Return what kind of moment a note is, without its vocabulary; empty when none was said."""
    kind = moment.get("kind") if isinstance(moment, dict) else None
    code = kind.get("term") if isinstance(kind, dict) else None
    return code.removeprefix("moment/") if isinstance(code, str) else ""


def seconds_of(moment: Any) -> int | None:
    """Return how many seconds after the start a note was made, as far as it says so."""
    if not isinstance(moment, dict):
        return None
    minutes, seconds = _whole(moment.get("minutes")), _whole(moment.get("seconds"))
    return None if minutes is None else 60 * minutes + (seconds or 0)


def words_of(moment: Any) -> str:
    """Return the words of a note."""
    said = moment.get("text") if isinstance(moment, dict) else None
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else ""


def time_of_day(moment: Any) -> str:
    """Return the hour and minute at which a note was made, as far as it says so."""
    said = moment.get("clock") if isinstance(moment, dict) else None
    text = said.get("text") if isinstance(said, dict) else None
    return text[:5] if isinstance(text, str) else ""


def written(seconds: int) -> str:
    """Return a length of time as players write it: 2:05, 1:02:05."""
    hours, rest = divmod(max(0, seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def times(text: str) -> tuple[Time, ...]:
    """Return the times written into a text as [12:34] or [1:02:03], in any digits, in their order."""
    return tuple(
        Time(one.start(), one.end(), 3600 * int(one[1] or 0) + 60 * int(one[2]) + int(one[3]))
        for one in _TIME.finditer(text)
        if int(one[3]) < 60 and not (one[1] and int(one[2]) > 59)
    )


def told(moments: Sequence[Any], labels: dict[str, str]) -> str:
    """Return the notes as a text, a line each with its time; `labels` says by kind what stands before the words.

    What only says that the session began, rested or ended is left out.
    """
    lines = []
    for one in moments:
        kind, words = kind_of(one), words_of(one)
        if kind in GOING | RESTING and not words:
            continue
        seconds = seconds_of(one)
        parts = [f"[{written(seconds)}]" if seconds is not None else "", labels.get(kind, ""), words]
        if kept := [part for part in parts if part]:
            lines.append(" ".join(kept))
    return "\n".join(lines)


def passage(fields: Fields, name: str, start: int, end: int) -> Fields:
    """Return where in a recording characters `start` to `end` of a text are, as a citation says it; empty for nowhere.

    It begins with the last time written before them, else the first within, and ends with the next one after them. The
    recording is named when the record has just one.
    """
    value = fields.get(name)
    text = value.get("text") if isinstance(value, dict) else None
    found = times(text) if isinstance(text, str) else ()
    before = [one for one in found if one.start <= start] or [one for one in found if one.start < end]
    if not before:
        return {}
    begin = before[-1] if before[-1].start <= start else before[0]
    after = [one.seconds for one in found if one.start >= end and one.seconds >= begin.seconds]
    at = {"start": begin.seconds} | ({"end": after[0]} if after else {})
    heard = [one for one in recordings(fields) if isinstance(one.get("id"), str)]
    return {"at": at} | ({"attachment": heard[0]["id"]} if len(heard) == 1 else {})


def recordings(fields: Fields) -> list[Fields]:
    """Return the sound and film among a record's attachments."""
    listed = fields.get("attachments")
    items = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [one for one in items if str(one.get("media_type", "")).partition("/")[0] in ("audio", "video")]


def _whole(value: Any) -> int | None:
    best = value.get("best") if isinstance(value, dict) else None
    return best if isinstance(best, int) and not isinstance(best, bool) else None


def _moment_of(moment: Fields) -> datetime | None:
    """Return when a note was made, by the device's clock."""
    when, said = moment.get("when"), moment.get("clock")
    day = when.get("edtf") if isinstance(when, dict) else None
    time = said.get("text") if isinstance(said, dict) else None
    try:
        return datetime.strptime(f"{day} {time}", f"%Y-%m-%d {_CLOCK}")  # noqa: DTZ007 - the device's own, both times
    except ValueError:
        return None
