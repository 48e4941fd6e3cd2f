"""Targets of the ciphers' formats: age header, payload and text form, recipients, signatures."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Iterator

from app.base import errors
from app.crypto import age, bech32, keyfiles, recipients, recovery, shares, signing, sshsig
from app.crypto.armor import ArmorReader
from app.crypto.header import header_bytes, parse_header
from app.crypto.stream import CHUNK, TAG, StreamReader, StreamWriter
from tests.fuzz.target import GOLDEN, Target
from tests.unit.exchange import making

PERSON = making.person("Lark")
FILE_KEY = bytes(range(16))
KEY = bytes(32)
VECTORS = GOLDEN.parents[1] / "vectors" / "age"
SPACE = b"abcdefghij"
_SHARES = (  # two of three, of 32 zero bytes
    (
        "market helpful academic acid animal editor declare gesture texture thank tidy costume exceed walnut "
        "video survive visual security blimp humidity ladybug petition kitchen dismiss soldier emperor fatal "
        "lyrics flame unusual bumpy wavy isolate"
    ),
    (
        "market helpful academic agency aunt starting testify tension stadium pink holy pharmacy favorite "
        "surface family deliver humidity exclude hazard tension bundle memory avoid woman nuclear climate "
        "ocean umbrella dining daughter solution demand building"
    ),
)


def age_header(data: bytes) -> None:
    """A header that is taken is written again from its stanzas, up to its MAC; identities only open or refuse it."""
    source = io.BytesIO(data)
    found = parse_header(source)
    assert source.tell() == len(found.raw) <= 64 << 10
    assert data.startswith(found.raw)
    ours = header_bytes(FILE_KEY, found.stanzas)
    assert ours[:-44] == found.raw[:-44]
    parse_header(io.BytesIO(ours)).check_mac(FILE_KEY)
    assert age.unwrap(found, PERSON.identities) == FILE_KEY


def age_payload(data: bytes) -> None:
    """A payload is whole exactly when its chunks are those a writer makes; what comes before a fault is right.

    The first byte says how much is read at once; each chunk is four bytes: its number, whether it says that it is the
    last, its size; what follows the chunks comes behind them as it is.
    """
    if not data:
        return
    count = min(data[0] >> 4, 6, (len(data) - 1) // 4)
    sealed, plain, whole = b"", b"", count > 0
    for n in range(count):
        number, last, kind, small = data[1 + 4 * n : 5 + 4 * n]
        size = (0, small, CHUNK - 1, CHUNK)[kind % 4]
        part = bytes([n]) * size
        place = n if number < 128 else number
        sealed += _sealed(part, place, last=bool(last & 1))
        fits = size == CHUNK or (n == count - 1 and (size > 0 or count == 1))
        right = place == n and bool(last & 1) == (n == count - 1) and fits
        whole = whole and right
        plain += part if whole or right else b""
    rest = data[1 + 4 * count :]
    reader = StreamReader(io.BytesIO(sealed + rest), KEY)
    step = (1, 1000, CHUNK, CHUNK + 1, 5 * CHUNK, -1)[data[0] % 6]
    if step == 1 and len(sealed) > 2000:
        step = 1000
    got = b""
    try:
        while not reader.ended:
            got += reader.read(step)
    except errors.DamagedPayload:
        assert not (whole and not rest)
        assert plain.startswith(got) or not whole
        raise
    assert whole
    assert not rest
    assert got == plain
    again = io.BytesIO()
    with StreamWriter(again, KEY) as writer:
        writer.write(got)
    assert again.getvalue() == sealed


def _sealed(part: bytes, place: int, *, last: bool) -> bytes:
    nonce = place.to_bytes(11, "big") + (b"\1" if last else b"\0")
    return StreamReader(io.BytesIO(), KEY)._cipher.encrypt(nonce, part, None)


def age_text(data: bytes) -> None:
    """A text form that is taken holds what its lines hold, however it is read, and nothing beside them."""
    whole = _read_all(ArmorReader(io.BytesIO(data)), 1 << 20)
    lines = re.split(rb"\r?\n", data.strip())
    assert lines[0] == b"-----BEGIN AGE ENCRYPTED FILE-----"
    assert lines[-1] == b"-----END AGE ENCRYPTED FILE-----"
    assert b"".join(lines[1:-1]) == base64.b64encode(whole)
    assert all(len(line) == 64 for line in lines[1:-2])
    if len(data) < 4096:
        assert _read_all(ArmorReader(_Slow(data)), 7) == whole


class _Slow:
    """A source that gives three bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, 3))


def _read_all(reader: ArmorReader, size: int) -> bytes:
    parts = []
    while part := reader.read(size):
        parts.append(part)
    return b"".join(parts)


def recipient(data: bytes) -> None:
    """A recipient or an identity that is taken is written again in the same letters."""
    text = data.decode("utf-8", "replace")
    if text.upper().startswith("AGE-SECRET-KEY"):
        assert recipients.parse_identity(text).to_string() == text
        return
    found = recipients.parse_recipient(text)
    assert str(found) == text
    assert bech32.decode(text, "age1pq"[: 6 if text.startswith("age1pq1") else 3]) == found.public


def signature(data: bytes) -> None:
    """Only the one text that OpenSSH writes passes as a signature."""
    armored = data.decode("utf-8", "replace")
    sshsig.verify(PERSON.keys.ed25519_public, SPACE, "keepsake-bundle-v1", armored)
    assert armored == sshsig.sign(PERSON.keys.ed25519_key, SPACE, "keepsake-bundle-v1")


def revision_signature(data: bytes) -> None:
    """A revision's signature counts for its key and message alone: 64 letters of key, 64 bytes of signature."""
    key = data[:64].decode("utf-8", "replace")
    signing.verify_revision(key, SPACE, data[64:])
    assert (key, data[64:]) == (PERSON.keys.key_id, signing.sign_revision(PERSON.keys, SPACE))


def recovery_code(data: bytes) -> None:
    """A code that is taken, however it was typed, is printed again with the same letters."""
    text = data.decode("utf-8", "replace")
    secret = recovery.from_code(text)
    printed = recovery.to_code(secret)
    assert recovery.from_code(printed) == secret
    assert recovery.from_code(printed.replace("-", " ").lower()) == secret
    plain = unicodedata.normalize("NFKC", text).upper().translate(str.maketrans("OIL", "011"))
    assert [letter for letter in plain if letter in recovery.LETTERS] == [c for c in printed if c != "-"]


def recovery_share(data: bytes) -> None:
    """A share that is taken is printed again in words that are taken; alone it is never enough."""
    text = data.decode("utf-8", "replace")
    found = shares.read(text)
    assert shares.read(found.text) == found
    assert len(found.words) == shares.WORDS
    assert 2 <= found.needed <= shares.MOST
    try:
        shares.combine([text])
    except errors.BadShare:
        pass
    else:
        raise AssertionError("one share was enough")
    assert shares.combine([text, *(share for share in _SHARES if share != found.text)]) == KEY


def keyfile(data: bytes) -> None:
    """A keyfile that is taken is written again as it was, spaces around it aside."""
    found = keyfiles.from_text(data)
    assert keyfiles.to_text(found).strip() == data.strip()


def _headers() -> Iterator[bytes]:
    for name in ("bundle-v1-x25519.age", "bundle-v1-xwing.age"):
        data = (GOLDEN / name).read_bytes()
        yield data[: data.index(b"\n", data.index(b"\n--- ") + 1) + 1]
    for wanted in (PERSON.x25519.recipient, PERSON.xwing.recipient):
        yield age.encrypt_header(FILE_KEY, [wanted.wrap(FILE_KEY)])
    for path in sorted(VECTORS.glob("*")):
        if path.suffix or "armor" in path.name or path.stat().st_size > 4096:
            continue
        _said, _blank, rest = path.read_bytes().partition(b"\n\n")
        if rest.startswith(b"age-encryption.org/v1\n"):
            yield rest


def _texts() -> Iterator[bytes]:
    for path in sorted(VECTORS.glob("armor*")):
        yield path.read_bytes().partition(b"\n\n")[2]
    for size in (0, 1, 47, 48, 49, 96):
        text = base64.b64encode(bytes(size))
        lines = b"".join(text[start : start + 64] + b"\n" for start in range(0, len(text), 64))
        yield b"-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"-----END AGE ENCRYPTED FILE-----\n"


def _payloads() -> Iterator[bytes]:
    full, last, short = b"\0\0\3\0", b"\0\1\3\0", b"\0\1\1\x40"
    yield from (b"\x10" + last, b"\x11" + short, b"\x22" + full + short, b"\x33" + full + full + last, b"\x10\0\1\0\0")
    yield from (b"\x24" + full + b"\0\1\0\0", b"\x22\0\1\3\0" + short, b"\x10" + short + b"more", b"\x65" + full * 6)
    yield b"\x50" + full * 4 + short


def _keys() -> Iterator[bytes]:
    for one in PERSON.identities:
        yield one.to_string().encode()
        yield str(one.recipient).encode()


def _revision_signatures() -> Iterator[bytes]:
    yield PERSON.keys.key_id.encode() + signing.sign_revision(PERSON.keys, SPACE)
    yield b"01" + b"00" * 31 + bytes(64)


TARGETS = [
    Target("age-header", age_header, (errors.NotAgeFile, errors.DamagedHeader, errors.NotForUs), _headers),
    Target("age-payload", age_payload, (errors.DamagedPayload,), _payloads, longest=100, memory=64 << 10),
    Target("age-text", age_text, (errors.NotAgeFile, errors.DamagedPayload), _texts),
    Target("recipient", recipient, (errors.BadInput,), _keys, longest=4096),
    Target(
        "signature",
        signature,
        (errors.BadSignature,),
        lambda: [sshsig.sign(PERSON.keys.ed25519_key, SPACE, "keepsake-bundle-v1").encode()],
        longest=8192,
    ),
    Target(
        "recovery-code",
        recovery_code,
        (errors.BadCode,),
        lambda: [recovery.to_code(secret).encode() for secret in (KEY, bytes(range(32)))],
        longest=300,
    ),
    Target(
        "recovery-share", recovery_share, (errors.BadShare,), lambda: [one.encode() for one in _SHARES], longest=400
    ),
    Target("keyfile", keyfile, (errors.BadInput,), lambda: [keyfiles.to_text(KEY)], longest=5000),
    Target("revision-signature", revision_signature, (errors.BadSignature,), _revision_signatures, longest=200),
]
assert TAG == 16
