"""Naming what is damaged: which record, which revision, which attachment, for the person whose vault it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.base.errors import KeepsakeError
from app.domain import schema
from app.domain.body import parse_body
from app.storage.handle import Vault
from app.storage.salvage import Salvage


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is damaged. `kind` says what: `page`, `revision` or `attachment`.

    `part` is the table a page belongs to. `record`, `revision` and `sha256` are hexadecimal, `title` is what lists call
    the record, `name` the attachment's file name in it; each is empty where it does not apply or is lost.
    """

    kind: str
    page: int = 0
    part: str = ""
    record: str = ""
    title: str = field(default="", repr=False)
    revision: str = ""
    sha256: str = ""
    name: str = field(default="", repr=False)


def of_salvage(vault: Vault, found: Salvage) -> list[Damage]:
    """Name what the damaged pages take with them: first the pages, each with its table, then the revisions."""
    parts = {one.page: one.table for one in reversed(found.losses)}
    named = [Damage("page", page, parts.get(page, "")) for page in found.pages]
    named += [Damage("page", 0, one.table) for one in found.losses if one.page not in found.pages]
    for one in found.losses:
        for record, revision in one.revisions:
            title = found.titles.get(record) or _title(vault, record)
            named.append(Damage("revision", one.page, "revision", record.hex(), title, revision.hex()))
    if any(one.table == "blob" for one in found.losses):
        lost = vault.db.all(
            "SELECT DISTINCT sha256 FROM mention WHERE sha256 NOT IN (SELECT sha256 FROM blob) ORDER BY sha256"
        )
        named += [one for (sha256,) in lost for one in of_contents(vault, sha256)]
    return named


def of_revision(vault: Vault, record: bytes, revision: bytes) -> Damage:
    """Name the record of a revision that is not what was signed."""
    return Damage("revision", record=record.hex(), title=_title(vault, record), revision=revision.hex())


def of_contents(vault: Vault, sha256: bytes) -> list[Damage]:
    """Name the records that hold an attachment whose contents cannot be read."""
    found: dict[bytes, Damage] = {}
    try:
        rows = vault.db.all(
            "SELECT record, id, body FROM shown_revision JOIN mention USING (n) WHERE sha256 = ? ORDER BY n", (sha256,)
        )
    except KeepsakeError:
        rows = []
    for record, id_, body in rows:
        name = _name(body, sha256.hex())
        found[record] = Damage(
            "attachment",
            record=record.hex(),
            title=_title(vault, record),
            revision=id_.hex(),
            sha256=sha256.hex(),
            name=name,
        )
    return list(found.values()) or [Damage("attachment", sha256=sha256.hex())]


def _title(vault: Vault, record: bytes) -> str:
    try:
        return str(vault.db.value("SELECT title FROM record WHERE id = ?", (record,)) or "")
    except KeepsakeError:
        return ""


def _name(body: bytes | None, sha256: str) -> str:
    """Return the file name by which a body lists contents."""
    try:
        listed = schema.attachments(parse_body(body or b"").fields)
    except KeepsakeError:
        return ""
    return next((str(one.get("name") or "") for one in listed if one["sha256"] == sha256), "")
