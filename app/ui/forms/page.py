"""The page of forms and lists: on the left types of record and lists of terms, on the right the one chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QStackedWidget, QWidget

from app.base import i18n
from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.schema import OWN, office
from app.services import defining, lists
from app.services.defining import Defined
from app.services.session import Session
from app.ui.desk import Change, Desk, Place
from app.ui.forms.asking import Question
from app.ui.forms.fields import FieldsPane
from app.ui.forms.terms import TermsPane
from app.ui.forms.words import WordLines
from app.ui.page import Page, button, column, label

WHAT = Qt.ItemDataRole.UserRole
MOST_TOLD = 20
LETTERS = 26
"""Average letters of the names at the left that are in sight at least; `FEW` in a page of fewer than `NARROW`."""
FEW, NARROW = 15, 100
TYPE, LIST = "type:", "list:"
"""Begin what a choice stands for: a type of record and a list may have one name."""


class FormsPage(Page):
    """Forms and lists. `place.detail` may say the `type`, or the `list`, to be at."""

    help_topic = "window-forms"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.choices = QListWidget()
        self.choices.setAccessibleName(_("Types of record and lists of terms"))
        self.choices.setProperty("pane", "choices")
        self.choices.currentItemChanged.connect(self._on_chosen)
        self.fields = FieldsPane(desk)
        self.terms = TermsPane(desk)
        self.make = button(_("New list"), self._on_make, look=desk.look, icon="new")
        self.make.setEnabled(not desk.owner.read_only)
        self.left_out = label("", "quiet")
        self.left_out.hide()
        self._making = QWidget()
        inside = column(self._making, gap=6)
        inside.setContentsMargins(12, 0, 12, 0)
        self.name = WordLines(desk.look, _("Name of the list"), office.LONGEST)
        self.question = Question()
        inside.addWidget(label(_("Name of the list"), "heading", buddy=self.name))
        inside.addWidget(self.name)
        inside.addWidget(button(_("Make the list"), self._on_named, "main"), 0, Qt.AlignmentFlag.AlignLeading)
        inside.addWidget(self.question)
        inside.addStretch(1)
        self.stack = QStackedWidget()
        for one in (self.fields, self.terms, self._making):
            self.stack.addWidget(one)
        side = QWidget()
        beside = column(side, gap=8)
        beside.addWidget(self.choices, 1)
        beside.addWidget(self.make)
        both = QSplitter()
        both.addWidget(side)
        both.addWidget(self.stack)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 5)
        both.setChildrenCollapsible(False)
        self.choices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.choices.setTextElideMode(Qt.TextElideMode.ElideRight)
        desk.look.changed.connect(self._measure)
        self._side = side
        layout = column(self, margin=20, gap=10)
        layout.addWidget(label(_("Forms and lists"), "title"))
        layout.addWidget(
            label(
                _("What you add here is in the form, in lists, search and filters at once, and goes with bundles."),
                "quiet",
            )
        )
        layout.addWidget(self.left_out)
        layout.addWidget(both, 1)
        desk.defined.connect(self._on_defined)
        desk.changed.connect(self._on_changed)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        narrow = self.width() < NARROW * letter
        self._side.setMinimumWidth(letter * (FEW if narrow else LETTERS))
        self._side.setMaximumWidth(letter * (FEW if narrow else 2 * LETTERS))

    def show_place(self, place: Place) -> None:
        """Show what is defined, at the type or list the place says, or where one was."""
        kind = LIST if place.detail.get("list") else TYPE
        wanted = str(place.detail.get("list") or place.detail.get("type") or "")
        self._fill(f"{kind}{wanted}" if wanted else self._at() or f"{TYPE}{next(iter(self.desk.schema.types))}")
        self._look_for_problems()
        self.choices.setFocus()

    def place(self) -> Place | None:
        """Return what is shown, to come back to."""
        kind, _colon, name = self._at().partition(":")
        return Place("forms", detail={kind: name} if name else {})

    def locking(self) -> None:
        """Keep what was said of a field and is not saved."""
        self.fields.typed.keep()

    def _at(self) -> str:
        found = self.choices.selectedItems()
        return str(found[0].data(WHAT) or "") if found else ""

    def _fill(self, at: str) -> None:
        schema = self.desk.schema
        self.choices.blockSignals(True)
        self.choices.clear()
        self._head(_("Types of record"))
        for name, declared in schema.types.items():
            self._offer(_(declared.label), f"{TYPE}{name}")
        own = [name for name in schema.lists.own if name.startswith(OWN)]
        if own:
            self._head(_("Our own lists"))
            for name in sorted(own, key=lambda one: _(schema.vocabulary(one).label).casefold()):
                self._offer(_(schema.vocabulary(name).label), f"{LIST}{name}")
        self._head(_("Lists that can be added to"))
        ours = [(_(schema.vocabulary(name).label), name) for name in lists.open_lists() if name not in _NO_LISTS]
        for words, name in sorted(ours, key=lambda one: one[0].casefold()):
            self._offer(words, f"{LIST}{name}")
        self.choices.blockSignals(False)
        for n in range(self.choices.count()):
            if self.choices.item(n).data(WHAT) == at:
                self.choices.setCurrentRow(n)
        self._show(self._at())

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        bold = item.font()
        bold.setBold(True)
        item.setFont(bold)
        self.choices.addItem(item)

    def _offer(self, words: str, name: str) -> None:
        item = QListWidgetItem(words)
        item.setData(WHAT, name)
        self.choices.addItem(item)

    def _on_chosen(self, *_items: object) -> None:
        self._show(self._at())

    def _show(self, at: str) -> None:
        if at.startswith(TYPE):
            self.stack.setCurrentWidget(self.fields)
            self.fields.show_type(at.removeprefix(TYPE))
        elif at:
            self.stack.setCurrentWidget(self.terms)
            self.terms.show_list(at.removeprefix(LIST))

    def _on_defined(self) -> None:
        if not self.isVisible():
            return  # what is defined is shown anew when the page is
        at = self._at()
        known = {str(self.choices.item(n).data(WHAT) or "") for n in range(self.choices.count())}
        if {f"{LIST}{name}" for name in self.desk.schema.lists.own if name.startswith(OWN)} - known:
            self._fill(at)
        else:
            self.fields.refresh()
            self.terms.refresh()
        self._look_for_problems()

    def _on_changed(self, change: Change) -> None:
        if change.records is None and self.isVisible():
            self._look_for_problems()

    # A new list

    def _on_make(self) -> None:
        self.choices.setCurrentRow(-1)
        self.stack.setCurrentWidget(self._making)
        self.name.show_words("")
        self.question.drop()
        self.name.setFocus()

    def _on_named(self) -> None:
        words = self.name.words()

        def work(session: Session, _tell: object) -> str:
            return lists.make(session, words)

        self.desk.jobs.write(work, self._on_made, failed=self._on_failed, owner=self)

    def _on_made(self, name: str) -> None:
        self._fill(f"{LIST}{name}")
        self.terms.words.setFocus()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, KeepsakeError):
            self.question.say(str(error))
        else:
            self.desk.fail(error)

    # What is left out

    def _look_for_problems(self) -> None:
        language = i18n.language()
        self.desk.jobs.read(lambda session: defining.problems(session, language), self._tell_problems, owner=self)

    def _tell_problems(self, found: tuple[Defined, ...]) -> None:
        lines = [f"{one.title}: {one.why}" for one in found[:MOST_TOLD]]
        self.left_out.setText("\n".join([_("Left out, or waiting for a decision:"), *lines]))
        self.left_out.setVisible(bool(lines))


_NO_LISTS = frozenset({"language", "country", "giver", "after-expiry"})
"""Lists nobody adds to by hand: they are whole, or go by what the program does."""
