"""The two things known before a vault is open: the interface language and the last vault's folder."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

from app.base import durable

FILE = "start.json"
LARGEST = 16 << 10


@dataclass(frozen=True, slots=True)
class Start:
    """What the window needs to begin; empty text for what is not known."""

    language: str = ""
    folder: str = ""


def path() -> Path:
    """Return where it is kept: the user's own configuration folder."""
    return platformdirs.user_config_path("keepsake", appauthor=False) / FILE


def read() -> Start:
    """Return what is known; a missing or damaged file is no error."""
    try:
        with path().open("rb") as file:
            value = json.loads(file.read(LARGEST))
        return Start(language=str(value.get("language", "")), folder=str(value.get("folder", "")))
    except (OSError, ValueError, AttributeError):
        return Start()


def write(**changes: str) -> None:
    """Keep what changed; where nothing can be written the next start asks again."""
    start = replace(read(), **changes)
    with suppress(OSError):
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace_bytes(path(), json.dumps(asdict(start)).encode())
