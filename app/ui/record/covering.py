"""Folds the names of who has a code name away on the page of a record, until they are asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.base.i18n import _
from app.domain.body import Fields
from app.services import titles
from app.ui.editors.form import Form
from app.ui.record.history import History

NAMES = frozenset({"names"})
"""What a code name stands for."""


class Covering(QObject):
    """Covers a form and the history beside it; what was revealed stays so while the page is shown."""

    def __init__(self, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._form: Form | None = None
        self._revealed = False

    def forget(self) -> None:
        """Cover again what was revealed."""
        self._revealed = False

    def cover(self, form: Form, fields: Fields) -> None:
        """Fold the names away if the person these fields are of has a code name."""
        self._form = form
        coded = bool(titles.code_name(form.type, fields))
        covered = NAMES if coded and not self._revealed else frozenset()
        self._history.cover(covered)
        form.conceal(covered, _("Reveal names"), self.reveal)

    def reveal(self) -> None:
        """Show the names while this page is shown."""
        self._revealed = True
        if self._form is not None:
            self.cover(self._form, {})
            self._form.reveal("names")
