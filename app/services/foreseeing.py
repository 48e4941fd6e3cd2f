"""What sending would do, told before anything of it is done: nothing is saved, committed or written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from app.base.errors import BadInput
from app.domain import consent
from app.domain.body import encode_body
from app.exchange.plan import largest_file
from app.services import casework, choosing, contacts, outbox, withholding
from app.services.browsing import title
from app.services.choosing import Choice
from app.services.session import Session
from app.storage import browsing, drafts, revisions, selection, streams
from app.storage.drafts import Draft

COMPRESSED = 2
"""Records take at most one part in so many of their size; only to say how much room is needed."""
MOST_NAMED = 200
"""So many records are named one by one; more are only counted."""

MOST_SHOWN = 20
"""So many of those that go are named."""


@dataclass(frozen=True, slots=True)
class Named:
    """A record named to a person; `why` is `protected`, `refused` or `sealed` for one that stays."""

    record: str
    type: str
    title: str = field(repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a sending would carry: records by type, attachments and their bytes, receipts, bundles still to be written.

    `staying` are records that go to nobody, `drafts` those whose draft becomes a version first, `unfinished` those
    whose draft cannot: the first of them, each with how many there are. `others` counts records of third people when
    the recipient is no office; with `own` they stay.
    """

    types: dict[str, int]
    versions: int
    attachments: int
    attachment_bytes: int
    contents: tuple[str, ...]
    """The hashes of the first of the attachments."""
    absent: int
    receipts: int
    again: int
    size: int
    """About how many bytes the files will have."""
    staying: tuple[Named, ...]
    stay: int
    drafts: tuple[Named, ...]
    drafted: int
    unfinished: tuple[Named, ...]
    undone: int
    others: int
    empty: bool
    going: tuple[Named, ...]
    """The first of the records that go, people before all others."""
    baseless: int
    """How many of the records that go name no basis, and are named by no consent."""

    @property
    def records(self) -> int:
        """How many records go."""
        return sum(self.types.values())


def foresee(
    session: Session,
    to: str,
    *,
    scope: str = "since-last",
    ids: Sequence[str] = (),
    own: bool = False,
    language: str = "en",
) -> Foreseen:
    """Return what `sending.send` would do with the same arguments; nothing is changed, a reading connection is enough.

    Raises UnknownRecipient, PracticeOnly, UnknownRecord.
    """
    card, status = contacts.recipient(session, to)
    contacts.same_world(session, card)
    vault = session.vault
    why = withholding.reasons(session)
    becoming, unfinished = _drafts(session)
    why |= {one.record: "protected" for one in becoming if consent.protects(one.fields)}
    sealed = withholding.sealed_from(session, card.key_id)
    staying = choosing.of_records(session, set(why), sealed, ())
    why = dict.fromkeys(selection.records_of(vault, sealed), "sealed") | why
    here, asked = selection.records_here(vault, ids), set(ids)
    again = [
        one for one in streams.pending(vault, card.key_id) if not staying.touches(one)
    ]  # they are written first, as promised
    office = card.office and status == "verified"
    choice = choosing.choose(
        session, card, scope, [one for one in ids if one in here], staying, office=office, again=again, own=own
    )
    going = selection.records_of(vault, choice.ids)
    relevant = [one for one in becoming if one.record not in why and (scope != "ids" or one.record in asked)]
    new = [one for one in relevant if one.record not in going]
    types = selection.types(vault, going)
    for one in new:
        types[one.type] = types.get(one.type, 0) + 1
    held_back = [one.record for one in becoming if one.record in why and one.record not in choice.withheld]
    stay = [*choice.withheld, *(one for one in held_back if scope != "ids" or one in asked)]
    named = _named(session, stay[:MOST_NAMED], language)
    return Foreseen(
        types=types,
        versions=len(choice.ids) + len(relevant),
        attachments=len(choice.attachments),
        attachment_bytes=sum(choice.attachments.values()),
        contents=tuple(sorted(choice.attachments)[:MOST_NAMED]),
        absent=choice.absent,
        receipts=len(choice.receipts),
        again=len(again),
        size=_size(session, choice) + sum(outbox.plan_of(one).file_size for one in again),
        staying=tuple(replace(one, why=why.get(one.record, "protected")) for one in named),
        stay=len(stay),
        drafts=tuple(_of_draft(one, language) for one in relevant[:MOST_NAMED]),
        drafted=len(relevant),
        unfinished=tuple(_of_draft(one, language) for one in unfinished[:MOST_NAMED]),
        undone=len(unfinished),
        others=choice.others,
        empty=choice.empty and not relevant and not again,
        going=_first(session, going, new, language),
        baseless=selection.without_basis(vault, going) + sum(_without_basis(one) for one in new),
    )


def _first(session: Session, going: Collection[str], new: Sequence[Draft], language: str) -> tuple[Named, ...]:
    named = _named(session, selection.first(session.vault, going, MOST_SHOWN), language)
    return (*named, *(_of_draft(one, language) for one in new))[:MOST_SHOWN]


def _without_basis(draft: Draft) -> bool:
    return draft.type != "consent" and not (draft.fields.get("basis") or draft.fields.get("basis_source"))


def titles(session: Session, ids: Sequence[str], language: str = "en") -> tuple[Named, ...]:
    """Return the first of the records with these ids that are here, or have a draft, at most 200, with their titles."""
    some = ids[:MOST_NAMED]
    found = {one.record: one for one in _named(session, some, language)}
    for record in some:
        if not found[record].type and (draft := drafts.get(session.vault, record)) is not None:
            found[record] = _of_draft(draft, language)
    return tuple(one for one in found.values() if one.type)


def _drafts(session: Session) -> tuple[list[Draft], list[Draft]]:
    """Return the drafts that would become versions, and those that cannot be saved as they are."""
    becoming, unfinished = [], []
    for draft in drafts.all(session.vault):
        try:
            if _changes(session, draft):
                becoming.append(draft)
        except BadInput:
            unfinished.append(draft)
    return becoming, unfinished


def _changes(session: Session, draft: Draft) -> bool:
    """Tell whether saving the draft would make a version; raise BadInput when it cannot be saved."""
    stored = revisions.state(session.vault, draft.record)
    if stored is None:
        session.schema.check_fields(draft.type, draft.fields)
        return True
    casework.refuse_newer(stored)
    checked = session.schema.check_fields(draft.type, draft.fields, stored.fields)
    parents, shown = casework.undeciding(session, stored)
    if draft.heads:
        shown = revisions.fields_of(session.vault, draft.heads[0]) if len(draft.heads) == 1 else shown
    return bool(encode_body(draft.type, checked) != encode_body(draft.type, shown) and parents)


def _size(session: Session, choice: Choice) -> int:
    if choice.empty:
        return 0
    packed = selection.weight(session.vault, choice.ids) // COMPRESSED
    sizes = choice.attachments.values()
    return largest_file(len(choice.ids), packed, choice.evidence, len(choice.receipts), sizes)


def _named(session: Session, ids: Sequence[str], language: str) -> tuple[Named, ...]:
    """Return at most 500 records with their titles, people by their code names; those not here without any."""
    here = browsing.targets(session.vault, ids)
    told = ((record, here.get(record, browsing.Target("", {}))) for record in ids)
    return tuple(
        Named(record, one.type, one.label or (title(one.type, one.fields, {}, language) if one.type else ""))
        for record, one in told
    )


def _of_draft(draft: Draft, language: str) -> Named:
    return Named(draft.record, draft.type, title(draft.type, draft.fields, {}, language))
