"""Whatever is encrypted comes back, and nothing else is ever taken for it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import errors
from app.crypto import age
from app.crypto.recipients import new_x25519
from app.crypto.stream import CHUNK, StreamReader, StreamWriter, sealed_size

KEY = bytes(range(32))
IDENTITY = new_x25519()
FILE_KEY, NONCE = bytes(16), bytes(range(16))
HEADER = age.encrypt_header(FILE_KEY, [IDENTITY.recipient.wrap(FILE_KEY)])

near_chunks = st.builds(lambda chunks, more: max(0, chunks * CHUNK + more), st.integers(0, 6), st.integers(-40, 40))
sizes = near_chunks | st.integers(0, 3 * CHUNK)
pieces = st.integers(1, 3 * CHUNK)


def _words(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def _sealed(plaintext: bytes, piece: int = 1 << 20) -> bytes:
    out = io.BytesIO()
    with StreamWriter(out, KEY) as writer:
        for start in range(0, len(plaintext), piece):
            writer.write(plaintext[start : start + piece])
    return out.getvalue()


def _taken(sealed: bytes, plaintext: bytes) -> bool:
    """Tell whether the reader takes it; what comes out before it refuses must be a beginning of the plaintext."""
    reader = StreamReader(io.BytesIO(sealed), KEY)
    out = b""
    try:
        while part := reader.read(CHUNK // 2):
            out += part
    except errors.DamagedPayload:
        assert not reader.ended
        assert plaintext.startswith(out)
        return False
    assert reader.ended
    assert out == plaintext
    return True


@given(sizes, pieces, pieces)
def test_round_trip_however_it_is_written_and_read(size: int, writing: int, reading: int) -> None:
    plaintext = _words(size)
    sealed = _sealed(plaintext, max(writing, size // 200 + 1))
    assert sealed == _sealed(plaintext)
    assert len(sealed) == sealed_size(size)
    reader = StreamReader(io.BytesIO(sealed), KEY)
    out = []
    while part := reader.read(max(reading, size // 200 + 1)):
        out.append(part)
    assert b"".join(out) == plaintext
    assert reader.ended


@given(sizes, st.data())
def test_any_flipped_bit_is_refused(size: int, data: st.DataObject) -> None:
    plaintext = _words(size)
    sealed = bytearray(_sealed(plaintext))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not _taken(bytes(sealed), plaintext)


@given(sizes, st.data())
def test_any_cut_is_refused(size: int, data: st.DataObject) -> None:
    plaintext = _words(size)
    sealed = _sealed(plaintext)
    near = [cut for cut in (0, 15, 16, 17, CHUNK, CHUNK + 16, 2 * (CHUNK + 16), len(sealed) - 1) if cut < len(sealed)]
    cut = data.draw(st.sampled_from(near) | st.integers(0, len(sealed) - 1))
    assert not _taken(sealed[:cut], plaintext)


@given(sizes, st.binary(min_size=1, max_size=100) | st.integers(1, 2 * CHUNK).map(bytes))
def test_anything_added_is_refused(size: int, added: bytes) -> None:
    plaintext = _words(size)
    assert not _taken(_sealed(plaintext) + added, plaintext)


@given(st.permutations(range(4)), st.integers(1, CHUNK))
def test_chunks_in_another_order_are_refused(order: list[int], last: int) -> None:
    plaintext = _words(3 * CHUNK + last)
    sealed = _sealed(plaintext)
    chunks = [sealed[start : start + CHUNK + 16] for start in range(0, len(sealed), CHUNK + 16)]
    assert _taken(b"".join(chunks[index] for index in order), plaintext) == (order == sorted(order))


@given(sizes)
def test_a_whole_file_comes_back_and_repeats(size: int) -> None:
    plaintext = _words(size)
    files = []
    for _attempt in range(2):
        out = io.BytesIO()
        with age.encrypting_again(out, header=HEADER, file_key=FILE_KEY, nonce=NONCE) as writer:
            writer.write(plaintext)
        files.append(out.getvalue())
    assert files[0] == files[1]
    assert age.decrypting(io.BytesIO(files[0]), [IDENTITY]).read() == plaintext


@given(st.binary(max_size=300), st.integers(0, len(HEADER)), st.integers(0, 60))
def test_any_header_is_the_one_written_or_refused(noise: bytes, start: int, removed: int) -> None:
    data = HEADER[:start] + noise + HEADER[start + removed :]
    try:
        header = age.parse_header(io.BytesIO(data))
        file_key = age.unwrap(header, [IDENTITY])
    except errors.AgeError:
        return
    assert file_key == FILE_KEY
    assert header.raw == HEADER  # the noise was nothing, or came after the header


@given(st.text(alphabet="AGEage-> \n=+/19kXx2-sSNDBIRYPTF", max_size=400))
def test_text_is_read_or_refused_but_never_breaks_the_reader(text: str) -> None:
    data = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + text.encode()
    with pytest.raises(errors.AgeError):
        age.decrypting(io.BytesIO(data), [IDENTITY], armor=True)
