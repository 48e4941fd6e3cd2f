"""Making signed revisions: the one place where a body becomes a saved version."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from app import __version__
from app.crypto.signing import sign_revision
from app.domain import revision as revisions
from app.domain.body import Fields, encode_body
from app.domain.revision import Header, Revision
from app.services.session import Session
from app.storage import revisions as stored

SOFTWARE = f"keepsake {__version__}"


def make(
    session: Session, record: str, type_: str, fields: Fields, parents: Sequence[str], crit: tuple[str, ...] = ()
) -> Revision:
    """Return a signed revision of `record`; nothing is saved. `crit` is that of a notice."""
    body = encode_body(type_, fields)
    salt = secrets.token_bytes(32)
    at, zone = now()
    header = Header(
        record=record,
        type=type_,
        parents=tuple(sorted(set(parents))),
        author=session.keys.key_id,
        at=at,
        zone=zone,
        software=SOFTWARE,
        body_commit=revisions.commit(salt, body),
        crit=crit,
    )
    data = revisions.header_bytes(header)
    id_ = revisions.revision_id(data)
    signature = sign_revision(session.keys, revisions.message(id_))
    return Revision(id=id_, header_bytes=data, signature=signature, state=revisions.PRESENT, body=body, salt=salt)


def save(session: Session, record: str, type_: str, fields: Fields, parents: Sequence[str]) -> str:
    """Sign and durably save a revision; return its id."""
    made = make(session, record, type_, fields, parents)
    stored.save(session.vault, made)
    return made.id


def now() -> tuple[str, str]:
    """Return the device's time in UTC, to the second, and its zone as `+HH:MM`: a claim, not evidence."""
    utc = datetime.now(UTC)
    offset = utc.astimezone().strftime("%z")
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ"), f"{offset[:3]}:{offset[3:5]}"
