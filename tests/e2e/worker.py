"""One operation in a process that a test may kill or starve: `python -m tests.e2e.worker OP DIR ...`.

Every line it prints is a confirmation: what it names must still be there afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.base.errors import KeepsakeError
from app.services import casework, emergency, session

PASSPHRASE = "worker"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def save(folder: Path, count: str) -> None:
    """Save records one after the other; confirm each id."""
    with session.open_session(folder, PASSPHRASE) as opened:
        for n in range(int(count)):
            _say(casework.add(opened, "note", {"text": {"text": f"number {n}"}}))


def destroy(folder: Path) -> None:
    """Destroy the keys; confirm that they are gone."""
    _say(str(emergency.destroy(folder).files))


if __name__ == "__main__":
    name, place, *words = sys.argv[1:]
    try:
        {"save": save, "destroy": destroy}[name](Path(place), *words)
    except (KeepsakeError, OSError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(1)
