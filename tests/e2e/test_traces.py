"""A marker in every field of every type, then looked for wherever anything may be left of it.

While working, after a lock, after a kill, after erasing, in a backup.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.crypto import derive
from app.domain import schema
from app.domain.schema.kinds import Attachment
from app.services import backing_up, casework, erasing, sealing, session
from app.storage import check
from tests.e2e import traces
from tests.e2e.conftest import ROOT, environment
from tests.e2e.marked import MARKER, NEEDLES, STEM, Markers, every_type
from tests.unit.services import making

SECRET = "a passphrase that is in no other file 7261"
pytestmark = pytest.mark.figures
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory and open files are read as Linux shows them")


class Working:
    """The worker, and where it works."""

    def __init__(self, place: Path, process: subprocess.Popen[str]) -> None:
        self.place = place
        self.folder = place / "inside" / "laptop"
        self.process = process

    def until(self, word: str) -> str:
        """Wait for the worker's next stop."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(word), line + (self.process.stderr.read() if self.process.stderr else "")
        return line

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@contextmanager
def _working(place: Path) -> Iterator[Working]:
    """Start the worker on a new vault; everything it may write to lies under `inside`."""
    inside, outside = place / "inside", place / "outside"
    for folder in (inside / "home", inside / "tmp", outside):
        folder.mkdir(parents=True)
    (outside / "passphrase").write_text(SECRET)
    document = outside / f"aaa{STEM}0000 photo.jpg"
    document.write_bytes(f"bbb{STEM}0001".encode() * 50_000)
    with session.create(inside / "laptop", SECRET, name="Field", role="field", memory_kib=64 << 10):
        pass
    places = {"HOME": inside / "home", "TMPDIR": inside / "tmp", "XDG_RUNTIME_DIR": inside / "tmp"}
    command = [sys.executable, "-m", "tests.e2e.traces_worker", inside / "laptop", outside / "passphrase", document]
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env=environment() | {name: str(path) for name, path in places.items()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Working(place, process)
        finally:
            process.kill()


def _memory_is_readable(pid: int) -> bool:
    try:
        return any(True for _piece in traces.memory(pid))
    except PermissionError:
        return False


@linux
def test_working_and_locking_leave_words_in_no_file_and_keys_in_no_memory(tmp_path: Path) -> None:
    with _working(tmp_path) as worker:
        count = int(worker.until("worked").split()[1])
        pid, inside = worker.process.pid, tmp_path / "inside"
        keys = traces.keys_of(worker.folder, SECRET)
        frames = traces.in_database(worker.folder, keys[derive.DATABASE])
        assert len(frames) > 20, "the markers are in the log's frames, or the scan would prove nothing"
        assert traces.in_files(inside) == []
        if not _memory_is_readable(pid):
            pytest.skip("this system lets nobody read the memory of a process")
        working = traces.in_memory(pid, keys, {"passphrase": SECRET})
        assert working[derive.DATABASE], "the key is there while the vault is open, or the scan would prove nothing"
        assert working["markers"]
        assert traces.temporary(pid, worker.folder) == []
        worker.go_on()
        worker.until("compacted")
        assert traces.in_files(inside) == []
        assert traces.temporary(pid, worker.folder) == []
        worker.go_on()
        worker.until("locked")
        locked = traces.in_memory(pid, keys, {"passphrase": SECRET})
        assert traces.in_files(inside) == []
        assert traces.temporary(pid, worker.folder) == []
        worker.go_on()
    kept = traces.in_database(worker.folder, keys[derive.DATABASE])
    print(f"\n{count} marked words in all fields of all types; {len(frames)} frames, then {len(kept)} pages hold some")
    for name in working:
        print(f"  {name:<24} {working[name]:>6} copies in memory while open, {locked[name]:>6} after the lock")
    print("  what is left after a lock of words and of the passphrase is Python's, which cannot be made to wipe it")
    assert {name: locked[name] for name in keys} == dict.fromkeys(keys, 0)


@linux
def test_the_window_locked_holds_no_key(tmp_path: Path) -> None:
    secret, folder = tmp_path / "passphrase", tmp_path / "laptop"
    secret.write_text(SECRET)
    with session.create(folder, SECRET, name="Field", role="field", memory_kib=64 << 10) as made:
        records = [casework.add(made, type_, fields) for type_, fields in every_type(Markers())]
    command = [sys.executable, "-m", "tests.e2e.window_locked", str(folder), str(secret), records[0]]
    places = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    (tmp_path / "home").mkdir()
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment() | places | {"QT_QPA_PLATFORM": "offscreen"},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        worker = Working(tmp_path, process)
        try:
            worker.until("worked")
            if not _memory_is_readable(process.pid):
                pytest.skip("this system lets nobody read the memory of a process")
            keys = traces.keys_of(folder, SECRET)
            working = traces.in_memory(process.pid, keys, {"passphrase": SECRET})
            assert working[derive.DATABASE], "the key is there while the vault is open, or the scan would prove nothing"
            assert working["markers"]
            worker.go_on()
            worker.until("locked")
            locked = traces.in_memory(process.pid, keys, {"passphrase": SECRET})
            worker.go_on()
        finally:
            process.kill()
    print("\nthe window")
    for name in working:
        print(f"  {name:<24} {working[name]:>6} copies in memory while open, {locked[name]:>6} after Ctrl+L")
    assert {name: locked[name] for name in keys} == dict.fromkeys(keys, 0)


def test_killed_in_the_midst_of_work_no_file_holds_a_word(tmp_path: Path) -> None:
    with _working(tmp_path) as worker:
        worker.until("worked")
        worker.process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        worker.process.wait()
        keys = traces.keys_of(worker.folder, SECRET)
        assert (worker.folder / "vault.db-wal").stat().st_size
        assert traces.in_database(worker.folder, keys[derive.DATABASE]) != []
        assert traces.in_files(tmp_path / "inside") == []
        with session.open_session(worker.folder, SECRET) as opened:
            assert not check.verify(opened.vault).problems
        assert traces.in_files(tmp_path / "inside") == []


def test_what_is_erased_is_in_no_page_no_frame_and_no_table(tmp_path: Path) -> None:
    marker = Markers()
    with making.create(tmp_path / "laptop", "Field") as opened:
        words = {}
        for type_, fields in every_type(marker):
            record = casework.add(opened, type_, fields)
            words[record] = MARKER.findall(repr(fields).encode())
        key = bytes(opened.vault.database_key)
        assert len(traces.in_database(tmp_path / "laptop", key)) > 20
        told = traces.in_index(tmp_path / "laptop", key)
        assert {"revision", "search_data", "text", "name"} <= set(told)
        assert erasing.erase(opened, list(words), "a test").versions == len(words)
        assert traces.in_database(tmp_path / "laptop", key) == []
        assert traces.in_index(tmp_path / "laptop", key) == []
        assert traces.in_files(tmp_path / "laptop") == []
    assert traces.in_database(tmp_path / "laptop", key) == []
    print(f"\n{marker.given} marked words of {len(words)} records erased; {len(told)} tables held some, none does now")


def _without_files(type_: str, fields: dict[str, Any]) -> dict[str, Any]:
    known = schema.OURS.fields_of(type_)
    return {name: value for name, value in fields.items() if not isinstance(known[name].kind, Attachment)}


@pytest.mark.parametrize("how", ["from the start", "later"])
def test_what_is_sealed_is_in_no_page_no_frame_no_table_and_no_file(tmp_path: Path, how: str) -> None:
    marker, folder = Markers(), tmp_path / "laptop"
    with making.create(folder, "Field") as field, making.create(tmp_path / "office", "HQ", "headquarters") as office:
        making.introduce(tmp_path, field, office)
        key = bytes(field.vault.database_key)
        given = [(type_, _without_files(type_, fields)) for type_, fields in every_type(marker) if type_ != "consent"]
        if how == "later":
            made = [casework.add(field, type_, fields) for type_, fields in given]
            assert len(traces.in_database(folder, key)) > 20
            sealing.seal(field, made, ["HQ"], "a neutral label")
        else:
            made = [sealing.seal_new(field, type_, fields, ["HQ"], "a neutral label")[0] for type_, fields in given]
        assert traces.in_database(folder, key) == []
        assert traces.in_index(folder, key) == []
        assert traces.in_files(folder) == []
        (tmp_path / "stick").mkdir()
        making.carry(field, office, tmp_path / "stick")
        told = dict(given)
        for record in made:
            shown = casework.show(office, record)
            assert shown["fields"] == told[shown["type"]], "Headquarters reads what was sealed for it"
        assert traces.in_database(folder, key) == []
    assert traces.in_database(folder, key) == []
    assert traces.in_files(folder, tmp_path / "stick") == []
    print(f"\nsealed {how}: {marker.given} marked words of {len(made)} records, in no page, frame or table")


def test_a_backup_holds_no_word_in_plain(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with making.create(tmp_path / "laptop", "Field") as opened:
        for type_, fields in every_type(Markers()):
            casework.add(opened, type_, fields)
        backing_up.back_up(opened, tmp_path / "stick" / "copy.age")
    assert traces.in_files(tmp_path) == []


def test_the_scan_finds_what_is_in_a_file_in_any_way_of_writing(tmp_path: Path) -> None:
    for n, needle in enumerate(NEEDLES):
        (tmp_path / str(n)).write_bytes(b"\0\1" + needle + b"\2")
    (tmp_path / f"{STEM} name").write_bytes(b"")
    assert len(traces.in_files(tmp_path)) == len(NEEDLES) + 1
