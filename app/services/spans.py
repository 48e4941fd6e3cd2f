"""The times that one act says somebody was held: from when until when, where, by what kind of detention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.base.i18n import _
from app.domain import days, edtf, reading, saying
from app.domain.days import Stretch
from app.domain.edtf import Edtf
from app.domain.schema import OURS, Schema
from app.domain.schema.kinds import Group
from app.services import wording

KINDS = frozenset({"act/arrest", "act/detention", "act/disappearance", "act/abduction"})
"""Acts, with their narrower ones, by which a person is in somebody's hands.

House arrest, forced psychiatric detention and imprisonment are kinds of detention.
"""

POINTS = frozenset({"act/arrest", "act/abduction", "act/disappearance"})
"""Acts of which a single date is when it began, and says nothing of how long it lasted."""

SAID = ("period", "spans", "released", "reappeared", "last_seen")
"""Fields of which another account tells another time."""


@dataclass(frozen=True, slots=True)
class Held:
    """One span of custody in words. `reported` ones are told, never counted."""

    act: str
    kind: str = field(repr=False)
    how: str = field(repr=False)
    """The kind of detention."""
    where: str = field(repr=False)
    began: str = field(repr=False)
    ended: str = field(repr=False)
    as_of: str = field(repr=False)
    said: str = field(repr=False)
    """The words of the source for the time, where they are kept."""
    alleged: bool
    reported: bool
    notes: tuple[str, ...] = field(repr=False, default=())
    """What else is told of the time: transfers, another account, that another act tells of it too."""
    stretch: Stretch | None = field(repr=False, default=None)
    """Its bounds; None where no date is told."""
    moment: bool = field(repr=False, default=False)
    """Whether only its beginning is told."""
    order: tuple[Any, ...] = field(repr=False, default=())

    lasting: bool = False
    """Whether the person was still held when last told."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must never be left out beside it."""
        told = ((self.alleged, _("alleged")), (self.reported, _("reported, not counted")))
        return tuple(words for is_so, words in told if is_so)


def holds(fields: Mapping[str, Any], schema: Schema = OURS) -> bool:
    """Tell whether an act is one by which a person is held."""
    code = reading.term(fields.get("act_type"))
    while code:
        if code in KINDS:
            return True
        code = schema.broader(code) or ""
    return False


def held(
    act: str,
    fields: Mapping[str, Any],
    language: str,
    titles: Mapping[str, str],
    sources: tuple[str, ...] = (),
    schema: Schema = OURS,
) -> list[Held]:
    """Return the spans that an act's fields tell: one for each time held, or one of the act itself.

    `titles` are those of linked records; `sources` the dates, as EDTF, of what is cited for it.
    """
    known = schema.fields_of("act")
    kind = known["transfers"].kind
    inner = {f"transfers.{one.name}": one for one in kind.fields} if isinstance(kind, Group) else {}
    declared = {**known, **inner}

    def words(name: str, value: Any) -> str:
        return wording.words_of(declared[name], value, language, titles, schema)

    date = _as_of(fields, sources)
    as_of = _as_of_words(fields, date, language)
    code = reading.term(fields.get("act_type"))
    begins = _begins(code, schema)
    notes = _notes(fields, language, words)
    listed = fields.get("spans")
    parts = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    stays = [] if parts else _stays(fields)
    whole = reading.date(fields.get("period"))
    parts = parts or stays
    made = []
    for number, part in enumerate(parts or [{}]):
        period = part.get("period", fields.get("period") if len(parts) < 2 else None)
        last = number == max(len(parts), 1) - 1
        when = reading.date(period)
        moment = when is not None and "/" not in when.text and (begins or when.one_of)
        began, ended = _ends(period, when, language, as_of, moment=moment)
        if last:
            ended = _end_said(fields, ended, when, language, schema)
        if not began:
            began = _seen(fields, language) or _("not told when")
        at = fields if not any(_placed(one) for one in parts) else {}  # a place of the whole act is none of a part
        facility = words("facility", part.get("facility") or at.get("facility"))
        place = part.get("place") or at.get("place")
        told = wording.place_words(place) if isinstance(place, dict) and "answer" not in place else ""
        where = facility or told or words("place", place)
        made.append(
            Held(
                act=act,
                kind=schema.label(code, language),
                how=words("detention_kind", part.get("kind") or fields.get("detention_kind")),
                where=where,
                began=began,
                ended=ended,
                as_of=as_of,
                said=_said(period, began) if when is not None else "",
                alleged=fields.get("alleged") is True,
                reported=fields.get("counting") == {"term": "counting/reported"},
                notes=notes if last else (),
                # between transfers nobody was free: the days are those of the whole time
                stretch=_stretch(fields, whole if stays else when, date, moment=moment, last=last or bool(stays)),
                moment=moment,
                lasting=when is not None and when.open_end and _until(fields, when, None, last=last) is None,
                order=(0, *when.sort_key) if when is not None else (1,),
            )
        )
    return made


def _placed(part: Mapping[str, Any]) -> bool:
    return bool(part.get("facility") or part.get("place"))


def _stays(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the times between transfers, each where the person was brought; none where their dates do not say so."""
    when = reading.date(fields.get("period"))
    listed = fields.get("transfers")
    moves = [(at, one) for one in listed if (at := _day(one)) is not None] if isinstance(listed, list) else []
    if when is None or "/" not in when.text or not moves:
        return []
    moves.sort(key=lambda one: one[0].sort_key)
    start, _slash, end = when.text.partition("/")
    marks = [start, *(at.text for at, _move in moves), end]
    found = []
    for number, (first, last) in enumerate(pairwise(marks)):
        if edtf.read(f"{first}/{last}") is None:  # before the beginning, after the end, or out of order
            return []
        brought = moves[number - 1][1].get("to_place") if number else moves[0][1].get("from_place")
        found.append({"period": {"edtf": f"{first}/{last}"}, "facility": brought})
    return found


def _day(transfer: Any) -> Edtf | None:
    """Return when somebody was transferred, where that is one date that can end a time and begin another."""
    date = reading.date(transfer.get("date")) if isinstance(transfer, dict) else None
    return None if date is None or date.one_of or "/" in date.text or "T" in date.text else date


def _stretch(
    fields: Mapping[str, Any], when: Edtf | None, date: Edtf | None, *, moment: bool, last: bool
) -> Stretch | None:
    until = _until(fields, when, date, last=last)
    if when is None:
        seen = reading.date(fields.get("last_seen"))
        return None if seen is None else Stretch((seen.earliest, seen.latest), _bounds(until))
    return days.stretch(when, moment=moment, until=until)


def _bounds(date: Edtf | None) -> days.Ends:
    return (date.earliest, date.latest) if date is not None else (None, None)


def _begins(code: str, schema: Schema) -> bool:
    """Tell whether a single date of an act is when it began."""
    while code:
        if code in POINTS:
            return True
        code = schema.broader(code) or ""
    return False


def _ends(period: Any, when: Edtf | None, language: str, as_of: str, *, moment: bool) -> tuple[str, str]:
    """Return how a period began and ended, in words; an open end and an unknown one stay different."""
    if when is None:
        return (wording.date_words(period, language) if isinstance(period, dict) else ""), _("no end given")
    if "/" not in when.text:
        whole = saying.in_words(when.text, language)
        return whole, _("no end given") if moment else _("within this time")
    start, _slash, end = when.text.partition("/")
    if when.unknown_start:
        began = _("beginning not known")
    else:
        began = _("before anything is told") if when.open_start else saying.in_words(start, language)
    if when.unknown_end:
        return began, _("end not known")
    if when.open_end:
        return began, _("still, as of {date}").format(date=as_of) if as_of else _("still, when last told")
    return began, _("until {date}").format(date=saying.in_words(end, language))


def _end_said(fields: Mapping[str, Any], ended: str, when: Edtf | None, language: str, schema: Schema) -> str:
    """Return how it ended, with what the act says of release, return, and the state the person was in."""
    for name, words in (("released", _("released {date}")), ("reappeared", _("came back {date}"))):
        value = fields.get(name)
        if isinstance(value, dict) and "answer" not in value and (said := wording.date_words(value, language)):
            ended = words.format(date=said)
    status = fields.get("status_at_end")
    if code := reading.term(status):
        ended = f"{ended}; {schema.label(code, language)}" if when is None or not when.open_end else ended
    return ended


def _said(period: Any, began: str) -> str:
    """Return the words of the source for a time where they tell more than what was read of them."""
    words = str(period.get("words") or "") if isinstance(period, dict) else ""
    return "" if began.casefold() in words.casefold() and len(words) < len(began) + 5 else words


def _seen(fields: Mapping[str, Any], language: str) -> str:
    value = fields.get("last_seen")
    if not isinstance(value, dict) or "answer" in value:
        return ""
    return _("last seen {date}").format(date=wording.date_words(value, language))


def _as_of(fields: Mapping[str, Any], sources: tuple[str, ...]) -> Edtf | None:
    """Return the date of the source: as the act says it, else of the latest source it cites for it."""
    if (said := reading.date(fields.get("as_of"))) is not None:
        return said
    dated = [one for text in sources if (one := edtf.read(text)) is not None and one.latest is not None]
    return max(dated, key=lambda one: (one.latest or 0, one.text)) if dated else None


def _as_of_words(fields: Mapping[str, Any], date: Edtf | None, language: str) -> str:
    said = fields.get("as_of")
    if isinstance(said, dict) and "answer" not in said:
        return wording.date_words(said, language)
    return saying.in_words(date.text, language) if date is not None else ""


def _until(fields: Mapping[str, Any], when: Edtf | None, date: Edtf | None, *, last: bool) -> Edtf | None:
    """Return what is known of the end beyond the period itself: release, return, or that it went on at some date."""
    for name in ("released", "reappeared"):
        if last and (said := reading.date(fields.get(name))) is not None:
            return said
    return date if when is not None and when.open_end else None


def _notes(fields: Mapping[str, Any], language: str, words: Callable[[str, Any], str]) -> tuple[str, ...]:
    """Return what else an act tells of the time: transfers, and what other accounts say of it."""
    told = []
    transfers = fields.get("transfers")
    for one in transfers if isinstance(transfers, list) else ():
        if not isinstance(one, dict):
            continue
        parts = (
            wording.date_words(one["date"], language) if isinstance(one.get("date"), dict) else "",
            *(words(f"transfers.{name}", one.get(name)) for name in ("from_place", "to_place", "reason")),
        )
        if any(parts):
            when, start, end, why = parts
            told.append(
                _("transferred {details}").format(
                    details=", ".join(
                        filter(
                            None,
                            (
                                when,
                                start and _("from {place}").format(place=start),
                                end and _("to {place}").format(place=end),
                                why,
                            ),
                        )
                    )
                )
            )
    accounts = fields.get("accounts")
    for one in accounts if isinstance(accounts, list) else ():
        claimed = one.get("value") if isinstance(one, dict) and one.get("field") in SAID else None
        if isinstance(claimed, dict) and claimed != fields.get(one["field"]):
            said = wording.date_words(claimed, language)
            told += [_("another account: {words}").format(words=said)] if said else []
    return tuple(told)
