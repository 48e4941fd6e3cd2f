"""The file of a case on its page: who is in it, what happened, what one puts into it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import casefile, casework
from app.services.session import Session
from app.ui.record.casefile import File, Lines
from app.ui.record.entry import Entry
from tests.gui.conftest import Window


def make(opened: Session) -> dict[str, str]:
    heron = casework.add(opened, "person", {"names": [{"text": "Heron"}], "do_not_contact": True})
    incident = casework.add(opened, "incident", {"title": {"text": "At the mill"}, "period": {"edtf": "2013-05~"}})
    casework.add(
        opened,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "incident": {"role": "in", "to": incident},
            "victim": {"role": "victim", "to": heron},
            "counting": {"term": "counting/reported"},
        },
    )
    case = casework.add(
        opened,
        "case",
        {
            "title": {"text": "The mill"},
            "contains": [{"role": "contains", "to": incident}],
            "next_step": {"text": "Call the lawyer"},
            "risk_assessments": [{"what": {"text": "Arrest"}, "severity": {"term": "severity/high"}}],
        },
    )
    other = casework.add(opened, "note", {"text": {"text": "Zebra crossing"}})
    return {"heron": heron, "incident": incident, "case": case, "other": other}


def show(window: Window, record: str) -> File:
    window.go("record", record)
    found = window.page.panels.find(File)
    assert isinstance(found, File)
    window.wait(found.words.text)
    return found


def told(window: Window, lines: Lines) -> list[str]:
    """Unfold a section and return its lines."""
    lines.section.unfold()
    window.settle()
    return [one.accessibleName() for one in lines.findChildren(Entry) if not one.isHidden()]


def test_it_tells_all_of_the_case(window: Window) -> None:
    made = window.do(make)
    file = show(window, made["case"])
    assert file.words.text() == "The file of this case: 2 records"
    assert told(window, file.steps) == ["no date · Next step: Call the lawyer"]
    assert told(window, file.cast) == ["Heron · victim, do not contact"]
    assert told(window, file.chronology) == [
        "about May 2013 · At the mill · date uncertain",
        "no date · Detention · Heron · reported, not counted",
    ]
    assert file.risks.isVisible()
    assert not file.documents.isVisible()
    entry: Any = file.cast.findChildren(Entry)[0]
    entry.click()
    window.wait(lambda: window.shell._shown.record == made["heron"])


def test_a_record_is_put_in_by_a_few_keys_and_undo_takes_it_out(window: Window) -> None:
    made = window.do(make)
    file = show(window, made["case"])
    file.put.click()
    assert file.picker.line.hasFocus()
    QTest.keyClicks(file.picker.line, "Zebra")
    window.wait(lambda: file.picker.list is not None and file.picker.list.isVisible() and file.picker.list.count() > 0)
    window.settle()
    QTest.keyClick(file.picker.line, Qt.Key.Key_Down)
    QTest.keyClick(file.picker.line, Qt.Key.Key_Return)
    window.settle()
    inside = window.do(lambda opened: casefile.gather(opened, made["case"]))
    assert inside.members == 3
    window.wait(lambda: file.words.text() == "The file of this case: 3 records")
    assert window.shell.messages is not None
    window.shell.messages.undo()
    window.settle()
    assert file.words.text() == "The file of this case: 2 records"


def test_a_record_is_begun_in_the_case(window: Window) -> None:
    made = window.do(make)
    file = show(window, made["case"])
    menu = file.begin.menu()
    assert menu is not None
    next(one for one in menu.actions() if one.text() == "Request").trigger()
    window.wait(lambda: window.page.form is not None and window.page.form.type == "request")
    window.settle()
    record = window.shell._shown.record
    contains = window.do(lambda opened: casework.state_of(opened, made["case"]).fields["contains"])
    assert contains[-1]["to"] == record


def test_the_next_number_is_offered_and_taken(window: Window) -> None:
    made = window.do(make)
    window.do(lambda opened: casework.add(opened, "case", {"reference": {"text": "M-041"}}))
    file = show(window, made["case"])
    assert file.number.isVisible()
    assert file.number.text() == "Give it the number M-042"
    file.number.click()
    assert window.page.fields()["reference"] == {"text": "M-042"}
    assert not file.number.isVisible()


def test_many_lines_come_in_parts(window: Window) -> None:
    def many(opened: Session) -> str:
        people = [casework.add(opened, "person", {"names": [{"text": f"Wren {n:03}"}]}) for n in range(30)]
        return casework.add(opened, "case", {"contains": [{"role": "contains", "to": one} for one in people]})

    file = show(window, window.do(many))
    assert len(told(window, file.cast)) == 12
    assert file.cast.section.head.text() == "People and organisations (30)"
    file.cast._rest.click()  # type: ignore[union-attr]
    assert len(told(window, file.cast)) == 30
    assert told(window, file.cast)[-1] == "Wren 029"
