"""Taking what can be read of a damaged vault into a new one, and telling what could not be."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.base import durable
from app.base.errors import BadInput, NotAVault, VaultDamaged
from app.base.i18n import _
from app.crypto import derive
from app.crypto.ways import Way
from app.services.session import look
from app.storage import building, destroying, faults, keyfile, layout, lock, log, reading, recovering, tries
from app.storage import vault as vaults
from app.storage.keyfile import KeyFile

Tell = Callable[[int, int], None]


def recover(
    folder: Path, way: str | Way, to: Path, progress: Tell | None = None, keys: Path | None = None
) -> dict[str, Any]:
    """Bring what can be read of the vault in `folder` into a new one in `to`, which must be new or empty.

    The new vault has the same identity and opens the same ways; bundles sent from it begin a new stream. `keys` is the
    keys file of a backup, in the place of a `vault.json` that is missing or damaged. Nothing in `folder` is changed
    but the count of wrong tries, where they have a limit.
    Returns what came over (revisions, without_text, attachments, drafts, new_keys) and what did not (damage by record,
    parts by table). `progress` is told revisions and attachments. Raises NotAVault, VaultExists, BadInput, CannotOpen,
    VaultInUse, NewerVault, NoRoom, VaultError, and VaultDamaged when nothing at all can be read.
    """
    target = to.absolute()
    if folder.resolve() in (target.resolve(), *target.resolve().parents):
        raise BadInput(_("The new vault does not belong into the damaged one's folder. Nothing was made."))
    building.require_free(target)
    with _opened(folder.absolute(), way, keys) as source:
        if not _anything(source):
            raise VaultDamaged(
                _("Nothing can be read of the database in {folder}. Nothing was made. Restore a backup.").format(
                    folder=folder
                )
            )
        return _into_new(source, target, progress)


def _into_new(source: vaults.Vault, target: Path, progress: Tell | None) -> dict[str, Any]:
    with building.beside(target) as place, _new(place, source) as made:
        found = recovering.fill(source, made, progress)
    return {
        "vault": str(target),
        "revisions": found.revisions,
        "without_text": found.without_text,
        "attachments": found.attachments,
        "drafts": found.drafts,
        "new_keys": found.new_keys,
        "damage": [{name: value for name, value in asdict(one).items() if value} for one in found.damage],
        "parts": found.parts,
    }


def _opened(folder: Path, way: str | Way, keys: Path | None) -> vaults.Vault:
    if keys is None:
        look(folder)
        return vaults.open_vault(folder, way, read_only=True)
    destroying.look(folder)
    database = folder / layout.DATABASE
    if not database.is_file():
        raise NotAVault(_("There is no vault in {folder}. Nothing was changed.").format(folder=folder))
    with faults.told(), keys.open("rb") as file:
        data = file.read(keyfile.LIMIT + 1)
    key_file = keyfile.parse(data)
    held = lock.share(folder)
    try:
        with tries.counted(folder, in_vain=True):
            vault_key = keyfile.unlock(key_file, way)
        try:
            with derive.lent(vault_key, derive.VAULT_JSON) as json_key:
                keyfile.check(data, json_key)
            return reading.open_vault(folder, vault_key, held, key_file)
        finally:
            derive.wipe(vault_key)
    except BaseException:
        held.release()
        raise


def _anything(source: vaults.Vault) -> bool:
    """Tell whether anything worth keeping was read."""
    return any(recovering.count(source, table) for table in ("revision", "draft", "own_card", "blob"))


def _new(place: Path, source: vaults.Vault) -> vaults.Vault:
    """Make an empty vault with the other one's key and ways in, and open it."""
    held = lock.take(place)
    try:
        for inner in (layout.BLOBS, layout.QUARANTINE):
            durable.make_private_folder(place / inner)
        durable.create_private(place / layout.DATABASE).close()
        key_file: KeyFile = replace(source.key_file, salt=secrets.token_bytes(16), head_n=0, head_mac=log.START)
        keyfile.write(place, key_file, source.json_key)
    except BaseException:
        held.release()
        raise
    return vaults.open_by_key(place, bytearray(source.vault_key), held, key_file)
