"""A menu made for one opening: it keeps its own actions, and goes when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class Menu(QMenu):
    """What can be done with one thing just now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: list[QAction] = []  # the wrappers too: without them a sweep of Python's may take the actions away
        self.aboutToHide.connect(self.deleteLater)

    def offer(
        self, text: str, does: Callable[[], object], *, checked: bool | None = None, enabled: bool = True
    ) -> QAction:
        """Offer one thing; `checked` says whether it is so now, None that it is no state."""
        action = QAction(text, self)
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: does())
        self._kept.append(action)
        self.addAction(action)
        return action
