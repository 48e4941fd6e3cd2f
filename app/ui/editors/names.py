"""Editor of one name: its text and kind in sight; script, language, order and scheme behind More."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from app.base import i18n
from app.base.i18n import _
from app.domain import vocabulary
from app.domain.schema import Field
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.parts import Choice, Grid, Kept, Line, follow, named, stacked
from app.ui.editors.termline import TermLine
from app.ui.page import tool

DETAILS = ("script", "language", "order", "scheme", "preferred", "note")
_SCRIPTS = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "HANGUL": "Kore",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "DEVANAGARI": "Deva",
    "THAI": "Thai",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
}


def guess_script(text: str) -> str:
    """Return the script all letters of a text are of; empty when mixed or when it cannot be told, as of Chinese."""
    found = {_SCRIPTS.get(unicodedata.name(one, "").partition(" ")[0], "") for one in text if one.isalpha()}
    code = found.pop() if len(found) == 1 else ""
    return code if code and f"script/{code}" in vocabulary.OURS.load("script").terms else ""


class NameEditor(Editor):
    """One name of a person, a group, an organisation."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        self._kept = Kept()
        self._details: _Details | None = None
        self._read_only = False
        self._whole = stacked(self)
        self.line = Line(self.label)
        self._kind = Choice(named(self.label, _("kind of name")), [(_("Kind of name"), ""), *_words("name")])
        self._more = tool(desk.look, "more", named(self.label, _("more about this name")), self._on_more)
        self._more.setCheckable(True)
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self.line, 1)
        beside.addWidget(self._kind)
        beside.addWidget(self._more)
        self._whole.addLayout(beside)
        self.line.textEdited.connect(self._on_edited)
        self._kind.activated.connect(self._on_edited)
        self.setFocusProxy(self.line)

    def set_value(self, value: Any) -> None:
        """Show a name."""
        self._kept.give(value)
        given = self._kept.given
        self.line.show_text(str(given.get("text") or ""))
        self._kind.choose(given.get("kind") or "")
        self._kept.show("text", self.line.text())
        self._kept.show("kind", self._kind.currentData())
        if self._details is not None:
            self._details.show_value(self._kept)

    def value(self) -> Any:
        """Return the name; None when nothing was written."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        self._kept.put(made, "text", self.line.text())
        self._kept.put(made, "kind", self._kind.currentData())
        if self._details is not None:
            self._details.put_into(made, self._kept)
        made.setdefault("text", "")
        if (
            made["text"] != self._kept.given.get("text")
            and made.get("script") is None
            and "script" not in self._kept.given
        ):
            guessed = guess_script(made["text"])
            if guessed:
                made["script"] = guessed
        return made if made["text"].strip() or set(made) - {"text", "id", "script"} else None

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._read_only = read_only
        self.line.setReadOnly(read_only)
        self._kind.setEnabled(not read_only)
        if self._details is not None:
            self._details.set_read_only(read_only)

    def unsettled(self) -> list[str]:
        """Return what was typed as script or language and is none."""
        return self._details.unsettled() if self._details is not None else []

    def focus_first(self) -> None:
        """Put the keyboard into the text of the name."""
        self.line.setFocus()

    def _on_more(self) -> None:
        if self._details is None:
            self._details = _Details(self)
            self._details.show_value(self._kept)
            self._details.set_read_only(self._read_only)
            self._whole.addWidget(self._details)
            follow(self)
        self._details.setVisible(self._more.isChecked())

    def _on_edited(self) -> None:
        self._kept.touched = True
        self.edited.emit()


class _Details(Grid):
    """What is seldom asked of a name."""

    def __init__(self, editor: NameEditor) -> None:
        super().__init__(editor.label)
        self._script = TermLine("", "script", _("From its letters"))
        self._language = TermLine("", "language")
        self._order = Choice("", [("", ""), *_words("order")])
        self._preferred = QCheckBox(_("Show this name first"))
        self.add(_("Script"), self._script)
        self.add(_("Language"), self._language)
        self.add(_("Order"), self._order)
        self._scheme = self.line(_("Way of writing"), editor._on_edited, _("Such as Pinyin"))
        self._note = self.line(_("Note"), editor._on_edited)
        self.add("", self._preferred)
        self._preferred.setAccessibleName(named(editor.label, _("show this name first")))
        for one in (self._script, self._language):
            one.chosen.connect(editor._on_edited)
        self._order.activated.connect(editor._on_edited)
        self._preferred.clicked.connect(editor._on_edited)

    def show_value(self, kept: Kept) -> None:
        """Show the parts of a name, and remember what they showed."""
        given = kept.given
        for key, line in (("script", self._script), ("language", self._language)):
            word = given.get(key)
            line.show_code(f"{key}/{word}" if word else "")
            kept.show(key, line.code)
        self._order.choose(given.get("order") or "")
        self._scheme.show_text(str(given.get("scheme") or ""))
        self._note.show_text(str(given.get("note") or ""))
        self._preferred.setChecked(given.get("preferred") is True)
        for key, shown in self._shown().items():
            kept.show(key, shown)

    def put_into(self, made: dict[str, Any], kept: Kept) -> None:
        """Put what was changed into a name."""
        for key, line in (("script", self._script), ("language", self._language)):
            kept.put(made, key, line.code, line.code.partition("/")[2])
        for key, shown in self._shown().items():
            kept.put(made, key, shown)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        for line in (self._script, self._language, self._scheme, self._note):
            line.setReadOnly(read_only)
        self._order.setEnabled(not read_only)
        self._preferred.setEnabled(not read_only)

    def unsettled(self) -> list[str]:
        """Return what was typed and is no term."""
        for line in (self._script, self._language):
            line.settle()
        return [line.text().strip() for line in (self._script, self._language) if line.astray]

    def _shown(self) -> dict[str, Any]:
        return {
            "order": self._order.currentData(),
            "scheme": self._scheme.text(),
            "note": self._note.text(),
            "preferred": self._preferred.isChecked(),
        }


def _words(name: str) -> list[tuple[str, str]]:
    """Return the terms of a small vocabulary as labels and bare codes."""
    language = i18n.language()
    return [
        (vocabulary.OURS.label(code, language), code.partition("/")[2]) for code in vocabulary.OURS.load(name).terms
    ]
