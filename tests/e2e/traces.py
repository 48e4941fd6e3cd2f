"""Where words or keys may be left: files, pages, frames, the index's own tables, memory, temporary files."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.crypto import derive
from app.storage import keyfile
from app.storage.database import open_reader
from app.storage.layout import DATABASE
from tests.e2e.marked import MARKER, NEEDLES, WIDE
from tests.unit.storage import pages

_RANGE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ (\d+) *(.*)")
_PIECE = 64 << 20


def in_files(*places: Path) -> list[str]:
    """Return the files whose name or bytes hold the stem of a marker, in any way it may be written."""
    found = []
    for place in places:
        for path in [place, *place.rglob("*")]:
            if any(needle in os.fsencode(path.name) for needle in NEEDLES):
                found.append(f"name: {path.name}")
            if path.is_file() and any(needle in path.read_bytes() for needle in NEEDLES):
                found.append(f"file: {path.name}")
    return found


def keys_of(folder: Path, passphrase: str) -> dict[str, bytes]:
    """Return the vault's keys by name, as a stranger with the passphrase would find them."""
    vault_key = keyfile.unlock(keyfile.parse(keyfile.read(folder)), passphrase)
    named = {label: derive.derive(vault_key, label) for label in (derive.DATABASE, derive.LOG, derive.VAULT_JSON)}
    return {"vault key": bytes(vault_key), **named}


def in_database(folder: Path, key: bytes) -> list[str]:
    """Return the decrypted pages, free pages and frames of the log that hold the stem of a marker."""
    return [place for place in pages.find(folder, key, *NEEDLES) if place.startswith(("page", "frame"))]


def in_index(folder: Path, key: bytes) -> list[str]:
    """Return the tables, the index's own among them, that hold the stem of a marker in any column."""
    database = open_reader(folder / DATABASE, bytearray(key), keyfile.parse(keyfile.read(folder)).salt)
    found = []
    try:
        for (name,) in database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"):
            for row in database.each(f'SELECT * FROM "{name}"'):
                values = (value.encode() if isinstance(value, str) else value for value in row)
                if any(needle in value for value in values if isinstance(value, bytes) for needle in NEEDLES):
                    found.append(name)
                    break
    finally:
        database.close()
    return found


def _ranges(pid: int) -> Iterator[tuple[int, int, str, str]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        found = _RANGE.fullmatch(line)
        assert found, line
        yield int(found[1], 16), int(found[2], 16), found[3], found[5]


def memory(pid: int) -> Iterator[bytes]:
    """Yield what a core of the process would hold: all memory it can write to."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for start, end, rights, name in _ranges(pid):
            if not rights.startswith("rw") or name.startswith("[v"):
                continue
            for at in range(start, end, _PIECE):
                try:
                    yield os.pread(file.fileno(), min(_PIECE, end - at), at)
                except OSError:
                    break


def in_memory(pid: int, keys: Mapping[str, bytes], words: Mapping[str, str]) -> Counter[str]:
    """Count the copies of markers, of keys (raw and in digits) and of words in the memory of a process."""
    looks = {name: (key, key.hex().encode(), key.hex().upper().encode()) for name, key in keys.items()}
    looks |= {name: (word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le")) for name, word in words.items()}
    found: Counter[str] = Counter()
    for piece in memory(pid):
        found["markers"] += sum(1 for pattern in (MARKER, WIDE) for _match in pattern.finditer(piece))
        for name, forms in looks.items():
            found[name] += sum(piece.count(form) for form in forms)
    return found


def temporary(pid: int, folder: Path) -> list[str]:
    """Return the files outside the vault that the process can write to and that hold a marker.

    Mapped into its memory or open; deleted ones are among them, and those that are only in memory.
    """
    opened = []
    for start, end, rights, name in _ranges(pid):
        if "w" in rights and "s" in rights and name and not name.startswith((str(folder), "/dev/zero")):
            opened.append((name, Path(f"/proc/{pid}/map_files/{start:x}-{end:x}")))
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        name = str(handle.readlink())
        flags = int(re.findall(r"flags:\s*(\d+)", Path(f"/proc/{pid}/fdinfo/{handle.name}").read_text())[0], 8)
        if flags & os.O_ACCMODE and name.startswith(("/memfd", "/")) and not name.startswith((str(folder), "/dev/")):
            opened.append((name, handle))
    return [name for name, path in opened if path.is_file() and any(needle in path.read_bytes() for needle in NEEDLES)]
