"""One field of the form: its menu by keyboard, and words that are no value."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.domain import schema
from app.services import casework
from app.ui.editors.row import FieldRow
from tests.gui import forms
from tests.gui.conftest import Window


@pytest.mark.parametrize("keys", ["Ctrl+.", "Shift+F10", "Menu"])
def test_the_menu_of_a_field_is_opened_from_within_it(window: Window, keys: str) -> None:
    form = forms.show(window, "incident", {"title": {"text": "Words"}})
    form.reveal("title")
    row = form._rows_by_name()["title"]
    assert "Ctrl+." in row._more.toolTip()
    QTest.keySequence(forms.focused(), QKeySequence(keys))
    assert row.menu is not None
    window.wait(row.menu.isVisible)
    texts = [one.text() for one in row.menu.actions()]
    assert {"Unknown", "Language...", "Add a translation", "Add a note", "Add a source"} <= set(texts)
    gc.collect()  # a sweep takes no entry away
    next(one for one in row.menu.actions() if one.text() == "Unknown").trigger()
    row.menu.close()
    assert form.fields()["title"] == {"answer": "unknown"}


def test_the_menu_is_of_the_innermost_field(window: Window) -> None:
    form = forms.show(window, "act", {"charges": [{"id": "c1", "text": {"text": "a charge"}}]})
    outer = form._rows_by_name()["charges"]
    (inner, *_others) = outer.editor.findChildren(FieldRow)
    inner.focus_first()
    QTest.keySequence(forms.focused(), QKeySequence("Ctrl+."))
    assert inner.menu is not None
    assert outer.menu is None
    inner.menu.close()


def test_the_language_of_one_line_is_said_from_the_menu_of_its_field(window: Window) -> None:
    form = forms.show(window, "incident", {"title": {"text": "Words"}, "tags": [{"id": "t1", "text": "one"}]})
    for name in ("title", "tags"):
        row = form._rows_by_name()[name]
        (row.editor.editors()[0] if name == "tags" else row).focus_first()
        QTest.keySequence(forms.focused(), QKeySequence("Ctrl+."))
        next(one for one in row.menu.actions() if one.text() == "Language...").trigger()
        row.menu.close()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(one for one in menu.actions() if one.text() == "French").trigger()
        menu.close()
    assert form.fields()["title"]["language"] == form.fields()["tags"][0]["language"] == "fr"


def test_words_that_are_no_term_stay_in_sight_and_are_told_of_when_one_leaves(window: Window) -> None:
    record = window.do(lambda session: casework.add(session, "act", {"summary": {"text": "An act"}}))
    form = window.go("record", record).form
    window.wait(lambda: not form.slices.busy)
    form.reveal("act_type")
    window.wait(lambda: form.isAncestorOf(forms.focused()))
    forms.write("whatnot")
    QTest.keyClick(forms.focused(), Qt.Key.Key_Tab)
    row = form._rows_by_name()["act_type"]
    assert row.editor.line.text() == "whatnot"
    assert row.editor._astray.isVisible()
    assert form.unsettled() == [("Type of act", "whatnot")]
    window.go("library")
    assert "\u201cwhatnot\u201d in Type of act" in window.shell.messages.text
    assert "was not kept" in window.shell.messages.text


def test_a_term_that_was_typed_and_not_left_yet_is_taken_when_one_leaves(window: Window) -> None:
    record = window.do(lambda session: casework.add(session, "act", {"summary": {"text": "An act"}}))
    form = window.go("record", record).form
    window.wait(lambda: not form.slices.busy)
    form.reveal("act_type")
    window.wait(lambda: form.isAncestorOf(forms.focused()))
    forms.write("torture")
    window.go("library")
    assert window.do(lambda session: casework.show(session, record))["fields"]["act_type"] == {"term": "act/torture"}
    assert "not kept" not in window.shell.messages.text


def test_the_note_of_an_item_of_a_list_is_seen_changed_and_added(window: Window) -> None:
    given = {
        "rights": [{"id": "r1", "term": "right/life", "note": "as told"}],
        "tags": [{"id": "t1", "text": "one"}, {"id": "t2", "text": "two", "note": "second", "later": 1}],
    }
    form = forms.show(window, "incident", given)
    note = forms.named(form, "Note on Rights affected 1")
    assert note.text() == "as told"
    assert forms.named(form, "Note on Tags 2").text() == "second"
    assert form.fields() == given
    note.setFocus()
    forms.write("!")
    assert form.fields()["rights"] == [{"id": "r1", "term": "right/life", "note": "!as told"}]
    tags = form._rows_by_name()["tags"]
    tags.editor.editors()[0].focus_first()
    forms.write("no ")
    QTest.keySequence(forms.focused(), QKeySequence("Ctrl+."))
    next(one for one in tags.menu.actions() if one.text() == "Add a note").trigger()
    tags.menu.close()
    forms.named(form, "Note on Tags 1").setFocus()
    forms.write("first")
    assert form.fields()["tags"][0]["note"] == "first"
    assert form.fields()["tags"][1] == given["tags"][1]
    assert schema.OURS.check_fields("incident", form.fields()) == form.fields()
    form.undo()
    assert "note" not in form.fields()["tags"][0]
    forms.named(form, "Note on Rights affected 1").selectAll()
    forms.named(form, "Note on Rights affected 1").setFocus()
    forms.press(Qt.Key.Key_Backspace)
    assert form.fields()["rights"] == [{"id": "r1", "term": "right/life"}]


def test_the_note_of_a_term_and_of_a_text_is_seen_changed_and_added(window: Window) -> None:
    form = forms.show(window, "act", {"act_type": {"term": "act/killing", "note": "as told"}})
    assert forms.named(form, "Note on Type of act").text() == "as told"
    forms.named(form, "Note on Type of act").setFocus()
    forms.write("!")
    assert form.fields()["act_type"] == {"term": "act/killing", "note": "!as told"}
