from __future__ import annotations

import base64
import io
import secrets

import pytest

from app.base import errors
from app.crypto import age
from app.crypto.header import LARGEST, Stanza, from_base64, header_bytes, parse_header, to_base64
from app.crypto.recipients import eight_stanzas, new_x25519, new_xwing

FILE_KEY = bytes(range(16))
IDENTITY = new_x25519()
HEADER = header_bytes(FILE_KEY, [IDENTITY.recipient.wrap(FILE_KEY)])


def _parse(data: bytes) -> age.Header:
    return parse_header(io.BytesIO(data))


def test_it_reads_no_byte_of_the_payload() -> None:
    source = io.BytesIO(HEADER + b"payload")
    header = parse_header(source)
    assert source.read() == b"payload"
    assert header.raw == HEADER


def test_a_source_without_buffer_is_read_too() -> None:
    class Slow:
        def __init__(self) -> None:
            self.data = io.BytesIO(HEADER)

        def read(self, size: int, /) -> bytes:
            return self.data.read(min(size, 3))

    assert age.unwrap(parse_header(Slow()), [IDENTITY]) == FILE_KEY


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 95, 96, 97])
def test_bodies_of_all_lengths_come_back(size: int) -> None:
    stanza = Stanza(("example.org/kind", "argument", "!~"), secrets.token_bytes(size))
    header = _parse(header_bytes(FILE_KEY, [stanza, stanza]))
    assert header.stanzas == (stanza, stanza)
    header.check_mac(FILE_KEY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a",
        HEADER[:21],
        b"age-encryption.org/v2\n" + HEADER[22:],
        b"age-encryption.org/v1\r\n" + HEADER[22:],
        b"\xef\xbb\xbf" + HEADER,
        b"\n" + HEADER,
        b"PK\x03\x04 something else entirely",
    ],
)
def test_another_first_line_is_not_an_age_file(data: bytes) -> None:
    with pytest.raises(errors.NotAgeFile):
        _parse(data)


def test_every_flipped_bit_is_refused() -> None:
    for position in range(len(HEADER)):
        for bit in range(8):
            changed = bytearray(HEADER)
            changed[position] ^= 1 << bit
            with pytest.raises((errors.NotAgeFile, errors.DamagedHeader, errors.NotForUs)):
                age.unwrap(_parse(bytes(changed)), [IDENTITY])


def test_every_cut_is_refused() -> None:
    for length in range(len(HEADER)):
        with pytest.raises((errors.NotAgeFile, errors.DamagedHeader)):
            _parse(HEADER[:length])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"-> X25519 ", b"->X25519 "),
        (b"-> X25519 ", b"->  X25519 "),
        (b"-> X25519 ", b"-> X25519  "),
        (b"-> X25519 ", b"-> X25519\t"),
        (b"-> X25519 ", b"-> X\x7f25519 "),
        (b"-> X25519 ", b"-> X\xc3\xa925519 "),
        (b"\n--- ", b"\n---"),
        (b"\n--- ", b"\n---  "),
        (b"\n--- ", b"\n-- "),
        (b"\n--- ", b"\n\n--- "),
        (b"\n--- ", b"=\n--- "),
        (b"\n--- ", b" \n--- "),
        (b"\n--- ", b"\r\n--- "),
    ],
)
def test_other_ways_of_writing_are_refused(old: bytes, new: bytes) -> None:
    assert old in HEADER
    with pytest.raises(errors.DamagedHeader):
        _parse(HEADER.replace(old, new, 1))


def test_a_header_without_stanzas_is_refused() -> None:
    with pytest.raises(errors.DamagedHeader):
        _parse(HEADER[:22] + HEADER[HEADER.index(b"---") :])


def test_a_stanza_added_cut_or_moved_breaks_the_mac() -> None:
    one, two = IDENTITY.recipient.wrap(FILE_KEY), new_x25519().recipient.wrap(FILE_KEY)
    mac = _parse(header_bytes(FILE_KEY, [one, two])).raw[-44:]
    for stanzas in ([two, one], [one], [one, two, two]):
        forged = header_bytes(FILE_KEY, stanzas)[:-44] + mac
        with pytest.raises(errors.DamagedHeader):
            age.unwrap(_parse(forged), [IDENTITY])


def test_a_passphrase_beside_others_is_refused() -> None:
    scrypt = Stanza(("scrypt", to_base64(bytes(16)), "10"), bytes(32))
    for stanzas in ([scrypt, scrypt], [IDENTITY.recipient.wrap(FILE_KEY), scrypt]):
        with pytest.raises(errors.DamagedHeader):
            _parse(header_bytes(FILE_KEY, stanzas))


def test_a_header_has_a_largest_size() -> None:
    stanza = Stanza(("x",), bytes(30_000))
    with pytest.raises(ValueError, match="too large"):
        header_bytes(FILE_KEY, [stanza, stanza])
    least = len(header_bytes(FILE_KEY, [Stanza(("x", "y"), b"")]))
    fits = header_bytes(FILE_KEY, [Stanza(("x", "y" * (LARGEST - least + 1)), b"")])
    assert len(fits) == LARGEST
    _parse(fits)
    for data in (
        fits.replace(b"yyy", b"yyyy", 1),
        b"age-encryption.org/v1\n-> " + b"a" * (1 << 20),
        b"age-encryption.org/v1\n" + b"-> a\n\n" * (1 << 15),
    ):
        source = io.BytesIO(data)
        with pytest.raises(errors.DamagedHeader):
            parse_header(source)
        assert source.tell() <= LARGEST


def test_eight_hybrid_stanzas_fit() -> None:
    identity = new_xwing()
    raw = header_bytes(FILE_KEY, eight_stanzas([identity.recipient], FILE_KEY))
    assert len(raw) < LARGEST // 4
    assert age.unwrap(_parse(raw), [identity]) == FILE_KEY


def test_nothing_else_can_be_written() -> None:
    good = Stanza(("a",), b"")
    bad = [[], [Stanza((), b"")], [Stanza(("",), b"")], [Stanza(("a b\n",), b"")], [Stanza(("a\n-> b",), b"")]]
    for stanzas in bad:
        with pytest.raises(ValueError, match=r"stanza"):
            header_bytes(FILE_KEY, stanzas)
    with pytest.raises(ValueError, match="16-byte"):
        header_bytes(FILE_KEY[:-1], [good])


@pytest.mark.parametrize("size", range(9))
def test_base64_has_one_form(size: int) -> None:
    data = secrets.token_bytes(size)
    text = to_base64(data)
    assert text == base64.b64encode(data).decode().rstrip("=")
    assert from_base64(text) == data
    too_long_by_one = text + "A" * ((1 - len(text)) % 4)
    for other in (text + "=", text + "\n", " " + text, text + "-_", too_long_by_one):
        with pytest.raises(ValueError, match="base64"):
            from_base64(other)


def test_loose_bits_are_refused() -> None:
    for text in ("QUF", "QR", "QUJDRF"):
        with pytest.raises(ValueError, match="canonical"):
            from_base64(text)
