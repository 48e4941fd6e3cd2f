"""Lines in which something is called in several languages: that of the window first, the others when asked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base import i18n
from app.base.i18n import Worded, _
from app.ui.look import LANGUAGES, Look
from app.ui.page import column, label, tool


class WordLines(QWidget):
    """One line for each language of the window. `edited` tells that a person typed."""

    edited = Signal()

    def __init__(self, look: Look, name: str, longest: int) -> None:
        super().__init__()
        self._name = name
        here = i18n.language()
        self._given: dict[str, str] = {}
        self.lines: dict[str, QLineEdit] = {}
        layout = column(self, gap=4)
        self._others = QWidget()
        inside = column(self._others, gap=4)
        for code in (here, *(one for one in LANGUAGES if one != here)):
            line = QLineEdit()
            line.setMaxLength(longest)
            line.setAccessibleName(
                name if code == here else _("{name} in {language}").format(name=name, language=LANGUAGES[code])
            )
            line.textEdited.connect(self.edited)
            self.lines[code] = line
            if code != here:
                inside.addWidget(label(LANGUAGES[code], "quiet", buddy=line))
            (layout if code == here else inside).addWidget(line)
        self.more = tool(look, "language", _("In other languages"), self._unfold, text=True)
        self.more.setAccessibleName(_("{name} in other languages").format(name=name))
        layout.addWidget(self.more)
        layout.addWidget(self._others)
        self._others.hide()
        self.setFocusProxy(self.lines[here])

    def show_words(self, words: str) -> None:
        """Show what something is called."""
        found: Mapping[str, str] = words.by_language if isinstance(words, Worded) else {"": words} if words else {}
        self._given = dict(found)
        here = next(iter(self.lines))
        for code, line in self.lines.items():
            line.setText(found.get(code, ""))
        if not self.lines[here].text():
            self.lines[here].setText(words)
        more = sum(1 for code, line in self.lines.items() if code != here and line.text())
        words = _("In other languages")
        self.more.setText(_("In other languages ({n})").format(n=more) if more else words)
        self._others.hide()
        self.more.show()

    def words(self) -> dict[str, str]:
        """Return what is written, by language; of a language that has no line what was given stays."""
        here = next(iter(self.lines))
        said = {code: line.text().strip() for code, line in self.lines.items() if line.text().strip()}
        if set(self._given) == {""} and self._given[""] == self.lines[here].text().strip():
            said = {"": self._given[""], **{code: text for code, text in said.items() if code != here}}
        return said | {code: text for code, text in self._given.items() if code and code not in self.lines}

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        for line in self.lines.values():
            line.setReadOnly(read_only)

    def _unfold(self) -> None:
        self._others.show()
        self.more.hide()
        list(self.lines.values())[1].setFocus()
