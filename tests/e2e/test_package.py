"""The package as a folder on a machine without Python: its commands work, and its window shows."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.services import pages, pdf_pages
from tests.e2e.conftest import ROOT

WAIT = 60
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux" or not shutil.which("objdump"), reason="built on Linux with binutils"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package once, and take it away from the tree it was built in."""
    built, elsewhere = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, str(ROOT / "packaging" / "package.py"), "--out", str(built)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "starts in" in done.stdout
    folder = elsewhere / "a folder with spaces"
    shutil.move(built / "keepsake", folder)
    return folder / "keepsake"


def _bare(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with no Python, no tools and no bus in it."""
    return {
        "HOME": str(home),
        "PATH": str(home / "nothing"),
        "LANG": "C.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    } | more


def _run(program: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(program), *words]
    return subprocess.run(command, cwd=home, env=_bare(home), capture_output=True, text=True, timeout=WAIT, check=False)


def test_it_does_the_whole_job_on_the_command_line(program: Path, tmp_path: Path) -> None:
    done = _run(program, tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    assert "All of it done; both vaults agree." in done.stdout
    assert not list(tmp_path.iterdir())


def test_its_other_commands_work_with_everything_that_is_not_code(program: Path, tmp_path: Path) -> None:
    assert _run(program, tmp_path, "sample", "p").returncode == 0
    (tmp_path / "words").write_text("practice\n")
    for words, said in {
        ("--vault", "p", "--passphrase-file", "words", "search", "cao", "shunli"): "曹顺利",
        ("--vault", "p", "--passphrase-file", "words", "verify"): "No problems found",
        ("help", "window"): "keepsake window",
        ("fields", "incident"): "title",
    }.items():
        done = _run(program, tmp_path, *words)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout


def test_its_process_for_pages_of_a_pdf_draws_one(program: Path, tmp_path: Path) -> None:
    parts = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj",
    )
    pdf = b"%PDF-1.4\n" + b"\n".join(parts) + b"\ntrailer<</Root 1 0 R>>\n"
    asked = pdf_pages.LENGTH.pack(len(pdf)) + pdf + pdf_pages.ASKED.pack(0, 50)
    command = [str(program), pages.ARGUMENT]
    done = subprocess.run(
        command, input=asked, cwd=tmp_path, env=_bare(tmp_path), capture_output=True, timeout=WAIT, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    answers = [pdf_pages.ANSWER.unpack_from(done.stdout, at) for at in (0, pdf_pages.ANSWER.size)]
    assert answers == [(pdf_pages.OK, 1, 0, 0), (pdf_pages.OK, 50, 25, 200)]
    assert not list(tmp_path.iterdir())


def test_without_a_screen_it_says_so(program: Path, tmp_path: Path) -> None:
    done = _run(program, tmp_path, "window")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[str]:
    """A screen of the test's own."""
    if not all(map(shutil.which, ("Xvfb", "xdotool"))):
        pytest.skip("needs Xvfb and xdotool")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen([*command, "-fbdir", str(tmp_path)], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def test_its_window_shows_the_sample_casework(program: Path, tmp_path: Path, screen: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    begun = time.monotonic()
    command = [str(program), "window", "--practice", str(home / "practice")]
    with subprocess.Popen(command, cwd=home, env=_bare(home, DISPLAY=screen), stderr=subprocess.PIPE) as running:
        try:
            search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Keepsake$"]
            found = subprocess.run(
                search, env={**os.environ, "DISPLAY": screen}, capture_output=True, text=True, timeout=WAIT, check=True
            )
            print(f"the window is there after {time.monotonic() - begun:.2f} s")
            window = found.stdout.split()[0]
            _wait_for_colours(tmp_path / "Xvfb_screen0", screen, window)
            running.send_signal(signal.SIGTERM)
            assert running.wait(WAIT) == 0
        finally:
            running.kill()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert (home / "practice" / "vault.json").is_file()


def _wait_for_colours(buffer: Path, screen: str, window: str) -> None:
    """Wait until the screen shows more than a few colours: text, icons, a list; the buffer is an XWD file."""
    subprocess.run(["xdotool", "windowmove", window, "0", "0"], env={**os.environ, "DISPLAY": screen}, check=True)
    end, colours = time.monotonic() + WAIT, 0
    while colours < 100:
        assert time.monotonic() < end, f"the window stays empty: {colours} colours"
        time.sleep(0.5)
        data = buffer.read_bytes()
        head, entries = (int.from_bytes(data[at : at + 4], "big") for at in (0, 76))
        pixels = data[head + entries * 12 :]
        image = QImage(pixels, 1366, 768, 1366 * 4, QImage.Format.Format_RGB32)
        colours = len({image.pixel(x, y) for x in range(0, 1366, 2) for y in range(0, 768, 2)})
