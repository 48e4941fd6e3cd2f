"""A planned bundle as the vault keeps it until it is written: so that a retry writes the same bytes."""

from __future__ import annotations

from typing import Any

from app.crypto.signing import Signatures
from app.domain import canonical
from app.exchange.bag import ids_bytes
from app.exchange.plan import Attachment, Plan
from app.exchange.records import Compressed
from app.services.session import Session
from app.storage import log, streams
from app.storage.streams import Outgoing, Position


def kept(plan: Plan, recipient: str, position: Position, name: str, spool: int, carried: list[str]) -> Outgoing:
    """Return what storage keeps of `plan`; `carried` are the manifest hashes whose receipts it carries."""
    ids = plan.ids_bytes.decode("ascii").split()
    return Outgoing(
        recipient=recipient,
        epoch=position.epoch,
        n=position.n,
        manifest=plan.manifest_bytes,
        ssh=plan.signatures.ssh,
        mldsa=plan.signatures.mldsa,
        ids=ids,
        receipts=carried,
        attachments=[one.sha256 for one in plan.attachments],
        plan=canonical.encode(_written(plan)),
        name=name,
        spool=spool,
    )


def _written(plan: Plan) -> dict[str, Any]:
    records = plan.records
    return {
        "attachments": [[one.sha256, one.size] for one in plan.attachments],
        "evidence": [[document.hex(), ids.hex()] for document, ids in plan.evidence],
        "file_key": plan.file_key.hex(),
        "header": plan.header_bytes.hex(),
        "nonce": plan.nonce.hex(),
        "padded_size": plan.padded_size,
        "payload": plan.bag_manifest_bytes.hex(),
        "receipts": [one.hex() for one in plan.receipts],
        "records": [records.sha256, records.size, records.decompressed, records.lines],
        "tar_size": plan.tar_size,
    }


def plan_of(outgoing: Outgoing) -> Plan:
    """Return the plan again, byte for byte."""
    assert outgoing.plan is not None
    value = canonical.decode_object(outgoing.plan, limit=len(outgoing.plan))
    return Plan(
        manifest_bytes=outgoing.manifest,
        signatures=Signatures(outgoing.ssh, outgoing.mldsa),
        bag_manifest_bytes=bytes.fromhex(value["payload"]),
        ids_bytes=ids_bytes(outgoing.ids),
        records=Compressed(*value["records"]),
        evidence=tuple((bytes.fromhex(document), bytes.fromhex(ids)) for document, ids in value["evidence"]),
        receipts=tuple(bytes.fromhex(one) for one in value["receipts"]),
        attachments=tuple(Attachment(sha256, size) for sha256, size in value["attachments"]),
        header_bytes=bytes.fromhex(value["header"]),
        file_key=bytes.fromhex(value["file_key"]),
        nonce=bytes.fromhex(value["nonce"]),
        tar_size=value["tar_size"],
        padded_size=value["padded_size"],
    )


def withdraw(session: Session, outgoing: Outgoing) -> None:
    """Give a committed bundle up for good: it is not written again, and its place in the stream stays empty."""
    with session.vault.transaction():
        streams._forget(session.vault, bytes.fromhex(outgoing.hash), streams.WITHDRAWN)
        log.note(session.vault, "withdrawn", {"manifest": outgoing.hash, "to": outgoing.recipient})
