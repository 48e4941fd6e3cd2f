"""Passes every check of the project: lint, format, types, import contracts, tests.

    python3 packaging/check.py                      everything
    python3 packaging/check.py -- tests/unit -k x   what follows `--` goes to pytest
    python3 packaging/check.py --peers              also installs Node, for the JavaScript age

Makes a private environment in `.venv` first, and installs where apt lets it: age, ssh-keygen, strace, what windows use.
Without a screen windows are drawn into memory; a few tests bring a screen of their own (Xvfb).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

import environment

PROGRAMS = {"ssh-keygen": "openssh-client", "age": "age", "strace": "strace"}  # tests run them as peers
SCREEN = {  # a screen without a screen, for the tests that want a real window
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "openbox": "openbox",
    "dbus-daemon": "dbus-daemon",
    "objdump": "binutils",  # what PyInstaller reads libraries with
}
NODE = {"node": "nodejs", "npm": "npm"}
PEERS = environment.ROOT / "tests" / "peers"


def install_peers(*, node: bool) -> None:
    """Install the programs tests compare with; a test whose peer is missing says so and is skipped."""
    if sys.platform.startswith("linux"):
        wanted = environment.missing_programs(PROGRAMS | SCREEN) + environment.missing_files(environment.FONTS)
        wanted += environment.missing_libraries(environment.QT_LIBRARIES | environment.WINDOW_LIBRARIES)
        if node and (PEERS / "package-lock.json").exists():
            wanted += environment.missing_programs(NODE)
        if wanted and not environment.install(wanted, "for tests against other programs"):
            print("Going on without; the tests that need them say so.")
    if not (PEERS / "package-lock.json").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: the tests against the JavaScript age are skipped (--peers installs it).")
        return
    lock, done = PEERS / "package-lock.json", PEERS / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=PEERS, check=False).returncode:
        print("npm ci failed: the tests against the JavaScript age are skipped.")


def steps(pytest_arguments: Sequence[str]) -> dict[str, list[str]]:
    """Return each check's command by its name."""
    python = str(environment.python())
    workers = min(os.cpu_count() or 1, 8)
    return {
        "ruff check": [python, "-m", "ruff", "check", "--quiet", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "--quiet", "."],
        "mypy": [python, "-m", "mypy"],
        "import contracts": [str(environment.scripts() / "lint-imports"), "--no-logo"],
        "pytest": [
            python,
            "-m",
            "pytest",
            "-q",
            "-n",
            str(workers),
            "--dist",
            "worksteal",
            *pytest_arguments,
        ],
    }


def main(arguments: Sequence[str]) -> int:
    """Run all checks, even after one failed; return 1 if any did."""
    parser = argparse.ArgumentParser(description="Passes every check of the project.")
    parser.add_argument("--peers", action="store_true", help="install Node for the tests against the JavaScript age")
    parser.add_argument("--only", choices=list(steps([])), action="append", help="this check only; may be repeated")
    parser.add_argument("pytest", nargs="*", metavar="-- PYTEST ARGUMENT", help="handed on to pytest")
    chosen = parser.parse_args(arguments)

    environment.prepare(environment.WITH_TESTS)
    install_peers(node=chosen.peers or bool(os.environ.get("CI")))
    variables = dict(environment.variables())
    if not environment.has_screen():
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    results: list[tuple[str, int, float]] = []
    for name, command in steps(chosen.pytest).items():
        if chosen.only and name not in chosen.only:
            continue
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        ran = subprocess.run(command, cwd=environment.ROOT, env=variables, check=False)
        results.append((name, ran.returncode, time.monotonic() - start))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'}  {name}  ({seconds:.0f} s)")
    return int(any(code for _, code, _ in results))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
