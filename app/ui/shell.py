"""The window: the entry before a vault is open, then the bar at the side and the pages; locking takes all away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.base import config
from app.ui import actions
from app.ui.bare import Bare
from app.ui.capture import Curtain
from app.ui.closing import close_others, forget_copied, kept, place_of
from app.ui.desk import Desk, Owner, Place
from app.ui.entry.front import Front
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.messages import Messages
from app.ui.page import Page, column, row
from app.ui.pages import PAGES, Pages
from app.ui.panes import next_pane
from app.ui.speaking import speak
from app.ui.warming import Warming
from app.ui.watching import Watch

if TYPE_CHECKING:
    from app.services.session import Session

CHANGING = ("new", "interview", "send", "receive")
"""Pages that are of no use in a vault that is open for reading only."""
MOST_BACK = 50
WARM_MS = 300


class Shell(Bare):
    """The main window. `begin` shows the entry; an opened vault becomes a desk until it is locked."""

    def __init__(self, look: Look, folder: Path | None = None) -> None:
        super().__init__()
        self.look = look
        self.folder = folder
        self.jobs = Jobs(self)
        self.jobs.stumbled.connect(self._on_stumbled)
        self._warming: Warming | None = None
        self.desk: Desk | None = None
        self.page: Page | None = None
        self._stack: Pages | None = None
        self._places: list[Place] = []
        self._after: Callable[[Front], None] | None = None
        self._outer = QStackedWidget()
        self.setCentralWidget(self._outer)
        self.front = Front(self.jobs, look)
        self.front.opened.connect(self._on_opened)
        self._outer.addWidget(self.front)
        self.messages: Messages | None = None
        self._doing = actions.Doing(self, look, self._anywhere())
        self.actions_ = self._doing.made
        self.first_keys = actions.OwnKeys(self.actions_, self)
        self._curtain = Curtain(self)

    @property
    def entry(self) -> QWidget | None:
        """The screen shown before a vault is open; None while one is."""
        return self.front.entry

    def begin(self) -> None:
        """Show the unlock screen when there is a vault to open, else the first run."""
        self.front.begin(self.folder)
        QTimer.singleShot(WARM_MS, self, self._warm)

    def begin_practice(self, folder: Path | None) -> None:
        """Open the practice vault in `folder`, or this user's own, made with the sample when there is none."""
        self.front.begin_practice(folder)
        self._warm()

    def _warm(self) -> None:
        """Load the pages while a passphrase is typed."""
        if self._warming is None:
            self._warming = Warming(self.jobs, self)

    # Desk

    def _on_opened(self, session: Session) -> None:
        folder = session.vault.folder
        self.folder = folder
        if not session.practice:  # the next start is for one's own work
            self.jobs.compute(lambda _tell: config.write(folder=str(folder)))
        owner = Owner(
            name=session.card.name,
            role=session.card.role,
            practice=session.practice,
            folder=folder,
            key_id=session.card.key_id,
            fingerprint=session.card.fingerprint,
            read_only=session.read_only,
            notices=session.vault.notices,
            by_recovery=self.front.by_recovery,
        )
        from app.services import settings  # noqa: PLC0415 - the unlock screen is there sooner without it

        self.jobs.adopt(session)
        self.jobs.read(settings.read, lambda values: self._open_desk(owner, values), failed=self._on_unreadable)

    def _on_unreadable(self, error: Exception) -> None:
        """Close a vault whose settings cannot be read, and say why."""
        self.jobs.release(lambda _closing: self.front.fail(error))

    def _open_desk(self, owner: Owner, values: dict[str, object]) -> None:
        self.look.use(theme=str(values["theme"]), size=str(values["text_size"]))
        desk = self.desk = Desk(self.jobs, self.look, owner, values, self)
        desk.went.connect(self.go)
        desk.back_asked.connect(self.back)
        desk.spoken.connect(self._on_spoken)
        desk.destroy_wanted.connect(self.destroy_keys)
        desk.hide_wanted.connect(self.vanish)
        desk.given_up.connect(self._on_given_up)
        self._curtain.follow(desk)
        self._watch = Watch(desk, lambda: int(desk.setting("lock_after")), lambda: desk.jobs.long_writing)
        self._watch.lock_wanted.connect(self.lock)
        self._build(desk)
        if values["window"]:
            self.restoreGeometry(QByteArray.fromBase64(str(values["window"]).encode()))
        self.front.empty()
        self.go(place_of(values["place"], PAGES) or Place("library"))

    def _build(self, desk: Desk) -> None:
        actions.translate(self.actions_)
        body = self._body = QWidget()
        self._stack = Pages(desk)
        self.messages = Messages(self.jobs, self.look)
        desk.said.connect(self.messages.say)
        desk.stumbled.connect(self.messages.tell_error)
        from app.ui.rail import Rail  # noqa: PLC0415 - as the settings
        from app.ui.safety.standing import Standing  # noqa: PLC0415 - as the settings

        self._rail = Rail(desk, self.actions_)
        layout = row(body, gap=0)
        layout.addWidget(self._rail)
        inner = column(gap=0)
        inner.addWidget(Standing(desk))
        inner.addWidget(self._stack, 1)
        inner.addWidget(self.messages)
        inner.addSpacing(6)
        layout.addLayout(inner, 1)
        self._outer.addWidget(body)
        self._outer.setCurrentWidget(body)
        self._rail.fit(self.width())
        self._enable_actions()

    def rebuild(self) -> None:
        """Make everything shown anew at the same place."""
        desk, place = self.desk, self._here()
        if desk is None or place is None:
            return
        if self.page is not None:
            self.page.locking()
        self._drop_pages()
        self._drop_body()
        self._build(desk)
        self._arrive(place, came_from=None)

    def _drop_body(self) -> None:
        self._outer.removeWidget(self._body)
        self._body.deleteLater()

    def _drop_pages(self) -> None:
        self.page = self.messages = None
        if self._stack is not None:
            self._stack.drop()

    def _on_spoken(self, language: str) -> None:
        self.look.use(language=speak(language))
        self.rebuild()

    def go(self, place: Place) -> None:
        """Go to a place, when the page shown now lets go of it."""
        if self.desk is None:
            return
        if self.desk.owner.read_only and place.page in CHANGING:
            self.desk.refuse()
            return
        here = self._here()
        self._leave(lambda: self._arrive(place, came_from=here))

    def back(self) -> None:
        """Go back to where one came from, or to all records."""
        if self.desk is None:
            return
        there = self._places.pop() if self._places else Place("library")
        self._leave(lambda: self._arrive(there, came_from=None))

    def _leave(self, then: Callable[[], None]) -> None:
        if self.page is None:
            then()
            return
        page = self.page

        def left() -> None:
            if self.page is page:  # it may have taken a while, and a lock or another way may have come first
                then()

        page.leave(left)

    def _arrive(self, place: Place, came_from: Place | None) -> None:
        desk, stack = self.desk, self._stack
        if desk is None or stack is None:
            return
        if came_from is not None and came_from != place:
            self._places = [*self._places[-MOST_BACK:], came_from]
        page = stack.at(place.page)
        self.page = page
        self._shown = place
        stack.setCurrentWidget(page)
        page.show_place(place)
        self._rail.mark(place.page)
        self._enable_actions()
        desk.set("place", kept(place))

    def _here(self) -> Place | None:
        if self.page is None:
            return None
        return self.page.place() or self._shown

    # Lock and end

    def lock(self) -> None:
        """Lock at once, with no question: what is being typed is kept, everything closes, the keys go."""
        if self.desk is not None and self.folder is not None:
            self._put_away()
            self.front.show_unlock(self.folder, closing=True)
            self._close_vault()
        elif self.desk is None:
            self.front.lock()

    def destroy_keys(self) -> None:
        """Lock, then destroy the keys of the vault for good: the page has asked, and there is no way back."""
        if self.desk is not None and self.folder is not None:
            self._put_away()
            self.front.show_destroying(self.folder)
            self._close_vault()

    def _close_vault(self) -> None:
        self._outer.setCurrentWidget(self.front)
        self._drop_body()
        self.jobs.release(self._on_released)

    def vanish(self) -> None:
        """Take every window away at once, lock, and end: starting again and unlocking leads back to the same place."""
        self.hide()
        close_others(self)
        self.close()

    def _on_given_up(self, after: Callable[[Front], None]) -> None:
        """Lock, and do something before the vault is opened again."""
        self._after = after
        self.lock()

    def _on_released(self, error: Exception | None) -> None:
        self.front.let_go()
        after, self._after = self._after, None
        if error is not None:
            self.front.fail(error)
        elif after is not None:
            after(self.front)

    def _on_stumbled(self, error: Exception) -> None:
        """Tell what went wrong after everything was put away: what was typed last may not be kept."""
        if self.desk is None:
            self.front.fail(error)

    def _put_away(self) -> None:
        desk, page = self.desk, self.page
        assert desk is not None
        self._watch.stop()
        if page is not None:
            page.locking()
            desk.set("place", kept(self._here() or self._shown))
        desk.set("window", bytes(self.saveGeometry().toBase64().data()).decode())
        close_others(self)
        forget_copied()
        self.desk = None
        self._drop_pages()
        self._places.clear()
        self._enable_actions()
        desk.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is being typed, close the vault, then end."""
        if self.desk is None and self.jobs.idle():
            event.accept()
            if self.isHidden():
                QApplication.quit()  # closing what cannot be seen ends nothing by itself
            return
        event.ignore()
        self.hide()
        if self.desk is None:
            QTimer.singleShot(50, self, self.close)  # a vault that is just being made or opened ends first
        else:
            self._put_away()
            self.jobs.release(lambda _error: QApplication.quit())

    # Actions

    def _anywhere(self) -> dict[str, Callable[[], object]]:
        alone = (name for name in PAGES if name not in ("record", "help"))  # those need to be told what to show
        does: dict[str, Callable[[], object]] = {name: partial(self.go, Place(name)) for name in alone}
        return does | {
            "find": self._find,
            "help": self._help,
            "lock": self.lock,
            "hide": self.vanish,
            "quit": self.close,
            "back": self.back,
            "next_pane": partial(next_pane, self),
            "undo": lambda: self.messages is not None and self.messages.undo(),
        }

    def _enable_actions(self) -> None:
        self._doing.allow(self.page.actions_here() if self.page is not None else {}, opened=self.desk is not None)

    def _find(self) -> None:
        self.go(Place("library", detail={"find": True}))

    def _help(self) -> None:
        if self.desk is not None and self.page is not None:
            self.go(Place("help", detail={"topic": self.page.help_topic}))
            return
        from app.ui.reading.window import show_help  # noqa: PLC0415 - before a vault is open, rarely

        show_help(self, self.look, getattr(self.entry, "help_topic", "first-steps"))

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the bar at the side become narrow with the window."""
        super().resizeEvent(event)
        if self.desk is not None:
            self._rail.fit(self.width())
