"""What the program is made of: every library with its version and licence, as installed or packaged."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata

from app import __version__
from app.storage import database

LICENCE = "GPL-3.0-or-later"
DISTRIBUTIONS = (
    "anyascii",
    "cffi",
    "click",
    "cryptography",
    "exifread",
    "hijridate",
    "orjson",
    "platformdirs",
    "pycparser",
    "pypdfium2",
    "pypinyin",
    "PySide6-Essentials",
    "segno",
    "shamir-mnemonic",
    "shiboken6",
    "sqlcipher3",
    "tinytag",
    "zxcvbn",
)
UNSAID = {"exifread": "BSD-3-Clause", "sqlcipher3": "Zlib"}
"""Licences of libraries whose own notes do not name them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One library."""

    name: str
    version: str
    licence: str


def version() -> str:
    """Return the program's own version."""
    return __version__


def parts() -> list[Part]:
    """Return Python, the database and every library, by name; one whose notes are missing has an empty version."""
    sqlite, cipher = database.versions()
    found = [
        Part("Python", platform.python_version(), "PSF-2.0"),
        Part("SQLCipher", cipher, "BSD-3-Clause"),
        Part("SQLite", sqlite, "blessing"),
        *[_part(name) for name in DISTRIBUTIONS],
    ]
    return sorted(found, key=lambda part: part.name.casefold())


def _part(name: str) -> Part:
    try:
        notes = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return Part(name, "", UNSAID.get(name, ""))
    lines = notes.get_all("License-Expression") or notes.get_all("License") or [""]
    said = str(lines[0]).partition("\n")[0]
    classifiers = [row for row in notes.get_all("Classifier") or [] if row.startswith("License ::")]
    if not said and classifiers:
        said = classifiers[0].rpartition(" :: ")[2]
    return Part(name, notes["Version"], said or UNSAID.get(name, ""))
