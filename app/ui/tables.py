"""What every long list of the window is alike in: whole rows, no grid, headers that look at no selection."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.base.i18n import _


def as_list(view: QTableView, model: QAbstractItemModel, name: str) -> None:
    """Make a table the list of a page; `name` is its accessible name. Rows are chosen one at a time.

    Headers look at each selected row to paint themselves pressed: of very many that takes seconds, so they get a
    selection of their own, which stays empty.
    """
    view.setModel(model)
    view.setProperty("pane", "list")
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    side, head = view.verticalHeader(), view.horizontalHeader()
    side.hide()
    side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    side.setMinimumSectionSize(8)
    for header in (head, side):
        header.setSelectionModel(QItemSelectionModel(model, header))
    head.setAccessibleName(_("Heads of the columns"))
    head.setSectionsClickable(False)
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)


def fit_rows(view: QTableView) -> None:
    """Give rows the height that the letters in use want."""
    view.ensurePolished()
    view.verticalHeader().setDefaultSectionSize(max(28, view.fontMetrics().height() + 12))
