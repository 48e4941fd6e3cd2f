"""Keeps what is being typed: a draft at most two seconds after a change, a version when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base import i18n
from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.body import Fields
from app.services import casework, drafting
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.files.attachments import AttachmentsEditor

EVERY_MS = 2000

Then = Callable[[], None]


class _Ground:
    """The heads that what is typed stands on; only the writing thread touches it, in the order of its work."""

    def __init__(self, heads: tuple[str, ...]) -> None:
        self.heads = heads


class Keeper(QObject):
    """Keeps one record that is being typed. `begin` it, tell it of every change, `save` it."""

    told = Signal()
    """The words or the state changed."""
    saved = Signal(object, object)
    """A version was made: the record as it stands (Opened), and the fields that were handed in."""

    def __init__(self, desk: Desk, fields: Callable[[], Fields], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._fields = desk, fields
        self.record = self.type = ""
        self.words = ""
        self.telling = False
        """Whether it is just telling of its own saving."""
        self._ground = _Ground(())
        self._new = True
        self._drafted = False
        self._typed = self._kept = self._made = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def begin(self, opened: Opened) -> None:
        """Keep this record from now on. What was typed in the one before must have been handed over by `keep`."""
        self._timer.stop()
        self.record, self.type = opened.record, opened.type
        self._ground = _Ground(opened.heads)
        self._new = not opened.heads
        self._drafted = opened.drafted
        self._typed = self._kept = self._made = 0
        self._tell(_("Draft found again") if opened.drafted else "")

    def stand_on(self, heads: tuple[str, ...]) -> None:
        """Go on from these versions: what they say together is shown now, and nothing was typed since."""
        self._ground = _Ground(heads)

    @property
    def changed(self) -> bool:
        """Whether there is something that is no version yet."""
        return self._drafted or self._typed > self._made

    @property
    def new(self) -> bool:
        """Whether the record has no version yet."""
        return self._new

    def touched(self) -> None:
        """Note a change. The timer is not begun anew: who types without a pause is kept every two seconds too."""
        self._typed += 1
        if not self._timer.isActive():
            self._timer.start()
        if self._typed == self._kept + 1:
            self._tell(_("Typing..."))

    def keep(self, then: Then | None = None) -> None:
        """Keep a draft of what was typed, if anything was; then call `then`, also when it could not be kept."""
        self._timer.stop()
        if self._typed == self._kept or not self.record:
            if then is not None:
                then()
            return
        at, fields = self._typed, self._fields()
        record, type_, ground = self.record, self.type, self._ground
        self._kept = at
        empty = self._new and not fields

        def work(session: Session, _tell: object) -> None:
            if empty and not ground.heads:
                drafting.discard(session, record)
            else:
                drafting.keep(session, record, type_, fields, ground.heads)

        def done(_none: None) -> None:
            self._on_kept(record, at, empty)
            if then is not None:
                then()

        def not_done(error: Exception) -> None:
            self._on_not_kept(record, error)
            if then is not None:
                then()

        self._desk.jobs.write(work, done, failed=not_done, owner=self, urgent=True)

    def save(self, then: Then | None = None, failed: Callable[[Exception], None] | None = None) -> None:
        """Make a version of it, then call `then`; without a change at once. `failed` gets why it could not be."""
        self._timer.stop()
        if not self.changed:
            self._tell(self.words or _("Not changed"))
            if then is not None:
                then()
            return
        at, fields = self._typed, self._fields()
        if self._new and not fields:
            self.discard(then)
            return
        record, type_, ground = self.record, self.type, self._ground
        language = i18n.language()
        self._kept = at
        self._tell(_("Saving..."))

        def work(session: Session, _tell: object) -> tuple[casework.Saved, Opened, bool]:
            before = ground.heads
            saved = drafting.save(session, record, type_, fields, before)
            ground.heads = (saved.revision,)
            return saved, drafting.open_saved(session, saved, language), saved.revision not in before

        def done(result: tuple[casework.Saved, Opened, bool]) -> None:
            if record == self.record:
                self._on_saved(at, fields, result)
            if then is not None:
                then()

        def not_done(error: Exception) -> None:
            if record == self.record:
                self._drafted = True
                self._tell(_("Draft kept {time}").format(time=_now()))
            (failed or self._desk.fail)(error)

        # Urgent like a draft: all that is typed reaches the vault in the order in which it was typed.
        self._desk.jobs.write(work, done, failed=not_done, owner=self, urgent=True)

    def leave(self, page: QWidget, then: Then) -> None:
        """Make a version of what was typed on a page, then go; what cannot be one yet stays a draft."""

        def go() -> None:
            self.keep()
            then()

        def again() -> None:
            """Save once more what was typed while it was saved; what is typed during that is a draft."""
            if self._typed > self._made:
                self.save(go, as_draft)
            else:
                then()

        def as_draft(error: Exception) -> None:
            if not isinstance(error, KeepsakeError):
                self._desk.fail(error)
                return
            self._desk.say(_("{why} What you typed is kept as a draft.").format(why=error), "warning")
            go()

        if any(one.busy for one in page.findChildren(AttachmentsEditor)):  # leaving now would lose the file
            self._desk.say(_("A file is still on its way into the vault. Go when it is there, or stop it."), "warning")
        else:
            self.save(again, as_draft)

    def discard(self, then: Then | None = None) -> None:
        """Forget what was typed since the last version, then call `then`."""
        self._timer.stop()
        record = self.record
        self._drafted = False
        self._made = self._kept = self._typed
        self._tell("")
        self._desk.jobs.write(
            lambda session, _tell: drafting.discard(session, record),
            lambda _none: then() if then is not None else None,
            owner=self,
            urgent=True,
        )

    def stop(self) -> None:
        """Keep nothing any more; what is typed was handed on."""
        self._timer.stop()
        self.record = ""

    def _on_kept(self, record: str, at: int, empty: bool) -> None:
        if record != self.record:
            return
        self._drafted = not empty
        if empty:
            self._made = max(self._made, at)
        if at == self._typed:
            self._tell("" if empty else _("Draft kept {time}").format(time=_now()))

    def _on_not_kept(self, record: str, error: Exception) -> None:
        if record == self.record:
            self._kept = -1  # not kept: the next change tries again
            self._tell(_("Not kept"))
        self._desk.fail(error)

    def _on_saved(self, at: int, fields: Fields, result: tuple[casework.Saved, Opened, bool]) -> None:
        _saved, opened, new = result
        self._new = False
        self._made = max(self._made, at)
        self._drafted = False
        if self._typed == at:
            self._tell(_("Saved {time}").format(time=_now()) if new else _("Not changed"))
        elif not self._timer.isActive():
            self._timer.start()
        self.saved.emit(opened, fields)
        self.telling = True
        try:
            self._desk.tell(self.record)
        finally:
            self.telling = False

    def _tell(self, words: str) -> None:
        self.words = words
        self.told.emit()


def _now() -> str:
    """Return the time of the device's clock, as a person reads it there."""
    return f"{datetime.now():%H:%M}"  # noqa: DTZ005 - local on purpose
