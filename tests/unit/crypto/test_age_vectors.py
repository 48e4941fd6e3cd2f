"""Every published age vector: the right answer, and the same bytes when what was read is written again."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base import errors
from app.crypto import age, stream
from app.crypto.recipients import Identity, ScryptIdentity, parse_identity

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "age"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")
OUTCOMES = {
    "success": (),
    "no match": (errors.NotForUs,),
    "HMAC failure": (errors.DamagedHeader,),
    "header failure": (errors.DamagedHeader, errors.NotAgeFile),
    "armor failure": (errors.DamagedPayload, errors.NotAgeFile),
    "payload failure": (errors.DamagedPayload,),
}


@dataclass(frozen=True, slots=True)
class Vector:
    said: dict[str, str]
    identities: list[Identity]
    file: bytes

    @property
    def armored(self) -> bool:
        return "armored" in self.said


def _vector(name: str) -> Vector:
    head, _empty, file = (FOLDER / name).read_bytes().partition(b"\n\n")
    lines = [line.partition(": ")[::2] for line in head.decode().splitlines()]
    said = dict(lines)
    assert said.keys() <= {
        "expect", "payload", "file key", "identity", "passphrase", "armored", "comment", "compressed",
    }  # fmt: skip
    identities: list[Identity] = [parse_identity(value) for key, value in lines if key == "identity"]
    identities += [ScryptIdentity(value) for key, value in lines if key == "passphrase"]
    return Vector(said, identities, zlib.decompress(file) if "compressed" in said else file)


def _decrypt(vector: Vector, piece: int) -> tuple[bytes, type[errors.AgeError] | None]:
    """Return all plaintext that comes out, and the error that ends it."""
    out = b""
    try:
        reader = age.decrypting(io.BytesIO(vector.file), vector.identities, armor=vector.armored)
        while part := reader.read(piece):
            assert len(part) == piece or reader.ended
            out += part
        assert reader.ended
    except errors.AgeError as error:
        return out, type(error)
    return out, None


def test_all_vectors_are_here() -> None:
    assert len(NAMES) == 69


@pytest.mark.parametrize("piece", [1, 1024], ids=["bytes", "pieces"])
@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_expected_one(name: str, piece: int) -> None:
    vector = _vector(name)
    out, error = _decrypt(vector, piece)
    expected = OUTCOMES[vector.said["expect"]]
    assert (error in expected) if expected else error is None
    if "payload" in vector.said:
        assert hashlib.sha256(out).hexdigest() == vector.said["payload"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_is_written_the_same(name: str) -> None:
    vector = _vector(name)
    if vector.armored or vector.said["expect"] in ("header failure", "HMAC failure"):
        return
    source = io.BytesIO(vector.file)
    header = age.parse_header(source)
    file_key = bytes.fromhex(vector.said["file key"])
    assert header.raw == vector.file[: source.tell()]
    assert age.encrypt_header(file_key, header.stanzas) == header.raw
    if vector.said["expect"] != "success":
        return
    assert age.unwrap(header, vector.identities) == file_key
    nonce = source.read(16)
    plaintext = stream.StreamReader(source, stream.payload_key(file_key, nonce)).read()
    again = io.BytesIO()
    with age.encrypting_again(again, header=header.raw, file_key=file_key, nonce=nonce) as writer:
        writer.write(plaintext)
    assert again.getvalue() == vector.file
