"""Commands on records: add, edit, list, search, show, attach, detach-copy, conflicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.base import i18n
from app.base.i18n import _, ngettext
from app.cli.opening import Progress, answers, open_here, printable, read_object

if TYPE_CHECKING:
    from app.services.session import Session

ROLES = (
    *("original", "derivative", "translation", "transcript", "redacted", "thumbnail", "extract", "enhanced"),
    *("converted", "screenshot", "page", "web-archive"),
)
"""The codes of the vocabulary `attachment`, said here so that help needs no vocabulary read."""

STANDINGS = (
    "overdue", "may-be-overdue", "refused-to-receive", "attempted", "waiting", "partly-answered", "transferred",
    "refused", "answered", "prepared", "let-go", "withdrawn", "unsaid",
)  # fmt: skip
"""How a request stands, said here so that help needs nothing else read."""

STATES = ("withdrawn", "refused", "expired", "given", "not-asked")
"""How consent may stand, as `consenting.STATES` says it."""


@click.command("add")
@click.argument("type_", metavar="TYPE")
@click.argument("source", metavar="[FILE|-]", default="-")
@click.option("--sealed", is_flag=True, help=_("Seal it from the start: its text never comes into this vault."))
@click.option("--to", "to", metavar="NAME", multiple=True, help=_("Whose card opens it; with --sealed."))
@click.option("--label", metavar="TEXT", help=_("What stays visible of it; with --sealed."))
@click.option("--unverified", is_flag=True, help=_("Also for a card whose fingerprint was never compared."))
@answers
def add_command(
    say: Any, type_: str, source: str, sealed: bool, to: tuple[str, ...], label: str | None, unverified: bool
) -> None:
    """Add a record of TYPE; its fields come as a JSON object from FILE or standard input."""
    from app.services import casework, sealing

    if not sealed and (to or label or unverified):
        raise click.UsageError(_("--to, --label and --unverified go with --sealed."))
    if sealed and source != "-":
        click.echo(_("Careful: the file it is read from is outside the vault, in the clear."), err=True)
    fields = read_object(source)
    warnings: tuple[str, ...] = ()
    with open_here() as session:
        if sealed:
            record, warnings = sealing.seal_new(session, type_, fields, to, label or "", unverified=unverified)
        else:
            record = casework.add(session, type_, fields)
        _warn_of_unknown(session, type_, fields)
    for warning in warnings:
        click.echo(printable(warning), err=True)
    say({"id": record}, record)


@click.command("edit")
@click.argument("record", metavar="ID")
@click.argument("source", metavar="[FILE|-]", default="-")
@answers
def edit_command(say: Any, record: str, source: str) -> None:
    """Change a record: a JSON merge patch on its fields, where null removes a field."""
    from app.services import casework

    patch = read_object(source)
    with open_here() as session:
        saved = casework.edit(session, record, patch)
        type_ = casework.state_of(session, saved.record).type
        _warn_of_unknown(session, type_, {name: value for name, value in patch.items() if value is not None})
    say({"id": saved.record, "revision": saved.revision}, saved.revision)


def _warn_of_unknown(session: Session, type_: str, fields: dict[str, Any]) -> None:
    from app.services import casework

    for name in casework.unknown_fields(session, type_, fields):
        click.echo(
            _("The field {name} is not known for {type}; it was kept as it is. A typing error?").format(
                name=name[:64], type=type_
            ),
            err=True,
        )


@click.command("list")
@click.option("--type", "type_", metavar="T", help=_("Only records of this type."))
@click.option("--trash", is_flag=True, help=_("Also records in the trash."))
@click.option("--standing", type=click.Choice(STANDINGS), multiple=True, help=_("Only requests that stand so."))
@click.option("--consent", metavar="STATE", type=click.Choice(STATES), help=_("Only where consent stands so."))
@click.option("--from", "since", metavar="DATE", help=_("Only what may have happened then or later."))
@click.option("--until", metavar="DATE", help=_("Only what may have happened then or earlier."))
@click.option("--answer", metavar="FIELD=ANSWER", multiple=True, help=_("FIELD is unknown, declined or not-asked."))
@click.option("--number", metavar="FIELD>=N", multiple=True, help=_("FIELD may be N or more; FIELD<=N: or less."))
@click.option("--surely", is_flag=True, help=_("With --from, --until, --number: what is so, not what may be."))
@answers
def list_command(
    say: Any,
    type_: str | None,
    trash: bool,
    standing: tuple[str, ...],
    consent: str | None,
    since: str | None,
    until: str | None,
    answer: tuple[str, ...],
    number: tuple[str, ...],
    surely: bool,
) -> None:
    """List the records, the latest change first."""
    from app.cli import narrowing
    from app.services import casework
    from app.services import standing as stands

    with open_here() as session:
        rows = casework.listing(session, type_ or ("request" if standing else None), trash=trash)
        if since or until or answer or number:
            rows = narrowing.narrowed(session, rows, (since or "", until or ""), answer, number, surely=surely)
        if consent:
            from app.services import consenting

            marked = consenting.marked(session, consent)
            rows = [row for row in rows if row["id"] in marked]
        found = stands.of_records(session, [row["id"] for row in rows if row["type"] == "request"])
    rows = [row | ({"standing": found[row["id"]].shown.value} if row["id"] in found else {}) for row in rows]
    _say_rows(say, [row for row in rows if not standing or row.get("standing") in standing])


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@answers
def search_command(say: Any, words: tuple[str, ...]) -> None:
    """Find records that hold all the WORDS, in any script."""
    from app.services import casework

    with open_here() as session:
        _say_rows(say, casework.search(session, " ".join(words)))


def _say_rows(say: Any, rows: list[dict[str, str]]) -> None:
    lines = [f"{row['id']}  {row['type']:12}  {row['updated']}  {_told(row)}" for row in rows]
    lines.append(ngettext("{n} record", "{n} records", len(rows)).format(n=f"{len(rows):,}"))
    say({"records": rows}, "\n".join(lines))


def _told(row: dict[str, str]) -> str:
    if "standing" not in row:
        return row["title"]
    from app.services import standing

    return f"{row['title']} · {standing.label_of(row['standing'])}"


@click.command("show")
@click.argument("record", metavar="ID")
@click.option("--history", is_flag=True, help=_("Also every revision: who, when, from what."))
@answers
def show_command(say: Any, record: str, history: bool) -> None:
    """Show a record's fields as they stand, and its open conflicts."""
    from app.cli import showing
    from app.services import casework, consent_words, consenting, particulars, standing

    with open_here() as session:
        shown = casework.show(session, record, history=history)
        connections = casework.connections(session, shown)
        shown["computed"] = particulars.of(session, shown, i18n.language())
        lines = list(particulars.head(shown["computed"]))
        lines += showing.lines(session.schema, shown, connections)
        lines += particulars.lines(shown["computed"])
        if shown["type"] == "request" and not shown["closed"]:
            told = standing.tell(session, shown["id"], i18n.language(), shown["fields"])
            shown["standing"] = standing.as_object(told)
            lines += standing.plain(told)
        consents = consenting.standing(session, shown["id"])
        shown["consent"] = consent_words.to_json(consents)
        if words := consent_words.mark_words(consents, i18n.language()):
            lines.insert(1, printable(words))
    say(shown, "\n".join(lines))


@click.command("conflicts")
@answers
def conflicts_command(say: Any) -> None:
    """List records that were changed differently in two places and wait for a decision."""
    from app.services import casework

    with open_here() as session:
        found = casework.conflicts(session)
    lines = []
    for one in found:
        lines.append(f"{one['id']}  {one['type']}  {one['title']}")
        for conflict in one["conflict"]:
            lines.append(f"  {conflict['path']}")
            lines += [
                f"    {side['by']}, {side['at']}: {json.dumps(side['value'], ensure_ascii=False)}"
                for side in conflict["sides"]
            ]
        fields = sorted({conflict["path"].split("/")[0] for conflict in one["conflict"]})
        chosen = json.dumps(dict.fromkeys(fields, "..."))
        lines.append(
            _("  To decide: echo '{fields}' | keepsake --vault DIR edit {id}").format(fields=chosen, id=one["id"])
        )
    lines.append(ngettext("{n} conflict", "{n} conflicts", len(found)).format(n=len(found)))
    say({"conflicts": found}, "\n".join(lines))


@click.command("attach")
@click.argument("record", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--media-type", help=_("The kind of file, such as image/jpeg; guessed from its name otherwise."))
@click.option("--role", type=click.Choice(ROLES), default="original", show_default=True, help=_("What it is."))
@click.option("--of", metavar="ATTACHMENT", help=_("The attachment it was made from."))
@click.option("--how", metavar="TEXT", help=_("How it was made from it."))
@click.option("--by", metavar="TEXT", help=_("Who made it."))
@click.option("--on", metavar="DATE", help=_("When it was made, such as 2012-03-01."))
@click.option("--with", "tool", metavar="TEXT", help=_("What it was made with."))
@answers
def attach_command(
    say: Any, record: str, file: Path, media_type: str | None, role: str, of: str | None, **made: str | None
) -> None:
    """Take a copy of FILE, byte for byte, into the vault, and name it in the record."""
    from app.services import attachments

    said = {"made_how": made["how"], "made_by": made["by"], "made_on": made["on"], "made_with": made["tool"]}
    parts = {name: words for name, words in said.items() if words}
    with open_here() as session, Progress(_("Attaching"), "B") as bar:
        done = attachments.attach(
            session, record, file, media_type=media_type, role=role, of=of, made=parts, progress=bar
        )
    say(done, done["attachment"])


@click.command("detach-copy")
@click.argument("record", metavar="ID")
@click.argument("attachment", metavar="ATTACHMENT")
@click.option("--out", required=True, type=click.Path(path_type=Path), help=_("The file to write; never overwritten."))
@answers
def detach_copy_command(say: Any, record: str, attachment: str, out: Path) -> None:
    """Write a decrypted copy of an attachment to a file outside the vault. The activity log notes it."""
    from app.services import attachments, metadata

    with open_here() as session:
        done = attachments.detach_copy(session, record, attachment, out)
        who = metadata.telling_of(session, done["sha256"])
    if who:
        click.echo(_("This file can tell who made it, or where: {labels}.").format(labels=", ".join(who)), err=True)
    say(done, done["path"])
