"""Checking the activity log, and that what it tells of is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.base.i18n import _
from app.domain.revision import digest
from app.storage import idlists, log, rollback
from app.storage.handle import Vault


def problems(vault: Vault, ids: set[bytes], step: Callable[[int], None]) -> Iterator[str]:
    """Yield where the chain breaks, and what it tells of that is not there or is otherwise."""
    del step
    digests: dict[str, str] = {}
    saved: set[str] = set()
    gone: set[str] = set()
    for entry in log.walk(vault):
        detail = entry.detail
        match entry.kind:
            case "saved":
                if bytes.fromhex(str(detail["revision"])) not in ids:
                    yield _("Revision {id} was saved here and is missing.").format(id=str(detail["revision"])[:16])
                elif "state" not in detail:
                    saved.add(str(detail["revision"]))
            case "received" | "accepted":
                digests[str(detail["manifest"])] = str(detail["digest"])
            case "erased" | "sealed":
                gone.update(str(one) for one in detail["revisions"])
            case _:
                pass
    yield from _incoming(vault, ids, digests)
    bare = {row[0].hex() for row in vault.db.all("SELECT id FROM shown_revision WHERE body IS NULL")}
    lost = len((saved - gone) & bare)
    if lost:
        yield _("{n} revisions were saved here and their text is gone.").format(n=lost)
    yield from rollback.problems(vault)
    orphans = "SELECT count(*) FROM revision WHERE batch <> 0 AND batch NOT IN (SELECT n FROM batch)"
    if vault.db.value(orphans):
        yield _("Something was received here, and the note of its being received is missing.")


def _incoming(vault: Vault, ids: set[bytes], digests: dict[str, str]) -> Iterator[str]:
    """Check the lists of accepted revisions against the log, and that each of them is here."""
    for manifest_hash, accepted in vault.db.all("SELECT manifest_hash, accepted FROM incoming ORDER BY n"):
        name = manifest_hash.hex()
        if digests.pop(name, None) != digest(idlists.unpack(accepted)):
            yield _("What was accepted from bundle {id} is not what the activity log says.").format(id=name[:16])
        missing = sum(bytes.fromhex(one) not in ids for one in idlists.unpack(accepted))
        if missing:
            yield _("{n} revisions accepted from bundle {id} are missing.").format(n=missing, id=name[:16])
