"""The chips above the list: each filter chosen, taken away by a click or a key, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import saying, schema
from app.domain.query import Query
from app.domain.schema import Schema
from app.services import consent_words, standing
from app.ui.flow import Flow
from app.ui.library.answered import amount, label_of
from app.ui.library.filters import without
from app.ui.library.own import said
from app.ui.look import Look
from app.ui.page import button, tip


def parts_of(known: Schema, query: Query, language: str) -> Iterator[tuple[str, Query]]:
    """Yield what each filter says, and the query without it."""
    for type_ in query.types:
        declared = schema.OURS.record_type(type_)
        yield _(declared.label) if declared else type_, without(query, "types", type_)
    for name in ("acts", "countries", "review", "confidentiality"):
        for code in getattr(query, name):
            yield known.label(code, language), without(query, name, code)
    for code in query.consent:
        yield consent_words.state_words(code) or code, without(query, "consent", code)
    for code in query.standing:
        yield standing.label_of(code), without(query, "standing", code)
    yield from _of_fields(known, query)
    if query.since:
        words = _("From {date}").format(date=saying.in_words(query.since, language))
        yield words, without(query, "since")
    if query.until:
        words = _("Until {date}").format(date=saying.in_words(query.until, language))
        yield words, without(query, "until")
    if query.tag:
        yield _("Tag: {tag}").format(tag=query.tag), without(query, "tag")
    for name, words in (
        ("surely", _("Surely within these dates")),
        ("drafts", _("Not yet a version")),
        ("conflicts", _("Waits for a decision")),
        ("trash", _("In the trash")),
    ):
        if getattr(query, name):
            yield words, without(query, name)


def _of_fields(known: Schema, query: Query) -> Iterator[tuple[str, Query]]:
    for pair in query.fields:
        yield said(known, *pair), replace(query, fields=tuple(one for one in query.fields if one != pair))
    for bound in query.numbers:
        words = _("{label}: {what}").format(label=label_of(known, bound[0]), what=amount(bound))
        yield words, replace(query, numbers=tuple(one for one in query.numbers if one != bound))


class Chips(QWidget):
    """The chips. `chosen` is emitted with the query that is left."""

    chosen = Signal(object)

    def __init__(self, look: Look, known: Callable[[], Schema]) -> None:
        super().__init__()
        self._look, self._schema = look, known
        self._flow = Flow(self, gap=6)
        self._shown: list[QPushButton] = []
        self._query = Query()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_query(self, query: Query) -> bool:
        """Show the chips of a query, none for one that asks for everything; tell whether they are others now."""
        if query == self._query:
            return False
        self._query = query
        had_focus = any(one.hasFocus() for one in self._shown)
        for one in self._shown:
            self._flow.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._shown = [self._chip(words, left) for words, left in parts_of(self._schema(), query, i18n.language())]
        if self._shown:
            clear = button(_("Clear filters"), self._on_clear, "chip")
            self._shown.append(clear)
        for one in self._shown:
            self._flow.addWidget(one)
        self.setVisible(bool(self._shown))
        self.updateGeometry()
        if had_focus and self._shown:
            self._shown[0].setFocus()
        return True

    def buttons(self) -> list[QPushButton]:
        """Return the chips in order, the one that clears all last."""
        return list(self._shown)

    def _chip(self, words: str, left: Query) -> QPushButton:
        chip = button(words.replace("&", "&&"), lambda: self.chosen.emit(left), "chip", look=self._look, icon="close")
        chip.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight if self.isRightToLeft() else Qt.LayoutDirection.RightToLeft
        )
        chip.setIconSize(QSize(12, 12))
        chip.setAccessibleName(_("Remove the filter {name}").format(name=words))
        chip.setToolTip(tip(chip.accessibleName()))
        return chip

    def _on_clear(self) -> None:
        self.chosen.emit(Query())
