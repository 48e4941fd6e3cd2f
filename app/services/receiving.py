"""Receiving: a bundle is read whole and checked before anything of it shows, in one step at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.base.errors import BundleForged, BundleRefused, KeepsakeError
from app.base.i18n import _
from app.domain.revision import Revision
from app.exchange.manifest import Manifest
from app.exchange.reader import Opened, Received
from app.exchange.receipt import make_receipt
from app.services import arriving, authoring, contacts, erasing, inbox, succession, tombstones, unsealing, withdrawals
from app.services.answering import answer
from app.services.arriving import Divide, Tell
from app.services.session import Session
from app.storage import batches, held, log, quarantine, streams
from app.storage import evidence as proofs
from app.storage.database import Database
from app.storage.truth import ForeignParent


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The revisions kept back, and the records (raw ids: there may be many) with their types, taken and kept back."""

    held: list[Revision] = field(default_factory=list)
    taken: dict[bytes, str] = field(default_factory=dict)
    kept_back: dict[bytes, str] = field(default_factory=dict)
    forgotten: set[bytes] = field(default_factory=set)
    """Attachments of bodies that were not let in: they were erased."""

    @property
    def types(self) -> dict[str, int]:
        """How many records of each type came."""
        only_held = {record: type_ for record, type_ in self.kept_back.items() if record not in self.taken}
        return Counter(self.taken.values()) + Counter(only_held.values())

    @property
    def authors(self) -> dict[str, int]:
        """How many revisions of whom are kept back."""
        return Counter(one.header.author for one in self.held)


def inspect(
    session: Session, bundle: Path, progress: Tell | None = None, reading: Tell | None = None
) -> dict[str, Any]:
    """Return who sent a bundle and what receiving it would do; nothing is written but a note of a rejection.

    `reading` is told bytes read and to read, `progress` revisions checked and to check.
    """
    with bundle.open("rb") as source:
        opened = arriving.opened(session, source)
        manifest = opened.manifest
        standing = _standing(session, manifest)
        if standing == "again":
            return _again(session, opened, bundle, reading)
        divide = arriving.by_authors(session, manifest) if standing == "verified" else arriving.none
        with arriving.noting(session, manifest.hash), inbox.Look(session) as look:
            received = arriving.rest(opened, look, bundle.stat().st_size, reading)
            seen = _look(session, look, manifest, received, divide, progress)
    return answer(
        session,
        manifest,
        standing,
        counts=seen.counts,
        types=seen.types,
        held=seen.authors,
        arrived=look.receipts if standing == "verified" else (),
    )


def receive(
    session: Session, bundle: Path, progress: Tell | None = None, reading: Tell | None = None
) -> dict[str, Any]:
    """Take a bundle into the vault and return what came, with the receipt for it.

    A bundle by a sender whose card is not verified, or that contradicts an earlier one of its stream, is kept in
    quarantine, still encrypted: `refused` is then true and nothing of it is in the records. The same bundle again
    changes nothing. `progress` and `reading` are told as by `inspect`.
    Raises BundleRefused when it is rejected; what was there before is unchanged.
    """
    with bundle.open("rb") as source:
        opened = arriving.opened(session, source)
        manifest, size = opened.manifest, bundle.stat().st_size
        standing = _standing(session, manifest)
        if standing == "again":
            answered = _again(session, opened, bundle, reading)
            unsealing.open_all(session)  # the first time may have been cut off between taking it in and this
            return answered
        if standing != "verified":
            with arriving.noting(session, manifest.hash), inbox.Look(session) as look:
                received = arriving.rest(opened, look, size, reading)  # what is not whole is not worth keeping
                seen = _look(session, look, manifest, received, arriving.none, progress)
            kept = _quarantine(session, bundle, manifest, standing)
            return answer(session, manifest, standing, counts=seen.counts, types=seen.types, kept=kept)
        with (
            arriving.noting(session, manifest.hash),
            _invisible(session, "receive") as batch,
            inbox.Taking(session, batch) as sink,
        ):
            received = arriving.rest(opened, sink, size, reading)
            sorted_ = _take(session, sink, manifest, received, batch, progress)
            counts, erased = _reveal(session, manifest, received, sink, sorted_, batch)
    quarantine.remove(session.vault, manifest.hash)
    packages = unsealing.open_all(session)
    types, doubted = sorted_.types, sorted_.authors
    withdrawn = withdrawals.arrived(session, {record.hex() for record in sorted_.taken})
    return answer(
        session,
        manifest,
        standing,
        counts=counts,
        types=types,
        held=doubted,
        arrived=sink.receipts,
        erased=erased,
        asked=len(tombstones.asking(session)),
        unsealed=packages.versions,
        unopened=len(packages.refused),
        withdrawn=withdrawn,
    )


def _again(session: Session, opened: Opened, bundle: Path, reading: Tell | None) -> dict[str, Any]:
    """Answer for a bundle received before, after reading it whole: a damaged copy is not called fine."""
    with arriving.noting(session, opened.manifest.hash), inbox.Look(session) as look:
        arriving.rest(opened, look, bundle.stat().st_size, reading)
    return answer(session, opened.manifest, "again")


def release(session: Session, author: str) -> int:
    """Take in what was held of an author whose card has just been verified; return how many revisions.

    A revision that turns out to build on one of another record stays held.
    """
    waiting = held.held(session.vault, author)
    if not waiting:
        return 0
    forgotten, erased = set[bytes](), 0
    with _invisible(session, "release") as batch:
        released = _let_in(batch, tombstones.without_erased(session, [one for _manifest, one in waiting], forgotten))
        by_manifest: dict[str, list[str]] = {}
        for manifest_hash, one in waiting:
            if one.id in released:
                by_manifest.setdefault(manifest_hash, []).append(one.id)

        def note(_db: object) -> None:
            held.release(session.vault, released)
            for manifest_hash, ids in by_manifest.items():
                streams.accept_more(session.vault, manifest_hash, ids)

        def follow(db: Database) -> None:
            nonlocal erased
            erased = erasing.carry_out(session, db, forgotten)

        batch.reveal(note, then=follow)
    if erased:
        erasing.finish(session)
    return len(released)


def _let_in(batch: batches.Batch, waiting: list[Revision]) -> set[str]:
    try:
        batch.add(waiting)
    except ForeignParent:
        released = set[str]()
        for one in waiting:
            with suppress(ForeignParent):
                batch.add([one])
                released.add(one.id)
        return released
    return {one.id for one in waiting}


@contextmanager
def _invisible(session: Session, note: str) -> Iterator[batches.Batch]:
    """Yield a batch; when the block fails before it was revealed, what it took in goes.

    Whether it was revealed is asked of the database: Ctrl+C may come just when that was committed, and then what was
    received stays.
    """
    batch = batches.begin(session.vault, note)
    try:
        yield batch
    except BaseException:
        with suppress(KeepsakeError):  # on a full disk the next opening drops it; the first error is the one told
            batches.drop_leftovers(session.vault)
        raise


def _standing(session: Session, manifest: Manifest) -> str:
    """Return `again`, `verified`, `forked`, or why the sender is not trusted: `unknown`, `unverified`."""
    if streams.received(session.vault, manifest.hash):
        return "again"
    status = contacts.status_of(session, manifest.sender.key_id)
    if status == "revoked":
        log.note(session.vault, "rejected", {"reason": "revoked", "manifest": manifest.hash})
        raise BundleForged(_("The sender's key was revoked. Nothing was received."))
    if status == "own":
        raise BundleRefused(_("This bundle is your own. Nothing was received."))
    if status != "verified":
        return status
    place = manifest.stream
    return (
        "forked"
        if streams.seen(session.vault, place.key, succession.epoch_here(session, manifest), place.n)
        else "verified"
    )


def _look(
    session: Session,
    look: inbox.Look,
    manifest: Manifest,
    received: Received,
    divide: Divide,
    progress: Tell | None,
) -> inbox.Foreseen:
    look.spool.rewind()
    found = arriving.checked(look.spool, manifest, received.ids)
    return inbox.foresee(session, _telling(found, manifest, progress), divide)


def _telling(found: Iterable[list[Revision]], manifest: Manifest, progress: Tell | None) -> Iterator[list[Revision]]:
    done = 0
    for some in found:
        yield some
        done += len(some)
        if progress:
            progress(done, manifest.lines)


def _take(
    session: Session,
    sink: inbox.Taking,
    manifest: Manifest,
    received: Received,
    batch: batches.Batch,
    progress: Tell | None,
) -> _Sorted:
    sink.spool.rewind()
    divide = arriving.by_authors(session, manifest)
    result = _Sorted()
    for some in _telling(arriving.checked(sink.spool, manifest, received.ids), manifest, progress):
        good, doubted = divide(tombstones.without_erased(session, some, result.forgotten))
        try:
            batch.add(good)
        except ForeignParent:
            raise arriving.foreign_parent() from None
        result.held.extend(doubted)
        result.taken.update((bytes.fromhex(one.header.record), one.header.type) for one in good)
        result.kept_back.update((bytes.fromhex(one.header.record), one.header.type) for one in doubted)
    return result


def _reveal(
    session: Session,
    manifest: Manifest,
    received: Received,
    sink: inbox.Taking,
    sorted_: _Sorted,
    batch: batches.Batch,
) -> tuple[dict[str, int], int]:
    """Show everything in one small transaction, with evidence, receipts, the place in the stream and our receipt.

    What tombstones that act here erase goes in the same one. Return the counts, and how many versions were erased.
    """
    vault, place = session.vault, manifest.stream
    epoch = succession.epoch_here(session, manifest)
    at, _zone = authoring.now()
    receipt = make_receipt(session.keys, manifest.bundle, manifest.hash, at)

    def note(_db: object) -> None:
        for item in (received.item, *sink.proofs):
            proofs.add_evidence(vault, inbox.stored(item))
        for one in sink.receipts:
            streams.add_receipt(vault, streams.Receipt(one.manifest, one.by, one.at, one.data))
        held.hold(vault, sorted_.held, manifest.hash)
        held_ids = {one.id for one in sorted_.held}
        coming = streams.Incoming(manifest.hash, place.key, epoch, place.n, manifest.bundle)
        streams.record_incoming(vault, coming, (one for one in received.ids if one not in held_ids))
        streams.add_receipt(vault, streams.Receipt(manifest.hash, session.card.key_id, at, receipt))

    erased = 0

    def follow(db: Database) -> None:
        nonlocal erased
        erased = erasing.carry_out(session, db, sorted_.forgotten)

    try:
        counts = batch.reveal(note, then=follow)
        if erased:
            erasing.finish(session)
    except KeyboardInterrupt:
        if not streams.received(vault, manifest.hash):
            raise
        raise KeepsakeError(
            _("Stopped, but the bundle had just been received: its records are there. Lists follow at next opening.")
        ) from None
    told = inbox.nothing(
        new=counts.new,
        same=counts.same,
        updated=counts.updated,
        conflicting=counts.conflicting,
        quarantined=len(sorted_.kept_back.keys() - sorted_.taken.keys()),
    )
    return told, erased


def _quarantine(session: Session, bundle: Path, manifest: Manifest, standing: str) -> Path:
    with bundle.open("rb") as source:
        return quarantine.keep(
            session.vault,
            source,
            manifest_hash=manifest.hash,
            sender=manifest.sender.key_id,
            reason="forked" if standing == "forked" else "unknown_sender",
        )
