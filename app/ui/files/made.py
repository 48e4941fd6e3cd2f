"""How a file was made from another one: in what way, by whom, when as people say it, with what."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import reading, saying
from app.domain.body import Fields
from app.ui.page import label

TEXTS = (
    ("made_how", N_("How it was made"), N_("Cropped, enlarged, names covered, typed from the recording.")),
    ("made_by", N_("Made by"), N_("A colleague's code name or an office.")),
    ("made_with", N_("Made with"), N_("The program or device, and its version.")),
)


class Made(QWidget):
    """Four lines that change an item in place; what else the item says stays as it is."""

    edited = Signal()

    def __init__(self, item: Fields, name: str) -> None:
        super().__init__()
        self._item = item
        self.lines: dict[str, QLineEdit] = {}
        self._read = label("", "quiet")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        for at, (key, words, hint) in enumerate(TEXTS):
            self._add(grid, at, key, _(words), _(hint), name, reading.text(item.get(key)))
            self.lines[key].textEdited.connect(lambda text, key=key: self._on_text(key, text))
        self._add(grid, 3, "made_on", _("Made on"), "", name, _said(item.get("made_on")))
        self.lines["made_on"].textEdited.connect(self._on_date)
        grid.addWidget(self._read, 4, 1)
        grid.setColumnStretch(1, 1)
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        for line in self.lines.values():
            line.setReadOnly(read_only)

    def _add(self, grid: QGridLayout, at: int, key: str, words: str, hint: str, name: str, text: str) -> None:
        line = self.lines[key] = QLineEdit(text)
        line.setPlaceholderText(hint)
        line.setAccessibleName(_("{label}: {name}").format(label=words, name=name))
        grid.addWidget(label(words, "quiet", buddy=line, wrap=False), at, 0)
        grid.addWidget(line, at, 1)

    def _on_text(self, key: str, text: str) -> None:
        before = self._item.get(key)
        self._item[key] = {**(before if isinstance(before, dict) else {}), "text": text}
        if not text:
            del self._item[key]
        self.edited.emit()

    def _on_date(self, text: str) -> None:
        words = text.strip()
        found = saying.read(words, i18n.language()) if words else None
        self._item["made_on"] = {"words": words} | ({"edtf": found.edtf} if found is not None and found.edtf else {})
        if found is not None and found.calendar != "gregorian":
            self._item["made_on"]["calendar"] = found.calendar
        if not words:
            del self._item["made_on"]
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        value = self._item.get("made_on")
        text = value.get("edtf") if isinstance(value, dict) else None
        said = isinstance(value, dict) and bool(value.get("words"))
        read = saying.in_words(text, i18n.language()) if isinstance(text, str) else ""
        self._read.setText(
            _("Read as {date}").format(date=read)
            if read
            else _("Kept as you typed it; no date was read.")
            if said
            else ""
        )
        self._read.setVisible(bool(self._read.text()))


def _said(value: Any) -> str:
    return str(value.get("words") or value.get("edtf") or "") if isinstance(value, dict) else ""
