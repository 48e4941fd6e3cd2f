"""A backup: the vault's files as they are, in a BagIt bag in ustar in an age file; written and read as streams.

Members, in this order: `bag/backup.json` (what it is, how much it holds), `bag/bagit.txt`, under `bag/data/` the files
`vault.json`, `vault.db`, `blobs/..`, `quarantine/..`, each kind sorted (a large one in pieces, the second with `.2`
behind its name), then `bag/manifest-sha256.txt`, and `bag/manifest-sha256.mac`: an HMAC over both lists, which only who
has the vault's key can make. Then zeros, as in bundles.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.base import errors
from app.base.i18n import _
from app.crypto import age
from app.crypto.header import LARGEST as LARGEST_HEADER
from app.crypto.recipients import STANZAS, Identity, KeyRecipient, eight_stanzas
from app.crypto.stream import NONCE, Target, sealed_size
from app.domain import canonical
from app.exchange import bag, tar
from app.exchange.hashing import Hasher
from app.exchange.plan import padded_size
from app.exchange.tar import Readable, Writable

FORMAT = 1
ABOUT = "bag/backup.json"
DATA = "bag/data/"
SEAL = "bag/manifest-sha256.mac"
KEYS, DATABASE = "vault.json", "vault.db"
WHOLE, DATABASE_ONLY = "whole", "database"

LARGEST_ABOUT = 4096
LARGEST_KEYS = 64 << 10
_NAMES = (
    re.compile(r"vault\.json"),
    re.compile(r"vault\.db"),
    re.compile(r"(blobs/([0-9a-f]{2})/\2[0-9a-f]{30})(?:\.([2-9]))?"),
    re.compile(r"(quarantine/[0-9a-f]{16}\.age)(?:\.([2-9]))?"),
)
LARGEST = tar.LARGEST
"""Most bytes of one piece."""
_HEX = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself: whose, from when, by which software, and how many files and bytes it holds.

    `scope` is WHOLE, or DATABASE_ONLY for what is made before an update, beside the attachments it leaves in place.
    """

    vault: str
    at: str
    software: str
    scope: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Contents:
    """One file to back up: its path in the vault's folder, its size in bytes, its content in pieces."""

    name: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


class Sink:
    """Where the files of a backup go while they are checked; this one keeps nothing."""

    def file(self, name: str, size: int) -> Writable:  # noqa: ARG002 - for those that keep it
        """Return where the content of the file `name` of `size` bytes goes."""
        return self

    def write(self, data: bytes, /) -> object:
        """Take more of the file's content."""
        return len(data)

    def done(self) -> None:
        """Take the file as whole."""


def about_bytes(about: About) -> bytes:
    """Return `backup.json`."""
    return canonical.encode(
        {
            "at": about.at,
            "bytes": about.bytes,
            "files": about.files,
            "format": FORMAT,
            "scope": about.scope,
            "software": about.software,
            "vault": about.vault,
        }
    )


def file_size(about: About, names: Sequence[str], sizes: Sequence[int]) -> int:
    """Return the most bytes that the backup's file will have."""
    return LARGEST_HEADER + NONCE + sealed_size(plain_size(about, names, sizes))


def _list_size(names: Iterable[str]) -> int:
    return sum(64 + 2 + len("data/") + len(name) + 1 for name in names)


def plain_size(about: About, names: Sequence[str], sizes: Sequence[int]) -> int:
    """Return the size in bytes of the plaintext: the tar and its padding."""
    return padded_size(_tar_size(about, names, sizes))


def _tar_size(about: About, names: Sequence[str], sizes: Sequence[int]) -> int:
    fixed = (len(about_bytes(about)), len(bag.BAGIT_BYTES), _list_size(names), 65)
    return sum(map(tar.padded, [*fixed, *sizes])) + len(tar.END)


def write(
    out: Target,
    about: About,
    contents: Sequence[Contents],
    recipients: Sequence[KeyRecipient],
    mac_key: bytes,
    progress: Callable[[int], object],
) -> bytes:
    """Write a backup to `out`; return the SHA-256 of its list of contents. Syncing the file is the caller's.

    `progress` gets the plaintext bytes so far. Raises what the contents raise, and BadInput for a file no tar holds.
    """
    if any(one.size > tar.LARGEST for one in contents):
        raise errors.BadInput(_("A file of the vault is larger than a backup can hold (8 GiB). Nothing was written."))
    file_key = age.new_file_key()
    header = age.encrypt_header(file_key, eight_stanzas(recipients, file_key))
    encrypted = age.encrypting_again(out, header=header, file_key=file_key, nonce=age.new_nonce())
    done = 0

    def put(piece: bytes) -> None:
        nonlocal done
        encrypted.write(piece)
        done += len(piece)
        progress(done)

    def member(name: str, data: bytes) -> None:
        put(tar.header_bytes(name, len(data)) + data + tar.tail_of(len(data)))

    member(ABOUT, about_bytes(about))
    member(bag.BAGIT, bag.BAGIT_BYTES)
    hashes = []
    with Hasher() as hashing:
        for one in contents:
            put(tar.header_bytes(DATA + one.name, one.size))
            for piece in one.pieces():
                hashing.update(piece)
                put(piece)
            put(tar.tail_of(one.size))
            hashes.append(hashing.finish().hex())
    listed = bag.payload_bytes(zip([DATA + one.name for one in contents], hashes, strict=True))
    member(bag.PAYLOAD, listed)
    member(SEAL, _seal(about_bytes(about), listed, mac_key))
    put(tar.END)
    for piece in tar.zeros(padded_size(done) - done):
        put(piece)
    encrypted.finish()
    return hashlib.sha256(listed).digest()


def _seal(about: bytes, listed: bytes, mac_key: bytes) -> bytes:
    both = hashlib.sha256(about).digest() + hashlib.sha256(listed).digest()
    return hmac.digest(mac_key, both, hashlib.sha256).hex().encode("ascii") + b"\n"


class Opened:
    """A backup that one of our identities opens, read up to `vault.json`; nothing of it is known to be true yet."""

    def __init__(self, archive: tar.Archive, about: About, key_bytes: bytes) -> None:
        self.about = about
        self.key_bytes = key_bytes
        self._archive = archive

    def read_rest(self, sink: Sink, mac_key: bytes, progress: Callable[[int], object] | None = None) -> bytes:
        """Hand every file to `sink`; return the SHA-256 of the list of contents, after all was found whole.

        Call it once. `progress` gets the plaintext bytes read so far. Raises BackupDamaged, and what the sink raises.
        """
        with _told_as_damage(), Hasher() as hashing:
            return self._read(sink, mac_key, hashing, progress or (lambda _done: None))

    def _read(self, sink: Sink, mac_key: bytes, hashing: Hasher, progress: Callable[[int], object]) -> bytes:
        archive, about = self._archive, self.about
        names, hashes = [KEYS], [hashlib.sha256(self.key_bytes).hexdigest()]
        sink.file(KEYS, len(self.key_bytes)).write(self.key_bytes)
        sink.done()
        left = about.bytes - len(self.key_bytes)
        for _number in range(1, about.files):
            name, size = archive.next_member(largest=left)
            if not name.startswith(DATA) or not _follows(name[len(DATA) :], names[-1]):
                raise _damaged()
            names.append(name[len(DATA) :])
            left -= size
            part = sink.file(names[-1], size)
            for piece in archive.chunks():
                hashing.update(piece)
                part.write(piece)
                progress(archive.offset)
            hashes.append(hashing.finish().hex())
            sink.done()
        if left or names[1:2] != [DATABASE] or (about.scope == DATABASE_ONLY and len(names) > 2):
            raise _damaged()
        listed = bag.payload_bytes(zip([DATA + name for name in names], hashes, strict=True))
        self._exactly(bag.PAYLOAD, listed)
        self._exactly(SEAL, _seal(about_bytes(about), listed, mac_key))
        archive.finish(padded_size)
        progress(archive.offset)
        return hashlib.sha256(listed).digest()

    def _exactly(self, name: str, data: bytes) -> None:
        self._archive.member(name, least=len(data), largest=len(data))
        if not hmac.compare_digest(self._archive.content(), data):
            raise _damaged()


def open_backup(source: Readable, identities: Sequence[Identity]) -> Opened:
    """Open a backup as far as its `vault.json`; `source` only needs `read`, and is left open.

    Raises NotABackup for a file that is none, or that none of `identities` opens, NewerVersion, BackupDamaged.
    """
    with _told_as_damage():
        try:
            header = age.parse_header(source)
        except errors.NotAgeFile:
            raise errors.NotABackup(
                _("This is no backup: it is not an encrypted file at all. Nothing was made.")
            ) from None
        if len(header.stanzas) != STANZAS:
            raise errors.NotABackup(_("This is an encrypted file, but no backup of ours. Nothing was made."))
        try:
            plaintext = age.payload(source, header, identities)
        except errors.NotForUs:
            raise errors.NotABackup(
                _(
                    "This file is no backup that these keys, or this recovery code, open, or its beginning is damaged. "
                    "A code opens the backups that were made while it was valid. Nothing was made."
                )
            ) from None
    return open_plaintext(plaintext)


def open_plaintext(plaintext: Readable) -> Opened:
    """Open the plaintext of a backup, as `open_backup` does, which raises what decrypting it finds."""
    with _told_as_damage():
        archive = tar.Archive(plaintext)
        name, size = archive.next_member()
        if name != ABOUT or size > LARGEST_ABOUT:
            raise errors.NotABackup(_("This opens with our keys, but it is no backup. Nothing was made."))
        about = _about(archive.content())
        archive.member(bag.BAGIT, least=len(bag.BAGIT_BYTES), largest=len(bag.BAGIT_BYTES))
        if archive.content() != bag.BAGIT_BYTES:
            raise _damaged()
        archive.member(DATA + KEYS, least=2, largest=min(LARGEST_KEYS, about.bytes))
        return Opened(archive, about, archive.content())


def _about(data: bytes) -> About:
    try:
        value = canonical.decode_object(data, limit=LARGEST_ABOUT)
        written = value.pop("format")
        if type(written) is int and written > FORMAT:
            raise errors.NewerVersion(
                _("This backup was written by a newer version of Keepsake. Update to restore it. Nothing was made.")
            )
        about = About(**value)
    except (errors.NotCanonical, KeyError, TypeError):
        raise _damaged() from None
    counts = (about.files, about.bytes)
    texts = (about.at, about.scope, about.software, about.vault)
    if (
        written != FORMAT
        or any(type(one) is not int or one < 1 for one in counts)
        or any(type(one) is not str for one in texts)
        or about.scope not in (WHOLE, DATABASE_ONLY)
        or not _HEX.fullmatch(about.vault)
    ):
        raise _damaged()
    return about


def file_of(name: str) -> str:
    """Return the path of the file that `name` is, or is a piece of."""
    return name[:-2] if name[-2:-1] == "." else name


def _follows(name: str, before: str) -> bool:
    """Tell whether `name` may come after `before`: in order, and a piece after the one before it."""
    place = _place(name)
    if file_of(name) != name:
        number = int(name[-1])
        return before == (file_of(name) if number == 2 else f"{file_of(name)}.{number - 1}")
    return place > _place(before)


def _place(name: str) -> tuple[int, str]:
    """Return where the file `name` stands in the order; raise BackupDamaged for one that no vault has."""
    for rank, pattern in enumerate(_NAMES):
        if pattern.fullmatch(name):
            return rank, name
    raise _damaged()


@contextmanager
def _told_as_damage() -> Iterator[None]:
    """Tell everything the container's readers find as one error."""
    try:
        yield
    except (errors.BundleBroken, errors.DamagedHeader, errors.DamagedPayload):
        raise _damaged() from None


def _damaged() -> errors.BackupDamaged:
    return errors.BackupDamaged(
        _(
            "The backup is damaged: it is not what was written. Nothing was made of it. "
            "Use another copy of it, or an older one."
        )
    )
