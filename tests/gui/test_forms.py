"""Forms and lists: a field and a list made in the window are usable at once, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain import schema
from app.domain.query import Query
from app.services import casework, defining, lists, receiving, sending
from app.ui.editors.term import TermEditor
from app.ui.look import Look
from tests.gui import forms
from tests.gui.conftest import Window, make_vault


@pytest.fixture
def window(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[Window]:
    made = Window(qtbot, look, make_vault(tmp_path / "vault", sample=False)).open()
    yield made
    made.close()


def choose(page: Any, words: str) -> None:
    """Go to a type or list by its name, by keyboard."""
    (item,) = [one for one in page.choices.findItems(words, Qt.MatchFlag.MatchExactly) if one.flags()]
    page.choices.setCurrentItem(item)


def texts(within: QWidget) -> str:
    return "\n".join(one.text() for one in within.findChildren(QLabel) if one.isVisibleTo(within))


def make_weather(window: Window) -> tuple[str, str]:
    """Make a list with two terms and a field of notes that takes it, as a person does; return field and term."""
    page = window.go("forms")
    page.make.click()
    QTest.keyClicks(page.name.lines["en"], "Weathers")
    forms.push(page, "Make the list")
    window.settle()
    for words in ("Storm", "Sun"):
        page.terms.words.lines["en"].setText(words)
        page.terms.add.click()
        window.settle()
    (name,) = lists_of(window)
    choose(page, "Note")
    page.fields.add.click()
    editor = page.fields.editor
    QTest.keyClicks(forms.focused(), "Weather")
    editor.kind.setCurrentIndex(editor.kind.findData("term"))
    editor.list.setCurrentIndex(editor.list.findData(name))
    page.fields.save.click()
    window.settle()
    (field,) = [one for one in window.desk.schema.fields_of("note") if one.startswith("x_")]
    assert page.fields.current() == field
    return field, next(iter(window.desk.schema.vocabulary(name).terms))


def lists_of(window: Window) -> list[str]:
    return [name for name in window.desk.schema.lists.own if name.startswith("x_")]


def test_a_field_and_a_list_made_here_are_usable_in_form_list_search_filter_and_bundle(
    window: Window, qtbot: QtBot, look: Look, tmp_path: Path
) -> None:
    field, storm = make_weather(window)

    # in the form of a new note, chosen by typing
    record = "ab" * 16
    page = window.go("record", record, type="note")
    window.wait(lambda: not page.form.slices.busy)
    row = page.form._rows_by_name()[field]
    assert isinstance(row.editor, TermEditor)
    row.editor.focus_first()
    QTest.keyClicks(row.editor.line, "sto")
    QTest.keyClick(row.editor.line, Qt.Key.Key_Return)
    assert page.form.fields()[field] == {"term": storm, "words": "Storm"}
    page.save()
    window.settle()

    # in a column, in a filter with its count, in search
    library = window.go("library")
    library.owned.add(field)
    window.wait(lambda: library.model.row(0) is not None and library.model.row(0).cells[-1] == "Storm")
    column = library.model.columns.index(field)
    assert library.model.headerData(column, Qt.Orientation.Horizontal) == "Weather"
    library.filters.fill()
    library.filters.own.field.activated.emit(0)
    window.settle()
    shown = [library.filters.own.says.list.item(n).text() for n in range(library.filters.own.says.list.count())]
    window.wait(lambda: "Storm (1)" in _said(library))
    assert shown is not None
    library.ask(Query(fields=((field, storm),)))
    window.settle()
    assert len(library.model.numbers) == 1
    assert any("Storm" in one.text() for one in library.chips.buttons())
    library.ask(Query(fields=((field, "answer/unknown"),)))
    window.settle()
    assert not library.model.numbers
    assert window.do(lambda session: [row["id"] for row in casework.search(session, "storm")]) == [record]

    # with a bundle to another window, which has it with no restart
    other = Window(qtbot, look, make_vault(tmp_path / "other", "Office", "headquarters", sample=False)).open()
    bundle = _sent(window, other, tmp_path)
    other.do(lambda session: receiving.receive(session, bundle))
    other.settle()
    page = other.go("record", record)
    other.wait(lambda: not page.form.slices.busy)
    assert page.form._rows_by_name()[field].editor.line.text() == "Storm"
    other.close()


def _said(library: Any) -> list[str]:
    says = library.filters.own.says.list
    return [says.item(n).text() for n in range(says.count())]


def _sent(window: Window, other: Window, place: Path) -> Path:
    from app.services import contacts, trusting

    for giver, taker in ((window, other), (other, window)):
        card = place / f"{giver.desk.owner.key_id[:8]}.card"
        giver.do(lambda session, card=card: contacts.write_card(session, card))
        taker.do(
            lambda session, card=card, giver=giver: trusting.take_card(session, card, giver.desk.owner.fingerprint)
        )
    stick = place / "stick"
    stick.mkdir()
    key = other.desk.owner.key_id
    return Path(window.do(lambda session: sending.send(session, key, stick))["bundles"][0])


def test_taking_a_field_out_of_use_says_first_what_that_does_and_its_values_stay(window: Window) -> None:
    field, storm = make_weather(window)
    record = window.do(lambda session: casework.add(session, "note", {"text": "x", field: storm}))
    page = window.go("forms", type="note")
    page.fields.show_type("note", field)
    page.fields.retire.click()
    window.settle()
    assert page.fields.question.words.text().startswith("1 record keeps a value that no longer shows")
    assert not window.desk.schema.fields_of("note")[field].retired
    page.fields.question.yes.click()
    window.settle()
    assert window.desk.schema.fields_of("note")[field].retired
    record_page = window.go("record", record)
    window.wait(lambda: not record_page.form.slices.busy)
    assert field not in record_page.form._rows_by_name()
    assert "Kept values" in texts(record_page.form)
    assert "Weather (no longer in use): Storm" in texts(record_page.form)
    page = window.go("forms", type="note")
    page.fields.show_type("note", field)
    page.fields.again.click()
    window.settle()
    assert not window.desk.schema.fields_of("note")[field].retired


def test_a_field_is_moved_by_keyboard_and_the_form_follows(window: Window) -> None:
    first = window.do(lambda session: defining.add_field(session, "note", {"en": "One"}, "text"))
    second = window.do(lambda session: defining.add_field(session, "note", {"en": "Two"}, "text"))
    window.settle()
    page = window.go("forms", type="note")
    page.fields.show_type("note", second)
    page.fields.tree.setFocus()
    QTest.keyClick(page.fields.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    window.settle()
    order = [one for one in window.desk.schema.fields_of("note") if one.startswith("x_")]
    assert order == [second, first]
    assert page.fields.current() == second


def test_what_an_output_wants_is_said_in_the_record_and_never_stops_saving(window: Window) -> None:
    page = window.go("forms", type="note")
    page.fields.show_type("note", "place")
    page.fields.editor.wanted.choose(("output/wgad",))
    page.fields.save.click()
    window.settle()
    assert window.desk.schema.types["note"].wanted == {"place": ("output/wgad",)}
    record_page = window.go("record", "cd" * 16, type="note")
    window.wait(lambda: not record_page.form.slices.busy)
    assert "Still wanted for Working Group on Arbitrary Detention:" in texts(record_page)
    record_page.form.set_field("text", {"text": "something"})
    record_page.save()
    window.settle()
    assert window.do(lambda session: casework.state_of(session, "cd" * 16).fields["text"]["text"]) == "something"
    record_page.form.set_field("place", {"words": "the mill"})
    window.wait(lambda: "Still wanted for" not in texts(record_page))


def test_a_table_is_taken_in_and_a_mistake_names_its_line(window: Window, tmp_path: Path) -> None:
    page = window.go("forms", list="act")
    table = tmp_path / "terms.csv"
    table.write_text("code;label;broader\nA1;Wiretap;detention\n", encoding="utf-8-sig")
    page.terms.read(table)
    window.settle()
    (code,) = [one for one in window.desk.schema.vocabulary("act").terms if "x_" in one]
    assert window.desk.schema.broader(code) == "act/detention"
    table.write_text("code;label\nA1;Wiretap\nA1;Again\n", encoding="utf-8")
    page.terms.read(table)
    window.settle()
    assert "Line 3" in page.terms.question.words.text()


def test_bad_definitions_are_named_here_and_break_no_form(window: Window) -> None:
    bad = {"label": {"text": "Nonsense"}, "of_type": {"term": "record-type/note"}}
    window.do(lambda session: casework.add(session, "field", bad))
    page = window.go("forms")
    window.settle()
    assert "Nonsense: It does not say what kind of field it is" in page.left_out.text()
    assert dict(window.desk.schema.fields_of("note")).keys() == dict(schema.OURS.fields_of("note")).keys()


def test_terms_are_called_otherwise_and_taken_out_of_use(window: Window) -> None:
    name = window.do(lambda session: lists.make(session, {"en": "Weathers"}))
    code = window.do(lambda session: lists.add_term(session, name, {"en": "Strom"}))
    window.settle()
    page = window.go("forms", list=name)
    page.terms.show_list(name, code)
    page.terms.words.lines["en"].setText("Storm")
    page.terms.rename.click()
    window.settle()
    assert window.desk.schema.label(code) == "Storm"
    page.terms.show_list(name, code)
    page.terms.retire.click()
    window.settle()
    assert "0 records hold it" in page.terms.question.words.text()
    page.terms.question.yes.click()
    window.settle()
    assert window.desk.schema.vocabulary(name).offered == []


def test_what_was_typed_of_a_field_and_not_saved_is_there_again_after_a_look_elsewhere(window: Window) -> None:
    kept, _term = make_weather(window)
    page = window.go("forms")
    editor, pane = page.fields.editor, page.fields
    pane.show_type("note", kept)
    QTest.keyClicks(editor.label.lines["en"], " there")
    pane.add.click()
    QTest.keyClicks(editor.label.lines["en"], "Half a na")
    editor.kind.setCurrentIndex(editor.kind.findData("date"))
    editor.kind.activated.emit(editor.kind.currentIndex())
    choose(page, "Document")
    assert editor.label.lines["en"].text() not in ("Half a na", "Weather there")
    choose(page, "Note")
    pane.add.click()
    assert editor.label.lines["en"].text() == "Half a na"
    assert editor.asked().kind == "date"
    pane.leave.click()  # given up, it is gone
    pane.show_type("note", kept)
    assert editor.label.lines["en"].text() == "Weather there"
    pane.save.click()
    window.settle()
    assert str(window.desk.schema.fields_of("note")[kept].label) == "Weather there"
    assert not pane.leave.isVisible()
    pane.add.click()
    assert editor.label.lines["en"].text() == ""


def test_a_lock_loses_nothing_that_was_said_of_a_field(window: Window) -> None:
    page = window.go("forms", type="note")
    page.fields.add.click()
    QTest.keyClicks(page.fields.editor.label.lines["en"], "Half a name")
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    page = window.go("forms", type="note")
    page.fields.add.click()
    assert page.fields.editor.label.lines["en"].text() == "Half a name"
    page.fields.leave.click()
    window.settle()
    assert window.desk.setting("defining") == []
