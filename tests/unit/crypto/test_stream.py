from __future__ import annotations

import io
import tracemalloc

import pytest

from app.base import errors
from app.crypto.stream import CHUNK, TAG, StreamReader, StreamWriter, payload_key, sealed_size

KEY = bytes(range(32))
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK - 1, 4 * CHUNK, 4 * CHUNK + 1, 9 * CHUNK]


def _plaintext(size: int) -> bytes:
    return (b"%07d\n" * (size // 8 + 1) % tuple(range(size // 8 + 1)))[:size]


def _sealed(plaintext: bytes, *, piece: int | None = None) -> bytes:
    out = io.BytesIO()
    writer = StreamWriter(out, KEY)
    for start in range(0, len(plaintext), piece or max(1, len(plaintext))):
        part = plaintext[start : start + (piece or len(plaintext))]
        assert writer.write(part) == len(part)
    writer.finish()
    return out.getvalue()


class Trickle(io.RawIOBase):
    """A source that gives a few bytes at a time, as a pipe does."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._data.read(min(size, 1000))


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out_however_it_is_cut(size: int) -> None:
    plaintext = _plaintext(size)
    sealed = _sealed(plaintext)
    assert len(sealed) == sealed_size(size)
    for piece in (777, CHUNK, CHUNK + 1):
        assert _sealed(plaintext, piece=piece) == sealed
    for source in (io.BytesIO(sealed), Trickle(sealed)):
        reader = StreamReader(source, KEY)
        assert reader.read() == plaintext
        assert reader.ended
        assert reader.read(5) == b""
    reader = StreamReader(io.BytesIO(sealed), KEY)
    pieces = []
    while part := reader.read(10_001):
        pieces.append(part)
    assert {len(part) for part in pieces[:-1]} <= {10_001}
    assert b"".join(pieces) == plaintext
    assert reader.tell() == size


@pytest.mark.parametrize("size", SIZES)
def test_it_has_not_ended_before_all_is_read(size: int) -> None:
    reader = StreamReader(io.BytesIO(_sealed(_plaintext(size))), KEY)
    assert not reader.ended
    reader.read(size - 1 if size else 0)
    assert not reader.ended
    reader.read(2)
    assert reader.ended


@pytest.mark.parametrize("size", SIZES)
def test_an_exact_read_of_everything_is_the_end(size: int) -> None:
    reader = StreamReader(io.BytesIO(_sealed(_plaintext(size))), KEY)
    reader.read(max(1, size))
    assert reader.ended


def _drain(reader: StreamReader, out: list[bytes]) -> None:
    while not reader.ended:
        out.append(reader.read(CHUNK))


def _refused(sealed: bytes, *, whole: bytes) -> None:
    reader = StreamReader(io.BytesIO(sealed), KEY)
    out: list[bytes] = []
    with pytest.raises(errors.DamagedPayload):
        _drain(reader, out)
    assert whole.startswith(b"".join(out))
    with pytest.raises(errors.DamagedPayload):
        reader.read(1)
    assert not reader.ended


@pytest.mark.parametrize("size", SIZES)
def test_every_cut_at_a_chunk_is_refused(size: int) -> None:
    plaintext = _plaintext(size)
    sealed = _sealed(plaintext)
    cuts = {0, TAG - 1, TAG, len(sealed) - 1, *range(0, len(sealed), CHUNK + TAG)}
    for cut in cuts:
        if cut < len(sealed):
            _refused(sealed[:cut], whole=plaintext)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("added", [1, TAG, CHUNK + TAG])
def test_bytes_after_the_end_are_refused(size: int, added: int) -> None:
    plaintext = _plaintext(size)
    _refused(_sealed(plaintext) + bytes(added), whole=plaintext)
    _refused(_sealed(plaintext) + _sealed(b"")[:added], whole=plaintext)


def test_chunks_swapped_or_doubled_are_refused() -> None:
    plaintext = _plaintext(3 * CHUNK)
    sealed = _sealed(plaintext)
    first, second, third = (sealed[start : start + CHUNK + TAG] for start in range(0, len(sealed), CHUNK + TAG))
    for broken in (second + first + third, first + third, first + second + second + third, third):
        _refused(broken, whole=plaintext)


def test_an_empty_chunk_ends_only_an_empty_payload() -> None:
    out = io.BytesIO()
    writer = StreamWriter(out, KEY)
    writer.write(_plaintext(CHUNK))
    writer._emit(bytes(writer._pending), last=False)
    writer._filled = 0
    writer.finish()
    _refused(out.getvalue(), whole=_plaintext(CHUNK))


def test_another_key_is_refused() -> None:
    with pytest.raises(errors.DamagedPayload):
        StreamReader(io.BytesIO(_sealed(b"words")), bytes(32)).read()


def _interrupted(out: io.BytesIO) -> None:
    with StreamWriter(out, KEY) as writer:
        writer.write(_plaintext(CHUNK + 1))
        raise InterruptedError


def test_a_block_left_by_an_error_writes_no_final_chunk() -> None:
    out = io.BytesIO()
    with pytest.raises(InterruptedError):
        _interrupted(out)
    _refused(out.getvalue(), whole=_plaintext(CHUNK + 1))


def test_a_finished_stream_takes_nothing_more() -> None:
    out = io.BytesIO()
    with StreamWriter(out, KEY) as writer:
        writer.write(b"words")
        writer.finish()
    assert StreamReader(io.BytesIO(out.getvalue()), KEY).read() == b"words"
    for again in (writer.finish, lambda: writer.write(b"more")):
        with pytest.raises(ValueError, match="finished"):
            again()


def test_it_takes_any_buffer() -> None:
    words = memoryview(bytearray(b"0123456789")).cast("H")
    out = io.BytesIO()
    with StreamWriter(out, KEY) as writer:
        assert writer.write(words) == 10
    assert StreamReader(io.BytesIO(out.getvalue()), KEY).read() == b"0123456789"


class Endless:
    """A payload of many chunks made as it is read, and dropped as it is written."""

    def __init__(self) -> None:
        self.left = 2000 * CHUNK
        self.written = 0

    def read(self, size: int, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)

    def write(self, data: memoryview, /) -> int:
        self.written += len(data)
        return len(data)


def test_memory_does_not_grow() -> None:
    tracemalloc.start()
    source = Endless()
    writer = StreamWriter(source, KEY)
    while part := source.read(1 << 18):
        writer.write(part)
    writer.finish()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert source.written == sealed_size(2000 * CHUNK)
    assert peak < 2 << 20


def test_the_payload_key_is_bound_to_key_and_nonce() -> None:
    one = payload_key(bytes(16), bytes(16))
    assert len({one, payload_key(bytes(15) + b"\1", bytes(16)), payload_key(bytes(16), bytes(15) + b"\1")}) == 3
    for file_key, nonce in ((bytes(15), bytes(16)), (bytes(16), bytes(17))):
        with pytest.raises(ValueError, match="16 bytes"):
            payload_key(file_key, nonce)
