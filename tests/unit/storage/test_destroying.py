"""Destroyed keys: nothing of the slots or the database stays in the folder, and a look finishes what was cut off."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from app.base import durable, errors
from app.crypto import shares
from app.crypto.ways import Way
from app.services import backing_up, emergency, session, ways
from app.services.session import Session
from app.storage import destroying, layout, lock
from app.storage import vault as vaults
from tests.unit.storage import making

RECOVERY = bytes(range(32))


@pytest.fixture
def opened(tmp_path: Path) -> Session:
    """A vault with every kind of way in, a record, and an attachment's file."""
    made = session.create(
        tmp_path / "laptop",
        making.PASSPHRASE,
        name="Lark",
        role="field",
        memory_kib=making.FLOOR,
        recovery=RECOVERY,
    )
    ways.add_keyfile(made, "beside a keyfile", bytes(32), memory_kib=making.FLOOR)
    return made


def _ways() -> list[str | Way]:
    recovered = shares.combine(shares.split(RECOVERY, 2, 3)[1:])
    return [
        making.PASSPHRASE,
        Way("beside a keyfile", keyfile=bytes(32)),
        Way(recovery=RECOVERY),
        Way(recovery=recovered),
    ]


def _pieces(folder: Path) -> set[bytes]:
    """Return pieces of everything that could help: of each slot, and of each page of the database."""
    key_file = (folder / "vault.json").read_bytes()
    database = (folder / "vault.db").read_bytes()
    found = {key_file[at : at + 32] for at in range(0, len(key_file) - 32, 32)}
    return found | {database[at : at + 32] for at in range(0, len(database), 4096)}


def _nothing_left(folder: Path, pieces: set[bytes]) -> None:
    there = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    assert [path.name for path in there] == ["vault.json"]
    assert there[0].read_bytes() == destroying.GONE
    assert not any(piece in there[0].read_bytes() for piece in pieces)
    for way in _ways():
        with pytest.raises(errors.VaultDestroyed):
            vaults.open_vault(folder, way)


def test_every_way_in_opens_before_and_none_after(opened: Session) -> None:
    folder = opened.vault.folder
    opened.close()
    for way in _ways():
        vaults.open_vault(folder, way).close()
    pieces = _pieces(folder)
    told: list[tuple[int, int]] = []
    done = destroying.destroy(folder, lambda so_far, total: told.append((so_far, total)))
    assert done.others == 0
    assert told[-1][0] == told[-1][1] == done.overwritten
    _nothing_left(folder, pieces)


def test_overwritten_where_it_lay_not_only_let_go(opened: Session, tmp_path: Path) -> None:
    folder = opened.vault.folder
    opened.close()
    pieces = _pieces(folder)
    names = ("vault.json", "vault.db")
    for name in names:  # another name of the same file shows what the disk holds once ours is gone
        os.link(folder / name, tmp_path / name)
    destroying.destroy(folder)
    for name in names:
        left = (tmp_path / name).read_bytes()
        assert not any(piece in left for piece in pieces), name


def test_not_while_another_has_it_open(opened: Session) -> None:
    with pytest.raises(errors.VaultInUse):
        destroying.destroy(opened.vault.folder)
    opened.close()
    vaults.open_vault(opened.vault.folder, making.PASSPHRASE).close()


def test_what_only_leads_to_a_vault_json_is_not_said_to_be_destroyed(opened: Session, tmp_path: Path) -> None:
    folder = opened.vault.folder
    opened.close()
    (folder / "vault.json").rename(tmp_path / "elsewhere.json")
    (folder / "vault.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(errors.NotAVault, match="Nothing was destroyed"):
        destroying.destroy(folder)
    (folder / "vault.json").unlink()
    (tmp_path / "elsewhere.json").rename(folder / "vault.json")
    vaults.open_vault(folder, making.PASSPHRASE).close()


def test_what_is_not_the_vaults_is_left_and_backups_inside_are_not(opened: Session, tmp_path: Path) -> None:
    folder = opened.vault.folder
    (folder / "backups").mkdir(exist_ok=True)
    inside = folder / "backups" / "old.age"
    backing_up.back_up(opened, tmp_path / "outside.age")
    inside.write_bytes((tmp_path / "outside.age").read_bytes())
    head = inside.read_bytes()[:4096]
    os.link(inside, tmp_path / "same")
    durable.temporary_name(folder).write_bytes((folder / "vault.json").read_bytes())  # as a killed write leaves it
    (folder / "letter.txt").write_text("somebody's own")
    opened.close()
    assert destroying.destroy(folder).others == 1
    assert sorted(path.name for path in folder.iterdir()) == ["letter.txt", "lock", "vault.json"]
    assert head not in (tmp_path / "same").read_bytes()


def test_what_a_killed_restore_left_beside_it_goes_too(opened: Session, tmp_path: Path) -> None:
    folder = opened.vault.folder
    opened.close()
    beside = Path(shutil.copytree(folder, tmp_path / f"{layout.BUILDING}killed"))
    beside.chmod(0o700)
    os.link(beside / "vault.json", tmp_path / "same")
    before = (folder / "vault.json").read_bytes()
    destroying.destroy(folder)
    assert not beside.exists()
    assert before[:64] not in (tmp_path / "same").read_bytes()


@pytest.mark.parametrize("step", range(11))
def test_cut_off_at_any_step_the_next_look_finishes(
    opened: Session, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    folder = opened.vault.folder
    opened.close()
    pieces = _pieces(folder)
    steps = 0

    def cut(real: object) -> object:
        def call(*given: object, **named: object) -> object:
            nonlocal steps
            steps += 1
            if steps > step:
                raise OSError(errno.EIO, "cut off")
            assert callable(real)
            return real(*given, **named)

        return call

    with monkeypatch.context() as patched:
        for name in ("fsync", "unlink", "write"):
            patched.setattr(os, name, cut(getattr(os, name)))
        with pytest.raises(errors.VaultError) as told:
            destroying.destroy(folder)
    if not (folder / destroying.MARKER).exists():
        assert "Nothing was destroyed" in str(told.value)
        vaults.open_vault(folder, making.PASSPHRASE).close()
        return
    assert "has begun" in str(told.value) or "Nothing was destroyed" in str(told.value)
    with pytest.raises(errors.VaultDestroyed):
        session.look(folder)
    _nothing_left(folder, pieces)


def test_on_a_full_disk_it_goes_without_a_marker(opened: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = opened.vault.folder
    opened.close()
    pieces = _pieces(folder)
    real = durable.create_private

    def full(path: Path) -> object:
        if path.parent == folder:
            raise OSError(errno.ENOSPC, "full")
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(durable, "create_private", full)
        with pytest.raises(errors.VaultError, match="has begun"):
            destroying.destroy(folder)
    assert not (folder / destroying.MARKER).exists()
    assert destroying.gone(folder)
    with pytest.raises(errors.VaultDestroyed):
        vaults.open_vault(folder, making.PASSPHRASE)
    _nothing_left(folder, pieces)


def test_a_second_time_and_where_nothing_is(opened: Session, tmp_path: Path) -> None:
    opened.close()
    destroying.destroy(opened.vault.folder)
    with pytest.raises(errors.VaultDestroyed):
        destroying.destroy(opened.vault.folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(errors.NotAVault):
        destroying.destroy(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_look_waits_for_whoever_finishes(opened: Session) -> None:
    folder = opened.vault.folder
    opened.close()
    (folder / destroying.MARKER).touch()
    held = lock.take(folder)
    with pytest.raises(errors.VaultInUse):
        destroying.look(folder)
    held.release()
    with pytest.raises(errors.VaultDestroyed):
        destroying.look(folder)


def test_a_backup_elsewhere_still_opens_as_the_report_says(opened: Session, tmp_path: Path) -> None:
    from app.services import restoring

    backing_up.back_up(opened, tmp_path / "outside.age")
    opened.close()
    emergency.destroy(opened.vault.folder)
    restoring.restore(tmp_path / "outside.age", making.PASSPHRASE, tmp_path / "again", None)
    vaults.open_vault(tmp_path / "again", making.PASSPHRASE).close()
