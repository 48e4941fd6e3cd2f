"""Choosing what to send: revisions, attachments, evidence and receipts, and what is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.crypto.signing import Signatures
from app.domain import canonical, consent
from app.exchange.bag import ids_bytes
from app.exchange.card import Card
from app.exchange.evidence import EvidenceItem, verify_evidence
from app.services import casework
from app.services.session import Session
from app.storage import blobs, drafts, records, revisions, selection, streams
from app.storage import evidence as proofs


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes: revision ids in the order they came, attachments by hash with size, evidence, receipts.

    `owed` tells whether a receipt is among them for a bundle that brought something: one for a bundle that brought
    only receipts travels with the next and is no reason to send, or two vaults would thank each other for ever.
    `withheld` are the records that stay; `absent` counts attachments whose contents are not in this vault.
    """

    ids: tuple[str, ...]
    attachments: dict[str, int]
    evidence: tuple[EvidenceItem, ...]
    receipts: tuple[streams.Receipt, ...]
    owed: bool
    withheld: tuple[str, ...]
    absent: int

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to send."""
        return not (self.ids or self.attachments or self.owed)


def choose(session: Session, card: Card, scope: str, chosen_records: Sequence[str]) -> Choice:
    """Choose what goes to the owner of `card`.

    `scope` is `since-last` (everything no receipt of theirs covers), `all`, or `ids` (every revision of
    `chosen_records`). Drafts become revisions first. Raises UnknownRecord.
    """
    vault = session.vault
    for draft in drafts.all(vault):
        casework.save_draft(session, draft.record)
    if scope == "ids":
        wanted = selection.of_records(vault, [casework.find(session, one) for one in chosen_records])
    else:
        wanted = set(revisions.all_ids(vault))
    kept = withheld(session)
    stay = selection.of_records(vault, kept)
    held_back = wanted & stay
    wanted -= stay
    named = set[str]()
    if scope == "since-last":
        wanted -= streams.covered(vault, card.key_id)
        named = streams.unreceipted_attachments(vault, card.key_id)
    named |= blobs.mentioned(vault, wanted).keys()
    named -= blobs.mentioned(vault, stay).keys() - blobs.mentioned(vault, wanted).keys()
    sizes = blobs.sizes(vault, sorted(named))
    receipts = streams.receipts_to_send(vault, card.key_id)
    return Choice(
        ids=tuple(selection.in_order(vault, wanted)),
        attachments=sizes,
        evidence=_evidence(session, card, wanted),
        receipts=tuple(receipts),
        owed=any(_brought_something(session, one.manifest_hash) for one in receipts),
        withheld=tuple(sorted(kept)) if held_back else (),
        absent=len(named) - len(sizes),
    )


def _brought_something(session: Session, manifest_hash: str) -> bool:
    data = proofs.manifest_of(session.vault, manifest_hash)
    if data is None:
        return True
    manifest = canonical.decode_object(data)
    return bool(manifest["lines"] or manifest["totals"]["attachments"])


def withheld(session: Session) -> set[str]:
    """Return the records that go to nobody: source-protected ones, and those a person refused internal use of."""
    vault = session.vault
    found = set(selection.with_term(vault, "confidentiality", consent.SOURCE_PROTECTED))
    said: dict[str, bool] = {}
    for row in sorted(records.rows(vault, type="consent"), key=lambda row: (row.updated, row.id)):
        state = revisions.state(vault, row.id)
        allowed = consent.internal_use(state.fields) if state else None
        if state and allowed is not None:
            said.update(dict.fromkeys(consent.covered(state.fields), allowed))
    return found | {record for record, allowed in said.items() if not allowed}


def _evidence(session: Session, card: Card, wanted: set[str]) -> tuple[EvidenceItem, ...]:
    """Return what proves the work of third parties among `wanted`; the recipient's own it has."""
    found = []
    for one in proofs.evidence_for(session.vault, wanted):
        item = EvidenceItem(one.manifest, Signatures(one.ssh, one.mldsa), ids_bytes(one.ids))
        manifest, _ids = verify_evidence(item)
        if manifest.sender.key_id not in (card.key_id, session.card.key_id):
            found.append(item)
    return tuple(found)
