"""One translation beside a text: its language, its words, and by whom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.editors.growing import Growing
from app.ui.editors.language import LanguageButton
from app.ui.editors.parts import Kept, Line, named, stacked
from app.ui.page import tool


class Translation(QWidget):
    """A translation; `given` tells that it was there before, so that emptying it does not lose who made it."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, desk: Desk, name: str, value: dict[str, Any], *, long: bool, given: bool) -> None:
        super().__init__()
        self.given = given
        self._kept = Kept()
        self._kept.give(value)
        whole = stacked(self)
        self.language = LanguageButton(desk.look, name, words=True)
        self._by = Line(named(name, _("by whom")), _("By whom"))
        self._remove = tool(desk.look, "close", named(name, _("remove")), self._on_remove)
        self._box = Growing(name) if long else Line(name)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.language)
        if long:
            head.addWidget(self._by, 1)
            head.addWidget(self._remove)
            whole.addLayout(head)
            whole.addWidget(self._box)
        else:
            head.insertWidget(0, self._box, 3)
            head.addWidget(self._by, 1)
            head.addWidget(self._remove)
            whole.addLayout(head)
        text = str(value.get("text") or "")
        if isinstance(self._box, Growing):
            self._box.setPlainText(text)
            self._box.textChanged.connect(self.edited)
        else:
            self._box.show_text(text)
            self._box.textEdited.connect(self.edited)
        self.language.show_language(str(value.get("language") or ""))
        self._by.show_text(str(value.get("by") or ""))
        for key, shown in self._shown().items():
            self._kept.show(key, shown)
        self._by.textEdited.connect(self.edited)
        self.language.chosen.connect(self.edited)

    def value(self) -> dict[str, Any]:
        """Return the translation as it stands."""
        made = self._kept.copy()
        for key, shown in self._shown().items():
            self._kept.put(made, key, shown)
        made.setdefault("text", "")
        return made

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._box.setReadOnly(read_only)
        self._by.setReadOnly(read_only)
        self.language.set_read_only(read_only)
        self._remove.setVisible(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard into its words."""
        self._box.setFocus()

    def _shown(self) -> dict[str, str]:
        text = self._box.toPlainText() if isinstance(self._box, Growing) else self._box.text()
        return {"text": text, "language": self.language.language, "by": self._by.text()}

    def _on_remove(self) -> None:
        self.removed.emit(self)
