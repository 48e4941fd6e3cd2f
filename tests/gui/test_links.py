"""Links: found while typing, made in place, or kept in words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain import schema
from app.services import casework
from app.ui.editors import assessing
from app.ui.editors.picker import Picker
from tests.gui import forms
from tests.gui.conftest import Window

CAO = "曹顺利"
CALLED = "曹顺利 (Cao Shunli)"


def offered(window: Window, words: str = "") -> list[str]:
    """Type and return what the list under the line offers."""
    if words:
        forms.write(words)
    parent: Any = forms.focused().parentWidget()
    assert isinstance(parent, Picker)
    window.wait(lambda: not parent._timer.isActive())
    window.settle()
    window.wait(lambda: parent.list is not None and parent.list.isVisible())
    return [parent.list.item(n).text() for n in range(parent.list.count())]


def choose(window: Window, entries: list[str], beginning: str) -> None:
    """Go down to the entry that begins so and take it."""
    at = next(n for n, entry in enumerate(entries) if entry.startswith(beginning))
    forms.press(Qt.Key.Key_Down, at + 1)
    forms.press(Qt.Key.Key_Return)
    window.settle()


def test_a_person_is_found_by_how_the_name_sounds_and_linked(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    entries = offered(window, "caoshunli")
    assert entries[0].splitlines()[0] == CALLED
    assert "Cao Shunli" in entries[0]
    choose(window, entries, CAO)
    victim = form.fields()["victim"]
    assert (victim["role"], victim["to"]) == ("victim", forms.record_named(window, CAO, "person"))
    assert schema.OURS.check_fields("act", form.fields()) == form.fields()
    assert forms.named(form, f"Victim: open {CALLED}") is forms.focused()
    went = []
    window.desk.went.connect(went.append)
    forms.press(Qt.Key.Key_Space)
    assert (went[0].page, went[0].record) == ("record", victim["to"])


def test_likely_duplicates_stand_on_top_with_the_reason(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    entries = offered(window, "曹顺丽")
    assert entries[0].startswith(CAO)
    assert "same sound" in entries[0]


def test_enter_takes_the_one_called_just_so_and_nobody_who_is_only_like_it(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    forms.write("曹顺丽")  # sounds the same, and is another name
    forms.press(Qt.Key.Key_Return)
    window.settle()
    assert not form.fields()["victim"].get("to")
    forms.focused().clear()  # type: ignore[attr-defined]
    forms.write(CAO)
    forms.press(Qt.Key.Key_Return)  # before the answer is there
    window.wait(lambda: form.fields().get("victim", {}).get("to"))
    assert form.fields()["victim"]["to"] == forms.record_named(window, CAO, "person")


def test_enter_makes_somebody_where_there_is_nobody_like_it_but_leaves_words_of_a_perpetrator(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    forms.write("Zyx Qwv")
    forms.press(Qt.Key.Key_Return)
    window.wait(lambda: form.fields().get("victim", {}).get("to"))
    window.settle()
    form.reveal("perpetrators")
    forms.press(Qt.Key.Key_Space)  # adds one
    forms.write("Zyx Abc Def")
    forms.press(Qt.Key.Key_Return)
    window.settle()
    [one] = form.fields()["perpetrators"]
    assert (one["to"], one["words"]) == (None, "Zyx Abc Def")


def test_a_person_is_made_in_place(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    changes = []
    window.desk.changed.connect(changes.append)
    choose(window, offered(window, "Li Hua"), "Make a new person")
    window.wait(lambda: form.fields().get("victim", {}).get("to"))
    made = form.fields()["victim"]["to"]
    assert window.do(lambda session: casework.show(session, made))["fields"]["names"][0]["text"] == "Li Hua"
    assert any(change.touches(made) for change in changes)
    assert schema.OURS.check_fields("act", form.fields()) == form.fields()


def test_an_unknown_perpetrator_stays_words_and_nobody_is_invented(window: Window) -> None:
    before = len(window.do(lambda session: casework.listing(session, "person")))
    form = forms.show(window, "act", {})
    form.reveal("perpetrators")
    forms.push(form, "Add Perpetrators")
    entries = offered(window, "two men in plain clothes")
    assert entries[0] == "Keep only these words (not identified)"
    choose(window, entries, "Keep only")
    (link,) = form.fields()["perpetrators"]
    assert (link["role"], link["to"], link["words"]) == ("perpetrator", None, "two men in plain clothes")
    assert "Not identified" in forms.labels(form)
    assert len(window.do(lambda session: casework.listing(session, "person"))) == before
    forms.push(form, "More about this link: Perpetrators")
    forms.settle(window, form)
    row = form._rows_by_name()["perpetrators"]
    forms.named(row, "Apparent affiliation").setFocus()
    forms.write("a black car")
    (link,) = form.fields()["perpetrators"]
    assert link["attributes"]["affiliation"]["text"] == "a black car"
    assert schema.OURS.check_fields("act", form.fields()) == form.fields()


def test_a_later_identification_keeps_the_first_words(window: Window) -> None:
    link = {"id": "l1", "role": "perpetrator", "to": None, "words": "Beijing police", "newer": 1}
    form = forms.show(window, "act", {"perpetrators": [link]})
    forms.push(form, "Perpetrators: Identify")
    choose(window, offered(window), "Beijing police\nOrganisation")
    police = forms.record_named(window, "Beijing police", "organisation")
    by, today = {"text": window.desk.owner.name}, {"edtf": assessing.today()}
    said = {"identified": {"by_words": by, "when": today}}
    assert form.fields()["perpetrators"] == [{**link, "to": police, "attributes": said}]
    assert schema.OURS.check_fields("act", form.fields()) == form.fields()
    form.undo()
    assert form.fields()["perpetrators"] == [link]


def test_what_is_typed_and_left_stays_as_words(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    forms.write("a young man")
    forms.press(Qt.Key.Key_Tab)
    window.settle()
    victim = form.fields()["victim"]
    assert (victim["role"], victim["to"], victim["words"]) == ("victim", None, "a young man")
    assert forms.named(form, "Victim, in words").text() == "a young man"


def test_escape_closes_the_list_first_and_leaves_what_was_linked(window: Window) -> None:
    to = forms.record_named(window, CAO, "person")
    form = forms.show(window, "act", {"victim": {"role": "victim", "to": to}})
    forms.push(form, "Victim: Change")
    offered(window, "hu")
    forms.press(Qt.Key.Key_Escape)
    assert isinstance(forms.focused().parentWidget(), Picker)
    forms.press(Qt.Key.Key_Escape)
    assert form.fields()["victim"]["to"] == to
    assert forms.named(form, f"Victim: open {CALLED}").isVisible()


def test_one_of_several_roles_is_chosen(window: Window) -> None:
    form = forms.show(window, "incident", {})
    form.reveal("leads")
    forms.push(form, "Add Precedes or leads to")
    forms.write("the trial")
    forms.named(form, "Precedes or leads to: role").setFocus()
    forms.press(Qt.Key.Key_Down)
    (link,) = form.fields()["leads"]
    assert (link["role"], link["words"]) == ("leads-to", "the trial")
    form.set_fields({"leads": [{**link, "id": "another"}]})
    assert forms.named(form, "Precedes or leads to: role").currentData() == "leads-to"


def test_a_linked_record_that_changes_is_called_by_its_new_name(window: Window) -> None:
    to = forms.record_named(window, CAO, "person")
    form = forms.show(window, "act", {"victim": {"role": "victim", "to": to}})
    window.do(lambda session: casework.edit(session, to, {"code_name": {"text": "Willow"}}))
    window.desk.tell(to)
    window.settle()
    assert forms.named(form, "Victim: open Willow")


def test_a_record_that_is_not_here_is_said_so_and_kept(window: Window) -> None:
    form = forms.show(window, "act", {"victim": {"role": "victim", "to": "f" * 32}})
    assert forms.named(form, "Victim: open A record that is not here")
    assert form.fields()["victim"]["to"] == "f" * 32


def test_a_case_of_hundreds_shows_the_first_and_keeps_all(window: Window) -> None:
    links = [{"id": f"l{n}", "role": "contains", "to": f"{n:032x}"} for n in range(300)]
    form = forms.show(window, "case", {"contains": links})
    assert len(form._rows_by_name()["contains"].editor.editors()) < 20
    forms.push(form, "Remove Contains 1")
    assert form.fields()["contains"] == links[1:]


def test_the_keyboard_stays_in_the_line_while_the_list_is_open(window: Window) -> None:
    form = forms.show(window, "act", {})
    form.reveal("victim")
    line: QWidget = forms.focused()
    offered(window, "hu")
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert forms.focused() is line
    assert line.accessibleDescription()
