"""Attachments: taken into the vault byte for byte, and copied out only by a logged choice."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from app.base import durable
from app.base.errors import BadInput, KeepsakeError
from app.base.i18n import _
from app.domain import ids, schema
from app.domain.body import Fields
from app.exchange import tar
from app.services import authoring, casework, medium
from app.services.session import Session
from app.storage import blobs, log

Tell = Callable[[int, int], None]
COPY = 1 << 20


class _Counted:
    """A source that tells how far it was read."""

    def __init__(self, source: blobs.Source, total: int, progress: Tell | None) -> None:
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
    of: str | None = None,
    made: Fields | None = None,
    progress: Tell | None = None,
) -> dict[str, Any]:
    """Take `file` into the vault and name it in the record; return record, attachment id, revision, sha256, size.

    `of` is the id of the listed attachment it was made from, `made` what is said of that: `made_how`, `made_by`,
    `made_on`, `made_with`. The bytes are encrypted and synced before the revision that names them is saved. What would
    make that fail is found before they are read. Raises UnknownRecord, NewerVersion, BadField, BadInput, NoRoom.
    """
    record = casework.find(session, record)
    item = _announced(session, file, media_type, role) | {"of": of} | (made or {})
    _with(session, record, item)
    item |= _taken(session, file, item["size"], progress)
    try:
        type_, fields, parents = _with(session, record, item)
        revision = authoring.save(session, record, type_, fields, parents)
    except BaseException:
        with suppress(KeepsakeError):
            blobs.drop_unreferenced(session.vault, [item["sha256"]])
        raise
    return {
        "id": record,
        "attachment": item["id"],
        "revision": revision,
        "sha256": item["sha256"],
        "size": item["size"],
    }


def take(session: Session, file: Path, *, role: str = "original", progress: Tell | None = None) -> Fields:
    """Take `file` into the vault and return the item that names it, for a record that is being typed.

    Until a draft or a version holds the item the contents belong to nothing: `let_go` removes them, or the next open.
    Raises BadInput, NoRoom.
    """
    if not file.is_file():
        raise BadInput(_("This is not a file, or it is gone. Only files can be attached; nothing was."))
    item = _announced(session, file, None, role)
    return item | _taken(session, file, item["size"], progress)


def take_from(
    session: Session, source: BinaryIO, name: str, size: int, *, role: str = "original", progress: Tell | None = None
) -> Fields:
    """Take what `source` holds into the vault as `take` does, without any file: a picture from the clipboard."""
    item = _item(session, name, size, None, role)
    taken = blobs.intake(session.vault, _Counted(source, size, progress))
    return item | {"sha256": taken.sha256, "size": taken.size}


def let_go(session: Session, sha256: str) -> None:
    """Remove contents that were taken in and not wanted after all, unless a record or draft names them."""
    blobs.drop_unreferenced(session.vault, [sha256])


def here(session: Session, hashes: Iterable[str]) -> frozenset[str]:
    """Return those of the hashes whose contents are in this vault."""
    return frozenset(blobs.sizes(session.vault, hashes))


def _announced(session: Session, file: Path, media_type: str | None, role: str) -> Fields:
    """Return the item of a file that is yet to be read; raise BadInput for one that could never be sent."""
    return _item(session, _name(file), file.stat().st_size, media_type, role)


def _item(session: Session, name: str, size: int, media_type: str | None, role: str) -> Fields:
    if size > tar.LARGEST:
        raise BadInput(_("The file is too large: 8 GiB is the most a bundle can carry. Nothing was attached."))
    at, zone = authoring.now()
    return {
        "id": ids.new_item_id(),
        "intake": {"at": at, "zone": zone, "by": session.keys.key_id, "name": session.card.name},
        "name": name,
        "media_type": media_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
        "size": size,
        "sha256": "0" * 64,
        "role": role,
        "of": None,
    }


def _taken(session: Session, file: Path, size: int, progress: Tell | None) -> Fields:
    with file.open("rb") as source:
        taken = blobs.intake(session.vault, _Counted(source, size, progress))
    return {"sha256": taken.sha256, "size": taken.size}


def _name(file: Path) -> str:
    try:
        file.name.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput(_("The file's name is not readable text. Give it another name. Nothing was attached.")) from None
    return file.name


def _with(session: Session, record: str, item: Fields) -> tuple[str, Fields, tuple[str, ...]]:
    """Return type, fields and parents of a record with `item` attached, checked; open conflicts are left open."""
    state = casework.state_of(session, record)
    casework.refuse_newer(state)
    parents, fields = casework.undeciding(session, state)
    listed = fields.get("attachments")
    before = listed if isinstance(listed, list) else []
    if item["of"] is not None and all(one.get("id") != item["of"] for one in before):
        raise BadInput(_("This record has no attachment with this id."))
    if item["of"] is not None and item["role"] == "original":
        raise BadInput(_("What was made from another file is no original: say what it is. Nothing was attached."))
    return (
        state.type,
        session.schema.check_fields(state.type, {**fields, "attachments": [*before, item]}, fields),
        parents,
    )


def detach_copy(
    session: Session, record: str, attachment: str, out: Path, *, progress: Tell | None = None
) -> dict[str, Any]:
    """Write a decrypted copy of an attachment to `out`, which must not exist; the log notes it first.

    Raises UnknownRecord, BadInput, NoRoom, and VaultDamaged when the contents cannot be read; then nothing is left.
    """
    record = casework.find(session, record)
    state = casework.state_of(session, record)
    found = [item for item in schema.attachments(state.fields) if item.get("id") == attachment]
    if not found:
        raise BadInput(_("This record has no attachment with this id."))
    sha256 = str(found[0]["sha256"])
    _copied(session, sha256, out, {"record": record, "attachment": attachment, "sha256": sha256}, progress)
    return {"path": str(out), "sha256": sha256, "size": found[0]["size"]}


def copy_out(
    session: Session, sha256: str, out: Path, *, record: str = "", attachment: str = "", progress: Tell | None = None
) -> None:
    """Write a decrypted copy of contents that a record or a draft names, as `detach_copy` does; the log notes it first.

    `record` and `attachment` say where a person saw it, as far as is known.
    """
    where = {name: value for name, value in (("record", record), ("attachment", attachment)) if value}
    _copied(session, sha256, out, {**where, "sha256": sha256}, progress)


def _copied(session: Session, sha256: str, out: Path, noted: dict[str, Any], progress: Tell | None) -> None:
    if not blobs.has(session.vault, sha256):
        raise BadInput(_("This attachment's contents are not in this vault; they may come in another bundle."))
    if session.vault.folder.resolve() in out.resolve().parents:
        raise BadInput(_("A decrypted copy does not belong into the vault's own folder. Nothing was written."))
    if out.exists():
        raise BadInput(_("{path} exists already. Nothing was written.").format(path=out))
    medium.check_folder(out.parent)
    if not session.read_only:  # then there is no log to note it in, and the help says so
        log.note(session.vault, "copied_out", noted)
    with (
        medium.written_to(out.parent),
        durable.writing_plain(out) as target,
        blobs.open_blob(session.vault, sha256) as source,
    ):
        counted = _Counted(source, source.size, progress)
        while data := counted.read(COPY):
            target.write(data)
