"""Reading a bundle: streaming, strict, in constant memory; nothing counts before its last byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.base import errors
from app.base.i18n import _
from app.crypto import age
from app.crypto.recipients import STANZAS, Identity
from app.crypto.signing import Signatures
from app.crypto.stream import NONCE, StreamReader, payload_key
from app.exchange import bag, evidence, receipt, records, signed, tar
from app.exchange.evidence import EvidenceItem
from app.exchange.hashing import Hasher
from app.exchange.manifest import LARGEST as LARGEST_MANIFEST
from app.exchange.manifest import Manifest, parse_manifest
from app.exchange.plan import padded_size
from app.exchange.receipt import Receipt
from app.exchange.tar import Readable, Writable


class Part(Writable, Protocol):
    """Where one member's content goes; closed only when its size and hash were right."""

    def close(self) -> None:
        """Take the content as whole."""


class Sink(Protocol):
    """Where the contents of a bundle go while they are checked.

    Nothing handed over counts before `read_rest` returns: until then keep it where it can be dropped.
    All calls come from the thread that calls `read_rest`; what they raise comes through unchanged.
    """

    def records(self, size: int, /) -> Part:
        """Return where `data/records.jsonl.gz` of `size` bytes goes (still compressed)."""

    def evidence(self, item: EvidenceItem, manifest: Manifest, /) -> None:
        """Take one piece of forwarded evidence whose signatures and ids were checked."""

    def receipt(self, found: Receipt, /) -> None:
        """Take one receipt signed by the sender of the bundle."""

    def attachment(self, number: int, sha256: str, size: int, /) -> Part:
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
        """Read all else into `sink`; return only after the padding, the final chunk and the end of the file.

        Call it once. `progress` gets the plaintext bytes read so far. Raises BundleBroken, BundleForged or
        DamagedPayload, and whatever the sink or the file underneath raises (OSError for a stick pulled).
        """
        if self._begun:
            raise RuntimeError("a bundle is read once")
        self._begun = True
        with Hasher() as hashing:
            return _Rest(self._archive, self.manifest, self.signatures, sink, hashing, progress).read()


def open_bundle(source: Readable, identities: Sequence[Identity]) -> Opened:
    """Open a bundle as far as its manifest and check both signatures over it.

    Raises NotAgeFile, DamagedHeader, NotForUs, DamagedPayload, BundleBroken or BundleForged. Memory does not
    grow with the bundle; `source` only needs `read`, and is left open.
    """
    return open_plaintext(_decrypting(source, identities))


def open_plaintext(plaintext: Readable) -> Opened:
    """Open the plaintext of a bundle, as `open_bundle` does, which raises what decrypting it finds."""
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


def _decrypting(source: Readable, identities: Sequence[Identity]) -> StreamReader:
    header = age.parse_header(source)
    kinds = {stanza.type for stanza in header.stanzas}
    if len(header.stanzas) != STANZAS or kinds not in ({"mlkem768x25519"}, {"X25519"}):
        raise errors.BundleBroken(_("This is an encrypted file, but not a bundle of ours; nothing was received."))
    file_key = age.unwrap(header, identities)
    nonce = tar.exactly(source, NONCE)
    return StreamReader(source, payload_key(file_key, nonce))


class _Rest:
    """Everything behind the manifest, member by member."""

    __slots__ = ("_archive", "_hashes", "_hashing", "_manifest", "_progress", "_signatures", "_sink")

    def __init__(
        self,
        archive: tar.Archive,
        manifest: Manifest,
        signatures: Signatures,
        sink: Sink,
        hashing: Hasher,
        progress: Callable[[int], object] | None,
    ) -> None:
        self._archive = archive
        self._manifest = manifest
        self._signatures = signatures
        self._sink = sink
        self._hashing = hashing
        self._progress = progress or (lambda _done: None)
        self._hashes: Iterator[bytes] = iter(())

    def read(self) -> Received:
        archive, manifest = self._archive, self._manifest
        archive.member(bag.BAGIT, least=len(bag.BAGIT_BYTES), largest=len(bag.BAGIT_BYTES))
        if archive.content() != bag.BAGIT_BYTES:
            raise errors.BundleBroken(_("The bundle's BagIt declaration is not the expected one."))
        self._hashes = self._payload()
        ids = self._small(bag.IDS, least=manifest.lines * bag.ID_LINE, largest=manifest.lines * bag.ID_LINE)
        listed = evidence.check_listed(manifest, ids)
        size = archive.member(bag.RECORDS, largest=records.largest_compressed(manifest.decompressed))
        self._stream(self._sink.records(size))
        for number in range(1, manifest.evidence + 1):
            self._evidence(number)
        for number in range(1, manifest.receipts + 1):
            data = self._small(bag.receipt_name(number), least=2, largest=receipt.LARGEST)
            self._sink.receipt(receipt.parse_receipt(data, manifest.sender))
        self._attachments()
        tar_size = archive.finish(padded_size)
        self._progress(archive.offset)
        item = EvidenceItem(manifest.data, self._signatures, ids)
        return Received(item, listed, size, tar_size)

    def _payload(self) -> Iterator[bytes]:
        manifest, size = self._manifest, self._manifest.payload_size
        self._archive.member(bag.PAYLOAD, least=size, largest=size)
        names = bag.payload_names(manifest.evidence, manifest.receipts, manifest.attachments)
        hashes, own = bag.read_payload(self._archive.chunks(), names)
        if own != manifest.payload_sha256:
            raise errors.BundleBroken(_("The bundle's list of contents is not the one its manifest names."))
        return (hashes[start : start + 32] for start in range(0, len(hashes), 32))

    def _small(self, name: str, *, least: int, largest: int) -> bytes:
        self._archive.member(name, least=least, largest=largest)
        data = self._archive.content()
        if hashlib.sha256(data).digest() != next(self._hashes):
            raise _other_content()
        self._progress(self._archive.offset)
        return data

    def _stream(self, part: Part, expected: bytes | None = None) -> None:
        wanted = next(self._hashes) if expected is None else expected
        for piece in self._archive.chunks():
            self._hashing.update(piece)
            part.write(piece)
            self._progress(self._archive.offset)
        if self._hashing.finish() != wanted:
            raise _other_content()
        part.close()

    def _evidence(self, number: int) -> None:
        document, listing = bag.evidence_names(number)
        data = self._small(document, least=2, largest=evidence.LARGEST_FILE)
        manifest_bytes, signatures, manifest = evidence.read_evidence_file(data)
        size = manifest.lines * bag.ID_LINE
        ids = self._small(listing, least=size, largest=size)
        evidence.check_listed(manifest, ids)
        self._sink.evidence(EvidenceItem(manifest_bytes, signatures, ids), manifest)

    def _attachments(self) -> None:
        left = self._manifest.attachment_bytes
        seen = set[bytes]()
        for number in range(1, self._manifest.attachments + 1):
            wanted = next(self._hashes)
            if wanted in seen:
                raise errors.BundleBroken(_("The bundle carries the same attachment twice."))
            seen.add(wanted)
            size = self._archive.member(bag.attachment_name(number), largest=min(left, tar.LARGEST))
            left -= size
            self._stream(self._sink.attachment(number, wanted.hex(), size), wanted)
        if left:
            raise errors.BundleBroken(_("The bundle's attachments do not have their announced size."))


def _other_content() -> errors.BundleBroken:
    return errors.BundleBroken(_("A part of the bundle is not what its list of contents names; nothing was received."))
