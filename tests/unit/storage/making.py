"""What storage tests are made of: real vaults, signed revisions of real records, faults."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from app.crypto.signing import SigningKeys, new_signing_keys, sign_revision
from app.domain import ids
from app.domain import revision as revisions
from app.domain.body import encode_body
from app.domain.revision import Header, Revision
from app.storage import vault as vaults
from app.storage.vault import Vault

PASSPHRASE = "a passphrase of the tests"
FLOOR = 64 << 10


def create(folder: Path, *, role: str = "field") -> Vault:
    return vaults.create(folder, PASSPHRASE, name="Lark", role=role, memory_kib=FLOOR)


def reopen(vault: Vault) -> Vault:
    vault.close()
    return vaults.open_vault(vault.folder, PASSPHRASE)


def leave(vault: Vault) -> None:
    """Let go of a vault as a killed process does: nothing is written any more."""
    vault.close_readers()
    vault.abandon()


@cache
def keys() -> SigningKeys:
    return new_signing_keys()


def revise(
    type_: str,
    fields: dict[str, Any],
    parents: Sequence[Revision | str] = (),
    *,
    record: str | None = None,
    at: str = "2026-01-02T03:04:05Z",
    signing: SigningKeys | None = None,
    state: str = revisions.PRESENT,
    crit: tuple[str, ...] = (),
    body: bytes | None = None,
) -> Revision:
    """Return a signed revision; of the record of its first parent, unless `record` says otherwise."""
    first = next((one.header.record for one in parents if isinstance(one, Revision)), None)
    signing = signing or keys()
    body = body or encode_body(type_, fields)
    salt = secrets.token_bytes(32)
    header = Header(
        record=record or first or ids.new_record_id(),
        type=type_,
        parents=tuple(sorted(one.id if isinstance(one, Revision) else one for one in parents)),
        author=signing.key_id,
        at=at,
        zone="+08:00",
        software="tests",
        body_commit=revisions.commit(salt, body),
        crit=crit,
    )
    data = revisions.header_bytes(header)
    id_ = revisions.revision_id(data)
    present = state == revisions.PRESENT
    return Revision(
        id=id_,
        header_bytes=data,
        signature=sign_revision(signing, revisions.message(id_)),
        state=state,
        body=body if present else None,
        salt=salt if present else None,
    )


def note(text: str, parents: Sequence[Revision | str] = (), **more: Any) -> Revision:
    return revise("note", {"text": {"text": text}}, parents, **more)


def person(name: str, parents: Sequence[Revision | str] = (), **more: Any) -> Revision:
    return revise("person", {"names": [{"id": "n1", "text": name}]}, parents, **more)


def attachment(sha256: str, size: int, item: str = "a1") -> dict[str, Any]:
    return {
        "id": item,
        "media_type": "text/plain",
        "name": "paper.txt",
        "of": None,
        "role": "original",
        "sha256": sha256,
        "size": size,
    }


def without_body(revision: Revision, state: str = revisions.ABSENT) -> Revision:
    return Revision(revision.id, revision.header_bytes, revision.signature, state, None, None)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file under `folder` but the lock, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }
