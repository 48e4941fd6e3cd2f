"""A person's page: when they were held, who may be the same, told apart, merged and separated, by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.services import casework, practice
from app.ui.record.custody import CustodyTable
from app.ui.record.joined import Joined
from app.ui.record.page import RecordPage
from app.ui.record.people import Likely
from tests.gui.conftest import Window

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@dataclass(frozen=True)
class Parts:
    joined: Joined
    likely: Likely
    custody: CustodyTable


def open_person(window: Window, record: str) -> Parts:
    page = window.go("record", record)
    window.wait(lambda: page.form is not None and page.form.record == record)
    window.settle()
    window.wait(lambda: not page.form.slices.busy)
    assert isinstance(page, RecordPage)
    return parts_of(page)


def parts_of(page: RecordPage) -> Parts:
    assert page.panels is not None
    found = [page.panels.find(kind) for kind in (Joined, Likely, CustodyTable)]
    assert all(found)
    return Parts(*found)  # type: ignore[arg-type]


def add_person(window: Window, *names: str, **more: Any) -> str:
    told = {"names": [{"text": name} for name in names], **more}
    return str(window.do(lambda session: casework.add(session, "person", told)))


def fields(window: Window, record: str) -> dict[str, Any]:
    return dict(window.do(lambda session: dict(casework.state_of(session, record).fields)))


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def press(window: Window, widget: QWidget, name: str) -> None:
    """Press the visible button of this accessible name by keyboard."""
    found = [one for one in widget.findChildren(QPushButton) if one.isVisibleTo(widget) and _name(one) == name]
    assert len(found) == 1, [_name(one) for one in widget.findChildren(QPushButton)]
    found[0].setFocus()
    QTest.keyClick(found[0], Qt.Key.Key_Space)
    window.settle()


def _tells(widget: QWidget, part: str) -> bool:
    return part in words(widget)


def _name(one: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(one)
    return interface.text(QAccessible.Text.Name) if interface else ""


def test_the_times_in_custody_are_told_whole_and_open_their_act(window: Window) -> None:
    parts = open_person(window, SAMPLE["P1"])
    told = words(parts.custody)
    assert "end not known" in told
    assert "reported, not counted" in told
    assert "9 December 2011" in told
    opener = parts.custody.openers[-1]
    name = _name(opener)
    assert all(part in name for part in ("Detention", "9 December 2011", "end not known", "Beijing", "2 April 2013"))
    opener.setFocus()
    QTest.keyClick(opener, Qt.Key.Key_Space)
    window.wait(lambda: window.page.form is not None and window.page.form.record == SAMPLE["A2a"])


def test_custody_follows_the_acts_and_is_not_there_without_any(window: Window) -> None:
    parts = open_person(window, SAMPLE["P5"])
    assert not parts.custody.isVisible()
    victim = {"role": "victim", "to": SAMPLE["P5"]}
    act = {"act_type": {"term": "act/arrest"}, "alleged": True, "victim": victim}
    window.do(lambda session: casework.add(session, "act", act))
    window.desk.tell()
    window.wait(lambda: "alleged" in words(parts.custody))


def test_who_is_called_alike_is_shown_while_the_name_is_typed_with_the_reason(window: Window) -> None:
    record = add_person(window, "Somebody")
    parts = open_person(window, record)
    assert not parts.likely.isVisible()
    parts.likely._form.set_field("names", [{"id": "n1", "text": "cao shunli"}])
    window.wait(lambda: "same name" in words(parts.likely))
    assert "曹顺利" in words(parts.likely)


def test_who_is_called_like_somebody_with_a_code_name_is_shown_only_when_asked_for(window: Window) -> None:
    record = add_person(window, "Cao Shunli", code_name={"text": "Lark"})
    for one, other in ((record, "曹顺利"), (SAMPLE["P1"], "Lark")):
        parts = open_person(window, one)
        assert other not in words(parts.likely)
        window.qtbot.waitUntil(partial(_tells, parts.likely, "1 record."), timeout=120_000)
        press(window, parts.likely, "Show")
        window.qtbot.waitUntil(partial(_tells, parts.likely, other), timeout=120_000)


def test_not_the_same_is_remembered_on_both_pages_and_undone(window: Window) -> None:
    one = add_person(window, "Cao Shunli")
    parts = open_person(window, one)
    press(window, parts.likely, "曹顺利 is not the same person")
    assert not parts.likely.box.isVisible()
    assert [link["to"] for link in fields(window, one)["not_same"]] == [SAMPLE["P1"]]
    parts = open_person(window, SAMPLE["P1"])
    assert not parts.likely.isVisible()
    press(window, window.shell.messages, "Undo")
    window.settle()
    window.wait(parts.likely.box.isVisible)
    assert "not_same" not in fields(window, one)


def test_merging_shows_both_asks_which_stays_and_can_be_undone_at_once(window: Window) -> None:
    other = add_person(window, "Cao Shunli", birth={"edtf": "1961"})
    before = fields(window, SAMPLE["P1"]), fields(window, other), fields(window, SAMPLE["A1a"])
    parts = open_person(window, other)
    press(window, parts.likely, "Merge with 曹顺利...")
    window.wait(parts.likely.pair.isVisible)
    told = words(parts.likely.pair)
    assert all(part in told for part in ("Born: 1961", "Born: not told", "Origin: Beijing", "0 records link here."))
    assert QApplication.focusWidget() is parts.likely.pair.cancel
    press(window, parts.likely.pair, "Keep this one: The other, 曹顺利")
    window.wait(lambda: window.page.form is not None and window.page.form.record == SAMPLE["P1"])
    window.settle()
    assert fields(window, other)["trashed"] is True
    assert fields(window, SAMPLE["P1"])["birth"] == {"edtf": "1961"}
    window.wait(lambda: "was merged into this record" in words(parts_of(window.page).joined))
    press(window, window.shell.messages, "Undo")
    window.settle()
    assert (fields(window, SAMPLE["P1"]), fields(window, other), fields(window, SAMPLE["A1a"])) == before


def test_a_merged_person_says_so_and_is_separated_from_its_own_page(window: Window) -> None:
    other = add_person(window, "Cao Shunli")
    parts = open_person(window, other)
    press(window, parts.likely, "Merge with 曹顺利...")
    window.wait(parts.likely.pair.isVisible)
    press(window, parts.likely.pair, "Keep this one: This record, Cao Shunli")
    assert fields(window, SAMPLE["A1a"])["victim"]["to"] == other
    parts = open_person(window, SAMPLE["P1"])
    joined = parts.joined
    window.wait(lambda: "This record was merged into Cao Shunli" in words(joined))
    assert not parts.likely.box.isVisible()
    late = {"act_type": {"term": "act/threat"}, "victim": {"role": "victim", "to": SAMPLE["P1"]}}
    act = window.do(lambda session: casework.add(session, "act", late))
    window.desk.tell()
    window.wait(lambda: "1 record still links to this one." in words(joined))
    press(window, joined, "Move them too")
    assert fields(window, act)["victim"]["to"] == other
    window.wait(lambda: "still links" not in words(joined))
    press(window, joined, "Separate again")
    window.wait(lambda: not joined.isVisible())
    assert "trashed" not in fields(window, SAMPLE["P1"])
    assert {fields(window, one)["victim"]["to"] for one in (act, SAMPLE["A1a"])} == {SAMPLE["P1"]}


def test_esc_leaves_the_question_and_nothing_happened(window: Window) -> None:
    other = add_person(window, "Cao Shunli")
    before = fields(window, other)
    parts = open_person(window, other)
    press(window, parts.likely, "Merge with 曹顺利...")
    window.wait(parts.likely.pair.isVisible)
    QTest.keyClick(parts.likely.pair.cancel, Qt.Key.Key_Escape)
    assert not parts.likely.pair.isVisible()
    assert parts.likely.box.isVisible()
    assert fields(window, other) == before
    assert window.page.form.record == other
