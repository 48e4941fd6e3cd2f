"""Receiving, in the window, from a vault opened beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.base import i18n
from app.domain import ids
from app.services import authoring, casework, checking, practice, quarantining, receiving, sending, trusting
from app.services.session import Session
from app.storage import revisions
from app.ui.exchange import receive
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window, make_vault
from tests.gui.keyboard import Heartbeat
from tests.gui.meeting import BARE, card_of, drop, faults_of, introduce, other_vault, send_to_window, sound


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "hq", "Headquarters", "headquarters", sample=False)


@pytest.fixture
def field(window: Window, tmp_path: Path) -> Iterator[Session]:
    with other_vault(tmp_path / "field", "Field", "field") as opened:
        practice.fill(opened)
        yield opened


def words_on(page: object) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)  # type: ignore[attr-defined]


def press(page: object, words: str) -> None:
    found = [one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()]  # type: ignore[attr-defined]
    assert found, words
    found[0].click()


def test_a_dropped_bundle_is_shown_before_and_received_by_one_button(
    window: Window, field: Session, tmp_path: Path
) -> None:
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    empty = sound(window)
    page: receive.ReceivePage = window.go("receive")
    drop(page, bundle)
    window.settle()
    (row,) = page.files
    assert row.state == "ready"
    window.wait(lambda: "From Field" in words_on(page))
    told = words_on(page)
    assert "Verified" in told
    assert field.card.fingerprint in told.replace(" ", "").replace("\n", "")
    assert "Act 12" in told
    assert sound(window) == empty
    window.wait(lambda: window.shell.focusWidget() is row.receive_button)
    row.receive_button.click()
    window.settle()
    assert row.state == "done"
    window.wait(lambda: "55 records came in." in words_on(page))
    assert sound(window) == checking.verify(field)["digest"]
    drop(page, bundle)
    window.settle()
    window.wait(lambda: "Received before" in words_on(page))
    window.qtbot.wait(30)
    press(page, "Send something back now")
    window.settle()
    assert window.shell._shown.page == "send"
    assert window.page.sending.to.key == field.card.key_id


def test_an_unverified_sender_is_explained_and_nothing_comes_in_until_the_card_is_compared(
    window: Window, field: Session, tmp_path: Path
) -> None:
    ours = window.do(lambda mine: card_of(mine, tmp_path))
    trusting.take_card(field, ours, window.desk.owner.fingerprint)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    empty = sound(window)
    page: receive.ReceivePage = window.go("receive")
    page.add([bundle])
    window.settle()
    window.wait(lambda: "It says it is from Field" in words_on(page))
    told = words_on(page)
    assert "Anybody can write this name" in told
    assert sound(window) == empty
    assert window.do(casework.listing) == []
    window.qtbot.wait(30)
    press(page, "Keep it apart")
    window.settle()
    assert page.files == []
    (waiting,) = window.do(quarantining.listing)
    assert waiting.status == "unknown"
    window.wait(lambda: "1 file waits apart" in words_on(page))
    bundle.unlink()
    window.qtbot.wait(30)
    press(page, "Take in their card")
    window.settle()
    cards = window.page
    cards.take(card_of(field, tmp_path))
    window.settle()
    assert cards.comparing.isVisible()
    cards.comparing.field.setText(field.card.fingerprint)
    cards.comparing.check.click()
    window.settle()
    window.qtbot.wait(30)
    press(cards, "Receive what waited")
    window.settle()
    (row,) = page.files
    assert row.state == "ready"
    row.receive_button.click()
    window.settle()
    assert row.state == "done"
    assert window.do(quarantining.listing) == ()
    assert sound(window) == checking.verify(field)["digest"]


def test_removing_from_quarantine_is_asked_in_place(window: Window, field: Session, tmp_path: Path) -> None:
    introduce(window, field, tmp_path, both=False)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    page.add([bundle])
    window.settle()
    page.files[0].take()
    window.settle()
    window.qtbot.wait(30)
    press(page, "Remove...")
    window.wait(lambda: "for good?" in words_on(page))
    window.qtbot.wait(30)
    press(page, "Keep it")
    assert len(window.do(quarantining.listing)) == 1
    window.qtbot.wait(30)
    press(page, "Remove...")
    window.qtbot.wait(30)
    press(page, "Remove for good")
    window.settle()
    assert window.do(quarantining.listing) == ()
    assert not page.waiting.isVisible()


def test_a_damaged_file_is_refused_and_the_next_one_is_read(window: Window, field: Session, tmp_path: Path) -> None:
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    broken = tmp_path / "broken.age"
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    empty = sound(window)
    page: receive.ReceivePage = window.go("receive")
    page.add([broken, tmp_path / "not there.age", bundle])
    window.settle()
    assert [one.state for one in page.files] == ["failed", "failed", "ready"]
    assert sound(window) == empty
    broken.write_bytes(bundle.read_bytes())
    page.files[0].ending.findChild(QPushButton).click()
    window.settle()
    assert page.files[0].state == "ready"


def test_cancelling_while_it_comes_in_leaves_everything_as_it_was(
    window: Window, field: Session, tmp_path: Path
) -> None:
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    page.add([bundle])
    window.settle()
    empty = sound(window)
    (row,) = page.files
    row.take()
    row.cancel()
    window.settle()
    assert row.state == "stopped"
    window.wait(lambda: "You stopped it" in words_on(page))
    assert sound(window) == empty
    assert window.do(casework.listing) == []
    window.qtbot.wait(30)
    press(page, "Try again")
    window.settle()
    assert row.state == "done"
    assert sound(window) == checking.verify(field)["digest"]


def test_an_import_is_undone_and_that_is_undone_too(window: Window, field: Session, tmp_path: Path) -> None:
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    page.add([bundle])
    window.settle()
    page.files[0].take()
    window.settle()
    full = window.do(casework.listing)
    (undo,) = page.lately.rows
    window.wait(undo.button.isVisible)
    assert "Received lately" in words_on(page)
    undo.button.click()
    window.settle()
    window.wait(lambda: "55 records that came new go to the trash." in words_on(page))
    window.qtbot.wait(30)
    press(undo, "Leave it as it is")
    window.settle()
    assert window.do(casework.listing) == full
    undo.button.click()
    window.settle()
    window.qtbot.wait(30)
    press(undo, "Undo the import")
    window.settle()
    assert window.do(casework.listing) == []
    sound(window)
    assert "The import is undone: 55 records." in window.shell.messages.text
    page.add([bundle])
    window.settle()
    window.wait(lambda: "Received before" in words_on(page))
    press(window.shell.messages, "Undo")
    window.settle()
    assert len(window.do(casework.listing)) == len(full)
    sound(window)


def test_the_window_lives_while_thousands_of_records_come_in(
    window: Window, field: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [
        authoring.make(field, ids.new_record_id(), "note", {"text": {"text": f"note {n}", "language": "en"}}, ())
        for n in range(3000)
    ]
    revisions.save_all(field.vault, made)
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    heart = Heartbeat()
    page.add([bundle])
    window.wait(lambda: page.files[0].state == "ready", timeout=120_000)
    page.files[0].take()
    window.wait(lambda: page.files[0].state == "done", timeout=120_000)
    heart.stop()
    with capsys.disabled():
        new = page.files[0].answer["counts"]["new"]
        print(f"\nreceiving {new:,} records: longest gap {heart.longest * 1000:.0f} ms")
    assert heart.longest < 1


@pytest.mark.parametrize(("size", "language"), [("normal", "en"), ("largest", "en"), ("normal", "ar")])
def test_each_state_is_named_in_order_and_whole(
    window: Window, field: Session, tmp_path: Path, look: Look, size: str, language: str
) -> None:
    ours = window.do(lambda mine: card_of(mine, tmp_path))
    trusting.take_card(field, ours, window.desk.owner.fingerprint)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    window.desk.set("text_size", size)
    i18n.use(language)
    look.use(size=size, language=language)
    try:
        page: receive.ReceivePage = window.go("receive")

        def check(state: str) -> None:
            window.settle()
            window.qtbot.wait(50)
            assert faults_of(page) == [], state
            buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
            assert sum(one.property("kind") == "main" for one in buttons) == 1, state
            assert sweeps.too_large(window.shell) == ""

        check("empty")
        page.add([bundle])
        check("unverified")
        page.files[0].take()
        check("kept apart")
        theirs = card_of(field, tmp_path)
        window.do(lambda mine: trusting.take_card(mine, theirs, field.card.fingerprint))
        window.desk.tell()
        check("verified since")
        page.receive_waiting(page.waiting.waiting[0])
        check("ready")
        page.files[0].take()
        check("received")
    finally:
        i18n.use("en")
        look.use(size="normal", language="en")


def seen(widget: object) -> bool:
    """Tell whether a widget can be seen whole without scrolling."""
    return widget.visibleRegion().boundingRect() == widget.rect()  # type: ignore[attr-defined]


def test_newer_files_are_on_top_and_the_keyboard_is_on_what_is_seen(
    window: Window, field: Session, tmp_path: Path
) -> None:
    introduce(window, field, tmp_path)
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    for n in range(5):
        (tmp_path / f"{n}.age").write_bytes(bundle.read_bytes()[:-n] if n else bundle.read_bytes())
        page.add([tmp_path / f"{n}.age"])
        window.settle()
        one = page.files[-1]
        window.wait(lambda one=one: window.shell.focusWidget() is one.first and seen(one.first))
        assert one.y() == min(other.y() for other in page.files)
    assert page.files[0].state == "ready"
    assert one.state == "failed"
    assert one.first.text() == "Try again"


def test_a_receipt_that_comes_with_a_file_is_told(window: Window, field: Session, tmp_path: Path) -> None:
    introduce(window, field, tmp_path)
    stick = tmp_path / "ours"
    stick.mkdir()
    window.do(lambda mine: casework.add(mine, "note", {"text": {"text": "one", "language": "en"}}))
    (ours,) = window.do(lambda mine: sending.send(mine, field.card.key_id, stick))["bundles"]
    receiving.receive(field, Path(ours))
    (bundle,) = send_to_window(field, window, tmp_path / "stick")
    page: receive.ReceivePage = window.go("receive")
    page.add([bundle])
    window.settle()
    window.wait(lambda: "Their receipt for what you sent on" in words_on(page))
    page.files[0].take()
    window.settle()
    window.wait(lambda: "Their receipt for what you sent on" in words_on(page))
