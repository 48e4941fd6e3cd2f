"""Before a vault's tables are brought to this version's form, its database is backed up, or nothing is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.base.errors import CannotOpen, NoRoom
from app.services import backing_up, backups, casework, checking, session
from app.storage import erasing, migrations
from tests.unit.storage import making

GOLDEN = Path(__file__).resolve().parents[2] / "formats" / "golden"
PASSPHRASE = "golden vault of format 1"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the golden vault whose tables are of version 1."""
    folder = Path(shutil.copytree(GOLDEN / "vault-v1", tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)
    return folder


def _backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir()) if (folder / "backups").exists() else []


def test_it_is_made_and_restores_the_vault_as_it_was(old: Path, tmp_path: Path) -> None:
    with session.open_session(old, PASSPHRASE) as opened:
        digest = checking.verify(opened)["digest"]
        casework.add(opened, "note", {"text": {"text": "after the update"}})
        records = {row["id"] for row in casework.listing(opened)}
    (made,) = _backups(old)  # no keys file: `vault.json` is beside it
    assert made.name.startswith(backups.UPDATE)
    report = backing_up.restore(made, PASSPHRASE, tmp_path / "restored")
    assert (report.damaged_pages, report.missing) == (0, 0)
    with session.open_session(tmp_path / "restored", PASSPHRASE) as opened:
        found = checking.verify(opened)
        assert found["problems"] == []
        assert found["digest"] == digest
        assert len({row["id"] for row in casework.listing(opened)}) == len(records) - 1


def test_it_is_made_once(old: Path) -> None:
    for _ in range(2):
        session.open_session(old, PASSPHRASE).close()
    assert len(_backups(old)) == 1


def test_a_new_vault_needs_none(tmp_path: Path) -> None:
    making.create(tmp_path / "vault").close()
    session.open_session(tmp_path / "vault", making.PASSPHRASE).close()
    assert not (tmp_path / "vault" / "backups").exists()


def test_a_wrong_passphrase_makes_none(old: Path) -> None:
    with pytest.raises(CannotOpen):
        session.open_session(old, "wrong")
    assert not _backups(old)


def test_without_room_the_vault_stays_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (old / "vault.db").read_bytes()
    monkeypatch.setattr(backups, "free", lambda _folder: 1000)
    for _ in range(2):
        with pytest.raises(NoRoom, match="The vault is as it was"):
            session.open_session(old, PASSPHRASE)
        assert (old / "vault.db").read_bytes() == before
        assert not _backups(old)
    monkeypatch.undo()
    with session.open_session(old, PASSPHRASE) as opened:
        assert checking.verify(opened)["problems"] == []
    assert len(_backups(old)) == 1


def test_only_the_last_is_kept(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_database: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "STEPS", (migrations.STEPS[0], killed))
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            session.open_session(old, PASSPHRASE)
        assert len(_backups(old)) == 1
    monkeypatch.undo()
    session.open_session(old, PASSPHRASE).close()
    assert len(_backups(old)) == 1


def test_erasing_takes_it_away(old: Path) -> None:
    with session.open_session(old, PASSPHRASE) as opened:
        assert _backups(old)
        row = casework.listing(opened)[0]
        erasing.erase(opened.vault, casework.show(opened, row["id"])["heads"])
        assert not _backups(old)
