"""Erasing: a person takes records, or one version, away for good, and says why; what others erased is followed here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from app.base.errors import BadInput, NoRoom, UnknownRecord
from app.base.i18n import _
from app.domain import consent, notice
from app.domain.body import Fields
from app.domain.notice import ERASE, Erasure
from app.domain.revision import ERASED, PRESENT, Revision
from app.services import authoring, casework, contacts, titles, tombstones, withholding
from app.services.session import Session
from app.storage import blobs, erasing, log, revisions
from app.storage import records as lists
from app.storage.database import Database
from app.storage.states import parsed

NAMED = 50
"""So many of the records that still name an erased one are told."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A record that names one whose text goes: it stays as it is, and may say more than it should."""

    record: str
    type: str
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the records, how many versions of them, the tombstones, and who still names them."""

    records: tuple[str, ...]
    versions: int
    notices: tuple[str, ...]
    naming: tuple[Naming, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """An erasure that somebody asks for: which tombstone, of which record, how many versions, by whom, when, why."""

    id: str
    record: str
    type: str
    title: str = field(repr=False)
    versions: int
    whole: bool
    by: str = field(repr=False)
    at: str
    reason: str = field(repr=False)


def erase(session: Session, wanted: Sequence[str], reason: str, *, version: str = "") -> Erased:
    """Erase whole records, or one `version` of a single one, for good; return what was erased.

    Words, drafts and attachments are gone from every page of this vault; who, when and why stays, travels with the
    next bundle, and acts elsewhere by its rules. Raises UnknownRecord, and BadInput for a reason missing or too long.
    """
    reason = checked_words(reason, _("Say why it is erased: the reason stays, and travels. Nothing was erased."))
    records = list(dict.fromkeys(casework.find(session, one) for one in wanted))
    if version and len(records) != 1:
        raise BadInput(_("A version belongs to one record: name one. Nothing was erased."))
    made, gone = [], set[str]()
    for record in records:
        if _would_be_free(session, record, records):
            raise BadInput(
                _(
                    "This consent refuses that records are sent. Without it they would go: erase those records too, or "
                    "first. Nothing was erased."
                )
            )
        there = revisions.of_record(session.vault, record)
        covered = [_version(there, version)] if version else [one for one in there if one.header.notice != ERASE]
        if all(one.state == ERASED for one in covered):
            continue
        made.append(_tombstone(session, record, covered, reason, whole=not version))
        gone |= {one.id for one in covered}
    if not made:
        raise BadInput(_("That was erased before. Nothing was changed."))

    def first(_db: Database) -> None:
        revisions.save_all(session.vault, made)

    versions = erasing.erase(session.vault, gone, first=first)
    return Erased(tuple(records), versions, tuple(one.id for one in made), naming(session, records))


def _would_be_free(session: Session, consent_: str, records: Sequence[str]) -> set[str]:
    """Return the records with text here, not erased too, that only stay because of this consent."""
    kept = withholding.kept_by(session, consent_) - set(records)
    return {one for one in kept if casework.state_of(session, one).states.get(PRESENT)}


def _version(there: Sequence[Revision], beginning: str) -> Revision:
    found = [one for one in there if one.id.startswith(beginning.strip().lower())]
    if len(found) != 1 or found[0].header.notice == ERASE:
        raise UnknownRecord(_("This record has no such version, or several begin like this. Nothing was erased."))
    return found[0]


def _tombstone(session: Session, record: str, covered: Sequence[Revision], reason: str, *, whole: bool) -> Revision:
    state = casework.state_of(session, record)
    covers = tuple(sorted((one.id, one.header.author) for one in covered))
    fields = notice.fields_of(Erasure(covers, whole, reason)) | protection(covered)
    return authoring.make(session, record, _type(covered, state.type), fields, state.heads, (ERASE,))


def _type(covered: Sequence[Revision], shown: str) -> str:
    return shown or covered[0].header.type


def protection(covered: Sequence[Revision]) -> Fields:
    """Return the confidentiality a notice keeps: what protected its source stays in this vault without its text too."""
    for one in covered:
        body = parsed(one.body)
        if body is not None and body.readable and consent.protects(body.fields):
            return {"confidentiality": {"term": consent.SOURCE_PROTECTED}}
    return {}


def checked_words(text: str, missing: str) -> str:
    """Return a reason or label as it is kept; raise BadInput with `missing` for none, or when it is too long."""
    words = " ".join(text.split())
    if not words:
        raise BadInput(missing)
    if len(words) > notice.LONGEST:
        raise BadInput(
            _("That is too long: at most {most} characters. Nothing was changed.").format(most=notice.LONGEST)
        )
    return words


def naming(session: Session, records: Sequence[str], language: str = "en") -> tuple[Naming, ...]:
    """Return the first of the records, none of them among `records`, that link to these or cite them."""
    found: dict[str, str] = {}
    for record in records:
        for one, type_, _field in lists.naming(session.vault, record, NAMED):
            if one not in records:
                found.setdefault(one, type_)
    some = dict(list(found.items())[:NAMED])
    named = titles.titles(session, list(some), language)
    return tuple(Naming(one, type_, named.get(one, "")) for one, type_ in some.items())


def foresee(session: Session, wanted: Sequence[str], language: str = "en") -> tuple[list[str], tuple[Naming, ...]]:
    """Return which records these are, and which others name them; nothing is changed. Raises UnknownRecord."""
    records = list(dict.fromkeys(casework.find(session, one) for one in wanted))
    return records, naming(session, records, language)


def requests(session: Session, language: str = "en") -> tuple[Request, ...]:
    """Return the erasures that ask a person here, the earliest first."""
    found = tombstones.asking(session)
    names = contacts.names(session)
    titled = titles.titles(session, {one.record for one, _left in found.values()}, language)
    told = [
        Request(
            id=id_,
            record=one.record,
            type=casework.state_of(session, one.record).type,
            title=titled.get(one.record, ""),
            versions=len(left),
            whole=one.erasure.whole,
            by=names.get(one.author, one.author[:16]),
            at=one.at,
            reason=one.erasure.reason,
        )
        for id_, (one, left) in found.items()
    ]
    return tuple(sorted(told, key=lambda one: (one.at, one.id)))


def confirm(session: Session, request: str) -> Erased:
    """Erase what a request asks for: by a tombstone of our own, with the reason given. Raises UnknownRecord."""
    one, left = _asking(session, request)
    there = [rev for rev in revisions.of_record(session.vault, one.record) if rev.id in left]
    made = _tombstone(session, one.record, there, one.erasure.reason or "-", whole=one.erasure.whole)

    def first(_db: Database) -> None:
        revisions.save_all(session.vault, [made])

    versions = erasing.erase(session.vault, left, {"asked": one.id}, first)
    return Erased((one.record,), versions, (made.id,), naming(session, [one.record]))


def refuse(session: Session, request: str) -> None:
    """Leave what a request asks for as it is, for good; the log notes it. Raises UnknownRecord."""
    one, _left = _asking(session, request)
    log.note(session.vault, "erasure_refused", {"notice": one.id})


def _asking(session: Session, beginning: str) -> tuple[tombstones.Tombstone, set[str]]:
    found = [one for id_, one in tombstones.asking(session).items() if id_.startswith(beginning.strip().lower())]
    if len(found) != 1:
        raise UnknownRecord(_("No request to erase has this number, or several begin like this. Nothing was changed."))
    return found[0]


def carry_out(session: Session, db: Database, forgotten: set[bytes]) -> int:
    """Do, in the running transaction, what tombstones that act here leave to do; return how many versions went.

    `forgotten` are attachments of bodies that were not let in. Call `finish` after the transaction when any went.
    """
    versions = 0
    for id_, gone in tombstones.to_erase(session).items():
        versions += len(erasing.carry_out(session.vault, db, gone, detail={"notice": id_}))
    if forgotten:
        blobs.forget(session.vault, forgotten)
    return versions


def finish(session: Session) -> None:
    """Write the database anew after `carry_out`; where there is no room for that, the next opening does it."""
    with suppress(NoRoom):
        erasing.finish(session.vault)


def follow(session: Session) -> int:
    """Do what tombstones that act here leave to do, as after a card was verified; return how many versions went."""
    if not tombstones.to_erase(session):
        return 0
    with session.vault.transaction() as db:
        versions = carry_out(session, db, set())
    finish(session)
    return versions
