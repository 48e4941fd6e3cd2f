"""The activity log of a recovered vault: what the old one tells of, chained anew, without what is not here any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.base.errors import KeepsakeError
from app.domain import canonical
from app.domain.canonical import JsonObject
from app.domain.revision import digest
from app.storage import idlists, log, trust
from app.storage.database import Database
from app.storage.handle import Vault, get_meta, now, put_meta
from app.storage.log import Entry


def take_incoming(source: Vault, db: Database, here: set[bytes]) -> None:
    """Bring over the places of received bundles, each with those of its revisions that are here."""
    for row in source.db.all("SELECT * FROM incoming ORDER BY n"):
        kept = idlists.pack([one for one in idlists.unpack(row[7]) if bytes.fromhex(one) in here])
        db.run("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row[:7], kept))


def take_revocations(source: Vault, db: Database) -> None:
    """Let every key that the old log says was revoked be so, whatever rows of it are lost, or of before."""
    told = [(one.kind, str(one.detail.get("key"))) for one in _readable(source) if one.kind in _REVOKED]
    db.many("UPDATE card SET status = 'revoked' WHERE key = unhex(?)", [(key,) for _kind, key in told])
    here = trust.as_stored(db)
    unseen = {key for kind, key in told if kind == "key_revoked" or key not in here}
    before = get_meta(db, "revoked_keys")
    if unseen:
        put_meta(db, revoked_keys=sorted(unseen.union(map(str, before if isinstance(before, list) else []))))


_REVOKED = frozenset({"card_revoked", "key_revoked"})


def write(source: Vault, target: Vault, db: Database, revisions: int) -> None:
    """Write the log, inside the running transaction, when everything else is there."""
    entries = list(_readable(source))
    first = Entry(0, now(), "recovered", {"entries": len(entries), "revisions": revisions})
    told = [first, *_of_what_is_here(db, entries)]
    told += _missing(db, told)
    mac = log.START
    for n, one in enumerate(told, 1):
        data = canonical.encode({"at": one.at, "detail": one.detail, "kind": one.kind, "n": n})
        mac = log.link(target.log_key, mac, data)
        db.run("INSERT INTO log (n, entry, mac) VALUES (?, ?, ?)", (n, data, mac))


def _readable(source: Vault) -> Iterator[Entry]:
    for (data,) in source.db.all("SELECT entry FROM log ORDER BY n"):
        try:
            yield log.parse(data)
        except KeepsakeError:
            continue


@dataclass(frozen=True, slots=True)
class _Here:
    """What is in the recovered vault: ids and hashes as hexadecimal digits."""

    states: dict[str, str]
    outgoing: dict[str, str]
    digests: dict[str, str]
    receipts: set[tuple[str, str]]
    settled: set[str]
    """Bundles that wait in quarantine, or left it."""
    own: set[str]
    cards: set[str]


def _of_what_is_here(db: Database, entries: list[Entry]) -> Iterator[Entry]:
    """Yield the entries about what is here, with what they say of it as it is now."""
    over = {str(one.detail.get("manifest")) for one in entries if one.kind == "unquarantined"}
    here = _Here(
        states={id_.hex(): state for id_, state in db.all("SELECT id, state FROM revision")},
        outgoing={name.hex(): state for name, state in db.all("SELECT manifest_hash, state FROM outgoing")},
        digests=_digests(db),
        receipts={(name.hex(), by.hex()) for name, by in db.all("SELECT manifest_hash, signer FROM receipt")},
        settled=over | {row[0].hex() for row in db.all("SELECT manifest_hash FROM quarantine")},
        own={hashlib.sha256(data).hexdigest() for (data,) in db.all("SELECT card FROM own_card")},
        cards=set(trust.as_stored(db)),
    )
    for one in entries:
        detail = _of_revisions(here, one) if one.kind in ("saved", "erased", "sealed") else _of_others(here, one)
        if detail is not None:
            yield Entry(one.n, one.at, one.kind, detail)


def _of_revisions(here: _Here, one: Entry) -> JsonObject | None:
    """Return what an entry says of revisions that are here, or None."""
    if one.kind == "saved":
        state = here.states.get(str(one.detail.get("revision")))
        if state is None:
            return None
        return {**one.detail, "state": state} if state == "absent" else one.detail
    listed = one.detail.get("revisions")
    gone = [id_ for id_ in listed if here.states.get(str(id_)) == one.kind] if isinstance(listed, list) else []
    return {**one.detail, "revisions": gone} if gone else None


def _of_others(here: _Here, one: Entry) -> JsonObject | None:
    """Return what an entry says of a bundle, receipt or card that is here, or None."""
    detail = one.detail
    name = str(detail.get("manifest", ""))
    match one.kind:
        case "received" | "accepted":
            return {**detail, "digest": here.digests[name]} if name in here.digests else None
        case "sent":
            keep = name in here.outgoing
        case "withdrawn":
            keep = here.outgoing.get(name) == "withdrawn"
        case "receipt":
            keep = (name, str(detail.get("by"))) in here.receipts
        case "quarantined":
            keep = name in here.settled
        case "own_card":
            keep = str(detail.get("card")) in here.own
        case kind:
            keep = kind not in trust.KINDS or str(detail.get("key")) in here.cards
    return detail if keep else None


def _digests(db: Database) -> dict[str, str]:
    """Return what the log says of each received bundle: the digest of the revisions accepted from it."""
    rows = db.all("SELECT manifest_hash, accepted FROM incoming")
    return {hash_.hex(): digest(idlists.unpack(accepted)) for hash_, accepted in rows}


def _missing(db: Database, told: list[Entry]) -> Iterator[Entry]:
    """Yield entries for what is here and the old log does not tell of any more."""
    logged = {
        str(one.detail["key"]): (trust.KINDS[one.kind], str(one.detail["card"]))
        for one in told
        if one.kind in trust.KINDS
    }
    words = {status: kind for kind, status in trust.KINDS.items()}
    for key, (status, card) in sorted(trust.as_stored(db).items()):
        if logged.get(key) != (status, card):
            yield Entry(0, now(), words[status], {"card": card, "key": key})
    unseen, said = get_meta(db, "revoked_keys"), {one.detail.get("key") for one in told if one.kind == "key_revoked"}
    for key in unseen if isinstance(unseen, list) else []:
        if key not in said:
            yield Entry(0, now(), "key_revoked", {"key": str(key)})
    received = {str(one.detail.get("manifest")) for one in told if one.kind in ("received", "accepted")}
    for hash_, sender, position in db.all("SELECT manifest_hash, sender, position FROM incoming ORDER BY n"):
        name = hash_.hex()
        if name not in received:
            yield Entry(
                0, now(), "received",
                {"digest": _digests(db)[name], "from": sender.hex(), "manifest": name, "n": position},
            )  # fmt: skip
