"""What locking does to the rest of the screen, and what it keeps of where one was."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.ui.desk import Place

MOST_LISTED = 200
"""So many ids a place is kept with."""


def close_others(window: QWidget) -> None:
    """Close every other window and popup of ours: menus, dialogs, previews, help; no main window of another vault."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if QApplication.activePopupWidget() is popup:
            break
    for other in QApplication.topLevelWidgets():
        if not isinstance(other, QMainWindow) and other is not window and other.isVisible():
            other.hide()
            other.deleteLater()


def forget_copied() -> None:
    """Empty the clipboard, and on X11 the selection, where they hold something of ours."""
    clipboard = QApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def kept(place: Place) -> dict[str, object]:
    """Return a place as the settings keep it: without lists so long that keeping them would be work."""
    detail = {
        name: value
        for name, value in place.detail.items()
        if not (isinstance(value, list) and len(value) > MOST_LISTED)
    }
    return {"page": place.page, "record": place.record, "detail": detail}


def place_of(value: object, pages: Container[str]) -> Place | None:
    """Return the place that was kept, if it is one of these pages."""
    if not isinstance(value, dict) or value.get("page") not in pages:
        return None
    detail = value.get("detail")
    return Place(str(value["page"]), str(value.get("record", "")), detail if isinstance(detail, dict) else {})
