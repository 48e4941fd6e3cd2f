"""The open vault and who we are in it: one value, handed down to every service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.base.errors import KeepsakeError
from app.crypto.recipients import parse_identity
from app.crypto.signing import SigningKeys
from app.crypto.ways import Way
from app.domain.schema import Schema
from app.exchange.card import Card, clean_name, make_card, parse_card
from app.services.backups import before_update
from app.storage import blobs, building, destroying, layout
from app.storage import vault as vaults


@dataclass(frozen=True, slots=True)
class Session:
    """An open vault, its signing keys and its own contact card. Use it in a `with` block."""

    vault: vaults.Vault
    keys: SigningKeys
    card: Card

    @property
    def practice(self) -> bool:
        """Tell whether this is a practice vault, which meets only its like."""
        return self.card.practice

    @property
    def schema(self) -> Schema:
        """The fields and lists known in this vault: ours, and those the office defined."""
        return self.vault.schema

    @property
    def read_only(self) -> bool:
        """Tell whether the vault is open for reading only: every service that writes refuses then (ReadOnlyVault)."""
        return self.vault.read_only

    @property
    def notices(self) -> tuple[str, ...]:
        """What is wrong with a vault that is open for reading only, in sentences; none for a whole one."""
        return self.vault.notices

    def close(self) -> None:
        """Close the vault: everything is synced and the keys are dropped."""
        self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def look(folder: Path) -> None:
    """Raise NotAVault or VaultDestroyed when no vault is to be opened in `folder`, before a passphrase is asked for.

    Where its destruction was begun and cut off, it is finished.
    """
    destroying.look(folder)
    if not (folder / "vault.json").is_file():
        raise layout.without_keys(folder)


def look_free(folder: Path) -> None:
    """Raise VaultExists when there is something at `folder` already, before anyone is asked for a passphrase."""
    building.require_free(folder)


def create(
    folder: Path,
    passphrase: str,
    *,
    name: str,
    role: str,
    practice: bool = False,
    memory_kib: int = 256 << 10,
    recovery: bytes | None = None,
    signing: SigningKeys | None = None,
) -> Session:
    """Make a new vault with its keys and contact card, and open it.

    `role` is `field` or `headquarters`; `memory_kib` is what one try at the passphrase costs. With `recovery`, the 32
    bytes of a recovery secret, the vault opens by that too, and so do its backups. `signing` are keys made before,
    whose revocation was printed. Raises BadInput for a name no card can hold, before anything is made.
    """
    name = clean_name(name)
    made = vaults.create(
        folder,
        passphrase,
        name=name,
        role=role,
        practice=practice,
        memory_kib=memory_kib,
        recovery=recovery,
        signing=signing,
    )
    return _session(made)


def open_session(
    folder: Path, way: str | Way, progress: Callable[[int, int], None] | None = None, *, read_only: bool = False
) -> Session:
    """Open the vault in `folder`; raise CannotOpen, VaultInUse, NotAVault, NewerVault or VaultDamaged.

    Text for a way is a passphrase. `progress` is told records done and to do when lists are made anew, as after an
    update. With `read_only` nothing in the folder changes, and a damaged vault opens as far as it can be read.
    """
    opened = _session(vaults.open_vault(folder, way, progress, before_update=before_update, read_only=read_only))
    if read_only:
        return opened
    with suppress(KeepsakeError):  # it keeps nobody from what is there
        blobs.drop_in_vain(opened.vault)
    return opened


def _session(vault: vaults.Vault) -> Session:
    try:
        meta = vault.meta()
        data = meta.card
        if data is None:  # a new vault, or one whose making was cut off before its card
            recipients = [str(parse_identity(identity).recipient) for identity in meta.identities]
            data = make_card(meta.signing, meta.name, meta.role, recipients, meta.practice)
            if not vault.read_only:
                vaults.set_card(vault, data)
        return Session(vault, meta.signing, parse_card(data))
    except BaseException:
        vault.close()
        raise
