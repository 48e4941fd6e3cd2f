"""Restoring: the vault as it was, in a new folder, whole or not at all, by whatever opened it then."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base.errors import (
    BackupDamaged,
    BadInput,
    CannotOpen,
    KeepsakeError,
    NewerVault,
    NoRoom,
    NotABackup,
    VaultExists,
)
from app.crypto.ways import Way
from app.domain import canonical
from app.services import (
    attachments,
    backing_up,
    casework,
    checking,
    receiving,
    restoring,
    sending,
    session,
    ways,
)
from app.storage import batches, blobs, log, quarantine, streams
from tests.unit.services import making


@dataclass(frozen=True)
class Scene:
    """A vault with records, an attachment and a quarantined bundle, closed; its backup; what is in it."""

    vault: Path
    backup: Path
    secret: bytes
    photo: str
    digest: str
    epoch: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    (place / "photo").write_bytes(os.urandom(300_000))
    (place / "stick").mkdir()
    with making.create(place / "vault", "Lark") as opened, making.create(place / "other", "Wren") as other:
        record = casework.add(opened, "note", {"text": {"text": "words"}})
        photo = attachments.attach(opened, record, place / "photo")["sha256"]
        secret = ways.add_recovery(opened)
        making.introduce(place, other, opened)
        casework.add(other, "note", {"text": {"text": "from elsewhere"}})
        with (place / "photo").open("rb") as source:
            quarantine.keep(opened.vault, source, manifest_hash="ab" * 32, sender="cd" * 32, reason="unknown_sender")
        report = backing_up.back_up(opened, place / "stick" / "mine.age")
        digest = checking.verify(opened)["digest"]
        epoch = opened.vault.meta().epoch
    return Scene(place / "vault", report.path, secret, photo, digest, epoch)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """Where a vault is to be restored; nothing but it may be there afterwards."""
    (tmp_path / "in").mkdir()
    yield tmp_path / "in" / "vault"
    assert [path.name for path in (tmp_path / "in").iterdir()] in ([], ["vault"])


def _whole(scene: Scene, folder: Path, way: str | Way = making.PASSPHRASE) -> None:
    with session.open_session(folder, way) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        assert report["digest"] == scene.digest
        assert [row["title"] for row in casework.listing(opened)] == ["words"]
        with blobs.open_blob(opened.vault, scene.photo) as reader:
            assert len(reader.read()) == 300_000
        assert len(quarantine.listing(opened.vault)) == 1
        assert quarantine.listing(opened.vault)[0].path.stat().st_size == 300_000


def test_it_is_the_vault_as_it_was(scene: Scene, target: Path) -> None:
    report = backing_up.restore(scene.backup, making.PASSPHRASE, target)
    assert (report.missing, report.damaged_pages) == (0, 0)
    _whole(scene, target)
    modes = {path.stat().st_mode & 0o777 for path in target.rglob("*")}
    assert modes == {0o600, 0o700}
    assert target.stat().st_mode & 0o777 == 0o700


def test_it_can_be_checked_without_making_anything(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    copy = Path(shutil.copy(scene.backup, tmp_path / "stick" / "copy.age"))
    shutil.copy(backing_up.keys_beside(scene.backup), backing_up.keys_beside(copy))
    told: list[int] = []
    about = backing_up.check(copy, making.PASSPHRASE, lambda done, _total: told.append(done))
    assert (about.files, about.scope) == (4, "whole")
    assert told
    with pytest.raises(CannotOpen):
        backing_up.check(copy, "wrong")
    backing_up.keys_beside(copy).unlink()
    backing_up.check(copy, Way(recovery=scene.secret))
    copy.write_bytes(scene.backup.read_bytes()[:-1])
    with pytest.raises(BackupDamaged):
        backing_up.check(copy, Way(recovery=scene.secret))
    assert [path.name for path in (tmp_path / "stick").iterdir()] == ["copy.age"]


def test_an_empty_folder_will_do_and_no_other(scene: Scene, target: Path) -> None:
    target.mkdir()
    backing_up.restore(scene.backup, making.PASSPHRASE, target)
    with pytest.raises(VaultExists):
        backing_up.restore(scene.backup, making.PASSPHRASE, target)
    _whole(scene, target)


def test_not_inside_a_vault_and_through_a_link_to_an_empty_folder(scene: Scene, target: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultExists, match="inside a vault"):
        backing_up.restore(scene.backup, making.PASSPHRASE, scene.vault / "blobs" / "new")
    assert not (scene.vault / "blobs" / "new").exists()
    (tmp_path / "disk").mkdir()
    target.symlink_to(tmp_path / "disk")
    backing_up.restore(scene.backup, making.PASSPHRASE, target)
    assert target.is_symlink()
    session.open_session(tmp_path / "disk", making.PASSPHRASE).close()


def test_a_new_stream_follows_the_old_one_and_that_is_logged(scene: Scene, target: Path) -> None:
    backing_up.restore(scene.backup, making.PASSPHRASE, target)
    with session.open_session(target, making.PASSPHRASE) as opened:
        meta = opened.vault.meta()
        assert meta.epoch != scene.epoch
        assert meta.follows == scene.epoch
        entries = list(log.entries(opened.vault))
        assert [entry.detail for entry in entries if entry.kind == "restored"] == [{"from_epoch": scene.epoch}]
        assert streams.next_position(opened.vault, "ab" * 32).n == 1


def test_what_it_sends_is_received_as_new_and_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with making.create(tmp_path / "field", "Lark") as field, making.create(tmp_path / "hq", "HQ") as office:
        making.introduce(tmp_path, field, office)
        casework.add(field, "note", {"text": {"text": "before"}})
        backup = backing_up.back_up(field, tmp_path / "stick").path
        casework.add(field, "note", {"text": {"text": "lost with the laptop"}})
        making.carry(field, office, tmp_path / "stick")
        backing_up.restore(backup, making.PASSPHRASE, tmp_path / "again")
        with session.open_session(tmp_path / "again", making.PASSPHRASE) as again:
            casework.add(again, "note", {"text": {"text": "after"}})
            (answer,) = making.carry(again, office, tmp_path / "stick")
            assert not answer["refused"]
            assert answer["counts"]["new"] == 1
        assert {row["title"] for row in casework.listing(office)} == {"before", "lost with the laptop", "after"}


def test_a_bundle_that_was_not_written_out_yet_is_sent_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stick").mkdir()
    with making.create(tmp_path / "field", "Lark") as field, making.create(tmp_path / "hq", "HQ") as office:
        making.introduce(tmp_path, field, office)
        casework.add(field, "note", {"text": {"text": "before"}})

        class Pulled(Exception):
            pass

        def pulled(*_arguments: object) -> None:
            raise Pulled

        monkeypatch.setattr(sending, "write_out", pulled)
        with pytest.raises(Pulled):
            sending.send(field, "HQ", tmp_path / "stick")
        monkeypatch.undo()
        assert len(streams.pending(field.vault)) == 1
        backup = backing_up.back_up(field, tmp_path / "stick").path
        backing_up.restore(backup, making.PASSPHRASE, tmp_path / "again")
        with session.open_session(tmp_path / "again", making.PASSPHRASE) as again:
            assert streams.pending(again.vault) == []
            making.standing(again)
            sent = sending.send(again, "HQ", tmp_path / "stick")
            assert receiving.receive(office, Path(sent["bundles"][0]))["counts"]["new"] == 1


def test_a_backup_in_the_middle_of_receiving_holds_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with making.create(tmp_path / "field", "Lark") as field, making.create(tmp_path / "hq", "HQ") as office:
        making.introduce(tmp_path, field, office)
        (tmp_path / "photo").write_bytes(os.urandom(100_000))
        record = casework.add(field, "note", {"text": {"text": "on its way"}})
        attachments.attach(field, record, tmp_path / "photo")
        bundle = Path(sending.send(field, "HQ", tmp_path / "stick")["bundles"][0])
        made: list[Path] = []

        def tell(_done: int, _total: int) -> None:
            if batches.under_way(office.vault) and not made:
                made.append(backing_up.make(office, tmp_path / "stick" / "mine.age").path)

        receiving.receive(office, bundle, tell, tell)
        assert len(casework.listing(office)) == 1
    backing_up.restore(made[0], making.PASSPHRASE, tmp_path / "again")
    with session.open_session(tmp_path / "again", making.PASSPHRASE) as again:
        making.standing(again)
        assert casework.listing(again) == []
        assert receiving.receive(again, bundle)["counts"]["new"] == 1


def test_by_the_recovery_secret_with_its_keys_file_and_without(scene: Scene, target: Path, tmp_path: Path) -> None:
    way = Way(recovery=scene.secret)
    backing_up.restore(scene.backup, way, target)
    _whole(scene, target, way)
    shutil.rmtree(target)
    alone = Path(shutil.copy(scene.backup, tmp_path / "alone.age"))
    backing_up.restore(alone, way, target)
    _whole(scene, target, way)
    _whole(scene, target)


def test_by_a_damaged_keys_file_and_the_recovery_secret(scene: Scene, target: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(scene.backup, tmp_path / "alone.age"))
    backing_up.keys_beside(alone).write_bytes(b"{}")
    backing_up.restore(alone, Way(recovery=scene.secret), target)
    _whole(scene, target)


def test_without_keys_file_it_is_asked_for_and_can_be_named(scene: Scene, target: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(scene.backup, tmp_path / "alone.age"))
    with pytest.raises(BadInput, match=r"alone\.keys\.json"):
        backing_up.restore(alone, making.PASSPHRASE, target)
    backing_up.restore(alone, making.PASSPHRASE, target, keys=backing_up.keys_beside(scene.backup))
    _whole(scene, target)


def test_a_later_passphrase_by_a_later_vault_json(scene: Scene, target: Path, tmp_path: Path) -> None:
    later = Path(shutil.copytree(scene.vault, tmp_path / "later"))
    with session.open_session(later, making.PASSPHRASE) as opened:
        added = ways.add_passphrase(opened, "another passphrase of the tests", making.FLOOR)
        for slot in ways.listed(opened):
            if slot.kind == "passphrase" and slot.id != added.id:
                ways.remove(opened, slot.id)
    backing_up.restore(scene.backup, "another passphrase of the tests", target, keys=later / "vault.json")
    _whole(scene, target, "another passphrase of the tests")
    with pytest.raises(CannotOpen):
        session.open_session(target, making.PASSPHRASE)


@pytest.mark.parametrize("way", ["wrong", Way(recovery=b"w" * 32)])
def test_a_wrong_way_makes_nothing(scene: Scene, target: Path, way: str | Way) -> None:
    with pytest.raises((CannotOpen, NotABackup)):
        backing_up.restore(scene.backup, way, target)
    assert not target.exists()


def test_keys_of_another_vault(scene: Scene, target: Path, tmp_path: Path) -> None:
    with making.create(tmp_path / "other", "Wren"):
        pass
    with pytest.raises(NotABackup, match="no backup that these keys, or this recovery code, open"):
        backing_up.restore(scene.backup, making.PASSPHRASE, target, keys=tmp_path / "other" / "vault.json")
    assert not target.exists()


def test_files_that_are_no_backup(scene: Scene, target: Path, tmp_path: Path) -> None:
    keys = backing_up.keys_beside(scene.backup)
    (tmp_path / "text.age").write_bytes(b"hello")
    with pytest.raises(NotABackup, match="not an encrypted file"):
        backing_up.restore(tmp_path / "text.age", making.PASSPHRASE, target, keys=keys)
    with pytest.raises(BadInput, match="There is no file"):
        backing_up.restore(tmp_path / "gone.age", making.PASSPHRASE, target, keys=keys)
    with making.create(tmp_path / "office", "HQ") as office, making.create(tmp_path / "field", "Wren") as field:
        making.introduce(tmp_path, office, field)
        casework.add(field, "note", {"text": {"text": "in a bundle"}})
        bundle = sending.send(field, "HQ", tmp_path)["bundles"][0]
    with pytest.raises(NotABackup, match="no backup that these keys"):
        backing_up.restore(Path(bundle), making.PASSPHRASE, target, keys=tmp_path / "office" / "vault.json")
    assert not target.exists()


def test_a_keys_file_of_a_newer_version(scene: Scene, target: Path, tmp_path: Path) -> None:
    value = canonical.decode_object(backing_up.keys_beside(scene.backup).read_bytes())
    (tmp_path / "newer.json").write_bytes(canonical.encode({**value, "format": 99}))
    with pytest.raises(NewerVault):
        backing_up.restore(scene.backup, making.PASSPHRASE, target, keys=tmp_path / "newer.json")
    assert not target.exists()


def test_every_byte_of_the_keys_file_and_lengths(scene: Scene, target: Path, tmp_path: Path) -> None:
    """In one process, each change after the key derivation: none opens anything but what was backed up."""
    copy, data = tmp_path / "mine.age", backing_up.keys_beside(scene.backup).read_bytes()
    shutil.copy(scene.backup, copy)
    for position in range(0, len(data), max(1, len(data) // 24)):
        for changed in (data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :], data[:position]):
            backing_up.keys_beside(copy).write_bytes(changed)
            with pytest.raises((CannotOpen, BadInput)):
                backing_up.restore(copy, making.PASSPHRASE, target)
            assert not target.exists()


def test_bytes_of_the_backup_itself(scene: Scene, target: Path, tmp_path: Path) -> None:
    copy, data = tmp_path / "mine.age", scene.backup.read_bytes()
    shutil.copy(backing_up.keys_beside(scene.backup), backing_up.keys_beside(copy))
    for part in (0.0, 0.001, 0.01, 0.1, 0.4, 0.7, 0.99, 0.999999):
        position = int(len(data) * part)
        for changed in (
            data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :],
            data[:position],
            data[:position] + b"\0" + data[position:],
        ):
            copy.write_bytes(changed)
            with pytest.raises((BackupDamaged, NotABackup)):
                backing_up.restore(copy, making.PASSPHRASE, target)
            assert not target.exists()


def test_too_little_room_is_known_before(scene: Scene, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _folder: Usage)
    with pytest.raises(NoRoom, match="1,000 free"):
        backing_up.restore(scene.backup, making.PASSPHRASE, target)
    assert not target.exists()


class Stopped(KeepsakeError):
    """A person wants no more."""


@pytest.mark.parametrize("part", [0.0, 0.5, 0.95])
def test_stopped_by_a_person_it_makes_nothing(scene: Scene, target: Path, part: float) -> None:
    def stop(done: int, total: int) -> None:
        if done >= total * part:
            raise Stopped

    with pytest.raises(Stopped):
        backing_up.restore(scene.backup, making.PASSPHRASE, target, stop)
    assert not target.exists()


def test_a_medium_that_fails_while_it_is_read(scene: Scene, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, source = [3], restoring._Source

    class Worn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.EIO, "worn")
            return super().read(size)

    monkeypatch.setattr(restoring, "_Source", lambda file: source(Worn(file.read())))
    with pytest.raises(BadInput, match="medium still there"):
        backing_up.restore(scene.backup, making.PASSPHRASE, target)
    assert not target.exists()
