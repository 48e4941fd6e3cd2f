"""Sealing and erasing from the record's page: asked first, told with its limits, and nothing typed comes back."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.services import casework, contacts, erasing, sealing, session, trusting
from app.services.session import Session
from app.storage import drafts
from app.ui.look import Look
from tests.gui.conftest import FLOOR, PASSPHRASE, Window, make_vault
from tests.gui.test_record import add_note, box, open_record
from tests.unit.services import making
from tests.unit.storage import pages

MARK = "zqxj8w1vkp"


@pytest.fixture
def known(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[Window]:
    """A window on a vault that verified an office's card."""
    folder = make_vault(tmp_path / "vault", sample=False)
    _verify_an_office(folder, tmp_path)
    window = Window(qtbot, look, folder).open()
    yield window
    window.close()


def _verify_an_office(folder: Path, place: Path) -> None:
    with (
        session.create(place / "hq", "x", name="HQ", role="headquarters", practice=True, memory_kib=FLOOR) as office,
        session.open_session(folder, PASSPHRASE) as field,
    ):
        trusting.take_card(field, place / "card", contacts.write_card(office, place / "card"))


def _traces(window: Window) -> list[str]:
    def find(opened: Session) -> list[str]:
        return pages.find(opened.vault.folder, bytes(opened.vault.database_key), MARK.encode())

    return window.do(find)


def _closed(window: Window, record: str) -> str:
    return window.do(lambda opened: casework.state_of(opened, record)).closed


def test_erasing_asks_for_a_reason_and_takes_what_is_typed_too(known: Window) -> None:
    record = add_note(known, f"Words {MARK}.")
    page = open_record(known, record)
    QTest.keyClicks(box(known, page, "text"), f"more {MARK} ")
    page.head.erase.trigger()
    known.settle()
    assert page.removing.isVisible()
    assert not page.removing.go.isEnabled()
    QTest.keyClicks(page.removing.words, "Consent was withdrawn")
    page.removing.go.click()
    known.wait(lambda: _closed(known, record) == "erased")
    known.settle()
    assert not page.removing.isVisible()
    assert page.strips.erased.isVisible()
    assert not page.head.erase.isEnabled()
    assert page.fields() == {}
    known.desk.jobs.write(lambda opened, _tell: opened.vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)"))
    known.settle()
    assert known.do(lambda opened: drafts.get(opened.vault, record)) is None
    assert _traces(known) == []
    page.undo()
    page.show_history()
    known.settle()
    assert "Erased: Consent was withdrawn" in page.history.versions.item(0).text()
    assert _traces(known) == []


def test_leaving_it_as_it_is_changes_nothing(known: Window) -> None:
    record = add_note(known, "Words.")
    page = open_record(known, record)
    page.head.erase.trigger()
    known.settle()
    QTest.keyClicks(page.removing.words, "why")
    page.removing.away.click()
    known.settle()
    assert not page.removing.isVisible()
    assert _closed(known, record) == ""


@pytest.mark.parametrize("asked", ["seal", "erase"])
def test_escape_closes_what_is_asked_and_stays_on_the_record(known: Window, asked: str) -> None:
    record = add_note(known, "Words.")
    page = open_record(known, record)
    getattr(page.head, asked).trigger()
    known.settle()
    QTest.keyClicks(page.removing.words, "why")
    QTest.keyClick(page.removing.words, Qt.Key.Key_Escape)
    known.settle()
    assert known.page is page
    assert not page.removing.isVisible()
    assert _closed(known, record) == ""
    known.shell.actions_["back"].trigger()
    known.wait(lambda: known.page is not page)


def test_sealing_names_the_office_and_shows_the_label_from_then_on(known: Window) -> None:
    record = add_note(known, f"Words {MARK}.")
    page = open_record(known, record)
    QTest.keyClicks(box(known, page, "text"), f"more {MARK} ")
    page.head.seal.trigger()
    known.settle()
    ((_key, chosen),) = page.removing._boxes
    assert chosen.isChecked()
    assert chosen.text() == "HQ"
    assert not page.removing.go.isEnabled()
    QTest.keyClicks(page.removing.words, "Interview 7")
    page.removing.go.click()
    known.wait(lambda: _closed(known, record) == "sealed")
    known.settle()
    assert page.head.title.text() == "Interview 7"
    assert page.strips.sealed.isVisible()
    assert not page.head.seal.isEnabled()
    assert _traces(known) == []
    page.strips.add.click()
    known.wait(lambda: known.page is not page or page.place().record != record)
    known.settle()
    assert known.page.fields()["became"][0]["to"] == record


def test_a_sealing_that_fails_lets_one_type_on(known: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    record = add_note(known, "Words.")
    page = open_record(known, record)

    def failing(*_args: object, **_more: object) -> None:
        raise sealing.BadInput("no room for it")

    monkeypatch.setattr(sealing, "seal", failing)
    page.head.seal.trigger()
    known.settle()
    QTest.keyClicks(page.removing.words, "Interview 7")
    page.removing.go.click()
    known.settle()
    assert _closed(known, record) == ""
    QTest.keyClicks(box(known, page, "text"), "typed on ")
    known.settle()
    assert "typed on" in page.fields()["text"]["text"]


def test_a_request_to_erase_waits_among_the_decisions(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    folder = make_vault(tmp_path / "office", name="HQ", role="headquarters", sample=False)
    with (
        session.create(tmp_path / "lark", "x", name="Lark", role="field", practice=True, memory_kib=FLOOR) as lark,
        session.open_session(folder, PASSPHRASE) as office,
    ):
        making.introduce(tmp_path, lark, office)
        kept, goes = (casework.add(office, "note", {"text": {"text": f"{MARK} {n}"}}) for n in range(2))
        making.carry(office, lark, tmp_path)
        erasing.erase(lark, [kept, goes], "The witness is in danger")
        making.carry(lark, office, tmp_path)
    window = Window(qtbot, look, folder).open()
    page = window.go("conflicts")
    window.wait(lambda: len(page.requests.cards) == 2)
    side = window.shell._rail._buttons["conflicts"]
    window.wait(lambda: "(2)" in side.text())
    by = {one.record: card for one, card in zip(page.requests.found, page.requests.cards, strict=True)}
    assert "The witness is in danger" in by[kept].words.text()
    assert not page._none.isVisible()
    _press(window, by[kept], "Keep it")
    window.wait(lambda: len(page.requests.cards) == 1)
    window.wait(lambda: "(1)" in side.text())
    _press(window, page.requests.cards[0], "Erase it...")
    assert _closed(window, goes) == ""
    _press(window, page.requests.cards[0], "Yes, erase it for good")
    window.wait(lambda: not page.requests.cards)
    window.wait(lambda: "(" not in side.text())
    assert (_closed(window, kept), _closed(window, goes)) == ("", "erased")
    assert not page.requests.isVisible()
    window.close()


def _press(window: Window, card: QWidget, words: str) -> None:
    (button,) = [one for one in card.findChildren(QPushButton) if one.text() == words]
    window.wait(button.isVisible)
    button.click()


def test_what_is_sealed_from_the_start_is_never_in_the_vault(known: Window, tmp_path: Path) -> None:
    page = known.go("new")
    page.sealed.click()
    known.wait(lambda: known.shell._shown.page == "sealed")
    known.settle()
    page = known.page
    assert page.sign.isVisible()
    text = page.editors["text"]
    text.set_value({"text": f"Words {MARK}."})
    text.edited.emit()
    QTest.qWait(2500)  # longer than a draft waits
    known.go("library")
    known.settle()
    assert _traces(known) == []
    page = known.go("sealed")
    assert page.fields()["text"]["text"] == f"Words {MARK}."
    assert not page.seal_button.isEnabled()
    QTest.keyClicks(page.words, "Interview 8")
    known.wait(page.seal_button.isEnabled)
    page.seal_button.click()
    known.wait(lambda: known.shell._shown.page == "record")
    known.settle()
    assert known.page.head.title.text() == "Interview 8"
    assert _traces(known) == []
    assert known.go("sealed").fields() == {}


def test_locking_loses_what_is_not_sealed_yet_and_leaves_no_trace(known: Window) -> None:
    page = known.go("sealed")
    page.editors["text"].set_value({"text": f"Words {MARK}."})
    known.shell.lock()
    known.wait(known.shell.jobs.idle)
    known.open()
    assert _traces(known) == []
    assert known.go("sealed").fields() == {}


@pytest.fixture
def before() -> list[Session]:
    """Sessions that were there already: a test that failed before keeps its own."""
    gc.collect()
    return _sessions()


def _sessions() -> list[Session]:
    return [one for one in gc.get_objects() if isinstance(one, Session)]


def test_no_session_is_left_after_a_lock_whatever_was_asked(before: list[Session], known: Window) -> None:
    record = add_note(known, "Words.")
    page = open_record(known, record)
    for asks in (page.head.seal, page.head.erase):
        asks.trigger()
        known.settle()
    known.go("sealed")
    known.go("conflicts")
    known.shell.lock()
    known.settle()
    del page, asks
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QTest.qWait(50)
    gc.collect()
    assert [one for one in _sessions() if not any(one is old for old in before)] == []
