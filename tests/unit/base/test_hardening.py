"""What a real process keeps from others once it is hardened; the same is tried before, to see that it could be had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from app.base import hardening

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the other systems are asked in their own words")

# Run as a user without rights, where the tester has them: the administrator may look into everything.
TRIED = """
import ctypes, json, os, resource, signal, sys
from app.base import durable, hardening
from pathlib import Path

place, hard = Path(sys.argv[1]), sys.argv[2] == "hard"
libc = ctypes.CDLL(None, use_errno=True)
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    libc.prctl(4, 1, 0, 0, 0)
os.umask(0o022)
os.chdir(place)
_soft, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))

def begun():
    return sorted(hardening.harden()) if hard else []

found = {}
ours, theirs = os.pipe()
target = os.fork()
if target == 0:
    begun()
    os.write(theirs, b"x")
    signal.pause()
os.read(ours, 1)
try:
    with open(f"/proc/{target}/mem", "rb") as memory:
        found["memory"] = "open"
except OSError as error:
    found["memory"] = error.strerror
found["attached"] = libc.ptrace(16, target, None, None) == 0
os.kill(target, signal.SIGKILL)
while os.WIFSTOPPED(os.waitpid(target, 0)[1]):
    pass

crashing = os.fork()
if crashing == 0:
    begun()
    os.abort()
found["dumped"] = os.WCOREDUMP(os.waitpid(crashing, 0)[1])

found["granted"] = begun()
Path("file").touch()
found["mode"] = oct(Path("file").stat().st_mode & 0o777)
with durable.writing_plain(place / "plain") as file:
    file.write(b"decrypted")
found["plain"] = (place / "plain").read_text()
found["limit"] = resource.getrlimit(resource.RLIMIT_CORE)
print(json.dumps(found))
"""


def _tried(how: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:  # not pytest's own: the user without rights has to get there
        Path(place).chmod(0o777)
        return _told(place, how)


def _told(place: str, how: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", TRIED, place, how],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_before_it_another_program_of_the_same_user_can_look_in() -> None:
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if scope.exists() and int(scope.read_text()) > 1:
        pytest.skip("this system lets nobody look into anything")
    before = _tried("soft")
    assert before["memory"] == "open"
    assert before["attached"]
    assert before["mode"] == "0o644"


def test_nobody_looks_in_no_crash_leaves_memory_behind_and_files_are_their_owners() -> None:
    after = _tried("hard")
    assert after["granted"] == sorted([hardening.CORES, hardening.DEBUGGERS, hardening.FILES])
    assert after["memory"] == "Permission denied"
    assert not after["attached"]
    assert not after["dumped"]
    assert after["limit"] == [0, 0]
    assert after["mode"] == "0o600"
    assert after["plain"] == "decrypted"  # also files that have no name until they are whole can still be made
