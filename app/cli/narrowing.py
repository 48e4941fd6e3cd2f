"""What `list` is asked for besides a type: days, answers and numbers, as a person types them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from app.base.i18n import _
from app.cli import dates

if TYPE_CHECKING:
    from app.services.session import Session

ANSWERS = ("unknown", "declined", "not-asked")
_NUMBER = re.compile(r"(.+?) ?(>=|<=) ?(-?[0-9]{1,15})")


def narrowed(
    session: Session,
    rows: list[dict[str, str]],
    days: tuple[str, str],
    answers: Sequence[str],
    numbers: Sequence[str],
    *,
    surely: bool,
) -> list[dict[str, str]]:
    """Return those of the rows that match, in their order."""
    from app.domain.query import Query
    from app.services import browsing

    since, until = (dates.day(one) for one in days)
    own = {
        _(one.label): one.name
        for type_ in session.schema.types
        for one in session.schema.fields_of(type_).values()
        if one.own
    }
    fields = tuple((own.get(name, name), code) for name, code in map(_answer, answers))
    bounds = tuple(_bound(one, own, surely=surely) for one in numbers)
    known = {name for type_ in session.schema.types for name in session.schema.fields_of(type_)}
    for name in (*(one for one, _code in fields), *(one.partition(".")[0] for one, _sign, _n in bounds)):
        if name not in known:
            raise click.UsageError(_("There is no field {name}. See `fields`.").format(name=name[:64]))
    found = set[str]()
    for trash in (False, True):
        wanted = Query(since=since, until=until, fields=fields, numbers=bounds, surely=surely, trash=trash)
        found |= set(browsing.matching_ids(session, wanted))
    return [row for row in rows if row["id"] in found]


def _answer(words: str) -> tuple[str, str]:
    name, _is, answer = words.partition("=")
    if answer not in ANSWERS:
        raise click.UsageError(_("Write --answer FIELD=ANSWER; an answer is one of: {answers}.").format(answers=_all()))
    return name, f"answer/{answer}"


def _all() -> str:
    return ", ".join(ANSWERS)


def _bound(words: str, own: Mapping[str, str], *, surely: bool) -> tuple[str, str, int]:
    found = _NUMBER.fullmatch(words.strip())
    if found is None:
        raise click.UsageError(_("Write --number 'FIELD>=N' or 'FIELD<=N', with a whole number."))
    return own.get(found[1], found[1]), found[2] + ("!" if surely else ""), int(found[3])
