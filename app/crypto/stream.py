"""The payload of an age file: STREAM, in chunks of ChaCha20-Poly1305 (C2SP age.md, Payload)."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.base import errors
from app.base.i18n import _
from app.crypto.derive import hkdf_sha256

CHUNK = 64 * 1024
TAG = 16
NONCE = 16
FILE_KEY = 16

_SEALED = CHUNK + TAG
_AT_ONCE = 4  # chunks read together: fewer calls, and all of it fits a processor's cache

Buffer = bytes | bytearray | memoryview


class Source(Protocol):
    """Where bytes come from: as binary files do, `read` returns b"" at the end and only there."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""


class Target(Protocol):
    """Where bytes go: as buffered files do, `write` takes all it is given before it returns."""

    def write(self, data: memoryview, /) -> object:
        """Take all of `data`, which is only valid during the call."""


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Return the key of the STREAM that follows `nonce` (16 bytes) in a file of `file_key` (16 bytes)."""
    if len(file_key) != FILE_KEY or len(nonce) != NONCE:
        raise ValueError("a file key and a payload nonce have 16 bytes each")
    return bytes(hkdf_sha256(file_key, salt=nonce, info=b"payload"))


def sealed_size(size: int) -> int:
    """Return how many bytes the STREAM of `size` bytes of plaintext takes; the nonce is not counted."""
    return size + TAG * max(1, -(-size // CHUNK))


class StreamWriter:
    """Encrypts what is written and passes it on; `finish`, or the end of a `with` block, makes it whole."""

    __slots__ = ("_cipher", "_counter", "_filled", "_finished", "_out", "_pending", "_sealed")

    def __init__(self, out: Target, key: bytes) -> None:
        self._out = out
        self._cipher = ChaCha20Poly1305(key)
        self._counter = 0
        self._pending = bytearray(CHUNK)
        self._filled = 0
        self._sealed = bytearray(_SEALED)
        self._finished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._finished:
            self.finish()

    def write(self, data: Buffer) -> int:
        """Encrypt `data`; up to one chunk waits for what follows. Return the number of bytes taken: all."""
        if self._finished:
            raise ValueError("the stream is finished")
        view = memoryview(data).cast("B")
        size = len(view)
        start = 0
        if self._filled:
            start = min(CHUNK - self._filled, size)
            self._pending[self._filled : self._filled + start] = view[:start]
            self._filled += start
            if start == size:
                return size
            self._emit(self._pending, last=False)
            self._filled = 0
        while size - start > CHUNK:  # a chunk is only passed on when more follows: it may be the last
            self._emit(view[start : start + CHUNK], last=False)
            start += CHUNK
        self._pending[: size - start] = view[start:]
        self._filled = size - start
        return size

    def finish(self) -> None:
        """Write the final chunk; nothing can follow. The target stays open."""
        if self._finished:
            raise ValueError("the stream is finished")
        self._finished = True
        self._emit(memoryview(self._pending)[: self._filled], last=True)
        self._pending[:] = bytes(CHUNK)

    def _emit(self, chunk: Buffer, *, last: bool) -> None:
        nonce = self._counter.to_bytes(11, "big") + (b"\1" if last else b"\0")
        self._counter += 1
        sealed = memoryview(self._sealed)[: len(chunk) + TAG]
        self._cipher.encrypt_into(nonce, chunk, None, sealed)
        self._out.write(sealed)


class StreamReader:
    """Decrypts and checks as it is read; what was read is whole only once `ended` is true."""

    __slots__ = (
        "_available",
        "_block",
        "_broken",
        "_cipher",
        "_counter",
        "_final",
        "_given",
        "_position",
        "_source",
    )

    def __init__(self, source: Source, key: bytes) -> None:
        self._source = source
        self._cipher = ChaCha20Poly1305(key)
        self._counter = 0
        self._block = bytearray(_AT_ONCE * CHUNK)  # plaintext, of which [given:available] is not handed out yet
        self._given = self._available = 0
        self._position = 0
        self._final = False
        self._broken = False

    @property
    def ended(self) -> bool:
        """Tell whether the final chunk was checked, nothing followed it, and all plaintext was read."""
        return self._final and self._given == self._available

    def tell(self) -> int:
        """Return how many bytes of plaintext were read."""
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return `size` bytes, fewer only at the end of a whole payload, all the rest for a negative `size`.

        Raises errors.DamagedPayload for a changed, missing or added byte, every time it is called after that.
        """
        if 0 <= size <= self._available - self._given:
            return self._take(size)
        parts = []
        left = size
        while left and not self.ended:
            if self._given == self._available:
                self._refill()
            part = self._take(self._available - self._given if left < 0 else min(left, self._available - self._given))
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return b"".join(parts)

    def _take(self, size: int) -> bytes:
        start = self._given
        self._given += size
        self._position += size
        return bytes(memoryview(self._block)[start : self._given])

    def _refill(self) -> None:
        """Decrypt up to four chunks into the block, which is empty."""
        if self._broken:
            raise _damaged()
        self._given = self._available = 0
        sealed = self._fetch(_AT_ONCE * _SEALED)
        at_end = len(sealed) < _AT_ONCE * _SEALED
        view = memoryview(sealed)
        start = 0
        try:
            while start < len(view) or at_end:
                chunk = view[start : start + _SEALED]
                start += len(chunk)
                if self._open(chunk):
                    followed = start < len(view) or (not at_end and self._source.read(1) != b"")
                    self._final, self._broken = not followed, followed
                    break
        except InvalidTag:
            self._broken = True
        if self._broken and not self._available:  # good chunks before the bad place are handed out first
            raise _damaged()

    def _open(self, chunk: memoryview) -> bool:
        """Decrypt one chunk and tell whether it is the final one: a full chunk is tried as both."""
        if len(chunk) < TAG or (len(chunk) == TAG and self._counter):
            raise InvalidTag  # an empty final chunk stands only for an empty payload
        if len(chunk) == _SEALED:
            try:
                self._decrypt(chunk, last=False)
            except InvalidTag:
                pass
            else:
                return False
        self._decrypt(chunk, last=True)
        return True

    def _decrypt(self, chunk: memoryview, *, last: bool) -> None:
        nonce = self._counter.to_bytes(11, "big") + (b"\1" if last else b"\0")
        room = memoryview(self._block)[self._available : self._available + len(chunk) - TAG]
        self._cipher.decrypt_into(nonce, chunk, None, room)
        self._counter += 1
        self._available += len(room)

    def _fetch(self, size: int) -> bytes:
        data = self._source.read(size)
        if len(data) == size or not data:
            return data
        parts = [data]
        left = size - len(data)
        while left and (data := self._source.read(left)):
            parts.append(data)
            left -= len(data)
        return b"".join(parts)


def _damaged() -> errors.DamagedPayload:
    return errors.DamagedPayload(
        _("The encrypted contents are damaged, cut short or followed by more. Nothing of them was kept.")
    )
