"""The private Python environment in the tree and the system packages it needs; standard library only."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
RUN_TIME = ROOT / "packaging" / "requirements.txt"
WITH_TESTS = ROOT / "packaging" / "requirements-dev.txt"  # holds the run-time ones too, in the same versions

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")  # where Debian's pip looks, and nowhere else

QT_LIBRARIES = {  # what Qt opens and no wheel carries; file to Debian package
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {  # what a real window on X11 opens besides
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

FONTS = {  # what draws every script of the interface the same on every machine; file to Debian package
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf": "fonts-noto-core",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
}


def require_python() -> None:
    """End with a plain message on a Python older than 3.11."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the very thing to tell who runs it with an older one
        raise SystemExit(
            f"Keepsake needs Python 3.11 or newer; this is {platform.python_version()} ({sys.executable})."
        )


def scripts() -> Path:
    """Return the folder of the environment's commands."""
    return FOLDER / ("Scripts" if os.name == "nt" else "bin")


def python() -> Path:
    """Return the environment's interpreter."""
    return scripts() / ("python.exe" if os.name == "nt" else "python")


def variables() -> Mapping[str, str]:
    """Return the variables for programs run in the environment: this tree first, nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def prepare(requirements: Path) -> None:
    """Make the environment hold exactly what `requirements` pins; quick when it does already."""
    require_python()
    mark = _mark(requirements)
    stamps = [_stamp(requirements)] + ([_stamp(RUN_TIME)] if requirements == WITH_TESTS else [])
    if _read(stamps[0]) == mark and python().exists():
        return
    if not _has_pip():
        _make()
    print(f"Installing the libraries pinned in {requirements.relative_to(ROOT)} (once) ...", flush=True)
    command = [
        *(str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"),
        *("--require-hashes", "--only-binary", ":all:", "-r", str(requirements)),
    ]
    if not sys.stdout.isatty():
        command.append("--quiet")
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(
            "The libraries could not be installed; pip says why above. Nothing but .venv was changed.\n"
            "Check the connection and run this again. On Windows for ARM, use the Python for x64."
        )
    for stamp, source in zip(stamps, (requirements, RUN_TIME), strict=False):
        stamp.write_text(_mark(source), encoding="utf-8")


def _make() -> None:
    wanted = []
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        wanted.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if shutil.which("apt-get") and not CERTIFICATES.exists():
        wanted.append("ca-certificates")
    if wanted and not install(wanted, "to make the private Python environment"):
        raise SystemExit(1)
    print(f"Making the private Python environment in {FOLDER} ...", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=False).returncode:
        raise SystemExit(f"The environment in {FOLDER} could not be made; Python says why above.")


def _has_pip() -> bool:
    if not python().exists():
        return False
    return _succeeds([str(python()), "-m", "pip", "--version"])


def _stamp(requirements: Path) -> Path:
    return FOLDER / f"installed-{requirements.stem}"


def _mark(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def missing_programs(programs: Mapping[str, str]) -> list[str]:
    """Return the packages of those of `programs` (command to package) that are not installed."""
    return [package for command, package in programs.items() if shutil.which(command) is None]


def missing_files(files: Mapping[str, str]) -> list[str]:
    """Return the packages of those of `files` (path to package) that are not there."""
    return [package for path, package in files.items() if not Path(path).exists()]


def has_screen() -> bool:
    """Tell whether windows can be shown."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(libraries: Mapping[str, str]) -> list[str]:
    """Return the packages of those of `libraries` (file to package) that do not load; none outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for file, package in libraries.items() if not _loads(file)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install(packages: Sequence[str], purpose: str) -> bool:
    """Install system packages by apt where we may, else print the line to type; tell if they are there."""
    if not shutil.which("apt-get"):
        print(f"Please install {', '.join(packages)} {purpose}, then run this again.")
        return False
    if os.geteuid() == 0:
        rise: list[str] = []
    elif shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]):
        rise = ["sudo", "-n"]
    else:
        line = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        print(f"Needed {purpose}; please type this, then run this again:\n\n    {line}\n")
        return False
    print(f"Installing {', '.join(packages)} {purpose} ...", flush=True)
    apt = [*rise, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    _succeeds([*apt, "update"])  # one unreachable source of many fails it; the rest may do
    add = [*apt, "install", "-y", "--no-install-recommends"]
    if _succeeds([*add, *packages]):
        return True
    failed = [package for package in packages if not _succeeds([*add, package], tell=True)]
    if failed:
        print(f"apt-get could not install {', '.join(failed)}; see above.")
    return not failed


def _succeeds(command: Sequence[str], *, tell: bool = False) -> bool:
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode and tell:
        print(ran.stdout[-1000:], ran.stderr[-1000:], sep="\n")
    return ran.returncode == 0
