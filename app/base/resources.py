"""Where the files that are not code are: `resources/` of the source tree, or beside the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the resources folder."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources"  # the wheel carries resources/ inside the package
    return installed if installed.is_dir() else package.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of one resource."""
    return root().joinpath(*parts)


def read_bytes(*parts: str) -> bytes:
    """Return one resource's bytes."""
    return path(*parts).read_bytes()


def read_text(*parts: str) -> str:
    """Return one resource's text (UTF-8)."""
    return path(*parts).read_text(encoding="utf-8")


def licence() -> str:
    """Return the text of the licence: of the source tree, of the wheel's notes, or beside a package's resources."""
    beside = (root() / "LICENSE", root().parent / "LICENSE")
    notes = sorted(root().parent.parent.glob("keepsake-*.dist-info/licenses/LICENSE"))
    for one in (*beside, *notes):
        if one.is_file():
            return one.read_text(encoding="utf-8")
    return "GNU General Public License, version 3 or later\n"
