"""What goes to nobody: source-protected records, and those for which a person refused internal use."""

from __future__ import annotations

from app.domain import consent, notice
from app.domain.notice import SEAL, Seal
from app.domain.revision import Revision
from app.services import inforce, succession, tombstones
from app.services.session import Session
from app.storage import log, revisions, selection
from app.storage.states import parsed


def withheld(session: Session) -> set[str]:
    """Return the records that stay, whatever is sent. In doubt a record stays.

    One side that protects its source is enough. A refusal or a withdrawal stands until the same consent is decided
    anew, or until another consent that allows internal use names it as replaced or withdrawn; no clock opens anything.
    It holds for the records it names, by its rule for those of the person, and for all that rest on them.
    """
    return _protected(session) | inforce.closed(session)


def reasons(session: Session) -> dict[str, str]:
    """Return why each record that stays does: `protected` or `refused`."""
    return dict.fromkeys(inforce.closed(session), "refused") | dict.fromkeys(_protected(session), "protected")


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
    known = inforce.load(session, [record])
    if known.consents[record].allows(consent.INTERNAL, known.today) is not False:
        return set()
    narrow, wide = set[str](), set[str]()
    for root, reaches in known.starts(record).items():
        (wide if reaches else narrow).add(root)
    return (narrow | inforce.reached(session, wide)) & inforce.closed(session)


def _protected(session: Session) -> set[str]:
    found = set[str]()
    for record in selection.mentioning(session.vault, consent.SOURCE_PROTECTED):
        state = revisions.state(session.vault, record)
        if state and any(consent.protects(fields) for fields in inforce.sides(session, record, state)):
            found.add(record)
    return found
