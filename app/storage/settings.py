"""Settings: how the vault's owner likes the application, one row each; they are local and never sent."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import canonical
from app.domain.canonical import Json
from app.storage.database import Database
from app.storage.handle import Vault


def all(vault: Vault) -> dict[str, Json]:  # noqa: A001 - read as settings.all
    """Return every setting that was ever set, by name."""
    return {name: canonical.decode(value) for name, value in vault.db.all("SELECT name, value FROM setting")}


def forget(db: Database, records: Iterable[str]) -> None:
    """Remove, inside the running transaction, what settings keep by record of these: begun acts, choices not saved."""
    gone = set(records)
    for name, data in db.all("SELECT name, value FROM setting"):
        value = canonical.decode(data)
        if isinstance(value, dict) and gone & value.keys():
            left = canonical.encode({key: one for key, one in value.items() if key not in gone})
            db.run("UPDATE setting SET value = ? WHERE name = ?", (left, name))


def put(vault: Vault, name: str, value: Json) -> None:
    """Set one setting durably; raise NotCanonical for a value no record could hold either."""
    data = canonical.encode(value)
    with vault.transaction() as db:
        db.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, data),
        )
