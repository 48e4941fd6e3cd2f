"""How long from the start of the process until the unlock screen is painted: `python -m tests.bench.window_start`.

Cold is the first run after the files' pages were dropped from memory, where the system allows that; warm the best and
the middle of ten. It starts real processes on a temporary vault.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.services import session

RUNS = 10
INSIDE = """
import sys, time
began = float(sys.argv.pop(1))
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from app.ui import main
from app.ui.entry import unlock

class Seen(unlock.Unlock):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.tell)
    def tell(self):
        print(time.time() - began, "pypinyin" in sys.modules, "app.domain.schema.check" in sys.modules, flush=True)
        import os; os._exit(0)

unlock.Unlock = Seen
main.run(Path(sys.argv[1]))
"""


def once(folder: Path, home: str) -> str:
    """Start one window and return what it told."""
    variables = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_CONFIG_HOME": home}
    command = [sys.executable, "-c", INSIDE, str(time.time()), str(folder)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout.strip()


def drop() -> bool:
    """Drop the pages of files from memory; tell whether the system let us."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3\n")
    except OSError:
        return False
    return True


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "vault"
        session.create(folder, "bench", name="Bench", role="field", memory_kib=64 << 10).close()
        dropped = drop()
        first = once(folder, home)
        print(f"first{' (cold)' if dropped else ' (caches could not be dropped)'}: {float(first.split()[0]):.2f} s")
        runs = [once(folder, home).split() for _ in range(RUNS)]
        times = [float(run[0]) for run in runs]
        print(f"warm: best {min(times):.2f} s, middle {statistics.median(times):.2f} s; the promise is under 1 s")
        print(f"pypinyin loaded: {runs[0][1]}, schema loaded: {runs[0][2]}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
