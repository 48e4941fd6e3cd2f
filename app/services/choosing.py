"""Choosing what to send: revisions, attachments, evidence and receipts, and what is withheld."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.base.errors import BadInput
from app.crypto.signing import Signatures
from app.domain import canonical
from app.exchange.bag import ids_bytes
from app.exchange.card import Card
from app.exchange.evidence import EvidenceItem, verify_evidence
from app.exchange.receipt import make_receipt, read_receipt
from app.services import casework, succession, withdrawals
from app.services.session import Session
from app.services.withholding import sealed_from, withheld
from app.storage import blobs, definitions, drafts, revisions, selection, streams
from app.storage import evidence as proofs


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes: revision ids in the order they came, attachments by hash with size, evidence, receipts.

    `owed` tells whether a receipt is among them for a bundle that brought something: one for a bundle that brought
    only receipts travels with the next and is no reason to send, or two vaults would thank each other for ever.
    `withheld` are the records that stay; `absent` counts attachments whose contents are not in this vault; `unsaved`
    are the records with a draft that cannot be saved yet; `others` counts records of other people when it is no office.
    """

    ids: tuple[str, ...]
    attachments: dict[str, int]
    evidence: tuple[EvidenceItem, ...]
    receipts: tuple[streams.Receipt, ...]
    owed: bool
    withheld: tuple[str, ...]
    absent: int
    unsaved: tuple[str, ...] = ()
    others: int = 0

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to send."""
        return not (self.ids or self.attachments or self.owed)


@dataclass(frozen=True, slots=True)
class Staying:
    """What stays: revision ids withheld, contents only they name; records whose draft is not saved."""

    ids: frozenset[str]
    contents: frozenset[str]
    unsaved: tuple[str, ...]

    def touches(self, outgoing: streams.Outgoing) -> bool:
        """Tell whether a bundle carries any of it."""
        return not (self.ids.isdisjoint(outgoing.ids) and self.contents.isdisjoint(outgoing.attachments))


def staying(session: Session, card: Card) -> Staying:
    """Turn drafts into revisions, then determine what does not go to the owner of `card`."""
    unsaved = _save_drafts(session)
    return of_records(session, withheld(session), sealed_from(session, card.key_id), unsaved)


def of_records(session: Session, records: Collection[str], sealed: Collection[str], unsaved: Sequence[str]) -> Staying:
    """Return what stays: whole records, and text sealed for others; contents that only these name stay too."""
    vault = session.vault
    ids = selection.of_records(vault, records) | set(sealed)
    contents = blobs.mentioned(vault, ids).keys() if ids else set[str]()
    if contents:
        contents -= blobs.mentioned(vault, set(revisions.all_ids(vault)) - ids).keys()
    return Staying(frozenset(ids), frozenset(contents), tuple(unsaved))


def choose(
    session: Session,
    card: Card,
    scope: str,
    chosen_records: Sequence[str],
    staying: Staying,
    *,
    office: bool,
    again: Sequence[streams.Outgoing] = (),
    damaged: Collection[str] = (),
    own: bool = False,
    defining: bool = True,
) -> Choice:
    """Choose what goes to the owner of `card`; `staying` was determined just before. Raises UnknownRecord.

    `scope` is `since-last` (everything no receipt of theirs covers, but for what the bundles `again` carry, just
    written once more), `all`, or `ids` (every revision of `chosen_records`). With `own`, only records that they or we
    wrote go to anyone but an `office`, unless they are named. `damaged` are hashes of contents that cannot be read.
    Refusals and withdrawals of what they had from us go whatever is chosen. What the office defined goes with the
    records that use it, and not at all without `defining`.
    """
    vault = session.vault
    if scope == "ids":
        chosen = [casework.find(session, one) for one in chosen_records]
        using = definitions.used_by(vault.db, vault.defined.now, chosen) if defining else set[str]()
        wanted = selection.of_records(vault, {*chosen, *using})
    else:
        wanted = set(revisions.all_ids(vault))
        if not defining:
            wanted -= selection.of_records(vault, definitions.all_of_them(vault.defined.now))
    owed = withdrawals.owed(session, card) if scope == "ids" or own else set[str]()
    theirs, our_keys = succession.chain(session, card.key_id), succession.own_keys(session)
    if owed:
        owed -= streams.covered(vault, *theirs)
        owed.difference_update(*(one.ids for one in again))
        wanted |= owed
    held_back = wanted & staying.ids
    wanted -= staying.ids
    named = set(blobs.mentioned(vault, wanted))
    receipts = [_signed_now(session, one) for one in streams.receipts_to_send(vault, *theirs)]
    if scope == "since-last":
        covered = streams.covered(vault, *theirs)
        wanted -= covered
        held_back -= covered
        wanted.difference_update(*(one.ids for one in again))
        named -= _contents_there(session, theirs)
        named.difference_update(*(one.attachments for one in again))
        carried = {manifest for one in again for manifest in one.receipts}
        receipts = [one for one in receipts if one.manifest_hash not in carried]
    foreign = set[str]()
    if scope != "ids" and not office:
        ours = selection.records_by(vault, [*theirs, *our_keys])
        foreign = wanted - selection.of_records(vault, ours) - owed
        if own:
            wanted -= foreign
            named &= blobs.mentioned(vault, (selection.of_records(vault, ours) | owed) - staying.ids).keys()
    sizes = blobs.sizes(vault, sorted(named))
    return Choice(
        ids=tuple(selection.in_order(vault, wanted)),
        attachments={sha256: size for sha256, size in sizes.items() if sha256 not in damaged},
        evidence=_evidence(session, {*theirs, *our_keys}, wanted),
        receipts=tuple(receipts),
        owed=any(_brought_something(session, one.manifest_hash) for one in receipts),
        withheld=tuple(sorted(selection.records_of(vault, held_back))),
        absent=len((named & blobs.mentioned(vault, wanted).keys()) - sizes.keys()),
        unsaved=staying.unsaved,
        others=len(selection.records_of(vault, foreign)),
    )


def _save_drafts(session: Session) -> list[str]:
    """Turn drafts into revisions; return the records whose draft cannot be saved yet and stays a draft."""
    unsaved = []
    for draft in drafts.all(session.vault):
        try:
            casework.save_draft(session, draft.record)
        except BadInput:
            unsaved.append(draft.record)
    return unsaved


def _signed_now(session: Session, receipt: streams.Receipt) -> streams.Receipt:
    """Return a receipt as our present keys sign it: a bundle carries only those of its sender."""
    if receipt.by == session.card.key_id:
        return receipt
    data = make_receipt(session.keys, read_receipt(receipt.data).bundle, receipt.manifest_hash, receipt.at)
    return streams.Receipt(receipt.manifest_hash, session.card.key_id, receipt.at, data)


def _contents_there(session: Session, keys: Sequence[str]) -> set[str]:
    """Return the hashes of contents the owner of these keys has: in bundles they receipted, or named by them.

    So an edit of a record does not carry its film again, and contents that came here late still go.
    """
    vault = session.vault
    found = set[str]()
    for one in (sent for key in keys for sent in streams.sent(vault, key)):
        if one.attachments and any(streams.receipt_for(vault, one.hash, key) for key in keys):
            found.update(one.attachments)
    theirs = set[str]()
    for proof in proofs.each(vault):
        if canonical.decode_object(proof.manifest)["sender"]["card"]["ed25519"] in keys:
            theirs.update(proof.ids)
    return found | blobs.mentioned(vault, theirs).keys()


def _brought_something(session: Session, manifest_hash: str) -> bool:
    data = proofs.manifest_of(session.vault, manifest_hash)
    if data is None:
        return True
    manifest = canonical.decode_object(data)
    return bool(manifest["lines"] or manifest["totals"]["attachments"])


def _evidence(session: Session, keys: set[str], wanted: set[str]) -> tuple[EvidenceItem, ...]:
    """Return what proves the work of third parties among `wanted`; `keys` are the recipient's and ours."""
    found = []
    for one in proofs.evidence_for(session.vault, wanted):
        item = EvidenceItem(one.manifest, Signatures(one.ssh, one.mldsa), ids_bytes(one.ids))
        manifest, _ids = verify_evidence(item)
        if manifest.sender.key_id not in keys:
            found.append(item)
    return tuple(found)
