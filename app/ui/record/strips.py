"""What must be known of a record first: a decision waits, it is from a newer version, it changed elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.base.i18n import _, ngettext
from app.domain.revision import ERASED, SEALED
from app.services import drafting
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.page import button, column, frame, label, row


class Strips(QWidget):
    """Strips between the head and the form; none is shown that has nothing to say."""

    def __init__(self, desk: Desk, decide: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._record = desk, ""
        self._layout = column(self, gap=8)
        self._layout.setContentsMargins(20, 8, 20, 0)
        self.decide = button(_("Decide"), decide, look=desk.look, icon="conflict")
        self.conflict, self._conflict_words = self._strip("info", beside=self.decide)
        self.newer, _words = self._strip(
            "warning",
            _("A newer version of Keepsake wrote this record. It is kept as it is; update Keepsake to change it."),
        )
        self.elsewhere, _words = self._strip(
            "warning", _("This record also changed elsewhere: both are kept, and merged when you save.")
        )
        self.trashed, _words = self._strip("warning", _("This record is in the trash."))
        self.add = button(_("Add a note that links to it"), self._on_add, look=desk.look, icon="note")
        self.sealed, _words = self._strip(
            "info",
            _("Sealed for others: only they can open it, this vault cannot. What comes up later goes into a note."),
            beside=self.add,
        )
        self.erased, _words = self._strip(
            "warning", _("Erased for good: its text is gone. Who erased it, when and why stands in its history.")
        )
        self._fit()

    def show_record(self, opened: Opened) -> None:
        """Show what is to be known of a record as it was opened."""
        self._record = opened.record
        n = len(opened.conflicts)
        self._conflict_words.setText(
            ngettext(
                "{n} thing was changed in two ways. Both are kept until somebody decides; the form shows one of them.",
                "{n} things were changed in two ways. All are kept until somebody decides; the form shows one side.",
                n,
            ).format(n=n)
        )
        self.conflict.setVisible(n > 0)
        self.newer.setVisible(opened.newer)
        self.elsewhere.hide()
        self.trashed.setVisible(opened.fields.get("trashed") is True)
        self.sealed.setVisible(opened.closed == SEALED)
        self.erased.setVisible(opened.closed == ERASED)
        self._fit()

    def tell_elsewhere(self) -> None:
        """Say that the record changed while it is being typed."""
        self.elsewhere.show()
        self._fit()

    def _strip(self, kind: str, words: str = "", beside: QWidget | None = None) -> tuple[QFrame, QLabel]:
        made = frame(kind)
        inside = row(made, gap=12)
        inside.setContentsMargins(12, 6, 12, 6)
        said = label(words)
        inside.addWidget(said, 1)
        if beside is not None:
            inside.addWidget(beside)
        self._layout.addWidget(made)
        made.hide()
        return made, said

    def _fit(self) -> None:
        all_of_them = (self.conflict, self.newer, self.elsewhere, self.trashed, self.sealed, self.erased)
        self.setVisible(any(not one.isHidden() for one in all_of_them))

    def _on_add(self) -> None:
        desk, sealed = self._desk, self._record
        desk.jobs.write(
            lambda session, _tell: drafting.begin_addendum(session, sealed),
            lambda record: desk.go("record", record, type="note"),
            owner=desk,
        )
