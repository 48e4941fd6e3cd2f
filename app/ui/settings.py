"""The settings page: every setting of the table, searchable, at work the moment it is changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.base import config
from app.base.i18n import _, language
from app.services.settings import TABLE, Setting
from app.ui.desk import Desk
from app.ui.look import LANGUAGES, direction_of, fixed_font
from app.ui.page import Page, button, column, frame, label, row, scrolled

LETTERS = 72
LANGUAGE = Setting("language", "en", choices=LANGUAGES)


class SettingsPage(Page):
    """The settings, and which vault this is."""

    help_topic = "window-settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: list[tuple[str, list[QWidget]]] = []
        self.boxes: dict[str, QComboBox] = {}
        ground = QWidget()
        outer = column(ground, margin=24, gap=16)
        outer.addWidget(label(_("Settings"), "title"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search the settings"))
        self.search.setAccessibleName(_("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_searched)
        outer.addWidget(self.search)
        self._none = label(_("Nothing matches. Clear the search to see every setting."), "quiet")
        self._none.hide()
        outer.addWidget(self._none)
        card = self._card = frame("card")
        card.setMaximumWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self.search.setMaximumWidth(card.maximumWidth())
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        for setting in (LANGUAGE, *TABLE.values()):
            if setting.choices is not None:
                self._add(setting)
        outer.addLayout(_narrow(card))
        to_forms = button(_("Forms and lists..."), lambda: desk.go("forms"), look=desk.look, icon="columns")
        outer.addWidget(to_forms, 0, Qt.AlignmentFlag.AlignLeading)
        outer.addWidget(label(_("This vault"), "heading"))
        outer.addLayout(_narrow(self._about()))
        outer.addStretch(1)
        layout = column(self)
        layout.addWidget(scrolled(ground, _("Settings")))

    def _add(self, setting: Setting) -> None:
        name = _("Language") if setting is LANGUAGE else _(setting.label)
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in (setting.choices or {}).items():
            box.addItem(text if setting is LANGUAGE else _(text), value)
        at = language() if setting is LANGUAGE else self.desk.setting(setting.name)
        box.setCurrentIndex(max(0, box.findData(at)))
        does = self._on_language if setting is LANGUAGE else lambda _i, name=setting.name: self._on_chosen(name)
        box.activated.connect(does)
        self.boxes[setting.name] = box
        at_row = self._grid.rowCount()
        said = label(name, buddy=box)
        shown: list[QWidget] = [said, box]
        self._grid.addWidget(said, at_row, 0)
        self._grid.addWidget(box, at_row, 1)
        if setting.help:
            more = label(_(setting.help), "quiet")
            box.setAccessibleDescription(_(setting.help))
            self._grid.addWidget(more, at_row + 1, 1)
            shown.append(more)
        words = " ".join(
            [name, _(setting.help) if setting.help else "", *(box.itemText(n) for n in range(box.count()))]
        )
        self._rows.append((words.casefold(), shown))

    def _about(self) -> QWidget:
        owner = self.desk.owner
        made = frame("card")
        made.setMaximumWidth(self._card.maximumWidth())
        grid = QGridLayout(made)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        role = _("Headquarters") if owner.role == "headquarters" else _("A field researcher")
        lines = [(_("Name"), owner.name, False), (_("Role"), role, False), (_("Folder"), str(owner.folder), True)]
        if owner.practice:
            lines.append((_("Kind"), _("Practice: it meets only other practice vaults"), False))
        for n, (name, text, fixed) in enumerate(lines):
            value: QLabel = label(text)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(f"{name}: {text}")
            if fixed:
                value.setFont(fixed_font())
                value.setText(text.replace("/", "/\u200b").replace("\\", "\\\u200b"))  # where a path may break
            value.setLayoutDirection(Qt.LayoutDirection.LeftToRight if fixed else direction_of(text))
            grid.addWidget(label(name, "quiet"), n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, n, 1)
        return made

    def _on_chosen(self, name: str) -> None:
        value: Any = self.boxes[name].currentData()
        self.desk.set(name, value)
        if name == "text_size":  # everything shown is measured anew
            self.desk.spoken.emit(language())

    def _on_language(self, _index: int) -> None:
        code = str(self.boxes["language"].currentData())
        if code == language():
            return
        self.desk.jobs.compute(lambda _tell: config.write(language=code))
        self.desk.spoken.emit(code)

    def _on_searched(self, text: str) -> None:
        wanted = text.casefold().split()
        found = False
        for words, shown in self._rows:
            fits = all(one in words for one in wanted)
            found = found or fits
            for widget in shown:
                widget.setVisible(fits)
        self._card.setVisible(found)
        self._none.setVisible(not found)


def _narrow(card: QWidget) -> QHBoxLayout:
    """Return a line that asks a card how high it is at the width it gets, which is less than the page's."""
    line = row()
    line.addWidget(card, 1)
    line.addStretch(0)
    return line
