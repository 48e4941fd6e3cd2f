"""What is said of a bundle that was looked at, taken in, kept in quarantine, or received before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.base.i18n import _, ngettext
from app.exchange.manifest import Manifest
from app.exchange.receipt import Receipt
from app.services import consent_words, contacts, inbox, succession
from app.services.session import Session
from app.services.withdrawals import NONE, Arrived
from app.storage import evidence as proofs
from app.storage import log, revisions, streams, trust


def answer(
    session: Session,
    manifest: Manifest,
    standing: str,
    *,
    counts: dict[str, int] | None = None,
    types: dict[str, int] | None = None,
    held: dict[str, int] | None = None,
    kept: Path | None = None,
    arrived: Sequence[Receipt] = (),
    erased: int = 0,
    asked: int = 0,
    unsealed: int = 0,
    unopened: int = 0,
    withdrawn: Arrived = NONE,
) -> dict[str, Any]:
    """Return what is said of a bundle, as values ready for JSON.

    `standing` is `again`, `verified`, `forked`, or why the sender is not trusted; `held` are the authors of revisions
    kept back, with how many of each; `kept` is the bundle's place in quarantine; `arrived` are the receipts in it for
    what we sent, told by when each was sent. `gap` says which bundles before this one did not come, empty for none; it
    informs, and keeps nothing out. `erased` versions went by tombstones that came, `asked` requests to erase wait for a
    person; `withdrawn` is what came of withdrawn consents. A sender known here has the name and
    role of the card stored here; what the card in the bundle says otherwise is under `claims`.
    """
    sender = manifest.sender
    again = standing == "again"
    mine = _receipt(session, manifest.hash)
    followed = [*consent_words.arrived_words(withdrawn.told), *_followed(erased, asked, unsealed, unopened)]
    stored = trust.card_of(session.vault, sender.key_id)
    claims = _claims(manifest, stored)
    gap = _gap(session, manifest) if standing in ("again", "verified") else ""
    told = [_message(standing, kept), gap, *_claimed(claims), *_held(held or {}), *followed]
    return {
        "sender": {
            "name": stored.name if stored else sender.name,
            "role": stored.role if stored else sender.role,
            "key": sender.key_id,
            "fingerprint": sender.fingerprint,
            "claims": claims,
        },
        "trust": contacts.status_of(session, sender.key_id),
        "bundle": {
            "id": manifest.bundle,
            "manifest": manifest.hash,
            "n": manifest.stream.n,
            "revisions": manifest.lines,
            "attachments": manifest.attachments,
            "attachment_bytes": manifest.attachment_bytes,
        },
        "counts": counts or inbox.nothing(same=_records_of(session, manifest) if again else 0),
        "types": dict(types or {}),
        "receipt": {"manifest": mine.manifest_hash, "at": mine.at} if mine else None,
        "arrived": _sent(session, arrived),
        "refused": not again and standing != "verified",
        "quarantine": str(kept) if kept else None,
        "held": dict(held or {}),
        "earlier": _earlier(session, manifest) if standing == "forked" else None,
        "gap": gap,
        "erased": erased,
        "erasures_asked": asked,
        "unsealed": unsealed,
        "unopened": unopened,
        "withdrawn": withdrawn.told,
        "message": "\n".join(filter(None, told)),
    }


def _receipt(session: Session, manifest_hash: str) -> streams.Receipt | None:
    """Return our receipt for a bundle, signed by whichever of our keys was the present one then."""
    found = (streams.receipt_for(session.vault, manifest_hash, key) for key in succession.own_keys(session))
    return next(filter(None, found), None)


def _gap(session: Session, manifest: Manifest) -> str:
    """Say which bundles before this one in its stream did not come, if any."""
    place = manifest.stream
    count, first = streams.missing(session.vault, place.key, succession.epoch_here(session, manifest), place.n)
    if not count:
        return ""
    told = ", ".join(f"{n:,}" for n in first) + (", ..." if count > len(first) else "")
    return ngettext(
        "This is number {n} from this sender; number {missing} has not come here. It may be on its way, lost, or was "
        "never written. Nothing is wrong with this one; ask the sender if you wait for more.",
        "This is number {n} from this sender; these have not come here: {missing}. They may be on their way, lost, or "
        "were never written. Nothing is wrong with this one; ask the sender if you wait for more.",
        count,
    ).format(n=f"{place.n:,}", missing=told)


def _claims(manifest: Manifest, stored: trust.StoredCard | None) -> dict[str, str] | None:
    """Return what the card in the bundle says, when it differs from the one stored here, which is what counts."""
    sender = manifest.sender
    if not stored or (sender.name, sender.role, sender.authority) == (stored.name, stored.role, stored.authority):
        return None
    return {"name": sender.name, "role": sender.role}


def _sent(session: Session, receipts: Sequence[Receipt]) -> list[str]:
    """Return when we sent what these are the receipts for, the earliest first."""
    wanted = {one.manifest for one in receipts}
    sent = log.entries(session.vault, ("sent",)) if wanted else ()
    return [one.at for one in sent if one.detail["manifest"] in wanted]


def _claimed(claims: dict[str, str] | None) -> list[str]:
    if not claims:
        return []
    return [_("The card in this bundle says {name} ({role}): ask them for their new card.").format(**claims)]


def _records_of(session: Session, manifest: Manifest) -> int:
    """Return how many records a bundle received earlier touched."""
    found = next((one for one in proofs.each(session.vault) if one.hash == manifest.hash), None)
    here = revisions.get_all(session.vault, found.ids) if found else ()
    return len({one.header.record for one in here})


def _earlier(session: Session, manifest: Manifest) -> dict[str, str | None]:
    """Return which bundle was received in this one's place of the stream, and when."""
    place = manifest.stream
    earlier = streams.seen(session.vault, place.key, succession.epoch_here(session, manifest), place.n) or ""
    mine = _receipt(session, earlier)
    return {"manifest": earlier, "at": mine.at if mine else None}


def _held(held: dict[str, int]) -> list[str]:
    if not held:
        return []
    told = ", ".join(f"{author[:16]} ({count:,})" for author, count in sorted(held.items()))
    return [
        _(
            "Versions whose authors are neither verified here nor vouched for by an office are kept back until their "
            "cards are verified. Key and number of versions: {authors}."
        ).format(authors=told)
    ]


def _followed(erased: int, asked: int, unsealed: int, unopened: int) -> list[str]:
    """Return what is said of sealed packages, opened or refused, and of erasures, done or asked for."""
    told = []
    if unsealed:
        words = ngettext(
            "{n} version that was sealed for you is open here now; every commitment holds.",
            "{n} versions that were sealed for you are open here now; every commitment holds.",
            unsealed,
        )
        told.append(words.format(n=unsealed))
    if unopened:
        words = ngettext(
            "Careful: {n} sealed package does not hold what its seal says. Nothing of it came in; ask the sender.",
            "Careful: {n} sealed packages do not hold what their seals say. Nothing of them came in; ask the sender.",
            unopened,
        )
        told.append(words.format(n=unopened))
    if erased:
        words = ngettext(
            "{n} version was erased here: its author, or an office, says so.",
            "{n} versions were erased here: their author, or an office, says so.",
            erased,
        )
        told.append(words.format(n=erased))
    if asked:
        words = ngettext(
            "{n} request to erase waits for you: see Decisions, or `erase --requests`.",
            "{n} requests to erase wait for you: see Decisions, or `erase --requests`.",
            asked,
        )
        told.append(words.format(n=asked))
    return told


def _message(standing: str, kept: Path | None) -> str:
    waits = "\n" + _("It waits in quarantine, still encrypted: {path}").format(path=kept) if kept else ""
    match standing:
        case "again":
            return _("Already received; nothing changes.")
        case "verified":
            return _("The sender is verified and every signature is right.")
        case "forked":
            told = _(
                "Another bundle was received in this one's place: the sender's key or vault may have been copied. "
                "Nothing of it is taken in. Ask the sender before anything else."
            )
            return told + waits
        case _:
            told = _(
                "Anybody can write this name: the sender's card is not verified. Ask them for their card file and, "
                "by voice or in person, for its fingerprint; then use `trust`, and receive again."
            )
            return told + waits
