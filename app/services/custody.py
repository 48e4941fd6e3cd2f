"""When and where a person was held, as the acts against them say: computed each time it is shown, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import BadDate
from app.base.i18n import _
from app.domain import edtf, saying
from app.domain.body import Fields
from app.domain.edtf import Edtf
from app.domain.schema import OURS, Schema
from app.services import casework, wording
from app.services.session import Session
from app.storage import records, revisions

KINDS = frozenset({"act/arrest", "act/detention", "act/disappearance"})
"""Acts, with their narrower ones, by which a person is in somebody's hands; imprisonment is a kind of detention."""

POINTS = frozenset({"act/arrest"})
"""Acts of a moment: their date is when it began, and says nothing of how long it lasted."""

SAYING = ("period", "spans", "act_type", "victim", "released")
"""Fields whose sources say when somebody was held."""


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
    order: tuple[Any, ...] = field(repr=False, default=())

    @property
    def marks(self) -> tuple[str, ...]:
        """What must never be left out beside it."""
        told = ((self.alleged, _("alleged")), (self.reported, _("reported, not counted")))
        return tuple(words for is_so, words in told if is_so)


def of_person(session: Session, person: str, language: str = "en") -> tuple[Held, ...]:
    """Return the times a person was held, in order, of acts that are not in the trash."""
    found: list[Held] = []
    seen = set[str]()
    for link in records.links_to(session.vault, person):
        row = records.get(session.vault, link.record) if link.field == "victim" and link.record not in seen else None
        if row is None or row.type != "act" or row.trashed:
            continue
        seen.add(link.record)
        fields = casework.state_of(session, link.record).fields
        if holds(fields, session.schema):
            titles = wording.titles(session, "act", fields)
            found += held(link.record, fields, language, titles, _dates_of_sources(session, fields), session.schema)
    return tuple(sorted(found, key=lambda one: (one.order, one.act)))


def holds(fields: Mapping[str, Any], schema: Schema = OURS) -> bool:
    """Tell whether an act is one by which a person is held."""
    code = _term(fields.get("act_type"))
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
    as_of = _as_of(fields, sources, language)
    listed = fields.get("spans")
    parts = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    known = schema.fields_of("act")

    def words(name: str, value: Any) -> str:
        return wording.words_of(known[name], value, language, titles, schema)

    made = []
    for number, part in enumerate(parts or [{}]):
        period = part.get("period", fields.get("period") if len(parts) < 2 else None)
        last = number == max(len(parts), 1) - 1
        when = _parsed(period)
        kind = _term(fields.get("act_type"))
        began, ended = _ends(kind, period, when, language, as_of)
        if last:
            ended = _end_said(fields, ended, when, language, schema)
        if not began:
            began = _seen(fields, language) or _("not told when")
        facility = words("facility", part.get("facility") or fields.get("facility"))
        where = facility or words("place", part.get("place") or fields.get("place"))
        made.append(
            Held(
                act=act,
                kind=schema.label(kind, language),
                how=words("detention_kind", part.get("kind") or fields.get("detention_kind")),
                where=where,
                began=began,
                ended=ended,
                as_of=as_of,
                said=_said(period, began) if when is not None else "",
                alleged=fields.get("alleged") is True,
                reported=fields.get("counting") == {"term": "counting/reported"},
                order=(0, *when.sort_key) if when is not None else (1,),
            )
        )
    return made


def _ends(kind: str, period: Any, when: Edtf | None, language: str, as_of: str) -> tuple[str, str]:
    """Return how a period began and ended, in words; an open end and an unknown one stay different."""
    if when is None:
        return (wording.date_words(period, language) if isinstance(period, dict) else ""), _("no end given")
    if "/" not in when.text:
        whole = saying.in_words(when.text, language)
        return whole, _("no end given") if kind in POINTS or when.one_of else _("within this time")
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
    if code := _term(status):
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


def _as_of(fields: Mapping[str, Any], sources: tuple[str, ...], language: str) -> str:
    """Return the date of the source: as the act says it, else of the latest source it cites for it."""
    said = fields.get("as_of")
    if isinstance(said, dict) and "answer" not in said:
        return wording.date_words(said, language)
    dated = [one for text in sources if (one := _edtf(text)) is not None and one.latest is not None]
    if not dated:
        return ""
    return saying.in_words(max(dated, key=lambda one: (one.latest or 0, one.text)).text, language)


def _dates_of_sources(session: Session, fields: Fields) -> tuple[str, ...]:
    cites = fields.get("cites")
    found = []
    for one in cites if isinstance(cites, list) else ():
        source = one.get("source") if isinstance(one, dict) and one.get("field") in SAYING else None
        state = revisions.state(session.vault, source) if isinstance(source, str) else None
        date = state.fields.get("date") if state is not None else None
        if isinstance(date, dict) and isinstance(text := date.get("edtf"), str):
            found.append(text)
    return tuple(found)


def _parsed(period: Any) -> Edtf | None:
    return _edtf(str(period.get("edtf") or "")) if isinstance(period, dict) else None


def _edtf(text: str) -> Edtf | None:
    try:
        return edtf.parse(text)
    except BadDate:
        return None


def _term(value: Any) -> str:
    code = value.get("term") if isinstance(value, dict) else None
    return code if isinstance(code, str) else ""
