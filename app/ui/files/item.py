"""One attachment in a list: what it is, its role and note, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import vocabulary
from app.domain.body import Fields
from app.domain.schema.kinds import Field
from app.services.originals import KEPT
from app.ui.desk import Desk
from app.ui.files.copying import CopyOut
from app.ui.files.facts import Facts
from app.ui.files.made import Made
from app.ui.files.words import KINDS, kind_of, name_of, size_in_words
from app.ui.look import direction_of
from app.ui.page import button, column, frame, label, row, tool

STEP, DEEPEST = 28, 4
"""Pixels a file stands below the one it was made from, and how many steps are shown."""


class ItemRow(QWidget):
    """Shows one item and changes its role, what it is made of, and its note. Keys it does not know stay as they are."""

    edited = Signal()
    looked = Signal(object)
    """Asked to show this item."""
    removed = Signal(object)
    """Asked to take this row off the list."""
    copied = Signal(object)
    """Asked to add a file made from this one."""
    took = Signal(object, object)
    """A value this file says (Said) is to be taken over; the item goes with it."""

    def __init__(self, desk: Desk, item: Fields, record: str) -> None:
        super().__init__()
        self._desk, self.item, self._record = desk, dict(item), record
        name, kind = name_of(item), kind_of(item)
        self.icon = QLabel()
        box = frame("card")
        self._step = QWidget()
        self._step.hide()
        outside = row(self, gap=0)
        outside.addWidget(self._step)
        outside.addWidget(box, 1)
        self._name = label(name)
        leading = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self._name.setLayoutDirection(direction_of(name))
        self._name.setAlignment(leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        size = item.get("size")
        self._size = size_in_words(size if isinstance(size, int) else 0)
        self._about = label(_("{kind}, {size}").format(kind=_(KINDS[kind][0]), size=self._size), "quiet")
        self._look = button(_("Look"), lambda: self.looked.emit(self.item), look=desk.look, icon="eye")
        self._look.setAccessibleName(_("Look at {name}").format(name=name))
        self._out = button(_("Copy out..."), lambda: self._copy.ask(self.item, self._record))
        self._out.setAccessibleName(_("Copy {name} out of the vault").format(name=name))
        self.remove = tool(desk.look, "close", _("Take {name} off the list").format(name=name), self._on_remove)
        words = column(gap=2)
        words.addWidget(self._name)
        words.addWidget(self._about)
        top = row(gap=10)
        top.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        for one in (self._look, self._out, self.remove):
            top.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self._copy = CopyOut(desk)
        self._copy.closed.connect(self._out.setFocus)
        inside = column(box, margin=12, gap=10)
        inside.addLayout(top)
        inside.addWidget(self._copy)
        inside.addLayout(self._details(name))
        self._made = Made(self.item, name)
        self._made.edited.connect(self.edited)
        self._facts = Facts(desk, self.item)
        self._facts.took.connect(lambda said: self.took.emit(self.item, said))
        self._facts.closed.connect(self._on_facts_closed)
        inside.addWidget(self._made)
        inside.addLayout(self._more(name))
        inside.addWidget(self._facts)
        self._show_of()
        self._draw()
        desk.look.changed.connect(self._draw)

    def _details(self, name: str) -> QGridLayout:
        self._role = _combo(_("What {name} is").format(name=name))
        self._of = _combo(_("What {name} was made from").format(name=name))
        self._note = QLineEdit(str(self.item.get("note") or ""))
        self._note.setAccessibleName(_("Note on {name}").format(name=name))
        for code in vocabulary.OURS.load("attachment").terms:
            self._role.addItem(vocabulary.OURS.label(code, i18n.language()), code.partition("/")[2])
        role = self.item.get("role")
        if self._role.findData(role) < 0:  # none, or one of a newer version
            self._role.insertItem(0, str(role or ""), role)
        self._role.setCurrentIndex(self._role.findData(role))
        self._of_label = label(_("Made from"), "quiet", buddy=self._of, wrap=False)
        made = QGridLayout()
        made.setHorizontalSpacing(10)
        made.addWidget(label(_("This is"), "quiet", buddy=self._role, wrap=False), 0, 0)
        made.addWidget(self._role, 0, 1)
        made.addWidget(label(_("Note"), "quiet", buddy=self._note, wrap=False), 0, 2)
        made.addWidget(self._note, 0, 3)
        made.addWidget(self._of_label, 1, 0)
        made.addWidget(self._of, 1, 1, 1, 3)
        made.setColumnStretch(1, 2)
        made.setColumnStretch(3, 3)
        self._role.activated.connect(self._on_role)
        self._of.activated.connect(self._on_of)
        self._note.textEdited.connect(self._on_note)
        return made

    def _more(self, name: str) -> QHBoxLayout:
        self._says = button(_("What it says of itself"), self.show_facts, "flat", look=self._desk.look, icon="info")
        self._says.setAccessibleName(_("What {name} says of itself").format(name=name))
        self._add = button(_("Add a copy made from it..."), lambda: self.copied.emit(self.item), "flat")
        self._add.setAccessibleName(_("Add a copy made from {name}").format(name=name))
        made = row(gap=8)
        made.addWidget(self._says)
        made.addWidget(self._add)
        made.addStretch(1)
        return made

    def offer_fields(self, known: Mapping[str, Field]) -> None:
        """Offer to take what the file says over into these fields."""
        self._facts.offer(known)

    def place_below(self, depth: int) -> None:
        """Stand so many steps below the original this was made from."""
        self._step.setFixedWidth(STEP * min(depth, DEEPEST))
        self._step.setVisible(depth > 0)

    def value(self) -> Fields:
        """Return the item as it stands."""
        return dict(self.item)

    def offer(self, others: list[Fields]) -> None:
        """Offer the other items of the list as what this one was made from."""
        chosen = self.item.get("of")
        self._of.clear()
        self._of.addItem(_("not said"), None)
        for other in others:
            if other.get("id") != self.item.get("id"):
                self._of.addItem(name_of(other), other.get("id"))
        if chosen is not None and self._of.findData(chosen) < 0:
            self._of.addItem(_("one that is not listed"), chosen)
        self._of.setCurrentIndex(max(0, self._of.findData(chosen)))
        self._show_of()

    def say_here(self, here: bool) -> None:
        """Say whether its contents are in this vault."""
        self._look.setEnabled(here)
        self._says.setEnabled(here)
        self._out.setEnabled(here)
        kind = _(KINDS[kind_of(self.item)][0])
        if here:
            self._about.setText(_("{kind}, {size}").format(kind=kind, size=self._size))
        else:
            self._about.setText(
                _("{kind}, {size}. Its contents are not in this vault; they may come in another bundle.").format(
                    kind=kind, size=self._size
                )
            )

    def set_read_only(self, read_only: bool) -> None:
        """Let it be looked at and copied out, not changed."""
        self.remove.setVisible(not read_only)
        self._add.setVisible(not read_only)
        self._made.set_read_only(read_only)
        self._facts.set_read_only(read_only)
        self._note.setReadOnly(read_only)
        for combo in (self._role, self._of):
            combo.setEnabled(not read_only)

    def focus_first(self) -> None:
        """Put the keyboard on its first button."""
        (self._look if self._look.isEnabled() else self._role).setFocus()

    def _show_of(self) -> None:
        made = self._role.currentData() not in (*KEPT, None)
        for one in (self._of, self._of_label, self._made):
            one.setVisible(made)

    def _on_role(self) -> None:
        self.item["role"] = self._role.currentData()
        if self.item["role"] in KEPT and self.item.get("of"):
            self._desk.say(
                _("It is no longer said from which file {name} was made.").format(name=name_of(self.item)), "warning"
            )
            self.item["of"] = None
            self._of.setCurrentIndex(0)
        self._show_of()
        self.edited.emit()

    def _on_of(self) -> None:
        self.item["of"] = self._of.currentData()
        self.edited.emit()

    def _on_note(self, text: str) -> None:
        self.item["note"] = text
        if not text:
            del self.item["note"]
        self.edited.emit()

    def show_facts(self) -> None:
        """Show what the file says of itself, or no more."""
        if self._facts.isVisibleTo(self):
            self._facts.hide()
        else:
            self._facts.show_facts()

    def _on_facts_closed(self) -> None:
        self._says.setFocus()

    def _on_remove(self) -> None:
        self.removed.emit(self)

    def _draw(self) -> None:
        side = self.fontMetrics().height() + 4
        self.icon.setPixmap(self._desk.look.icon(KINDS[kind_of(self.item)][1], "quiet").pixmap(QSize(side, side)))


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made
