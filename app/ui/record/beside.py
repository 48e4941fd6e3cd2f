"""What is done at the side of a record's page: its history is read there, and something is made of a passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.base.i18n import _
from app.domain.body import Fields
from app.services.coding import Made, Quoted
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.record import deeds
from app.ui.record.acts import taking_back
from app.ui.record.head import Head
from app.ui.record.history import History
from app.ui.record.keeping import Keeper
from app.ui.record.making import Making, Work, whole_text
from app.ui.record.panes import Panes

Now = Callable[[], tuple[Opened, Form] | None]


class Beside(QObject):
    """The side's parts and what they do to the record that `now` returns with its form."""

    changed = Signal()
    """Something was said of what is to be made of a passage."""
    ended = Signal()
    """It is made, or asked for no more."""

    def __init__(self, desk: Desk, keeper: Keeper, head: Head, panes: Panes, now: Now, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._keeper, self._head, self._panes, self._now = desk, keeper, head, panes, now
        self._side = panes.side
        self._side.closed.connect(self.go_back)
        self.history = History(desk, self._on_bring_back, self._typed)
        keeper.told.connect(self._on_told)
        self.making = Making(desk)
        self.making.wanted.connect(self._on_make)
        self.making.closed.connect(self.go_back)
        self.making.edited.connect(self.changed)
        self._under_way = False
        self._side.add(self.history, _("History"), scrolls=True)
        self._side.add(self.making, _("Make of the selection"), scrolls=True)

    @property
    def is_open(self) -> bool:
        """Whether something is shown at the side."""
        return self._side.part is not None

    def close(self) -> None:
        """Show nothing at the side."""
        self._panes.close_side()
        self.history.forget()
        self.ended.emit()
        self._head.history.setChecked(False)

    def go_back(self) -> None:
        """Close the side and put the keyboard where it came from."""
        part = self._side.part
        self.close()
        now = self._now()
        if part is self.history:
            self._head.history.setFocus()
        elif now is not None:
            now[1].setFocus()

    def show_history(self) -> None:
        """Show the history beside the form, or close it."""
        now = self._now()
        if self._side.part is self.history or now is None:
            self.go_back()
            return
        self._panes.open_side(self.history)
        self._head.history.setChecked(True)
        self.history.versions.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Show the history again, if it is shown."""
        now = self._now()
        if self._side.part is self.history and now is not None:
            self.history.show_record(now[0].record, read_only=now[0].kept)

    def code(self) -> None:
        """Ask what to make of the selected passage; without one, of the whole text."""
        now = self._now()
        if now is None or now[0].kept:
            return
        opened, form = now
        passage = form.selection()
        if passage is not None and passage.text.strip():
            self.make_of(Quoted(opened.record, passage.field, passage.start, passage.end, passage.text))
            return
        whole = whole_text(form.fields())
        if whole is None:
            self._desk.say(_("First write a text; then select a passage of it, and make something of it."))
        else:
            kind = "testimony" if opened.type == "note" else "act"
            self.make_of(Quoted(opened.record, whole[0], 0, len(whole[1]), whole[1]), kind, whole=True)

    def make_of(self, quoted: Quoted, kind: str = "act", *, whole: bool = False) -> None:
        """Ask what to make of a passage."""
        self._panes.open_side(self.making)
        self._head.history.setChecked(False)
        self.making.show_passage(quoted, kind, whole=whole)

    def begun(self) -> dict[str, Any]:
        """Return what is said of what is to be made of a passage, while that is asked."""
        return self.making.said() if self._side.part is self.making and not self._under_way else {}

    def go_on(self, said: Mapping[str, Any]) -> None:
        """Ask on about a passage of which something was said before, where it stands now."""
        now = self._now()
        passage = said.get("passage")
        if now is None or now[0].kept or not isinstance(passage, list) or len(passage) != 4:
            return
        field, start, end, words = passage
        text = (now[0].fields.get(field) or {}).get("text", "")
        if text[start:end] != words and (at := text.find(words)) >= 0:
            start, end = at, at + len(words)
        self._panes.open_side(self.making)
        self.making.go_on(Quoted(now[0].record, field, start, end, words), said)

    def _on_make(self, work: Work, words: str) -> None:
        def made(result: Made) -> None:
            self._under_way = False
            if self._side.part is self.making:
                self.go_back()
            taking_back(self._desk, result, words)

        def not_made(error: Exception) -> None:
            self._under_way = False
            self.changed.emit()
            self._desk.fail(error)

        def make() -> None:
            self._desk.jobs.write(lambda session, _tell: work(session), made, failed=not_made, owner=self)

        self._under_way = True
        self.ended.emit()  # locked now, it is not asked for once more
        self._keeper.save(make, not_made)  # the passage is cited as it stands in a version

    def _on_bring_back(self, revision: str) -> None:
        if self._now() is not None:
            deeds.bring_back(self._desk, self._keeper, self._opened, revision)

    def _typed(self) -> tuple[Opened, Fields] | None:
        """Return what is no version yet, and the record it will be one of."""
        now = self._now()
        return (now[0], now[1].fields()) if now is not None and self._keeper.changed else None

    def _on_told(self) -> None:
        if self._side.part is self.history:
            self.history.follow()

    def _opened(self) -> Opened:
        now = self._now()
        assert now is not None
        return now[0]
