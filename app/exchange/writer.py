"""Writing a planned bundle: ustar, age STREAM, padding, in constant memory; same plan, same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.base import errors
from app.base.i18n import _
from app.crypto import age
from app.crypto.stream import Target
from app.exchange import bag, tar
from app.exchange.hashing import Hasher
from app.exchange.plan import Plan
from app.exchange.tar import Readable


class Content(Readable, Protocol):
    """Something to read once and close: a spool, an attachment."""

    def close(self) -> None:
        """Let go of what is behind it."""


def write(
    out: Target,
    plan: Plan,
    open_records: Callable[[], Content],
    open_attachment: Callable[[str], Content],
    progress: Callable[[int], object] | None = None,
) -> None:
    """Write the bundle of `plan` to `out`; syncing and naming the file are the caller's.

    `open_attachment` takes a SHA-256. `progress` gets the plaintext bytes so far, of `plan.padded_size`.
    Raises BadInput when a source is not what the plan names: no damage leaves as good.
    """
    encrypted = age.encrypting_again(out, header=plan.header_bytes, file_key=plan.file_key, nonce=plan.nonce)
    with Hasher() as hashing:
        tarball = _Tarball(encrypted.write, hashing, progress or (lambda _done: None))
        _write_members(tarball, plan, open_records, open_attachment)
        tarball.put(tar.END)
        for piece in tar.zeros(plan.padded_size - plan.tar_size):
            tarball.put(piece)
    encrypted.finish()


class _Tarball:
    """Put members one after the other; hashing goes on in another thread."""

    __slots__ = ("_done", "_hashing", "_progress", "_seal")

    def __init__(
        self,
        seal: Callable[[bytes], object],
        hashing: Hasher,
        progress: Callable[[int], object],
    ) -> None:
        self._seal = seal
        self._hashing = hashing
        self._progress = progress
        self._done = 0

    def put(self, piece: bytes) -> None:
        self._seal(piece)
        self._done += len(piece)
        self._progress(self._done)

    def member(self, name: str, data: bytes) -> None:
        self.put(tar.header_bytes(name, len(data)) + data + tar.tail_of(len(data)))

    def streamed(self, name: str, sha256: str, size: int, source: Content) -> None:
        try:
            self.put(tar.header_bytes(name, size))
            left = size
            while left:
                piece = source.read(min(left, tar.CHUNK))
                if not piece:
                    raise _damaged()
                self._hashing.update(piece)
                self.put(piece)
                left -= len(piece)
            if source.read(1):
                raise _damaged()
            if self._hashing.finish().hex() != sha256:
                raise _damaged()
            self.put(tar.tail_of(size))
        finally:
            source.close()


def _damaged() -> errors.BadInput:
    return errors.BadInput(
        _("Something to be sent is damaged in this vault: it is not what was recorded. Nothing was sent.")
    )


def _write_members(
    tarball: _Tarball,
    plan: Plan,
    open_records: Callable[[], Content],
    open_attachment: Callable[[str], Content],
) -> None:
    tarball.member(bag.MANIFEST, plan.manifest_bytes)
    tarball.member(bag.SSH, plan.signatures.ssh.encode("ascii"))
    tarball.member(bag.MLDSA, plan.signatures.mldsa)
    tarball.member(bag.BAGIT, bag.BAGIT_BYTES)
    tarball.member(bag.PAYLOAD, plan.bag_manifest_bytes)
    tarball.member(bag.IDS, plan.ids_bytes)
    tarball.streamed(bag.RECORDS, plan.records.sha256, plan.records.size, open_records())
    for number, pair in enumerate(plan.evidence, 1):
        for name, data in zip(bag.evidence_names(number), pair, strict=True):
            tarball.member(name, data)
    for number, data in enumerate(plan.receipts, 1):
        tarball.member(bag.receipt_name(number), data)
    for number, attachment in enumerate(plan.attachments, 1):
        source = open_attachment(attachment.sha256)
        tarball.streamed(bag.attachment_name(number), attachment.sha256, attachment.size, source)
