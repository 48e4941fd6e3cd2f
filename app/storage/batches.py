"""Invisible batches: what is received goes in by small transactions that nobody sees, and one that reveals it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from app.base.errors import KeepsakeError, NoRoom
from app.domain.revision import ABSENT, PRESENT, Revision
from app.storage import blob_files, blobs, derived, stale, states, truth
from app.storage.blobs import BlobWriter
from app.storage.database import Database, listed
from app.storage.handle import Vault, now
from app.storage.states import MANY

Progress = Callable[[int, int], None]

_LAST = (
    "DELETE FROM blob WHERE batch = ?",
    "DELETE FROM stale WHERE batch = ?",
    "DELETE FROM late WHERE batch = ?",
    "DELETE FROM batch WHERE n = ?",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a batch does to the records: each record of it is counted once.

    `new` came with it, `same` got nothing new, `updated` got revisions, `conflicting` are in conflict with it.
    """

    new: int
    same: int
    updated: int
    conflicting: int


class Batch:
    """A batch under way. Use it in a `with` block: unless it was revealed, the end of the block drops it."""

    def __init__(self, vault: Vault, number: int) -> None:
        self._vault = vault
        self.number = number
        self._over = False
        self._new = 0
        self._touched: set[bytes] = set()
        self._same: set[bytes] = set()

    def add(self, revisions: Sequence[Revision]) -> int:
        """Take verified revisions in, invisibly, at most 500 to a transaction; return how many are new here.

        Ids that are here are left as they are; only a body missing here is taken over, and never one that was sealed or
        erased. Raises truth.ForeignParent (a BadInput), NoRoom, VaultError; then drop the batch.
        """
        return sum(self._add(revisions[start : start + MANY]) for start in range(0, len(revisions), MANY))

    def _add(self, revisions: Sequence[Revision]) -> int:
        with self._vault.transaction() as db:
            new = [_without_claim(one) for one in truth.unknown(db, revisions)]
            if len(new) < len(revisions):
                fresh = {one.id for one in new}
                self._take_bodies(db, [one for one in revisions if one.id not in fresh])
            if not new:
                return 0
            truth.insert(db, new, self.number, now())
            by_record: dict[bytes, list[Revision]] = {}
            for one in new:
                by_record.setdefault(bytes.fromhex(one.header.record), []).append(one)
            ids = list(by_record)
            here: dict[bytes, int] = dict(
                db.all(
                    "SELECT id, batch FROM record WHERE id IN (SELECT unhex(value) FROM json_each(?))",
                    (listed(ids),),
                )
            )
            stale.mark(db, here, self.number)
            self._touched.update(record for record, batch in here.items() if batch != self.number)
            single = [(record, some[0]) for record, some in by_record.items() if record not in here and len(some) == 1]
            several = [record for record, some in by_record.items() if record not in here and len(some) > 1]
            items = [derived.derive(self._vault.schema, record, self.number, _state_of(one)) for record, one in single]
            if several:
                found = states.load(db, several, hidden=True)
                items += [
                    derived.derive(self._vault.schema, record, self.number, shown) for record, shown in found.items()
                ]
            derived.add(db, items)
            self._new += len(items)
        return len(new)

    def _take_bodies(self, db: Database, known: Sequence[Revision]) -> None:
        """Note bodies for revisions that are here without any."""
        self._same.update(bytes.fromhex(one.header.record) for one in known)
        rows = db.all(
            """
            SELECT id, n FROM revision
            WHERE state = 'absent' AND id IN (SELECT unhex(value) FROM json_each(?))
            """,
            (listed(bytes.fromhex(one.id) for one in known),),
        )
        numbers = {id_.hex(): n for id_, n in rows}
        late = [(numbers[one.id], one) for one in known if one.id in numbers and one.state == PRESENT]
        db.many(
            "INSERT OR IGNORE INTO late (n, batch, state, salt, body) VALUES (?, ?, ?, ?, ?)",
            [(n, self.number, one.state, one.salt, one.body) for n, one in late],
        )
        records = {bytes.fromhex(one.header.record) for _n, one in late}
        stale.mark(db, records, self.number)
        self._touched.update(records)

    def blob_writer(self) -> BlobWriter:
        """Return a writer for an attachment that shows, or goes, with this batch."""
        return BlobWriter(self._vault, self.number)

    def preview(self) -> Counts:
        """Return what revealing would do."""
        touched = sorted(self._touched)
        conflicting = 0
        for start in range(0, len(touched), MANY):
            found = states.load(self._vault.db, touched[start : start + MANY], hidden=True)
            conflicting += sum(bool(shown.state.conflicts) for shown in found.values())
        return self._counts(conflicting)

    def _counts(self, conflicting: int) -> Counts:
        return Counts(
            new=self._new,
            same=len(self._same - self._touched),
            updated=len(self._touched) - conflicting,
            conflicting=conflicting,
        )

    def reveal(
        self,
        extra: Callable[[Database], None] | None = None,
        progress: Progress | None = None,
        then: Callable[[Database], None] | None = None,
    ) -> Counts:
        """Show everything at once and return what it did to the records.

        `extra` runs inside the one small transaction that does so: evidence, stream, log; `then` at its end, when all
        is shown: erasures that came with it. When they have returned the batch is received for good, even if bringing
        the lists up to date is interrupted: opening resumes that.
        """
        stale.catch_up_hidden(self._vault, self.number, progress)
        with self._vault.transaction() as db:
            if extra:
                extra(db)
            self._apply_late(db)
            blobs.drop_forgotten(self._vault, self.number)
            db.run("UPDATE batch SET revealed = ? WHERE n = ?", (now(), self.number))
            db.defining = True
            if then:
                then(db)
        self._over = True
        with suppress(NoRoom):  # it is received; what the disk has no room for now is done at the next opening
            self._vault.anchor()
            stale.catch_up(self._vault, progress)
        touched = sorted(self._touched)
        conflicting = 0
        for start in range(0, len(touched), MANY):
            conflicting += self._vault.db.value(
                """
                SELECT count(*) FROM record
                WHERE conflict AND id IN (SELECT unhex(value) FROM json_each(?))
                """,
                (listed(touched[start : start + MANY]),),
            )
        return self._counts(conflicting)

    def _apply_late(self, db: Database) -> None:
        rows = db.all(
            """
            SELECT n, late.body FROM late JOIN revision USING (n)
            WHERE late.batch = ? AND revision.state = 'absent'
            """,
            (self.number,),
        )
        db.many(
            """
            UPDATE revision SET state = late.state, salt = late.salt, body = late.body
            FROM late WHERE late.n = revision.n AND revision.n = ?
            """,
            [(n,) for n, _body in rows],
        )
        truth.mention(db, [(n, sha256) for n, body in rows if body for sha256 in truth.mentions(body)])
        db.run("DELETE FROM late WHERE batch = ?", (self.number,))

    def drop(self) -> None:
        """Remove everything that was taken in; after `reveal` it does nothing."""
        if not self._over:
            self._over = True
            _drop(self._vault, self.number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.drop()
        else:
            with suppress(KeepsakeError):  # on a full disk the next opening drops it; the first error is the one told
                self.drop()


def begin(vault: Vault, note: str) -> Batch:
    """Begin a batch; one at a time: what an earlier one left unrevealed is dropped. `note` has no case content."""
    drop_leftovers(vault)
    with vault.transaction() as db:
        number = db.insert(
            """
            INSERT INTO batch (note, begun, first_revision, first_record) VALUES (
                ?, ?,
                (SELECT ifnull(max(n), 0) + 1 FROM revision),
                (SELECT ifnull(max(rid), 0) + 1 FROM record)
            )
            """,
            (note, now()),
        )
    return Batch(vault, number)


def under_way(vault: Vault) -> bool:
    """Tell whether there is a batch that is not revealed."""
    return vault.db.value("SELECT 1 FROM batch WHERE revealed IS NULL") is not None


def drop_leftovers(vault: Vault) -> None:
    """Drop batches that were never revealed."""
    for (number,) in vault.db.all("SELECT n FROM batch WHERE revealed IS NULL"):
        _drop(vault, number)


def _drop(vault: Vault, number: int) -> None:
    first = vault.db.one("SELECT first_revision, first_record FROM batch WHERE n = ? AND revealed IS NULL", (number,))
    if first is None:  # revealed, and interrupted before that was noted: it stays
        return
    first_revision, first_record = first
    with vault.transaction() as db:
        derived.forget_many_words(db, number, first_record)
    while rids := _some(vault, "SELECT rid FROM record WHERE rid >= ? AND batch = ? LIMIT ?", first_record, number):
        with vault.transaction() as db:
            derived.remove(db, rids)
    while rows := _some(vault, "SELECT n FROM revision WHERE n >= ? AND batch = ? LIMIT ?", first_revision, number):
        with vault.transaction() as db:
            for sql in ("DELETE FROM parent WHERE child = ?", "DELETE FROM mention WHERE n = ?"):
                db.many(sql, [(n,) for n in rows])
            db.many("DELETE FROM revision WHERE n = ?", [(n,) for n in rows])
    with vault.transaction() as db:
        blob_files.remove(vault, [row[0] for row in db.all("SELECT name FROM blob WHERE batch = ?", (number,))])
        for sql in _LAST:
            db.run(sql, (number,))


def _some(vault: Vault, sql: str, first: int, number: int) -> list[int]:
    return [row[0] for row in vault.db.all(sql, (first, number, MANY))]


def _without_claim(one: Revision) -> Revision:
    """Return a revision as it may come in: that a body was sealed or erased elsewhere is only its sender's word.

    Nobody signed it, so it must not keep the body out that another bundle may bring.
    """
    return one if one.state in (PRESENT, ABSENT) else replace(one, state=ABSENT)


def _state_of(one: Revision) -> states.Shown:
    body = states.parsed(one.body) if one.state == PRESENT else None
    return states.of_one(one.id, one.header, body, one.state)
