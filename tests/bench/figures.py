"""What a figure is taken with: clocks, peak memory, and a child process for each so that none disturbs the next."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def clock(into: dict[str, Any], name: str) -> Iterator[None]:
    """Put the seconds the block took into `into[name]`."""
    began = time.perf_counter()
    yield
    into[name] = round(time.perf_counter() - began, 3)


def peak_mb() -> float:
    """Return this process's peak resident memory in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1)


def percentile(values: list[float], part: float) -> float:
    """Return the value below which `part` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def child(step: str, place: Path, *words: object) -> dict[str, Any]:
    """Run one step in a process of its own; return the figures it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--step", step, str(place), *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def table(title: str, rows: list[tuple[str, str]]) -> None:
    """Print one table of figures."""
    width = max(len(name) for name, _ in rows)
    print(f"\n{title}")
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")
    sys.stdout.flush()


Step = Callable[..., dict[str, Any]]
