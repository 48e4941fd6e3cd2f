"""Small pieces of the pages that meet other vaults: how trust looks, fingerprints, notices, cards, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _
from app.services.contacts import Known
from app.ui.flow import Flow
from app.ui.look import Look, direction_of, fixed_font
from app.ui.page import button, column, frame, label, restyle, row

MARKS = {
    "own": ("card", "good", N_("Your own card"), N_("Your own card")),
    "verified": ("good", "good", N_("Verified"), N_("Verified: the fingerprint was compared.")),
    "unverified": ("warning", "warning", N_("Not compared"), N_("Not verified: the fingerprint was never compared.")),
    "revoked": ("close", "danger", N_("Revoked"), N_("Revoked: this key is not used any more.")),
    "unknown": ("warning", "warning", N_("Unknown"), N_("Unknown: no card of this key was taken in here.")),
}
"""How a card stands: its icon, its colour, its words in short and in full."""
ROLES = {"headquarters": N_("Headquarters"), "field": N_("Field")}
PER_LINE = 4
"""Groups of a fingerprint in one line: short enough to read aloud in one breath."""
MOST_ROWS = 5
"""Cards shown at once; more are scrolled to."""
WIDEST = 90
"""Letters across a page of text before it becomes hard to read."""


class Sign(QLabel):
    """An icon beside words, as high as they are, that follows theme and text size. The words say it all."""

    def __init__(self, look: Look, icon: str, colour: str = "") -> None:
        super().__init__()
        self._look, self._icon, self._colour = look, icon, colour
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_icon(self, icon: str, colour: str = "") -> None:
        """Show another icon."""
        self._icon, self._colour = icon, colour
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        side = round(QFontMetrics(self.font()).height() * 1.05)
        self.setPixmap(self._look.icon(self._icon, self._colour).pixmap(QSize(side, side), self.devicePixelRatio()))


class Mark(QWidget):
    """How a card stands, in an icon and words."""

    def __init__(self, look: Look, status: str = "unknown") -> None:
        super().__init__()
        self._sign = Sign(look, "warning")
        self._words = label("", "")
        inside = row(self, gap=6)
        inside.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self._words, 1)
        self.show_status(status)

    def show_status(self, status: str) -> None:
        """Show how it stands."""
        icon, kind, _short, words = MARKS[status]
        self._sign.show_icon(icon, kind)
        self._words.setText(_(words))


class Groups(QLabel):
    """A fingerprint in twelve groups of five digits, four in a line, left to right in every language."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "fixed")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(_("Fingerprint"))

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show these groups."""
        self.setFont(fixed_font())
        self.setAlignment(_leading())
        lines = [" ".join(groups[start : start + PER_LINE]) for start in range(0, len(groups), PER_LINE)]
        self.setText("\n".join(lines))
        self.setAccessibleDescription(", ".join(groups))


class Notice(QFrame):
    """Something that matters here, in a coloured frame with an icon, and what can be done about it."""

    ICONS: Mapping[str, str] = {"info": "info", "good": "good", "warning": "warning", "danger": "warning"}

    def __init__(self, look: Look, kind: str, text: str = "") -> None:
        super().__init__()
        self._look = look
        self._sign = Sign(look, self.ICONS[kind], "text" if kind == "info" else kind)
        self.words = label(text)
        self._buttons = Flow()
        self.setProperty("kind", kind)
        outer = row(self, margin=12, gap=10)
        outer.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._inside = column(gap=8)
        self._inside.addWidget(self.words)
        outer.addLayout(self._inside, 1)

    def say(self, kind: str, text: str) -> None:
        """Say something else, of another kind."""
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.show_icon(self.ICONS[kind], "text" if kind == "info" else kind)
        self.words.setText(text)

    def add(self, widget: QWidget) -> None:
        """Put something under the words."""
        self._inside.addWidget(widget)

    def add_layout(self, layout: QLayout) -> None:
        """Put several things under the words."""
        self._inside.addLayout(layout)

    def offer(self, text: str, does: Callable[[], object], kind: str = "") -> QPushButton:
        """Offer a button under the words; return it."""
        if not self._buttons.count():
            self._inside.addLayout(self._buttons)
        made = button(text, does, kind)
        self._buttons.addWidget(made)
        return made


class Cards(QListWidget):
    """Contact cards as a list: name, role, how they stand; by keyboard as any list."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards: tuple[Known, ...] = ()
        look.changed.connect(self._on_look_changed)

    def show_cards(self, cards: Sequence[Known], chosen: str = "") -> None:
        """Show these cards, the one with the key `chosen` selected, else the one selected before."""
        chosen = chosen or self.chosen_key()
        self._cards = tuple(cards)
        self.blockSignals(True)
        self.clear()
        names = Counter(one.name for one in cards)
        for one in cards:
            icon, colour, words, _full = MARKS[one.status]
            told = f"{one.name}\n{_(ROLES.get(one.role, one.role))} · {_(words)}"
            if names[one.name] > 1:  # two of one name are told apart by what nobody can choose
                told += " · " + _("fingerprint {digits}...").format(digits=one.groups[0])
            item = QListWidgetItem(self._look.icon(icon, colour), told)
            item.setData(Qt.ItemDataRole.UserRole, one.key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told.replace("\n", ", "))
            self.addItem(item)
            if one.key == chosen:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self._fit()

    def chosen_key(self) -> str:
        """Return the key of the card chosen, empty for none."""
        here = self.currentRow()
        return str(self.item(here).data(Qt.ItemDataRole.UserRole)) if here >= 0 else ""

    def chosen(self) -> Known | None:
        """Return the card chosen."""
        key = self.chosen_key()
        return next((one for one in self._cards if one.key == key), None)

    def _fit(self) -> None:
        line = QFontMetrics(self.font()).lineSpacing()
        side = round(line * 1.3)
        self.setIconSize(QSize(side, side))
        fit_rows(self, MOST_ROWS)

    def _on_look_changed(self) -> None:
        self.show_cards(self._cards)


class Counts(QWidget):
    """A small table of words and numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)

    def show_counts(self, counts: Sequence[tuple[str, str]]) -> None:
        """Show these rows: words and what stands beside them."""
        empty(self._grid)
        for number, (words, told) in enumerate(counts):
            self._grid.addWidget(label(words), number, 0)
            value = label(told, "heading", wrap=False)
            value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)


def wear(one: QPushButton, kind: str, look: Look) -> None:
    """Make a button the main one of a page, or one like the others; its icon follows."""
    if one.property("kind") != kind:
        restyle(one, kind)
        if icon := one.property("icon_name"):
            look.dress(one, icon, "on_accent" if kind == "main" else "")


def fit_rows(shown: QListWidget, most: int) -> None:
    """Give the items of a list room for two lines, and the list room for at most so many of them."""
    line = QFontMetrics(shown.font()).lineSpacing()
    for number in range(shown.count()):  # every script fits, whichever font its letters come from
        shown.item(number).setSizeHint(QSize(0, round(line * 3.2)))
    rows = min(shown.count(), most)
    shown.setFixedHeight(rows * round(line * 3.2) + 2 * shown.frameWidth() + 8)


def reveal(widget: QWidget) -> None:
    """Scroll to where a widget is seen, once the layout is done."""
    QTimer.singleShot(0, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget, 0, 16)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go when the event loop comes round."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QLayout):
            empty(inner)


def indent(widget: QWidget) -> int:
    """Return how far the words of a choice stand from its edge, in pixels at this text size."""
    return round(QFontMetrics(widget.font()).height() * 0.95) + 8


def said_by_others(text: str, kind: str = "") -> QLabel:
    """Return a label of a text that others wrote, in its own direction."""
    made = label(text, kind)
    made.setLayoutDirection(direction_of(text))
    return made


def fixed(text: str) -> QLabel:
    """Return a path, hash or number of digits: in the fixed font, left to right, to be selected and copied."""
    made = label(text, "fixed")
    made.setFont(fixed_font())
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    made.setAlignment(_leading())
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def _leading() -> Qt.AlignmentFlag:
    """Return the side where reading begins, for what itself always goes left to right."""
    mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft


def reading_column(inner: QWidget) -> tuple[QHBoxLayout, QVBoxLayout]:
    """Return a layout for `inner` with a column in it that grows no wider than reads well."""
    outer = row(inner, gap=0)
    outer.setContentsMargins(28, 20, 28, 20)
    body = QWidget()
    body.setMaximumWidth(WIDEST * QFontMetrics(inner.font()).averageCharWidth())
    inside = column(body, gap=14)
    outer.addWidget(body, 1)
    outer.addStretch(0)
    return outer, inside


def card_frame(title: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Return a frame for a group of things that belong together, and its layout."""
    made = frame("card")
    inside = column(made, margin=16, gap=10)
    if title:
        inside.addWidget(label(title, "heading"))
    return made, inside
