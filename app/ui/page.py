"""What every page of the window is, and small pieces that all of them are built of."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.ui.desk import Desk, Place
from app.ui.look import Look

_AT_THE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class Page(QWidget):
    """One page. The shell makes it when it is first needed, shows places on it, and deletes it at lock."""

    help_topic = "window"
    """The help page F1 opens."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show_place(self, place: Place) -> None:
        """Show a place of this page, new or come back to."""

    def place(self) -> Place | None:
        """Return where the person is now, to come back to; None to leave the place it was shown with."""
        return None

    def leave(self, then: Callable[[], None]) -> None:
        """Finish what must be before another page shows, then call `then`; it may ask, and never call it."""
        then()

    def locking(self) -> None:
        """Hand what is being typed to `desk.jobs` as urgent writes: everything closes next, no question."""

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what this page does for actions of the table, by name, instead of what they do anywhere."""
        return {}


def label(text: str, kind: str = "", *, buddy: QWidget | None = None, wrap: bool = True) -> QLabel:
    """Return a label of plain text, never read as markup; `kind` is one of the style sheet's."""
    made = QLabel(text.replace("&", "&&") if buddy is not None else text)  # with a buddy "&" alone makes a key
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        # a label stands where its line begins, also when its text runs the other way
        made.setAlignment(_AT_THE_RIGHT)
    if kind:
        made.setProperty("kind", kind)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def tip(text: str) -> str:
    """Return a record's own words as a tooltip: without this Qt would read them as markup where they look like it."""
    return f"<qt>{html.escape(text)}</qt>"


def button(
    text: str, does: Callable[[], object], kind: str = "", *, look: Look | None = None, icon: str = ""
) -> QPushButton:
    """Return a push button; `kind` is main, danger, flat or nothing; with `look` it wears an icon."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if look is not None:
        look.dress(made, icon, "on_accent" if kind == "main" else "")
    made.clicked.connect(lambda _checked=False: does())
    return made


def tool(
    look: Look, icon: str, name: str, does: Callable[[], object] | None = None, *, text: bool = False
) -> QToolButton:
    """Return a flat tool button with an icon; `name` is its accessible name, tooltip and, when asked, its text."""
    made = QToolButton()
    made.setProperty("kind", "flat")
    made.setText(name)
    made.setToolTip(tip(name))  # it may name a record
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    look.dress(made, icon)
    if text:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if does is not None:
        made.clicked.connect(lambda _checked=False: does())
    return made


def frame(kind: str) -> QFrame:
    """Return a frame of one of the style sheet's kinds: card, bar, side, line, info, good, warning, danger."""
    made = QFrame()
    made.setProperty("kind", kind)
    return made


def column(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QVBoxLayout:
    """Return a vertical layout with the usual measures."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def row(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QHBoxLayout:
    """Return a horizontal layout with the usual measures."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """Return `inner` in an area that scrolls when there is no room; it takes no focus itself."""
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setAccessibleName(name)
    return area


def restyle(widget: QWidget, kind: str) -> None:
    """Give a widget another kind and let the style sheet see it."""
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
