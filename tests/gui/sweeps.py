"""What holds for every widget of every screen: it has a name, its words fit, and Tab goes where the eye goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

SLACK = 2
"""Pixels a size hint may be off by rounding."""


def visible(root: QWidget) -> Iterator[QWidget]:
    """Yield every widget a person could see or scroll to."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and not widget.objectName().startswith("qt_"):
            yield widget


def focusable(root: QWidget) -> list[QWidget]:
    """Return what the Tab key reaches, in its order."""
    found = []
    first = widget = root
    while (widget := widget.nextInFocusChain()) is not first:
        reached = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if reached and root.isAncestorOf(widget) and widget.isVisibleTo(root) and widget.isEnabled():
            found.append(widget)
    return [one for one in found if not _inner(one)]


def _inner(widget: QWidget) -> bool:
    """Tell whether this is a part Qt makes inside a widget of ours."""
    parent = widget.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(parent, QComboBox)


def nameless(root: QWidget) -> list[str]:
    """Return the focusable widgets a screen reader has no name for."""
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        if isinstance(widget, QComboBox):  # its name there is what is chosen
            name = widget.accessibleName()
        if not name.strip():
            found.append(_told(widget))
    return found


def clipped(root: QWidget) -> list[str]:
    """Return the labels and buttons whose words do not fit into them."""
    return [_told(widget) for widget in visible(root) if _is_clipped(widget)]


def _is_clipped(widget: QWidget) -> bool:
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + SLACK
        return (
            widget.sizeHint().width() > widget.width() + SLACK or widget.sizeHint().height() > widget.height() + SLACK
        )
    if isinstance(widget, QAbstractButton) and widget.text():
        return (
            widget.minimumSizeHint().width() > widget.width() + SLACK
            or widget.minimumSizeHint().height() > widget.height() + SLACK
        )
    return False


def trapping(root: QWidget) -> list[str]:
    """Return the text fields Tab does not leave."""
    return [
        _told(widget)
        for widget in visible(root)
        if isinstance(widget, QTextEdit | QPlainTextEdit)
        and not isinstance(widget, QTextBrowser)
        and not widget.tabChangesFocus()
    ]


def out_of_order(root: QWidget) -> list[str]:
    """Return the steps of Tab that jump back up in the column one is in."""
    chain = [one for one in focusable(root) if not isinstance(one, QAbstractItemView | QScrollArea)]
    rtl = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    found = []
    for one, other in pairwise(chain):
        a, b = _place(one, root), _place(other, root)
        above = b.bottom() <= a.top()
        further = b.right() <= a.left() if rtl else b.left() >= a.right()
        beside = abs(b.center().y() - a.center().y()) < min(a.height(), b.height()) / 2
        before = b.left() >= a.right() if rtl else b.right() <= a.left()
        if ((above and not further) or (beside and before)) and not _scrolled_away(one, other):
            found.append(f"{_told(one)} -> {_told(other)}")
    return found


def _scrolled_away(one: QWidget, other: QWidget) -> bool:
    """Tell whether one is in no sight just now, in an area that the other stands outside of: it scrolls there first."""
    area = one.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is None or area.isAncestorOf(other):
        return False
    port = area.viewport()
    return not port.rect().contains(QRect(one.mapTo(port, QPoint(0, 0)), one.size()))


def unreachable(window: QWidget) -> list[str]:
    """Return what the Tab key should reach and does not, going round the whole window by the key itself."""
    wanted = focusable(window)
    if not wanted:
        return []
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    reached = set()
    for _n in range(2 * len(wanted) + 2):
        focus = window.focusWidget()
        if focus is None or focus in reached:
            break
        reached.add(focus)
        window.focusNextChild()
    proxied = {one for one in wanted if one.focusProxy() is not None}
    return [_told(one) for one in wanted if one not in reached and one not in proxied and not _grouped(one)]


def _grouped(widget: QWidget) -> bool:
    """Tell whether it is a radio button that the arrow keys reach from the one that is chosen."""
    return isinstance(widget, QRadioButton) and not widget.isChecked()


def too_large(window: QWidget) -> str:
    """Return how far a window's contents exceed 1366x768; nothing when they fit."""
    needed = window.minimumSizeHint()
    return "" if needed.width() <= 1366 and needed.height() <= 768 else f"{needed.width()}x{needed.height()}"


def _place(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def _told(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    parents = []
    parent: QWidget | None = widget
    while parent is not None and len(parents) < 4:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    size = f"{widget.width()}x{widget.height()}, wants {widget.sizeHint().width()}x{widget.sizeHint().height()}"
    return f"{' in '.join(parents)} [{words[:40]}] {widget.accessibleName()[:30]} ({size})"
