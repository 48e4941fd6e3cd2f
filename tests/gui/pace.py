"""How long a window would keep a person waiting on a machine of its own: what others got of the machine is left out."""

from __future__ import annotations

import time
from pathlib import Path

_TASKS = Path("/proc/self/task")


class Pace:
    """Counts from when it is made, in the thread that made it; a busy machine makes no test fail by it."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Count from here on."""
        self._waited, self._worked, self._at = _waited(), time.thread_time(), time.perf_counter()

    @property
    def wall(self) -> float:
        """Seconds by the clock."""
        return time.perf_counter() - self._at

    @property
    def felt(self) -> float:
        """Seconds this thread worked or was kept waiting, less those in which threads of ours stood in the queue."""
        worked, wall = time.thread_time() - self._worked, self.wall
        queued = sum(after - self._waited.get(task, 0) for task, after in _waited().items())
        return max(worked, wall - queued / 1e9)


def _waited() -> dict[str, int]:
    """Return the nanoseconds each thread stood ready and got no processor (Linux tells; elsewhere nothing does)."""
    found = {}
    if _TASKS.is_dir():
        for task in _TASKS.iterdir():
            try:
                _ran, waited, _slices = (task / "schedstat").read_text().split()
            except (OSError, ValueError):  # it has ended, or the system does not count
                continue
            found[task.name] = int(waited)
    return found
