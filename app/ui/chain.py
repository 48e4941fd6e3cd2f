"""Tab goes where the eye goes: the order of layouts, kept as parts of a page come and go."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLayout, QRadioButton, QScrollArea, QSplitter, QStackedWidget, QWidget

BUILDING = "building"
"""The name of what builds a part of a page in slices, and its property while it does."""

AGAIN_MS = 40


class Chain(QObject):
    """Keeps the order of Tab within a page."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._root = root
        self._watched: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.order)
        self._watch(root)

    def soon(self) -> None:
        """Put it in order when the present work is done."""
        self._soon.start(0)

    def order(self) -> None:
        """Put it in order now, or as soon as nothing more is being built: each piece would ask for the whole again."""
        if any(one.property(BUILDING) for one in self._root.findChildren(QObject, BUILDING)):
            self._soon.start(AGAIN_MS)
            return
        before: QWidget | None = None
        for one in reached(self._root):
            if before is not None and before.nextInFocusChain() is not one:
                QWidget.setTabOrder(before, one)
            before = one
        for area in self._root.findChildren(QScrollArea):
            if (inner := area.widget()) is not None:
                self._watch(inner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that something came, went, or changed its size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._soon.start(0)
        elif event.type() == QEvent.Type.Destroy:
            self._watched.discard(id(watched))
        return False

    def _watch(self, widget: QWidget) -> None:
        if id(widget) not in self._watched:
            self._watched.add(id(widget))
            widget.installEventFilter(self)


def reached(widget: QWidget) -> Iterator[QWidget]:
    """Yield what Tab can reach, in the order of layouts, hidden or not."""
    if widget.focusProxy() is None and (
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QRadioButton)
    ):  # of radio buttons Qt lets Tab reach the chosen one alone, and which that is changes
        yield widget
    if isinstance(widget, QComboBox):
        return
    if isinstance(widget, QScrollArea):
        if (inner := widget.widget()) is not None:
            yield from reached(inner)
    elif isinstance(widget, QStackedWidget | QSplitter):
        for at in range(widget.count()):
            if (part := widget.widget(at)) is not None:
                yield from reached(part)
    elif (layout := widget.layout()) is not None:
        yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (part := item.widget()) is not None:
            yield from reached(part)
        elif (inner := item.layout()) is not None:
            yield from _of_layout(inner)
