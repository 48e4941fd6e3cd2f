"""After a lock the vault's keys are nowhere in the memory of the process that had it open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.crypto import derive
from app.services import casework, session
from app.storage import keyfile
from tests.e2e.conftest import ROOT, environment
from tests.e2e.worker import PASSPHRASE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory of a process is read as Linux shows it")

LABELS = (derive.DATABASE, derive.LOG, derive.VAULT_JSON)
WORKED = """
import gc, sys
from pathlib import Path
from app.base.errors import KeepsakeError
from app.services import backing_up, casework, restoring, session, ways
from tests.e2e.worker import PASSPHRASE

def told(word):
    print(word, flush=True)
    sys.stdin.readline()

def work():
    with session.open_session(Path(sys.argv[1]), PASSPHRASE) as opened:
        reading = opened.vault.reading()
        casework.add(opened, "note", {"text": {"text": "something"}})
        told(f"open {reading.db.value('SELECT count(*) FROM log')}")

def failed():
    try:
        session.open_session(Path(sys.argv[1]), PASSPHRASE)
    except KeepsakeError as error:
        print(type(error).__name__)

def look():
    with session.open_session(Path(sys.argv[1]), PASSPHRASE, read_only=True) as opened:
        told(f"open {opened.vault.db.value('SELECT count(*) FROM log')}")

def ways_in():
    with session.open_session(Path(sys.argv[1]), PASSPHRASE) as opened:
        ways.add_keyfile(opened, "beside a keyfile of many words", bytes(range(32)), memory_kib=64 << 10)
        told("open")

def back_and_forth():
    place = Path(sys.argv[1])
    with session.open_session(place, PASSPHRASE) as opened:
        backing_up.back_up(opened, place.parent / "kept.age")
        told("open")
    restoring.restore(place.parent / "kept.age", PASSPHRASE, place.parent / "again", None)

def make():
    with session.create(Path(sys.argv[1]), PASSPHRASE, name="Field", role="field", memory_kib=64 << 10):
        told("open")

DOES = {"work": work, "look": look, "failed": failed, "make": make, "ways_in": ways_in, "backup": back_and_forth}
DOES[sys.argv[2]]()
gc.collect()
told("closed")
"""


def _keys(folder: Path) -> dict[str, bytes]:
    """Return the vault key and all that come of it, by their labels."""
    vault_key = keyfile.unlock(keyfile.parse(keyfile.read(folder)), PASSPHRASE)
    return {"vault key": bytes(vault_key), **{label: derive.derive(vault_key, label) for label in LABELS}}


def _found(pid: int, keys: Mapping[str, bytes]) -> set[str]:
    """Return which keys, as they are or in digits, the memory of a process holds."""
    needles = {name: (key, key.hex().encode(), key.hex().upper().encode()) for name, key in keys.items()}
    found: set[str] = set()
    process = Path("/proc", str(pid))
    with (process / "maps").open() as maps, (process / "mem").open("rb", buffering=0) as memory:
        for line in maps:
            begin, end, rights = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()  # type: ignore[union-attr]
            if not rights.startswith("rw") or "[v" in line:
                continue
            try:
                piece = os.pread(memory.fileno(), int(end, 16) - int(begin, 16), int(begin, 16))
            except OSError:
                continue
            found |= {name for name, looks in needles.items() if any(look in piece for look in looks)}
    return found


def _process(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKED, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "laptop"
    with session.create(made, PASSPHRASE, name="Field", role="field", memory_kib=64 << 10) as opened:
        casework.add(opened, "note", {"text": {"text": "number one"}})
    return made


@pytest.mark.parametrize("how", ["work", "look", "look at damage", "make", "ways_in", "backup"])
def test_no_key_is_left_in_memory_once_the_vault_is_closed(folder: Path, how: str) -> None:
    if how == "make":
        shutil.rmtree(folder)
    if how == "look at damage":
        with (folder / "vault.db").open("rb+") as file:
            file.seek(3000)
            file.write(b"damage")
    with _process(folder, how.partition(" ")[0]) as worker:
        assert worker.stdin
        assert worker.stdout
        assert worker.stdout.readline().startswith("open")
        keys = _keys(folder)
        assert derive.DATABASE in _found(worker.pid, keys)  # what is searched for could be found
        worker.stdin.write("\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "closed\n"
        left = _found(worker.pid, keys)
        worker.communicate("\n")
    assert left == set()


@pytest.mark.parametrize("harmed", ["vault.db", "vault.json"])
def test_nor_after_an_opening_that_failed(folder: Path, tmp_path: Path, harmed: str) -> None:
    keys = _keys(folder)
    copy = Path(shutil.copytree(folder, tmp_path / "harmed"))
    data = bytearray((copy / harmed).read_bytes())
    at = 3000 if harmed == "vault.db" else data.index(b'"mac":"', data.index(b'"head"') + 20) + 7
    data[at] = ord("0") if data[at] != ord("0") else ord("1")
    (copy / harmed).write_bytes(data)
    with _process(copy, "failed") as worker:
        assert worker.stdout
        assert worker.stdout.readline() in ("CannotOpen\n", "DatabaseDamaged\n")
        assert worker.stdout.readline() == "closed\n"
        left = _found(worker.pid, keys)
        worker.communicate("\n")
    assert left == set()
