"""Spools hold what has to wait, encrypted, and are gone when it is over."""

from __future__ import annotations

import secrets

import pytest

from app.base import errors
from app.storage import spools
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making


def _stored(vault: Vault) -> list[making.Path]:
    return [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 100, 300_000])
def test_it_is_read_as_it_was_written_and_as_often_as_wanted(vault: Vault, size: int) -> None:
    data = secrets.token_bytes(size)
    with spools.spool(vault) as spool:
        for start in range(0, size, 1000):
            spool.write(data[start : start + 1000])
        assert spool.size == size
        for _ in range(2):
            spool.rewind()
            assert b"".join(iter(lambda: spool.read(777), b"")) == data
        assert all(data[:64] not in path.read_bytes() for path in _stored(vault)) or not size
    assert _stored(vault) == []


def test_it_goes_with_the_vault_and_after_a_kill(vault: Vault) -> None:
    one = spools.spool(vault)
    one.write(b"x" * 100_000)
    vault.close()
    assert _stored(vault) == []
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    left = spools.spool(vault)
    left.write(b"x" * 100_000)
    making.leave(vault)
    left._sealed.close()
    assert len(_stored(vault)) == 1
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert _stored(vault) == []
    vault.close()


def test_a_kept_one_stays_until_it_is_dropped(vault: Vault) -> None:
    data = secrets.token_bytes(200_000)
    with spools.spool(vault) as spool:
        spool.write(data)
        with vault.transaction():
            number = spool.keep()
    vault = making.reopen(vault)
    reader = spools.open_kept(vault, number)
    assert reader.read() == data
    reader.close()
    spools.drop_kept(vault, number)
    assert _stored(vault) == []
    with pytest.raises(errors.VaultDamaged):
        spools.open_kept(vault, number)
    vault.close()


def test_keeping_falls_with_its_transaction(vault: Vault) -> None:
    spool = spools.spool(vault)
    spool.write(b"x")
    spool.rewind()
    with pytest.raises(ZeroDivisionError), vault.transaction():
        assert spool.keep() // 0
    spool.close()
    assert vault.db.value("SELECT count(*) FROM blob") == 0
    vault = making.reopen(vault)
    assert _stored(vault) == []
    vault.close()
