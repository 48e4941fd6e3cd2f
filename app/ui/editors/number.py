"""Editor of a number: exactly, about, at least, at most, between; and the words it was given in."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel

from app.base import i18n
from app.base.i18n import N_, _
from app.domain import saying_numbers
from app.domain.saying_numbers import Amount
from app.domain.schema import Field
from app.domain.schema.check import MOST
from app.domain.schema.kinds import DECIMAL
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.parts import Choice, Kept, Line, named, stacked, tell, told
from app.ui.page import label, restyle

Bound = int | str | None
MANNERS = (
    ("exactly", N_("exactly")),
    ("about", N_("best estimate")),  # so much, and nothing said of its bounds: not the same as "about"
    ("least", N_("at least")),
    ("most", N_("at most")),
    ("between", N_("between")),
)
PARTS = {
    "exactly": ("best",),
    "about": ("best",),
    "least": ("min",),
    "most": ("max",),
    "between": ("min", "max", "best"),
}
_GROUPED = re.compile(r"-?[0-9]{1,3}([ ',][0-9]{3})+(\.[0-9]+)?")


class NotANumber(ValueError):
    """What was typed where a number belongs cannot be read as one; `words` are what is kept of it."""

    def __init__(self, why: str, words: str) -> None:
        super().__init__(why)
        self.words = words


class NumberEditor(Editor):
    """A number with what is known of its bounds, in the smallest set of boxes that says it."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        self._kept = Kept()
        self._good: dict[str, Bound] = {}
        self._unread = ""
        """What stands in the boxes and is no number that fits: kept with the words, so that nothing is lost."""
        self._from_words: Amount | None = None
        """What was read of the words and stands in the boxes, until a person changes these."""
        self._age = "age" in field.name.split("_")
        whole = stacked(self)
        beside = QHBoxLayout()
        beside.setSpacing(6)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(6)
        self._manner = Choice(named(self.label, _("how exact")), [(_(text), name) for name, text in MANNERS])
        self._lines = {
            "min": Line(named(self.label, _("smallest"))),
            "max": Line(named(self.label, _("largest"))),
            "best": Line(named(self.label, _("number"))),
        }
        self._words = Line(named(self.label, _("in the words given")), _("In the words given"))
        self._and, self._likely = label(_("and"), "quiet", wrap=False), label(_("most likely"), "quiet", wrap=False)
        for part in (
            self._manner,
            self._lines["min"],
            self._and,
            self._lines["max"],
            self._likely,
            self._lines["best"],
        ):
            beside.addWidget(part)
        beside.addStretch(1)
        self._sides.addLayout(beside)
        self._sides.addWidget(self._words, 1)
        whole.addLayout(self._sides)
        self._wrong: QLabel = told("danger")
        whole.addWidget(self._wrong)
        for line in self._lines.values():
            line.textEdited.connect(self._on_edited)
            line.editingFinished.connect(self._on_left)
        self._words.textEdited.connect(self._on_words)
        self._manner.activated.connect(self._on_manner)
        self._arrange()

    def set_value(self, value: Any) -> None:
        """Show a number, its bounds and its words."""
        self._kept.give(value)
        given = self._kept.given
        self._good, self._unread = {key: given.get(key) for key in ("min", "best", "max")}, ""
        self._manner.choose(_manner(self._good))
        for key, line in self._lines.items():
            line.show_text("" if self._good[key] is None else str(self._good[key]))
        self._words.show_text(str(given.get("words") or ""))
        self._kept.show("words", self._words.text())
        read = self._amount(self._words.text())
        bounds = tuple(self._good[key] for key in ("min", "best", "max"))
        self._from_words = read if read is not None and read.bounds == bounds else None
        tell(self._wrong, "")
        self._arrange()

    def value(self) -> Any:
        """Return the number, what is none with its words; None when nothing was said."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        for key, bound in self._good.items():
            if bound is not None:
                made[key] = bound
            elif made.get(key) is not None:
                made.pop(key)
        self._kept.put(made, "words", self._all_words())
        said = any(made.get(key) is not None for key in ("min", "best", "max")) or made.get("words")
        if said or set(made) - {"min", "best", "max", "words"}:
            return made if said else {**made, "words": ""}
        return None

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        for line in (*self._lines.values(), self._words):
            line.setReadOnly(read_only)
        self._manner.setEnabled(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the first number."""
        self._lines[PARTS[self._manner.currentData()][0]].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words below the numbers where there is little room."""
        super().resizeEvent(event)
        self._lay(event.size().width())

    def _lay(self, width: int) -> None:
        letters = width / max(1, self.fontMetrics().averageCharWidth())
        narrow = letters < (100 if self._manner.currentData() == "between" else 55)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() != wanted:
            self._sides.setDirection(wanted)

    def _arrange(self) -> None:
        """Show the boxes that the chosen manner needs, wide enough for what they hold."""
        self._before = self._manner.currentData()
        parts = PARTS[self._before]
        for key, line in self._lines.items():
            line.setVisible(key in parts)
            line.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 14)
        self._and.setVisible("min" in parts and "max" in parts)
        self._likely.setVisible(len(parts) > 2)
        self._lay(self.width())

    def _on_manner(self) -> None:
        """Carry the number over into the boxes of another manner."""
        before, parts = PARTS[self._before], PARTS[self._manner.currentData()]
        present = next((self._lines[key].text() for key in before if self._lines[key].text().strip()), "")
        if parts[0] not in before:
            self._lines[parts[0]].setText(present)
        if before == ("best",) != parts:
            self._lines["best"].clear()
        self._arrange()
        self._on_edited()

    def _all_words(self) -> str:
        words = self._words.text()
        return words if not self._unread else f"{words}; {self._unread}" if words.strip() else self._unread

    def _amount(self, words: str) -> Amount | None:
        """Return what words say as a number, or as an age where the field is one."""
        return saying_numbers.read(words, i18n.language(), age=self._age) if words.strip() else None

    def _on_words(self) -> None:
        """Read the number of the words, unless a person put another into the boxes."""
        self._kept.touched = True
        empty = not any(line.text().strip() for line in self._lines.values())
        if empty or self._from_words is not None:
            self._fill(self._amount(self._words.text()))
            self._tell_read(self._from_words)
        self.edited.emit()

    def _fill(self, amount: Amount | None) -> None:
        self._from_words = amount
        self._good = dict(zip(("min", "best", "max"), amount.bounds if amount else (None, None, None), strict=True))
        self._manner.choose(_manner(self._good))
        for key, line in self._lines.items():
            line.show_text("" if self._good[key] is None else str(self._good[key]))
        self._arrange()

    def _tell_read(self, amount: Amount | None) -> None:
        """Read back what was read of words."""
        if amount is None:
            self._say("", "quiet")
            return
        read = _("Read as: {number}").format(number=saying_numbers.in_words(*amount.bounds, i18n.language()))
        self._say(" · ".join(filter(None, (read, amount.doubt))), "quiet")

    def _on_edited(self) -> None:
        self._kept.touched = True
        self._unread, self._from_words = "", None
        try:
            self._good = self._read()
            self._say("", "danger")
        except NotANumber as error:
            self._unread = error.words
            if amount := self._amount(self._unread):
                self._good = dict(zip(("min", "best", "max"), amount.bounds, strict=True))
                self._tell_read(amount)
            else:
                self._say(str(error), "danger")
        self.edited.emit()

    def _on_left(self) -> None:
        """Put what is no number where it is kept, into the words."""
        odd = [line for line in self._lines.values() if not line.isHidden() and not _readable(line.text())]
        if not odd or odd[0].isReadOnly():
            return
        amount = self._amount(self._unread)
        self._words.show_text(self._all_words())
        for line in odd:
            line.clear()
        if amount is not None:
            self._unread = ""
            self._fill(amount)
            self._tell_read(amount)
            self.edited.emit()
            return
        self._on_edited()
        self._say(_("Kept as your words; no number was read."), "quiet")

    def _say(self, text: str, kind: str) -> None:
        if self._wrong.property("kind") != kind:
            restyle(self._wrong, kind)
        tell(self._wrong, text, *self._lines.values())

    def _read(self) -> dict[str, Bound]:
        """Return the bounds as they stand in the boxes; raise NotANumber with what to do."""
        manner = self._manner.currentData()
        texts = {key: self._lines[key].text().strip() for key in PARTS[manner]}
        read: dict[str, Bound] = dict.fromkeys(("min", "best", "max"))
        wrong: list[NotANumber] = []
        for key, text in texts.items():
            try:
                read[key] = number(text)
            except NotANumber as error:
                wrong.append(error)
        if manner == "exactly":
            read = dict.fromkeys(read, read["best"])
        told_ = [Decimal(one) for one in (read["min"], read["best"], read["max"]) if one is not None]
        if told_ != sorted(told_):
            why = _("The smallest number comes first, the largest last. Until then they are kept as words.")
            self._good = dict.fromkeys(read)
            raise NotANumber(why, " - ".join(text for text in texts.values() if text))
        if wrong:
            self._good = read
            raise NotANumber(str(wrong[0]), "; ".join(one.words for one in wrong))
        return read


def number(text: str) -> Bound:
    """Return what a person typed as a whole number or a decimal as text; None for nothing. Raises NotANumber."""
    digits = "".join(str(unicodedata.decimal(one, one)) for one in text.strip()).replace("٫", ".").replace("٬", "")
    digits = digits.replace("\u00a0", " ").replace("\u202f", " ")
    if not digits:
        return None
    if _GROUPED.fullmatch(digits):
        digits = re.sub("[ ',]", "", digits)
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    if not DECIMAL.fullmatch(digits):
        why = _("Write a number in digits, such as 13 or 2.5; anything else goes into the words beside it.")
        raise NotANumber(why, text.strip())
    if abs(Decimal(digits)) > MOST:
        raise NotANumber(_("This number is too large to be kept. Write it into the words beside it."), text.strip())
    return digits if "." in digits else int(digits)


def _readable(text: str) -> bool:
    try:
        number(text)
    except NotANumber:
        return False
    return True


def _manner(given: dict[str, Bound]) -> str:
    low, best, high = given["min"], given["best"], given["max"]
    if low is not None and low == best == high:
        return "exactly"
    if low is None and high is None:
        return "exactly" if best is None else "about"
    if best is None and high is None:
        return "least"
    return "most" if best is None and low is None else "between"
