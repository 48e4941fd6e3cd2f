"""When and where a person was held, as the acts against them say: computed each time it is shown, never stored.

Dated spans with the date of the source that says so, and how many days they are together, at least and at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.base.i18n import _, ngettext
from app.domain import days
from app.domain.body import Fields
from app.domain.days import Days, Stretch
from app.services import casework, wording
from app.services.session import Session
from app.services.spans import Held, held, holds
from app.storage import records, revisions

__all__ = ["Held", "held", "holds", "of_person", "total", "total_words"]

NEAR = 1
"""Days between an arrest and a detention that go on from one to the other."""

SAYING = ("period", "spans", "act_type", "victim", "released")
"""Fields whose sources say when somebody was held."""


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
    return _related(sorted(found, key=lambda one: (one.order, one.act)))


def total(held: Sequence[Held]) -> Days | None:
    """Return how many days somebody was held in all, each day once; None where no time is told.

    What is only reported is not counted. Where somebody is still held, it is counted to the date of the source.
    """
    counted = [one.stretch for one in held if one.stretch is not None and not one.reported]
    return days.covered(counted) if counted else None


def total_words(held: Sequence[Held]) -> str:
    """Return in words how long somebody was held in all, and up to when; empty where no time is told."""
    found = total(held)
    if found is None:
        return ""
    if found.most == found.least:
        words = ngettext("{n} day", "{n} days", found.least).format(n=f"{found.least:,}")
    elif found.most is None:
        words = ngettext("at least {n} day", "at least {n} days", found.least).format(n=f"{found.least:,}")
    else:
        words = _("between {least} and {most} days").format(least=f"{found.least:,}", most=f"{found.most:,}")
    until = next((one.as_of for one in reversed(held) if one.lasting and one.as_of), "")
    told = [_("In all, as far as told: {days}").format(days=words)]
    told += [_("as of {date}").format(date=until)] if until else []
    told += [_("alleged times among them")] if any(one.alleged and not one.reported for one in held) else []
    told += [_("reported times not counted")] if any(one.reported for one in held) else []
    return "; ".join(told)


def _related(found: list[Held]) -> tuple[Held, ...]:
    """Return the times with what each is to the others: an arrest that runs into a detention, a time told twice."""
    return tuple(_beside(one, found) for one in found)


def _beside(one: Held, found: Sequence[Held]) -> Held:
    following = next((other for other in found if _runs_into(one, other)), None)
    if following is not None and one.stretch is not None:
        ended = _("runs into: {kind}, {began}").format(kind=following.kind, began=following.began)
        return replace(one, ended=ended, stretch=Stretch(one.stretch.begins, one.stretch.begins))
    if any(_told_twice(one, other) for other in found):
        return replace(one, notes=(*one.notes, _("another act tells of this time too; its days are counted once")))
    return one


def _runs_into(one: Held, other: Held) -> bool:
    """Tell whether an arrest of which no end is told began what another act goes on to tell."""
    if not one.moment or other.moment or one.reported or other.reported or one.stretch is None or other.stretch is None:
        return False
    (first, last), (begins, before) = one.stretch.begins, other.stretch.begins
    if first is None or last is None or begins is None or before is None or one.stretch.ends != (None, None):
        return False
    return first <= before + NEAR and begins <= last + NEAR


def _told_twice(one: Held, other: Held) -> bool:
    """Tell whether two acts surely tell of the same days."""
    if one.act == other.act or one.reported or other.reported or one.stretch is None or other.stretch is None:
        return False
    mine, theirs = one.stretch.sure, other.stretch.sure
    return mine is not None and theirs is not None and mine[0] <= theirs[1] and theirs[0] <= mine[1]


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
