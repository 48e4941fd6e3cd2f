"""What a person can do from anywhere: one row for each action, with its words, key and icon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _
from app.ui.look import Look


@dataclass(frozen=True, slots=True)
class Row:
    """One action. `anywhere`: it works on every page; otherwise only where the page answers for it."""

    name: str
    text: str
    keys: str = ""
    icon: str = ""
    anywhere: bool = False


TABLE = (
    Row("new", N_("New note or record"), "Ctrl+N", "new", anywhere=True),
    Row("find", N_("Search"), "Ctrl+F", "search", anywhere=True),
    Row("library", N_("All records"), "Ctrl+1", "all", anywhere=True),
    Row("send", N_("Send"), "Ctrl+E", "send", anywhere=True),
    Row("receive", N_("Receive"), "Ctrl+I", "receive", anywhere=True),
    Row("conflicts", N_("Decisions"), "Ctrl+2", "conflict", anywhere=True),
    Row("cards", N_("Contact cards"), "Ctrl+3", "card", anywhere=True),
    Row("backup", N_("Backup"), "Ctrl+4", "backup", anywhere=True),
    Row("activity", N_("Activity"), "Ctrl+5", "activity", anywhere=True),
    Row("calendar", N_("Calendar"), "Ctrl+7", "calendar", anywhere=True),
    Row("settings", N_("Settings"), "Ctrl+,", "settings", anywhere=True),
    Row("forms", N_("Forms and lists"), "Ctrl+9", "columns", anywhere=True),
    Row("help", N_("Help"), "F1", "help", anywhere=True),
    Row("about", N_("About Keepsake"), "", "", anywhere=True),
    Row("interview", N_("Interview"), "Ctrl+8", "testimony", anywhere=True),
    Row("emergency", N_("Emergency"), "Ctrl+6", "emergency", anywhere=True),
    Row("hide", N_("Hide at once"), "F12", "", anywhere=True),
    Row("lock", N_("Lock"), "Ctrl+L", "lock", anywhere=True),
    Row("quit", N_("Quit"), "Ctrl+Q", "", anywhere=True),
    Row("back", N_("Back"), "Esc", "back", anywhere=True),
    Row("next_pane", N_("Next pane"), "F8", "", anywhere=True),
    Row("save", N_("Save a version"), "Ctrl+S", "save"),
    Row("save_next", N_("Save and go to the next"), "Ctrl+Return", ""),
    Row("edit", N_("Edit"), "F2", ""),
    Row("trash", N_("Move to trash"), "Del", "trash"),
    Row("undo", N_("Undo"), "Ctrl+Z", "undo", anywhere=True),
    Row("redo", N_("Redo"), "Ctrl+Shift+Z", ""),
    Row("code", N_("Make of the selection"), "Ctrl+M", "quote"),
    Row("history", N_("History"), "Ctrl+H", "history"),
    Row("next_field", N_("Next question"), "Ctrl+Down"),
    Row("field_before", N_("Question before"), "Ctrl+Up"),
    Row("next_step", N_("Next step of the interview"), "Ctrl+PgDown"),
    Row("step_back", N_("Step of the interview before"), "Ctrl+PgUp"),
    Row("cover", N_("Cover what is written in an interview, or show it again"), "F11"),
    Row("mark_date-words", N_("Note in an interview: own words for a date"), "F3"),
    Row("mark_place-words", N_("Note in an interview: own words for a place"), "F4"),
    Row("mark_question", N_("Note in an interview: a question"), "F5"),
    Row("mark_answer", N_("Note in an interview: an answer"), "F6"),
    Row("mark_pause", N_("Mark in an interview: a pause"), "F7"),
    Row("mark_distress", N_("Mark in an interview: distress"), "F9"),
    Row("mark_off-record", N_("Off the record, or recorded again"), "F10"),
    Row("mark_break", N_("Begin, break or go on with the session"), "Shift+F5"),
    Row("mark_interruption", N_("Mark in an interview: interruption"), "Shift+F6"),
    Row("mark_interpreter", N_("Mark in an interview: trouble with the interpreting"), "Shift+F7"),
)


BEFORE = ("help", "quit", "hide", "lock")
"""What can be done before a vault is open, too."""

NAMES = {
    row.keys: row.name for row in TABLE if row.keys.startswith(("Ctrl+", "F12")) and row.name not in ("undo", "redo")
}
"""Keys that are ours even in a text field, with the names of their actions."""


URGENT = {row.keys: row.name for row in TABLE if row.name in ("lock", "hide")}
"""Keys that work whatever is open."""


def make(window: QWidget, look: Look, does: Callable[[str], None]) -> dict[str, QAction]:
    """Return the table's actions on `window`, by name; each calls `does` with its name."""
    made: dict[str, QAction] = {}
    for one in TABLE:
        action = QAction(_(one.text), window)
        action.setObjectName(one.name)
        if one.keys:
            action.setShortcut(QKeySequence(one.keys))
        if one.icon:
            look.dress(action, one.icon)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(partial(_call, does, one.name))
        window.addAction(action)
        made[one.name] = action
    translate(made)
    return made


def translate(made: Mapping[str, QAction]) -> None:
    """Give the actions their words in the language in use."""
    for one in TABLE:
        action = made[one.name]
        action.setText(_(one.text))
        if one.keys:
            action.setToolTip(f"{_(one.text)} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")


def _call(does: Callable[[str], None], name: str, _checked: bool = False) -> None:
    does(name)


class Doing:
    """The table's actions on a window: made, allowed where they can be done, and done."""

    def __init__(self, window: QWidget, look: Look, everywhere: Mapping[str, Callable[[], object]]) -> None:
        self._everywhere = everywhere
        self._here: dict[str, Callable[[], object]] = {}
        self.made = make(window, look, self._do)
        self.allow({}, opened=False)

    def allow(self, here: Mapping[str, Callable[[], object]], *, opened: bool) -> None:
        """Enable what can be done with a vault open or not, on a page that answers for what is in `here`."""
        self._here = dict(here)
        for one in TABLE:
            usable = one.name in here or (one.anywhere and (opened or one.name in BEFORE))
            self.made[one.name].setEnabled(usable)

    def _do(self, name: str) -> None:
        """Do what the page answers with for an action, else what it does anywhere."""
        here, everywhere = self._here.get(name), self._everywhere.get(name)
        if (here is None or here() is False) and everywhere is not None:  # False: the page had nothing to do
            everywhere()


class OwnKeys(QObject):
    """Keeps our keys from text fields: on some systems they make Ctrl+E the end of the line and Ctrl+H a deletion.

    Lock and hide work in every other window of ours too, and while a dialog or a menu takes all keys for itself. It is
    an event filter of the windows' handles.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_window)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let no field take a key whose action can be done now."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            name = NAMES.get(QKeySequence(event.keyCombination()).toString())
            if name is not None and self._actions[name].isEnabled():
                event.ignore()
                return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            name = URGENT.get(QKeySequence(event.keyCombination()).toString())
            if name is not None and self._actions[name].isEnabled():  # no shortcut took it: a dialog or menu is open
                self._actions[name].trigger()
                return True
        return super().eventFilter(watched, event)
