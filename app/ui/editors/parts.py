"""Small pieces the editors of values are built of: lines of text, choices, folds, and an object changed key by key."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.base.i18n import _
from app.ui.look import direction_of
from app.ui.page import label


class Line(QLineEdit):
    """One line of text, named for those who cannot see it, in the direction of what it holds."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        if hint:
            self.setPlaceholderText(hint)
        self.textChanged.connect(self._on_text_changed)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning, with nothing left to undo."""
        self.setText(text)
        self.setCursorPosition(0)

    def _on_text_changed(self, text: str) -> None:
        if text:
            self.setLayoutDirection(direction_of(text))
        else:
            self.unsetLayoutDirection()


class Choice(QComboBox):
    """One of a few; a wheel that rolls over it changes nothing."""

    def __init__(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for text, value in choices:
            self.addItem(text, value)

    def choose(self, value: Any) -> None:
        """Show the choice of a value, one of its own when it is not among them."""
        at = self.findData(value)
        if at < 0:
            self.addItem(str(value), value)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls."""
        event.ignore()


class Grid(QWidget):
    """Labelled parts below one another, made only when somebody wants to see them."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field
        self._labels: dict[QWidget, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def add(self, text: str, part: QWidget) -> None:
        """Add a part beside its label."""
        at = self._grid.rowCount()
        shown = label(text, "quiet", buddy=part, wrap=False)
        part.setAccessibleName(named(self._field, text))
        self._grid.addWidget(shown, at, 0)
        self._grid.addWidget(part, at, 1)
        self._labels[part] = shown

    def show_part(self, part: QWidget, *, shown: bool) -> None:
        """Show a part with its label, or hide both."""
        part.setVisible(shown)
        self._labels[part].setVisible(shown)

    def line(self, text: str, does: Callable[..., object], hint: str = "", letters: int = 0) -> Line:
        """Add a line of text beside its label, no wider than so many letters when there are any."""
        made = Line("", hint)
        if letters:
            made.setMaximumWidth(letters * self.fontMetrics().averageCharWidth())
        made.textEdited.connect(does)
        self.add(text, made)
        return made


class Kept:
    """One object as it was given, changed only in the keys a person changed: all else of it stays."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.touched = False
        self._shown: dict[str, Any] = {}

    def give(self, value: Any) -> None:
        """Take another object, or none."""
        self.given = copy.deepcopy(value) if isinstance(value, dict) else {}
        self.touched = False
        self._shown = {}

    def show(self, key: str, shown: Any) -> None:
        """Remember what the part of a key showed before anybody changed it."""
        self._shown[key] = shown

    def put(self, into: dict[str, Any], key: str, shown: Any, value: Any = None) -> None:
        """Set a key when its part shows another thing than at first; an empty one leaves no key."""
        if key in self._shown and self._shown[key] == shown:
            return
        value = shown if value is None else value
        if value in (None, "", [], {}):
            into.pop(key, None)
        else:
            into[key] = value

    def copy(self) -> dict[str, Any]:
        """Return a copy of the object as given."""
        return copy.deepcopy(self.given)

    def as_given(self) -> dict[str, Any] | None:
        """Return the object as given, None for none."""
        return self.copy() or None


def named(field: str, part: str) -> str:
    """Return the accessible name of a part of a field."""
    return _("{field}: {part}").format(field=field, part=part)


def told(kind: str = "quiet") -> QLabel:
    """Return a line that tells something below an editor, hidden while there is nothing to tell."""
    made = label("", kind)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.hide()
    return made


def tell(line: QLabel, text: str, *about: QWidget) -> None:
    """Tell something in a line, and to who listens at the parts it is about; hide it when there is nothing."""
    line.setText(text)
    line.setVisible(bool(text))
    for part in about:
        part.setAccessibleDescription(text)


def follow(widget: QWidget) -> None:
    """Let Tab go through the parts of an editor as they are seen; asked after parts were added late."""
    parts = list(_in_sight(widget))
    for before, after in pairwise(parts):
        QWidget.setTabOrder(before, after)


def _in_sight(widget: QWidget) -> Iterator[QWidget]:
    if (layout := widget.layout()) is not None:
        yield from _laid_out(layout)
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from _in_sight(widget)
        elif (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def stacked(widget: QWidget, gap: int = 4) -> QVBoxLayout:
    """Return the layout of an editor: parts below one another, no margin, no more height than they need."""
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made
