"""Undoing an import: asked in place with its counts, done in the background; and the bundles received lately."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base.i18n import _, language, ngettext
from app.services import undoing
from app.services.undoing import Lately, Plan, Undone
from app.ui.desk import Change, Desk
from app.ui.exchange.pieces import Notice, card_frame, empty, reveal, said_by_others
from app.ui.exchange.progress import Progress, Teller
from app.ui.exchange.words import moment
from app.ui.flow import Flow
from app.ui.jobs import Cancelled, Job
from app.ui.lines import apart
from app.ui.page import button, column, label

LAID_OUT_MS = 50
"""Milliseconds after which what was added has its height."""


class UndoImport(QWidget):
    """The button, the question, and the work, for one bundle."""

    changed = Signal()
    """Tells that other buttons are shown by now."""

    def __init__(self, desk: Desk, manifest: str, name: str) -> None:
        super().__init__()
        self.desk, self._manifest, self._name = desk, manifest, name
        self._job: Job | None = None
        self._teller = Teller(self)
        self._teller.phased.connect(self._on_phase)
        layout = column(self, gap=8)
        self._line = QWidget()
        line = Flow(self._line)
        self.button = button(_("Undo this import"), self.ask, look=desk.look, icon="undo")
        self.button.setAccessibleName(_("Undo this import from {name}").format(name=apart(name)))
        line.addWidget(self.button)
        layout.addWidget(self._line)
        self._room = column(gap=8)
        layout.addLayout(self._room)
        self.progress = Progress()
        layout.addWidget(self.progress)

    @property
    def busy(self) -> bool:
        """Whether it is being undone just now."""
        return self._job is not None and not self._job.over

    def ask(self) -> None:
        """Look what it would do, and ask."""
        manifest, code = self._manifest, language()
        self.button.setEnabled(False)
        self.desk.jobs.read(
            lambda session: undoing.foresee(session, manifest, code), self._ask, failed=self._on_failed, owner=self
        )

    def undo(self) -> None:
        """Undo it."""
        manifest, teller = self._manifest, self._teller

        def work(session: Any, tell: Any) -> Undone:
            return undoing.undo(session, manifest, teller.phase("undoing", tell))

        self._answered()
        self._line.hide()
        self._job = self.desk.jobs.write(work, self._on_undone, failed=self._on_failed, owner=self, gaps=True)
        self.progress.follow(self._job, _("Undoing the import..."))
        self.progress.focus_cancel()
        self.changed.emit()

    def _ask(self, plan: Plan) -> None:
        empty(self._room)
        notice = Notice(self.desk.look, "info" if plan.empty else "warning")
        told = self._words(plan) or [_("There is nothing of it to take back: your records are as they would be.")]
        notice.words.setText(" ".join(told))
        if plan.left:
            stay = ngettext(
                "{n} record stays as it is, because it was changed since or waits for a decision:",
                "{n} records stay as they are, because they were changed since or wait for a decision:",
                len(plan.left),
            )
            notice.add(label(stay.format(n=f"{len(plan.left):,}")))
            for title in plan.titles:
                notice.add(said_by_others(title or _("without a title")))
            more = len(plan.left) - len(plan.titles)
            if more:
                notice.add(label(ngettext("and {n} more", "and {n} more", more).format(n=f"{more:,}"), "quiet"))
        if not plan.empty:
            notice.add(
                label(
                    _(
                        "Nothing is erased, and the history stays whole. What you send from then on carries this "
                        "to others too."
                    ),
                    "quiet",
                )
            )
            first = notice.offer(_("Leave it as it is"), self._keep)
            notice.offer(_("Undo the import"), self.undo, "danger")
        else:
            first = notice.offer(_("Close"), self._keep)
        self._room.addWidget(notice)
        self._line.hide()
        QTimer.singleShot(LAID_OUT_MS, notice, partial(reveal, notice))
        QTimer.singleShot(0, first, first.setFocus)  # once it is shown
        self.changed.emit()

    @staticmethod
    def _words(plan: Plan) -> list[str]:
        told = []
        if n := len(plan.new):
            words = ngettext(
                "{n} record that came new goes to the trash.", "{n} records that came new go to the trash.", n
            )
            told.append(words.format(n=f"{n:,}"))
        if n := len(plan.updated):
            words = ngettext(
                "{n} record gets the version back that it had before.",
                "{n} records get the versions back that they had before.",
                n,
            )
            told.append(words.format(n=f"{n:,}"))
        return told

    def _keep(self) -> None:
        self._answered()
        self.button.setFocus()

    def _answered(self) -> None:
        empty(self._room)
        self._line.show()
        self.button.setEnabled(True)
        self.changed.emit()

    def _on_phase(self, phase: str, done: int, total: int) -> None:
        self.progress.show_progress(phase, done, total)

    def _on_undone(self, undone: Undone) -> None:
        self._answered()
        desk, n = self.desk, len(undone.trashed) + len(undone.back)
        told = ngettext("The import is undone: {n} record.", "The import is undone: {n} records.", n)
        desk.tell()
        desk.say(told.format(n=f"{n:,}"), "good", undo=lambda: _redo(desk, undone))
        if self.isVisible():
            self.button.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self._answered()
        if isinstance(error, Cancelled):
            self.desk.tell()
            self.desk.say(_("You stopped it. What was undone by then was taken back; the import stands."))
        else:
            self.desk.fail(error)


def _redo(desk: Desk, undone: Undone) -> None:
    desk.jobs.write(
        lambda session, tell: undoing.redo(session, undone, tell),
        lambda _none: desk.tell(),
        owner=desk,
        label=_("Taking the import in again..."),
        gaps=True,
    )


class LatelyList(QWidget):
    """The bundles received last, each with its undoing; hidden while there is none."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.shown: tuple[Lately, ...] = ()
        self.rows: list[UndoImport] = []
        self._job: Job | None = None
        layout = column(self, gap=10)
        layout.addWidget(label(_("Received lately"), "heading"))
        self._rows = column(gap=10)
        layout.addLayout(self._rows)
        self.hide()
        desk.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Show what came last."""
        self._job = self.desk.jobs.read(undoing.lately, self._show, owner=self, replaces=self._job)

    def _on_changed(self, change: Change) -> None:
        if change.records is None:
            self.refresh()

    def _show(self, found: tuple[Lately, ...]) -> None:
        self.setVisible(bool(found))
        if found == self.shown or any(one.busy for one in self.rows):
            return
        self.shown = found
        empty(self._rows)
        self.rows = []
        for one in found:
            box, inside = card_frame()
            inside.addWidget(said_by_others(one.name, "heading"))
            versions = ngettext("{n} version", "{n} versions", one.versions).format(n=f"{one.versions:,}")
            told = _("Received {time}, {versions}").format(time=moment(one.at), versions=versions)
            inside.addWidget(label(told, "quiet"))
            undo = UndoImport(self.desk, one.manifest, one.name)
            undo.changed.connect(self.changed)
            inside.addWidget(undo)
            self.rows.append(undo)
            self._rows.addWidget(box)
        self.changed.emit()
