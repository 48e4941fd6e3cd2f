"""Parts of a vault's folder that are links, open to others, or held by somebody: what is said, what is left alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.base import errors
from app.storage import check, revisions
from app.storage import vault as vaults
from app.storage.layout import PAGE
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE, files


@pytest.fixture
def closed(vault: Vault) -> Path:
    revisions.save(vault, making.note("words"))
    vault.close()
    return vault.folder


@pytest.mark.parametrize("name", ["vault.json", "vault.db", "vault.db-wal", "blobs", "quarantine", "lock"])
def test_a_part_that_is_a_link_is_refused_and_nothing_behind_it_is_touched(
    closed: Path, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if (closed / name).exists():
        (closed / name).rename(elsewhere)
    elif name == "vault.db-wal":
        elsewhere.write_bytes(b"somebody's")
    (closed / name).symlink_to(elsewhere)
    before = files(tmp_path)
    for read_only in (False, True):
        with pytest.raises((errors.NotAVault, errors.VaultError), match=r"link|locked"):
            vaults.open_vault(closed, PASSPHRASE, read_only=read_only)
    assert files(tmp_path) == before


def test_files_behind_a_link_among_the_attachments_are_not_swept_away(closed: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "precious").write_text("somebody's")
    (closed / "blobs" / "ab").symlink_to(tmp_path / "documents")
    vaults.open_vault(closed, PASSPHRASE).close()
    assert (tmp_path / "documents" / "precious").read_text() == "somebody's"


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_a_vault_others_could_read_is_its_owners_again(closed: Path) -> None:
    for path in (closed, *closed.iterdir()):
        path.chmod(0o777 if path.is_dir() else 0o666)
    before = files(closed)
    with vaults.open_vault(closed, PASSPHRASE, read_only=True):
        assert stat.S_IMODE(closed.stat().st_mode) == 0o777  # nothing at all is changed
    assert files(closed) == before
    with vaults.open_vault(closed, PASSPHRASE):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (closed, *closed.iterdir())}
    assert set(modes.values()) == {0o700, 0o600}
    assert modes["vault.json"] == modes["vault.db"] == 0o600


def test_a_lock_that_a_dead_process_left_keeps_nobody_out(closed: Path) -> None:
    (closed / "lock").write_text('{"pid":999999,"since":"2020-01-01 00:00+00:00"}')
    vaults.open_vault(closed, PASSPHRASE).close()


def test_two_pages_that_changed_places_are_noticed_and_named(closed: Path) -> None:
    path = closed / "vault.db"
    data = path.read_bytes()
    pages = [data[n : n + PAGE] for n in range(0, len(data), PAGE)]
    pages[6], pages[29] = pages[29], pages[6]
    path.write_bytes(b"".join(pages))
    with vaults.open_vault(closed, PASSPHRASE, read_only=True) as vault:
        assert vault.salvage
        assert vault.salvage.pages == [7, 30]
        assert {one.page for one in check.verify(vault).damage} >= {7, 30}
