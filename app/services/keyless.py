"""A process of this program without key, vault or network, for files that may be made to do harm."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

MEMORY = 1536 << 20
SECONDS = 300
"""Of the processor, in its whole life."""
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
"""What that process is told of the environment."""


def started(argument: str) -> subprocess.Popen[bytes]:
    """Start this program with one argument; it is given bytes and gives bytes, and has nothing else of ours."""
    if getattr(sys, "frozen", False):
        command = [sys.executable, argument]
    else:
        command = [sys.executable, "-P", "-m", "app", argument]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(  # noqa: S603 - this program itself
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def limit() -> None:
    """Take from the process that calls it what reading does not need: much memory, endless time, and writing files."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CPU, SECONDS)]
    if sys.platform != "darwin":  # macOS does not keep to it
        wanted.append((resource.RLIMIT_AS, MEMORY))
    for what, most in wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
