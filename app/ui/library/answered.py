"""Filters by what a field says: unknown, declined or never asked; and how large a number is, perhaps or surely."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.base.i18n import N_, _
from app.domain.query import AT_LEAST, AT_MOST, DECLINED, NOT_ASKED, SURELY, UNKNOWN
from app.domain.schema import Schema
from app.domain.schema.kinds import Accounts, Attachment, Cites, Field, Number
from app.ui.editors.parts import Choice
from app.ui.library.choices import Ticks
from app.ui.page import column, label

ANSWERS = {UNKNOWN: N_("Unknown"), DECLINED: N_("Declined to say"), NOT_ASKED: N_("Not asked")}
BOUNDS = {
    AT_LEAST: N_("perhaps {n} or more"),
    AT_MOST: N_("perhaps {n} or fewer"),
    AT_LEAST + SURELY: N_("surely {n} or more"),
    AT_MOST + SURELY: N_("surely {n} or fewer"),
}
PAUSE_MS = 600


class FieldChoice(Choice):
    """One of the fields there are, by name; those an office defines meanwhile come when it opens."""

    def __init__(self, name: str, schema: Callable[[], Schema], fits: Callable[[Field], bool]) -> None:
        super().__init__(name, [])
        self._schema, self._fits = schema, fits
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)  # names of fields can be long, the pane is not
        self.refill()

    def showPopup(self) -> None:
        """Offer the fields there are now."""
        self.refill()
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by typing among the fields there are now."""
        self.refill()
        super().keyPressEvent(event)

    def refill(self) -> None:
        """Take the fields there are now, and stay at the one chosen."""
        offered = named(self._schema(), self._fits)
        if [self.itemData(n) for n in range(self.count())][1:] == [name for name, _label in offered]:
            return
        chosen = self.chosen()
        with QSignalBlocker(self):
            self.clear()
            self.addItem(_("No field"), "")
            for name, text in offered:
                self.addItem(text, name)
            self.choose(chosen)

    def chosen(self) -> str:
        """Return the name of the field chosen; empty for none."""
        return str(self.currentData() or "")


class Answered(QWidget):
    """A field, and what was answered in the place of a value; one field at a time, others a query asked of stay."""

    changed = Signal()

    def __init__(self, schema: Callable[[], Schema]) -> None:
        super().__init__()
        self.field = FieldChoice(_("Field with an answer"), schema, _answerable)
        self.answers = Ticks({code: _(text) for code, text in ANSWERS.items()}, always=True)
        self._others: tuple[tuple[str, str], ...] = ()
        layout = column(self, gap=4)
        layout.addWidget(self.field)
        layout.addWidget(self.answers)
        self.field.activated.connect(self._on_changed)
        self.answers.changed.connect(self._on_changed)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the field with each answer ticked, and what else a query asked of fields."""
        name = self.field.chosen()
        return (*self._others, *((name, code) for code in self.answers.chosen() if name))

    def choose(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show what a query asks, without telling."""
        said = [pair for pair in pairs if pair[1] in ANSWERS]
        name = said[0][0] if said else self.field.chosen()
        mine = [pair for pair in said if pair[0] == name]
        self._others = tuple(pair for pair in pairs if pair not in mine)
        self.field.refill()
        self.field.choose(name)
        self.answers.choose([code for _name, code in mine])

    def _on_changed(self) -> None:
        self.changed.emit()


class Amounts(QWidget):
    """A field that holds a number, and how large it shall be at least and at most."""

    changed = Signal()

    def __init__(self, schema: Callable[[], Schema]) -> None:
        super().__init__()
        self.field = FieldChoice(_("Field with a number"), schema, lambda one: isinstance(one.kind, Number))
        self.least, self.most = QLineEdit(), QLineEdit()
        self.surely = QCheckBox(_("Surely, not only perhaps"))
        layout = column(self, gap=4)
        layout.addWidget(self.field)
        for text, line in ((_("At least"), self.least), (_("At most"), self.most)):
            line.setAccessibleName(_("Number: {bound}").format(bound=text))
            layout.addWidget(label(text, "quiet", buddy=line))
            layout.addWidget(line)
            line.textEdited.connect(self._on_edited)
        layout.addWidget(self.surely)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._on_changed)
        self.field.activated.connect(self._on_changed)
        self.surely.toggled.connect(self._on_changed)

    def bounds(self) -> tuple[tuple[str, str, int], ...]:
        """Return what the number shall be; what is no whole number asks nothing."""
        name, sure = self.field.chosen(), SURELY if self.surely.isChecked() else ""
        asked = ((AT_LEAST, _whole(self.least.text())), (AT_MOST, _whole(self.most.text())))
        return tuple((name, sign + sure, number) for sign, number in asked if name and number is not None)

    def choose(self, bounds: Sequence[tuple[str, str, int]]) -> None:
        """Show what a query asks, without telling."""
        if tuple(bounds) == self.bounds():
            return
        told = {sign.removesuffix(SURELY): number for _name, sign, number in bounds}
        self.field.refill()
        self.field.choose(bounds[0][0] if bounds else "")
        for line, sign in ((self.least, AT_LEAST), (self.most, AT_MOST)):
            line.setText(str(told.get(sign, "")))
        with QSignalBlocker(self.surely):
            self.surely.setChecked(any(sign.endswith(SURELY) for _name, sign, _number in bounds))

    def _on_edited(self) -> None:
        self._soon.start()

    def _on_changed(self) -> None:
        self._soon.stop()
        self.changed.emit()


def named(schema: Schema, fits: Callable[[Field], bool]) -> list[tuple[str, str]]:
    """Return the fields of all types of casework by name, with what forms call them, in the order of the words."""
    labels: dict[str, dict[str, None]] = {}
    for type_ in schema.types:
        for name, one in schema.fields_of(type_).items():
            if fits(one):
                labels.setdefault(name, {})[_(one.label)] = None
    return sorted(((name, " / ".join(texts)) for name, texts in labels.items()), key=lambda one: one[1].casefold())


def label_of(schema: Schema, name: str) -> str:
    """Return what forms call a field; its name where no type has it."""
    return next((text for one, text in named(schema, lambda _field: True) if one == name), name)


def amount(bound: tuple[str, str, int]) -> str:
    """Return how large a number shall be, in words."""
    return _(BOUNDS[bound[1]]).format(n=f"{bound[2]:,}")


def _answerable(field: Field) -> bool:
    return not isinstance(field.kind, Cites | Accounts | Attachment) and field.name != "trashed"


def _whole(text: str) -> int | None:
    plain = text.strip().replace(",", "")
    return int(plain) if plain.removeprefix("-").isdecimal() and len(plain) < 16 else None
