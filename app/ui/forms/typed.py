"""What was said of fields and is not saved: there again after a look elsewhere, a lock, or a crash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.ui.desk import Desk
from app.ui.forms.editing import Asked

WAIT = 2000
"""Milliseconds after which what is typed is in the vault."""

At = tuple[str, str]
"""Type and name of a field; of a new one the type alone."""


class Typed(QObject):
    """Keeps it by field, in the vault's settings."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._said = _read(desk.setting("defining"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.keep)

    def get(self, at: At) -> Asked | None:
        """Return what was said of a field, None for nothing."""
        return self._said.get(at)

    def put(self, at: At, asked: Asked) -> None:
        """Keep what is said of a field now."""
        self._said[at] = asked
        self._timer.start()

    def drop(self, at: At) -> None:
        """Forget what was said of a field."""
        if self._said.pop(at, None) is not None:
            self.keep()

    def keep(self) -> None:
        """Put it into the vault now."""
        self._timer.stop()
        self._desk.set("defining", [[*at, _plain(asked)] for at, asked in self._said.items()])


def _plain(asked: Asked) -> dict[str, Any]:
    return {**asdict(asked), "targets": list(asked.targets), "wanted_for": list(asked.wanted_for)}


def _read(kept: Any) -> dict[At, Asked]:
    """Return what was kept; what another version kept in another way is left out."""
    found = {}
    for one in kept if isinstance(kept, list) else ():
        with suppress(TypeError, ValueError, KeyError):
            type_, name, said = one
            said = {**said, "targets": tuple(said["targets"]), "wanted_for": tuple(said["wanted_for"])}
            found[str(type_), str(name)] = Asked(**said)
    return found
