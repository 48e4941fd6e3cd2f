"""The interview: notes get their times, marks one key, nothing is lost, nothing is taken down off the record."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services import casework, interviewing, presets
from app.services.session import Session
from app.storage import drafts
from app.ui.record.consenting import Consenting
from tests.gui.conftest import Window


def begin(window: Window, step: str = "listening", record: str = "") -> Any:
    page = window.go("interview", record, step=step)
    window.shell.activateWindow()
    window.wait(window.shell.isActiveWindow)
    window.wait(lambda: page._steps and not page._arriving)
    window.settle()
    return page


def press(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window.shell, key, keys)


def note(window: Window, words: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type a line and press a key in it."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    QTest.keyClicks(widget, words)
    press(window, key)


def saved(window: Window, page: Any) -> dict[str, Any]:
    page.save()
    window.wait(lambda: not page.keeper.changed)
    window.settle()
    record = page.keeper.record
    return dict(window.do(lambda session: casework.state_of(session, record).fields))


def kinds(fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [(interviewing.kind_of(one), interviewing.words_of(one)) for one in fields["moments"]]


def test_a_line_and_enter_make_a_note_with_its_time(window: Window) -> None:
    page = begin(window)
    note(window, "Who came to the door?", Qt.Key.Key_F5)
    note(window, "Two men in plain clothes.", Qt.Key.Key_F6)
    note(window, "She looks at the window.")
    press(window, Qt.Key.Key_F9)
    fields = saved(window, page)
    assert kinds(fields) == [
        ("start", ""),
        ("question", "Who came to the door?"),
        ("answer", "Two men in plain clothes."),
        ("note", "She looks at the window."),
        ("distress", ""),
    ]
    last = fields["moments"][-1]
    assert interviewing.seconds_of(last) is not None
    assert interviewing.time_of_day(last).count(":") == 1
    assert page.head.clock.text().startswith("0:")


def test_own_words_for_a_date_stand_in_the_notes_and_in_their_field(window: Window) -> None:
    page = begin(window)
    note(window, "the night of the first snow", Qt.Key.Key_F3)
    note(window, "behind the old mill", Qt.Key.Key_F4)
    fields = saved(window, page)
    assert fields["words_for_dates"]["text"] == "the night of the first snow"
    assert fields["words_for_places"]["text"] == "behind the old mill"
    assert [kind for kind, _words in kinds(fields)] == ["start", "date-words", "place-words"]


def test_off_the_record_nothing_is_taken_down(window: Window) -> None:
    page = begin(window)
    note(window, "Before.")
    QTest.keyClicks(QApplication.focusWidget(), "do not write th")
    press(window, Qt.Key.Key_F10)
    assert not page.steps.listening.line.isEnabled()
    assert page.steps.sides.original.isReadOnly()
    press(window, Qt.Key.Key_F9)
    press(window, Qt.Key.Key_F10)
    note(window, "After.")
    fields = saved(window, page)
    assert kinds(fields) == [
        ("start", ""),
        ("note", "Before."),
        ("off-record", ""),
        ("on-record", ""),
        ("note", "After."),
    ]
    assert "do not write" not in str(fields)


def test_what_stands_in_the_line_is_in_the_draft_before_enter(window: Window) -> None:
    page = begin(window)
    QTest.keyClicks(QApplication.focusWidget(), "half a sent")
    page.locking()
    record = page.keeper.record

    def draft(session: Session) -> Any:
        return drafts.get(session.vault, record)

    window.settle()
    found = window.do(draft)
    assert kinds(found.fields) == [("start", ""), ("note", "half a sent")]
    page = begin(window, record=record)
    assert "half a sent" in page.steps.listening.list.item(page.steps.listening.list.count() - 1).text()


def test_a_break_stops_the_clock_and_the_end_says_how_long_it_was(window: Window) -> None:
    page = begin(window)
    press(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert page.steps.listening.moments[0]["kind"]["term"] == "moment/start"
    page.steps.listening.moments[0]["clock"]["text"] = "00:00:00"
    page.steps.listening.moments[0]["when"]["edtf"] = "2026-01-01"
    press(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert not interviewing.clock(page.steps.listening.moments, page_now()).going
    press(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    page._on_end()
    fields = saved(window, page)
    assert [kind for kind, _words in kinds(fields)] == ["start", "break", "resume", "end"]
    assert fields["minutes"]["best"] >= 1


def page_now() -> Any:
    from app.ui.interview.listening import now

    return now()


def test_one_key_covers_all_that_is_written_and_shows_it_again(window: Window) -> None:
    page = begin(window)
    note(window, "Her sister is in the next room.")
    press(window, Qt.Key.Key_F11)
    assert not page.steps.listening.isVisible()
    assert page.head.title.text() == "Covered"
    for key in (Qt.Key.Key_8, Qt.Key.Key_Z):  # pressed by mistake, they neither show nor change what is covered
        press(window, key, Qt.KeyboardModifier.ControlModifier)
        window.settle()
    page.code()
    window.settle()
    assert window.page is page
    assert kinds(page.fields())[-1] == ("note", "Her sister is in the next room.")
    window.shell.lock()
    window.wait(lambda: window.shell.desk is None and window.shell.jobs.idle())
    window.open()
    page = window.page
    window.wait(lambda: page._steps and not page._arriving)
    assert not page.steps.listening.isVisible()  # locked covered, it comes back covered
    window.shell.activateWindow()
    window.wait(window.shell.isActiveWindow)
    press(window, Qt.Key.Key_F11)
    window.wait(page.steps.listening.isVisible)
    assert page.steps.listening.list.item(1).text().count("Her sister is in the next room.") == 1


def test_original_and_translation_are_one_text_and_scroll_together(window: Window) -> None:
    words = "\n".join(f"[{n}:00] Paragraph {n}." for n in range(60))
    others = "\n".join(f"[{n}:00] الفقرة {n}." for n in range(60))
    narrative = {
        "text": words,
        "language": "en",
        "translations": [{"id": "k1", "language": "ar", "text": others}],
    }
    record = window.do(lambda session: casework.add(session, "testimony", {"narrative": narrative}))
    page = begin(window, "text", record)
    sides = page.steps.sides
    assert sides.translation.toPlainText() == others
    sides.times.setCurrentIndex(40)
    sides.times.activated.emit(40)
    assert sides.translation.firstVisibleBlock().blockNumber() == sides.original.firstVisibleBlock().blockNumber() > 5
    assert "40:00" in sides.told.text()
    sides.translation.moveCursor(sides.translation.textCursor().MoveOperation.End)
    QTest.keyClicks(sides.translation, " more")
    fields = saved(window, page)
    assert fields["narrative"]["translations"][0]["text"] == others + " more"
    assert fields["narrative"]["text"] == words


def test_steps_ticked_before_and_after_are_one_list(window: Window) -> None:
    page = begin(window, "before")
    page.steps.before.checklist.setFocus()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    page.show_step("after")
    page.steps.after.checklist.setFocus()
    press(window, Qt.Key.Key_Return)
    fields = saved(window, page)
    assert [one["term"] for one in fields["steps"]] == ["interview-step/needed", "interview-step/read-back"]


def test_an_earlier_testimony_of_the_same_person_is_offered_and_linked(window: Window) -> None:
    def made(session: Session) -> tuple[str, str]:
        person = casework.add(session, "person", {"names": [{"text": "Wren (invented)"}]})
        speaks = {"witness": [{"role": "by", "to": person}]}
        return casework.add(session, "testimony", speaks | {"title": {"text": "The first time"}}), casework.add(
            session, "testimony", speaks
        )

    first, second = window.do(made)
    page = begin(window, "before", second)
    window.wait(page.steps.earlier.isVisible)
    page.steps.earlier.link(page.steps.earlier._found[0])
    fields = saved(window, page)
    assert fields["previous"][0]["to"] == first
    assert not page.steps.earlier.isVisible()


def test_ctrl_z_takes_a_mark_back_and_the_note_before_it(window: Window) -> None:
    page = begin(window)
    note(window, "The first line.")
    press(window, Qt.Key.Key_F9)
    page.head.save.setFocus()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [kind for kind, _words in kinds(page.fields())] == ["start", "note"]
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert [kind for kind, _words in kinds(page.fields())] == ["start", "note", "distress"]


def test_acts_of_a_testimony_that_is_still_empty_wait_for_a_word_of_it(window: Window) -> None:
    page = begin(window, "after")
    acts = page.steps.acts
    press(window, Qt.Key.Key_Return)
    assert acts.parts is not None
    acts.parts.editors["act_type"].line.choose("act/arrest")
    acts.make.click()
    window.settle()
    assert window.shell.messages is not None
    assert "First write something" in window.shell.messages.text
    assert acts.parts.said().act_type == "act/arrest"
    page.steps.before.asked.changed.emit("summary", {"text": "Held at the gate. (Invented)"})
    acts.make.click()
    window.wait(lambda: acts.table.rowCount() == 1)


def test_what_is_typed_while_the_testimony_is_read_again_stays(window: Window) -> None:
    page = begin(window)
    note(window, "The first line.")
    saved(window, page)
    record = page.keeper.record
    window.do(lambda session: casework.edit(session, record, {"words_for_places": {"text": "the old mill"}}))
    window.desk.tell(record)  # it is being read again
    QTest.keyClicks(page.steps.listening.line, "The second line.")
    window.settle()
    assert page.steps.listening.line.text() == "The second line."
    fields = saved(window, page)
    assert [words for _kind, words in kinds(fields)] == ["", "The first line.", "The second line."]
    assert fields["words_for_places"]["text"] == "the old mill"


def test_off_the_record_a_kept_note_that_was_being_put_right_stays_as_it_was(window: Window) -> None:
    page = begin(window)
    note(window, "They came at dawn.")
    press(window, Qt.Key.Key_Up)
    press(window, Qt.Key.Key_Return)
    QTest.keyClicks(page.steps.listening.line, " not for the record")
    press(window, Qt.Key.Key_F10)
    fields = saved(window, page)
    assert kinds(fields) == [("start", ""), ("note", "They came at dawn."), ("off-record", "")]


def test_consent_can_be_taken_before_the_first_word(window: Window) -> None:
    page = begin(window, "before")
    consent = page.steps.before.findChild(Consenting)
    consent.take()
    page.steps.listening.line.setFocus()
    QTest.keyClicks(page.steps.listening.line, "The first line.")  # typed while it is being saved
    window.settle()
    assert consent.does.isVisible()  # there is one, to be opened or withdrawn
    fields = saved(window, page)
    assert kinds(fields) == [("start", ""), ("note", "The first line.")]
    record = page.keeper.record
    assert len(window.do(lambda session: presets.standing_for(session, record))) == 1
