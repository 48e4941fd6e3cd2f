"""Opening what others sealed for us: a package is read whole, every commitment recomputed, then its text is here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.base.errors import AgeError, BadSignature, BundleRefused, KeepsakeError, NotForUs, VaultDamaged
from app.base.i18n import _
from app.crypto.recipients import KeyIdentity, parse_identity
from app.crypto.signing import verify_revision
from app.domain import notice
from app.domain.notice import SEAL, Seal
from app.domain.revision import ABSENT, ERASED, PRESENT, SEALED, Revision, message
from app.exchange.sealed import read_package
from app.services import succession
from app.services.session import Session
from app.storage import batches, blobs, log, revisions, selection
from app.storage.states import parsed
from app.storage.truth import mentions

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What came of packages sealed for us: how many versions are here now, and the records with a refused package."""

    versions: int = 0
    refused: tuple[str, ...] = ()


class _Refused(BundleRefused):
    """A package does not hold what its seal says."""


def open_all(session: Session) -> Unsealed:
    """Open every package addressed to us whose text is not here yet; what does not hold is refused whole, and noted."""
    found = selection.notices(session.vault, SEAL)
    if not found:
        return Unsealed()
    ours = succession.own_keys(session)
    identities = [parse_identity(one) for one in session.vault.meta().identities]
    before = {str(entry.detail["seal"]) for entry in log.entries(session.vault, ("seal_refused",))}
    versions, refused = 0, []
    for one in found:
        said = notice.read(SEAL, parsed(one.body))
        if not isinstance(said, Seal) or set(ours).isdisjoint(said.audience) or one.id in before:
            continue
        if not _waits(session, said):
            continue
        try:
            versions += _open(session, one, said, identities)
        except NotForUs:
            continue  # sealed for keys we no longer have
        except (BundleRefused, AgeError, BadSignature, VaultDamaged):
            log.note(session.vault, "seal_refused", {"package": said.package, "seal": one.id})
            refused.append(one.header.record)
    return Unsealed(versions, tuple(refused))


def _waits(session: Session, said: Seal) -> bool:
    """Tell whether a package is here, with the outline of all it covers, and text in it that is not here yet."""
    if not blobs.has(session.vault, said.package):
        return False
    there = {one.id: one.state for one in revisions.get_all(session.vault, said.covers)}
    return len(there) == len(said.covers) and ABSENT in there.values()


def _open(session: Session, seal: Revision, said: Seal, identities: list[KeyIdentity]) -> int:
    """Take one package in, invisibly until all of it proved right; return how many versions it brought."""
    batch = batches.begin(session.vault, "unseal")
    try:
        with blobs.open_blob(session.vault, said.package) as source:
            if source.size != said.size:
                raise _Refused(_("A sealed package is not as long as its seal says."))
            sink = _Sink(session, batch, seal, said)
            read_package(source, identities, sink)
            while source.read(blobs.PIECE):  # to the end: only then is its hash proved
                pass
        sink.finish()

        def note(_db: object) -> None:
            blobs.forget(session.vault, sink.forgotten)
            log.note(session.vault, "unsealed", {"package": said.package, "revisions": sorted(sink.taken)})

        batch.reveal(note)
    except BaseException:
        with suppress(KeepsakeError):  # on a full disk the next opening drops it
            batch.drop()
        raise
    return len(sink.taken)


class _Sink:
    """Checks what a package holds against its seal, and takes it into a batch."""

    def __init__(self, session: Session, batch: batches.Batch, seal: Revision, said: Seal) -> None:
        self._session, self._batch, self._seal = session, batch, seal
        self._awaited = set(said.covers)
        there = revisions.get_all(session.vault, said.covers)
        self._gone = {one.id for one in there if one.state in (ERASED, SEALED)}
        self.taken: set[str] = set()
        self._named: set[bytes] = set()
        self._not_taken: set[bytes] = set()
        self._waiting: list[Revision] = []

    def revision(self, found: Revision) -> None:
        """Take a version: one of those sealed, of the same record, with its text, signed by its author."""
        fits = found.id in self._awaited and found.header.record == self._seal.header.record
        if not fits or found.state != PRESENT or found.body is None or found.header.notice:
            raise _Refused(_("A sealed package holds another version than its seal says."))
        verify_revision(found.header.author, message(found.id), found.signature)
        self._awaited.discard(found.id)
        if found.id in self._gone:  # erased before it was opened, or sealed from here for others
            self._not_taken |= mentions(found.body)
            return
        self.taken.add(found.id)
        self._named |= mentions(found.body)
        self._waiting.append(found)
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def attachment(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Take an attachment that a version in the package names, or look through one that is here."""
        content = bytes.fromhex(sha256)
        if content not in self._named | self._not_taken:
            raise _Refused(_("A sealed package holds a file that nothing in it names."))
        if content not in self._named or blobs.has(self._session.vault, sha256):
            _look_through(iter(pieces))
            return
        with self._batch.blob_writer() as writer:
            for piece in pieces:
                writer.write(piece)
            writer.finish(sha256)

    @property
    def forgotten(self) -> set[bytes]:
        """The attachments that only versions name whose text is gone: they are not taken, nor when they come again."""
        return self._not_taken - self._named

    def finish(self) -> None:
        """Check that all that was sealed was there."""
        if self._awaited:
            raise _Refused(_("A sealed package lacks a version that its seal names."))
        self._flush()

    def _flush(self) -> None:
        self._batch.add(self._waiting)
        self._waiting = []


def _look_through(pieces: Iterator[bytes]) -> None:
    for _piece in pieces:
        pass
