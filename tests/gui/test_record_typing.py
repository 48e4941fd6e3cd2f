"""What is typed while the record is read, saved or left is never lost, nor written into another one."""

from __future__ import annotations

import time

from PySide6.QtTest import QTest

from app.services import casework
from app.services.session import Session
from tests.gui.conftest import Window
from tests.gui.test_record import add_note, box, open_record


def text_of(window: Window, record: str) -> str:
    return str(window.do(lambda session: casework.state_of(session, record)).fields["text"]["text"])


def busy(window: Window, seconds: float = 0.4) -> None:
    """Keep both threads of the vault at work, as a large save or a slow stick does."""

    def wait(_session: Session, _tell: object = None) -> None:
        time.sleep(seconds)

    window.shell.jobs.write(wait)
    window.shell.jobs.read(wait)


def test_what_is_typed_while_the_record_is_read_again_stays_and_is_merged(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    text = box(window, page, "text")
    window.do(lambda session: casework.edit(session, record, {"remarks": {"text": "theirs"}}))
    busy(window)
    window.desk.tell(record)  # the page reads it again
    QTest.keyClicks(text, "Mine. ")
    window.settle()
    assert text.toPlainText() == "Mine. First words."
    assert page.strips.elsewhere.isVisible()
    window.go("library")
    state = window.do(lambda session: casework.state_of(session, record))
    assert state.fields["text"]["text"] == "Mine. First words."
    assert state.fields["remarks"]["text"] == "theirs"
