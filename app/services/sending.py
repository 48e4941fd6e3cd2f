"""Sending: everything new, or a selection, as encrypted, signed bundles written durably to a folder."""

from __future__ import annotations

import os
import secrets
import shutil
import string
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.base import durable
from app.base.errors import BadInput, NoRoom
from app.base.i18n import _
from app.domain.revision import to_line
from app.exchange.card import Card, Profile
from app.exchange.manifest import Stream
from app.exchange.plan import Attachment, Plan, largest_file, plan
from app.exchange.records import Compressed, compress_lines
from app.exchange.writer import write
from app.services import authoring, choosing, contacts, outbox
from app.services.choosing import Choice
from app.services.session import Session
from app.storage import blobs, revisions, selection, spools, streams

Tell = Callable[[int, int], None]
LETTERS = string.ascii_lowercase + string.digits
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What goes into one bundle; the choice's attachments, evidence and receipts are those of this bundle."""

    choice: Choice
    records: Compressed
    spool: spools.Spool


def send(
    session: Session,
    to: str,
    out: Path,
    *,
    scope: str = "since-last",
    ids: Sequence[str] = (),
    max_size: int | None = None,
    profile: Profile = "xwing",
    progress: Tell | None = None,
) -> dict[str, Any]:
    """Write bundles for the owner of the card named `to` into the folder `out`; return their paths and warnings.

    `scope` is `since-last`, `all` or `ids` (the records `ids`); `max_size` bounds each file in bytes. Bundles of an
    earlier call that was cut off are written first, byte for byte as they were promised. Nothing is overwritten.
    Raises UnknownRecipient, PracticeOnly, BadInput, NoRoom.
    """
    card, status = contacts.recipient(session, to)
    contacts.same_world(session, card)
    if not out.is_dir():
        raise BadInput(_("There is no folder {folder}. Nothing was sent.").format(folder=out))
    paths = [str(_write(session, one, out, progress)) for one in streams.pending(session.vault, card.key_id)]
    choice = choosing.choose(session, card, scope, ids)
    if not choice.empty:
        for parcel in _parcels(session, choice, max_size):
            committed = _commit(session, card, parcel, profile)
            paths.append(str(_write(session, committed, out, progress)))
    return {"bundles": paths, "withheld": list(choice.withheld), "warnings": _warnings(status, choice)}


def _warnings(status: str, choice: Choice) -> list[str]:
    found = []
    if status != "verified":
        found.append(_("Careful: the fingerprint of this card was never compared. It may be another's card."))
    if choice.withheld:
        found.append(
            _("{n} records stay here: source-protected, or internal use was refused.").format(n=len(choice.withheld))
        )
    if choice.absent:
        found.append(_("{n} attachments are named but not in this vault.").format(n=choice.absent))
    return found


def _parcels(session: Session, choice: Choice, max_size: int | None) -> Iterator[_Parcel]:
    """Yield the bundles to make: one, or as many as `max_size` asks for, records first and large media last."""
    rest = choice.attachments
    for parcel in _record_parcels(session, choice, max_size):
        fits = not max_size or _ceiling(parcel.records, len(parcel.choice.ids), choice, rest.values()) <= max_size
        if fits and len(parcel.choice.ids) == len(choice.ids):
            yield replace(parcel, choice=choice)
            return
        yield parcel
    assert max_size is not None  # without it everything fits
    group: dict[str, int] = {}
    nothing = replace(choice, ids=(), attachments={}, evidence=(), receipts=())
    for sha256, size in sorted(rest.items(), key=lambda item: (item[1], item[0])):
        if group and _ceiling(None, 0, nothing, [*group.values(), size]) > max_size:
            yield _media(session, nothing, group)
            group = {}
        group[sha256] = size
        if _ceiling(None, 0, nothing, group.values()) > max_size:
            raise BadInput(
                _("An attachment of {size} bytes does not fit into bundles of that size. Choose a larger one.").format(
                    size=f"{size:,}"
                )
            )
    if group:
        yield _media(session, nothing, group)


def _media(session: Session, nothing: Choice, group: dict[str, int]) -> _Parcel:
    spool = spools.spool(session.vault)
    return _Parcel(replace(nothing, attachments=group), compress_lines((), spool), spool)


def _record_parcels(session: Session, choice: Choice, max_size: int | None) -> Iterator[_Parcel]:
    """Yield parcels of records alone, halving a group until it fits; evidence and receipts go with the first."""
    waiting = [choice.ids]
    first = replace(choice, attachments={})
    while waiting:
        group = waiting.pop()
        spool = spools.spool(session.vault)
        try:
            packed = compress_lines((to_line(one) for one in revisions.get_all(session.vault, group)), spool)
            if max_size and _ceiling(packed, len(group), first, ()) > max_size:
                spool.close()
                if len(group) < 2:
                    raise BadInput(_("Bundles of that size are too small for a single record. Choose a larger one."))
                middle = len(group) // 2
                waiting += [group[middle:], group[:middle]]
                continue
            yield _Parcel(replace(first, ids=group), packed, spool)
        except BaseException:
            spool.close()
            raise
        first = replace(first, evidence=(), receipts=())


def _ceiling(packed: Compressed | None, ids: int, choice: Choice, sizes: Any) -> int:
    return largest_file(ids, packed.size if packed else 64, choice.evidence, len(choice.receipts), sizes)


def _commit(session: Session, card: Card, parcel: _Parcel, profile: Profile) -> streams.Outgoing:
    """Plan and sign one bundle and note it in the vault, durably, before a byte of it is written."""
    vault, choice = session.vault, parcel.choice
    position = streams.next_position(vault, card.key_id)
    settled = plan(
        keys=session.keys,
        card=session.card.data,
        recipient=card,
        stream=Stream(
            key=session.keys.key_id,
            epoch=position.epoch,
            follows=position.follows,
            n=position.n,
            previous=position.previous,
        ),
        ids=choice.ids,
        records=parcel.records,
        authors=selection.authors(vault, choice.ids),
        software=authoring.SOFTWARE,
        evidence=choice.evidence,
        receipts=[one.data for one in choice.receipts],
        attachments=[Attachment(sha256, size) for sha256, size in choice.attachments.items()],
        profile=profile,
    )
    name = "".join(secrets.choice(LETTERS) for _ in range(8)) + ".age"
    carried = [one.manifest_hash for one in choice.receipts]
    with vault.transaction():
        outgoing = outbox.kept(settled, card.key_id, position, name, parcel.spool.keep(), carried)
        streams.commit_outgoing(vault, outgoing)
    parcel.spool.close()
    vault.anchor()
    return outgoing


def _write(session: Session, outgoing: streams.Outgoing, out: Path, progress: Tell | None) -> Path:
    """Write a committed bundle beside its place, sync, rename, read it back, and note that it is written."""
    vault, settled = session.vault, outbox.plan_of(outgoing)
    assert outgoing.spool is not None
    spool = outgoing.spool
    free = shutil.disk_usage(out).free
    if free < settled.file_size:
        raise NoRoom(
            _("The bundle needs {need} bytes and {folder} has {free} free. Nothing was written.").format(
                need=f"{settled.file_size:,}", folder=out, free=f"{free:,}"
            )
        )
    target = out / outgoing.name
    if not (target.exists() and _same(session, settled, spool, target)):
        with durable.replacing(target, overwrite=False) as file:
            checked = _Checked(file)
            _write_plan(session, settled, spool, checked, progress)
        _read_back(target, checked.checksum, settled.file_size)
    streams.mark_written(vault, outgoing.hash)
    return target


def _write_plan(session: Session, settled: Plan, spool: int, out: Any, progress: Tell | None) -> None:
    total = settled.padded_size
    write(
        out,
        settled,
        lambda: spools.open_kept(session.vault, spool),
        lambda sha256: blobs.open_blob(session.vault, sha256, hashed=False),  # the writer compares the hash
        (lambda done: progress(done, total)) if progress else None,
    )


class _Checked:
    """A file and the checksum of what went into it."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file, self.checksum = file, 0

    def write(self, data: bytes) -> int:
        self.checksum = zlib.crc32(data, self.checksum)
        return self._file.write(data) if self._file else len(data)


def _same(session: Session, settled: Plan, spool: int, target: Path) -> bool:
    """Tell whether the file is this bundle already: written, and cut off before the vault noted it."""
    expected = _Checked(None)
    _write_plan(session, settled, spool, expected, None)
    try:
        _read_back(target, expected.checksum, settled.file_size)
    except BadInput:
        return False
    return True


def _read_back(target: Path, checksum: int, size: int) -> None:
    """Raise BadInput when the medium does not give back what was written."""
    found = length = 0
    with target.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # ask the medium, not the memory the system keeps of it
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(PIECE):
            found = zlib.crc32(piece, found)
            length += len(piece)
    if (found, length) != (checksum, size):
        raise BadInput(_("The medium did not keep what was written. Try another one; the bundle can be sent again."))
