"""Builds Keepsake as a folder that needs no Python, for the system this runs on.

    python3 packaging/package.py              into dist/keepsake
    python3 packaging/package.py --out DIR    into DIR/keepsake

The same source, machine and libraries give the same bytes. Makes a private environment in `.venv` first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import environment

SPEC = environment.ROOT / "packaging" / "keepsake.spec"
WHEN = "1767225600"  # 2026-01-01: every build says the same
SEED = "1"


def needed() -> list[str]:
    """Return the system's packages that building needs and that are missing."""
    if not sys.platform.startswith("linux"):
        return []
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    shared = sysconfig.get_config_var("INSTSONAME") or f"libpython{version}.so.1.0"
    at_home = Path(sysconfig.get_config_var("LIBDIR") or "/usr/lib") / shared
    wanted = environment.missing_programs({"objdump": "binutils"})
    if not at_home.is_file():
        wanted += environment.missing_libraries({shared: f"libpython{version}"})
    return wanted + environment.missing_libraries(environment.QT_LIBRARIES | environment.WINDOW_LIBRARIES)


def build(out: Path, work: Path) -> None:
    """Build into `out`/keepsake; raise CalledProcessError when PyInstaller cannot."""
    variables = dict(environment.variables()) | {
        "PYTHONHASHSEED": SEED,
        "SOURCE_DATE_EPOCH": WHEN,
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),  # nothing from an earlier build gets in
        "LC_ALL": "C.UTF-8",
    }
    command = [str(environment.python()), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    subprocess.run(
        [*command, "--distpath", str(out), "--workpath", str(work), str(SPEC)],
        cwd=environment.ROOT,
        env=variables,
        check=True,
    )


def measure(folder: Path) -> str:
    """Return the folder's size and how long the program takes to start, in words."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([folder / "keepsake", "--version"], check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return f"{len(files):,} files, {size / 1e6:,.0f} MB; starts in {min(times):.2f} s (at first {times[0]:.2f} s)"


def main(arguments: list[str]) -> int:
    """Build and say what came of it; return the exit code."""
    parser = argparse.ArgumentParser(description="Builds Keepsake as a folder that needs no Python.")
    parser.add_argument("--out", type=Path, default=environment.ROOT / "dist", help="where the folder goes")
    out = parser.parse_args(arguments).out.absolute()
    if Path(sys.prefix).resolve() != environment.FOLDER.resolve():
        environment.prepare(environment.WITH_TESTS)
    if (wanted := needed()) and not environment.install(wanted, "to build the package"):
        return 1
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="keepsake-build-") as work:
        try:
            build(out, Path(work))
        except subprocess.CalledProcessError as error:
            print("The package could not be built; PyInstaller says why above.")
            return error.returncode or 1
    print(f"{out / 'keepsake'}: {measure(out / 'keepsake')}; built in {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
