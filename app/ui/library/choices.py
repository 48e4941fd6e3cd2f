"""The parts of the filters: sections that fold, boxes with counts, terms searched among those that occur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from app.base.i18n import _
from app.domain import search
from app.ui.look import Look
from app.ui.page import column, label, tip

MOST_ROWS = 6
CODE = Qt.ItemDataRole.UserRole


class Section(QWidget):
    """A heading that shows and hides what is under it."""

    def __init__(self, look: Look, title: str, *, folded: bool = False) -> None:
        super().__init__()
        self._look = look
        self.head = QToolButton()
        self.head.setProperty("kind", "fold")
        self.head.setText(title)
        self.head.setAccessibleName(title)
        self.head.setCheckable(True)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.body = QWidget()
        self.inside: QVBoxLayout = column(self.body, gap=2)
        self.inside.setContentsMargins(10, 0, 4, 6)
        layout = column(self, gap=2)
        layout.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.body)
        self.head.toggled.connect(self._on_toggled)
        self.head.setChecked(not folded)
        self._on_toggled(not folded)

    def unfold(self) -> None:
        """Show what is under the heading."""
        self.head.setChecked(True)

    def _on_toggled(self, shown: bool) -> None:
        self.body.setVisible(shown)
        self.head.ensurePolished()
        side = max(14, round(self.head.fontMetrics().height() * 0.75))
        self.head.setIconSize(QSize(side, side))
        self._look.dress(self.head, "down" if shown else "forward", "quiet")


class Ticks(QWidget):
    """Boxes to tick, each with how many records are behind it; those with none are hidden unless ticked."""

    changed = Signal()

    def __init__(self, labels: Mapping[str, str], *, always: bool = False) -> None:
        super().__init__()
        self._labels, self._always = labels, always
        self._boxes: dict[str, QCheckBox] = {}
        layout = column(self, gap=0)
        for code, text in labels.items():
            box = QCheckBox(text.replace("&", "&&"))
            box.setAccessibleName(text)
            box.toggled.connect(self._on_toggled)
            self._boxes[code] = box
            layout.addWidget(box)
        self._counts: Mapping[str, int] = {}
        self._counted = False

    def chosen(self) -> tuple[str, ...]:
        """Return the codes that are ticked."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def choose(self, codes: Iterable[str]) -> None:
        """Tick these and no others, without telling."""
        wanted = set(codes)
        for code, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(code in wanted)
            box.blockSignals(False)
        self._fit()

    def count(self, counts: Mapping[str, int]) -> None:
        """Show how many records are behind each box."""
        self._counts, self._counted = counts, True
        for code, box in self._boxes.items():
            n = counts.get(code, 0)
            box.setText(f"{self._labels[code]} ({n:,})" if n else self._labels[code])
        self._fit()

    def _on_toggled(self) -> None:
        self.changed.emit()

    def _fit(self) -> None:
        for code, box in self._boxes.items():
            used = self._always or not self._counted or bool(self._counts.get(code))
            box.setVisible(used or box.isChecked() or box.hasFocus())


class Terms(QWidget):
    """Terms that occur in the records, with counts, found by typing; ticked by mouse or the space bar."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Find a term"))
        self.line.setAccessibleName(_("Find a term: {name}").format(name=name))
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.none = label(_("None in these records"), "quiet")
        layout = column(self, gap=4)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        layout.addWidget(self.none)
        self.line.textChanged.connect(self._sift)
        self.list.itemChanged.connect(self._on_item_changed)
        self._chosen: list[str] = []
        self._fit()

    def chosen(self) -> tuple[str, ...]:
        """Return the codes that are ticked."""
        return tuple(self._chosen)

    def choose(self, codes: Iterable[str]) -> None:
        """Tick these and no others, without telling."""
        self._chosen = list(codes)
        self.list.blockSignals(True)
        for n in range(self.list.count()):
            item = self.list.item(n)
            ticked = item.data(CODE) in self._chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def count(self, terms: Sequence[tuple[str, str, int]]) -> None:
        """Show the terms there are: code, words, how many records."""
        there = self.list.currentRow()
        current = self.list.item(there).data(CODE) if there >= 0 else None
        self.list.blockSignals(True)
        self.list.clear()
        for code, words, n in terms:
            item = QListWidgetItem(f"{words} ({n:,})" if n else words)
            item.setData(CODE, code)
            item.setToolTip(tip(words))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in self._chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if code == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._sift()
        self._fit()

    def _sift(self) -> None:
        wanted = search.folded(self.line.text()).split()
        for n in range(self.list.count()):
            item = self.list.item(n)
            text = search.folded(item.text())
            item.setHidden(not all(word in text for word in wanted))

    def _fit(self) -> None:
        many = self.list.count()
        self.line.setVisible(many > MOST_ROWS)
        self.list.setVisible(many > 0)
        self.none.setVisible(many == 0)
        row = max(self.list.sizeHintForRow(0), self.fontMetrics().height() + 8)
        self.list.setFixedHeight(row * min(many, MOST_ROWS) + 8)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        code = str(item.data(CODE))
        if item.checkState() == Qt.CheckState.Checked:
            self._chosen = [*self._chosen, code] if code not in self._chosen else self._chosen
        else:
            self._chosen = [one for one in self._chosen if one != code]
        self.changed.emit()
