"""Undo inside a form: snapshots of its fields, one for each field and pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAUSE = 1.0
"""Seconds after which going on in the same field is a new step."""

MOST = 200

Values = Mapping[str, Any]


class History:
    """The fields as they stood, step by step. Values are never changed in place."""

    def __init__(self, values: Values) -> None:
        self.present = values
        self._past: list[Values] = []
        self._future: list[Values] = []
        self._field, self._at = "", 0.0

    def record(self, values: Values, field: str, at: float) -> None:
        """Take a step, or go on with the last one: the same field within the pause. `at` is in seconds."""
        if not field or field != self._field or at - self._at >= PAUSE:  # what a program does is a step of its own
            self._past.append(self.present)
            del self._past[:-MOST]
        self._field, self._at = field, at
        self.present = values
        self._future.clear()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to go back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to go forward."""
        return bool(self._future)

    def undo(self) -> Values:
        """Go one step back, if there is one; return the fields."""
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()
        self._field = ""
        return self.present

    def redo(self) -> Values:
        """Go one step forward, if there is one; return the fields."""
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()
        self._field = ""
        return self.present
