"""What is begun beside a record is there again after a lock, a crash, or on coming back, and gone when it is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from app.services import linked, settings
from app.services.casework import listing
from app.ui.files.attachments import AttachmentsEditor
from app.ui.record.page import RecordPage
from tests.gui.conftest import Window
from tests.gui.test_record import INCIDENT, add_note, box, open_record
from tests.gui.test_record_coding import add_person, focus, press, select
from tests.gui.test_record_typing import busy


def kept(window: Window) -> Any:
    return window.do(lambda session: settings.read(session)["begun"])


def begin_act(window: Window) -> RecordPage:
    page = open_record(window, INCIDENT)
    assert page.acts is not None
    press(page.acts.add)
    parts = page.acts.parts
    assert parts is not None
    QTest.keyClicks(focus(), "Torture")
    add_person(window, parts, "victims", "Wren")
    return page


def begin_making(window: Window) -> RecordPage:
    record = add_note(window, "Three people were taken. Cao Shunli was beaten.")
    page = open_record(window, record)
    select(box(window, page, "text"), "Cao Shunli was beaten")
    page.code()
    window.settle()
    page.making.parts.focus_first()
    QTest.keyClicks(focus(), "Torture")
    add_person(window, page.making.parts, "victims", "Wren")
    return page


def again(window: Window) -> RecordPage:
    window.open()
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.form is not None)
    window.settle()
    page = window.page
    assert isinstance(page, RecordPage)
    return page


def test_an_act_begun_is_there_again_after_locking_and_gone_when_it_is_added(window: Window) -> None:
    page = begin_act(window)
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    page = again(window)
    assert page.acts is not None
    assert page.acts.parts is not None
    said = page.acts.parts.said()
    assert said.act_type == "act/torture"
    assert len(said.victims) == 1
    press(page.acts.make)
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 3)
    window.settle()
    assert kept(window) == {}


def test_an_act_begun_is_there_again_after_a_crash(window: Window) -> None:
    page = begin_act(window)
    window.wait(lambda: kept(window))
    page.begun._record = ""  # nothing more reaches the vault, as after kill -9
    window.close()
    page = again(window)
    assert page.acts is not None
    assert page.acts.parts is not None
    assert page.acts.parts.said().act_type == "act/torture"


def test_what_is_made_of_a_passage_is_asked_on_after_locking_where_the_passage_stands(window: Window) -> None:
    page = begin_making(window)
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    page = again(window)
    assert page.making.isVisible()
    assert page.making._quote.text() == "Cao Shunli was beaten"
    said = page.making.parts.said()
    assert said.act_type == "act/torture"
    assert len(said.victims) == 1
    press(page.making.make)
    window.wait(lambda: any(one["title"].startswith("Torture") for one in acts(window)))
    window.settle()
    assert kept(window) == {}


def acts(window: Window) -> list[dict[str, str]]:
    found: list[dict[str, str]] = window.do(lambda session: listing(session, "act"))
    return [one for one in found if "Wren" in one["title"] or one["title"] == "Torture"]


def test_what_is_closed_is_not_asked_on_and_what_one_only_left_is(window: Window) -> None:
    page = begin_making(window)
    record = page.form.record  # type: ignore[union-attr]
    window.go("library")
    page = open_record(window, record)
    assert page.making.isVisible()
    assert page.making.parts.said().act_type == "act/torture"
    press(page.making._cancel)
    window.go("library")
    page = open_record(window, record)
    assert not page.making.isVisible()
    assert kept(window) == {}


def test_a_file_that_was_on_its_way_when_one_locked_is_told_of_once(window: Window, tmp_path: Path) -> None:
    page = open_record(window, add_note(window, "First words."))
    assert page.form is not None
    page.form.reveal("attachments")
    window.wait(lambda: page.findChildren(AttachmentsEditor))
    file = tmp_path / "recording.bin"
    file.write_bytes(b"\0" * (24 << 20))
    page.findChildren(AttachmentsEditor)[0].attach([file])
    window.shell.lock()
    window.wait(window.shell.jobs.idle, timeout=120_000)
    page = again(window)
    assert window.shell.messages is not None
    assert "attach it again" in window.shell.messages.text
    window.wait(lambda: kept(window) == {})


def test_an_act_that_is_just_added_when_one_locks_is_not_asked_for_again(window: Window) -> None:
    page = begin_act(window)
    busy(window)
    assert page.acts is not None
    press(page.acts.make)
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    page = again(window)
    assert page.acts is not None
    assert page.acts.parts is None
    assert len(window.do(lambda session: linked.acts_of(session, INCIDENT))) == 3
