"""Consent in the window: taken in one choice by keyboard, always in sight, withdrawn, and told where it arrives."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain import consent
from app.services import casework, consenting, presets, withholding
from app.ui.record.consented import Consented
from app.ui.record.consenting import Consenting
from app.ui.record.given import Given
from app.ui.record.heard import Heard
from app.ui.record.page import RecordPage
from tests.gui.conftest import Window

PRESS = "purpose/press"


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def show(window: Window, record: str) -> RecordPage:
    page = window.go("record", record)
    assert isinstance(page, RecordPage)
    window.wait(lambda: page.form is not None and page.form.record == record)
    window.settle()
    window.wait(lambda: page.form is not None and not page.form.slices.busy)
    return page


def panel(page: RecordPage, kind: type[Any]) -> Any:
    assert page.panels is not None
    found = page.panels.find(kind)
    assert found is not None
    return found


def told(window: Window, name: str = "Invented Witness") -> dict[str, str]:
    """Add a witness, what they told, and an act that cites it."""

    def work(session: Any) -> dict[str, str]:
        person = casework.add(session, "person", {"names": [{"text": name}]})
        witness = [{"role": "by", "to": person}]
        testimony = casework.add(session, "testimony", {"title": {"text": "invented"}, "witness": witness})
        act = casework.add(session, "act", {"cites": [{"source": testimony}]})
        return {"person": person, "testimony": testimony, "act": act}

    return dict(window.do(work))


def decided(window: Window, record: str) -> dict[str, str]:
    standing = window.do(lambda session: consenting.standing(session, record))
    return {one.purpose: one.decision for one in standing.decisions}


def press(window: Window, widget: QWidget, text: str) -> None:
    """Press a button by its words, by keyboard."""
    found = [one for one in widget.findChildren(QPushButton) if one.isVisibleTo(widget) and one.text() == text]
    assert len(found) == 1, [one.text() for one in widget.findChildren(QPushButton)]
    QTest.keyClick(found[0], Qt.Key.Key_Space)
    window.settle()


def test_consent_is_taken_by_a_choice_and_enter(window: Window) -> None:
    records = told(window)
    taking = panel(show(window, records["testimony"]), Consenting)
    assert "Consent not asked" in words(taking)
    taking.choice.setFocus()
    QTest.keyClick(taking.choice, Qt.Key.Key_Down)
    QTest.keyClick(taking.choice, Qt.Key.Key_Return)
    window.settle()
    assert decided(window, records["testimony"]) == decided(window, records["act"])
    assert decided(window, records["testimony"])["purpose/anonymised-publication"] == consent.GRANTED
    assert "Consent given" in words(taking)
    assert "Publication without the name" in words(taking)
    assert not taking.entry.isVisibleTo(taking)


def test_a_single_purpose_is_changed_before_it_is_taken_and_explaining_is_only_said_when_ticked(window: Window) -> None:
    records = told(window)
    taking = panel(show(window, records["testimony"]), Consenting)
    taking.choice.setCurrentIndex(taking.choice.findData("consent-preset/everything"))
    QTest.mouseClick(taking.fold, Qt.MouseButton.LeftButton)
    box = taking.purposes.box(PRESS)
    assert box.isVisibleTo(taking)
    box.setCurrentIndex(box.findData(consent.REFUSED))
    press(window, taking, "Take consent")
    assert decided(window, records["testimony"])[PRESS] == consent.REFUSED
    assert decided(window, records["testimony"])["purpose/court"] == consent.GRANTED
    (made,) = window.do(lambda session: presets.standing_for(session, records["testimony"]))
    assert "risks_explained" not in window.do(lambda session: dict(casework.state_of(session, made).fields))
    press(window, taking, "Ask anew")
    taking.explained.setChecked(True)
    press(window, taking, "Take consent")
    (again,) = window.do(lambda session: presets.standing_for(session, records["testimony"]))
    assert again != made
    assert window.do(lambda session: casework.state_of(session, again).fields["withdrawal_explained"]) is True


def test_taking_is_undone(window: Window) -> None:
    records = told(window)
    taking = panel(show(window, records["testimony"]), Consenting)
    taking.choice.setCurrentIndex(taking.choice.findData(presets.REFUSED))
    undo: list[Any] = []
    window.desk.said.connect(lambda _text, _kind, does: undo.append(does))
    press(window, taking, "Take consent")
    assert records["testimony"] in window.do(withholding.withheld)
    undo[-1]()
    window.settle()
    assert records["testimony"] not in window.do(withholding.withheld)
    assert "Consent not asked" in words(taking)


def test_consent_is_taken_with_a_testimony_that_is_only_typed(window: Window) -> None:
    page = window.go("record", "0f" * 16, type="testimony")
    window.wait(lambda: page.form is not None and not page.form.slices.busy)
    taking = panel(page, Consenting)
    page.form.set_fields({"title": {"text": "just typed"}})
    page.keeper.touched()
    QTest.keyClick(taking.choice, Qt.Key.Key_Return)
    window.settle()
    assert decided(window, "0f" * 16)[consent.INTERNAL] == consent.GRANTED


def test_a_withdrawn_consent_is_told_on_every_record_it_covers(window: Window) -> None:
    records = told(window)
    window.do(lambda session: presets.take(session, records["testimony"], "everything"))
    page = show(window, records["testimony"])
    assert not panel(page, Consented).isVisibleTo(page)
    taking = panel(page, Consenting)
    press(window, taking, "Withdraw...")
    assert taking.withdrawing.isVisibleTo(taking)
    taking.withdrawing.some.setChecked(True)
    assert not taking.withdrawing.sure.isEnabled()
    taking.withdrawing.boxes[PRESS].setChecked(True)
    taking.withdrawing.reason.setText("invented")
    press(window, taking.withdrawing, "Withdraw")
    assert decided(window, records["act"])[PRESS] == consent.WITHDRAWN
    assert decided(window, records["act"])[consent.INTERNAL] == consent.GRANTED
    assert "Press" in words(panel(page, Consented))
    act = show(window, records["act"])
    strip = panel(act, Consented)
    assert strip.isVisibleTo(act)
    assert "Consent withdrawn" in words(strip)
    assert not strip.stays.isVisibleTo(strip)
    press(window, strip, "Because of invented")
    window.wait(lambda: window.page.form is not None and window.page.form.record == records["testimony"])


def test_a_saved_consent_is_changed_by_a_new_one(window: Window) -> None:
    records = told(window)
    made = window.do(lambda session: presets.take(session, records["testimony"], "named"))
    page = show(window, made)
    given = panel(page, Given)
    assert given.kept.isVisibleTo(given)
    assert "It covers 3 records" in words(given)
    assert page.form is not None
    assert page.form.read_only
    press(window, given, "Correct a typing error")
    assert not page.form.read_only
    page = show(window, records["testimony"])
    page = show(window, made)
    press(window, panel(page, Given), "Change by a new consent")
    window.wait(lambda: window.page.form is not None and window.page.form.record != made)
    window.settle()
    assert window.page.form.fields()["replaces"][0]["to"] == made
    assert not window.page.form.read_only
    assert window.do(lambda session: dict(casework.state_of(session, made).fields))["preset"]


def test_a_new_consent_stays_open_while_more_is_typed_after_saving(window: Window) -> None:
    page = window.go("record", "ab" * 16, type="consent")
    window.wait(lambda: page.form is not None and not page.form.slices.busy)
    page.form.set_field("date", {"edtf": "2025-03-03"})
    page.save()
    window.settle()
    page.form.set_field("signature", {"text": "With a thumb (invented)"})
    assert page.keeper.changed
    window.desk.tell("cd" * 16)  # something else arrived meanwhile
    window.settle()
    assert not page.form.read_only
    assert not panel(page, Given).kept.isVisibleTo(page)


def test_the_page_of_a_withdrawal_tells_who_knows(window: Window) -> None:
    records = told(window)
    made = window.do(lambda session: presets.take(session, records["testimony"], "everything"))
    page = show(window, made)
    press(window, panel(page, Given), "Withdraw...")
    press(window, panel(page, Given).withdrawing, "Withdraw")
    assert window.do(lambda session: records["testimony"] in withholding.withheld(session))


def test_who_was_heard_before_is_told(window: Window) -> None:
    first, second = told(window), told(window)
    page = show(window, second["testimony"])
    heard = panel(page, Heard)
    assert heard.isVisibleTo(page)
    assert [one.testimony for one in heard.found] == [first["testimony"]]
    assert "perhaps the same person: Invented Witness (same name)" in words(heard)
