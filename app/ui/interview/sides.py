"""The text of an interview: original and translation side by side by paragraph, with times of a recording."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import ids
from app.services import interviewing
from app.ui.desk import Desk
from app.ui.editors.language import LanguageButton
from app.ui.editors.parts import Choice, Line
from app.ui.flow import Flow
from app.ui.interview.pane import Pane
from app.ui.page import button, column, label

TEXTS = ("narrative", "transcript")
BESIDE = 84
"""Average letters of width from which the translation stands beside the original."""
MOST_TIMES = 200
LOOK_MS = 400
"""Milliseconds after the last key before it looks for times."""


class Sides(QWidget):
    """One text of the testimony at a time, with one of its translations."""

    changed = Signal(str, object)
    """A field and what it says now, None for nothing."""
    time_wanted = Signal()
    """The time of the session is to be written into the text."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._values: dict[str, Any] = {}
        self._showing = self._read_only = False
        self._made = ""
        """The id of a translation in which nothing is written yet."""
        known = desk.schema.fields_of("testimony")
        top = QWidget()
        flow = Flow(top, gap=8)
        self.which = Choice(_("Which text"), [(_(known[name].label), name) for name in TEXTS])
        self.which.activated.connect(lambda _at: self._show())
        self._stamp = button(_("Write the time"), self.time_wanted.emit, look=desk.look, icon="activity")
        self.times = Choice(_("Go to a time of the recording"), [])
        self.times.activated.connect(self._on_time)
        for one in (self.which, self._stamp, self.times):
            flow.addWidget(one)
        self.original = Pane(desk.look, _("Original"))
        self.translation = Pane(desk.look, _("Translation"))
        self.original_language = LanguageButton(desk.look, _("Original"), words=True)
        self.translation_language = LanguageButton(desk.look, _("Translation"), words=True)
        self.by = Line(_("Translation by"), _("By whom"))
        self.others = Choice(_("Which translation"), [])
        self.others.activated.connect(lambda _at: self._show())
        self._add = button(_("Add a translation"), self._on_add, "flat", look=desk.look, icon="new")
        self.told = label("", "quiet")
        self.told.hide()
        self._times: list[tuple[int, int]] = []
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._show_times)
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._panes.setSpacing(16)
        self._panes.addWidget(self._side((self.original_language,), self.original), 1)
        self._other = self._side((self.others, self.translation_language, self.by, self._add), self.translation)
        self._panes.addWidget(self._other, 1)
        layout = column(self, margin=20, gap=10)
        layout.addWidget(top)
        layout.addLayout(self._panes, 1)
        layout.addWidget(self.told)
        self.original.textChanged.connect(self._on_original)
        self.original_language.chosen.connect(self._on_original)
        self.translation.textChanged.connect(self._on_translation)
        self.translation_language.chosen.connect(self._on_translation)
        self.by.textEdited.connect(lambda _text: self._on_translation())
        self.original.scrolled.connect(self.translation.follow)
        self.translation.scrolled.connect(self.original.follow)
        for pane in (self.original, self.translation):
            pane.pressed.connect(self._tell_time)

    @property
    def field(self) -> str:
        """The field whose text is shown."""
        return str(self.which.currentData())

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the texts of a testimony."""
        self._values = {name: deepcopy(values[name]) for name in (*TEXTS, "attachments") if name in values}
        if "narrative" not in values and "transcript" in values:
            self.which.choose("transcript")
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and copied from, not changed."""
        if read_only == self._read_only:
            return
        self._read_only = read_only
        self.original.setReadOnly(read_only)
        for one in (self.original_language, self.translation_language):
            one.set_read_only(read_only)
        self._stamp.setVisible(not read_only)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard into the original."""
        self.original.setFocus()

    def append(self, words: str) -> None:
        """Write words at the end of the original."""
        self.original.append(words)

    def write_time(self, seconds: int) -> None:
        """Write a time where the cursor is."""
        self.original.write(f"[{interviewing.written(seconds)}] ")

    def selection(self) -> tuple[str, int, int] | None:
        """Return the field, start and end of what is selected in the original, counted in characters; None for none."""
        cursor = self.original.textCursor()
        if not cursor.hasSelection():
            return None
        units = self.original.toPlainText().encode("utf-16-le", "surrogatepass")
        start, end = (
            len(units[: 2 * at].decode("utf-16-le", "surrogatepass"))
            for at in (cursor.selectionStart(), cursor.selectionEnd())
        )
        return self.field, start, end

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the translation below the original where there is no room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE * self.fontMetrics().averageCharWidth()
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._panes.setDirection(wanted)

    # Showing

    def _side(self, head: tuple[QWidget, ...], pane: Pane) -> QWidget:
        made = QWidget()
        inside = column(made, gap=6)
        above = QWidget()
        line = Flow(above, gap=6)
        for one in head:
            line.addWidget(one)
        inside.addWidget(above)
        inside.addWidget(pane, 1)
        return made

    def _value(self) -> dict[str, Any]:
        value = self._values.get(self.field)
        return value if isinstance(value, dict) and "answer" not in value else {}

    def _translations(self) -> list[dict[str, Any]]:
        listed = self._value().get("translations")
        return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []

    def _present(self) -> str:
        """Return the id of the translation shown."""
        return str(self.others.currentData() or "")

    def _show(self) -> None:
        self._showing = True
        value, shown = self._value(), self._present()
        self.original.show_text(str(value.get("text") or ""))
        self.original_language.show_language(str(value.get("language") or ""))
        listed = [(str(one.get("id")), self._named(one)) for one in self._translations()]
        if self._made and self._made not in dict(listed):
            listed.append((self._made, _("New translation")))
        self.others.clear()
        for id_, words in listed:
            self.others.addItem(words, id_)
        if shown in dict(listed):
            self.others.choose(shown)
        present = next((one for one in self._translations() if one.get("id") == self._present()), {})
        self.translation.show_text(str(present.get("text") or ""))
        self.translation_language.show_language(str(present.get("language") or ""))
        if self.by.text() != str(present.get("by") or ""):
            self.by.show_text(str(present.get("by") or ""))
        some = bool(listed)
        for one in (self.translation_language, self.by):
            one.setVisible(some)
        self.others.setVisible(len(listed) > 1)
        self.translation.setVisible(some)
        self.translation.setReadOnly(self._read_only)
        self.by.setReadOnly(self._read_only)
        self._add.setVisible(not self._read_only)
        self._showing = False
        self._show_times()

    def _named(self, one: dict[str, Any]) -> str:
        code = one.get("language")
        named = self._desk.schema.label(f"language/{code}", i18n.language()) if code else ""
        return named.removeprefix("language/") or _("Translation")

    # What a person does

    def _on_original(self) -> None:
        if self._showing:
            return
        value = dict(self._value())
        value["text"] = self.original.toPlainText()
        _set(value, "language", self.original_language.language)
        if value != {"text": "", **self._value()}:  # colouring a time is a change of text to the toolkit
            self._put(value)

    def _on_translation(self) -> None:
        id_ = self._present()
        if self._showing or not id_:
            return
        before = {"text": "", **self._value()}
        value = deepcopy(before)
        listed = value.setdefault("translations", [])
        present = next((one for one in listed if isinstance(one, dict) and one.get("id") == id_), None)
        if present is None:
            present = {"id": id_}
            listed.append(present)
        present["text"] = self.translation.toPlainText()
        _set(present, "language", self.translation_language.language)
        _set(present, "by", self.by.text())
        if value == before or present == {"id": id_, "text": ""}:
            return
        self._made = "" if id_ == self._made else self._made
        self._put(value)

    def _put(self, value: dict[str, Any]) -> None:
        said = str(value["text"]).strip() or value.keys() - {"text", "language", "id"}
        if said:
            self._values[self.field] = value
        else:
            self._values.pop(self.field, None)
        self._looking.start()
        self.changed.emit(self.field, deepcopy(value) if said else None)

    def _on_add(self) -> None:
        self._made = self._made or ids.new_item_id()
        self.others.addItem("", self._made)
        self.others.choose(self._made)
        self._show()
        self.translation.setFocus()

    # Times of a recording

    def _show_times(self) -> None:
        text = self.original.toPlainText()
        found = interviewing.times(text)[:MOST_TIMES]
        self._times = [(one.start, one.seconds) for one in found]
        self.times.clear()
        for one in found:
            words = " ".join(text[one.end : one.end + 60].split("\n")[0].split()[:6])
            self.times.addItem(f"{interviewing.written(one.seconds)}  {words}")
        self.times.setVisible(bool(found))

    def _on_time(self, at: int) -> None:
        start, seconds = self._times[at]
        self.original.go_to(start)
        self._tell_time(seconds)

    def _tell_time(self, seconds: int) -> None:
        """Tell where to listen: Keepsake plays no sound itself, and lets no other program have a decrypted file."""
        names = [str(one.get("name")) for one in interviewing.recordings(self._values)]
        time = interviewing.written(seconds)
        QApplication.clipboard().setText(time)
        if names:
            words = _(
                "{time} in {names}. Save a copy of it to listen, and go to that time there; it is copied already."
            )
            self.told.setText(words.format(time=time, names=", ".join(names)))
        else:
            self.told.setText(
                _("{time} of the recording. No recording is attached to this testimony.").format(time=time)
            )
        self.told.show()


def _set(value: dict[str, Any], key: str, words: str) -> None:
    if words:
        value[key] = words
    else:
        value.pop(key, None)
