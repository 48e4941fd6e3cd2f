"""Sending, in the window, to a vault opened beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.base import i18n
from app.domain.ids import new_record_id
from app.domain.query import Query
from app.services import (
    authoring,
    casework,
    checking,
    drafting,
    parcels,
    receiving,
    searches,
    sending,
    trusting,
    writing,
)
from app.services.session import Session
from app.storage import revisions, trust
from app.ui.exchange import send
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window
from tests.gui.keyboard import Heartbeat
from tests.gui.meeting import BARE, card_of, faults_of, introduce, other_vault, sound


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: int
    used: int
    free: int


@pytest.fixture
def office(window: Window, tmp_path: Path) -> Iterator[Session]:
    with other_vault(tmp_path / "office") as opened:
        introduce(window, opened, tmp_path)
        (tmp_path / "stick").mkdir()
        yield opened


def go_over(window: Window, **detail: object) -> send.SendPage:
    """Go to the page and on to where it is looked over."""
    page: send.SendPage = window.go("send", **detail)
    page.next()
    window.settle()
    page.next()
    window.settle()
    assert page.now == send.OVER
    return page


def text(words: str) -> dict[str, str]:
    return {"text": words, "language": "en"}


def words_on(page: object) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)  # type: ignore[attr-defined]


def test_everything_new_goes_by_keyboard_alone_and_the_receipt_is_true(
    window: Window, office: Session, tmp_path: Path
) -> None:
    page = window.go("send")
    keys = window.qtbot.keyClick
    keys(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.settle()
    assert page.now == send.WHOM
    assert QApplication.focusWidget() is page.whom.list
    assert page.whom.list.chosen().name == "Headquarters"
    assert "".join(page.whom.list.chosen().groups) == office.card.fingerprint
    keys(page.whom.list, Qt.Key.Key_Return)
    window.settle()
    assert page.now == send.OVER
    keys(QApplication.focusWidget(), Qt.Key.Key_Space)
    page.where.look_at(tmp_path / "stick")  # what the folder dialog hands over
    window.settle()
    assert page.next_button.isEnabled()
    keys(page.where, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    window.settle()
    assert page.sent.done
    assert page.place().detail["step"] == send.WHAT
    assert QApplication.focusWidget() is page.done_button
    (file,) = (tmp_path / "stick").iterdir()
    window.wait(lambda: file.name in words_on(page))
    told = words_on(page)
    assert str(tmp_path / "stick") in told
    assert hashlib.sha256(file.read_bytes()).hexdigest() in told.replace(" ", "")
    assert office.card.fingerprint in told.replace(" ", "").replace("\n", "")
    assert receiving.receive(office, file)["counts"]["new"] == 55
    assert sound(window) == checking.verify(office)["digest"]
    assert window.desk.setting("last_recipient") == office.card.key_id
    page.another_button.click()
    window.settle()
    assert page.now == send.WHAT
    assert not page.sent.done


def test_a_selection_with_titles_can_be_made_smaller(window: Window, office: Session, tmp_path: Path) -> None:
    chosen = [row["id"] for row in window.do(lambda session: casework.listing(session, "person"))][:2]
    page = go_over(window, records=chosen)
    assert page.sending.foreseen is not None
    assert page.sending.foreseen.types == {"person": 2}
    page.back()
    window.settle()
    page.back()
    window.settle()
    page.what.remove_button.click()
    page.next()
    window.settle()
    page.next()
    window.settle()
    assert page.sending.foreseen.types == {"person": 1}
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    page.next()
    window.settle()
    (file,) = (tmp_path / "stick").iterdir()
    assert receiving.receive(office, file)["types"] == {"person": 1}


def test_four_thousand_records_are_counted_and_the_window_answers(window: Window, office: Session) -> None:
    def fill(session: Session) -> list[str]:
        made = [authoring.make(session, new_record_id(), "note", {"text": text(f"note {n}")}, ()) for n in range(4000)]
        revisions.save_all(session.vault, made)
        return [one.header.record for one in made]

    chosen = window.do(fill)
    heart = Heartbeat()
    page = window.go("send", records=chosen)
    window.wait(lambda: page.what.list.count() == 200)
    heart.stop()
    assert heart.longest < 0.3, heart.told()
    told = words_on(page)
    assert "4,000 records" in told
    assert "and 3,800 more" in told
    page.what.list.setFocus()
    window.qtbot.keyClick(page.what.list, Qt.Key.Key_Delete)
    window.settle()
    assert "3,999 records" in words_on(page)
    assert page.place().detail["records"] == []
    assert len(str(window.desk.setting("place"))) < 1000
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    assert window.page.now == send.WHAT
    assert window.page.sending.scope == "since-last"
    assert "3,999 records" in window.shell.messages.text


def test_an_unverified_card_is_doubted_again_after_unlocking(window: Window, tmp_path: Path) -> None:
    with other_vault(tmp_path / "a", "Unsure") as unsure:
        path = card_of(unsure, tmp_path)
        window.do(lambda session: trusting.take_card(session, path, None))
    page = window.go("send")
    page.next()
    window.settle()
    page.whom._despite.click()
    page.next()
    window.settle()
    assert page.now == send.OVER
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    window.settle()
    page = window.page
    assert page.now == send.WHOM
    assert page.sending.to is not None
    assert not page.next_button.isEnabled()


@pytest.mark.parametrize("shown", ["ids", "since-last"])
def test_tab_goes_down_the_page_whatever_is_chosen(window: Window, office: Session, shown: str) -> None:
    chosen = [row["id"] for row in window.do(lambda session: casework.listing(session, "person"))]
    page = window.go("send", records=chosen)
    page.what._scopes[shown].setChecked(True)
    window.settle()
    window.qtbot.wait(50)
    assert faults_of(page) == []


def test_what_a_saved_search_finds_is_sent(window: Window, office: Session, tmp_path: Path) -> None:
    page = window.go("send")
    assert not page.what._scopes["search"].isEnabled()
    search = searches.Saved("People", Query(types=("person",)))
    window.desk.set("searches", searches.to_setting([search]))
    window.settle()
    page = window.go("send")
    page.what._scopes["search"].setChecked(True)
    window.settle()
    people = window.do(lambda session: casework.listing(session, "person"))
    window.wait(lambda: f"{len(people)} records" in words_on(page))
    assert faults_of(page) == []
    page.next()
    window.settle()
    page.next()
    window.settle()
    assert page.sending.foreseen.types == {"person": len(people)}
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    page.next()
    window.settle()
    (file,) = (tmp_path / "stick").iterdir()
    assert receiving.receive(office, file)["types"] == {"person": len(people)}


def test_what_stays_and_what_is_being_typed_is_told_before(window: Window, office: Session) -> None:
    def fill(session: Session) -> str:
        protected = {"confidentiality": {"term": "confidentiality/source-protected"}}
        casework.add(session, "note", {"text": {"text": "the secret meeting", "language": "en"}} | protected)
        drafting.keep(session, new_record_id(), "note", {"text": {"text": "half typed", "language": "en"}}, ())
        broken = new_record_id()
        drafting.keep(session, broken, "note", {"text": 5}, ())
        return broken

    broken = window.do(fill)
    before = window.do(lambda session: len(drafting.waiting(session)))
    page = go_over(window)
    window.wait(lambda: "the secret meeting: its source is protected" in words_on(page))
    told = words_on(page)
    assert "half typed" in told
    assert [one.record for one in page.sending.foreseen.unfinished] == [broken]
    assert window.do(lambda session: len(drafting.waiting(session))) == before


def test_an_unverified_card_warns_and_a_revoked_one_is_not_offered(window: Window, tmp_path: Path) -> None:
    with other_vault(tmp_path / "a", "Unsure") as unsure, other_vault(tmp_path / "b", "Gone") as gone:
        for one in (unsure, gone):
            path = card_of(one, tmp_path)
            window.do(lambda session, path=path: trusting.take_card(session, path, None))
        window.do(lambda session: trust.revoke(session.vault, gone.card.key_id))
    page = window.go("send")
    page.next()
    window.settle()
    assert page.whom.list.count() == 1
    window.wait(lambda: "never compared" in words_on(page))
    assert not page.next_button.isEnabled()
    assert page.whom._own.isVisibleTo(page)
    assert page.whom._own.isChecked()
    page.whom._despite.click()
    assert page.next_button.isEnabled()
    window.qtbot.keyClick(page.whom._despite, Qt.Key.Key_Return)
    window.settle()
    assert page.now == send.OVER
    assert page.sending.own


def test_no_room_is_told_before_anything_is_written(
    window: Window, office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go_over(window)
    page.next()
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(1000, 900, 100))
    page.where.look_at(tmp_path / "stick")
    window.settle()
    window.wait(lambda: "not enough room" in words_on(page))
    assert not page.next_button.isEnabled()
    nearly = page.sending.foreseen.size * 95 // 100
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(nearly, 0, nearly))
    page.where.look_at(tmp_path / "stick")
    window.settle()
    window.wait(lambda: "just too little room" in words_on(page))
    assert page.next_button.isEnabled()
    page.where.look_at(tmp_path / "no such folder")
    window.settle()
    window.wait(lambda: "There is no folder" in words_on(page))


def test_a_stick_that_fails_is_told_in_place_and_trying_again_works(
    window: Window, office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go_over(window)
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    (tmp_path / "stick").rmdir()
    page.next()
    window.settle()
    assert page.now == send.SENT
    assert not page.sent.done
    window.wait(lambda: "Your vault is as it was" in words_on(page))
    (tmp_path / "stick").mkdir()
    page.retry_button.click()
    window.settle()
    assert page.sent.done
    (file,) = (tmp_path / "stick").iterdir()
    assert receiving.receive(office, file)["counts"]["new"] == 55


def test_cancelling_takes_back_the_file_and_leaves_the_vault_as_it_was(
    window: Window, office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sound(window)
    page = go_over(window)
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    reached = writing.write

    def cancelled_in_between(*arguments: object) -> None:
        page.sent._job.cancel()
        reached(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "write", cancelled_in_between)
    page.next()
    window.settle()
    assert page.sent.title.text() == "Stopped"
    window.wait(lambda: "You stopped it" in words_on(page))
    assert list((tmp_path / "stick").iterdir()) == []
    assert sound(window) == digest
    monkeypatch.undo()
    page.retry_button.click()
    window.settle()
    assert page.sent.done
    (file,) = (tmp_path / "stick").iterdir()
    assert receiving.receive(office, file)["counts"]["new"] == 55


def test_cancel_works_while_it_is_packed(
    window: Window, office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sound(window)
    page = go_over(window)
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    monkeypatch.setattr(parcels, "EVERY", 1)
    monkeypatch.setattr(sending, "_commit", None)  # it never comes that far
    reached = parcels.compress_lines

    def cancelled_in_between(*arguments: object) -> object:
        page.sent._job.cancel()
        return reached(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(parcels, "compress_lines", cancelled_in_between)
    page.next()
    window.settle()
    assert page.sent.title.text() == "Stopped"
    assert list((tmp_path / "stick").iterdir()) == []
    monkeypatch.undo()
    assert sound(window) == digest
    page.retry_button.click()
    window.settle()
    assert page.sent.done


def test_after_locking_the_decisions_are_there_and_the_folder_is_not(
    window: Window, office: Session, tmp_path: Path
) -> None:
    page = go_over(window)
    page.next()
    page.where.look_at(tmp_path / "stick")
    window.settle()
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    window.settle()
    page = window.page
    assert isinstance(page, send.SendPage)
    assert page.now == send.OVER
    assert page.sending.to.key == office.card.key_id
    assert page.sending.folder is None


@pytest.mark.parametrize(("size", "language"), [("normal", "en"), ("largest", "en"), ("normal", "ar")])
def test_each_step_is_named_in_order_and_whole(
    window: Window, office: Session, tmp_path: Path, look: Look, size: str, language: str
) -> None:
    window.desk.set("text_size", size)
    i18n.use(language)
    look.use(size=size, language=language)
    try:
        page = window.go("send")
        for step in range(5):
            window.settle()
            window.qtbot.wait(50)
            assert faults_of(page) == [], (step, faults_of(page))
            assert sweeps.too_large(window.shell) == ""
            if step == send.WHERE:
                page.where.look_at(tmp_path / "stick")
                window.settle()
            page.next()
    finally:
        i18n.use("en")
        look.use(size="normal", language="en")
