"""Sealing: text that only others can open. Later, it leaves this vault; from the start, it never comes into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from app.base.errors import BadInput, KeepsakeError, TextGone
from app.base.i18n import _
from app.domain import consent, ids, notice, schema
from app.domain.body import Fields
from app.domain.notice import LONGEST, SEAL, Seal
from app.domain.revision import PRESENT, SEALED, Revision
from app.exchange.card import Card
from app.exchange.sealed import Package, write_package
from app.services import authoring, casework, contacts, withholding
from app.services import erasing as removing
from app.services.erasing import Naming
from app.services.session import Session
from app.storage import blobs, drafts, erasing, revisions
from app.storage.blobs import Blob

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is sealed: their cards, and what is to be said about them."""

    cards: tuple[Card, ...] = field(repr=False)
    warnings: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The key ids, sorted."""
        return tuple(sorted(one.key_id for one in self.cards))

    @property
    def recipients(self) -> list[str]:
        """Every age recipient of the cards, of the kind that resists a quantum computer."""
        return list(dict.fromkeys(text for one in self.cards for text in one.xwing))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: the records, how many versions, the seals, who still names them, and what is to be said."""

    records: tuple[str, ...]
    versions: int
    notices: tuple[str, ...]
    packages: tuple[str, ...]
    naming: tuple[Naming, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """A package that is in the vault, the versions in it, and the seal that is still to be saved."""

    seal: Revision
    covered: tuple[str, ...]
    package: Blob


def audience(session: Session, names: Sequence[str], *, unverified: bool = False) -> Audience:
    """Return the cards with these names. One never verified is refused, or with `unverified` only warned of.

    Raises UnknownRecipient, PracticeOnly, BadInput.
    """
    found: dict[str, Card] = {}
    warnings = []
    for name in names:
        card, status = contacts.recipient(session, name)
        contacts.same_world(session, card)
        found[card.key_id] = card
        if status == "verified":
            continue
        if not unverified:
            raise BadInput(
                _(
                    "The fingerprint of {name} was never compared: it may be another's card, and only its owner could "
                    "open what is sealed. Verify it first. Nothing was sealed."
                ).format(name=card.name)
            )
        warnings.append(
            _("Careful: the fingerprint of {name} was never compared. It may be another's card.").format(name=card.name)
        )
    if not found:
        raise BadInput(_("Say for whom it is sealed. Nothing was sealed."))
    return Audience(tuple(found.values()), tuple(warnings))


def checked_label(label: str) -> str:
    """Return a label as it is kept: everybody who gets the record's outline reads it. Raises BadInput."""
    return removing.checked_words(
        label, _("Give a neutral label: it is all that is seen of it from now on. Nothing was sealed.")
    )


def seal(
    session: Session,
    wanted: Sequence[str],
    to: Sequence[str],
    label: str,
    *,
    unverified: bool = False,
    progress: Tell | None = None,
) -> Sealed:
    """Seal records for the owners of the cards named `to`: their text goes into packages and out of this vault.

    Drafts become versions first. Until all packages are written and read back nothing is removed. Raises UnknownRecord,
    UnknownRecipient, BadInput, BadField, TextGone, NoRoom.
    """
    label = checked_label(label)
    people = audience(session, to, unverified=unverified)
    records = list(dict.fromkeys(casework.find(session, one) for one in wanted))
    for record in records:
        if drafts.get(session.vault, record) is not None:
            casework.save_draft(session, record)
    if withholding.withheld(session) & set(records):
        raise BadInput(
            _(
                "It is source-protected, or internal use was refused, so it goes to nobody: sealed for others it would "
                "be lost. Nothing was sealed."
            )
        )
    made: list[_Made] = []
    try:
        for record in records:
            made.append(_packed(session, record, people, label, progress))  # noqa: PERF401 - on failure those made are dropped
        versions = _take_out(session, made)
    except BaseException:
        with suppress(KeepsakeError):
            blobs.drop_unreferenced(session.vault, [one.package.sha256 for one in made])
        raise
    return Sealed(
        records=tuple(records),
        versions=versions,
        notices=tuple(one.seal.id for one in made),
        packages=tuple(one.package.sha256 for one in made),
        naming=removing.naming(session, records),
        warnings=people.warnings,
    )


def seal_new(
    session: Session, type_: str, fields: Fields, to: Sequence[str], label: str, *, unverified: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Make a record whose text is sealed from the start; return its id and warnings.

    The text is only ever in memory: what reaches the vault is the package, which this vault cannot open. Raises
    UnknownType, BadField, UnknownRecipient, BadInput.
    """
    label = checked_label(label)
    people = audience(session, to, unverified=unverified)
    checked = session.schema.check_fields(type_, fields)
    if type_ == "consent":
        raise BadInput(_("A consent decides what may be sent from here: it is not sealed. Nothing was saved."))
    if consent.protects(checked):
        raise BadInput(_("What is source-protected goes to nobody: sealed it would be lost. Nothing was saved."))
    if schema.attachments(checked):
        raise BadInput(_("Files would be in the vault: a record sealed from the start has none. Nothing was saved."))
    record = ids.new_record_id()
    first = authoring.make(session, record, type_, checked, ())
    made = _written(session, Package(record, [first], ()), people, label, type_, (first.id,), None)
    outline = replace(first, state=SEALED, body=None, salt=None)
    with session.vault.transaction() as db:
        revisions.save_all(session.vault, [outline, made.seal])
        erasing.note_sealed(session.vault, db, [outline.id], made.package.sha256)
    return record, people.warnings


def _packed(session: Session, record: str, people: Audience, label: str, progress: Tell | None) -> _Made:
    there = revisions.of_record(session.vault, record)
    covered = {one.id for one in there if one.state == PRESENT and not one.header.notice}
    if not covered:
        raise TextGone(_("There is no text of this record in this vault to seal. Nothing was sealed."))
    named = blobs.mentioned(session.vault, covered)
    sizes = blobs.sizes(session.vault, named)
    package = Package(record, list(revisions.get_all(session.vault, covered)), sorted(sizes.items()))
    state = casework.state_of(session, record)
    if state.type == "consent":
        raise BadInput(_("A consent decides what may be sent from here: it is not sealed. Nothing was sealed."))
    return _written(session, package, people, label, state.type, state.heads, progress)


def _written(
    session: Session,
    package: Package,
    people: Audience,
    label: str,
    type_: str,
    heads: Sequence[str],
    progress: Tell | None,
) -> _Made:
    """Write a package into the vault, read it back, and return it with its seal; nothing is removed."""
    with blobs.BlobWriter(session.vault) as writer:
        write_package(
            writer, people.recipients, package, lambda sha256: blobs.open_blob(session.vault, sha256), progress
        )
        kept = writer.finish()
    with blobs.open_blob(session.vault, kept.sha256) as reader:
        while reader.read(blobs.PIECE):
            pass
    covered = tuple(sorted(one.id for one in package.revisions))
    said = Seal(covered, label, people.keys, kept.sha256, kept.size)
    fields = notice.fields_of(said)
    return _Made(authoring.make(session, package.record, type_, fields, heads, (SEAL,)), covered, kept)


def _take_out(session: Session, made: Sequence[_Made]) -> int:
    """Save the seals, and destroy what went into their packages, in one transaction; return how many versions."""
    vault, versions = session.vault, 0
    with vault.transaction() as db:
        revisions.save_all(vault, [one.seal for one in made])
        for one in made:
            versions += len(erasing.carry_out(vault, db, one.covered, "sealed", {"package": one.package.sha256}))
    erasing.finish(vault)
    return versions


__all__ = ["LONGEST", "Audience", "Sealed", "audience", "checked_label", "seal", "seal_new"]
