"""What can be read of a damaged vault, brought into a new one of the same identity, and what could not be.

A revision comes over when its signature holds, its text when it is what the revision commits to, an attachment when its
contents have their hash. Lists and search are made anew. The activity log is written again: an entry that says so, then
what the old one tells of that is here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.base import durable
from app.base.errors import KeepsakeError, NotCanonical
from app.crypto.recipients import new_x25519, new_xwing
from app.crypto.signing import new_signing_keys
from app.domain import canonical
from app.storage import blob_files, check, check_damage, check_proofs, layout, relogging, shapes, stale
from app.storage.blobs import open_named
from app.storage.check_damage import Damage
from app.storage.database import Database, Row
from app.storage.handle import Vault, new_epoch, now, put_meta

Progress = Callable[[int, int], None]
PIECE = 1 << 20

_PLAIN = ("card", "outgoing", "receipt", "held", "forgotten", "setting")
"""Tables whose rows come over as they are."""


@dataclass(slots=True)
class Recovered:
    """What came over, and what did not: by record in `damage`, by table in `parts`.

    `without_text` are revisions whose text was not what was signed; another vault that has it can give it back.
    `new_keys` tells that the signing keys were lost: contacts must verify a new card.
    """

    revisions: int = 0
    without_text: int = 0
    attachments: int = 0
    drafts: int = 0
    new_keys: bool = False
    damage: list[Damage] = field(default_factory=list, repr=False)
    parts: list[str] = field(default_factory=list)


def fill(source: Vault, target: Vault, progress: Progress | None = None) -> Recovered:
    """Bring all that can be read of `source`, open for reading only, into the new, empty `target`."""
    found = Recovered()
    if source.salvage:
        found.damage += check_damage.of_salvage(source, source.salvage)
        found.parts = sorted({one.table for one in source.salvage.losses if one.table in _TABLES})
    total = int(source.db.value("SELECT (SELECT count(*) FROM shown_revision) + (SELECT count(*) FROM shown_blob)"))
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    with target.transaction() as db:
        _take_meta(source, db, found)
        _take_revisions(source, db, found, step)
        _take_contents(source, target, db, found, step)
        _take_exchange(source, db, found)
        _take_local(source, db, found)
        _take_quarantine(source, target, db, found)
        relogging.write(source, target, db, found.revisions)
        stale.mark_all(db)
        put_meta(db, derived=target.schema.fingerprint())
    stale.catch_up(target)
    target.anchor()
    return found


_TABLES = {
    *_PLAIN,
    "revision",
    "blob",
    "log",
    "meta",
    "own_card",
    "evidence",
    "incoming",
    "draft",
    "quarantine",
    "batch",
}


def _take_meta(source: Vault, db: Database, found: Recovered) -> None:
    lost = source.salvage.stand_ins if source.salvage else frozenset()
    values = {
        name: canonical.decode(value)
        for name, value in source.db.all("SELECT name, value FROM meta")
        if name not in {"anchored", "compact", "derived", *lost}
    }
    found.new_keys = not values.keys() >= {"ed25519", "mldsa65", "identities"}
    if found.new_keys:
        keys = new_signing_keys()
        values |= {
            "ed25519": keys.ed25519_seed.hex(),
            "identities": [new_xwing().to_string(), new_x25519().to_string()],
            "mldsa65": keys.mldsa_seed.hex(),
        }
    cards = source.db.all("SELECT n, card FROM own_card ORDER BY n")
    said = _said(cards[-1][1]) if cards else {}
    for name, other in (("name", "unknown"), ("role", "field"), ("practice", False)):
        values.setdefault(name, said.get(name, other))
    values |= {"epoch": new_epoch(), "follows": values.get("epoch")}
    put_meta(db, **values)
    if not found.new_keys:  # a card of keys that are lost is nobody's any more
        db.many("INSERT INTO own_card (n, card) VALUES (?, ?)", cards)


def _said(card: bytes) -> dict[str, object]:
    """Return what an own card says of its owner."""
    try:
        value = canonical.decode_object(card)["card"]
        return dict(value) if isinstance(value, dict) else {}
    except (NotCanonical, KeyError):
        return {}


def _take_revisions(source: Vault, db: Database, found: Recovered, step: Callable[[], None]) -> None:
    rows = source.db.each(
        """
        SELECT id, header, signature, state, body, salt, record, type, author, n, batch, received
        FROM shown_revision ORDER BY n
        """
    )
    for row in rows:
        step()
        id_, header, signature, state, body, salt, record, type_, author, n, batch, received = row
        if check.problem_of(row):
            found.damage.append(check_damage.of_revision(source, record, id_))
            if check.problem_of((id_, header, signature, "absent", None, None, record, type_, author)):
                continue
            state, body, salt = "absent", None, None
            found.without_text += 1
        db.run(
            "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (n, id_, record, batch, type_, author, received, state, signature, salt, header, body),
        )
        shapes.note_family(db, n, header, body)
        found.revisions += 1


def _take_contents(source: Vault, target: Vault, db: Database, found: Recovered, step: Callable[[], None]) -> None:
    """Copy the files of attachments that are whole, still encrypted, each under its own key as before."""
    for row in source.db.all("SELECT n, name, kind, batch, sha256, size, key FROM shown_blob ORDER BY n"):
        step()
        _n, name, kind, _batch, sha256, size, key = row
        expected = sha256 if kind == "attachment" else None
        try:
            with open_named(source, name, key, size, expected) as reader:
                while reader.read(PIECE):
                    pass
        except KeepsakeError:
            if kind == "attachment":
                found.damage += check_damage.of_contents(source, sha256)
            continue
        _copy(blob_files.folder(source) / name, blob_files.folder(target) / name)
        db.run("INSERT INTO blob VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        found.attachments += kind == "attachment"
    batches = [
        (row[0], row[1], row[2], row[3])
        for row in source.db.all("SELECT n, note, begun, revealed FROM batch WHERE revealed IS NOT NULL")
    ]
    known = {row[0] for row in batches}
    for (n,) in db.all("SELECT batch FROM revision UNION SELECT batch FROM blob"):
        if n and n not in known:
            batches.append((n, "recovered", now(), now()))
    db.many(
        "INSERT INTO batch (n, note, begun, revealed, first_revision, first_record) VALUES (?, ?, ?, ?, 1, 1)", batches
    )


def _copy(source: Path, target: Path) -> None:
    if not target.parent.is_dir():
        durable.make_private_folder(target.parent)
    with source.open("rb") as reading, durable.create_private(target) as writing:
        while piece := reading.read(PIECE):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    durable.sync_folder(target.parent)


def _take_exchange(source: Vault, db: Database, found: Recovered) -> None:
    """Bring over cards, streams, receipts, evidence; what was prepared and cannot be written any more is given up."""
    for table in _PLAIN:
        _take(source, db, table)
    relogging.take_revocations(source, db)
    rows = source.db.all("SELECT n, manifest_hash, ssh, mldsa, manifest, ids FROM evidence ORDER BY n")
    for row in rows:
        if check_proofs.proved(row[4], row[2], row[3], row[5]):
            db.run("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)", row)
        elif "evidence" not in found.parts:
            found.parts.append("evidence")
    here = {row[0] for row in db.all("SELECT id FROM revision")}
    relogging.take_incoming(source, db, here)
    db.run(
        """
        UPDATE outgoing SET state = 'withdrawn', spool = NULL, plan = NULL WHERE state = 'pending'
        AND (spool IS NULL OR spool NOT IN (SELECT n FROM blob WHERE kind = 'spool'))
        """
    )
    unused = db.all("SELECT n FROM blob WHERE kind = 'spool' AND n NOT IN (SELECT spool FROM outgoing WHERE spool > 0)")
    db.many("DELETE FROM blob WHERE n = ?", unused)


def _take(source: Vault, db: Database, table: str) -> None:
    rows = source.db.all(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        db.many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of our own


def _take_local(source: Vault, db: Database, found: Recovered) -> None:
    """Bring over drafts; what they were typed on and is lost is not named any more."""
    here = {row[0].hex() for row in db.all("SELECT id FROM revision")}
    for record, type_, saved, fields, heads in source.db.all("SELECT record, type, saved, fields, heads FROM draft"):
        try:
            ground = [str(one) for one in _list(canonical.decode(heads)) if str(one) in here]
        except NotCanonical:
            ground = []
        db.run(
            "INSERT INTO draft (record, type, saved, fields, heads) VALUES (?, ?, ?, ?, ?)",
            (record, type_, saved, fields, canonical.encode(ground)),
        )
        found.drafts += 1


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _take_quarantine(source: Vault, target: Vault, db: Database, found: Recovered) -> None:
    rows: list[Row] = source.db.all("SELECT n, name, manifest_hash, sender, reason, kept FROM quarantine ORDER BY n")
    for row in rows:
        path = source.folder / layout.QUARANTINE / Path(str(row[1])).name
        if not path.is_file():
            if "quarantine" not in found.parts:
                found.parts.append("quarantine")
            continue
        _copy(path, target.folder / layout.QUARANTINE / path.name)
        db.run("INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?)", row)


def count(source: Vault, table: str) -> int:
    """Return how many rows of a table there are."""
    return int(source.db.value(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names of our own
