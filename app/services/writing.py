"""Writing one settled bundle out: beside its place, synced, renamed, read back; and telling how far it is."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.base import durable
from app.base.errors import BadInput, DamagedPayload, KeepsakeError, NoRoom
from app.base.i18n import _
from app.crypto.stream import StreamReader, payload_key
from app.exchange.plan import Plan
from app.exchange.writer import write
from app.services import outbox
from app.services.medium import from_medium, written_to
from app.services.session import Session
from app.storage import blobs, spools, streams

Tell = Callable[[int, int], None]
Step = Callable[[str, str], None]
"""Told a file's name and how far it is: `begun`, `put` (written beside, synced, renamed), `kept` (read back)."""
PIECE = 256 << 10


class Stopped(Exception):
    """A person stopped the writing; `error` is what said so."""

    def __init__(self, error: KeepsakeError) -> None:
        super().__init__()
        self.error = error


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that stands in the folder: its path, its size in bytes, the SHA-256 of the file."""

    path: Path
    size: int
    sha256: str


class Damaged(Exception):
    """What a bundle is to carry cannot be read in this vault; `hashes` are the attachments, if it is these."""

    def __init__(self, hashes: set[str], error: KeepsakeError) -> None:
        super().__init__()
        self.hashes, self.error = hashes, error


class Told:
    """How far the work is, told to whoever wants to know."""

    def __init__(self, progress: Tell | None, step: Step | None, packing: Tell | None = None) -> None:
        self._progress, self._step, self._packing = progress, step, packing

    def progress(self, done: int, total: int) -> None:
        """Tell bytes; raise Stopped when a person wants no more."""
        self._tell(self._progress, done, total)

    def packing(self, done: int, total: int) -> None:
        """Tell versions packed; raise Stopped when a person wants no more. No transaction may be open."""
        self._tell(self._packing, done, total)

    @staticmethod
    def _tell(tell: Tell | None, done: int, total: int) -> None:
        if tell:
            try:
                tell(done, total)
            except KeepsakeError as error:
                raise Stopped(error) from None

    def step(self, name: str, step: str) -> None:
        """Tell a file's next step."""
        if self._step:
            self._step(name, step)


def check_room(settled: Plan, out: Path) -> None:
    """Raise NoRoom unless the bundle fits into what the folder's medium has free."""
    free = shutil.disk_usage(out).free
    if free < settled.file_size:
        raise NoRoom(
            _("The bundle needs {need} bytes and {folder} has {free} free. Nothing was written.").format(
                need=f"{settled.file_size:,}", folder=out, free=f"{free:,}"
            )
        )


def write_out(session: Session, outgoing: streams.Outgoing, out: Path, told: Told) -> Written:
    """Write a committed bundle beside its place, sync, rename, read it back, and note that it is written.

    Raises Damaged when what it carries cannot be read.
    """
    settled, target = outbox.plan_of(outgoing), out / outgoing.name
    assert outgoing.spool is not None
    told.step(outgoing.name, "begun")
    sha256 = _reads_back(target, settled, None)  # it may be there whole, when an earlier call was cut off just after
    if sha256 is None:
        if target.exists():
            raise BadInput(
                _("There is another file {path} already; it is left as it is. Move it away, then send again.").format(
                    path=target
                )
            )
        check_room(settled, out)
        with written_to(out), durable.replacing(target, overwrite=False) as file:
            _write_plan(session, settled, outgoing.spool, file, told)
        told.step(outgoing.name, "put")
        try:
            sha256 = _reads_back(target, settled, told)
        except Stopped:
            target.unlink(missing_ok=True)
            raise
        if sha256 is None:
            target.unlink(missing_ok=True)
            raise BadInput(
                _("The medium did not keep what was written. Try another one; the bundle can be sent again.")
            )
    streams.mark_written(session.vault, outgoing.hash)
    told.step(outgoing.name, "kept")
    return Written(target, settled.file_size, sha256)


def _write_plan(session: Session, settled: Plan, spool: int, out: BinaryIO, told: Told) -> None:
    total = settled.padded_size
    try:
        write(
            out,
            settled,
            lambda: spools.open_kept(session.vault, spool),
            lambda sha256: blobs.open_blob(session.vault, sha256, hashed=False),  # the writer compares the hash
            lambda done: told.progress(done, total),
        )
    except KeepsakeError as error:
        hashes = {one.sha256 for one in settled.attachments if not _whole(session, one.sha256)}
        if not hashes and _records_whole(session, settled, spool):
            raise
        raise Damaged(hashes, error) from None


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


def _reads_back(target: Path, settled: Plan, told: Told | None) -> str | None:
    """Return the file's SHA-256 when it is exactly this bundle: only its own key opens it, to its last byte."""
    if not target.exists():
        return None
    with from_medium(target) as hashed:
        beginning = settled.header_bytes + settled.nonce
        if hashed.read(len(beginning)) != beginning:
            return None
        content = StreamReader(hashed, payload_key(settled.file_key, settled.nonce))
        try:
            while content.read(PIECE):
                if told:
                    told.progress(content.tell(), settled.padded_size)
        except DamagedPayload:
            return None
        return hashed.hexdigest() if content.tell() == settled.padded_size else None
