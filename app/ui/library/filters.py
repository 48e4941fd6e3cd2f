"""The filters beside the list: what may be asked of records, with counts that come when they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import schema
from app.domain.query import Query
from app.domain.schema import Schema
from app.services import consent_words, consenting, standing
from app.ui.library.answered import ANSWERS, Amounts, Answered
from app.ui.library.choices import Section, Terms, Ticks
from app.ui.library.day import Day
from app.ui.library.own import COUNTING, Own
from app.ui.look import Look
from app.ui.page import column, frame, label, scrolled

FILL_MS = 30
MARGINS = 36
"""Pixels around a box: of the pane, of its section."""
FLAGS = ("drafts", "conflicts", "trash")


class Filters(QWidget):
    """The pane. `query` is what is chosen, but for the words searched for; `changed` tells a person chose otherwise."""

    changed = Signal()
    filled = Signal()
    asked = Signal()
    """Something else is to be counted."""

    def __init__(self, look: Look, known: Callable[[], Schema]) -> None:
        super().__init__()
        self._look, self._schema = look, known
        self._side = frame("side")
        self._inside = column(self._side, margin=8, gap=6)
        self._inside.addWidget(label(_("Filters"), "heading"))
        area = self._area = scrolled(self._side, _("Filters"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column(self).addWidget(area)
        self.setProperty("pane", "filters")
        self.setAccessibleName(_("Filters"))
        self._sections: dict[str, Section] = {}
        self._waiting = Query()
        self._tag_soon = QTimer(self, singleShot=True, interval=400)
        self._tag_soon.timeout.connect(self._on_changed)
        QTimer.singleShot(FILL_MS, self, self.fill)
        look.changed.connect(self._measure)
        self._measure()

    def put_first(self, widget: QWidget) -> None:
        """Put something on top of the filters."""
        self._inside.insertWidget(0, widget)
        self._inside.insertWidget(1, frame("line"))

    def fill(self) -> None:
        """Make what is chosen from, once: the list comes first."""
        if self._sections:
            return
        language = i18n.language()
        self.flags = Ticks(
            {"drafts": _("Not yet a version"), "conflicts": _("Waits for a decision"), "trash": _("In the trash")},
            always=True,
        )
        self.types = Ticks({name: _(one.label) for name, one in schema.OURS.types.items()})
        self.since = Day(_("From"), language)
        self.until = Day(_("Until"), language)
        self.surely = QCheckBox(_("Surely, not only perhaps"))
        self.surely.setAccessibleName(_("Only what surely happened within these dates"))
        self.acts = Terms(_("Type of act"))
        self.countries = Terms(_("Country"))
        self.standing = Ticks({state.value: standing.label(state) for state in standing.LABELS})
        self.consent = Ticks(
            {state: consent_words.state_words(state) for state in reversed(consenting.STATES)}, always=True
        )
        self.review = Ticks(_labels(self._schema(), "review", language))
        self.confidentiality = Ticks(_labels(self._schema(), "confidentiality", language))
        self.own = Own(self._schema)
        self.answered = Answered(self._schema)
        self.amounts = Amounts(self._schema)
        self.tag = QLineEdit()
        self.tag.setAccessibleName(_("Tag"))
        self.tag.setClearButtonEnabled(True)
        for name, title, widgets in (
            ("types", _("Type"), (self.types,)),
            ("flags", _("Marks"), (self.flags,)),
            ("dates", _("When it happened"), (self.since, self.until, self.surely)),
            ("acts", _("Type of act"), (self.acts,)),
            ("countries", _("Country"), (self.countries,)),
            ("standing", _("Where requests stand"), (self.standing,)),
            ("consent", _("Consent"), (self.consent,)),
            ("review", _("Review state"), (self.review,)),
            ("confidentiality", _("Confidentiality"), (self.confidentiality,)),
            ("own", _("Fields of our own"), (self.own,)),
            ("answers", _("Unknown or not asked"), (self.answered,)),
            ("numbers", _("How many"), (self.amounts,)),
            ("tag", _("Tag"), (self.tag,)),
        ):
            section = Section(self._look, title, folded=name not in ("types", "flags"))
            for widget in widgets:
                section.inside.addWidget(widget)
            self._sections[name] = section
            self._inside.addWidget(section)
        self._inside.addStretch(1)
        self._sections["own"].setVisible(bool(self.own.field.count()))
        self.own.changed.connect(self._on_changed)
        self.own.asked.connect(self.asked)
        self.surely.toggled.connect(self._on_changed)
        for one in (self.flags, self.types, *self._codes(), self.answered, self.amounts):
            one.changed.connect(self._on_changed)
        self.since.changed.connect(self._on_changed)
        self.until.changed.connect(self._on_changed)
        self.tag.textEdited.connect(self._on_tag_edited)
        self.choose(self._waiting)
        self._measure()
        self.filled.emit()

    def _codes(self) -> tuple[Ticks | Terms, ...]:
        return (self.acts, self.countries, self.standing, self.consent, self.review, self.confidentiality)

    def take_focus(self) -> None:
        """Let the keyboard be at the first of them."""
        self.fill()
        self._sections["types"].head.setFocus()

    def last(self) -> QWidget:
        """Return the last one Tab comes to."""
        return self.tag if self._sections else self

    def query(self) -> Query:
        """Return what is chosen."""
        if not self._sections:
            return self._waiting
        flags = self.flags.chosen()
        return Query(
            types=self.types.chosen(),
            review=self.review.chosen(),
            confidentiality=self.confidentiality.chosen(),
            standing=self.standing.chosen(),
            consent=self.consent.chosen(),
            acts=self.acts.chosen(),
            countries=self.countries.chosen(),
            tag=self.tag.text().strip(),
            fields=(*self.own.chosen(), *self.answered.pairs()),
            numbers=self.amounts.bounds(),
            surely=self.surely.isChecked(),
            since=self.since.edtf,
            until=self.until.edtf,
            drafts="drafts" in flags,
            conflicts="conflicts" in flags,
            trash="trash" in flags,
        )

    def choose(self, query: Query) -> None:
        """Show a query, without telling; a section with something chosen is unfolded."""
        self._waiting = query
        if not self._sections:
            return
        self.flags.choose([name for name in FLAGS if getattr(query, name)])
        self.types.choose(query.types)
        self.review.choose(query.review)
        self.confidentiality.choose(query.confidentiality)
        self.standing.choose(query.standing)
        self.consent.choose(query.consent)
        self.acts.choose(query.acts)
        self.countries.choose(query.countries)
        self.own.choose(own := tuple(one for one in query.fields if one[1] not in ANSWERS))
        self.answered.choose(answers := tuple(one for one in query.fields if one[1] in ANSWERS))
        self.amounts.choose(query.numbers)
        with QSignalBlocker(self.surely):
            self.surely.setChecked(query.surely)
        self.since.show_edtf(query.since)
        self.until.show_edtf(query.until)
        if query.tag != self.tag.text().strip():
            self.tag.setText(query.tag)
        used = {
            "flags": query.drafts or query.conflicts or query.trash,
            "dates": query.since or query.until or query.surely,
            "own": own,
            "answers": answers,
            "numbers": query.numbers,
            **{
                name: getattr(query, name)
                for name in ("types", "acts", "countries", "standing", "consent", "review", "confidentiality", "tag")
            },
        }
        for name, chosen in used.items():
            if chosen:
                self._sections[name].unfold()

    def count(self, name: str, counts: Mapping[str, int]) -> None:
        """Show how many records are behind each choice of a filter, one of browsing.COUNTED."""
        self.fill()
        if name == "marks":
            self.flags.count(counts)
        elif name.startswith(COUNTING):
            self.own.count(name.removeprefix(COUNTING), counts)
        elif name in ("acts", "countries"):
            terms, language = getattr(self, name), i18n.language()
            listed = {**counts, **{code: 0 for code in terms.chosen() if code not in counts}}
            terms.count([(code, self._schema().label(code, language), n) for code, n in listed.items()])
        else:
            getattr(self, name).count(counts)
        self._measure()

    def counting(self) -> tuple[str, ...]:
        """Return what is to be counted beside browsing.COUNTED."""
        return self.own.counting() if self._sections and not self._sections["own"].isHidden() else ()

    def refresh(self) -> None:
        """Offer the fields that an office has defined now."""
        if self._sections:
            self._sections["own"].setVisible(self.own.refresh())

    def _on_changed(self) -> None:
        self._tag_soon.stop()
        self.changed.emit()

    def _on_tag_edited(self) -> None:
        self._tag_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as wide as what is shown needs."""
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        boxes = [box for box in self.findChildren(QCheckBox) if not box.isHidden()]
        for box in boxes:
            box.ensurePolished()
        wide = max((box.sizeHint().width() for box in boxes), default=0)
        beside = MARGINS + self._area.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(wide + beside, self.fontMetrics().averageCharWidth() * 24))


def without(query: Query, name: str, code: str = "") -> Query:
    """Return a query without one of its filters, or one code of it."""
    value: Any = getattr(query, name)
    left: Any = tuple(one for one in value if one != code) if isinstance(value, tuple) else type(value)()
    return replace(query, **{name: left})


def _labels(known: Schema, name: str, language: str) -> dict[str, str]:
    return {code: known.label(code, language) for code in known.vocabulary(name).terms}
