"""Exchanging the slots of an open vault's `vault.json`, noted in its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.canonical import JsonObject
from app.storage import log
from app.storage.handle import Vault


def exchange(vault: Vault, slots: Sequence[JsonObject], backup: str | None, kind: str, detail: JsonObject) -> None:
    """Durably give the vault these slots and this recipient of backups, with an entry of `kind` in its log.

    The entry comes first: cut off in between, the log tells of a change that was never confirmed, and what was there
    before opens the vault. `vault.json` names the entry, so that an older one put back in its place is noticed.
    """
    log.note(vault, kind, detail)
    vault.anchor(replace(vault.key_file, slots=tuple(slots), backup=backup))
