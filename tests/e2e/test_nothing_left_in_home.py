"""After use HOME, the toolkit's own configuration, recent lists and temporary files hold nothing of a case."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage, QImageWriter

from tests.e2e.conftest import ROOT
from tests.gui import file_samples as samples

MARKER = "Zxqvmarjam"
FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "temporary",
}


def _environment(root: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
    for name, folder in FOLDERS.items():
        (root / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        environment[name] = str(root / folder)
    return environment | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANGUAGE": "en",
    }


def _outside(root: Path) -> Path:
    """Make the stick a person attaches from, and the folders they copy to."""
    outside = root / "outside"
    for name in ("stick", "out", "other"):
        (outside / f"{MARKER} {name}").mkdir(parents=True)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#446688"))
    image.setText("Comment", MARKER)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    stick = outside / f"{MARKER} stick"
    (stick / f"{MARKER} photo.png").write_bytes(bytes(buffer.data().data()))
    (stick / f"{MARKER} report.pdf").write_bytes(samples.pdf(MARKER))
    return outside


def _walk(root: Path, how: str, code: int) -> Path:
    outside = _outside(root)
    command = [sys.executable, "-m", "tests.e2e.window_walk", str(root / "laptop"), str(outside), MARKER, how]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(root), capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == code, done.stderr[-3000:]
    assert MARKER not in done.stdout + done.stderr
    return outside


def _traces(root: Path, besides: set[Path]) -> list[str]:
    """Return the files whose name or bytes hold the marker in any of the ways it may be written."""
    ways = [MARKER.encode(), MARKER.encode("utf-16-le"), quote(f"{MARKER} stick").encode()]
    ways += [base64.b64encode(f"{pad}{MARKER}".encode())[4:-4] for pad in ("", "x", "xx")]
    ways += [way.lower() for way in ways[:2]]
    found = []
    for path in root.rglob("*"):
        if any(path == one or one in path.parents for one in besides):
            continue
        if MARKER.lower() in str(path.relative_to(root)).lower():
            found.append(f"name of {path}")
        if path.is_file() and any(way in path.read_bytes() for way in ways):
            found.append(f"contents of {path.relative_to(root)}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("how", "code"), [("quit", 0), ("kill", -signal.SIGKILL)])
def test_a_day_of_work_leaves_nothing_outside_the_vault(tmp_path: Path, how: str, code: int) -> None:
    outside = _walk(tmp_path, how, code)
    assert (outside / f"{MARKER} out" / f"{MARKER} copy.png").is_file()
    assert _traces(tmp_path, {outside}) == []  # the vault among it: it holds no plain text
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    left = [name for name in left if not name.startswith(("laptop/", "outside/"))]
    print(f"\nleft after {how}: {left}")
    ours = [name for name in left if "fontconfig" not in name and "/mesa_shader_cache" not in name]
    assert ours == []  # for a practice vault not even start.json: the next start is for one's own work
    assert set((outside / f"{MARKER} out").iterdir()) == {outside / f"{MARKER} out" / f"{MARKER} copy.png"}
    assert list((outside / f"{MARKER} other").iterdir()) == []


def test_the_scan_would_see_what_a_plain_file_dialog_leaves(tmp_path: Path) -> None:
    outside = _walk(tmp_path, "control", 0)
    assert _traces(tmp_path, {outside}) != []
