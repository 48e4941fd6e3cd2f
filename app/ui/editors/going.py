"""Going from question to question by one key: over the tools of a field, and into an empty list at once."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.ui.chain import reached
from app.ui.editor import Editor
from app.ui.editors.many import Many
from app.ui.editors.row import FieldRow

STOP = "stop"
"""The property of a widget that is no editor of a value and is a stop of its own: a choice, a button that adds."""


def go(root: QWidget, by: int) -> None:
    """Put the keyboard into the next question of a page, or with -1 into the one before; the last one keeps it."""
    focus = QApplication.focusWidget()
    order = [one for one in reached(root) if one.isVisibleTo(root) and one.isEnabled()]
    stops: list[QWidget] = []
    here = -1
    for widget in order:
        stop = _stop_of(widget, root)
        if stop is not None and stop not in stops:
            stops.append(stop)
        if focus is not None and (widget is focus or widget.isAncestorOf(focus)):
            here = len(stops) - 1
            if stop is None and by < 0:
                here += 1
    at = here + by
    if 0 <= at < len(stops):
        _arrive(stops[at])


def _stop_of(widget: QWidget, root: QWidget) -> QWidget | None:
    """Return the outermost editor a widget is part of, or a stop of its own."""
    found: QWidget | None = None
    at: QWidget | None = widget
    while at is not None and at is not root:
        if isinstance(at, Editor) or (found is None and at.property(STOP)):
            found = at
        at = at.parentWidget()
    return found


def _arrive(stop: QWidget) -> None:
    editor = stop.editor if isinstance(stop, FieldRow) else stop
    if isinstance(editor, Many) and editor.value() is None and not editor.add_button.isHidden():
        editor.begin()
    elif isinstance(stop, Editor):
        stop.focus_first()
    else:
        stop.setFocus()
    above = stop.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(stop, 0, 40)
