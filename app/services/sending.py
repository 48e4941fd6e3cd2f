"""Sending: everything new, or a selection, as encrypted, signed bundles written durably to a folder."""

from __future__ import annotations

import os
import secrets
import shutil
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.base import durable
from app.base.errors import BadInput, DamagedPayload, NoRoom
from app.base.i18n import _
from app.crypto.stream import StreamReader, payload_key
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
PIECE = 256 << 10


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
    if not _reads_back(target, settled):  # it may be there whole, when an earlier call was cut off just after
        with durable.replacing(target, overwrite=False) as file:
            _write_plan(session, settled, spool, file, progress)
        if not _reads_back(target, settled):
            raise BadInput(
                _("The medium did not keep what was written. Try another one; the bundle can be sent again.")
            )
    streams.mark_written(vault, outgoing.hash)
    return target


def _write_plan(session: Session, settled: Plan, spool: int, out: BinaryIO, progress: Tell | None) -> None:
    total = settled.padded_size
    write(
        out,
        settled,
        lambda: spools.open_kept(session.vault, spool),
        lambda sha256: blobs.open_blob(session.vault, sha256, hashed=False),  # the writer compares the hash
        (lambda done: progress(done, total)) if progress else None,
    )


def _reads_back(target: Path, settled: Plan) -> bool:
    """Tell whether the file is exactly this bundle: only its own key opens it, to its last byte."""
    if not target.exists():
        return False
    with target.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # ask the medium, not the memory the system keeps of it
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        beginning = settled.header_bytes + settled.nonce
        if file.read(len(beginning)) != beginning:
            return False
        content = StreamReader(file, payload_key(settled.file_key, settled.nonce))
        try:
            while content.read(PIECE):
                pass
        except DamagedPayload:
            return False
        return content.tell() == settled.padded_size
