"""The field a passphrase is typed into: hidden or shown, with what the keyboard would change unseen."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from app.base.i18n import _
from app.ui.look import Look
from app.ui.page import column, label, row, tool

LONGEST = 1024


class PassphraseField(QWidget):
    """One line with a button to show it, and hints under it: Caps Lock, the keyboard's language."""

    submitted = Signal()
    edited = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(name)
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(self.submitted)
        self.line.textEdited.connect(self._on_edited)
        self.eye: QToolButton = tool(look, "eye", _("Show what is typed"))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._on_shown)
        self._caps = label(_("Caps Lock is on."), "warning")
        self._caps.hide()
        self._keyboard = label("", "quiet")
        self._on_locale()
        QGuiApplication.inputMethod().localeChanged.connect(self._on_locale)
        line = row(gap=6)
        line.addWidget(self.line, 1)
        line.addWidget(self.eye)
        layout = column(self, gap=4)
        layout.addLayout(line)
        layout.addWidget(self._caps)
        layout.addWidget(self._keyboard)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def clear(self) -> None:
        """Let go of what was typed and hide what is typed next."""
        self.line.clear()
        self.eye.setChecked(False)

    def set_busy(self, busy: bool) -> None:
        """Keep the field from being changed while it is tried."""
        self.line.setReadOnly(busy)
        self.eye.setEnabled(not busy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice from the letters themselves whether Caps Lock is on: no system tells it the same way."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._see(event)
        return super().eventFilter(watched, event)

    def _see(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps.hide()  # the next letter tells
            return
        letter = event.text()
        if len(letter) == 1 and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(letter.isupper() != shift)

    def _on_edited(self, _text: str) -> None:
        self.edited.emit()

    def _on_shown(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.line.setFocus()

    def _on_locale(self) -> None:
        if not shiboken6.isValid(self._keyboard):
            return
        locale = QGuiApplication.inputMethod().locale()
        known = locale.language() not in (QLocale.Language.C, QLocale.Language.AnyLanguage)
        words = _("Keyboard: {language}").format(language=locale.nativeLanguageName()) if known else ""
        self._keyboard.setText(words)
        self._keyboard.setVisible(bool(words))
