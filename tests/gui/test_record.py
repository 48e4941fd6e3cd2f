"""The record's page: what is typed is kept, saved, found again; history, conflicts, lock; by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.domain import ids
from app.services import casework, drafting
from app.services.session import Session
from app.storage import drafts, revisions
from app.ui.files.attachments import AttachmentsEditor
from app.ui.record.consenting import Consenting
from app.ui.record.named import NamedBy
from app.ui.record.page import RecordPage
from tests.gui.conftest import Window
from tests.unit.services import making

INCIDENT = "7f80ca871491fb89b5692d0c1318f35a"
PERSON = "9453ce411e665527d95f8bf7903cb7de"


def add_note(window: Window, text: str) -> str:
    return str(window.do(lambda session: casework.add(session, "note", {"text": {"text": text}})))


def open_record(window: Window, record: str, **detail: Any) -> RecordPage:
    page = window.go("record", record, **detail)
    window.wait(lambda: page.form is not None and page.form.record == record)
    window.settle()
    window.wait(lambda: not page.form.slices.busy)
    assert isinstance(page, RecordPage)
    return page


def box(window: Window, page: RecordPage, field: str) -> QPlainTextEdit:
    """Return the box of a long text, with the keyboard in it."""
    assert page.form is not None
    page.form.reveal(field)
    window.wait(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit))
    found = QApplication.focusWidget()
    assert isinstance(found, QPlainTextEdit)
    return found


def draft_of(window: Window, record: str) -> Any:
    return window.do(lambda session: drafts.get(session.vault, record))


def versions(window: Window, record: str) -> int:
    return len(window.do(lambda session: revisions.of_record(session.vault, record)))


def test_a_draft_is_in_the_vault_two_seconds_after_a_change_even_while_one_types_on(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    text = box(window, page, "text")
    text.moveCursor(QTextCursor.MoveOperation.End)
    for _ in range(25):  # without a pause of two seconds
        QTest.keyClicks(text, "x")
        QTest.qWait(100)
    draft = draft_of(window, record)
    assert draft is not None
    assert draft.fields["text"]["text"].startswith("First words.xxx")
    assert versions(window, record) == 1
    assert page.head.state.text() in ("Typing...", page.keeper.words)


def test_ctrl_s_saves_a_version_and_says_so_and_saving_again_makes_none(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "More. ")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: page.head.state.text().startswith("Saved "))
    assert versions(window, record) == 2
    assert draft_of(window, record) is None
    page.save()
    window.settle()
    assert versions(window, record) == 2


def test_leaving_saves_what_changed_and_makes_no_version_of_what_did_not(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    window.go("library")
    assert versions(window, record) == 1
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "More. ")
    window.go("library")
    assert versions(window, record) == 2
    page = open_record(window, record)
    text = box(window, page, "text")
    QTest.keyClicks(text, "y")
    QTest.keyClick(text, Qt.Key.Key_Backspace)
    window.go("library")
    assert versions(window, record) == 2
    assert draft_of(window, record) is None


def test_after_a_crash_the_draft_is_there_again(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Typed before the crash. ")
    window.wait(lambda: page.keeper.words.startswith("Draft kept"))
    page.keeper.stop()  # nothing more reaches the vault, as after kill -9
    window.close()
    window.open()
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.form is not None)
    window.settle()
    page = window.page
    assert box(window, page, "text").toPlainText() == "Typed before the crash. First words."
    assert page.keeper.changed
    assert versions(window, record) == 1


def test_locking_while_typing_comes_back_to_the_same_place_with_the_text(window: Window) -> None:
    record = ids.new_record_id()
    page = open_record(window, record, type="testimony")
    QTest.keyClicks(box(window, page, "narrative"), "They came at night.")
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    window.wait(lambda: isinstance(window.page, RecordPage) and window.page.form is not None)
    window.settle()
    page = window.page
    assert page.form.fields()["narrative"]["text"] == "They came at night."
    assert versions(window, record) == 0
    page.save()
    window.wait(lambda: page.keeper.words.startswith("Saved"))
    assert versions(window, record) == 1


def test_a_new_record_left_untouched_leaves_nothing(window: Window) -> None:
    record = ids.new_record_id()
    page = open_record(window, record, type="testimony")
    text = box(window, page, "narrative")
    window.go("library")
    assert draft_of(window, record) is None
    page = open_record(window, record, type="testimony")
    text = box(window, page, "narrative")
    QTest.keyClicks(text, "y")
    QTest.keyClick(text, Qt.Key.Key_Backspace)
    window.go("library")
    assert draft_of(window, record) is None
    assert versions(window, record) == 0


def test_what_is_not_valid_stays_a_draft_and_one_still_leaves(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    assert page.form is not None
    page.form.set_field("when", {"edtf": "no date at all"})
    page.form.edited.emit()
    window.go("library")
    assert "kept as a draft" in window.shell.messages.text  # type: ignore[union-attr]
    assert draft_of(window, record) is not None
    assert versions(window, record) == 1


def test_what_arrives_while_one_types_is_merged_and_said(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Mine. ")
    window.do(lambda session: casework.edit(session, record, {"remarks": {"text": "theirs"}}))
    window.desk.tell(record)
    window.wait(page.strips.elsewhere.isVisible)
    page.save()
    window.wait(lambda: page.keeper.words.startswith("Saved"))
    window.settle()
    state = window.do(lambda session: casework.state_of(session, record))
    assert state.fields["remarks"]["text"] == "theirs"
    assert state.fields["text"]["text"] == "Mine. First words."
    assert not state.conflicts
    assert page.form is not None
    assert page.form.fields()["remarks"]["text"] == "theirs"
    QTest.keyClicks(box(window, page, "text"), "Again. ")
    page.save()
    window.settle()
    assert len(window.do(lambda session: casework.state_of(session, record)).heads) == 1


def test_consent_taken_while_a_testimony_is_typed_is_no_change_elsewhere(window: Window) -> None:
    record = window.do(lambda session: casework.add(session, "testimony", {"narrative": {"text": "They came."}}))
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "narrative"), "At night. ")
    assert page.panels is not None
    consenting = page.panels.find(Consenting)
    assert consenting is not None
    consenting.take()
    window.wait(consenting.does.isVisible)
    window.settle()
    assert page.keeper.changed
    assert not page.strips.elsewhere.isVisible()


def test_what_changes_elsewhere_is_shown_when_nothing_was_typed(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    window.do(lambda session: casework.edit(session, record, {"text": {"text": "Second words."}}))
    window.desk.tell(record)
    window.settle()
    assert box(window, page, "text").toPlainText() == "Second words."


def test_an_open_conflict_is_said_on_top_with_the_way_to_decide_it(window: Window) -> None:
    record = add_note(window, "First words.")

    def diverge(session: Session) -> None:
        [head] = casework.state_of(session, record).heads
        base = revisions.get(session.vault, head)
        assert base is not None
        sides = [making.revise(session.keys, {"text": {"text": one}}, [base]) for one in ("ours", "theirs")]
        revisions.save_all(session.vault, sides)

    window.do(diverge)
    page = open_record(window, record)
    assert page.strips.conflict.isVisible()
    page.form.reveal("remarks")  # type: ignore[union-attr]
    for words in ("Seen. ", "Twice. "):
        QTest.keyClicks(box(window, page, "remarks"), words)
        before = page.form.fields()  # type: ignore[union-attr]
        page.save()
        window.settle()
        assert page.form.fields() == before  # type: ignore[union-attr]  # the side one is on, not the other
    assert len(window.do(lambda session: casework.state_of(session, record)).heads) == 2
    went: list[Any] = []
    window.desk.went.disconnect()
    window.desk.went.connect(went.append)
    page.strips.decide.setFocus()
    QTest.keyClick(page.strips.decide, Qt.Key.Key_Space)
    assert (went[0].page, went[0].record) == ("conflicts", record)


def test_history_tells_who_changed_what_and_brings_a_version_back(window: Window) -> None:
    record = add_note(window, "They came on Monday.")
    window.do(lambda session: casework.edit(session, record, {"text": {"text": "They came on Tuesday."}}))
    page = open_record(window, record)
    QTest.keyClick(page, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: page.history.versions.count() == 2)
    window.settle()
    assert "Field one" in page.history.versions.item(0).text()
    told = [one.toPlainText() for one in page.history.findChildren(QPlainTextEdit)]
    assert told == ["They came on [-Monday-][+Tuesday+]."]
    assert QApplication.focusWidget() is page.history.versions
    QTest.keyClick(page.history.versions, Qt.Key.Key_Down)
    window.settle()
    page.history.bring.setFocus()
    QTest.keyClick(page.history.bring, Qt.Key.Key_Space)
    window.wait(lambda: page.history.versions.count() == 3)
    window.settle()
    state = window.do(lambda session: casework.state_of(session, record))
    assert state.fields["text"]["text"] == "They came on Monday."
    assert page.form is not None
    assert page.form.fields()["text"]["text"] == "They came on Monday."


def test_trash_leaves_the_record_whole_and_undo_takes_it_out(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "More. ")
    page.head.trash.trigger()
    window.wait(lambda: window.shell._shown.page == "library")
    state = window.do(lambda session: casework.state_of(session, record))
    assert state.fields["trashed"] is True
    assert state.fields["text"]["text"] == "More. First words."
    assert window.shell.messages is not None
    window.shell.messages._undo_button.click()
    window.settle()
    assert "trashed" not in window.do(lambda session: casework.state_of(session, record)).fields


def test_discarding_forgets_what_was_typed_and_undo_types_it_again(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    QTest.keyClicks(box(window, page, "text"), "Wrong. ")
    page.head.discard.trigger()
    window.settle()
    assert box(window, page, "text").toPlainText() == "First words."
    assert window.shell.messages is not None
    window.shell.messages._undo_button.click()
    window.settle()
    assert box(window, page, "text").toPlainText() == "Wrong. First words."


def test_consent_is_always_in_sight(window: Window) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    chips = [page.head._flow.itemAt(n).widget().text() for n in range(page.head._flow.count())]  # type: ignore[union-attr]
    assert chips == ["No consent or basis recorded"]
    page = open_record(window, PERSON)
    chips = [page.head._flow.itemAt(n).widget().text() for n in range(page.head._flow.count())]  # type: ignore[union-attr]
    assert chips == ["Basis: Already public"]


def test_a_person_is_named_by_the_records_that_link_to_it(window: Window) -> None:
    page = open_record(window, PERSON)
    named = page.panels.find(NamedBy) if page.panels is not None else None
    assert named is not None
    window.wait(lambda: named.isVisibleTo(page))
    entries = named.findChildren(type(page.head.save))
    assert any("Detention" in one.accessibleName() for one in entries)
    entries[0].setFocus()
    before = page.form
    QTest.keyClick(entries[0], Qt.Key.Key_Space)
    window.settle()
    window.wait(lambda: page.form is not before)


def test_a_record_of_a_newer_version_is_read_and_not_changed(window: Window) -> None:
    def newer(session: Session) -> str:
        made = making.revise(session.keys, {"aura": {"text": "?"}}, type_="horizon")
        revisions.save_all(session.vault, [made])
        return made.header.record

    record = window.do(newer)
    page = open_record(window, record)
    assert page.strips.newer.isVisible()
    assert not page.head.save.isVisible()
    window.go("library")
    assert versions(window, record) == 1


def test_a_draft_of_a_record_without_a_version_is_opened_by_its_place(window: Window) -> None:
    record = ids.new_record_id()
    window.do(lambda session: drafting.keep(session, record, "person", {"code_name": {"text": "Heron"}}, ()))
    page = open_record(window, record)
    assert page.head.title.text() == "Heron"


def test_the_trash_offers_the_way_out_of_it(window: Window) -> None:
    record = add_note(window, "First words.")
    window.do(lambda session: casework.edit(session, record, {"trashed": True}))
    page = open_record(window, record)
    assert page.strips.trashed.isVisible()
    assert page.head.trash.text() == "Take out of the trash"
    page.head.trash.trigger()
    window.settle()
    window.wait(lambda: page.head.trash.text() == "Move to trash")
    assert not page.strips.trashed.isVisible()


def test_one_does_not_leave_while_a_file_is_on_its_way_and_it_is_in_the_record_afterwards(
    window: Window, tmp_path: Path
) -> None:
    record = add_note(window, "First words.")
    page = open_record(window, record)
    assert page.form is not None
    page.form.reveal("attachments")
    window.wait(lambda: page.findChildren(AttachmentsEditor))
    [editor] = page.findChildren(AttachmentsEditor)
    file = tmp_path / "recording.bin"
    file.write_bytes(b"\0" * (24 << 20))
    editor.attach([file])
    assert editor.busy
    window.desk.go("library")
    assert window.page is page
    assert window.shell.messages is not None
    assert "on its way" in window.shell.messages.text
    window.wait(lambda: not editor.busy, timeout=120_000)
    window.go("library")
    [item] = window.do(lambda session: casework.state_of(session, record)).fields["attachments"]
    assert item["size"] == 24 << 20
