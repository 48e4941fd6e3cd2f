"""Sending: everything new, or a selection, as encrypted, signed bundles written durably to a folder."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import string
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from app.base import durable
from app.base.errors import BadInput, DamagedPayload, KeepsakeError, NoRoom
from app.base.i18n import _, ngettext
from app.crypto.stream import StreamReader, payload_key
from app.exchange.card import Card, Profile
from app.exchange.manifest import Stream
from app.exchange.plan import Attachment, Plan, plan
from app.exchange.writer import write
from app.services import authoring, choosing, contacts, outbox
from app.services.choosing import Choice
from app.services.medium import check_folder, written_to
from app.services.parcels import Parcel, pack, parcels
from app.services.session import Session
from app.storage import blobs, revisions, selection, spools, streams

Tell = Callable[[int, int], None]
LETTERS = string.ascii_lowercase + string.digits
PIECE = 256 << 10


class _Damaged(Exception):
    """What a bundle is to carry cannot be read in this vault; `hashes` are the attachments, if it is these."""

    def __init__(self, hashes: set[str], error: KeepsakeError) -> None:
        super().__init__()
        self.hashes, self.error = hashes, error


def send(
    session: Session,
    to: str,
    out: Path,
    *,
    scope: str = "since-last",
    ids: Sequence[str] = (),
    max_size: int | None = None,
    profile: Profile = "xwing",
    own: bool = False,
    progress: Tell | None = None,
) -> dict[str, Any]:
    """Write bundles for the owner of the card named `to` into the folder `out`; return their paths and warnings.

    `scope` is `since-last`, `all` or `ids` (the records `ids`); with `own`, records of third people stay here when the
    recipient is no office. `max_size` bounds each file in bytes. Bundles of an
    earlier call that was cut off are written first, byte for byte as they were promised; one that is larger than
    `max_size`, or whose contents are damaged, is given up and its contents are sent anew; one that carries what is to
    stay by now is given up. Nothing is overwritten.
    Raises UnknownRecipient, PracticeOnly, BadInput, NoRoom.
    """
    card, status = contacts.recipient(session, to)
    contacts.same_world(session, card)
    check_folder(out)
    paths: list[str] = []
    damaged: set[str] = set()
    again: list[streams.Outgoing] = []
    staying = choosing.staying(session)
    for one in streams.pending(session.vault, card.key_id):
        if staying.touches(one) or (max_size and outbox.plan_of(one).file_size > max_size):
            outbox.withdraw(session, one)
            continue
        try:
            paths.append(str(_write(session, one, out, progress)))
            again.append(one)
        except _Damaged as error:
            outbox.withdraw(session, one)
            damaged |= error.hashes
    office = card.office and status == "verified"
    choice = choosing.choose(session, card, scope, ids, staying, office=office, again=again, damaged=damaged, own=own)
    if not choice.empty:
        for parcel in parcels(session, choice, max_size):
            path = _deliver(session, card, parcel, profile, out, progress, damaged)
            paths += [str(path)] if path else []
    return {
        "bundles": paths,
        "withheld": list(choice.withheld),
        "warnings": _warnings(session, status, choice, damaged, own=own),
    }


def _warnings(session: Session, status: str, choice: Choice, damaged: set[str], *, own: bool) -> list[str]:
    found = []
    if status != "verified":
        found.append(_("Careful: the fingerprint of this card was never compared. It may be another's card."))
    if choice.withheld:
        found.append(
            ngettext(
                "{n} record stays here: source-protected, or internal use was refused.",
                "{n} records stay here: source-protected, or internal use was refused.",
                len(choice.withheld),
            ).format(n=len(choice.withheld))
        )
    if choice.others:
        told = (
            _("{n} records of other people stay here; name them with --ids to send them.")
            if own
            else _("Careful: {n} records of other people go to a card that is no office's. --own keeps them here.")
        )
        found.append(told.format(n=choice.others))
    if choice.unsaved:
        found.append(
            _("What is being typed stays here until it can be saved, in these records: {records}").format(
                records=", ".join(choice.unsaved)
            )
        )
    if choice.absent:
        found.append(
            ngettext(
                "{n} attachment is named but not in this vault.",
                "{n} attachments are named but not in this vault.",
                choice.absent,
            ).format(n=choice.absent)
        )
    named = blobs.mentioned(session.vault, revisions.all_ids(session.vault)) if damaged else {}
    naming = {one for sha256 in damaged for one in named.get(sha256, ())}
    if naming:  # nothing names what was erased since
        records = sorted({one.header.record for one in revisions.get_all(session.vault, naming)})
        found.append(
            _("Attachments of these records are damaged in this vault and were not sent: {records}").format(
                records=", ".join(records)
            )
        )
    return found


def _deliver(
    session: Session,
    card: Card,
    parcel: Parcel,
    profile: Profile,
    out: Path,
    progress: Tell | None,
    damaged: set[str],
) -> Path | None:
    """Commit and write one bundle; leave out attachments that prove damaged, and add them to `damaged`."""
    while True:
        committed = _commit(session, card, parcel, profile, out)
        try:
            return _write(session, committed, out, progress)
        except _Damaged as error:
            outbox.withdraw(session, committed)
            if not error.hashes:
                raise error.error from None
            damaged |= error.hashes
        whole = {sha256: size for sha256, size in parcel.choice.attachments.items() if sha256 not in damaged}
        rest = replace(parcel.choice, attachments=whole)
        if rest.empty and not rest.evidence:
            return None
        parcel = pack(session, rest)


def _commit(session: Session, card: Card, parcel: Parcel, profile: Profile, out: Path) -> streams.Outgoing:
    """Plan and sign one bundle and note it in the vault, durably, before a byte of it is written."""
    with parcel.spool:
        return _planned(session, card, parcel, profile, out)


def _planned(session: Session, card: Card, parcel: Parcel, profile: Profile, out: Path) -> streams.Outgoing:
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
    _check_room(settled, out)
    name = "".join(secrets.choice(LETTERS) for _ in range(8)) + ".age"
    carried = [one.manifest_hash for one in choice.receipts]
    with vault.transaction():
        outgoing = outbox.kept(settled, card.key_id, position, name, parcel.spool.keep(), carried)
        streams.commit_outgoing(vault, outgoing)
    vault.anchor()
    return outgoing


def _check_room(settled: Plan, out: Path) -> None:
    free = shutil.disk_usage(out).free
    if free < settled.file_size:
        raise NoRoom(
            _("The bundle needs {need} bytes and {folder} has {free} free. Nothing was written.").format(
                need=f"{settled.file_size:,}", folder=out, free=f"{free:,}"
            )
        )


def _write(session: Session, outgoing: streams.Outgoing, out: Path, progress: Tell | None) -> Path:
    """Write a committed bundle beside its place, sync, rename, read it back, and note that it is written.

    Raises _Damaged when what it carries cannot be read.
    """
    settled, target = outbox.plan_of(outgoing), out / outgoing.name
    assert outgoing.spool is not None
    if not _reads_back(target, settled):  # it may be there whole, when an earlier call was cut off just after
        if target.exists():
            raise BadInput(
                _("There is another file {path} already; it is left as it is. Move it away, then send again.").format(
                    path=target
                )
            )
        _check_room(settled, out)
        with written_to(out), durable.replacing(target, overwrite=False) as file:
            _write_plan(session, settled, outgoing.spool, file, progress)
        if not _reads_back(target, settled):
            target.unlink(missing_ok=True)
            raise BadInput(
                _("The medium did not keep what was written. Try another one; the bundle can be sent again.")
            )
    streams.mark_written(session.vault, outgoing.hash)
    return target


def _write_plan(session: Session, settled: Plan, spool: int, out: BinaryIO, progress: Tell | None) -> None:
    total = settled.padded_size
    try:
        write(
            out,
            settled,
            lambda: spools.open_kept(session.vault, spool),
            lambda sha256: blobs.open_blob(session.vault, sha256, hashed=False),  # the writer compares the hash
            (lambda done: progress(done, total)) if progress else None,
        )
    except KeepsakeError as error:
        hashes = {one.sha256 for one in settled.attachments if not _whole(session, one.sha256)}
        if not hashes and _records_whole(session, settled, spool):
            raise
        raise _Damaged(hashes, error) from None


def _whole(session: Session, sha256: str) -> bool:
    """Tell whether an attachment can be read to its end and is what it was."""
    try:
        with blobs.open_blob(session.vault, sha256) as reader:
            while reader.read(PIECE):
                pass
    except KeepsakeError:
        return False
    return True


def _records_whole(session: Session, settled: Plan, spool: int) -> bool:
    digest = hashlib.sha256()
    try:
        with closing(spools.open_kept(session.vault, spool)) as reader:
            while piece := reader.read(PIECE):
                digest.update(piece)
    except KeepsakeError:
        return False
    return digest.hexdigest() == settled.records.sha256


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
