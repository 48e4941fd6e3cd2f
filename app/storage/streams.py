"""Streams of bundles: what was sent to whom in which place, what came from whom, receipts for both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.ids import in_order
from app.domain.revision import digest
from app.storage import idlists, log, spools
from app.storage.database import listed
from app.storage.handle import Vault, get_meta, now

SHOWN = 10
"""Missing places of a stream that are named."""
PENDING, WRITTEN, WITHDRAWN = "pending", "written", "withdrawn"


_RECEIPTED = """
    SELECT ids, receipts FROM outgoing JOIN receipt USING (manifest_hash)
    WHERE recipient IN (SELECT unhex(value) FROM json_each(?1)) AND signer IN (SELECT unhex(value) FROM json_each(?1))
"""


@dataclass(frozen=True, slots=True)
class Position:
    """The next place in the stream to one recipient: as the manifest's `stream` says it."""

    epoch: str
    follows: str | None
    n: int
    previous: str | None
    """Hash of the manifest before it in this epoch, None for the first."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A bundle committed to a stream: everything it takes to write the same bytes again.

    `ids` are the revisions in it, `receipts` the manifest hashes whose receipts it carries, `attachments` the hashes of
    contents. `plan` is what its writer needs besides the spool (keys of the bundle among it), in the writer's own form;
    both are forgotten once the bundle is written. `spool` is what `Spool.keep` returned, or None.
    """

    recipient: str
    epoch: str
    n: int
    manifest: bytes = field(repr=False)
    ssh: str = field(repr=False)
    mldsa: bytes = field(repr=False)
    ids: Sequence[str] = field(repr=False)
    receipts: Sequence[str] = field(repr=False)
    attachments: Sequence[str] = field(repr=False)
    plan: bytes | None = field(repr=False)
    name: str
    spool: int | None
    state: str = PENDING

    @property
    def hash(self) -> str:
        """The manifest's hash."""
        return hashlib.sha256(self.manifest).hexdigest()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A bundle that was received: its manifest's hash, its place in the sender's stream, its bundle id."""

    manifest_hash: str
    sender: str
    epoch: str
    n: int
    bundle: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt: for which manifest, signed by whom, when, and the whole file."""

    manifest_hash: str
    by: str
    at: str
    data: bytes = field(repr=False)


def next_position(vault: Vault, recipient: str) -> Position:
    """Return the next place in the stream to the recipient with this key id."""
    epoch = str(get_meta(vault.db, "epoch"))
    follows = get_meta(vault.db, "follows")
    row = vault.db.one(
        """
        SELECT position, manifest_hash FROM outgoing
        WHERE recipient = ? AND epoch = ? ORDER BY position DESC LIMIT 1
        """,
        (bytes.fromhex(recipient), epoch),
    )
    before = None if follows is None else str(follows)
    return Position(epoch, before, row[0] + 1, row[1].hex()) if row else Position(epoch, before, 1, None)


def commit_outgoing(vault: Vault, outgoing: Outgoing) -> None:
    """Note a bundle durably, with its log entry and the head of the log, before any byte of it is written out."""
    with vault.transaction() as db:
        db.run(
            """
            INSERT INTO outgoing (
                manifest_hash, recipient, epoch, position, state, committed, name,
                spool, manifest, ssh, mldsa, ids, receipts, attachments, plan
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                bytes.fromhex(outgoing.hash),
                bytes.fromhex(outgoing.recipient),
                outgoing.epoch,
                outgoing.n,
                PENDING,
                now(),
                outgoing.name,
                outgoing.spool,
                outgoing.manifest,
                outgoing.ssh,
                outgoing.mldsa,
                idlists.pack(outgoing.ids),
                idlists.pack(outgoing.receipts),
                idlists.pack(outgoing.attachments),
                outgoing.plan,
            ),
        )
        detail = {
            "manifest": outgoing.hash,
            "n": outgoing.n,
            "revisions": len(outgoing.ids),
            "to": outgoing.recipient,
        }
        log.append(db, vault.log_key, [("sent", detail)])
    if not vault.db.in_transaction:
        vault.anchor()


def pending(vault: Vault, recipient: str | None = None) -> list[Outgoing]:
    """Return the bundles committed, but not known to be written, to one recipient or all, oldest first."""
    return [one for one in _outgoing(vault, recipient) if one.state == PENDING]


def sent(vault: Vault, recipient: str | None = None) -> list[Outgoing]:
    """Return all bundles committed, to one recipient or to all, the oldest first."""
    return _outgoing(vault, recipient)


def mark_written(vault: Vault, manifest_hash: str) -> None:
    """Note that a bundle was written, synced and read back; its spool and plan are forgotten."""
    _forget(vault, bytes.fromhex(manifest_hash), WRITTEN)


def withdraw(vault: Vault, revision_ids: set[str]) -> list[str]:
    """Forget the contents of pending bundles that carry any of these revisions; return their manifests' hashes."""
    gone = [one.hash for one in pending(vault) if not revision_ids.isdisjoint(one.ids)]
    for manifest_hash in gone:
        _forget(vault, bytes.fromhex(manifest_hash), WITHDRAWN)
    return gone


def _forget(vault: Vault, manifest_hash: bytes, state: str) -> None:
    with vault.transaction() as db:
        spool = db.value("SELECT spool FROM outgoing WHERE manifest_hash = ?", (manifest_hash,))
        db.run(
            "UPDATE outgoing SET state = ?, spool = NULL, plan = NULL WHERE manifest_hash = ?",
            (state, manifest_hash),
        )
        if spool is not None:
            spools.drop_kept(vault, spool)


def covered(vault: Vault, *keys: str) -> set[str]:
    """Return the revisions surely there with the owner of these keys: receipted by one of them, or come from one."""
    theirs = listed(map(bytes.fromhex, keys))
    found: set[str] = set()
    for ids, _carried in vault.db.each(_RECEIPTED, (theirs,)):
        found.update(idlists.unpack(ids))
    for (ids,) in vault.db.each(
        "SELECT accepted FROM incoming WHERE sender IN (SELECT unhex(value) FROM json_each(?))", (theirs,)
    ):
        found.update(idlists.unpack(ids))
    return found


def seen(vault: Vault, sender: str, epoch: str, n: int) -> str | None:
    """Return the hash of the manifest received in this place of the sender's stream, or None."""
    row = vault.db.one(
        "SELECT manifest_hash FROM incoming WHERE sender = ? AND epoch = ? AND position = ?",
        (bytes.fromhex(sender), epoch, n),
    )
    return row[0].hex() if row else None


def missing(vault: Vault, sender: str, epoch: str, n: int) -> tuple[int, list[int]]:
    """Return how many places before `n` in this epoch of the sender's stream nothing came in, and the first of them."""
    rows = vault.db.all(
        "SELECT position FROM incoming WHERE sender = ? AND epoch = ? AND position < ? ORDER BY position",
        (bytes.fromhex(sender), epoch, n),
    )
    came = {row[0] for row in rows}
    first = [place for place in range(1, min(n, len(came) + SHOWN + 1)) if place not in came]
    return n - 1 - len(came), first[:SHOWN]


def received(vault: Vault, manifest_hash: str) -> bool:
    """Tell whether the bundle with this manifest was received already."""
    return vault.db.value("SELECT 1 FROM incoming WHERE manifest_hash = ?", (bytes.fromhex(manifest_hash),)) is not None


def record_incoming(vault: Vault, incoming: Incoming, accepted: Iterable[str]) -> None:
    """Note a received bundle and the revisions accepted from it, new or here before. Call it in `Batch.reveal`.

    The log notes the digest of the accepted ids.
    """
    ids = [one.hex() for one in in_order(bytes.fromhex(one) for one in accepted)]
    with vault.transaction() as db:
        db.run(
            """
            INSERT INTO incoming (manifest_hash, sender, epoch, position, bundle, received, accepted)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            (
                bytes.fromhex(incoming.manifest_hash),
                bytes.fromhex(incoming.sender),
                incoming.epoch,
                incoming.n,
                incoming.bundle,
                now(),
                idlists.pack(ids),
            ),
        )
        detail = {
            "digest": digest(ids),
            "from": incoming.sender,
            "manifest": incoming.manifest_hash,
            "n": incoming.n,
        }
        log.append(db, vault.log_key, [("received", detail)])


def accept_more(vault: Vault, manifest_hash: str, ids: Iterable[str]) -> None:
    """Note revisions of a received bundle that were held and are accepted now. Call it in `Batch.reveal`."""
    with vault.transaction() as db:
        row = db.one("SELECT accepted FROM incoming WHERE manifest_hash = ?", (bytes.fromhex(manifest_hash),))
        if row is None:
            return
        together = sorted({*idlists.unpack(row[0]), *ids})
        db.run(
            "UPDATE incoming SET accepted = ? WHERE manifest_hash = ?",
            (idlists.pack(together), bytes.fromhex(manifest_hash)),
        )
        log.append(db, vault.log_key, [("accepted", {"digest": digest(together), "manifest": manifest_hash})])


def add_receipt(vault: Vault, receipt: Receipt) -> None:
    """Keep a verified receipt: one of ours for a bundle received, or another's for a bundle we sent."""
    with vault.transaction() as db:
        changed = db.run(
            "INSERT OR IGNORE INTO receipt (manifest_hash, signer, at, data) VALUES (?, ?, ?, ?)",
            (bytes.fromhex(receipt.manifest_hash), bytes.fromhex(receipt.by), receipt.at, receipt.data),
        )
        if changed > 0:
            log.append(db, vault.log_key, [("receipt", {"by": receipt.by, "manifest": receipt.manifest_hash})])


def receipt_for(vault: Vault, manifest_hash: str, by: str) -> Receipt | None:
    """Return the receipt that `by` signed for this manifest, or None."""
    row = vault.db.one(
        "SELECT at, data FROM receipt WHERE manifest_hash = ? AND signer = ?",
        (bytes.fromhex(manifest_hash), bytes.fromhex(by)),
    )
    return Receipt(manifest_hash, by, row[0], row[1]) if row else None


def receipted(vault: Vault, revision_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return which of these revisions somebody received from us: revision, who signed a receipt for it, and when."""
    wanted = sorted(set(revision_ids))
    return [
        (one, signer.hex(), at)
        for ids, signer, at in vault.db.each(
            """
            SELECT ids, signer, at FROM outgoing JOIN receipt USING (manifest_hash)
            WHERE signer = recipient ORDER BY outgoing.n
            """
        )
        for one in wanted
        if idlists.holds(ids, one)
    ]


def receipts_to_send(vault: Vault, *keys: str) -> list[Receipt]:
    """Return our receipts for bundles from the owner of these keys that they do not surely have.

    Those are what was sent in no bundle they signed a receipt for.
    """
    theirs = listed(map(bytes.fromhex, keys))
    arrived: set[str] = set()
    for _ids, carried in vault.db.each(_RECEIPTED, (theirs,)):
        arrived.update(idlists.unpack(carried))
    rows = vault.db.all(
        """
        SELECT receipt.manifest_hash, signer, at, data FROM receipt JOIN incoming USING (manifest_hash)
        WHERE sender IN (SELECT unhex(value) FROM json_each(?)) AND signer <> sender ORDER BY n
        """,
        (theirs,),
    )
    return [Receipt(row[0].hex(), row[1].hex(), row[2], row[3]) for row in rows if row[0].hex() not in arrived]


def _outgoing(vault: Vault, recipient: str | None) -> list[Outgoing]:
    rows = vault.db.all(
        """
        SELECT recipient, epoch, position, manifest, ssh, mldsa, ids, receipts, attachments, plan, name,
            spool, state
        FROM outgoing WHERE ?1 IS NULL OR recipient = ?1 ORDER BY n
        """,
        (None if recipient is None else bytes.fromhex(recipient),),
    )
    return [
        Outgoing(
            recipient=row[0].hex(),
            epoch=row[1],
            n=row[2],
            manifest=row[3],
            ssh=row[4],
            mldsa=row[5],
            ids=tuple(idlists.unpack(row[6])),
            receipts=tuple(idlists.unpack(row[7])),
            attachments=tuple(idlists.unpack(row[8])),
            plan=row[9],
            name=row[10],
            spool=row[11],
            state=row[12],
        )
        for row in rows
    ]
