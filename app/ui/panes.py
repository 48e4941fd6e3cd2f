"""Going from one part of the window to the next by one key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def next_pane(window: QWidget) -> None:
    """Put the keyboard into the next part of a window: those are the widgets with the property `pane`."""
    panes = [pane for pane in window.findChildren(QWidget) if pane.property("pane") and pane.isVisible()]
    if not panes:
        window.focusNextChild()
        return
    focus = QApplication.focusWidget()
    here = next((n for n, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -1)
    target = panes[(here + 1) % len(panes)]
    inside: QWidget | None = target
    while inside is not None and not _reached(inside):
        inside = inside.nextInFocusChain()
        if inside is target:
            return
    if inside is not None:
        inside.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _reached(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()
