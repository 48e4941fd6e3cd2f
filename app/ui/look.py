"""The look of the application: fonts that draw each script as its readers write it, theme, text size, direction."""

from __future__ import annotations

import sys
import weakref
from typing import Protocol

import shiboken6
from PySide6.QtCore import QDate, QDateTime, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.base import resources
from app.base.i18n import language
from app.ui import tokens
from app.ui.tokens import DARK, LIGHT, Tokens

LATIN = {"win32": "Segoe UI", "darwin": ".AppleSystemUIFont"}.get(sys.platform, "Noto Sans")
CHINESE = {"win32": "Microsoft YaHei UI", "darwin": "PingFang SC"}.get(sys.platform, "Noto Sans CJK SC")
ARABIC = {"win32": "Segoe UI", "darwin": "Geeza Pro"}.get(sys.platform, "Noto Naskh Arabic")
MONOSPACE = {"win32": "Consolas", "darwin": "Menlo"}.get(sys.platform, "Noto Sans Mono")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ug", "ur", "yi", "sd", "ckb"})
MIRRORED = frozenset({"back", "forward", "reply", "undo", "redo"})
"""Icons that point along the line of reading, and so turn round with it."""
SIZES = {"small": 9, "normal": 10, "large": 13, "largest": 20}
"""Text sizes in points; the largest is twice the usual one."""
LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh": "简体中文",
}
"""Interface languages in their own names."""


DRAWN = (20, 32, 64)
"""Sides of icons in pixels that are drawn; others are made smaller from the next one: drawing is what takes time."""


class Dressed(Protocol):
    """What wears an icon: a button or an action."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show this icon."""


class Look(QObject):
    """What is applied to the application: one value, changed by settings, followed by every widget."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._theme, self._size, self._language = "system", "normal", "en"
        self._worn: tuple[Tokens, str, str] | None = None
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._dressed: weakref.WeakKeyDictionary[Dressed, tuple[str, str]] = weakref.WeakKeyDictionary()
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        if self._theme == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._theme == "dark" else LIGHT

    def use(self, *, theme: str | None = None, size: str | None = None, language: str | None = None) -> None:
        """Apply a theme (system, light, dark), a text size (of SIZES), an interface language."""
        self._theme, self._size = theme or self._theme, size or self._size
        self._language = language or self._language
        wanted = (self.tokens, self._size, self._language)
        if wanted == self._worn:
            return  # dressing every widget anew takes half a second where many are
        self._worn = wanted
        rtl = self._language in RIGHT_TO_LEFT
        self._application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        self._application.setFont(font(SIZES[self._size]))
        self._application.setPalette(tokens.palette(self.tokens))
        self._application.setStyleSheet(tokens.style_sheet(self.tokens, SIZES[self._size]))
        self._icons.clear()
        for one, (name, colour) in list(self._dressed.items()):
            if shiboken6.isValid(one):
                one.setIcon(self.icon(name, colour))
        self.changed.emit()

    def dress(self, one: Dressed, icon: str, colour: str = "") -> None:
        """Give a button or action an icon that follows the theme; `colour` is the name of a token."""
        self._dressed[one] = (icon, colour)
        one.setIcon(self.icon(icon, colour))

    def icon(self, name: str, colour: str = "") -> QIcon:
        """Return the icon `name` of resources/icons in the colour of a token, the text's without one."""
        wanted: str = getattr(self.tokens, colour or "text")
        if (name, wanted) not in self._icons:
            self._icons[name, wanted] = _drawn(name, wanted, self.tokens.strong_line)
        return self._icons[name, wanted]

    def _on_system_changed(self) -> None:
        if self._theme == "system":
            self.use()


def font(points: int) -> QFont:
    """Return the font of the interface: Latin first, then simplified Chinese, then Arabic."""
    made = QFont()
    made.setFamilies([LATIN, CHINESE, ARABIC])
    made.setPointSize(points)
    return made


def fixed_font() -> QFont:
    """Return the font of hashes, keys, digits and paths."""
    made = QFont(QApplication.font())
    made.setFamilies([MONOSPACE, "DejaVu Sans Mono", LATIN])  # the second where fonts of many scripts lack one
    made.setStyleHint(QFont.StyleHint.Monospace)
    return made


def moment_words(when: QDateTime) -> str:
    """Return a moment as people say it, the month in words: 3/4 means two days to two readers."""
    return spoken().toString(when, "yyyy年M月d日 HH:mm" if language() == "zh" else "d MMMM yyyy, HH:mm")


def day_words(day: QDate) -> str:
    """Return a day as people say it, the month in words."""
    return spoken().toString(day, "yyyy年M月d日" if language() == "zh" else "d MMMM yyyy")


def spoken() -> QLocale:
    """Return the locale for dates: the interface language, in Arabic with Western digits, as everywhere else."""
    return QLocale("ar_AE" if language() == "ar" else language())


def direction_of(text: str) -> Qt.LayoutDirection:
    """Return the direction of a text by its first strong letter."""
    return Qt.LayoutDirection.RightToLeft if text and _is_right_to_left(text) else Qt.LayoutDirection.LeftToRight


def _is_right_to_left(text: str) -> bool:
    for character in text:
        point = ord(character)
        if 0x0590 <= point <= 0x08FF or 0xFB1D <= point <= 0xFDFF or 0xFE70 <= point <= 0xFEFC:
            return True
        if character.isalpha():
            return False
    return False


def _drawn(name: str, colour: str, off: str) -> QIcon:
    icon = QIcon()
    svg = resources.read_text("icons", f"{name}.svg")
    for mode, paint, sides in ((QIcon.Mode.Normal, colour, DRAWN), (QIcon.Mode.Disabled, off, DRAWN[1:2])):
        renderer = QSvgRenderer(svg.replace("currentColor", paint).encode())
        for side in sides:
            pixmap = QPixmap(side, side)
            pixmap.fill(QColor(0, 0, 0, 0))
            painter = QPainter(pixmap)
            if name in MIRRORED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                painter.translate(side, 0)
                painter.scale(-1, 1)
            renderer.render(painter)
            painter.end()
            icon.addPixmap(pixmap, mode)
    return icon
