"""The plan of a bundle: every byte of it settled and signed before the first is written.

Storage commits the plan first. Writing it again, after a lost stick or a power cut, gives the same file.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.base import errors
from app.base.i18n import _
from app.crypto import age, recipients, signing
from app.crypto.header import LARGEST as LARGEST_HEADER
from app.crypto.padme import padme
from app.crypto.signing import Signatures, SigningKeys
from app.crypto.stream import NONCE, sealed_size
from app.exchange import bag, signed, tar
from app.exchange.card import Card, Profile, parse_card
from app.exchange.evidence import EvidenceItem, evidence_file, verify_evidence
from app.exchange.manifest import INTERNAL, NAMESPACE, Manifest, Stream, manifest_bytes
from app.exchange.receipt import parse_receipt
from app.exchange.records import Compressed

SMALLEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """The content of one attachment: SHA-256 in hexadecimal and size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A bundle settled to the last byte, but for records and attachments, which it names by hash and size.

    `evidence` pairs each evidence file with its ids; `padded_size` is the plaintext's, in bytes.
    `file_key` opens the bundle: keep a plan only inside the vault.
    """

    manifest_bytes: bytes
    signatures: Signatures
    bag_manifest_bytes: bytes
    ids_bytes: bytes
    records: Compressed
    evidence: tuple[tuple[bytes, bytes], ...]
    receipts: tuple[bytes, ...]
    attachments: tuple[Attachment, ...]
    header_bytes: bytes
    file_key: bytes
    nonce: bytes
    tar_size: int
    padded_size: int

    @property
    def hash(self) -> str:
        """The manifest's hash, the bundle's name in streams and receipts."""
        return hashlib.sha256(self.manifest_bytes).hexdigest()

    @property
    def file_size(self) -> int:
        """The size of the bundle file in bytes."""
        return len(self.header_bytes) + len(self.nonce) + sealed_size(self.padded_size)

    @property
    def item(self) -> EvidenceItem:
        """The evidence this bundle leaves with its sender."""
        return EvidenceItem(self.manifest_bytes, self.signatures, self.ids_bytes)


def padded_size(tar_size: int) -> int:
    """Return the plaintext's size: Padme of the tar's (both zero blocks included), of 256 KiB at least."""
    return padme(max(tar_size, SMALLEST))


def largest_file(ids: int, records: int, evidence: Iterable[EvidenceItem], receipts: int, sizes: Iterable[int]) -> int:
    """Return a ceiling in bytes for the bundle file of that content, to split before planning.

    `ids` and `receipts` are counts, `records` the compressed size, `sizes` those of the attachments.
    """
    total = len(tar.END) + tar.padded(64 * 1024) + tar.padded(4096) + tar.padded(signed.MLDSA_SIGNATURE)
    total += tar.padded(len(bag.BAGIT_BYTES)) + tar.padded(ids * bag.ID_LINE) + tar.padded(records)
    items = 0
    for item in evidence:
        items += 1
        total += tar.padded(80 * 1024) + tar.padded(len(item.ids_bytes))
    total += receipts * tar.padded(16 * 1024)
    attachments = 0
    for size in sizes:
        attachments += 1
        total += tar.padded(size)
    total += tar.padded(bag.payload_size(items, receipts, attachments))
    return LARGEST_HEADER + NONCE + sealed_size(padded_size(total))


def plan(
    *,
    keys: SigningKeys,
    card: bytes,
    recipient: Card,
    stream: Stream,
    ids: Iterable[str],
    records: Compressed,
    authors: Iterable[str],
    software: str,
    evidence: Sequence[EvidenceItem] = (),
    receipts: Sequence[bytes] = (),
    attachments: Sequence[Attachment] = (),
    profile: Profile = "xwing",
    bundle: str | None = None,
) -> Plan:
    """Settle and sign a bundle from the owner of `keys` and `card` to `recipient`.

    `records` is what `compress_lines` wrote; `ids` are the ids of its revisions in any order; `receipts` are
    receipt files of the sender; `authors` the key ids the sender vouches for. `bundle` is drawn when None.
    Raises BadInput when the content does not fit one bundle or the recipient has no such profile,
    and BundleRefused when evidence or a receipt handed in is not valid.
    """
    sender = parse_card(card)
    if sender.key_id != keys.key_id or stream.key != keys.key_id:
        raise errors.BadInput(_("The card or the stream is not the sender's own."))
    listed = bag.ids_bytes(ids)
    if bag.check_ids(listed) != records.lines:
        raise errors.BadInput(_("The records and the list of revisions do not agree."))
    _check_content(attachments, evidence, receipts, sender)
    forwarded = tuple((evidence_file(item), item.ids_bytes) for item in evidence)
    payload = _payload(listed, records, forwarded, tuple(receipts), tuple(attachments))
    manifest = Manifest(
        bundle=bundle or secrets.token_hex(16),
        sender=sender,
        recipient_key=recipient.key_id,
        recipient_card=recipient.hash,
        stream=stream,
        authors=tuple(sorted(set(authors))),
        lines=records.lines,
        decompressed=records.decompressed,
        ids_sha256=hashlib.sha256(listed).hexdigest(),
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        payload_size=len(payload),
        evidence=len(evidence),
        receipts=len(receipts),
        attachments=len(attachments),
        attachment_bytes=sum(attachment.size for attachment in attachments),
        software=software,
        purpose=INTERNAL,
    )
    data = manifest_bytes(manifest)
    header, file_key = _sealed_header(recipient, profile)
    settled = Plan(
        manifest_bytes=data,
        signatures=signing.sign_both(keys, data, NAMESPACE),
        bag_manifest_bytes=payload,
        ids_bytes=listed,
        records=records,
        evidence=forwarded,
        receipts=tuple(receipts),
        attachments=tuple(attachments),
        header_bytes=header,
        file_key=file_key,
        nonce=age.new_nonce(),
        tar_size=0,
        padded_size=0,
    )
    size = sum(tar.padded(size) for _name, size in members(settled)) + len(tar.END)
    return replace(settled, tar_size=size, padded_size=padded_size(size))


def members(settled: Plan) -> list[tuple[str, int]]:
    """Return name and size of every member of the plan's tar, in order."""
    listing = [
        (bag.MANIFEST, len(settled.manifest_bytes)),
        (bag.SSH, len(settled.signatures.ssh)),
        (bag.MLDSA, len(settled.signatures.mldsa)),
        (bag.BAGIT, len(bag.BAGIT_BYTES)),
        (bag.PAYLOAD, len(settled.bag_manifest_bytes)),
        (bag.IDS, len(settled.ids_bytes)),
        (bag.RECORDS, settled.records.size),
    ]
    for number, (document, listed) in enumerate(settled.evidence, 1):
        listing += zip(bag.evidence_names(number), (len(document), len(listed)), strict=True)
    listing += [(bag.receipt_name(number), len(data)) for number, data in enumerate(settled.receipts, 1)]
    listing += [
        (bag.attachment_name(number), attachment.size) for number, attachment in enumerate(settled.attachments, 1)
    ]
    return listing


def _check_content(
    attachments: Sequence[Attachment],
    evidence: Sequence[EvidenceItem],
    receipts: Sequence[bytes],
    sender: Card,
) -> None:
    if any(not 0 <= attachment.size <= tar.LARGEST for attachment in attachments):
        raise errors.BadInput(_("An attachment is larger than a bundle can carry (8 GiB)."))
    if len({attachment.sha256 for attachment in attachments}) != len(attachments):
        raise errors.BadInput(_("The same attachment is listed twice for one bundle."))
    counts = (len(evidence), len(receipts), len(attachments))
    if max(counts) > bag.MOST or bag.payload_size(*counts) > bag.LARGEST_PAYLOAD:
        raise errors.BadInput(_("This is too much for one bundle; please send it in parts."))
    for item in evidence:
        verify_evidence(item)
    for data in receipts:
        parse_receipt(data, sender)


def _payload(
    listed: bytes,
    records: Compressed,
    forwarded: tuple[tuple[bytes, bytes], ...],
    receipts: tuple[bytes, ...],
    attachments: tuple[Attachment, ...],
) -> bytes:
    hashes = [hashlib.sha256(listed).hexdigest(), records.sha256]
    hashes += [hashlib.sha256(data).hexdigest() for pair in forwarded for data in pair]
    hashes += [hashlib.sha256(data).hexdigest() for data in receipts]
    hashes += [attachment.sha256 for attachment in attachments]
    names = bag.payload_names(len(forwarded), len(receipts), len(attachments))
    return bag.payload_bytes(zip(names, hashes, strict=True))


def _sealed_header(recipient: Card, profile: Profile) -> tuple[bytes, bytes]:
    addressed = [recipients.parse_recipient(text) for text in recipient.recipients(profile)]
    if not addressed:
        raise errors.BadInput(_("The recipient's card has no key of this kind; please use the other profile."))
    file_key = age.new_file_key()
    return age.encrypt_header(file_key, recipients.eight_stanzas(addressed, file_key)), file_key
