"""Tab order of rows that come and go: it follows sight, wherever in the list a row appears."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def insert(new: QWidget, below: QWidget) -> None:
    """Let Tab reach the parts of a new row just before those of `below`, which stands under it."""
    after = _parts(below)[0]
    before = _previous(after)
    while before is not after and (new.isAncestorOf(before) or not before.focusPolicy() & Qt.FocusPolicy.TabFocus):
        before = _previous(before)
    for part in _parts(new):
        QWidget.setTabOrder(before, part)
        before = part


def _parts(widget: QWidget) -> list[QWidget]:
    """Return the parts that take the keyboard, as they were put together; lists that pop up are windows apart."""
    window, tabbed = widget.window(), Qt.FocusPolicy.TabFocus
    return [one for one in widget.findChildren(QWidget) if one.focusPolicy() & tabbed and one.window() is window]


def _previous(widget: QWidget) -> QWidget:
    before = widget.previousInFocusChain()
    assert before is not None  # the chain is a ring
    return before
