"""Editor of a term: found by typing any word of it, or picked from the whole list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.schema import Field
from app.domain.schema.check import OFFICE_TERM
from app.domain.schema.kinds import Term
from app.domain.vocabulary import Lists
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.parts import Kept, named, stacked, tell, told
from app.ui.editors.termline import TermLine
from app.ui.page import tool


class TermEditor(Editor):
    """One term of a vocabulary, and what else its value holds."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        assert isinstance(field.kind, Term)
        self._vocabulary = field.kind.vocabulary
        self._kept = Kept()
        self._tree: TermTree | None = None
        whole = stacked(self)
        self.line = TermLine(self.label, self._vocabulary, lists=desk.schema.lists)
        self._open = tool(desk.look, "down", named(self.label, _("show all terms")), self._on_open)
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self.line, 1)
        beside.addWidget(self._open)
        whole.addLayout(beside)
        self._astray = told("danger")
        whole.addWidget(self._astray)
        self.line.chosen.connect(self._on_chosen)
        self.line.editingFinished.connect(self._on_left)
        self.line.textEdited.connect(self._on_typed)
        self.setFocusProxy(self.line)

    def set_value(self, value: Any) -> None:
        """Show a term."""
        self._kept.give(value)
        self.line.show_code(str(self._kept.given.get("term") or ""), str(self._kept.given.get("words") or ""))
        self._kept.show("term", self.line.code)
        tell(self._astray, "")

    def value(self) -> Any:
        """Return the term chosen and what was kept beside it; None for none."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        self._kept.put(made, "term", self.line.code)
        if made.get("term") != self._kept.given.get("term"):  # whoever lacks an office's list reads what it says
            made.pop("words", None)
            if OFFICE_TERM.fullmatch(self.line.code):
                made["words"] = self.desk.schema.label(self.line.code, i18n.language())
        return made if made.get("term") else None

    def set_read_only(self, read_only: bool) -> None:
        """Let its words be copied, and none chosen."""
        self.line.setReadOnly(read_only)
        self._open.setVisible(not read_only)

    def unsettled(self) -> list[str]:
        """Return what was typed and is no term."""
        self._on_left()
        return [self.line.text().strip()] if self.line.astray else []

    def focus_first(self) -> None:
        """Put the keyboard into the line."""
        self.line.setFocus()

    def _on_chosen(self) -> None:
        self._kept.touched = True
        tell(self._astray, "")
        self.edited.emit()

    def _on_typed(self, text: str) -> None:
        if not text.strip() or not self.line.astray:
            tell(self._astray, "")

    def _on_left(self) -> None:
        self.line.settle()
        astray = self.line.astray
        tell(
            self._astray,
            _("No term of the list says this. Try another word, or open the whole list.") if astray else "",
        )

    def _on_open(self) -> None:
        if self._tree is None:
            self._tree = TermTree(self, self.desk.schema.lists, self._vocabulary, self.label)
            self._tree.picked.connect(self._on_picked)
        self._tree.open_below(self.line, self.line.code)

    def _on_picked(self, code: str) -> None:
        self.line.choose(code)
        tell(self._astray, "")
        self.line.setFocus()


class TermTree(QFrame):
    """All terms of a vocabulary, narrower below wider ones, in a popup."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, lists: Lists, vocabulary_name: str, field: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        self._tree = _Tree()
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(_("{field}: all terms").format(field=field))
        inside.addWidget(self._tree)
        language = i18n.language()
        self._items: dict[str, QTreeWidgetItem] = {}
        terms = lists.load(vocabulary_name).terms
        for code, entry in terms.items():
            if entry.retired:
                continue
            item = QTreeWidgetItem([lists.label(code, language)])
            item.setData(0, Qt.ItemDataRole.UserRole, code)
            self._items[code] = item
            above = self._items.get(entry.broader or "")
            if above is None:
                self._tree.addTopLevelItem(item)
            else:
                above.addChild(item)
        self._tree.setRootIsDecorated(any(entry.broader for entry in terms.values()))
        self._tree.expandAll()
        self._tree.entered_on.connect(self._on_entered)
        self._tree.itemClicked.connect(self._on_entered)

    def open_below(self, line: QWidget, code: str) -> None:
        """Show it below a line, the chosen term in sight."""
        width = max(line.width(), self._tree.sizeHintForColumn(0) + 60)
        height = min(14, len(self._items) + 1) * (self._tree.fontMetrics().lineSpacing() + 10)
        corner = line.mapToGlobal(QPoint(0, line.height() + 2))
        room = line.screen().availableGeometry()
        if corner.y() + height > room.bottom():
            corner = line.mapToGlobal(QPoint(0, -height - 2))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + line.width() - width)
        corner.setX(max(room.left(), min(corner.x(), room.right() - width)))
        self.setGeometry(corner.x(), max(room.top(), corner.y()), width, height)
        item = self._items.get(code) or self._tree.topLevelItem(0)
        if item is not None:
            self._tree.setCurrentItem(item)
            self._tree.scrollToItem(item)
        self.show()
        self._tree.setFocus()

    def _on_entered(self, item: QTreeWidgetItem) -> None:
        self.close()
        self.picked.emit(item.data(0, Qt.ItemDataRole.UserRole))


class _Tree(QTreeWidget):
    """A tree in which Enter takes the present term, once."""

    entered_on = Signal(QTreeWidgetItem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a term with Enter or Space, close with Escape or Tab."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered_on.emit(self.currentItem())
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.window().close()
        else:
            super().keyPressEvent(event)
