"""Ways into a vault: each opens it, none but those listed does, and the last one stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import errors
from app.cli import ways as cli
from app.crypto import recovery, shares
from app.crypto.ways import KEYFILE, PASSPHRASE, RECOVERY, Way
from app.services import beginning, session, ways
from app.services.session import Session
from app.storage import handle, keyfile, log
from tests.unit.services import making

FLOOR = making.FLOOR
STRONG = "harbour velvet tundra ostrich"
OTHER = "pencil glacier mango tribune"
KEY = bytes(range(32))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as made:
        yield made


def _opens(folder: Path, way: str | Way) -> bool:
    try:
        ways.try_way(folder, way)
    except errors.CannotOpen:
        return False
    return True


def _format(folder: Path) -> int:
    return int(json.loads((folder / "vault.json").read_bytes())["format"])


def test_a_new_vault_has_one_way_in(opened: Session) -> None:
    (only,) = ways.listed(opened)
    assert (only.kind, only.memory_kib, only.label) == (PASSPHRASE, FLOOR, "Passphrase")
    assert only.created == next(log.entries(opened.vault)).at
    assert ways.kinds(opened.vault.folder) == {PASSPHRASE}
    assert _format(opened.vault.folder) == 1


def test_a_second_passphrase_and_a_keyfile(opened: Session) -> None:
    folder = opened.vault.folder
    second = ways.add_passphrase(opened, STRONG, FLOOR)
    assert _format(folder) == 1  # an older program opens it
    third = ways.add_keyfile(opened, OTHER, KEY, FLOOR)
    assert _format(folder) == 2
    assert [one.kind for one in ways.listed(opened)] == [PASSPHRASE, PASSPHRASE, KEYFILE]
    assert ways.kinds(folder) == {PASSPHRASE, KEYFILE}
    for way in (making.PASSPHRASE, STRONG, Way(OTHER, keyfile=KEY)):
        assert _opens(folder, way)
    for way in (OTHER, Way(OTHER, keyfile=bytes(32)), Way(STRONG, keyfile=KEY), Way(recovery=KEY)):
        assert not _opens(folder, way)
    opened.close()
    with session.open_session(folder, Way(OTHER, keyfile=KEY)) as again:
        noted = [(entry.kind, entry.detail) for entry in log.entries(again.vault, ("slot_added",))]
        assert noted == [
            ("slot_added", {"kind": PASSPHRASE, "slot": second.id}),
            ("slot_added", {"kind": KEYFILE, "slot": third.id}),
        ]


def test_what_opens_the_vault_is_not_added_again(opened: Session) -> None:
    assert ways.beside_keyfile(opened) == ""
    first = ways.listed(opened)[0]
    with pytest.raises(errors.BadInput, match="already"):
        ways.add_passphrase(opened, making.PASSPHRASE, FLOOR, weak_anyway=True)
    ways.add_keyfile(opened, making.PASSPHRASE, KEY, FLOOR, weak_anyway=True)  # then the passphrase alone can go
    assert "passphrase alone opens" in ways.beside_keyfile(opened)
    ways.remove(opened, first.id)
    assert ways.beside_keyfile(opened) == ""


def test_a_recovery_secret_opens_the_vault_and_its_backups(opened: Session) -> None:
    folder = opened.vault.folder
    secret = ways.add_recovery(opened)
    assert opened.vault.key_file.backup == recovery.backup_recipient(secret)
    assert _opens(folder, Way(recovery=secret))
    assert not _opens(folder, Way(recovery=bytes(32)))
    with pytest.raises(errors.BadInput, match="already"):
        ways.add_recovery(opened)
    new = ways.change_recovery(opened)
    assert new != secret
    assert opened.vault.key_file.backup == recovery.backup_recipient(new)
    assert _opens(folder, Way(recovery=new))
    assert not _opens(folder, Way(recovery=secret))
    ways.remove(opened, ways.find(opened, RECOVERY).id)
    assert opened.vault.key_file.backup is None
    assert not _opens(folder, Way(recovery=new))
    assert _format(folder) == 1


def test_a_secret_shown_before_is_the_one_added(opened: Session) -> None:
    secret = ways.new_secret()
    assert ways.add_recovery(opened, secret) == secret
    assert _opens(opened.vault.folder, Way(recovery=recovery.from_code(recovery.to_code(secret))))


def test_a_vault_is_made_with_its_recovery_secret(tmp_path: Path) -> None:
    secret = ways.new_secret()
    plan = beginning.Plan(tmp_path / "vault", "Lark", "field", making.PASSPHRASE, FLOOR, recovery=secret)
    assert secret.hex() not in repr(plan)
    assert str(secret) not in repr(plan)
    with beginning.make(plan, lambda _done, _all: None).session as made:
        assert [one.kind for one in ways.listed(made)] == [PASSPHRASE, RECOVERY]
        assert made.vault.key_file.backup == recovery.backup_recipient(secret)
        (noted,) = log.entries(made.vault, ("slot_added",))
        assert noted.detail["kind"] == RECOVERY
    with session.open_session(tmp_path / "vault", Way(recovery=secret)) as again:
        assert again.card.name == "Lark"
    session.open_session(tmp_path / "vault", making.PASSPHRASE).close()


def test_shares_are_tried_without_touching_anything(opened: Session) -> None:
    folder = opened.vault.folder
    made = shares.split(ways.add_recovery(opened), 2, 3)
    others = shares.split(ways.new_secret(), 2, 3)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    ways.try_shares(folder, made[1:])  # the vault is open all the while
    with pytest.raises(errors.BadShare):
        ways.try_shares(folder, made[:1])
    with pytest.raises(errors.CannotOpen):
        ways.try_shares(folder, others[:2])
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    assert after == before
    with pytest.raises(errors.NotAVault):
        ways.try_shares(folder.parent, made)


def test_a_changed_passphrase_opens_and_the_old_one_does_not(opened: Session) -> None:
    folder = opened.vault.folder
    (first,) = ways.listed(opened)
    changed = ways.change(opened, first.id, Way(STRONG), FLOOR)
    assert changed.id == first.id
    assert not _opens(folder, making.PASSPHRASE)
    assert _opens(folder, STRONG)
    (noted,) = log.entries(opened.vault, ("slot_changed",))
    assert noted.detail == {"kind": PASSPHRASE, "slot": first.id}
    assert making.PASSPHRASE not in str(noted)


def test_the_cost_is_raised_with_the_same_passphrase(opened: Session) -> None:
    folder = opened.vault.folder
    weak = ways.add_passphrase(opened, "weak", FLOOR, weak_anyway=True)
    raised = ways.change(opened, weak.id, Way("weak"), FLOOR + 16384)  # what is weak already is not judged again
    assert [one.memory_kib for one in ways.listed(opened)] == [FLOOR, FLOOR + 16384]
    assert raised.memory_kib == FLOOR + 16384
    assert json.loads((folder / "vault.json").read_bytes())["slots"][1]["kdf"]["memory_kib"] == FLOOR + 16384
    assert _opens(folder, "weak")
    with pytest.raises(errors.BadInput, match="too weak"):
        ways.change(opened, weak.id, Way("weaker"), FLOOR)
    opened.close()
    session.open_session(folder, "weak").close()


def test_the_cost_is_measured_where_none_is_given(opened: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "measure", lambda: FLOOR + 1024)
    assert ways.add_passphrase(opened, STRONG).memory_kib == FLOOR + 1024


def test_a_way_is_changed_for_its_own_kind_only(opened: Session) -> None:
    (first,) = ways.listed(opened)
    for way in (Way(STRONG, keyfile=KEY), Way(recovery=KEY)):
        with pytest.raises(errors.BadInput, match="own kind"):
            ways.change(opened, first.id, way, FLOOR)
    with pytest.raises(errors.BadInput, match="no such way"):
        ways.change(opened, "00" * 8, Way(STRONG), FLOOR)
    with pytest.raises(errors.BadInput, match="no such way"):
        ways.change_recovery(opened)


def test_the_last_way_stays_and_a_removed_one_opens_no_more(opened: Session) -> None:
    folder = opened.vault.folder
    (first,) = ways.listed(opened)
    with pytest.raises(errors.BadInput, match="only way"):
        ways.remove(opened, first.id)
    secret = ways.add_recovery(opened)
    ways.remove(opened, first.id)
    assert not _opens(folder, making.PASSPHRASE)
    with pytest.raises(errors.BadInput, match="only way"):
        ways.remove(opened, ways.find(opened, RECOVERY).id)
    opened.close()
    with session.open_session(folder, Way(recovery=secret)) as again:
        (noted,) = log.entries(again.vault, ("slot_removed",))
        assert noted.detail == {"kind": PASSPHRASE, "slot": first.id}


def test_an_old_vault_json_does_not_bring_a_removed_way_back(opened: Session) -> None:
    folder = opened.vault.folder
    second = ways.add_passphrase(opened, STRONG, FLOOR)
    old = (folder / "vault.json").read_bytes()
    ways.remove(opened, second.id)
    opened.close()
    (folder / "vault.json").write_bytes(old)
    for way in (STRONG, making.PASSPHRASE):
        with pytest.raises(errors.VaultDamaged, match="older"):
            session.open_session(folder, way)


def test_a_ninth_way_is_refused(opened: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    there = opened.vault.key_file.slots[0]
    many = tuple({**there, "id": f"{n:016x}"} for n in range(8))
    monkeypatch.setattr(opened.vault, "key_file", keyfile.KeyFile("00", bytes(16), many, 0, bytes(32)))
    for add in (
        lambda: ways.add_passphrase(opened, STRONG, FLOOR),
        lambda: ways.add_keyfile(opened, STRONG, KEY, FLOOR),
        lambda: ways.add_recovery(opened),
    ):
        with pytest.raises(errors.BadInput, match="at most 8"):
            add()


def test_a_weak_passphrase_is_refused_with_the_reason(opened: Session) -> None:
    for weak, why in (("abc", "Twelve characters"), ("passwordpassword", "too easy to guess"), ("", "Type a")):
        for add in (
            lambda weak=weak: ways.add_passphrase(opened, weak, FLOOR),
            lambda weak=weak: ways.add_keyfile(opened, weak, KEY, FLOOR),
            lambda weak=weak: ways.change(opened, ways.listed(opened)[0].id, Way(weak), FLOOR),
        ):
            with pytest.raises(errors.BadInput, match=why):
                add()
    assert len(ways.listed(opened)) == 1


def test_which_one_is_said_when_there_are_several(opened: Session) -> None:
    second = ways.add_passphrase(opened, STRONG, FLOOR)
    with pytest.raises(errors.BadInput, match="several"):
        ways.find(opened, PASSPHRASE)
    assert ways.find(opened, PASSPHRASE, second.id[:10]) == second
    with pytest.raises(errors.BadInput, match="no such"):
        ways.find(opened, KEYFILE)


def test_cut_off_before_vault_json_is_written_all_is_as_before(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = opened.vault.folder
    before = (folder / "vault.json").read_bytes()

    def broken(*_given: object) -> None:
        raise OSError(5, "the medium is gone")

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "write", broken)
        with pytest.raises((OSError, errors.VaultError)):
            ways.add_passphrase(opened, STRONG, FLOOR)
        assert (folder / "vault.json").read_bytes() == before
        assert len(ways.listed(opened)) == 1
        opened.vault.close_readers()
        opened.vault.abandon()
    with session.open_session(folder, making.PASSPHRASE) as again:
        assert len(ways.listed(again)) == 1
        ways.add_passphrase(again, STRONG, FLOOR)
    session.open_session(folder, STRONG).close()


def test_a_changed_way_counts_though_the_disk_is_full_right_after(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, slot = opened.vault.folder, ways.find(opened, PASSPHRASE)

    def full(*_given: object, **_more: object) -> None:
        raise errors.NoRoom("full")

    with monkeypatch.context() as patch:
        patch.setattr(handle, "put_meta", full)
        ways.change(opened, slot.id, Way(STRONG), FLOOR)
    assert _opens(folder, STRONG)
    opened.close()
    session.open_session(folder, STRONG).close()


@pytest.mark.parametrize(("error", "stays"), [(errors.NoRoom("full"), False), (KeyboardInterrupt(), True)])
def test_a_new_keyfile_goes_only_when_surely_nothing_was_changed(
    tmp_path: Path, error: BaseException, *, stays: bool
) -> None:
    key, passphrase = tmp_path / "new.key", tmp_path / "passphrase"
    passphrase.write_text(STRONG)
    with pytest.raises(type(error)), cli._new_way(passphrase, False, key):
        raise error
    assert key.exists() == stays


def test_a_keyfile_is_written_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "stick"
    ways.write_keyfile(file, KEY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert ways.read_keyfile(file) == KEY
    with pytest.raises(errors.BadInput, match="there already"):
        ways.write_keyfile(file, bytes(32))
    assert ways.read_keyfile(file) == KEY


def test_the_key_goes_when_the_vault_is_closed(opened: Session) -> None:
    key = opened.vault.vault_key
    assert any(key)
    opened.close()
    assert not any(key)


def test_a_vault_open_for_reading_only_keeps_its_ways(opened: Session) -> None:
    folder = opened.vault.folder
    opened.close()
    before = (folder / "vault.json").read_bytes()
    with session.open_session(folder, making.PASSPHRASE, read_only=True) as reading:
        (only,) = ways.listed(reading)
        for step in (
            lambda: ways.add_recovery(reading),
            lambda: ways.add_passphrase(reading, STRONG, FLOOR),
            lambda: ways.change(reading, only.id, Way(STRONG), FLOOR),
        ):
            with pytest.raises(errors.ReadOnlyVault):
                step()
    assert (folder / "vault.json").read_bytes() == before
