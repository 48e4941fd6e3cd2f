"""Walking one operation: its calls are counted once, then it runs again and again, and each time one call goes wrong.

The operation runs in a forked child that stops when it is prepared; strace attaches there and injects: SIGKILL at one
call, or that call and all later writing ones fail with a full disk or a broken one, or only that one fails.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import KeepsakeError
from tests.faults.places import Place

WRITING = (
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "link", "linkat", "unlink", "unlinkat", "mkdir",
    "rmdir",
)  # fmt: skip
READING = ("read", "pread64")
KILLED, FULL, BROKEN, ONCE, UNREADABLE = "killed", "disk full", "disk broken", "one failure", "read error"
FAULTS = (KILLED, FULL, BROKEN, ONCE, UNREADABLE)
SAID = 1 << 16


@dataclass(frozen=True)
class Point:
    """One call: how often each kind was made until then, this one included, and what it works on."""

    call: str
    counts: dict[str, int]
    role: str


@dataclass(frozen=True)
class Operation:
    """What is walked. `run` prepares, says `ready`, confirms; `check` looks at what is left, and is told what was."""

    name: str
    run: Callable[[Place], None]
    check: Callable[[Place, list[str]], None]


@dataclass(frozen=True)
class Walked:
    """What a walk found: points there are and points tried, by fault, and how many runs were stopped by it."""

    points: dict[str, int]
    tried: dict[str, int]
    stopped: int
    failures: list[str]


def walk(operation: Operation, scene: Path, room: Path, most: int | None = None) -> Walked:
    """Walk an operation in folders in `room`; at most `most` points for each fault, or all."""
    place, trace = _place(scene, room, "counted"), room / "trace"
    code = _run(operation, place, trace, [])
    confirmed = place.confirmed()
    failures = [] if code == 0 else [f"{operation.name}: without any fault it ended with {code}: {confirmed}"]
    failures += _checked(operation, place, confirmed, "no fault")
    points = _points(trace, place.root)
    _remove(place)
    walked = Walked({}, {}, 0, failures)
    stopped = 0
    for number, fault in enumerate(FAULTS):
        there = [one for one in points if (one.call in READING) == (fault == UNREADABLE)]
        chosen = there if most is None else _chosen(there, most, number)
        walked.points[fault], walked.tried[fault] = len(there), len(chosen)
        for point in chosen:
            ended, found = _struck(operation, scene, room, point, fault, len(confirmed))
            stopped += ended
            failures += found
    return Walked(walked.points, walked.tried, stopped, failures)


def _struck(
    operation: Operation, scene: Path, room: Path, point: Point, fault: str, everything: int
) -> tuple[bool, list[str]]:
    """Run once with a fault; return whether it was stopped, and what is wrong."""
    place = _place(scene, room, "struck")
    where = f"{operation.name}, {fault} at {point.call} {point.counts[point.call]} ({point.role})"
    code = _run(operation, place, room / "trace", _injections(point, fault))
    confirmed = place.confirmed()
    failures = []
    if code not in (0, 1, -signal.SIGKILL):
        failures.append(f"{where}: ended with {code}: {confirmed[-1:]}")
    if code == 0 and len(confirmed) != everything:
        failures.append(f"{where}: all was well, but not all was confirmed: {confirmed}")
    told = [one for one in confirmed if not one.startswith("!")]
    failures += _checked(operation, place, told, where)
    _remove(place)
    return code != 0, failures


def _checked(operation: Operation, place: Place, confirmed: list[str], where: str) -> list[str]:
    try:
        operation.check(place, confirmed)
    except (AssertionError, KeepsakeError, OSError, LookupError) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return [f"{where}: {type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {str(error)[:500]}"]
    return []


def _place(scene: Path, room: Path, name: str) -> Place:
    shutil.copytree(scene, room / name)
    return Place(room / name, mmap.mmap(-1, SAID))


def _remove(place: Place) -> None:
    place.said.close()
    shutil.rmtree(place.root)


def _run(operation: Operation, place: Place, trace: Path, injections: list[str]) -> int:
    """Run the operation in a child, traced from when it is ready; return how it ended, negative for a signal."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _work(operation, place)
    _pid, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return os.waitstatus_to_exitcode(status)
    command = ["strace", "-y", "-o", str(trace), "-p", str(child), "-e", f"trace={','.join((*WRITING, *READING))}"]
    for one in injections:
        command += ["-e", f"inject={one}"]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr
    attached = tracer.stderr.readline()
    os.kill(child, signal.SIGCONT)
    assert "attached" in attached, attached
    _pid, status = os.waitpid(child, 0)
    tracer.communicate()
    return os.waitstatus_to_exitcode(status)


def _work(operation: Operation, place: Place) -> None:
    """Run the operation and be gone: 0 done, 1 an error a person is told, 2 anything else."""
    code = 2
    try:
        operation.run(place)
        code = 0
    except (KeepsakeError, OSError) as error:
        code = 1 if str(error) else 2
        place.confirm(f"!{type(error).__name__}")
    except BaseException:  # noqa: BLE001 - whatever it was, it is told and the child is gone
        place.confirm("!" + traceback.format_exc().replace("\n", " | ")[-900:])
    finally:
        os._exit(code)


_LINE = re.compile(r"(\w+)\((.*)")


def _points(trace: Path, root: Path) -> list[Point]:
    """Return every call that works on the place, in order."""
    counts = dict.fromkeys((*WRITING, *READING), 0)
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        matched = _LINE.match(line)
        if matched is None or matched[1] not in counts:
            continue
        counts[matched[1]] += 1
        if str(root) in line:
            found.append(Point(matched[1], dict(counts), _role(line, root)))
    return found


def _role(line: str, root: Path) -> str:
    """Return what a call works on: the names of files, random ones as what they are."""
    names = re.findall(re.escape(str(root)) + r"/?([^\"<>,]*)", line)
    plain = [re.sub(r"[0-9a-f]{8,}", "*", name) for name in names]
    return " to ".join(re.sub(r"blobs/[0-9a-f]{2}\b", "blobs/*", name) for name in plain)


def _injections(point: Point, fault: str) -> list[str]:
    n = point.counts[point.call]
    if fault == KILLED:
        return [f"{point.call}:signal=KILL:when={n}"]
    if fault in (ONCE, UNREADABLE):
        return [f"{point.call}:error=EIO:when={n}"]
    error = "ENOSPC" if fault == FULL else "EIO"
    later = {name: count + (name != point.call) for name, count in point.counts.items()}
    return [f"{name}:error={error}:when={max(1, count)}+" for name, count in later.items() if name in WRITING]


def _chosen(points: list[Point], most: int, shift: int) -> list[Point]:
    """Return a few points: one of each kind of call and file, as many as there is room for, then evenly."""
    if len(points) <= most:
        return points
    kinds: dict[tuple[str, str], list[int]] = {}
    for place, point in enumerate(points):
        kinds.setdefault((point.call, point.role), []).append(place)
    of_each = [places[(shift * 7) % len(places)] for places in kinds.values()]
    step = max(1, -(-len(of_each) // most))
    picked = set(of_each[shift % step :: step][:most])
    spread: Iterator[int] = iter(range(shift, len(points), max(1, len(points) // most)))
    for place in spread:
        if len(picked) >= most:
            break
        picked.add(place)
    return [points[place] for place in sorted(picked)]
