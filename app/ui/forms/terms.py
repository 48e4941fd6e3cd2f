"""One list of terms, ours with the office's added or the office's own: terms added, called otherwise, taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem, QWidget

from app.base import i18n
from app.base.errors import KeepsakeError
from app.base.i18n import Worded, _, ngettext
from app.domain import vocabulary
from app.domain.schema import OWN, office
from app.domain.vocabulary import Entry
from app.services import lists
from app.services.defining import Preview
from app.services.lists import Imported
from app.ui.desk import Desk
from app.ui.files.choose import open_file
from app.ui.flow import Flow
from app.ui.forms.asking import Question
from app.ui.forms.words import WordLines
from app.ui.page import button, column, label, row

CODE = Qt.ItemDataRole.UserRole


class TermsPane(QWidget):
    """A tree of terms, and below it the line for a new one or for the one chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._name = ""
        self._wanted = ""
        self.title = label("", "heading")
        self.quiet = label("", "quiet")
        self.take_in = button(_("Take in a table..."), self._on_table, look=desk.look, icon="receive")
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([_("Term"), _("Code")])
        self.tree.setAccessibleName(_("Terms of the list"))
        self.tree.currentItemChanged.connect(self._on_current)
        self.words = WordLines(desk.look, _("Term"), office.LONGEST)
        self.below = QComboBox()
        self.below.setAccessibleName(_("Below"))
        self.below.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.below.setMinimumContentsLength(20)
        self.add = button(_("Add this term"), self._on_add, "main", look=desk.look, icon="new")
        self.rename = button(_("Call the chosen term so"), self._on_rename)
        self.retire = button(_("Take out of use"), self._on_retire)
        self.again = button(_("Use again"), lambda: self._change(retired=False))
        self.question = Question()
        layout = column(self, gap=8)
        layout.setContentsMargins(12, 0, 12, 0)
        head = row()
        head.addWidget(self.title, 1)
        head.addWidget(self.take_in)
        layout.addLayout(head)
        layout.addWidget(self.quiet)
        layout.addWidget(self.tree, 1)
        layout.addWidget(label(_("Term"), "field", buddy=self.words))
        layout.addWidget(self.words)
        layout.addWidget(label(_("Below"), "field", buddy=self.below))
        layout.addWidget(self.below)
        layout.addWidget(self.question)
        buttons = QWidget()
        line = Flow(buttons)
        for one in (self.add, self.rename, self.retire, self.again):
            line.addWidget(one)
            one.setEnabled(not desk.owner.read_only)
        self.take_in.setEnabled(not desk.owner.read_only)
        layout.addWidget(buttons)

    def show_list(self, name: str, term: str = "") -> None:
        """Show a list; `term` is the one to be at."""
        self._name, self._wanted = name, term
        self.refresh()

    def refresh(self) -> None:
        """Show what is defined now."""
        schema, language = self._desk.schema, i18n.language()
        if not self._name or self._name not in schema.lists.names():
            return
        at = self._wanted or self.current()
        self.title.setText(_("Terms of: {list}").format(list=_(schema.vocabulary(self._name).label)))
        ours = not self._name.startswith(OWN)
        self.quiet.setText(
            _("One of our lists: what you add stands beside ours, which stay as they are.")
            if ours
            else _("A list of your office's own.")
        )
        self.tree.blockSignals(True)
        self.tree.clear()
        items: dict[str, QTreeWidgetItem] = {}
        self.below.clear()
        self.below.addItem(_("No wider term"), "")
        for code, entry in schema.vocabulary(self._name).terms.items():
            words = schema.label(code, language)
            if entry.retired:
                words = _("{label} (no longer in use)").format(label=words)
            elif self._own(code) and ours:
                words = _("{label} (our own)").format(label=words)
            item = QTreeWidgetItem([words, _own_code(code)])
            item.setData(0, CODE, code)
            above = items.get(entry.broader or "")
            (above.addChild if above is not None else self.tree.addTopLevelItem)(item)
            items[code] = item
            if not entry.retired:
                self.below.addItem(schema.label(code, language), code)
        self.tree.setRootIsDecorated(any(item.childCount() for item in items.values()))
        self.tree.expandAll()
        self.tree.resizeColumnToContents(0)
        self.tree.blockSignals(False)
        if at in items:
            self.tree.setCurrentItem(items[at])
        self._wanted = ""
        self._on_current()

    def current(self) -> str:
        """Return the code of the term chosen."""
        item = self.tree.currentItem()
        return str(item.data(0, CODE)) if item is not None else ""

    def _own(self, code: str) -> bool:
        return self._name.startswith(OWN) or code not in vocabulary.OURS.load(self._name).terms

    def _entry(self) -> Entry | None:
        return self._desk.schema.entry(self.current()) if self.current() else None

    def _on_current(self, *_items: Any) -> None:
        self.question.drop()
        entry = self._entry()
        own = entry is not None and self._own(entry.code)
        self.rename.setVisible(own)
        self.retire.setVisible(own and entry is not None and not entry.retired)
        self.again.setVisible(own and entry is not None and entry.retired)
        self.words.show_words(Worded.of(entry.labels) if entry is not None and own else "")
        wider = entry.broader if entry is not None and own else None
        self.below.setCurrentIndex(max(0, self.below.findData(wider or "")))

    def _on_add(self) -> None:
        name, words, below = self._name, self.words.words(), str(self.below.currentData() or "")

        def done(code: str) -> None:
            self._wanted = code
            self.refresh()
            self.tree.clearSelection()
            self.words.show_words("")
            self.words.setFocus()

        self._write(lambda session: lists.add_term(session, name, words, broader=below), done)

    def _on_rename(self) -> None:
        code, words = self.current(), self.words.words()
        self._write(lambda session: lists.change_term(session, code, label=words), self._on_done)

    def _on_retire(self) -> None:
        code = self.current()
        self._desk.jobs.read(lambda session: lists.preview(session, code), self._ask, owner=self)

    def _ask(self, told: Preview) -> None:
        words = ngettext(
            "{n} record holds it, and keeps it. It is offered no more.",
            "{n} records hold it, and keep it. It is offered no more.",
            told.records,
        ).format(n=f"{told.records:,}")
        self.question.ask(words, _("Take out of use"), lambda: self._change(retired=True))

    def _change(self, *, retired: bool) -> None:
        code = self._wanted = self.current()
        self._write(lambda session: lists.change_term(session, code, retired=retired), self._on_done)

    def _on_done(self, _done: object) -> None:
        self.refresh()

    # A table

    def _on_table(self) -> None:
        patterns = [_("Tables") + " (*.csv *.tsv *.txt)", _("All files") + " (*)"]
        open_file(self, _("Take in a table of terms"), patterns, self.read)

    def read(self, file: Path) -> None:
        """Take in a table as terms of this list."""
        name, language = self._name, i18n.language()
        own = name.startswith(OWN)
        self._write(
            lambda session: lists.import_table(
                session, file, name=name if own else "", extends="" if own else name, language=language
            ),
            self._on_read,
            label_=_("Taking in a table"),
        )

    def _on_read(self, done: Imported) -> None:
        self.refresh()
        told = _("{added} new, {changed} changed, {same} as before.").format(
            added=done.added, changed=done.changed, same=done.same
        )
        if done.absent:
            told += " " + _("{n} are in the list and not in the table; they stay in use.").format(n=len(done.absent))
        self._desk.say(told, "good")

    def _write(self, work: Any, then: Any, label_: str = "") -> None:
        self._desk.jobs.write(
            lambda session, _tell: work(session), then, failed=self._on_failed, owner=self, label=label_
        )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, KeepsakeError):
            self.question.say(str(error))
        else:
            self._desk.fail(error)


def _own_code(code: str) -> str:
    """Return a code as a person may want to see it: not the long name of an office's own list."""
    return "" if OWN in code else code
