"""A plan as one piece of bytes, for the vault to commit before the bundle is written, and back."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from app.base import errors
from app.base.i18n import _
from app.crypto.signing import Signatures
from app.domain import canonical
from app.exchange.plan import Attachment, Plan
from app.exchange.records import Compressed

FORMAT = 1


def pack(plan: Plan) -> bytes:
    """Return the plan as bytes: a line of canonical JSON, then its binary parts. It holds the file key."""
    parts = [
        plan.manifest_bytes,
        plan.signatures.ssh.encode("ascii"),
        plan.signatures.mldsa,
        plan.bag_manifest_bytes,
        plan.ids_bytes,
        plan.header_bytes,
        plan.file_key,
        plan.nonce,
        *(data for pair in plan.evidence for data in pair),
        *plan.receipts,
    ]
    head = {
        "attachments": [[attachment.sha256, attachment.size] for attachment in plan.attachments],
        "evidence": len(plan.evidence),
        "format": FORMAT,
        "padded_size": plan.padded_size,
        "parts": [len(part) for part in parts],
        "records": [plan.records.sha256, plan.records.size, plan.records.decompressed, plan.records.lines],
        "tar_size": plan.tar_size,
    }
    return b"\n".join([canonical.encode(head), b"".join(parts)])


def unpack(data: bytes) -> Plan:
    """Return the plan that `pack` made `data` of; raise VaultDamaged for anything else."""
    line, _newline, rest = data.partition(b"\n")
    try:
        return _unpacked(canonical.decode_object(line, limit=len(line)), rest)
    except (errors.NotCanonical, KeyError, ValueError, TypeError):
        raise errors.VaultDamaged(
            _("A bundle that was to be written again cannot be read back from the vault. Please send anew.")
        ) from None


def _unpacked(head: dict[str, Any], rest: bytes) -> Plan:
    if head["format"] != FORMAT or sum(head["parts"]) != len(rest):
        raise ValueError
    ends = list(accumulate(head["parts"]))
    parts = [rest[end - size : end] for size, end in zip(head["parts"], ends, strict=True)]
    manifest, ssh, mldsa, payload, ids, header, file_key, nonce, *more = parts
    pairs = 2 * head["evidence"]
    return Plan(
        manifest_bytes=manifest,
        signatures=Signatures(ssh=ssh.decode("ascii"), mldsa=mldsa),
        bag_manifest_bytes=payload,
        ids_bytes=ids,
        records=Compressed(*head["records"]),
        evidence=tuple(zip(more[:pairs:2], more[1:pairs:2], strict=True)),
        receipts=tuple(more[pairs:]),
        attachments=tuple(Attachment(sha256, size) for sha256, size in head["attachments"]),
        header_bytes=header,
        file_key=file_key,
        nonce=nonce,
        tar_size=head["tar_size"],
        padded_size=head["padded_size"],
    )
