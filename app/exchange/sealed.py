"""The package of a seal: an age file that only its audience opens, with versions of one record and their attachments.

X-Wing for every card of the audience, then ustar under `sealed/`: `package.json` (format, record, how many bytes of
versions, each attachment's SHA-256 and size), `revisions.jsonl` (lines as in a bundle, bodies and salts in them),
`attachments/000001`...; then zeros up to Padme. age and tar open it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.base import errors
from app.base.i18n import _
from app.crypto import age
from app.crypto.padme import padme
from app.crypto.recipients import KeyIdentity, parse_recipient
from app.crypto.stream import Source, Target
from app.domain import canonical
from app.domain.revision import Revision, from_line, to_line
from app.exchange import shape, tar
from app.exchange.records import split
from app.exchange.tar import Readable

LEAST = 64 << 10
"""Fewest bytes of plaintext: small packages look alike."""

MANIFEST = "sealed/package.json"
REVISIONS = "sealed/revisions.jsonl"
LARGEST_MANIFEST = 4 << 20
MOST_ATTACHMENTS = 20_000
_KEYS = frozenset({"attachments", "format", "record", "revisions"})
_ATTACHMENT = frozenset({"sha256", "size"})
_PIECE = 256 << 10


class Content(Readable, Protocol):
    """An attachment, to read once and close."""

    def close(self) -> None:
        """Let go of what is behind it."""


class Sink(Protocol):
    """Where the parts of a package go; nothing of it counts before the whole was read."""

    def revision(self, found: Revision) -> None:
        """Take a version; its commitment was checked, its signature was not."""

    def attachment(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Take an attachment, read to its end; its hash is the sink's to check."""


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into a package: the versions of one record, with bodies, and hash and size of attachments."""

    record: str
    revisions: Sequence[Revision]
    attachments: Sequence[tuple[str, int]]


def member(number: int) -> str:
    """Return the name of the attachment with this number, from 1."""
    return f"sealed/attachments/{number:06d}"


def write_package(
    out: Target,
    recipients: Sequence[str],
    package: Package,
    open_attachment: Callable[[str], Content],
    progress: Callable[[int, int], object] | None = None,
) -> None:
    """Encrypt the package to age recipients of the X-Wing kind and write it to `out`, in constant memory.

    `progress` is told plaintext bytes and their total. Raises BadInput when an attachment is not as long as said.
    """
    size = sum(len(to_line(one)) for one in package.revisions)
    manifest = canonical.encode(
        {
            "attachments": [{"sha256": sha256, "size": length} for sha256, length in package.attachments],
            "format": 1,
            "record": package.record,
            "revisions": size,
        }
    )
    sizes = [len(manifest), size, *(length for _sha256, length in package.attachments)]
    total = sum(tar.padded(one) for one in sizes) + len(tar.END)
    done = 0

    def put(data: bytes) -> None:
        nonlocal done
        encrypted.write(data)
        done += len(data)
        if progress:
            progress(done, total)

    with age.encrypting(out, [parse_recipient(one) for one in recipients]) as encrypted:
        put(tar.header_bytes(MANIFEST, len(manifest)) + manifest + tar.tail_of(len(manifest)))
        put(tar.header_bytes(REVISIONS, size))
        for one in package.revisions:
            put(to_line(one))
        put(tar.tail_of(size))
        for number, (sha256, length) in enumerate(package.attachments, 1):
            _put_attachment(put, member(number), length, open_attachment(sha256))
        put(tar.END)
        for piece in tar.zeros(_padded(total) - total):
            put(piece)


def _put_attachment(put: Callable[[bytes], None], name: str, length: int, source: Content) -> None:
    put(tar.header_bytes(name, length))
    left = length
    try:
        while left and (piece := source.read(min(left, _PIECE))):
            put(piece)
            left -= len(piece)
        if left or source.read(1):
            raise errors.BadInput(_("An attachment is not as long as it was when it was taken in. Nothing was sealed."))
    finally:
        source.close()
    put(tar.tail_of(length))


def read_package(source: Source, identities: Sequence[KeyIdentity], sink: Sink) -> str:
    """Read a package whole, hand its parts to `sink` and return the record it is of, in constant memory.

    Raises errors.NotForUs at once; errors.AgeError and BundleBroken when anything is not as the format says. Until it
    has returned nothing that `sink` got may be believed.
    """
    decrypted = age.decrypting(source, identities)
    archive = tar.Archive(decrypted)
    archive.member(MANIFEST, largest=LARGEST_MANIFEST)
    record, size, attachments = _manifest(archive.content())
    archive.member(REVISIONS, least=size, largest=size)
    for line in split(archive.chunks()):
        try:
            found = from_line(line)
        except errors.NotCanonical:
            raise _broken() from None
        if found.header.record != record:
            raise _broken()
        sink.revision(found)
    for number, (sha256, length) in enumerate(attachments, 1):
        archive.member(member(number), least=length, largest=length)
        sink.attachment(sha256, archive.chunks())
    archive.finish(_padded)
    return record


def _padded(total: int) -> int:
    return padme(max(total, LEAST))


def _manifest(data: bytes) -> tuple[str, int, list[tuple[str, int]]]:
    try:
        value: dict[str, Any] = shape.json_object(data, limit=LARGEST_MANIFEST)
        if shape.integer(value.get("format"), least=1) != 1:
            raise errors.BundleBroken(_("This package was sealed by a newer version; please update Keepsake."))
        fields = shape.exact(value, _KEYS)
        listed = fields["attachments"]
        if not isinstance(listed, list) or len(listed) > MOST_ATTACHMENTS:
            raise _broken()
        parts = [shape.exact(one, _ATTACHMENT) for one in listed]
        attachments = [
            (shape.hexadecimal(one["sha256"], 32), shape.integer(one["size"], largest=tar.LARGEST)) for one in parts
        ]
        return shape.hexadecimal(fields["record"], 16), shape.integer(fields["revisions"]), attachments
    except (shape.Misshapen, errors.NotCanonical):
        raise _broken() from None


def _broken() -> errors.BundleBroken:
    return errors.BundleBroken(_("A sealed package does not have the shape of its format; nothing of it was taken in."))
