"""What goes to nobody: source-protected records, and those for which a person refused internal use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain import consent, notice
from app.domain.body import Fields
from app.domain.notice import SEAL, Seal
from app.domain.revision import Revision
from app.domain.state import State
from app.services import succession, tombstones
from app.services.session import Session
from app.storage import log, records, revisions, selection
from app.storage.states import parsed


def withheld(session: Session) -> set[str]:
    """Return the records that stay, whatever is sent. In doubt a record stays.

    One side that protects its source is enough. A refusal stands until the same consent is decided anew, or until
    another consent that allows internal use names it as replaced or withdrawn; no clock decides.
    """
    return _protected(session) | _refused(session)


def reasons(session: Session) -> dict[str, str]:
    """Return why each record that stays does: `protected` or `refused`."""
    return dict.fromkeys(_refused(session), "refused") | dict.fromkeys(_protected(session), "protected")


def sealed_from(session: Session, key_id: str) -> set[str]:
    """Return the revisions that are text here of records sealed for others than the owner of this key.

    It may have been sealed for a key its owner had before. Whoever is not in the audience of every seal of a record
    gets none of its text, later versions included; that it was sealed, and the package, may travel through anybody's
    hands. What others wrote a seal binds only with authority over it: else who stole a colleague's key could keep any
    record from being sent.
    """
    beyond, theirs = set(), succession.chain(session, key_id)
    trusted = tombstones.authority(session)
    opened = {str(entry.detail["package"]) for entry in log.entries(session.vault, ("unsealed",))}
    for one in selection.notices(session.vault, SEAL):
        said = notice.read(SEAL, parsed(one.body))
        if not isinstance(said, Seal) or not set(theirs).isdisjoint(said.audience):
            continue
        signer = one.header.author
        if trusted.over_all(signer) or said.package in opened or _wrote_some(session, one, said):
            beyond.add(one.header.record)
    return {
        one.id
        for record in beyond
        for one in revisions.of_record(session.vault, record)
        if one.body is not None and not one.header.notice
    }


def _wrote_some(session: Session, seal: Revision, said: Seal) -> bool:
    """Tell whether who sealed a record wrote any of the versions of it that went into the package."""
    mine = (seal.header.author, seal.header.record)
    return any((one.header.author, one.header.record) == mine for one in revisions.get_all(session.vault, said.covers))


def kept_by(session: Session, record: str) -> set[str]:
    """Return the records that a consent keeps from being sent by refusing internal use; none for any other record."""
    row = records.get(session.vault, record)
    state = revisions.state(session.vault, record) if row is not None and row.type == "consent" else None
    if row is None or state is None:
        return set()
    said = _said(session, row, state)
    return set(said.records) & _refused(session) if said.allows is False else set()


def _protected(session: Session) -> set[str]:
    found = set[str]()
    for record in selection.mentioning(session.vault, consent.SOURCE_PROTECTED):
        state = revisions.state(session.vault, record)
        if state and any(consent.protects(fields) for fields in _sides(session, record, state)):
            found.add(record)
    return found


def _sides(session: Session, record: str, state: State) -> Iterator[Fields]:
    """Yield the fields of every head; for heads that cannot be read here, those of every readable revision.

    What a head of a newer version calls protected in its own way counts too.
    """
    readable: dict[str, Fields] = {}
    for one in revisions.of_record(session.vault, record):
        body = parsed(one.body)
        if body is not None and body.readable and one.header.readable:
            readable[one.id] = body.fields
        elif one.id in state.heads and one.body is not None and consent.SOURCE_PROTECTED.encode() in one.body:
            yield {"confidentiality": {"term": consent.SOURCE_PROTECTED}}
    whole = readable.keys() >= set(state.heads)
    yield from (fields for id_, fields in readable.items() if not whole or id_ in state.heads)


@dataclass(frozen=True, slots=True)
class _Consent:
    """What one consent says of internal use, of which records, and which other consents it takes the place of."""

    allows: bool | None
    records: frozenset[str]
    names: frozenset[str]


def _refused(session: Session) -> set[str]:
    consents = {}
    for row in records.rows(session.vault, type="consent", include_trashed=True):
        state = revisions.state(session.vault, row.id)
        if state is not None:
            consents[row.id] = _said(session, row, state)
    allowing: dict[str, set[str]] = {}
    for id_, one in consents.items():
        for name in one.names if one.allows else ():
            allowing.setdefault(name, set()).add(id_)
    found = set[str]()
    for id_, one in consents.items():
        if one.allows is False:
            before = _before(id_, consents)
            covered = one.records.union(*(consents[name].records for name in before if name in consents))
            later = allowing.get(id_, set()) - before
            found |= covered.difference(*(_allowed(name, consents) for name in later))
    return found


def _said(session: Session, row: records.Row, state: State) -> _Consent:
    """Return what a consent says; while its versions disagree, the stricter. In the trash it allows nothing."""
    sides = [state.fields]
    if state.conflicts or state.newer:
        sides = list(_sides(session, row.id, state))
    decisions = {consent.decides(fields) for fields in sides}
    allows = False if False in decisions else True if decisions == {True} and not row.trashed else None
    covered = frozenset[str]().union(*map(consent.covered, sides))
    names = [frozenset(consent.named(fields)) for fields in sides]
    return _Consent(allows, covered, names[0].intersection(*names) if names else frozenset())


def _before(id_: str, consents: Mapping[str, _Consent]) -> set[str]:
    """Return the consents that this one takes the place of, and those that they did."""
    found, waiting = set[str](), [id_]
    while waiting:
        one = consents.get(waiting.pop())
        new = one.names - found if one else frozenset[str]()
        found |= new
        waiting += new
    return found


def _allowed(id_: str, consents: Mapping[str, _Consent]) -> frozenset[str]:
    """Return the records a consent opens: those it names, or all of those before it when it names none."""
    own = consents[id_].records
    return own or own.union(*(consents[name].records for name in _before(id_, consents) if name in consents))
