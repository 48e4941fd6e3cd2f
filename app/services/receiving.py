"""Receiving: a bundle is read whole and checked before anything of it shows, in one step at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from app.base.errors import AgeError, BadSignature, BundleBroken, BundleForged, BundleRefused, WrongRecipient
from app.base.i18n import _
from app.crypto.recipients import parse_identity
from app.crypto.signing import verify_revision
from app.domain.revision import Revision, message
from app.exchange.manifest import Manifest
from app.exchange.reader import Opened, Received, open_bundle
from app.exchange.receipt import make_receipt
from app.exchange.records import lines
from app.services import authoring, contacts, inbox
from app.services.answering import answer
from app.services.session import Session
from app.storage import batches, held, log, quarantine, selection, streams
from app.storage import evidence as proofs
from app.storage.truth import ForeignParent

Tell = Callable[[int, int], None]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The revisions nobody vouches for, and the records of a bundle (raw ids: there may be many) with their types."""

    held: list[Revision]
    records: dict[bytes, str]

    @property
    def types(self) -> dict[str, int]:
        """How many records of each type came."""
        return Counter(self.records.values())


def inspect(session: Session, bundle: Path, progress: Tell | None = None) -> dict[str, Any]:
    """Return who sent a bundle and what receiving it would do; nothing is written but a note of a forgery."""
    with bundle.open("rb") as source:
        opened = _opened(session, source)
        standing = _standing(session, opened.manifest)
        if standing == "again":
            return answer(session, opened.manifest, standing)
        with inbox.Look(session) as sink:
            received = _rest(opened, sink)
            counts, types = inbox.foresee(session, _checked(sink, opened.manifest, received), _accepts(session, opened))
            if progress:
                progress(opened.manifest.lines, opened.manifest.lines)
    return answer(session, opened.manifest, standing, counts=counts, types=types)


def receive(session: Session, bundle: Path, progress: Tell | None = None) -> dict[str, Any]:
    """Take a bundle into the vault and return what came, with the receipt for it.

    A bundle by a sender whose card is not verified, or that contradicts an earlier one of its stream, is kept in
    quarantine, still encrypted: `refused` is then true and nothing of it is in the records. The same bundle again
    changes nothing. Raises BundleRefused when it is rejected; what was there before is unchanged.
    """
    with bundle.open("rb") as source:
        opened = _opened(session, source)
        manifest = opened.manifest
        standing = _standing(session, manifest)
        if standing == "again":
            return answer(session, manifest, standing)
        if standing != "verified":
            with inbox.Look(session) as look:  # what cannot be read whole is not worth keeping
                found = _checked(look, manifest, _rest(opened, look))
                counts, types = inbox.foresee(session, found, lambda _author: False)
            kept = _quarantine(session, bundle, manifest, standing)
            return answer(session, manifest, standing, counts=counts, types=types, kept=kept)
        with batches.begin(session.vault, "receive") as batch, inbox.Taking(session, batch) as sink:
            received = _rest(opened, sink)
            sorted_ = _take(session, opened, _checked(sink, manifest, received), batch, progress)
            counts = _reveal(session, opened, received, sink, sorted_, batch)
    quarantine.remove(session.vault, manifest.hash)
    return answer(session, manifest, standing, counts=counts, types=sorted_.types)


def release(session: Session, author: str) -> int:
    """Take in what was held of an author whose card has just been verified; return how many revisions."""
    waiting = held.held(session.vault, author)
    if not waiting:
        return 0
    by_manifest: dict[str, list[str]] = {}
    for manifest_hash, one in waiting:
        by_manifest.setdefault(manifest_hash, []).append(one.id)
    with batches.begin(session.vault, "release") as batch:
        batch.add([one for _manifest, one in waiting])

        def note(_db: object) -> None:
            held.release(session.vault, [one.id for _manifest, one in waiting])
            for manifest_hash, ids in by_manifest.items():
                streams.accept_more(session.vault, manifest_hash, ids)

        batch.reveal(note)
    return len(waiting)


def _opened(session: Session, source: BinaryIO) -> Opened:
    """Open a bundle as far as its manifest; what is not a bundle for us is refused in its own words."""
    identities = [parse_identity(one) for one in session.vault.meta().identities]
    try:
        opened = open_bundle(source, identities)
    except AgeError as error:
        raise BundleBroken(str(error)) from None
    except BundleForged:
        log.note(session.vault, "rejected", {"reason": "forged"})
        raise
    if opened.manifest.recipient_key != session.card.key_id:
        log.note(session.vault, "rejected", {"reason": "recipient", "manifest": opened.hash})
        raise WrongRecipient(
            _("This bundle is addressed to another card, although our key opens it. Nothing was received.")
        )
    contacts.same_world(session, opened.manifest.sender)
    return opened


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
    return "forked" if streams.seen(session.vault, place.key, place.epoch, place.n) else "verified"


def _rest(opened: Opened, sink: Any) -> Received:
    try:
        return opened.read_rest(sink)
    except AgeError as error:
        raise BundleBroken(str(error)) from None


def _checked(sink: inbox.Look, manifest: Manifest, received: Received) -> Iterator[list[Revision]]:
    """Yield the bundle's revisions, some at once, after checking each signature.

    Signatures are checked in a second thread while the caller works on the revisions before.
    """
    sink.spool.rewind()
    source = lines(sink.spool, manifest, received.ids)
    with ThreadPoolExecutor(1) as verifying:
        waiting: Future[list[Revision]] | None = None
        while some := list(islice(source, AT_ONCE)):
            coming = verifying.submit(_verified, some)
            if waiting:
                yield waiting.result()
            waiting = coming
        if waiting:
            yield waiting.result()


def _verified(some: list[Revision]) -> list[Revision]:
    for one in some:
        try:
            verify_revision(one.header.author, message(one.id), one.signature)
        except BadSignature:
            raise BundleForged(
                _("A revision in the bundle is not signed by its author. Nothing was received.")
            ) from None
    return some


def _accepts(session: Session, opened: Opened) -> Callable[[str], bool]:
    """Return whether an author's work is taken in: known to us, the sender, or vouched for by an office."""
    manifest = opened.manifest
    vouched = set(manifest.authors) if manifest.sender.office else set[str]()
    known: dict[str, bool] = {manifest.sender.key_id: True}

    def accepts(author: str) -> bool:
        if author not in known:
            status = contacts.status_of(session, author)
            known[author] = status in ("own", "verified") or (author in vouched and status != "revoked")
        return known[author]

    return accepts


def _take(
    session: Session, opened: Opened, found: Iterable[list[Revision]], batch: batches.Batch, progress: Tell | None
) -> _Sorted:
    accepts = _accepts(session, opened)
    result = _Sorted([], {})
    done = 0
    for some in found:
        good = [one for one in some if accepts(one.header.author)]
        result.held.extend(one for one in some if not accepts(one.header.author))
        try:
            batch.add(good)
        except ForeignParent as error:
            raise BundleBroken(str(error)) from None
        result.records.update((bytes.fromhex(one.header.record), one.header.type) for one in some)
        done += len(some)
        if progress:
            progress(done, opened.manifest.lines)
    return result


def _reveal(
    session: Session,
    opened: Opened,
    received: Received,
    sink: inbox.Taking,
    sorted_: _Sorted,
    batch: batches.Batch,
) -> dict[str, int]:
    """Show everything in one small transaction, with evidence, receipts, the place in the stream and our receipt."""
    vault, manifest = session.vault, opened.manifest
    place = manifest.stream
    at, _zone = authoring.now()
    receipt = make_receipt(session.keys, manifest.bundle, manifest.hash, at)

    def note(_db: object) -> None:
        for item in (received.item, *sink.proofs):
            proofs.add_evidence(vault, inbox.stored(item))
        for one in sink.receipts:
            streams.add_receipt(vault, streams.Receipt(one.manifest, one.by, one.at, one.data))
        held.hold(vault, sorted_.held, manifest.hash)
        held_ids = {one.id for one in sorted_.held}
        coming = streams.Incoming(manifest.hash, place.key, place.epoch, place.n, manifest.bundle)
        streams.record_incoming(vault, coming, (one for one in received.ids if one not in held_ids))
        streams.add_receipt(vault, streams.Receipt(manifest.hash, session.card.key_id, at, receipt))

    counts = batch.reveal(note)
    quarantined = {one.header.record for one in sorted_.held}
    here = selection.records_here(vault, quarantined)
    return {
        "new": counts.new,
        "same": counts.same,
        "updated": counts.updated,
        "conflicting": counts.conflicting,
        "quarantined": len(quarantined - here),
    }


def _quarantine(session: Session, bundle: Path, manifest: Manifest, standing: str) -> Path:
    with bundle.open("rb") as source:
        return quarantine.keep(
            session.vault,
            source,
            manifest_hash=manifest.hash,
            sender=manifest.sender.key_id,
            reason="forked" if standing == "forked" else "unknown_sender",
        )
