"""Making everything derived anew: lists, links and the search index."""

from __future__ import annotations

from collections.abc import Callable

from app.base.errors import VaultError
from app.base.i18n import _
from app.storage import batches, stale
from app.storage.handle import Vault, put_meta


def rebuild(vault: Vault, progress: Callable[[int, int], None] | None = None) -> int:
    """Derive all records anew from their revisions; return how many there are. Opening resumes an interrupted one."""
    if batches.under_way(vault):
        raise VaultError(_("A bundle is being received. Nothing was changed; try again after it."))
    with vault.transaction() as db:
        stale.mark_all(db)
        put_meta(db, derived=vault.schema.fingerprint())
    return stale.catch_up(vault, progress)
