"""A person with a code name is called by it everywhere on the record's page; the names are shown when asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

from app.domain import ids
from app.services import casework, drafting
from app.services.session import Session
from app.ui.record.page import RecordPage
from tests.gui.conftest import Window
from tests.gui.test_record import open_record

REAL, CODE = "Markername Realperson", "Heron"


def seen(window: Window) -> str:
    """Return everything a person or a screen reader could meet on the page."""
    told: list[str] = []
    for one in [window.page, *window.page.findChildren(QObject)]:
        names = ("text", "toolTip", "accessibleName", "accessibleDescription", "plainText")
        told += [str(value) for value in map(one.property, names) if isinstance(value, str)]
        if isinstance(one, QListWidget):
            told += [one.item(at).text() for at in range(one.count())]
    return "\n".join(told)


def add_person(session: Session) -> str:
    return casework.add(session, "person", {"names": [{"text": REAL}], "code_name": {"text": CODE}})


def add_act(window: Window, person: str, incident: str = "") -> str:
    fields = {"act_type": {"term": "act/detention"}, "victim": {"role": "victim", "to": person}}
    if incident:
        fields["incident"] = {"role": "in", "to": incident}
    return str(window.do(lambda session: casework.add(session, "act", fields)))


def press_reveal(page: RecordPage) -> None:
    assert page.form is not None
    [button] = [one.revealing for one in page.form._sections.values() if one.revealing is not None]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_the_names_are_folded_until_they_are_asked_for_and_again_when_one_comes_back(window: Window) -> None:
    person = window.do(add_person)
    page = open_record(window, person)
    assert page.head.title.text() == CODE
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    assert focused.isVisibleTo(page)
    page.show_history()
    window.settle()
    assert "Markername" not in seen(window)
    assert page.form is not None
    assert page.form.fields()["names"][0]["text"] == REAL
    press_reveal(page)
    window.settle()
    window.wait(lambda: REAL in seen(window))
    assert page.head.title.text() == CODE
    page = open_record(window, add_act(window, person))
    assert page.head.title.text() == f"Detention · {CODE}"
    assert "Markername" not in seen(window)
    open_record(window, person)
    assert "Markername" not in seen(window)


def test_who_has_no_code_name_is_shown_by_name(window: Window) -> None:
    person = window.do(lambda session: casework.add(session, "person", {"names": [{"text": REAL}]}))
    page = open_record(window, person)
    assert page.head.title.text() == REAL
    window.wait(lambda: seen(window).count(REAL) > 1)


def test_acts_histories_and_who_names_whom_tell_the_code_name(window: Window) -> None:
    person = window.do(add_person)
    incident = window.do(lambda session: casework.add(session, "incident", {"title": {"text": "In the square"}}))
    act = add_act(window, person, incident)
    page = open_record(window, incident)
    assert page.acts is not None
    window.wait(lambda: page.acts is not None and page.acts.table.rowCount() == 1)
    assert page.acts.table.item(0, 1).text() == CODE
    assert "Markername" not in seen(window)
    page = open_record(window, act)
    page.show_history()
    window.settle()
    assert CODE in seen(window)
    assert "Markername" not in seen(window)


def test_what_is_unfinished_is_told_by_the_code_name(window: Window) -> None:
    fields = {"names": [{"text": REAL}], "code_name": {"text": CODE}}
    window.do(lambda session: drafting.keep(session, ids.new_record_id(), "person", fields, ()))
    window.go("new")
    window.settle()
    window.wait(lambda: CODE in seen(window))
    assert "Markername" not in seen(window)
