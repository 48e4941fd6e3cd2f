"""`python -m tests.faults [OPERATION...] [--most N] [--scene DIR]`: walk operations and print what was found.

Without `--most` every call of every operation is struck with every fault: some hours. Ends with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from app.crypto import slots
from tests import stretching
from tests.faults import places
from tests.faults.operations import TABLE, prepare
from tests.faults.walking import walk


def remember_stretching() -> None:
    """Keep what Argon2id made of a passphrase: every child would do the same work again for the same answer."""
    slots._stretch = stretching.remembered(slots._stretch)


def make_scene(folder: Path) -> Path:
    """Make the scene in a new folder and return it."""
    folder.mkdir()
    places.make(folder)
    prepare(folder)
    return folder


def main() -> int:
    """Walk what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("operation", nargs="*", choices=[*TABLE, []], help="which; all without any")
    parser.add_argument("--most", type=int, help="points to try for each operation and fault; all without it")
    parser.add_argument("--scene", type=Path, help="a scene made before")
    asked = parser.parse_args()
    memory = Path("/dev/shm")  # where there is one, on a disk that needs no waiting
    remember_stretching()
    lost = 0
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as room:
        scene = asked.scene or Path(room, "scene")
        if not asked.scene:
            make_scene(scene)
        for name in asked.operation or TABLE:
            began = time.monotonic()
            found = walk(TABLE[name], scene, Path(room), asked.most)
            tried, there = sum(found.tried.values()), sum(found.points.values())
            by_fault = ", ".join(f"{fault} {found.tried[fault]}/{found.points[fault]}" for fault in found.points)
            lost += len(found.failures)
            print(
                f"{name}: {tried} of {there} points tried ({by_fault}), {found.stopped} runs stopped, "
                f"{'nothing confirmed was lost' if not found.failures else f'{len(found.failures)} FAILED'}, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
            for failure in found.failures:
                print(f"  {failure}", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
