"""What tests of services are made of: practice vaults that know each other, hostile bundles, what must not change."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base import durable
from app.crypto.recipients import X25519Identity, XWingIdentity, parse_identity
from app.crypto.signing import SigningKeys, sign_revision
from app.domain import canonical, ids
from app.domain import revision as revisions
from app.domain.body import encode_body
from app.domain.header import Header
from app.domain.revision import Revision
from app.exchange import bag, records
from app.services import checking, contacts, receiving, sending, session, trusting
from app.services.session import Session
from app.storage import batches, log
from tests.unit.exchange import forging
from tests.unit.exchange.making import Person

PASSPHRASE = "a passphrase of the tests"
FLOOR = 64 << 10


def create(folder: Path, name: str, role: str = "field", *, practice: bool = True) -> Session:
    return session.create(folder, PASSPHRASE, name=name, role=role, practice=practice, memory_kib=FLOOR)


def reopen(closed: Session) -> Session:
    """Close a session and open its vault again."""
    closed.close()
    return session.open_session(closed.vault.folder, PASSPHRASE)


def introduce(place: Path, *people: Session) -> None:
    """Let each verify the cards of all others."""
    for giver in people:
        digits = contacts.write_card(giver, place / "introducing.card")
        for taker in people:
            if taker is not giver:
                trusting.take_card(taker, place / "introducing.card", digits)


def carry(sender: Session, receiver: Session, stick: Path, **how: Any) -> list[dict[str, Any]]:
    """Send what is new and receive all of it; return the receiver's answers."""
    sent = sending.send(sender, receiver.card.name, stick, **how)
    return [receiving.receive(receiver, Path(path)) for path in sent["bundles"]]


def person_of(opened: Session) -> Person:
    """Return the owner of a vault as the makers of hostile bundles want them."""
    identities = [parse_identity(one) for one in opened.vault.meta().identities]
    xwing = next(one for one in identities if isinstance(one, XWingIdentity))
    x25519 = next(one for one in identities if isinstance(one, X25519Identity))
    return Person(opened.keys, xwing, x25519, opened.card)


def revise(
    keys: SigningKeys,
    fields: dict[str, Any],
    parents: Sequence[Revision] = (),
    *,
    type_: str = "note",
    record: str | None = None,
    body: bytes | None = None,
    header: Callable[[dict[str, Any]], object] | None = None,
) -> Revision:
    """Return a revision signed by hand; `header` changes the header's values before they are signed."""
    body, salt = body or encode_body(type_, fields), secrets.token_bytes(32)
    made = Header(
        record=record or (parents[0].header.record if parents else ids.new_record_id()),
        type=type_,
        parents=tuple(sorted(one.id for one in parents)),
        author=keys.key_id,
        at="2026-01-02T03:04:05Z",
        zone="+08:00",
        software="tests",
        body_commit=revisions.commit(salt, body),
    )
    data = revisions.header_bytes(made)
    if header is not None:
        value = canonical.decode_object(data)
        header(value)
        data = canonical.encode(value)
    id_ = revisions.revision_id(data)
    return Revision(id_, data, sign_revision(keys, revisions.message(id_)), revisions.PRESENT, body, salt)


def with_records(parts: forging.Members, lines: Sequence[bytes], ids_: Sequence[str]) -> forging.Members:
    """Return the members with these lines as records, and everything that counts or hashes them made to fit."""
    spool = io.BytesIO()
    packed = records.compress_lines(lines, spool)
    changed = forging.listed({**parts, bag.RECORDS: spool.getvalue(), bag.IDS: bag.ids_bytes(ids_)})
    value = canonical.decode_object(changed[bag.MANIFEST])
    value |= {"decompressed": packed.decompressed, "lines": packed.lines}
    return {**changed, bag.MANIFEST: canonical.encode(value)}


def with_revisions(parts: forging.Members, found: Sequence[Revision]) -> forging.Members:
    """Return the members with these revisions as their records."""
    return with_records(parts, [revisions.to_line(one) for one in found], [one.id for one in found])


@dataclass(frozen=True)
class Standing:
    """Everything of a vault that an answer may not change, but for what it adds to the log."""

    report: dict[str, Any]
    names: frozenset[str]
    logged: int


def standing(opened: Session) -> Standing:
    """Return how a vault stands; it must be whole, with no batch under way and no temporary file."""
    report = checking.verify(opened)
    assert not report["problems"], report["problems"]
    assert not batches.under_way(opened.vault)
    found = [path for path in opened.vault.folder.rglob("*") if path.is_file()]
    assert not [path for path in found if durable.is_temporary(path)]
    kept = {row[0] for row in opened.vault.db.all("SELECT name FROM blob")}
    assert {f"{path.parent.name}/{path.name}" for path in found if path.parent.parent.name == "blobs"} == kept
    ours = frozenset(str(path.relative_to(opened.vault.folder)) for path in found if "-wal" not in path.name)
    return Standing(report, ours, sum(1 for _ in log.entries(opened.vault)))


def logged(opened: Session, since: Standing) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and details of what came into the log since then."""
    return [(entry.kind, dict(entry.detail)) for entry in log.entries(opened.vault)][since.logged :]


def unchanged(opened: Session, before: Standing, *kinds: str) -> list[dict[str, Any]]:
    """Check that nothing changed since `before` but for log entries of these kinds; return their details."""
    after = standing(opened)
    assert (after.report, after.names) == (before.report, before.names)
    added = logged(opened, before)
    assert [kind for kind, _detail in added] == list(kinds)
    return [detail for _kind, detail in added]
