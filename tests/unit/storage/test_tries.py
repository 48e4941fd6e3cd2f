"""Wrong tries: off by default, counted before they are made, and at the limit the keys go."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base import errors
from app.services import emergency, session
from app.storage import destroying, keyfile, tries
from app.storage import vault as vaults
from tests.unit.storage import making


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with making.create(tmp_path / "laptop") as made:
        pass
    return made.folder


def _wrong(folder: Path) -> str:
    with pytest.raises(errors.VaultError) as told:
        vaults.open_vault(folder, "not the passphrase")
    assert isinstance(told.value, errors.CannotOpen | errors.VaultDestroyed)
    return str(told.value)


def test_off_by_default_nothing_is_counted(folder: Path) -> None:
    plain = _wrong(folder)
    assert tries.limit(folder) == 0
    assert not (folder / "tries").exists()
    assert "destroy" not in plain


def test_at_the_limit_the_keys_are_gone_and_before_it_one_is_told(folder: Path) -> None:
    tries.set_limit(folder, 3)
    assert "2 more" in _wrong(folder)
    assert "1 more" in _wrong(folder)
    _wrong(folder)
    assert destroying.gone(folder)
    with pytest.raises(errors.VaultDestroyed):
        vaults.open_vault(folder, making.PASSPHRASE)


def test_opening_sets_the_count_back(folder: Path) -> None:
    tries.set_limit(folder, 3)
    for _turn in range(3):
        _wrong(folder)
        _wrong(folder)
        vaults.open_vault(folder, making.PASSPHRASE).close()
        assert tries.read(folder) == tries.Tries(3, 0)


def test_a_try_counts_when_it_begins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries.set_limit(folder, 3)

    def seen(*_given: object) -> None:
        assert tries.read(folder) == tries.Tries(3, 1)
        raise KeyboardInterrupt

    monkeypatch.setattr(keyfile, "unlocked", seen)
    with pytest.raises(KeyboardInterrupt):
        vaults.open_vault(folder, making.PASSPHRASE)


def test_a_vault_json_that_cannot_be_read_is_no_try(folder: Path) -> None:
    tries.set_limit(folder, 3)
    whole = (folder / "vault.json").read_bytes()
    (folder / "vault.json").write_bytes(whole[:-40])
    for _turn in range(4):
        _wrong(folder)
    (folder / "vault.json").write_bytes(whole)
    vaults.open_vault(folder, making.PASSPHRASE).close()


@pytest.mark.parametrize("data", [b"", b"nonsense", b'{"failed":0,"limit":0}', b'{"failed":-1,"limit":3}', b"{}"])
def test_a_count_that_makes_no_sense_is_none(folder: Path, data: bytes) -> None:
    (folder / "tries").write_bytes(data)
    _wrong(folder)
    vaults.open_vault(folder, making.PASSPHRASE).close()


def test_turned_on_and_off_by_who_has_it_open(folder: Path) -> None:
    with session.open_session(folder, making.PASSPHRASE) as opened:
        assert emergency.lock_out(opened) == 0
        emergency.set_lock_out(opened, 10)
        assert emergency.lock_out(opened) == 10
        with pytest.raises(errors.BadInput):
            emergency.set_lock_out(opened, 2)
        emergency.set_lock_out(opened, 0)
        assert emergency.lock_out(opened) == 0
    assert not (folder / "tries").exists()
