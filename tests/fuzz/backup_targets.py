"""Targets of a backup: its container, as a stranger changes it and as somebody with the vault's key would."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import cache

from app.base import errors
from app.crypto import age, recipients
from app.crypto.stream import StreamWriter, payload_key
from app.exchange import backup, bag
from tests.fuzz.target import Target
from tests.unit.exchange import forging, making

OWNER = making.person("Lark")
FILE_KEY, NONCE, MAC_KEY = bytes(16), bytes(16), bytes(range(32))
NAMES = ("vault.json", "vault.db", "blobs/ab/" + "ab" * 16, "quarantine/" + "0" * 16 + ".age")


class _Kept(backup.Sink):
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def file(self, name: str, size: int) -> io.BytesIO:  # type: ignore[override]
        assert name not in self.files
        assert ".." not in name
        self._name, self._size, self._part = name, size, io.BytesIO()
        return self._part

    def done(self) -> None:
        self.files[self._name] = self._part.getvalue()
        assert len(self.files[self._name]) == self._size


def container(data: bytes) -> None:
    """A backup that is taken is the tar of its files; its last zeros are left out of the input. Also sealed anew."""
    whole = data.ljust(-(-max(len(data), 256 << 10) // 4096) * 4096, b"\0")
    try:
        _read(whole)
    except errors.BackupDamaged:
        parts = _sealed_anew(whole)
        if parts is None:
            raise
        _read(forging.tarball(parts))


def _read(plain: bytes) -> None:
    opened = backup.open_backup(io.BytesIO(_encrypted(plain)), [OWNER.x25519])
    kept = _Kept()
    listed = opened.read_rest(kept, MAC_KEY)
    about = opened.about
    assert kept.files["vault.json"] == opened.key_bytes
    assert (about.files, about.bytes) == (len(kept.files), sum(map(len, kept.files.values())))
    parts = forging.members(plain)
    assert {name.removeprefix(backup.DATA): part for name, part in parts.items() if name.startswith(backup.DATA)} == (
        kept.files
    )
    assert hashlib.sha256(parts[bag.PAYLOAD]).digest() == listed
    assert forging.tarball(parts) == plain
    assert backup.about_bytes(about) == parts[backup.ABOUT]


def _sealed_anew(whole: bytes) -> forging.Members | None:
    """Return the members with the list and the seal that fit them."""
    try:
        parts = forging.members(whole)
        about = parts[backup.ABOUT]
    except (ValueError, KeyError):
        return None
    files = {name: part for name, part in parts.items() if name.startswith(backup.DATA)}
    listed = bag.payload_bytes((name, hashlib.sha256(part).hexdigest()) for name, part in files.items())
    seal = backup._seal(about, listed, MAC_KEY)
    start = {name: parts[name] for name in (backup.ABOUT, bag.BAGIT) if name in parts}
    return {**start, **files, bag.PAYLOAD: listed, backup.SEAL: seal}


@cache
def _start() -> bytes:
    stanzas = recipients.eight_stanzas([OWNER.x25519.recipient], FILE_KEY)
    return age.encrypt_header(FILE_KEY, stanzas) + NONCE


def _encrypted(plain: bytes) -> bytes:
    out = io.BytesIO()
    out.write(_start())
    with StreamWriter(out, payload_key(FILE_KEY, NONCE)) as writer:
        writer.write(plain)
    return out.getvalue()


def _backups() -> Iterator[bytes]:
    for scope, count in ((backup.WHOLE, 4), (backup.WHOLE, 2), (backup.DATABASE_ONLY, 2)):
        files = {backup.DATA + name: b"{}" + name.encode() * n * 40 for n, name in enumerate(NAMES[:count])}
        total = sum(map(len, files.values()))
        about = backup.about_bytes(backup.About("ab" * 16, "2026-01-02T03:04:05Z", "tests", scope, count, total))
        parts = {backup.ABOUT: about, bag.BAGIT: bag.BAGIT_BYTES, **files, bag.PAYLOAD: b"", backup.SEAL: b""}
        made = _sealed_anew(forging.tarball(parts))
        assert made is not None
        yield forging.tarball(made).rstrip(b"\0")


TARGETS = [
    Target(
        "backup",
        container,
        (errors.BackupDamaged, errors.NotABackup, errors.NewerVersion),
        _backups,
        memory=256,
    )
]
