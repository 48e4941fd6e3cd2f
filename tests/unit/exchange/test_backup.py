"""The container of a backup: read back as it was written, refused whole with one error for anything else."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.crypto import age
from app.crypto.recipients import XWingIdentity, eight_stanzas, new_xwing
from app.domain import canonical
from app.exchange import backup, bag, tar
from app.exchange.backup import About, Contents
from app.exchange.plan import padded_size

IDENTITY = XWingIdentity(bytes(range(32)))
MAC = b"k" * 32
FILES = {
    "vault.json": b'{"format":1}',
    "vault.db": random.Random(1).randbytes(20_000),
    "blobs/01/01" + "a" * 30: b"one" * 700,
    "blobs/fe/fe" + "0" * 30: b"",
    "quarantine/0123456789abcdef.age": b"age" * 300,
}
ABOUT = About("ab" * 16, "2026-05-04T03:02:01Z", "keepsake 0.1.0", backup.WHOLE, 0, 0)


class Kept(backup.Sink):
    """Keeps what it is given, by name."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.whole: list[str] = []
        self.name = ""

    def file(self, name: str, size: int) -> backup.Sink:
        self.name, self.files[name] = name, b""
        assert size >= 0
        return self

    def write(self, data: bytes, /) -> object:
        self.files[self.name] += data
        return None

    def done(self) -> None:
        self.whole.append(self.name)


def about_of(files: dict[str, bytes]) -> About:
    return replace(ABOUT, files=len(files), bytes=sum(map(len, files.values())))


def written(files: dict[str, bytes], about: About | None = None) -> bytes:
    def pieces(data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), 7000):
            yield data[start : start + 7000]

    contents = [Contents(name, len(data), lambda data=data: pieces(data)) for name, data in files.items()]  # type: ignore[misc]
    out = io.BytesIO()
    backup.write(out, about or about_of(files), contents, [IDENTITY.recipient], MAC, lambda _done: None)
    return out.getvalue()


@cache
def whole() -> bytes:
    return written(FILES)


@cache
def plain() -> bytes:
    return age.decrypting(io.BytesIO(whole()), [IDENTITY]).read()


def sealed(plaintext: bytes) -> bytes:
    """Encrypt a plaintext of somebody who knows the recipient."""
    out, key = io.BytesIO(), age.new_file_key()
    header = age.encrypt_header(key, eight_stanzas([IDENTITY.recipient], key))
    writer = age.encrypting_again(out, header=header, file_key=key, nonce=age.new_nonce())
    writer.write(plaintext)
    writer.finish()
    return out.getvalue()


def read(data: bytes, mac: bytes = MAC) -> Kept:
    kept = Kept()
    backup.open_backup(io.BytesIO(data), [IDENTITY]).read_rest(kept, mac)
    return kept


def damaged(data: bytes) -> None:
    with pytest.raises(errors.BackupDamaged, match="another copy"):
        read(data)


def test_every_file_comes_back() -> None:
    kept = read(whole())
    assert kept.files == FILES
    assert kept.whole == list(FILES)
    opened = backup.open_backup(io.BytesIO(whole()), [IDENTITY])
    assert (opened.about, opened.key_bytes) == (about_of(FILES), FILES["vault.json"])


def test_its_size_is_known_before_and_says_little() -> None:
    about = about_of(FILES)
    names, sizes = list(FILES), [len(data) for data in FILES.values()]
    assert len(plain()) == backup.plain_size(about, names, sizes) == padded_size(len(plain()))
    assert len(whole()) <= backup.file_size(about, names, sizes) < len(whole()) + (64 << 10)
    assert len(written({**FILES, "vault.db": FILES["vault.db"][:-1]})) == len(whole())
    header = age.parse_header(io.BytesIO(whole()))
    assert [stanza.type for stanza in header.stanzas] == ["mlkem768x25519"] * 8  # with or without a recovery code


def test_a_second_recipient_opens_it_too() -> None:
    other, out = new_xwing(), io.BytesIO()
    contents = [Contents(name, len(data), lambda data=data: iter([data])) for name, data in FILES.items()]  # type: ignore[misc]
    backup.write(out, about_of(FILES), contents, [IDENTITY.recipient, other.recipient], MAC, lambda _done: None)
    for identity in (IDENTITY, other):
        kept = Kept()
        backup.open_backup(io.BytesIO(out.getvalue()), [identity]).read_rest(kept, MAC)
        assert kept.files == FILES


def test_tar_and_bagit_read_it(tmp_path: Path) -> None:
    import bagit

    with tarfile.open(fileobj=io.BytesIO(plain())) as archive:
        assert [one.name for one in archive][:4] == [
            "bag/backup.json", "bag/bagit.txt", "bag/data/vault.json", "bag/data/vault.db",
        ]  # fmt: skip
    (tmp_path / "backup.tar").write_bytes(plain())
    subprocess.run(["tar", "xf", "backup.tar"], cwd=tmp_path, check=True, capture_output=True)
    for name, data in FILES.items():
        assert (tmp_path / "bag/data" / name).read_bytes() == data
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()


@pytest.mark.parametrize("name", ["not an age file", "of somebody else", "another age file", "of an identity alone"])
def test_what_is_no_backup_is_said(name: str) -> None:
    def encrypted(count: int) -> bytes:
        out, key = io.BytesIO(), age.new_file_key()
        header = age.encrypt_header(key, [IDENTITY.recipient.wrap(key) for _ in range(count)])
        writer = age.encrypting_again(out, header=header, file_key=key, nonce=age.new_nonce())
        writer.write(b"x" * 2000)
        writer.finish()
        return out.getvalue()

    data = {
        "not an age file": b"PK\3\4" + bytes(3000),
        "of somebody else": whole(),
        "another age file": encrypted(8),
        "of an identity alone": encrypted(1),
    }[name]
    identity = new_xwing() if name == "of somebody else" else IDENTITY
    kind = errors.BackupDamaged if name == "another age file" else errors.NotABackup
    with pytest.raises(kind, match="Nothing was made"):
        backup.open_backup(io.BytesIO(data), [identity])


def test_a_bundle_for_our_key_is_no_backup() -> None:
    with pytest.raises(errors.NotABackup, match="it is no backup"):
        read(sealed(tar.header_bytes(bag.MANIFEST, 10) + bytes(512) + tar.END))


def test_a_newer_one_asks_for_an_update() -> None:
    value = canonical.decode_object(backup.about_bytes(about_of(FILES)))
    parts = members(plain())
    parts[backup.ABOUT] = canonical.encode({**value, "format": 2, "more": "than we know"})
    with pytest.raises(errors.NewerVersion, match="newer version"):
        read(sealed(joined(parts)))


def members(plaintext: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(plaintext)) as archive:
        return {one.name: (archive.extractfile(one) or io.BytesIO()).read() for one in archive}


def joined(parts: dict[str, bytes]) -> bytes:
    data = b"".join(tar.header_bytes(name, len(one)) + one + tar.tail_of(len(one)) for name, one in parts.items())
    data += tar.END
    return data + bytes(padded_size(len(data)) - len(data))


def resealed(parts: dict[str, bytes], **about: Any) -> bytes:
    """Return what somebody with the vault's key would write: every list and MAC fits."""
    parts = dict(parts)
    files = {name[len(backup.DATA) :]: data for name, data in parts.items() if name.startswith(backup.DATA)}
    said = replace(about_of(files), **about)
    listed = bag.payload_bytes((backup.DATA + one, hashlib.sha256(data).hexdigest()) for one, data in files.items())
    parts[backup.ABOUT] = backup.about_bytes(said)
    parts[bag.PAYLOAD] = listed
    parts[backup.SEAL] = backup._seal(parts[backup.ABOUT], listed, MAC)
    order = [backup.ABOUT, bag.BAGIT, *(name for name in parts if name.startswith(backup.DATA))]
    rest = [name for name in parts if name not in (*order, bag.PAYLOAD, backup.SEAL)]
    return joined({name: parts[name] for name in (*order, *rest, bag.PAYLOAD, backup.SEAL)})


def test_made_again_it_is_the_same() -> None:
    assert joined(members(plain())) == resealed(members(plain())) == plain()


BLOB = "bag/data/blobs/01/01" + "a" * 30
HOSTILE: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "extra file": lambda parts: resealed({**parts, "bag/data/notes.txt": b"hello"}),
    "file outside": lambda parts: resealed({**parts, "bag/data/../../x": b"hello"}),
    "absolute": lambda parts: resealed({**parts, "bag/data//etc/passwd": b"hello"}),
    "lock": lambda parts: resealed({**parts, "bag/data/lock": b""}),
    "write-ahead log": lambda parts: resealed({**parts, "bag/data/vault.db-wal": b""}),
    "piece of the database": lambda parts: resealed({**parts, "bag/data/vault.db.2": b""}),
    "extra member": lambda parts: resealed({**parts, "bag/fetch.txt": b"hello"}),
    "missing database": lambda parts: resealed({k: v for k, v in parts.items() if k != "bag/data/vault.db"}),
    "missing keys": lambda parts: resealed({k: v for k, v in parts.items() if k != "bag/data/vault.json"}),
    "missing blob": lambda parts: joined({k: v for k, v in parts.items() if k != BLOB}),
    "reordered": lambda parts: resealed(dict(reversed(parts.items()))),
    "third piece first": lambda parts: resealed({**parts, "bag/data/quarantine/0123456789abcdef.age.3": b"x"}),
    "more files said": lambda parts: resealed(parts, files=6),
    "fewer files said": lambda parts: resealed(parts, files=4),
    "more bytes said": lambda parts: resealed(parts, bytes=1 << 40),
    "fewer bytes said": lambda parts: resealed(parts, bytes=20_000),
    "no bytes said": lambda parts: resealed(parts, bytes=0),
    "another scope": lambda parts: resealed(parts, scope="half"),
    "a database alone with more": lambda parts: resealed(parts, scope=backup.DATABASE_ONLY),
    "another content": lambda parts: joined({**parts, BLOB: b"two" * 700}),
    "another list": lambda parts: joined({**parts, bag.PAYLOAD: parts[bag.PAYLOAD].replace(b"a", b"b")}),
    "another bagit": lambda parts: joined({**parts, bag.BAGIT: parts[bag.BAGIT].replace(b"1.0", b"0.9")}),
    "another seal": lambda parts: joined({**parts, backup.SEAL: b"0" * 64 + b"\n"}),
    "huge keys": lambda parts: resealed({**parts, "bag/data/vault.json": bytes(70_000)}),
    "padding": lambda parts: joined(parts)[:-1] + b"\1",
    "less padding": lambda parts: joined(parts)[:-512],
    "more padding": lambda parts: joined(parts) + bytes(512),
    "cut in the middle": lambda parts: joined(parts)[:10_000],
    "cut at a member": lambda parts: joined(parts)[: 3 * 1024],
    "empty": lambda _parts: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_one_is_refused_whole(name: str) -> None:
    damaged(sealed(HOSTILE[name](members(plain()))))


def test_only_who_has_the_vaults_key_makes_one() -> None:
    with pytest.raises(errors.BackupDamaged):
        read(whole(), b"x" * 32)


def test_pieces_are_put_together() -> None:
    blob = "blobs/01/01" + "a" * 30
    files = {**FILES, "blobs/01/01" + "a" * 30 + ".2": b"two", "blobs/01/01" + "a" * 30 + ".3": b"three"}
    in_order = dict(
        sorted(files.items(), key=lambda one: (not one[0].startswith("vault"), one[0] == "vault.db", one[0]))
    )
    kept = read(written(in_order))
    assert kept.files == files
    assert [backup.file_of(name) for name in kept.whole].count(blob) == 3


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]


def refused(data: bytes) -> None:
    with pytest.raises(errors.BackupError) as caught:
        read(data)
    assert "Nothing was made" in str(caught.value)


def test_bytes_and_lengths_of_its_header() -> None:
    data = whole()
    start = data.index(b"\n---") + 50
    for position in range(0, start, 29):
        refused(flipped(data, position))
        refused(data[:position])


def test_bytes_and_lengths_all_along() -> None:
    data = whole()
    for position in [*range(data.index(b"\n---"), len(data), 1009), *range(len(data) - 40, len(data))]:
        refused(flipped(data, position))
        refused(data[:position])
    for more in (b"\0", bytes(70_000), data):
        refused(data + more)


def test_every_byte_and_length_of_the_plaintext() -> None:
    data = plain()
    backup.open_plaintext(io.BytesIO(data)).read_rest(backup.Sink(), MAC)
    end = sum(tar.padded(len(one)) for one in members(data).values()) + 1024
    for position in [*range(end), *range(end, len(data), 997), len(data) - 1]:
        for changed in (flipped(data, position), data[:position]):
            with pytest.raises(errors.BackupError):
                backup.open_plaintext(io.BytesIO(changed)).read_rest(backup.Sink(), MAC)


def test_a_file_no_tar_holds_is_refused_before_anything() -> None:
    out = io.BytesIO()
    contents = [Contents("vault.db", tar.LARGEST + 1, lambda: iter([]))]
    with pytest.raises(errors.BadInput, match="8 GiB"):
        backup.write(out, ABOUT, contents, [IDENTITY.recipient], MAC, lambda _done: None)
    assert not out.getvalue()
