"""An editor of one value by itself, in sight, and what a person does in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import schema
from app.domain.schema.kinds import Date, Field, Flag, Kind, Names, Number, Place, Term, Text
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.date import DateEditor
from app.ui.editors.flag import FlagEditor
from app.ui.editors.names import NameEditor
from app.ui.editors.number import NumberEditor
from app.ui.editors.place import PlaceEditor
from app.ui.editors.term import TermEditor
from app.ui.editors.text import TextEditor
from tests.added_fields import with_fields

KINDS: dict[type[Editor], Kind] = {
    TextEditor: Text(),
    DateEditor: Date(),
    NumberEditor: Number(),
    TermEditor: Term("act"),
    PlaceEditor: Place(),
    NameEditor: Names(),
    FlagEditor: Flag(),
}


def shown(desk: Desk, qtbot: QtBot, kind: Kind, value: Any = None) -> Any:
    """Return the editor of a kind, in sight, with a value and a count of what a person changed."""
    which = next(one for one, known in KINDS.items() if type(known) is type(kind))
    made = which(desk, Field("when", kind, "Field"))
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    made.set_value(value)
    made.changes = []
    made.edited.connect(lambda: made.changes.append(1))
    made.activateWindow()
    made.focus_first()
    qtbot.waitUntil(
        lambda: QApplication.focusWidget() is not None and made.isAncestorOf(QApplication.focusWidget()),
        timeout=120_000,
    )
    return made


def checked(kind: Kind, value: Any) -> Any:
    """Return a value as the schema keeps it."""
    return with_fields(schema.OURS, "note", Field("tried", kind, "Field")).check_fields("note", {"tried": value})[
        "tried"
    ]


def type_(editor: Any, text: str) -> None:
    """Type a text, as an input method hands it over where it has no keys."""
    into = QApplication.focusWidget()
    assert into is not None
    if text.isascii():
        QTest.keyClicks(into, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(into, event)


FULL: list[tuple[Kind, Any]] = [
    (Text(), {"text": "a", "language": "en", "translations": [{"id": "k1", "text": "b"}]}),
    (Text(long=True), {"text": "a", "translations": [{"id": "k1", "text": "b"}]}),
    (Date(), {"edtf": "2012", "words": "said", "basis": "b"}),
    (Number(), {"min": 1, "best": 2, "max": 3}),
    (Term("act"), {"term": "act/killing"}),
    (Place(), {"words": "a", "names": [{"id": "n1", "text": "b"}], "point": {"lat": 1, "lon": 1}}),
    (Names(), {"id": "n1", "text": "a"}),
    (Flag(), True),
]
