"""Undoing an import: what came new goes to the trash, what it changed gets its version before it; all by new versions.

What anybody changed since, and what waits for a decision, stays as it is and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.base.errors import BadField, KeepsakeError, NewerVersion, TextGone, Undecided, UnknownRecord
from app.domain import canonical
from app.domain.state import State
from app.services import browsing, comparing, contacts, trashing
from app.services.session import Session
from app.storage import drafts, imports, revisions
from app.storage import evidence as proofs

Tell = Callable[[int, int], None]
LISTED = 5
"""So many of the bundles received last are offered."""
NAMED = 12
"""So many of the records that stay are named; more are counted."""
READ = 500
BACK = 50
"""Records that get a version back in one transaction."""


@dataclass(frozen=True, slots=True)
class Lately:
    """A bundle received lately: from whom, when, and how many versions were in it."""

    manifest: str
    name: str = field(repr=False)
    at: str
    versions: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing would do: records to the trash, records with the version they get back and the one they have."""

    new: tuple[str, ...]
    updated: tuple[tuple[str, str, str], ...]
    left: tuple[str, ...]
    titles: tuple[str, ...] = field(repr=False)
    """Of the first that stay."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to undo any more."""
        return not (self.new or self.updated)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: the records put into the trash, and the records set back, with the version they had."""

    trashed: tuple[str, ...]
    back: tuple[tuple[str, str], ...]


def lately(session: Session) -> tuple[Lately, ...]:
    """Return the bundles received last, the latest first."""
    names = contacts.names(session)
    return tuple(
        Lately(one.manifest_hash, names.get(one.sender, one.sender[:16]), one.received, _versions(session, one))
        for one in imports.lately(session.vault, LISTED)
    )


def foresee(session: Session, manifest: str, language: str = "en") -> Plan:
    """Return what undoing the import of this bundle would do; nothing is changed."""
    came = imports.brought(session.vault, manifest)
    drafted = {one.record for one in drafts.all(session.vault)}
    new, updated, left = list[str](), list[tuple[str, str, str]](), list[str]()
    records = list(came)
    for start in range(0, len(records), READ):
        some = records[start : start + READ]
        states = revisions.states_of(session.vault, some)
        for record, order in imports.orders(session.vault, some).items():
            state, theirs = states[record], came[record]
            before = [one for one in order if one not in theirs]
            if not before and state.fields.get("trashed"):
                continue
            since = order[next(n for n, one in enumerate(order) if one in theirs) :]
            if _stays(state) or record in drafted or not theirs.issuperset(since):
                left.append(record)
            elif not before:
                new.append(record)
            elif (earlier := _only_head(session, record, before)) and len(state.heads) == 1:
                if not _same(session, state, earlier):
                    updated.append((record, earlier, state.heads[0]))
            else:
                left.append(record)
    named = browsing.titles(session, left[:NAMED], language)
    return Plan(tuple(new), tuple(updated), tuple(left), tuple(named.get(one, "") for one in left[:NAMED]))


def _stays(state: State) -> bool:
    """Tell whether a record is not to be touched: of a newer version, in conflict, sealed, or erased."""
    return bool(state.newer or state.conflicts or state.closed)


def undo(session: Session, manifest: str, progress: Tell | None = None) -> Undone:
    """Undo the import of this bundle; what `progress` raises takes back what was undone by then."""
    plan = foresee(session, manifest)
    total = len(plan.new) + len(plan.updated)
    moved, back = list[str](), list[tuple[str, str]]()
    try:
        trashing.put(session, plan.new, progress=_of(progress, 0, total), moved=moved)
        _bring_back(session, [(one, to) for one, to, _now in plan.updated], _of(progress, len(plan.new), total), back)
    except KeepsakeError:
        redo(session, _undone(plan, moved, back))
        raise
    return _undone(plan, moved, back)


def redo(session: Session, undone: Undone, progress: Tell | None = None) -> None:
    """Take back what `undo` did."""
    total = len(undone.trashed) + len(undone.back)
    trashing.put(session, undone.trashed, trashed=False, progress=_of(progress, 0, total))
    _bring_back(session, undone.back, _of(progress, len(undone.trashed), total), [])


def _undone(plan: Plan, moved: Sequence[str], back: Sequence[tuple[str, str]]) -> Undone:
    had = {record: now for record, _before, now in plan.updated}
    return Undone(tuple(moved), tuple((record, had[record]) for record, _to in back))


def _bring_back(
    session: Session, wanted: Sequence[tuple[str, str]], progress: Tell, done: list[tuple[str, str]]
) -> None:
    """Give records an earlier version back, some in one transaction; `done` holds those that have it."""
    for start in range(0, len(wanted), BACK):
        some = wanted[start : start + BACK]
        with session.vault.transaction():
            changed = [one for one in some if _brought_back(session, *one)]
        done += changed
        progress(start + len(some), len(wanted))


def _brought_back(session: Session, record: str, revision: str) -> bool:
    try:
        comparing.bring_back(session, record, revision)
    except (NewerVersion, TextGone, Undecided, BadField, UnknownRecord):
        return False
    return True


def _only_head(session: Session, record: str, before: Sequence[str]) -> str | None:
    """Return the one version nothing built on before the import, with its text here; None when there is none such."""
    among = {one.id: one for one in revisions.of_record(session.vault, record) if one.id in set(before)}
    built_on = {parent for one in among.values() for parent in one.header.parents}
    heads = [one for one in among if one not in built_on]
    return heads[0] if len(heads) == 1 and among[heads[0]].body is not None else None


def _same(session: Session, state: State, revision: str) -> bool:
    return revisions.fields_of(session.vault, revision) == state.fields


def _versions(session: Session, one: imports.Import) -> int:
    data = proofs.manifest_of(session.vault, one.manifest_hash)
    return int(canonical.decode_object(data)["lines"]) if data is not None else 0


def _of(progress: Tell | None, before: int, total: int) -> Tell:
    """Return what tells a part's progress as that of the whole."""
    return lambda done, _part: progress(before + done, total) if progress else None
