"""The commands by which an office defines fields and lists of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.base import i18n
from app.base.errors import BadInput
from app.base.i18n import _, ngettext
from app.cli.opening import answers, open_here

KINDS = ("text", "long-text", "date", "number", "term", "place", "names", "link", "flag")
SENSITIVITIES = ("ordinary", "identifying", "sensitive", "never")


@click.command("define")
@click.argument("type_", metavar="TYPE")
@click.argument("label", metavar="LABEL")
@click.option("--kind", type=click.Choice(KINDS), default="text", help=_("What its values are."))
@click.option("--in", "others", metavar="LANG=LABEL", multiple=True, help=_("The label in another language."))
@click.option("--about", metavar="TEXT", help=_("One sentence of help below it."))
@click.option("--list", "list_", metavar="LIST", help=_("Of a term: the list, by its label or name."))
@click.option("--to", "targets", metavar="TYPE", multiple=True, help=_("Of a link: a type it may lead to."))
@click.option("--many", is_flag=True, help=_("It may have several values."))
@click.option("--section", metavar="TEXT", default="", help=_("The section of the form it stands in."))
@click.option("--sensitivity", type=click.Choice(SENSITIVITIES), default="ordinary", help=_("How far it may travel."))
@click.option("--wanted-for", "wanted", metavar="OUTPUT", multiple=True, help=_("An output that misses it if empty."))
@answers
def define_command(say: Any, type_: str, label: str, **given: Any) -> None:
    """Add a field of the office's own, called LABEL, to the records of TYPE."""
    from app.services import defining, lists

    words = {i18n.language(): label, **_by_language(given["others"])}
    with open_here() as session:
        list_ = given["list_"] or ""
        name = defining.add_field(
            session,
            type_,
            words,
            given["kind"],
            help_text={i18n.language(): given["about"]} if given["about"] else None,
            many=given["many"],
            section=given["section"],
            sensitivity=given["sensitivity"],
            vocabulary=lists.called(session, list_) or list_,
            targets=given["targets"],
            wanted_for=given["wanted"],
        )
    say({"field": name, "type": type_}, name)


@click.command("definitions")
@click.argument("name", metavar="[FIELD]", required=False)
@click.option("--retire", is_flag=True, help=_("Take the field out of use; its values stay."))
@click.option("--use-again", is_flag=True, help=_("Take the field back into use."))
@answers
def definitions_command(say: Any, name: str | None, retire: bool, use_again: bool) -> None:
    """List the office's own fields and lists; with FIELD say what taking it out of use would do, or do it."""
    from app.services import defining

    if (retire or use_again) and (name is None or retire == use_again):
        raise BadInput(_("Say which field, and either --retire or --use-again. Nothing was changed."))
    with open_here() as session:
        if name is None:
            _say_all(say, session)
            return
        if use_again:
            defining.retire(session, name, retired=False)
            say({"field": name, "retired": False}, _("It is in use again."))
            return
        told = defining.retire(session, name) if retire else defining.preview(session, name)
    answer = {"field": name, "records": told.records, "trashed": told.trashed}
    say(answer | ({"retired": True} if retire else {}), told.told)


def _say_all(say: Any, session: Any) -> None:
    from app.services import defining, lists

    known = session.schema
    fields = [
        {
            "field": one.name,
            "type": type_,
            "label": _(one.label),
            "section": _(one.section),
            "retired": one.retired,
            "records": defining.preview(session, one.name).records,
        }
        for type_ in known.types
        for one in known.fields_of(type_).values()
        if one.own
    ]
    own = [
        {"list": name, "label": _(known.vocabulary(name).label), "terms": len(known.vocabulary(name).terms)}
        for name in (*lists.own_lists(session), *sorted(n for n in known.lists.own if n in lists.open_lists()))
    ]
    left = [{"record": one.record, "title": one.title, "why": one.why} for one in defining.problems(session)]
    lines = [f"{one['field']}  {one['type']:12}  {one['label']}" + _gone(one["retired"]) for one in fields]
    lines += [f"{one['list']}  {one['label']}  " + _count(one["terms"]) for one in own]
    lines += [f"{one['record'][:8]}  {one['title']}: {one['why']}" for one in left]
    say({"fields": fields, "lists": own, "left_out": left}, "\n".join(lines) or _("Nothing is defined here yet."))


def _gone(retired: bool) -> str:
    return "  " + _("(no longer in use)") if retired else ""


def _count(terms: int) -> str:
    return ngettext("{n} term", "{n} terms", terms).format(n=f"{terms:,}")


@click.command("import-list")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--name", metavar="TEXT", default="", help=_("What the list is called; one called so is brought up to date.")
)
@click.option("--extends", metavar="LIST", default="", help=_("Add the terms to this list of ours, such as act."))
@click.option("--language", metavar="LANG", default="en", help=_("The language of the column label."))
@click.option("--retire-missing", is_flag=True, help=_("Take terms out of use that the table has not."))
@answers
def import_list_command(say: Any, file: Path, name: str, extends: str, language: str, retire_missing: bool) -> None:
    """Take in a table of terms (CSV) as a list of the office's own, or as terms added to one of ours."""
    from app.services import lists

    with open_here() as session:
        done = lists.import_table(
            session, file, name=name, extends=extends, language=language, retire_missing=retire_missing
        )
    lines = [
        _("{name}: {added} new, {changed} changed, {same} as before.").format(
            name=done.name, added=done.added, changed=done.changed, same=done.same
        )
    ]
    if done.retired:
        lines.append(_("{n} taken out of use: the table has them no more.").format(n=done.retired))
    elif done.absent:
        lines.append(_("{n} are in the list and not in the table; they stay in use.").format(n=len(done.absent)))
    if done.ignored:
        lines.append(_("Columns that were not read: {names}").format(names=", ".join(done.ignored)))
    say(
        {
            "list": done.name,
            "added": done.added,
            "changed": done.changed,
            "same": done.same,
            "absent": list(done.absent),
            "retired": done.retired,
            "ignored": list(done.ignored),
        },
        "\n".join(lines),
    )


def _by_language(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        language, equals, text = one.partition("=")
        if not equals or not language.strip():
            raise BadInput(
                _("A label in another language is given as LANG=LABEL, such as fr=Nom. Nothing was changed.")
            )
        found[language.strip()] = text
    return found
