"""The interview: one testimony typed on a calm screen before, while and after somebody speaks; nothing is forced."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base import i18n
from app.base.errors import UnknownRecord
from app.base.i18n import _
from app.domain import ids
from app.domain.body import Fields
from app.services import drafting, interviewing, titles
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Change, Desk, Place
from app.ui.editors.history import History
from app.ui.interview.head import CoverPage, Head
from app.ui.interview.listening import now
from app.ui.interview.marks import MARKS, OWN_WORDS, told
from app.ui.interview.steps import NAMES, Steps
from app.ui.jobs import Job
from app.ui.page import column
from app.ui.record import deeds
from app.ui.record.begun import Begun
from app.ui.record.typed import TypedPage

TICK_MS = 500


class InterviewPage(TypedPage):
    """One interview. `place.record` is its testimony, a new one without; `place.detail` may say the `step`."""

    help_topic = "window-interview"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened: Opened | None = None
        self._values: Fields = {}
        self._history = History({})
        self.begun = Begun(desk, None, self)
        self._place = Place("interview")
        self._step = NAMES[0]
        self._arriving = self._covered = False
        self._reading: Job | None = None
        does = {
            "session": self._on_session,
            "end": self._on_end,
            "cover": self.cover,
            "record": self._on_record,
            "save": self.save,
        }
        self.head = Head(desk, does, self.show_step)
        self._steps: Steps | None = None
        self._stack = QStackedWidget()
        self.cover_page = CoverPage(desk, self.cover)
        self._stack.addWidget(self.cover_page)
        layout = column(self, gap=0)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        self._ticking = QTimer(self)
        self._ticking.setInterval(TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()

    # Places

    def show_place(self, place: Place) -> None:
        """Show the interview of a testimony, or begin a new one."""
        record = place.record or ids.new_record_id()
        self._place, self._arriving = Place("interview", record, place.detail), True
        self._covered = bool(place.detail.get("covered"))
        self._opened = None
        self.begun.end()
        if self._steps is not None:  # until the next one is here: what is typed now would go nowhere
            self._steps.set_read_only(True)
        self.keeper.keep(partial(self._read, record, self._show_opened))

    def place(self) -> Place | None:
        """Return the interview and its step, to come back to."""
        if self._opened is None:
            return self._place
        begun = self.keeper.changed or not self.keeper.new
        detail = {"step": self._step} | ({"covered": True} if self._covered else {})
        return Place("interview", self._place.record if begun else "", detail)

    @property
    def steps(self) -> Steps:
        """The steps of the interview that is shown."""
        assert self._steps is not None
        return self._steps

    @property
    def typable(self) -> bool:
        """Whether an interview is shown that may be changed."""
        return self._opened is not None and not self._opened.kept

    def actions_here(self) -> dict[str, Callable[[], object]]:
        """Return what this page does."""
        marks = {f"mark_{kind}": partial(self._mark, kind) for kind, _words, _icon in MARKS}
        return {
            **marks,
            **self.ways(),
            "mark_off-record": partial(self._mark, "off-record"),
            "mark_break": self._on_session,
            "interview": self._on_record,
            "save": self.save,
            "save_next": self.desk.back,
            "edit": self._focus,
            "cover": self.cover,
            "next_step": partial(self._turn, 1),
            "step_back": partial(self._turn, -1),
            "code": self.code,
            "undo": self.undo,
            "redo": self.redo,
        }

    def locking(self) -> None:
        """Hand over what was typed since the last draft, and an act that is begun."""
        super().locking()
        self.begun.keep()

    # Reading

    def _read(self, record: str, then: Callable[[Opened], None]) -> None:
        language = i18n.language()

        def work(session: Session) -> Opened:
            try:
                return drafting.open_record(session, record, language)
            except UnknownRecord:
                return Opened(record, "testimony", {}, (), drafted=False, newer=False, fixed=session.read_only)

        self._reading = self.desk.jobs.read(work, then, failed=self.desk.fail, owner=self, replaces=self._reading)

    def _show_again(self, opened: Opened) -> None:
        """Show a testimony read again; never in the place of what was typed since."""
        if self.keeper.changed:
            self.steps.show_around(opened)
            self._tell_elsewhere()
        else:
            self._show_opened(opened)

    def _show_opened(self, opened: Opened) -> None:
        if opened.record != self._place.record:
            return
        if opened.type != "testimony":
            self.desk.go("record", opened.record)
            return
        self.keeper.keep()
        if self._opened is None or self._steps is None:
            self._make_steps(opened.record)
        self._opened, self._values = opened, deepcopy(opened.fields)
        self.keeper.begin(opened)
        self.begun.begin(opened.record)
        self._history = History(self._values)
        self._show_values()
        self.steps.set_read_only(not self.typable)
        self.steps.show_around(opened)
        if self._arriving:
            self._arriving = False
            wanted, covered = self._place.detail.get("step"), self._covered
            self._covered = False
            self.show_step(wanted if wanted in NAMES else NAMES[0])
            if covered:
                self.cover()
            if self.typable:
                self.begun.go_on()

    def _make_steps(self, record: str) -> None:
        if self._steps is not None:
            self._steps.drop()
        made = self._steps = Steps(self.desk, record, self.keeper, self._stack)
        made.changed.connect(self._on_changed_to)
        made.listening.caught.connect(self._on_caught)
        made.listening.to_text.clicked.connect(self._on_to_text)
        made.sides.time_wanted.connect(self._on_time)
        self.begun.follow(made.acts)
        self._chain.soon()

    def _show_values(self) -> None:
        self.steps.show_values(self._values)
        self._show_head()

    def _show_head(self) -> None:
        if self._opened is not None:
            language, schema = i18n.language(), self.desk.schema
            title = titles.title("testimony", self._values, self._opened.named, language, schema)
            self.head.show_title(title, covered=self._covered)
        self._tick()

    def _tick(self) -> None:
        if self._opened is not None and self.isVisible():
            self.head.show_clock(interviewing.clock(self.steps.listening.moments, now()), read_only=not self.typable)

    # Typing

    def fields(self) -> Fields:
        """Return the testimony as it stands, with all of it that is not asked here."""
        return deepcopy(self._values)

    def _on_changed_to(self, name: str, value: Any) -> None:
        if not self.typable:
            return
        values = {key: one for key, one in self._values.items() if key != name}
        if value is not None:
            values[name] = value
        if values != self._values:
            self._values = values
            step = self.steps.listening.pending if name == "moments" else name  # each note is a step of its own
            self._history.record(values, step, time.monotonic())
            self.keeper.touched()
        self.steps.follow(name, values)
        self._show_head()

    def undo(self) -> bool:
        """Take the last step back; without one the window undoes what it offers."""
        able = self._history.can_undo and self.typable and not self._covered
        if able:
            self._go(self._history.undo())
        return able

    def redo(self) -> None:
        """Take the step again that was taken back."""
        if self._history.can_redo and self.typable and not self._covered:
            self._go(self._history.redo())

    def _go(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._history.present = self._values
        self.keeper.touched()
        self._show_values()

    def _on_caught(self, kind: str, words: str) -> None:
        """Keep the witness's own words for a date or a place where the record asks for them, too."""
        name = OWN_WORDS[kind]
        value = self._values.get(name)
        before = value if isinstance(value, dict) and "answer" not in value else {}
        text = "\n".join(filter(None, (str(before.get("text") or ""), words)))
        self._on_changed_to(name, {"language": i18n.language(), **before, "text": text})

    def _on_to_text(self) -> None:
        if words := interviewing.told(self.steps.listening.moments, told()):
            self.show_step("text")
            self.steps.sides.append(words)

    def _on_time(self) -> None:
        self.steps.sides.write_time(interviewing.clock(self.steps.listening.moments, now()).seconds)

    def _on_told(self) -> None:
        self.head.show_state(self.keeper.words, read_only=self._opened is not None and not self.typable)

    def _on_saved(self, opened: Opened, sent: Fields) -> None:
        self._opened = opened
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.head.state, self.keeper.words))
        if not self.keeper.changed:
            if opened.fields != sent:  # what arrived meanwhile is merged in it, and new items have their ids
                self._values = deepcopy(opened.fields)
                self._history = History(self._values)
                self._show_values()
            self.keeper.stand_on(opened.heads)
        self._show_head()

    def _on_changed(self, change: Change) -> None:
        opened = self._opened
        if opened is None or self.keeper.telling or not self.isVisibleTo(self.window()):
            return
        if change.touches(opened.record) and not self.keeper.changed:
            self._read(opened.record, self._show_again)
            return
        self.steps.show_around(opened)
        if change.touches(opened.record):
            deeds.look_elsewhere(self.desk, opened, self._tell_elsewhere, self)

    def _tell_elsewhere(self) -> None:
        self.desk.say(_("This testimony was changed elsewhere meanwhile. Saving keeps both."), "warning")

    # Steps and cover

    def show_step(self, step: str) -> None:
        """Go to a step of the interview."""
        if self._covered or self._opened is None:
            self.head.show_step(self._step)
            return
        self._step = step
        self._stack.setCurrentWidget(self.steps.by_name[step])
        self.head.show_step(step)
        self._chain.soon()
        self._focus()

    def _turn(self, by: int) -> None:
        at = NAMES.index(self._step) + by
        if 0 <= at < len(NAMES):
            self.show_step(NAMES[at])

    def _focus(self) -> None:
        if not self._covered and self._opened is not None:
            self.steps.focus(self._step)

    def cover(self) -> None:
        """Cover everything that is written, at once; or show it again."""
        if self._opened is None:
            return
        self._covered = not self._covered
        shown: QWidget = self.cover_page if self._covered else self.steps.by_name[self._step]
        self._stack.setCurrentWidget(shown)
        self._show_head()
        (self.cover_page.button.setFocus if self._covered else self._focus)()

    # What one does

    def _mark(self, kind: str) -> None:
        if not self._covered and self.typable:
            self.steps.listening.mark(kind)

    def _on_session(self) -> None:
        if self.typable:
            self.steps.listening.rest()

    def _on_end(self) -> None:
        self.steps.listening.end()
        lasted = interviewing.clock(self.steps.listening.moments, now()).seconds
        if lasted and "minutes" not in self._values:
            self._on_changed_to("minutes", {"best": max(1, round(lasted / 60))})

    def _on_record(self) -> None:
        if not self._covered:  # only lifting the cover shows what is written
            self.desk.go("record", self._place.record, type="testimony")

    def code(self) -> None:
        """Open the testimony as a record, and ask there what to make of the selected passage."""
        passage = self.steps.sides.selection() if self._opened is not None else None
        if passage is not None and not self._covered:
            self.desk.go("record", self._place.record, code=list(passage))
        else:
            self._on_record()
