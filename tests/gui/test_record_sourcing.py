"""What a record's page says of its sources: what it stands on, accounts side by side, a decision with its reason."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.services import casework, practice
from app.ui.record.page import RecordPage
from app.ui.record.rivals import Rivals
from app.ui.record.standing import StandsOn
from tests.gui.conftest import Window

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}
Kind = TypeVar("Kind", bound=QWidget)


def panel_of(window: Window, record: str, kind: type[Kind]) -> Kind:
    page = window.go("record", record)
    window.wait(lambda: page.form is not None and page.form.record == record)
    window.settle()
    window.wait(lambda: not page.form.slices.busy)
    assert isinstance(page, RecordPage)
    assert page.panels is not None
    found = page.panels.find(kind)
    assert found is not None
    return found


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def add(window: Window, type_: str, **fields: Any) -> str:
    return str(window.do(lambda session: casework.add(session, type_, fields)))


def test_a_record_says_how_many_of_its_sources_are_independent_and_warns_of_one_told_twice(window: Window) -> None:
    first = window.do(lambda session: casework.state_of(session, SAMPLE["D1"]).fields)
    ours = add(window, "document", title={"text": "On their own page (invented)"}, author=first["author"])
    cites = [{"field": "act_type", "source": one} for one in (SAMPLE["D1"], ours)]
    act = add(window, "act", act_type="act/torture", cites=cites, proof={"value": "proof/reasonable-grounds"})
    panel = panel_of(window, act, StandsOn)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    assert panel.sentence.text() == "2 sources, but 1 independent one only"
    assert "the same one, told more than once" in panel.warning.text()
    assert "(the same author or witness)" in words(panel)
    panel.more.setFocus()
    QTest.keyClick(panel.more, Qt.Key.Key_Space)
    assert "Type of act: 2 sources, but 1 independent one only" in words(panel)


def test_a_record_without_sources_says_nothing_of_them(window: Window) -> None:
    panel = panel_of(window, add(window, "case", title={"text": "Quiet (invented)"}), StandsOn)
    assert not panel.isVisibleTo(panel.parentWidget())


def test_accounts_stand_side_by_side_and_deciding_for_one_is_a_version_with_its_reason(window: Window) -> None:
    graded = add(window, "document", title={"text": "A list (invented)"}, source_grade="source-grade/b")
    account = {
        "id": "r1",
        "field": "reference",
        "value": {"text": "B"},
        "cites": [{"source": graded, "locator": "p. 2"}],
    }
    case = add(window, "case", reference={"text": "A"}, accounts=[account])
    panel = panel_of(window, case, Rivals)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    told = words(panel)
    assert "Reference: nobody has decided yet" in told
    assert "A list (invented), p. 2 (source B: usually reliable)" in told
    [takes] = [one for one in panel.findChildren(QPushButton) if one.accessibleName() == "Decide for this: B"]
    takes.click()
    assert window.do(lambda session: casework.state_of(session, case).fields)["reference"] == {"text": "A"}
    [reason] = [one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "Why B"]
    reason.setFocus()
    QTest.keyClicks(reason, "the register says so")
    QTest.keyClick(reason, Qt.Key.Key_Return)

    def saved() -> dict[str, Any]:
        return dict(window.do(lambda session: casework.state_of(session, case).fields))

    window.wait(lambda: saved()["reference"] == {"text": "B"})
    told = [(one["value"]["text"], one.get("reason")) for one in saved()["accounts"]]
    assert told == [("B", "the register says so"), ("A", None)]
    window.wait(lambda: "Reference: decided" in words(panel))
    history = window.do(lambda session: casework.show(session, case, history=True)["history"])
    assert len(history) == 2


def test_a_reason_half_typed_stays_when_the_accounts_are_shown_anew(window: Window) -> None:
    account = {"id": "r1", "field": "reference", "value": {"text": "B"}}
    case = add(window, "case", reference={"text": "A"}, accounts=[account])
    panel = panel_of(window, case, Rivals)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))

    def line() -> QLineEdit:
        [found] = [
            one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "Why B" and not one.isHidden()
        ]
        return found

    line().setFocus()
    QTest.keyClicks(line(), "the register")
    other = {"id": "r2", "field": "reference", "value": {"text": "C"}}
    window.do(lambda session: casework.edit(session, case, {"accounts": [account, other]}))
    window.desk.tell(case)
    window.wait(lambda: "C" in words(panel).split("\n"))
    assert line().text() == "the register"
    assert line().hasFocus()


def test_a_lock_loses_no_reason_that_was_begun(window: Window) -> None:
    account = {"id": "r1", "field": "reference", "value": {"text": "B"}}
    case = add(window, "case", reference={"text": "A"}, accounts=[account])

    def reason() -> QLineEdit:
        panel = panel_of(window, case, Rivals)
        window.wait(lambda: any(one.accessibleName() == "Why B" for one in panel.findChildren(QLineEdit)))
        return next(one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "Why B")

    QTest.keyClicks(reason(), "the register")
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    again = reason()
    window.wait(lambda: again.text() == "the register")
    QTest.keyClick(again, Qt.Key.Key_Return)
    window.settle()
    window.page.begun.keep()
    assert window.desk.setting("begun") in (None, {})
