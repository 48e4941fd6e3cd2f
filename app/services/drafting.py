"""What is being typed: opened on the record as it stands, kept every two seconds, saved as a version in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain import ids
from app.domain.body import Fields
from app.services import casework, consenting, titles
from app.services.session import Session
from app.storage import drafts, records, revisions


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as a form shows it: its fields, the heads they stand on, and whether they are a draft.

    While conflicts are open the fields are those of one head, as for any edit that decides nothing.
    """

    record: str
    type: str
    fields: Fields = field(repr=False)
    heads: tuple[str, ...]
    drafted: bool
    newer: bool
    """Whether it was written by a newer version: shown, never changed."""
    conflicts: tuple[str, ...] = ()
    """The paths that wait for a decision."""
    named: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the records are called that are part of its title."""
    closed: str = ""
    """`sealed` or `erased` when that is why nothing is left to show."""
    label: str = field(default="", repr=False)
    """What a seal says of it."""
    fixed: bool = False
    """Whether nothing can be changed at all: the vault is open for reading only."""
    consent: str = ""
    """How consent stands, one of `consenting.STATES`; empty where nobody had to be asked."""

    @property
    def kept(self) -> bool:
        """Whether it stays as it is: by a newer version, sealed or erased, or nothing can be changed at all."""
        return self.newer or self.fixed or bool(self.closed)


def open_record(session: Session, record: str, language: str = "en") -> Opened:
    """Return the record with its draft, if there is one; raise UnknownRecord."""
    draft = drafts.get(session.vault, record)
    state = revisions.state(session.vault, record)
    if state is None:
        if draft is None:
            casework.state_of(session, record)  # says that there is none
        assert draft is not None
        return _named(session, Opened(record, draft.type, draft.fields, (), drafted=True, newer=False), language)
    heads, fields = casework.undeciding(session, state)
    conflicts = tuple(sorted(state.conflicts))
    if draft is not None:
        found = Opened(record, state.type, draft.fields, draft.heads or heads, True, state.newer, conflicts)
    else:
        found = Opened(record, state.type, fields, heads, False, state.newer, conflicts)
    found = replace(found, closed=state.closed, label=state.label)
    return _named(session, found, language)


def _named(session: Session, opened: Opened, language: str) -> Opened:
    stands = consenting.standing(session, opened.record).state
    opened = replace(opened, fixed=session.read_only, consent=stands)
    return replace(opened, named=titles.titles(session, set(titles.titling(opened.type, opened.fields)), language))


def heads_of(session: Session, record: str) -> tuple[str, ...]:
    """Return the newest versions of a record; none while it has no version."""
    state = revisions.state(session.vault, record)
    return state.heads if state is not None else ()


def keep(session: Session, record: str, type_: str, fields: Fields, heads: tuple[str, ...]) -> None:
    """Keep what was typed so far, durably; it need not be complete or valid.

    Raises TextGone for a record that was sealed or erased meanwhile: its words do not come back by a late Undo.
    """
    _refuse_closed(session, record)
    drafts.put(session.vault, record, type_, fields, heads)


def _refuse_closed(session: Session, record: str) -> None:
    state = revisions.state(session.vault, record)
    if state is not None and state.closed:
        casework.refuse_newer(state)


def save(session: Session, record: str, type_: str, fields: Fields, heads: tuple[str, ...]) -> casework.Saved:
    """Make a version of what was typed; without a change there is none. Raises BadField, NewerVersion.

    When it cannot be saved it stays as a draft; of a record sealed or erased meanwhile nothing is kept (TextGone).
    """
    _refuse_closed(session, record)
    drafts.put(session.vault, record, type_, fields, heads)
    saved = casework.save_draft(session, record)
    assert saved is not None
    return saved


def open_saved(session: Session, saved: casework.Saved, language: str = "en") -> Opened:
    """Return a record just saved: merged with what arrived meanwhile; while conflicts are open, our own side of it."""
    opened = open_record(session, saved.record, language)
    if not opened.conflicts:
        return opened
    fields = revisions.fields_of(session.vault, saved.revision)
    return _named(session, replace(opened, fields=fields, heads=(saved.revision,)), language)


def begin_addendum(session: Session, record: str) -> str:
    """Begin a note that links to a record whose text is sealed, as a draft; return its id."""
    made, link = ids.new_record_id(), {"id": ids.new_item_id(), "role": "became", "to": record}
    drafts.put(session.vault, made, "note", {"became": [link]})
    return made


def discard(session: Session, record: str) -> None:
    """Forget what was typed since the last version."""
    drafts.discard(session.vault, record)


def waiting(session: Session) -> dict[str, str]:
    """Return the records with a draft and their types: those a crash or a lock interrupted."""
    return {draft.record: draft.type for draft in drafts.all(session.vault)}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something typed that is no record yet: a crash or a lock came first."""

    record: str
    type: str
    title: str = field(repr=False)
    saved: str
    """When it was last kept, UTC."""


def unfinished(session: Session, language: str = "en") -> tuple[Unfinished, ...]:
    """Return the drafts of records that have no version yet, the latest first: no list shows them."""
    found = [draft for draft in drafts.all(session.vault) if records.get(session.vault, draft.record) is None]
    named = titles.titles(session, {to for one in found for to in titles.titling(one.type, one.fields)}, language)
    return tuple(
        Unfinished(one.record, one.type, titles.title(one.type, one.fields, named, language, session.schema), one.saved)
        for one in reversed(found)
    )
