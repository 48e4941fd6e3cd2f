"""Where a request stands, at the head of its page: with what says so, and what one adds next."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton

from app.domain.query import Query
from app.services import casework, standing
from app.services.session import Session
from app.ui.record.answered import Answered
from app.ui.record.asks import Asks
from tests.gui.conftest import Window


def make(opened: Session) -> dict[str, str]:
    office = casework.add(opened, "organisation", {"names": [{"text": "Office of the north"}]})
    heron = casework.add(opened, "person", {"names": [{"text": "Heron"}]})
    request = casework.add(
        opened,
        "request",
        {
            "title": {"text": "Application"},
            "filing": {"term": "filing/filed"},
            "to": [{"role": "to-authority", "to": office}],
            "filed_by": [{"role": "filed-by", "to": heron}],
            "date": {"edtf": "2012-12-01"},
            "due": {"edtf": "2013-01-05"},
            "asks": [{"id": "a", "text": {"text": "The list"}}, {"id": "b", "text": {"text": "The reasons"}}],
        },
    )
    loose = casework.add(
        opened,
        "reply",
        {"title": {"text": "A letter"}, "sender": [{"role": "from", "to": office}], "date": {"edtf": "2013"}},
    )
    return {"office": office, "heron": heron, "request": request, "loose": loose}


def panel(window: Window, kind: type[Any]) -> Any:
    found = window.page.panels.find(kind)
    assert found is not None
    return found


def press(window: Window, words: str) -> None:
    found = [one for one in panel(window, Answered).findChildren(QPushButton) if one.text() == words]
    assert len(found) == 1, words
    found[0].click()
    window.settle()


def state(window: Window, record: str) -> str:
    told = window.do(lambda opened: standing.of_records(opened, [record]))
    return str(told[record].shown.value)


def test_it_says_so_and_a_reply_is_added_from_there(window: Window) -> None:
    made = window.do(make)
    window.go("record", made["request"])
    strip = panel(window, Answered)
    assert strip.words.text() == "Overdue: an answer was due 5 January 2013"
    press(window, "Add its reply")
    window.wait(lambda: window.page.form is not None and window.page.form.type == "reply")
    window.settle()
    fields = window.page.fields()
    assert [one["to"] for one in fields["answers"]] == [made["request"]]
    assert [one["to"] for one in fields["sender"]] == [made["office"]]
    asks = panel(window, Asks)
    assert asks.isVisible()
    choice = asks.choices[made["request"], "b"]
    choice.setCurrentIndex(choice.findData("outcome/granted"))
    choice.activated.emit(choice.currentIndex())
    assert window.page.fields()["responses"][0]["outcome"] == {"term": "outcome/granted"}
    window.page.save()
    window.settle()
    assert state(window, made["request"]) == "partly-answered"
    window.shell.back()
    window.settle()
    strip = panel(window, Answered)
    window.wait(lambda: strip.words.text() == "Answered in part: 1 of 2")


def test_what_it_says_to_each_thing_asked_is_taken_back_by_undo(window: Window) -> None:
    made = window.do(make)
    window.do(
        lambda opened: casework.edit(opened, made["loose"], {"answers": [{"role": "answers", "to": made["request"]}]})
    )
    window.go("record", made["loose"])
    asks = panel(window, Asks)
    choice = asks.choices[made["request"], "a"]
    choice.setCurrentIndex(choice.findData("outcome/refused"))
    choice.activated.emit(choice.currentIndex())
    assert window.page.fields()["responses"][0]["ask"] == {"text": "a"}
    window.page.undo()
    assert "responses" not in window.page.fields()
    assert choice.currentData() == ""


def test_a_letter_that_names_no_request_is_said_to_answer_this_one(window: Window) -> None:
    made = window.do(make)
    window.go("record", made["request"])
    press(window, "It answers this")
    assert state(window, made["request"]) == "answered"
    assert window.shell.messages is not None
    window.shell.messages.undo()
    window.settle()
    assert state(window, made["request"]) == "overdue"


def test_nobody_would_receive_it_is_an_act_in_one_press(window: Window) -> None:
    made = window.do(make)
    window.do(lambda opened: casework.edit(opened, made["request"], {"filing": None, "due": None}))
    window.go("record", made["request"])
    press(window, "Nobody would receive it")
    window.wait(lambda: window.page.form is not None and window.page.form.type == "act")
    window.settle()
    fields = window.page.fields()
    assert fields["victim"]["to"] == made["heron"]
    assert fields["refused"][0]["to"] == made["request"]
    assert fields["period"] == {"edtf": "2012-12-01"}
    assert state(window, made["request"]) == "refused-to-receive"


def test_the_library_finds_requests_by_where_they_stand(window: Window) -> None:
    made = window.do(make)
    page = window.go("library")
    page.filters.fill()
    page.filters.choose(Query(standing=("overdue",)))
    page.filters.changed.emit()
    window.settle()
    window.wait(lambda: page.model.rowCount() == 1 and page.model.row(0) is not None)
    row = page.model.row(0)
    assert row.id == made["request"]
    assert "Overdue" in row.cells[-1]
    assert page.chips.buttons()[0].accessibleName() == "Remove the filter Overdue"
    page.filters.choose(Query())
    page.filters.changed.emit()
    window.settle()
    assert page.model.rowCount() > 1
