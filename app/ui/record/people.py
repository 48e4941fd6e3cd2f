"""Who may be the same person: others with the reason, told apart or merged in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import N_, _, ngettext
from app.services import people, titles
from app.services.drafting import Opened
from app.services.people import Alike, Reason, Side
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, frame, label, row
from app.ui.record import merging
from app.ui.record.keeping import Keeper
from app.ui.record.pair import Pair

WAIT = 600
"""Milliseconds without a key before others of that name are looked for."""

ASKED = ("names", "birth", "origin", "identity_documents", "not_same")
"""Fields that others are looked for by."""

REASONS = {
    Reason.SAME_NUMBER: N_("same identity number"),
    Reason.SAME_NAME: N_("same name"),
    Reason.SAME_CHARACTERS: N_("same characters"),
    Reason.SAME_SOUND: N_("same sound"),
    Reason.SAME_WORDS: N_("same words in another order"),
    Reason.SAME_BIRTH: N_("same date of birth"),
    Reason.SAME_ORIGIN: N_("same origin"),
    Reason.OTHER_BIRTH: N_("but another date of birth"),
}


class Likely(QWidget):
    """Lists who may be the same as the person whose form this is; nothing when nobody is."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._form, self._keeper = desk, form, keeper
        self._read_only = False
        self._revealed = False
        self._found: tuple[Alike, ...] = ()
        self._asked: object = None
        self._merges: list[QPushButton] = []
        self._searching: Job | None = None
        layout = column(self, gap=10)
        layout.setContentsMargins(0, 18, 0, 0)
        self.box = frame("info")
        inside = column(self.box, margin=14, gap=8)
        inside.addWidget(label(_("Perhaps the same person"), "heading"))
        self._list = column(gap=10)
        inside.addLayout(self._list)
        self.pair = Pair(self._on_keep, self._on_not_asked)
        layout.addWidget(self.box)
        layout.addWidget(self.pair)
        for one in (self.box, self.pair):
            one.hide()
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._search)
        form.edited.connect(self._timer.start)

    @property
    def record(self) -> str:
        """The person whose page this is."""
        return self._form.record

    def show_record(self, opened: Opened) -> None:
        """Look for others again."""
        self._read_only = opened.kept
        self._asked = None
        self._search()

    # Who may be the same

    def _search(self) -> None:
        fields = self._form.fields()
        asked = {name: fields.get(name) for name in ASKED}
        if asked == self._asked:
            return
        self._asked = asked
        record, language = self.record, i18n.language()
        away = fields.get("trashed") is True

        def work(session: Any) -> list[Alike]:
            return [] if away else people.alike(session, record, _typed(fields), language)

        self._searching = self._desk.jobs.read(work, self._show, owner=self, replaces=self._searching)

    def _show(self, found: list[Alike]) -> None:
        if tuple(found) == self._found:
            return
        self._found = tuple(found)
        self.pair.hide()
        self._fill()
        if found and self._form.isVisible():
            told = ngettext("{n} record may be the same person.", "{n} records may be the same person.", len(found))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told.format(n=f"{len(found):,}")))
        self._fit()

    def _fill(self) -> None:
        """Show who was found; where somebody goes by a code name, only how many, until it is asked for."""
        _empty(self._list)
        self._merges = []
        coded = titles.code_name("person", self._form.fields()) or any(one.side.coded for one in self._found)
        if coded and not self._revealed:
            n = len(self._found)
            words = ngettext(
                "{n} record. Who it is would tell whose code name it is.",
                "{n} records. Who they are would tell whose code name it is.",
                n,
            ).format(n=f"{n:,}")
            self._list.addWidget(label(words))
            shows = button(_("Show"), self._reveal, look=self._desk.look, icon="eye")
            shows.setAccessibleDescription(words)
            self._list.addWidget(shows, 0, Qt.AlignmentFlag.AlignLeading)
            return
        for number, one in enumerate(self._found):
            if number:
                self._list.addWidget(frame("line"))
            self._list.addWidget(self._entry(one))

    def _reveal(self) -> None:
        self._revealed = True
        self._fill()
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        if self._merges:
            self._merges[0].setFocus()

    def _entry(self, one: Alike) -> QWidget:
        side = one.side
        made = QWidget()
        inside = column(made, gap=4)
        others = [name for name in side.names if name != side.title][:3]
        inside.addWidget(label(joined(side.title, *others), "field"))
        told = ", ".join(_(REASONS[reason]) for reason in one.reasons)
        inside.addWidget(label(told, "quiet"))
        does = row()
        for words, name, icon, act in (
            (_("Open"), _("Open {title}"), "person", lambda: self._desk.go("record", side.id)),
            (_("Not the same"), _("{title} is not the same person"), "close", lambda: self._keep_apart(side)),
            (_("Merge..."), _("Merge with {title}..."), "link", lambda: self._ask(side)),
        ):
            pressed = button(words, act, look=self._desk.look, icon=icon)
            pressed.setAccessibleName(name.format(title=side.title))
            pressed.setAccessibleDescription(told)
            does.addWidget(pressed)
            if icon != "person":
                pressed.setEnabled(not self._read_only)
            if icon == "link":
                self._merges.append(pressed)
        does.addStretch(1)
        inside.addLayout(does)
        return made

    def _keep_apart(self, side: Side) -> None:
        desk, record = self._desk, self.record
        self._keeper.save(lambda: merging.keep_apart(desk, record, side.id, side.title))

    # Merging

    def _ask(self, side: Side) -> None:
        """Show both side by side, as they stand in the vault."""
        pair, language = (self.record, side.id), i18n.language()

        def shown(told: Mapping[str, Side]) -> None:
            if all(one in told for one in pair):
                self.pair.show_pair(told[pair[0]], told[pair[1]])
                self.pair.show()
                self._fit()
                self.pair.focus_first()

        def read() -> None:
            self._desk.jobs.read(lambda session: people.sides(session, pair, language), shown, owner=self)

        self._keeper.save(read)

    def _on_not_asked(self) -> None:
        self.pair.hide()
        self._fit()
        self._focus_first()

    def _on_keep(self, kept: str, other: str) -> None:
        desk, here = self._desk, self.record

        def then() -> None:
            if kept != here:
                desk.go("record", kept)

        self.pair.hide()
        self._fit()
        self._keeper.save(lambda: merging.merge(desk, kept, other, then))

    def _fit(self) -> None:
        asking = self.pair.isVisibleTo(self)
        self.box.setVisible(bool(self._found) and not asking)
        self.setVisible(bool(self._found) or asking)


def _typed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: fields[name] for name in ASKED if name in fields}


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
