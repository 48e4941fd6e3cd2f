"""Backing up while working: a pair of files or nothing, noted, reminded of, rotated."""

from __future__ import annotations

import json
import os
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from app.base import durable
from app.base.errors import BackupDamaged, BackupStopped, BadInput, KeepsakeError, NoRoom
from app.exchange import tar
from app.services import attachments, backing_up, backups, casework, medium, session, settings
from app.services.session import Session
from app.storage import blobs, drafts, erasing, log, revisions
from tests.unit.services import making


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


class Stopped(KeepsakeError):
    """A person wants no more."""


def _add(vault: Session, text: str) -> str:
    return casework.add(vault, "note", {"text": {"text": text}})


def test_it_leaves_a_pair_of_files_only_their_owner_reads(vault: Session, out: Path) -> None:
    _add(vault, "words")
    report = backing_up.back_up(vault, out / "mine.age")
    assert sorted(path.name for path in out.iterdir()) == ["mine.age", "mine.keys.json"]
    assert (report.path, report.keys) == (out / "mine.age", out / "mine.keys.json")
    assert [path.stat().st_mode & 0o777 for path in out.iterdir()] == [0o600, 0o600]
    assert report.size == (out / "mine.age").stat().st_size
    assert report.whole
    assert json.loads((out / "mine.keys.json").read_bytes())["vault"] == vault.vault.id
    kinds = {entry.kind: entry.detail for entry in log.entries(vault.vault)}
    assert kinds["backed_up"] == {"sha256": report.sha256}


def test_a_folder_gets_a_name_that_says_nothing(vault: Session, out: Path) -> None:
    first, second = backing_up.back_up(vault, out), backing_up.back_up(vault, out)
    assert first.path != second.path
    assert first.path.name.startswith(f"keepsake-{datetime.now(UTC):%Y-}")
    assert len(list(out.iterdir())) == 4


@pytest.mark.parametrize("there", ["mine.age", "mine.keys.json"])
def test_nothing_is_overwritten(vault: Session, out: Path, there: str) -> None:
    (out / there).write_bytes(b"somebody's")
    with pytest.raises(BadInput, match="left as it is"):
        backing_up.back_up(vault, out / "mine.age")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {there: b"somebody's"}


def test_a_keys_file_that_a_kill_left_alone_is_no_hindrance(vault: Session, out: Path) -> None:
    backing_up.back_up(vault, out / "mine.age")
    (out / "mine.age").unlink()
    backing_up.back_up(vault, out / "mine.age")
    assert len(list(out.iterdir())) == 2


def test_what_a_killed_backup_left_goes_and_nothing_else_does(vault: Session, out: Path) -> None:
    left = out / f"{backups.LEFT}{vault.vault.id[:16]}-0011223344556677"
    others = out / f"{backups.LEFT}{'0' * 16}-0011223344556677"
    for path in (left, others):
        path.write_bytes(b"half")
    backing_up.back_up(vault, out / "mine.age")
    assert not left.exists()
    assert others.read_bytes() == b"half"


def test_progress_goes_from_nothing_to_all(vault: Session, out: Path) -> None:
    told: list[tuple[int, int]] = []
    backing_up.back_up(vault, out, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len({total for _done, total in told}) == 1
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 1.0])
def test_stopped_by_a_person_it_leaves_nothing(vault: Session, out: Path, part: float) -> None:
    before = making.standing(vault)

    def stop(done: int, total: int) -> None:
        if done >= total * part:
            raise Stopped

    with pytest.raises(Stopped):
        backing_up.back_up(vault, out, stop)
    assert list(out.iterdir()) == []
    making.unchanged(vault, before)
    assert not vault.vault.spools


def test_what_is_saved_meanwhile_is_saved(vault: Session, out: Path, tmp_path: Path) -> None:
    saved: list[str] = []
    _add(vault, "before")

    def save(_done: int, _total: int) -> None:
        if len(saved) < 5:
            saved.append(_add(vault, "meanwhile"))

    report = backing_up.back_up(vault, out, save)
    assert len(casework.listing(vault)) == 6
    backing_up.restore(report.path, making.PASSPHRASE, tmp_path / "restored")
    with session.open_session(tmp_path / "restored", making.PASSPHRASE) as opened:
        assert [row["title"] for row in casework.listing(opened)] == ["before"]


@pytest.mark.parametrize("what", ["locked", "erased", "attachment gone"])
def test_what_it_must_not_outlast_stops_it(vault: Session, out: Path, tmp_path: Path, what: str) -> None:
    record = _add(vault, "to be erased")
    (tmp_path / "photo").write_bytes(os.urandom(3_000_000))
    named = attachments.attach(vault, record, tmp_path / "photo")
    heads = casework.show(vault, record)["heads"]
    deeds: dict[str, Callable[[], object]] = {
        "locked": vault.close,
        "erased": lambda: erasing.erase(vault.vault, heads),
        "attachment gone": lambda: next((vault.vault.folder / "blobs").rglob("??????????*")).unlink(),
    }
    done: list[object] = []

    def interfere(_done: int, _total: int) -> None:
        if not done:
            done.append(True)
            deeds[what]()

    with pytest.raises(BackupStopped, match="Nothing was left"):
        backing_up.back_up(vault, out, interfere)
    assert list(out.iterdir()) == []
    assert named["sha256"]


def test_locked_at_any_moment_from_another_thread(out: Path, tmp_path: Path) -> None:
    """As the window does it: whoever locks does not wait for the backup."""
    making.create(tmp_path / "vault", "Lark").close()
    (tmp_path / "photo").write_bytes(os.urandom(2_000_000))
    ended: list[object] = []
    for n in range(8):
        opened = session.open_session(tmp_path / "vault", making.PASSPHRASE)
        attachments.attach(opened, _add(opened, "words"), tmp_path / "photo")
        at, begun = n / 8, Event()

        def tell(done: int, total: int, at: float = at, begun: Event = begun) -> None:
            if done >= total * at:
                begun.set()

        def work(opened: Session = opened, tell: Callable[[int, int], None] = tell, begun: Event = begun) -> None:
            try:
                ended.append(backing_up.make(opened, out, tell))
            except BackupStopped as stopped:
                ended.append(stopped)
            begun.set()

        thread = Thread(target=work)
        thread.start()
        begun.wait()
        opened.close()
        thread.join()
    assert len(ended) == 8
    assert sum(isinstance(one, BackupStopped) for one in ended) >= 4
    assert len(list(out.iterdir())) == 2 * sum(isinstance(one, backing_up.BackupReport) for one in ended)


def test_erasing_after_all_was_read_stops_it_too(vault: Session, out: Path) -> None:
    record = _add(vault, "to be erased")
    heads = casework.show(vault, record)["heads"]
    done: list[object] = []

    def erase(done_: int, total: int) -> None:
        if done_ > total * 0.9 and not done:
            done.append(erasing.erase(vault.vault, heads))

    with pytest.raises(BackupStopped):
        backing_up.back_up(vault, out, erase)
    assert done == [1]
    assert list(out.iterdir()) == []


def test_a_medium_that_does_not_keep_what_was_written_is_said(
    vault: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = medium.from_medium

    def worn(path: Path) -> object:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
        return real(path)

    monkeypatch.setattr(backups, "from_medium", worn)
    with pytest.raises(BackupDamaged, match="did not give back"):
        backing_up.back_up(vault, out)
    assert list(out.iterdir()) == []
    assert backing_up.last(vault) is None


def test_too_little_room_is_known_before(vault: Session, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "free", lambda _folder: 1000)
    with pytest.raises(NoRoom, match="1,000 free"):
        backing_up.back_up(vault, out)
    assert list(out.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(vault: Session, out: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        backing_up.back_up(vault, out / "gone" / "mine.age")


@pytest.mark.parametrize("inside", ["", "quarantine", "backups/../blobs"])
def test_the_vaults_own_folder_is_no_place_for_it(vault: Session, inside: str) -> None:
    before = making.standing(vault)
    (vault.vault.folder / "backups").mkdir()
    with pytest.raises(BadInput, match="the vault's own"):
        backing_up.back_up(vault, vault.vault.folder / inside)
    making.unchanged(vault, before)


def test_a_vault_that_is_not_whole_is_backed_up_and_said(vault: Session, out: Path, tmp_path: Path) -> None:
    record = _add(vault, "words")
    (tmp_path / "photo").write_bytes(b"photo")
    attachments.attach(vault, record, tmp_path / "photo")
    next((vault.vault.folder / "blobs").rglob("??????????*")).unlink()
    settings.write(vault, "backup_keep", 2)
    older = [backing_up.name_in(out) for _ in range(3)]
    report = backing_up.back_up(vault, out)
    assert (report.missing, report.damaged_pages, report.whole) == (1, 0, False)
    assert not [path for path in older if path.exists()]
    found = backing_up.restore(report.path, making.PASSPHRASE, tmp_path / "restored")
    assert found.missing == 1


def test_a_large_attachment_goes_in_by_pieces(
    vault: Session, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, content = _add(vault, "words"), os.urandom(500_000)
    (tmp_path / "photo").write_bytes(content)
    sha256 = attachments.attach(vault, record, tmp_path / "photo")["sha256"]
    largest = 200_000
    monkeypatch.setattr(backups.backup, "LARGEST", largest)
    report = backing_up.back_up(vault, out)
    assert report.files == 2 + 3
    assert largest < tar.LARGEST
    backing_up.restore(report.path, making.PASSPHRASE, tmp_path / "restored")
    with session.open_session(tmp_path / "restored", making.PASSPHRASE) as opened:
        with blobs.open_blob(opened.vault, sha256) as reader:
            assert reader.read() == content
        making.standing(opened)


def test_memory_does_not_grow_with_the_vault(vault: Session, out: Path, tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as file:
        for _ in range(64):
            file.write(os.urandom(1 << 20))
    attachments.attach(vault, _add(vault, "words"), tmp_path / "film")
    tracemalloc.start()
    try:
        report = backing_up.back_up(vault, out)
        backing_up.restore(report.path, making.PASSPHRASE, tmp_path / "restored")
        assert report.bytes > 64 << 20
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()


def test_the_last_one_is_known_and_a_reminder_comes_in_time(vault: Session, out: Path) -> None:
    now = datetime.now(UTC)
    assert backing_up.last(vault) is None
    assert not backing_up.due(vault, now + timedelta(days=6))  # since the vault was made
    assert backing_up.due(vault, now + timedelta(days=8))
    report = backing_up.back_up(vault, out)
    last = backing_up.last(vault)
    assert last is not None
    assert (last.path, last.sha256, last.size) == (report.path, report.sha256, report.size)
    assert abs(last.at - now) < timedelta(minutes=5)
    assert not backing_up.due(vault, last.at + timedelta(days=7) - timedelta(seconds=1))
    assert backing_up.due(vault, last.at + timedelta(days=7))
    settings.write(vault, "backup_reminder_days", 0)
    assert not backing_up.due(vault, now + timedelta(days=400))


def test_all_are_kept_until_a_person_says_otherwise(vault: Session, out: Path) -> None:
    for _ in range(3):
        backing_up.back_up(vault, out)
    assert len(list(out.glob("*.age"))) == 3


def test_rotation_removes_the_oldest_of_this_vault_and_nothing_else(
    vault: Session, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = [f"2026-01-0{day}T00:00:00Z" for day in range(1, 7)]
    monkeypatch.setattr(backups, "now", lambda: times[0])
    made = []
    for time in times[:4]:
        monkeypatch.setattr(backups, "now", lambda time=time: time)
        made.append(backing_up.back_up(vault, out).path)
    with making.create(tmp_path / "other", "Wren") as other:
        others = backing_up.back_up(other, out).path
    named = backing_up.back_up(vault, out / "mine.age").path
    strange = out / "keepsake-2026-01-01-abcdefgh.age"
    strange.write_bytes(b"not a backup")
    monkeypatch.setattr(backups, "now", lambda: times[5])
    settings.write(vault, "backup_keep", 2)
    last = backing_up.back_up(vault, out).path
    assert {path for path in out.iterdir() if path.suffix == ".age"} == {made[-1], last, others, named, strange}
    assert not [path for path in made[:3] if backing_up.keys_beside(path).exists()]
    assert backing_up.keys_beside(last).exists()


def test_a_clock_that_went_back_does_not_make_the_new_backup_the_oldest(
    vault: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.write(vault, "backup_keep", 2)
    made = []
    for time in ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "1970-01-01T00:00:00Z"):
        monkeypatch.setattr(backups, "now", lambda time=time: time)
        made.append(backing_up.back_up(vault, out).path)
    assert {path for path in out.iterdir() if path.suffix == ".age"} == set(made[1:])


def test_a_backup_under_another_name_rotates_nothing(vault: Session, out: Path) -> None:
    settings.write(vault, "backup_keep", 2)
    made = [backing_up.back_up(vault, out).path for _ in range(2)]
    backing_up.back_up(vault, out / "mine.age")
    assert all(path.exists() for path in made)


def test_the_note_of_it_is_no_condition(vault: Session, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise NoRoom("full")

    monkeypatch.setattr(log, "note", full)
    assert backing_up.back_up(vault, out).path.exists()


def test_words_typed_and_settings_are_in_it(vault: Session, out: Path, tmp_path: Path) -> None:
    record = _add(vault, "words")
    heads = casework.show(vault, record)["heads"]
    drafts.put(vault.vault, record, "note", {"text": {"text": "typed"}}, heads)
    settings.write(vault, "theme", "dark")
    backing_up.back_up(vault, out / "mine.age")
    backing_up.restore(out / "mine.age", making.PASSPHRASE, tmp_path / "restored")
    with session.open_session(tmp_path / "restored", making.PASSPHRASE) as opened:
        assert settings.read(opened)["theme"] == "dark"
        draft = drafts.get(opened.vault, record)
        assert draft is not None
        assert draft.fields == {"text": {"text": "typed"}}


def test_nothing_of_a_case_is_in_its_outside(vault: Session, out: Path) -> None:
    _add(vault, "a marker nobody else writes")
    backing_up.back_up(vault, out)
    assert not [path for path in out.iterdir() if b"marker" in path.read_bytes()]
    assert shutil.disk_usage(out).free
    assert revisions.all_ids(vault.vault)
    assert not [path for path in out.iterdir() if durable.is_temporary(path)]
