"""A strip on every record that a withdrawn, refused or expired consent covers: for what, since when, through which."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import consent
from app.services import consent_words, consenting, titles
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row

CLOSING = (consent.WITHDRAWN, consent.REFUSED, consent.EXPIRED)


@dataclass(frozen=True, slots=True)
class _Read:
    words: str = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    stays: bool
    consent: str
    through: tuple[tuple[str, str], ...] = field(repr=False)


class Consented(QWidget):
    """The strip; nothing is shown where consent stands, or nobody had to be asked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Job | None = None
        self._shown: _Read | None = None
        layout = column(self, gap=0)
        box = frame("warning")
        inside = column(box, margin=12, gap=6)
        layout.addWidget(box)
        self.words = label("", "field")
        self.lines = label("")
        self.stays = label(_("It stays in this vault, whatever is sent."))
        inside.addWidget(self.words)
        inside.addWidget(self.lines)
        inside.addWidget(self.stays)
        self._does = row()
        inside.addLayout(self._does)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read again how consent stands."""
        record, language, schema = opened.record, i18n.language(), self._desk.schema

        def work(session: Session) -> _Read | None:
            standing = consenting.standing(session, record)
            if not consenting.warned_of(standing.state):
                return None
            closing = standing.of(*CLOSING)
            groups = [one for one in consent_words.groups(standing, schema, language) if one.decision in CLOSING]
            through = sorted({one.through for one in closing if one.through})
            named = titles.titles(session, through, language)
            return _Read(
                consent_words.mark_words(standing, language),
                tuple(consent_words.line(one) for one in groups),
                any(one.purpose == consent.INTERNAL for one in closing),
                max(closing, key=lambda one: one.when).consent,
                tuple((one, named.get(one, "")) for one in through),
            )

        self._reading = self._desk.jobs.read(work, self._show, owner=self, replaces=self._reading)

    def _show(self, found: _Read | None) -> None:
        self.setVisible(found is not None)
        if found is None or found == self._shown:
            return
        self._shown = found
        self.words.setText(found.words)
        self.lines.setText("\n".join(found.lines))
        self.stays.setVisible(found.stays)
        while (item := self._does.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        opens = [(_("Open the consent"), found.consent)]
        opens += [(_("Because of {title}").format(title=title), one) for one, title in found.through[:2]]
        for words, record in opens:
            self._does.addWidget(self._opener(words, record))
        self._does.addStretch(1)

    def _opener(self, words: str, record: str) -> QWidget:
        return button(words.replace("&", "&&"), lambda: self._desk.go("record", record))
