"""Commands on consent: consent, withdraw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from app.base import i18n
from app.base.i18n import _, ngettext
from app.cli import dates
from app.cli.opening import answers, open_here, printable

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.withdrawals import Withdrawal

SHORT = 8


@click.command("consent")
@click.argument("record", metavar="ID")
@click.option("--take", metavar="CHOICE", help=_("Take consent with this testimony, or from this person."))
@click.option("--seen", is_flag=True, help=_("Note that you saw this withdrawal, which came from elsewhere."))
@answers
def consent_command(say: Any, record: str, take: str | None, seen: bool) -> None:
    """Show what consents allow for a record, or what a consent covers and who has that from you."""
    from app.services import casework, consent_words, consenting, presets, withdrawals

    language = i18n.language()
    with open_here() as session:
        if take is not None:
            made = presets.take(session, record, take)
            say({"id": made}, made)
            return
        record = casework.find(session, record)
        if casework.state_of(session, record).type == "consent":
            if seen:
                withdrawals.see(session, record)
            told = withdrawals.look(session, record, language)
            say(_as_json(told), "\n".join(_lines(session, told, language)))
            return
        standing = consenting.standing(session, record)
        lines = [consent_words.state_words(standing.state) or _("Nobody had to be asked for this record.")]
        lines += [f"  {line}" for line in consent_words.lines(standing, session.schema, language)]
        lines += [_("  Consent {id}").format(id=one) for one in standing.consents]
    say({"id": record, **consent_words.to_json(standing)}, "\n".join(map(printable, lines)))


@click.command("withdraw")
@click.argument("target", metavar="ID")
@click.option("--purpose", "purposes", metavar="P", multiple=True, help=_("Only for this purpose; may be repeated."))
@click.option("--reason", metavar="TEXT", default="", help=_("Why, if the person says so. Nobody has to."))
@click.option("--by", metavar="TEXT", default="", help=_("Who took it, in words."))
@click.option("--when", metavar="DATE", default="", help=_("When, such as 3 May 2013; today otherwise."))
@click.option("--form", metavar="F", default="", help=_("How it was said: written, oral, recorded, gesture, message."))
@click.option("--evidence", metavar="ID", multiple=True, help=_("A document or testimony that shows it."))
@answers
def withdraw_command(
    say: Any,
    target: str,
    purposes: tuple[str, ...],
    reason: str,
    by: str,
    when: str,
    form: str,
    evidence: tuple[str, ...],
) -> None:
    """Withdraw a consent, or all that a person agreed to; it travels with the next bundles."""
    from app.services import withdrawals, withdrawing

    with open_here() as session:
        made = withdrawing.withdraw(
            session, target, purposes, reason=reason, by=by, when=dates.day(when), form=form, evidence=evidence
        )
        language = i18n.language()
        told = withdrawals.look(session, made, language)
        lines = [made, *_lines(session, told, language)]
    say(_as_json(told), "\n".join(lines))


def _lines(session: Session, told: Withdrawal, language: str) -> Iterator[str]:
    from app.services import consent_words

    if told.came_from:
        yield printable(_("Came from {name}.").format(name=told.came_from))
    if told.purposes and not told.everything:
        words = ", ".join(session.schema.label(one, language) for one in told.purposes)
        yield printable(_("Withdrawn for: {purposes}").format(purposes=words))
    elif told.purposes or told.everything:
        yield _("Withdrawn for every purpose.")
    yield ngettext("{n} record here is covered", "{n} records here are covered", len(told.covered)).format(
        n=f"{len(told.covered):,}"
    )
    for one in told.covered:
        yield printable(f"  {one.record}  {one.type:12}  {one.title}  ({_(consent_words.WHY[one.why])})")
    for bundle in told.bundles:
        records = ngettext("{n} record", "{n} records", len(bundle.records)).format(n=f"{len(bundle.records):,}")
        yield printable(
            _("Sent: {name} to {to}, {at}: {records} of these").format(
                name=bundle.name, to=bundle.to, at=bundle.at, records=records
            )
        )
    if copies := consent_words.copies_words(told.copies, language):
        yield copies
    if told.purposes or told.everything:
        for telling in told.telling:
            yield printable(consent_words.telling_words(telling, language))


def _as_json(told: Withdrawal) -> dict[str, Any]:
    return {
        "id": told.consent,
        "purposes": list(told.purposes),
        "everything": told.everything,
        "came_from": told.came_from or None,
        "seen": told.seen,
        "covered": [
            {"id": one.record, "type": one.type, "title": one.title, "why": one.why, "through": one.through or None}
            for one in told.covered
        ],
        "bundles": [
            {"name": one.name, "to": one.to, "at": one.at, "records": list(one.records), "received": one.received}
            for one in told.bundles
        ],
        "copies": list(told.copies),
        "telling": [
            {"name": one.name, "state": one.state, "at": one.at or None, "records": one.records, "stays": one.stays}
            for one in told.telling
        ],
    }
