"""The BagIt folder inside a bundle (RFC 8493): names of its members, checksums, the list of revision ids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from app.base import errors
from app.base.i18n import _

ROOT = "bag/"
MANIFEST = "bag/manifest.json"
SSH = "bag/manifest.json.sig"
MLDSA = "bag/manifest.json.mldsa"
BAGIT = "bag/bagit.txt"
PAYLOAD = "bag/manifest-sha256.txt"
IDS = "bag/data/revision-ids"
RECORDS = "bag/data/records.jsonl.gz"

BAGIT_BYTES = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
LARGEST_PAYLOAD = 64 * 1024 * 1024
LARGEST_IDS = 64 * 1024 * 1024
MOST = 999_999  # six digits

ID_LINE = 65
_ID_LINES = re.compile(rb"(?:[0-9a-f]{64}\n)*")
_HASH = re.compile(rb"[0-9a-f]{64}")
_IDS_AT_ONCE = 4096


def evidence_names(number: int) -> tuple[str, str]:
    """Return the two member names of forwarded evidence `number`, from 1: the manifest and its ids."""
    return f"bag/data/evidence/{number:06}.json", f"bag/data/evidence/{number:06}.ids"


def receipt_name(number: int) -> str:
    """Return the member name of receipt `number`, from 1."""
    return f"bag/data/receipts/{number:06}.json"


def attachment_name(number: int) -> str:
    """Return the member name of attachment `number`, from 1."""
    return f"bag/data/attachments/{number:06}"


def payload_names(evidence: int, receipts: int, attachments: int) -> Iterator[str]:
    """Yield the member names under `bag/data/`, in their order."""
    yield IDS
    yield RECORDS
    for number in range(1, evidence + 1):
        yield from evidence_names(number)
    for number in range(1, receipts + 1):
        yield receipt_name(number)
    for number in range(1, attachments + 1):
        yield attachment_name(number)


def _line_size(name: str) -> int:
    return 64 + 2 + len(name) - len(ROOT) + 1


def payload_size(evidence: int, receipts: int, attachments: int) -> int:
    """Return the size in bytes of the `manifest-sha256.txt` that lists that many members."""
    per_evidence = sum(map(_line_size, evidence_names(1)))
    fixed = _line_size(IDS) + _line_size(RECORDS)
    return (
        fixed
        + evidence * per_evidence
        + receipts * _line_size(receipt_name(1))
        + attachments * _line_size(attachment_name(1))
    )


def payload_bytes(members: Iterable[tuple[str, str]]) -> bytes:
    """Return `manifest-sha256.txt` of (member name, SHA-256 in hexadecimal), in member order."""
    return b"".join(f"{sha256}  {name[len(ROOT) :]}\n".encode("ascii") for name, sha256 in members)


def read_payload(chunks: Iterable[bytes], names: Iterable[str]) -> tuple[bytes, str]:
    """Return the raw 32-byte hashes of `manifest-sha256.txt`, one after the other, and its own SHA-256.

    Its lines must be those of `names`, in order. Reads all of `chunks`. Raises BundleBroken.
    """
    hashes = bytearray()
    own = hashlib.sha256()
    pending = b""
    expected = iter(names)
    for chunk in chunks:
        own.update(chunk)
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            name = next(expected, None)
            digest, rest = line[:64], line[64:]
            if name is None or rest != b"  " + name[len(ROOT) :].encode("ascii") or not _HASH.fullmatch(digest):
                raise errors.BundleBroken(_("The bundle's list of contents is not as its format asks."))
            hashes += bytes.fromhex(digest.decode("ascii"))
        if len(pending) > ID_LINE + 100:
            raise errors.BundleBroken(_("The bundle's list of contents is not as its format asks."))
    if pending or next(expected, None) is not None:
        raise errors.BundleBroken(_("The bundle's list of contents is not as its format asks."))
    return bytes(hashes), own.hexdigest()


def ids_bytes(ids: Iterable[str]) -> bytes:
    """Return `data/revision-ids`: the ids sorted and unique, each on its line."""
    return b"".join(f"{identifier}\n".encode("ascii") for identifier in sorted(set(ids)))


def check_ids(data: bytes) -> int:
    """Return how many ids `data/revision-ids` lists; raise BundleBroken unless sorted and well written."""
    if len(data) % ID_LINE or len(data) > LARGEST_IDS:
        raise errors.BundleBroken(_("The bundle's list of revisions is not as its format asks."))
    last = b""
    for start in range(0, len(data), ID_LINE * _IDS_AT_ONCE):
        block = data[start : start + ID_LINE * _IDS_AT_ONCE]
        lines = block.split(b"\n")[:-1]
        in_order = all(a < b for a, b in zip([last, *lines], lines, strict=False))
        if not _ID_LINES.fullmatch(block) or not in_order:
            raise errors.BundleBroken(_("The bundle's list of revisions is not as its format asks."))
        last = lines[-1]
    return len(data) // ID_LINE


class IdList:
    """The ids of a checked `data/revision-ids`, found in place: sixty-five bytes an id and nothing more."""

    __slots__ = ("_count", "data")

    def __init__(self, data: bytes) -> None:
        self._count = check_ids(data)
        self.data = data

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self.data), ID_LINE):
            yield self.data[start : start + 64].decode("ascii")

    def find(self, identifier: str) -> int:
        """Return the position of `identifier`, or -1 when it is not listed."""
        wanted = identifier.encode("ascii")
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self.data[middle * ID_LINE : middle * ID_LINE + 64]
            if found < wanted:
                low = middle + 1
            else:
                high = middle
        return low if self.data[low * ID_LINE : low * ID_LINE + 64] == wanted else -1
