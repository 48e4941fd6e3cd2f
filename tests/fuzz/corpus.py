"""The kept corpus: few and small inputs, each of which reaches a line or a jump that none before it does."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tests.fuzz.target import CORPUS, Target

ROOT = Path(__file__).parents[2]
APP = str(ROOT / "app")
LONGEST = 4096
"""Bytes of the longest input kept: what only a longer one reaches is a unit test's business."""

Jump = tuple[CodeType, int, int]


def reached(target: Target, data: bytes) -> set[Jump]:
    """Return the jumps between lines of the application that an input makes; raise what is a fault."""
    jumps: set[Jump] = set()
    last: dict[FrameType, int] = {}

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(APP):
            return None
        if event == "line":
            jumps.add((code, last.get(frame, 0), frame.f_lineno))
            last[frame] = frame.f_lineno
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        target.run(data)
    finally:
        sys.settrace(before)
    return jumps


def choose(target: Target, inputs: Iterable[bytes]) -> list[bytes]:
    """Return the smallest inputs that together reach all that the inputs reach."""
    found: list[bytes] = []
    covered: set[Jump] = set()
    for data in sorted(set(inputs), key=lambda one: (len(one), one)):
        if len(data) > max(LONGEST, *map(len, target.seeds())):
            continue
        new = reached(target, data) - covered
        if new:
            covered |= new
            found.append(data)
    return found


def keep(target: Target, inputs: Iterable[bytes]) -> int:
    """Replace the kept corpus by what is needed of it and of new inputs; return how many are kept."""
    folder = CORPUS / target.name
    chosen = choose(target, [*target.seeds(), *target.kept(), *inputs])
    folder.mkdir(parents=True, exist_ok=True)
    names = {hashlib.sha256(data).hexdigest()[:16]: data for data in chosen}
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    for name, data in names.items():
        (folder / name).write_bytes(data)
    return len(names)
