"""Attachments: taken into the vault byte for byte, and copied out only by a logged choice."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from app.base import durable
from app.base.errors import BadInput, VaultDamaged
from app.base.i18n import _
from app.domain import ids, schema
from app.services import casework
from app.services.session import Session
from app.storage import blobs, log

Tell = Callable[[int, int], None]
COPY = 1 << 20


class _Counted:
    """A source that tells how far it was read."""

    def __init__(self, source: BinaryIO, total: int, progress: Tell | None) -> None:
        self._source, self._total, self._progress, self._done = source, total, progress, 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._done += len(data)
        if self._progress:
            self._progress(self._done, self._total)
        return data


def attach(
    session: Session,
    record: str,
    file: Path,
    *,
    media_type: str | None = None,
    role: str = "original",
    progress: Tell | None = None,
) -> dict[str, Any]:
    """Take `file` into the vault and name it in the record; return record, attachment id, revision, sha256, size.

    The bytes are encrypted and synced before the revision that names them is saved.
    """
    record = casework.find(session, record)
    state = casework.state_of(session, record)
    with file.open("rb") as source:
        taken = blobs.intake(session.vault, _Counted(source, file.stat().st_size, progress))
    item = {
        "id": ids.new_item_id(),
        "name": file.name,
        "media_type": media_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "size": taken.size,
        "sha256": taken.sha256,
        "role": role,
        "of": None,
    }
    listed = state.fields.get("attachments")
    before = listed if isinstance(listed, list) else []
    saved = casework.edit(session, record, {"attachments": [*before, item]})
    return {
        "id": saved.record,
        "attachment": item["id"],
        "revision": saved.revision,
        "sha256": taken.sha256,
        "size": taken.size,
    }


def detach_copy(session: Session, record: str, attachment: str, out: Path) -> dict[str, Any]:
    """Write a decrypted copy of an attachment to `out`, which must not exist; the log notes it first."""
    record = casework.find(session, record)
    state = casework.state_of(session, record)
    found = [item for item in schema.attachments(state.fields) if item.get("id") == attachment]
    if not found:
        raise BadInput(_("This record has no attachment with this id."))
    sha256 = str(found[0]["sha256"])
    if not blobs.has(session.vault, sha256):
        raise VaultDamaged(_("This attachment's contents are not in this vault; they may come in another bundle."))
    if out.exists():
        raise BadInput(_("{path} exists already. Nothing was written.").format(path=out))
    log.note(session.vault, "copied_out", {"record": record, "attachment": attachment, "sha256": sha256})
    with durable.replacing(out, overwrite=False) as target, blobs.open_blob(session.vault, sha256) as source:
        while data := source.read(COPY):
            target.write(data)
    return {"path": str(out), "sha256": sha256, "size": found[0]["size"]}
