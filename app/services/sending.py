"""Sending: everything new, or a selection, as encrypted, signed bundles written durably to a folder."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.base.i18n import _, ngettext
from app.exchange.card import Card, Profile
from app.exchange.manifest import Stream
from app.exchange.plan import Attachment, plan
from app.services import authoring, choosing, contacts, outbox
from app.services.choosing import Choice
from app.services.medium import check_folder
from app.services.parcels import Parcel, pack, parcels
from app.services.session import Session
from app.services.writing import Damaged, Step, Stopped, Tell, Told, Written, check_room, write_out
from app.storage import blobs, revisions, selection, streams

LETTERS = string.ascii_lowercase + string.digits


def send(
    session: Session,
    to: str,
    out: Path,
    *,
    scope: str = "since-last",
    ids: Sequence[str] = (),
    max_size: int | None = None,
    profile: Profile = "xwing",
    own: bool = False,
    defining: bool = True,
    progress: Tell | None = None,
    step: Step | None = None,
    packing: Tell | None = None,
) -> dict[str, Any]:
    """Write bundles for the owner of the card named `to` into the folder `out`; return their paths and warnings.

    `scope` is `since-last`, `all` or `ids` (the records `ids`); with `own`, records of third people stay here when the
    recipient is no office. What the office defined goes along, unless `defining` is false. `max_size` bounds each file
    in bytes. Bundles of an earlier call that was cut off are written first, byte for byte as they were promised; one
    that is larger than `max_size`, or whose contents are damaged, is given up and its contents are sent anew; one that
    carries what is to stay by now is given up. Nothing is overwritten.
    Raises UnknownRecipient, PracticeOnly, BadInput, NoRoom. `progress` is told bytes, `packing` versions while they
    are packed. What either raises stops it: the file under way and what was settled for it are taken back, files that
    were finished stay.
    """
    try:
        return _send(session, to, out, scope, ids, max_size, profile, own, defining, Told(progress, step, packing))
    except Stopped as stop:
        raise stop.error from None


def _send(
    session: Session,
    to: str,
    out: Path,
    scope: str,
    ids: Sequence[str],
    max_size: int | None,
    profile: Profile,
    own: bool,
    defining: bool,
    told: Told,
) -> dict[str, Any]:
    card, status = contacts.recipient(session, to)
    contacts.same_world(session, card)
    check_folder(out)
    files: list[Written] = []
    damaged: set[str] = set()
    again: list[streams.Outgoing] = []
    told.packing(0, 0)
    staying = choosing.staying(session, card)
    told.packing(0, 0)
    for one in streams.pending(session.vault, card.key_id):
        if staying.touches(one) or (max_size and outbox.plan_of(one).file_size > max_size):
            outbox.withdraw(session, one)
            continue
        try:
            files.append(write_out(session, one, out, told))
            again.append(one)
        except Damaged as error:
            outbox.withdraw(session, one)
            damaged |= error.hashes
    office = card.office and status == "verified"
    choice = choosing.choose(
        session, card, scope, ids, staying, office=office, again=again, damaged=damaged, own=own, defining=defining
    )
    told.packing(0, 0)
    if not choice.empty:
        for parcel in parcels(session, choice, max_size, told.packing):
            written = _deliver(session, card, parcel, profile, out, told, damaged)
            files += [written] if written else []
    return {
        "bundles": [str(one.path) for one in files],
        "files": [{"path": str(one.path), "size": one.size, "sha256": one.sha256} for one in files],
        "withheld": list(choice.withheld),
        "warnings": _warnings(session, status, choice, damaged, own=own),
    }


def _warnings(session: Session, status: str, choice: Choice, damaged: set[str], *, own: bool) -> list[str]:
    found = []
    if status != "verified":
        found.append(_("Careful: the fingerprint of this card was never compared. It may be another's card."))
    if choice.withheld:
        found.append(
            ngettext(
                "{n} record stays here: source-protected, sealed for others, or internal use was refused.",
                "{n} records stay here: source-protected, sealed for others, or internal use was refused.",
                len(choice.withheld),
            ).format(n=len(choice.withheld))
        )
    if choice.others:
        told = (
            _("{n} records of other people stay here; name them with --ids to send them.")
            if own
            else _("Careful: {n} records of other people go to a card that is no office's. --own keeps them here.")
        )
        found.append(told.format(n=choice.others))
    if choice.unsaved:
        found.append(
            _("What is being typed stays here until it can be saved, in these records: {records}").format(
                records=", ".join(choice.unsaved)
            )
        )
    if choice.absent:
        found.append(
            ngettext(
                "{n} attachment is named but not in this vault.",
                "{n} attachments are named but not in this vault.",
                choice.absent,
            ).format(n=choice.absent)
        )
    named = blobs.mentioned(session.vault, revisions.all_ids(session.vault)) if damaged else {}
    naming = {one for sha256 in damaged for one in named.get(sha256, ())}
    if naming:  # nothing names what was erased since
        records = sorted({one.header.record for one in revisions.get_all(session.vault, naming)})
        found.append(
            _("Attachments of these records are damaged in this vault and were not sent: {records}").format(
                records=", ".join(records)
            )
        )
    return found


def _deliver(
    session: Session,
    card: Card,
    parcel: Parcel,
    profile: Profile,
    out: Path,
    told: Told,
    damaged: set[str],
) -> Written | None:
    """Commit and write one bundle; leave out attachments that prove damaged, and add them to `damaged`."""
    while True:
        committed = _commit(session, card, parcel, profile, out)
        try:
            return write_out(session, committed, out, told)
        except Stopped:  # what a person stopped is not written by the next sending, which may be another choice
            outbox.withdraw(session, committed)
            raise
        except Damaged as error:
            outbox.withdraw(session, committed)
            if not error.hashes:
                raise error.error from None
            damaged |= error.hashes
        whole = {sha256: size for sha256, size in parcel.choice.attachments.items() if sha256 not in damaged}
        rest = replace(parcel.choice, attachments=whole)
        if rest.empty and not rest.evidence:
            return None
        parcel = pack(session, rest, told.packing)


def _commit(session: Session, card: Card, parcel: Parcel, profile: Profile, out: Path) -> streams.Outgoing:
    """Plan and sign one bundle and note it in the vault, durably, before a byte of it is written."""
    with parcel.spool:
        return _planned(session, card, parcel, profile, out)


def _planned(session: Session, card: Card, parcel: Parcel, profile: Profile, out: Path) -> streams.Outgoing:
    vault, choice = session.vault, parcel.choice
    position = streams.next_position(vault, card.key_id)
    settled = plan(
        keys=session.keys,
        card=session.card.data,
        recipient=card,
        stream=Stream(
            key=session.keys.key_id,
            epoch=position.epoch,
            follows=position.follows,
            n=position.n,
            previous=position.previous,
        ),
        ids=choice.ids,
        records=parcel.records,
        authors=selection.authors(vault, choice.ids),
        software=authoring.SOFTWARE,
        evidence=choice.evidence,
        receipts=[one.data for one in choice.receipts],
        attachments=[Attachment(sha256, size) for sha256, size in choice.attachments.items()],
        profile=profile,
    )
    check_room(settled, out)
    name = "".join(secrets.choice(LETTERS) for _ in range(8)) + ".age"
    carried = [one.manifest_hash for one in choice.receipts]
    with vault.transaction():
        outgoing = outbox.kept(settled, card.key_id, position, name, parcel.spool.keep(), carried)
        streams.commit_outgoing(vault, outgoing)
    vault.anchor()
    return outgoing
