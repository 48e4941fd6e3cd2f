"""The language of a text: a small button that says it, and a menu to choose another or to translate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import vocabulary
from app.ui.editors.menu import Menu
from app.ui.editors.parts import named
from app.ui.editors.termline import TermLine
from app.ui.look import LANGUAGES, Look
from app.ui.page import tip


class LanguageButton(QToolButton):
    """Says the language of a text by its name; empty when nobody said it.

    Without `tabbed` Tab passes it by, and what it does stands in the menu of the field too.
    """

    chosen = Signal()
    """A person chose a language, or none."""

    def __init__(
        self,
        look: Look,
        field: str,
        *,
        translate: Callable[[], None] | None = None,
        words: bool = False,
        tabbed: bool = True,
    ) -> None:
        super().__init__()
        self.language = ""
        self._field, self._translate, self._words = field, translate, words
        self._read_only = False
        self._finder: _Finder | None = None
        self.setProperty("kind", "flat")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tabbed else Qt.FocusPolicy.ClickFocus)
        look.dress(self, "language")
        self.clicked.connect(self.open_menu)
        self._say()

    def show_language(self, code: str) -> None:
        """Show a language by its code, such as zh."""
        self.language = code
        self._say()

    def set_read_only(self, read_only: bool) -> None:
        """Let the language be read, not changed."""
        self._read_only = read_only
        self.setEnabled(not read_only)
        self.setVisible(not read_only or bool(self.language))

    def _say(self) -> None:
        name = vocabulary.OURS.label(f"language/{self.language}", i18n.language()).removeprefix("language/")
        shown = name if self.language else _("Language") if self._words else ""
        self.setText(shown)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly)
        told = named(self._field, _("language: {name}").format(name=name) if self.language else _("language, not said"))
        self.setAccessibleName(told)
        self.setToolTip(tip(told))  # a code of a record is no markup

    def open_menu(self) -> None:
        """Offer the usual languages, any other, and a translation."""
        menu = Menu(self)
        codes = [*LANGUAGES, *([self.language] if self.language and self.language not in LANGUAGES else [])]
        for code in codes:
            name = vocabulary.OURS.label(f"language/{code}", i18n.language()).removeprefix("language/")
            menu.offer(name, partial(self._take, code), checked=code == self.language)
        menu.offer(_("Another language..."), self._on_another)
        menu.offer(_("Not said"), partial(self._take, ""), checked=not self.language)
        if self._translate is not None:
            menu.addSeparator()
            menu.offer(_("Add a translation"), self._translate)
        menu.popup(self._below(menu.sizeHint().width()))

    def _below(self, width: int) -> QPoint:
        corner = self.mapToGlobal(QPoint(0, self.height()))
        room = self.screen().availableGeometry()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + self.width() - width)
        corner.setX(max(room.left(), min(corner.x(), room.right() - width)))
        return corner

    def _on_another(self) -> None:
        if self._finder is None:
            self._finder = _Finder(self, self._field)
            self._finder.line.chosen.connect(self._on_found)
        self._finder.open_at(self._below(self._finder.sizeHint().width()))

    def _on_found(self) -> None:
        assert self._finder is not None
        code = self._finder.line.code
        if code:
            self._finder.close()
            self._take(code.partition("/")[2])

    def _take(self, code: str) -> None:
        if code != self.language:
            self.show_language(code)
            self.chosen.emit()


class _Finder(QFrame):
    """A line in a popup in which any language is found."""

    def __init__(self, parent: QWidget, field: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        inside = QVBoxLayout(self)
        self.line = TermLine(named(field, _("language")), "language", _("Name of a language"))
        inside.addWidget(self.line)

    def open_at(self, corner: QPoint) -> None:
        """Show it, empty, with the keyboard in it."""
        self.line.show_code("")
        self.move(corner)
        self.show()
        self.line.setFocus()
