"""The command that tells the file of a case, and which number the next case gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from app.base import i18n
from app.base.i18n import _, ngettext
from app.cli.opening import answers, open_here

SHORT = 8


@click.command("case")
@click.argument("record", metavar="[RECORD]", required=False)
@answers
def case_command(say: Any, record: str | None) -> None:
    """Tell the file of a case: cast, chronology, documents, requests, next steps and risks."""
    from app.services import casefile, casework, deadlines

    with open_here() as session:
        if record is None:
            rows = casework.listing(session, "case")
            following = casefile.next_reference(session)
            lines = [f"{row['id']}  {row['title']}" for row in rows]
            lines.append(_("The next case would be {number}.").format(number=following))
            say({"cases": rows, "next_reference": following}, "\n".join(lines))
            return
        found = casefile.gather(session, casework.find(session, record), i18n.language())
    answer = {
        "case": found.case,
        "title": found.title,
        "members": found.members,
        "suggested_reference": found.suggested or None,
        "cast": [_plain(one) | {"marks": list(one.marks)} for one in found.cast],
        "chronology": [_plain(one) | {"marks": list(one.marks)} for one in found.chronology],
        "documents": [_plain(one) for one in found.documents],
        "requests": [_plain(one) for one in found.requests],
        "steps": [deadlines.as_object(one) for one in found.steps],
        "risks": [_plain(one) for one in found.risks],
        "risk_words": found.risk_words,
    }
    say(answer, "\n".join(_lines(found)))


def _plain(one: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name not in ("order", "kind")}


def _lines(found: Any) -> Iterator[str]:
    yield f"{found.title}  {found.case}"
    yield ngettext("{n} record", "{n} records", found.members).format(n=f"{found.members:,}")
    if found.suggested:
        yield _("It has no number yet; the next one would be {number}.").format(number=found.suggested)
    for title, lines in (
        (_("People and organisations"), [_player(one) for one in found.cast]),
        (_("What happened, in order"), [_event(one) for one in found.chronology]),
        (_("Documents"), [_item(one) for one in found.documents]),
        (_("Requests"), [_item(one) for one in found.requests]),
        (_("Next steps"), [_step(one) for one in found.steps]),
        (_("Risks"), [*filter(None, [found.risk_words]), *(_risk(one) for one in found.risks)]),
    ):
        if lines:
            yield ""
            yield title
            yield from (f"  {line}" for line in lines)


def _player(one: Any) -> str:
    roles = ", ".join(one.roles) or _("no role said")
    return _line(one.title, roles, one.marks, one.record)


def _event(one: Any) -> str:
    when = one.when or _("no date")
    return f"{when}  {_line(one.title, one.what, one.marks, one.record)}"


def _item(one: Any) -> str:
    return _line(one.title, one.note, (), one.record)


def _step(one: Any) -> str:
    return f"{one.when or _('no date')}  {_line(one.kind, one.what or one.title, (), one.record)}"


def _risk(one: Any) -> str:
    told = [one.what, one.likelihood, one.severity, one.lessens, one.judged, _("over") if one.over else ""]
    return f"{one.whom or '-'}: {'; '.join(filter(None, told))}"


def _line(title: str, note: str, marks: tuple[str, ...], record: str) -> str:
    words = f"{title}: {note}" if note else title
    said = f" [{', '.join(marks)}]" if marks else ""
    return f"{words}{said}" + (f" ({record[:SHORT]})" if record else "")
