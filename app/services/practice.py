"""The practice vault: a sample casework, with fixed record ids, in a vault that meets only its like."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from app.base import resources
from app.services import authoring, session
from app.services.places import PUBLIC
from app.services.session import Session
from app.storage import blobs
from app.storage import revisions as stored

PASSPHRASE = "practice"  # noqa: S105 - public on purpose: nothing real is ever in a practice vault


def sample_records(sample: str = PUBLIC) -> list[dict[str, Any]]:
    """Return a sample's records: label, id, type, fields."""
    records: list[dict[str, Any]] = json.loads(resources.read_text("sample", f"{sample}.json"))
    return records


def make_sample(folder: Path, passphrase: str, *, memory_kib: int, name: str = "Practice", sample: str = PUBLIC) -> int:
    """Make a practice vault with a sample in `folder`; return how many records it holds."""
    session.look_free(folder)
    with session.create(folder, passphrase, name=name, role="field", practice=True, memory_kib=memory_kib) as opened:
        return fill(opened, sample)


def open_or_make(folder: Path, *, memory_kib: int = 64 << 10, sample: str = PUBLIC) -> Session:
    """Open the practice vault in `folder`, made with a sample when there is none; it costs little to open.

    Raises VaultExists when something else is there.
    """
    if (folder / "vault.json").is_file():
        return session.open_session(folder, PASSPHRASE)
    make_sample(folder, PASSPHRASE, memory_kib=memory_kib, sample=sample)
    return session.open_session(folder, PASSPHRASE)


def fill(opened: Session, sample: str = PUBLIC) -> int:
    """Add a sample's records to an open practice vault in one transaction; return how many.

    The files that records name are taken in first; until the records are there nothing refers to them.
    """
    records = sample_records(sample)
    for record in records:
        for item in record["fields"].get("attachments", ()):
            blobs.intake(opened.vault, io.BytesIO(resources.read_bytes("sample", sample, item["name"])))
    made = [
        authoring.make(
            opened, record["id"], record["type"], opened.schema.check_fields(record["type"], record["fields"]), ()
        )
        for record in records
    ]
    stored.save_all(opened.vault, made)
    return len(made)
