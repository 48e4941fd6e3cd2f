"""Where the parts of a bundle go while it is read: looked at only, or taken in invisibly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from app.domain import state as views
from app.domain.revision import Revision
from app.domain.state import Node
from app.exchange.evidence import EvidenceItem
from app.exchange.manifest import Manifest
from app.exchange.reader import Part
from app.exchange.receipt import Receipt
from app.services.arriving import Divide, foreign_parent
from app.services.session import Session
from app.storage import batches, blobs, revisions, selection, spools, states
from app.storage.evidence import Evidence

_KINDS = ("new", "same", "updated", "conflicting", "quarantined")


def nothing(**counts: int) -> dict[str, int]:
    """Return the counts of an answer: every kind, those not given as 0."""
    return {kind: counts.get(kind, 0) for kind in _KINDS}


class _Dropped:
    """Takes content and keeps none: it is only being checked, or here already."""

    def write(self, data: bytes) -> int:
        return len(data)

    def close(self) -> None:
        pass


class _Spooled:
    """Writes to a spool that stays open when the part ends."""

    def __init__(self, spool: spools.Spool) -> None:
        self._spool = spool

    def write(self, data: bytes) -> int:
        return self._spool.write(data)

    def close(self) -> None:
        pass


class _Kept:
    """An attachment that becomes part of a batch when it ended well."""

    def __init__(self, writer: blobs.BlobWriter, expected: str) -> None:
        self._writer, self._expected = writer, expected

    def write(self, data: bytes) -> int:
        return self._writer.write(data)

    def close(self) -> None:
        self._writer.finish(self._expected)

    def discard(self) -> None:
        self._writer.discard()


class Look:
    """A sink that keeps only the records, in an encrypted spool, while a bundle is checked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.spool = spools.spool(session.vault)
        self.proofs: list[EvidenceItem] = []
        self.receipts: list[Receipt] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.spool.close()

    def records(self, _size: int) -> Part:
        """Return where the records go."""
        return _Spooled(self.spool)

    def evidence(self, item: EvidenceItem, _manifest: Manifest) -> None:
        """Remember forwarded evidence."""
        self.proofs.append(item)

    def receipt(self, found: Receipt) -> None:
        """Remember a receipt of the sender's."""
        self.receipts.append(found)

    def attachment(self, _number: int, _sha256: str, _size: int) -> Part:
        """Check an attachment without keeping it."""
        return _Dropped()


class Taking(Look):
    """A sink that also takes attachments in, to show or go with a batch."""

    def __init__(self, session: Session, batch: batches.Batch) -> None:
        super().__init__(session)
        self._batch = batch
        self._open: _Kept | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            self._open.discard()
        super().__exit__(kind, error, trace)

    def attachment(self, _number: int, sha256: str, _size: int) -> Part:
        """Take an attachment in, unless its contents are here."""
        if blobs.has(self._session.vault, sha256):
            return _Dropped()
        self._open = _Kept(self._batch.blob_writer(), sha256)
        return self._open


def stored(item: EvidenceItem) -> Evidence:
    """Return evidence as storage keeps it."""
    ids = tuple(item.ids_bytes.decode("ascii").split())
    return Evidence(item.manifest_bytes, item.signatures.ssh, item.signatures.mldsa, ids)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What receiving would do: records by kind of change and by type, and whose revisions it would keep back."""

    counts: dict[str, int]
    types: dict[str, int]
    authors: dict[str, int]


def foresee(session: Session, found: Iterable[list[Revision]], divide: Divide) -> Foreseen:
    """Return what receiving these revisions would do; raise BundleBroken when one has a parent of another record."""
    changed: dict[str, list[Revision]] = {}
    new = set[str]()
    taken: dict[str, str] = {}
    kept_back: dict[str, str] = {}
    authors: Counter[str] = Counter()
    for some in found:
        good, doubted = divide(some)
        _check_parents(session, good)
        taken.update((one.header.record, one.header.type) for one in good)
        kept_back.update((one.header.record, one.header.type) for one in doubted)
        authors.update(one.header.author for one in doubted)
        _sort(session, good, changed, new)
    conflicting = sum(_conflicts(session, some) for some in changed.values())
    only_held = [type_ for record, type_ in kept_back.items() if record not in taken]
    types = Counter(type_ for type_ in taken.values()) + Counter(only_held)
    counts = nothing(
        new=len(new),
        same=len(taken) - len(changed) - len(new),
        updated=len(changed) - conflicting,
        conflicting=conflicting,
        quarantined=len(only_held),
    )
    return Foreseen(counts, dict(types), dict(authors))


def _check_parents(session: Session, some: list[Revision]) -> None:
    """Raise BundleBroken when one builds on a revision here that is of another record, as receiving would."""
    parents = {parent for one in some for parent in one.header.parents}
    here = {one.id: one.header.record for one in revisions.get_all(session.vault, parents)}
    if any(here.get(parent, one.header.record) != one.header.record for one in some for parent in one.header.parents):
        raise foreign_parent()


def _sort(session: Session, some: list[Revision], changed: dict[str, list[Revision]], new: set[str]) -> None:
    """Put the revisions that are new here with their records: `changed` for those here, `new` for the others.

    Of new records only the ids are kept: a list for each would be work for the collector, which stops every thread.
    """
    known = revisions.known(session.vault, [one.id for one in some])
    unknown = [one for one in some if one.id not in known]
    here = selection.records_here(session.vault, {one.header.record for one in unknown})
    for one in unknown:
        if one.header.record in here:
            changed.setdefault(one.header.record, []).append(one)
        else:
            new.add(one.header.record)


def _conflicts(session: Session, arriving: list[Revision]) -> bool:
    """Tell whether a record would be in conflict with these revisions."""
    together = {one.id: one for one in revisions.of_record(session.vault, arriving[0].header.record)}
    together |= {one.id: one for one in arriving}
    return bool(views.view({id_: _node(one) for id_, one in together.items()}).conflicts)


def _node(one: Revision) -> Node:
    return states.node(one.id, one.header, states.parsed(one.body), one.state)
