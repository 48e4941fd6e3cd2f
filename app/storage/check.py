"""Checking a vault: every page, signature, commitment, hash, log entry, attachment and derived row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.base.errors import KeepsakeError
from app.base.i18n import _, ngettext
from app.crypto.signing import verify_revision
from app.domain import revision as revisions
from app.domain.body import parse_body
from app.domain.header import parse_header
from app.storage import blob_files, check_damage, check_derived, check_log, check_proofs, reading, truth
from app.storage.blobs import open_named
from app.storage.check_damage import Damage
from app.storage.database import Row
from app.storage.handle import Vault

COPY = 1 << 20

_STEPS = """
    SELECT (SELECT count(*) FROM shown_revision) + 2 * (SELECT count(*) FROM shown_record)
        + (SELECT count(*) FROM shown_blob) + (SELECT count(*) FROM evidence) + (SELECT count(*) FROM outgoing)
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `digest` covers the sorted ids of all revisions; `states` counts their bodies' states.

    `problems` are sentences for a person, without case content; none means that everything agrees. `damage` names, one
    by one, records and attachments that are affected, with their titles: for the owner's eyes, not for a log.
    """

    digest: str
    revisions: int
    states: Mapping[str, int]
    problems: tuple[str, ...] = field(default=())
    damage: tuple[Damage, ...] = field(default=(), repr=False)


class _Check:
    """A check under way: the problems so far and the progress told."""

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self.problems: list[str] = []
        self.damage: list[Damage] = []
        self.total = 0
        self._done, self._progress = 0, progress

    def step(self, count: int = 1) -> None:
        """Tell that `count` more things were looked at."""
        self._done += count
        if self._progress:
            self._progress(self._done, self.total)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Note what stops the block as a problem, and go on after it."""
        try:
            yield
        except KeepsakeError as error:
            self.note(str(error))

    def note(self, problem: str) -> None:
        """Note a problem once: one damaged page stops many parts."""
        if problem not in self.problems:
            self.problems.append(problem)


def verify(vault: Vault, progress: Callable[[int, int], None] | None = None) -> Report:
    """Check everything in the vault; nothing is changed. `progress` is told steps done and to do.

    Where pages are damaged, the rest of the check goes on over all that can be read of the others.
    """
    check = _Check(progress)
    for notice in vault.notices:
        check.note(notice)
    broken: list[int] = []
    with check.part():
        broken = _pages(vault, check)
    if not broken or vault.salvage:
        return _contents(vault, check)
    with reading.beside(vault) as readable:
        return _contents(readable, check)


def _pages(vault: Vault, check: _Check) -> list[int]:
    """Check every page's MAC, and the structure of tables and indexes; return the damaged pages."""
    if vault.salvage:  # looked at when it was opened
        return vault.salvage.pages
    if not vault.read_only:
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")  # pages are checked in the file itself
    broken = vault.db.all("PRAGMA cipher_integrity_check")
    if broken:
        found = reading.damaged_pages(vault)
        check.problems.append(reading.told_of_pages(len(found)))
        return found
    if vault.db.all("PRAGMA integrity_check") != [("ok",)]:
        check.problems.append(_("The tables of the vault's database do not agree with themselves."))
    return []


def _contents(vault: Vault, check: _Check) -> Report:
    """Check what the pages say."""
    if vault.salvage:
        check.damage += check_damage.of_salvage(vault, vault.salvage)
    with check.part():
        check.total = vault.db.value(_STEPS)
    ids: set[bytes] = set()
    states: Counter[str] = Counter()
    with check.part():
        for row in vault.db.each(
            """
            SELECT id, header, signature, state, body, salt, record, type, author
            FROM shown_revision ORDER BY n
            """
        ):
            ids.add(row[0])
            states[row[3]] += 1
            problem = problem_of(row)
            if problem:
                check.problems.append(_("Revision {id}: {problem}").format(id=row[0].hex()[:16], problem=problem))
                check.damage.append(check_damage.of_revision(vault, row[6], row[0]))
            check.step()
    with check.part():
        check.problems += _families(vault)
    for find in (check_derived.problems, check_proofs.problems, check_log.problems):
        with check.part():
            for problem in find(vault, ids, check.step):
                check.problems.append(problem)
    _blobs(vault, check)
    digest = revisions.digest(one.hex() for one in ids)
    return Report(digest, len(ids), dict(states), tuple(check.problems), tuple(check.damage))


def problem_of(row: Row) -> str | None:
    """Return what is wrong with one revision, or None."""
    id_ = row[0].hex()
    try:
        header = parse_header(row[1])
        if revisions.revision_id(row[1]) != id_:
            return _("its header was changed.")
        if (header.record, header.type, header.author) != (row[6].hex(), row[7], row[8].hex()):
            return _("it is filed under another record, type or author than it says.")
        verify_revision(header.author, revisions.message(id_), row[2])
        if row[3] == revisions.PRESENT and not revisions.commits_to(header, row[5], row[4]):
            return _("its body was changed.")
        if row[3] == revisions.PRESENT and header.readable:
            body = parse_body(row[4])
            if body.readable and body.type != header.type:
                return _("its body is of another type than its header says.")
    except KeepsakeError as error:
        return str(error)
    return None


def _families(vault: Vault) -> list[str]:
    """Check that parents, where they are here, belong to the same record, and that attachments are noted."""
    found = [
        _("Revision {id} builds on a revision of another record.").format(id=row[0].hex()[:16])
        for row in vault.db.all(
            """
            SELECT child.id FROM parent
            JOIN shown_revision AS child ON child.n = parent.child
            JOIN shown_revision AS mother ON mother.id = parent.parent
            WHERE mother.record <> child.record
            """
        )
    ]
    for n, id_, body in vault.db.each("SELECT n, id, body FROM shown_revision WHERE body IS NOT NULL"):
        named = truth.mentions(body)
        if named and named != {row[0] for row in vault.db.all("SELECT sha256 FROM mention WHERE n = ?", (n,))}:
            found.append(_("The attachments of revision {id} are not noted rightly.").format(id=id_.hex()[:16]))
    return found


def _blobs(vault: Vault, check: _Check) -> None:
    """Read every attachment to its end."""
    rows: list[Row] = []
    with check.part():
        rows = vault.db.all("SELECT name, kind, sha256, size, key FROM shown_blob")
    with check.part():
        unknown = blob_files.unknown(vault) if rows and blob_files.notes_missing(vault) else []
        if unknown:
            check.note(
                ngettext(
                    "{n} file of an attachment is here that nothing is noted of: an older page was put back.",
                    "{n} files of attachments are here that nothing is noted of: an older page was put back.",
                    len(unknown),
                ).format(n=len(unknown))
            )
    for name, kind, sha256, size, key in rows:
        expected = sha256 if kind == "attachment" else None
        try:
            with open_named(vault, name, key, size, expected) as reader:
                while reader.read(COPY):
                    pass
        except KeepsakeError as error:
            check.note(str(error))
            check.damage += check_damage.of_contents(vault, sha256)
        check.step()
