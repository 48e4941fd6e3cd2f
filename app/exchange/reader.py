"""Reading a bundle: streaming, strict, in constant memory; nothing counts before the last byte was checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from app.base import errors
from app.base.i18n import _
from app.crypto import age
from app.crypto.recipients import Identity
from app.crypto.signing import Signatures
from app.exchange import bag, evidence, receipt, records, signed, tar
from app.exchange.background import InOrder, ReadAhead
from app.exchange.evidence import EvidenceItem
from app.exchange.manifest import LARGEST as LARGEST_MANIFEST
from app.exchange.manifest import Manifest, parse_manifest
from app.exchange.plan import padded_size
from app.exchange.receipt import Receipt
from app.exchange.tar import Writable

STANZAS = 8


class Part(Writable, Protocol):
    """Where one member's content goes; closed only when its size and hash were right."""

    def close(self) -> None:
        """Take the content as whole."""


class Sink(Protocol):
    """Where the contents of a bundle go while they are checked.

    Nothing handed over counts before `read_rest` returns: until then keep it where it can be dropped.
    All calls come from the thread that calls `read_rest`; what they raise comes through unchanged.
    """

    def records(self, size: int) -> Part:
        """Return where `data/records.jsonl.gz` of `size` bytes goes (still compressed)."""

    def evidence(self, item: EvidenceItem, manifest: Manifest) -> None:
        """Take one piece of forwarded evidence whose signatures and ids were checked."""

    def receipt(self, found: Receipt) -> None:
        """Take one receipt signed by the sender of the bundle."""

    def attachment(self, number: int, sha256: str, size: int) -> Part:
        """Return where attachment `number` (from 1) goes."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle was found to hold once all of it was read and checked; sizes in bytes."""

    item: EvidenceItem
    ids: bag.IdList
    records_size: int
    tar_size: int


class Opened:
    """A bundle whose manifest is signed by the keys of the sender's card inside it; the rest is not read yet.

    Decide about trust, recipient and stream by `manifest` before `read_rest`.
    """

    def __init__(self, archive: tar.Archive, manifest: Manifest, signatures: Signatures) -> None:
        self.manifest = manifest
        self.signatures = signatures
        self._archive = archive
        self._begun = False

    @property
    def hash(self) -> str:
        """The manifest's hash, the bundle's name in streams and receipts."""
        return self.manifest.hash

    def read_rest(self, sink: Sink, progress: Callable[[int], object] | None = None) -> Received:
        """Read everything else into `sink`; return only after the padding, the final chunk and the end of file.

        Call it once. `progress` gets the plaintext bytes read so far. Raises BundleBroken, BundleForged or
        DamagedPayload, and whatever the sink or the file underneath raises (OSError for a stick pulled).
        """
        if self._begun:
            raise RuntimeError("a bundle is read once")
        self._begun = True
        with InOrder(_hash_piece) as hashing:
            return _Rest(self._archive, self.manifest, self.signatures, sink, hashing, progress).read()


def open_bundle(source: BinaryIO, identities: Sequence[Identity]) -> Opened:
    """Open a bundle as far as its manifest and check both signatures over it.

    Raises NotAgeFile, DamagedHeader, NotForUs, DamagedPayload, BundleBroken or BundleForged. Memory does not
    grow with the bundle; `source` only needs `read`, and is left open.
    """
    plaintext = _decrypting(source, identities)
    archive = tar.Archive(plaintext)
    archive.member(bag.MANIFEST, least=2, largest=LARGEST_MANIFEST)
    data = archive.content()
    archive.member(bag.SSH, least=1, largest=signed.SSH_LONGEST)
    ssh = archive.content()
    archive.member(bag.MLDSA, least=signed.MLDSA_SIGNATURE, largest=signed.MLDSA_SIGNATURE)
    mldsa = archive.content()
    if not ssh.isascii():
        raise errors.BundleForged(_("The bundle's signature is damaged; nothing was received."))
    signatures = Signatures(ssh=ssh.decode("ascii"), mldsa=mldsa)
    return Opened(archive, parse_manifest(data, signatures), signatures)
