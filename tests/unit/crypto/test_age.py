from __future__ import annotations

import base64
import io
import itertools
import textwrap

import pytest

from app.base import errors
from app.crypto import age
from app.crypto.recipients import ScryptIdentity, ScryptRecipient, new_x25519, new_xwing
from app.crypto.stream import CHUNK, StreamReader, StreamWriter, payload_key

X25519, XWING = new_x25519(), new_xwing()
WORDS = b"words " * 20_000


def _file(plaintext: bytes = WORDS, *identities: object) -> bytes:
    out = io.BytesIO()
    with age.encrypting(out, [identity.recipient for identity in identities or (X25519,)]) as writer:  # type: ignore[attr-defined]
        writer.write(plaintext)
    return out.getvalue()


def _armored(data: bytes, *, end: str = "\n") -> bytes:
    lines = textwrap.wrap(base64.b64encode(data).decode(), 64)
    text = ["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""]
    return end.join(text).encode()


def test_each_recipient_reads_it() -> None:
    others = [new_x25519(), new_x25519()]
    file = _file(WORDS, X25519, *others)
    for identity in (X25519, *others):
        reader = age.decrypting(io.BytesIO(file), [XWING, identity])
        assert reader.read() == WORDS
        assert reader.ended
    with pytest.raises(errors.NotForUs):
        age.decrypting(io.BytesIO(file), [XWING, new_x25519()])
    with pytest.raises(errors.NotForUs):
        age.decrypting(io.BytesIO(file), [])


def test_a_passphrase_reads_it() -> None:
    out = io.BytesIO()
    with age.encrypting(out, [ScryptRecipient("a few words", log_n=10)]) as writer:
        writer.write(WORDS)
    for identities in ([ScryptIdentity("a few words")], [X25519, ScryptIdentity("no"), ScryptIdentity("a few words")]):
        assert age.decrypting(io.BytesIO(out.getvalue()), identities).read() == WORDS
    with pytest.raises(errors.NotForUs):
        age.decrypting(io.BytesIO(out.getvalue()), [X25519, ScryptIdentity("other words")])


def test_a_retry_writes_the_same_bytes() -> None:
    file_key, nonce = age.new_file_key(), age.new_nonce()
    header = age.encrypt_header(file_key, [XWING.recipient.wrap(file_key)])
    files = []
    for piece in (1000, CHUNK):
        out = io.BytesIO()
        with age.encrypting_again(out, header=header, file_key=file_key, nonce=nonce) as writer:
            for start in range(0, len(WORDS), piece):
                writer.write(WORDS[start : start + piece])
        files.append(out.getvalue())
    assert files[0] == files[1]
    assert age.decrypting(io.BytesIO(files[0]), [XWING]).read() == WORDS


def test_a_given_file_key_is_used() -> None:
    file_key = age.new_file_key()
    out = io.BytesIO()
    age.encrypting(out, [X25519.recipient], file_key=file_key).finish()
    assert age.unwrap(age.parse_header(io.BytesIO(out.getvalue())), [X25519]) == file_key


@pytest.mark.parametrize("identity", [X25519, XWING], ids=["x25519", "xwing"])
def test_a_header_before_a_blob_makes_an_age_file(identity: object) -> None:
    file_key, nonce = age.new_file_key(), age.new_nonce()
    stored = io.BytesIO()
    stored.write(nonce)
    with StreamWriter(stored, payload_key(file_key, nonce)) as writer:
        writer.write(WORDS)
    blob = stored.getvalue()
    assert StreamReader(io.BytesIO(blob[16:]), payload_key(file_key, blob[:16])).read() == WORDS
    stanza = identity.recipient.wrap(file_key)  # type: ignore[attr-defined]
    file = age.encrypt_header(file_key, [stanza]) + blob
    assert age.decrypting(io.BytesIO(file), [identity]).read() == WORDS  # type: ignore[list-item]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [0, 1, 40, 41, 42, 43, 44, 45, 46, 47, 48, CHUNK, 5 * CHUNK])
def test_the_text_form_is_read(size: int, end: str) -> None:
    file = _file(WORDS[:size])
    text = _armored(file, end=end)
    for data in (file, text, text.rstrip(), b" \n\t" + text + b"\n \n"):
        reader = age.decrypting(io.BytesIO(data), [X25519], armor=True)
        assert reader.read() == WORDS[:size]
        assert reader.ended


def test_the_text_form_is_read_only_when_asked_for() -> None:
    with pytest.raises(errors.NotAgeFile):
        age.decrypting(io.BytesIO(_armored(_file())), [X25519])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" " * 5000,
        b"\n" * 5000 + _armored(_file()),
        b"-----BEGIN AGE ENCRYPTED FILE",
        b"-----BEGIN AGE ENCRYPTED FILE-----  \n",
        b"x" * 1_000_000,
        _armored(_file()).lower(),
    ],
    ids=itertools.count(),
)
def test_another_text_is_not_an_age_file(data: bytes) -> None:
    with pytest.raises(errors.NotAgeFile):
        age.decrypting(io.BytesIO(data), [X25519], armor=True)


def test_a_damaged_text_is_refused() -> None:
    text = _armored(_file(b"few words"))
    first, *lines, last = text.splitlines(keepends=True)
    for broken in (
        first,
        first + last,
        first + b"".join(lines),
        first + b"".join(lines[1:]) + last,
        first + b"".join(lines)[:-2] + b"\n" + last,
        text[:-5],
        text + b"x",
        text + text,
        text + b" " * 2000,
        first + b"\n" + b"".join(lines) + last,
        first + b"A" * 200_000,
        text.replace(b"\n", b""),
        text.replace(b"\n", b"\r"),
        text.replace(b"=\n", b"\n") if b"=\n" in text else text.replace(lines[-1], lines[-1].strip() + b"=\n"),
    ):
        with pytest.raises((errors.DamagedPayload, errors.DamagedHeader, errors.NotAgeFile)):
            age.decrypting(io.BytesIO(broken), [X25519], armor=True).read()


def test_a_small_file_has_no_byte_to_spare() -> None:
    file = _file(b"few words")
    for length in range(len(file)):
        with pytest.raises(errors.AgeError):
            age.decrypting(io.BytesIO(file[:length]), [X25519]).read()
    for position in range(len(file)):
        changed = bytearray(file)
        changed[position] ^= 1
        with pytest.raises(errors.AgeError):
            age.decrypting(io.BytesIO(bytes(changed)), [X25519]).read()
    with pytest.raises(errors.AgeError):
        age.decrypting(io.BytesIO(file + b"\0"), [X25519]).read()


def test_the_text_form_takes_constant_memory() -> None:
    class Text:
        def __init__(self) -> None:
            self.lines = 200_000
            self.asked = 0

        def read(self, size: int, /) -> bytes:
            self.asked = max(self.asked, size)
            self.lines -= 1
            if self.lines == 199_999:
                return b"-----BEGIN AGE ENCRYPTED FILE-----\n"
            return b"A" * 64 + b"\n" if self.lines > 0 else b""

    text = Text()
    with pytest.raises(errors.NotAgeFile):
        age.decrypting(text, [X25519], armor=True)
    assert text.lines > 199_990
    assert text.asked <= CHUNK
