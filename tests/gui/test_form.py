"""The form that is made from the schema."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from app.base import i18n
from app.domain import schema
from app.domain.schema import Field
from app.domain.schema.kinds import Text
from app.services import practice
from app.services.places import INVENTED
from app.ui.chain import Chain
from app.ui.editors.form import Form, Passage
from app.ui.look import Look
from tests.added_fields import with_fields
from tests.gui import forms
from tests.gui.conftest import Window
from tests.gui.pace import Pace

RECORDS = practice.sample_records()
EVERYTHING = practice.sample_records(INVENTED)
"""Every field there is has a value in one of these or of the others."""
TYPES = list(schema.OURS.types)


@pytest.mark.parametrize("types", [TYPES[:3], TYPES[3:8], TYPES[8:]], ids=["first", "middle", "last"])
def test_nothing_of_any_record_is_dropped_or_moved_with_everything_unfolded(window: Window, types: list[str]) -> None:
    for type_ in types:
        form = forms.show(window, type_, {})
        forms.unfold(window, form)
        for record in [record for record in (*RECORDS, *EVERYTHING) if record["type"] == type_]:
            given = schema.OURS.check_fields(type_, record["fields"])
            form.set_fields(given)
            forms.settle(window, form)
            assert json.dumps(form.fields()) == json.dumps(given)
            for name, row in form._rows_by_name().items():
                if row.editor is not None and row.editor.isVisibleTo(row):
                    value = given.get(name)
                    if row._note is not None and row._note.text():  # it stands in a line of its own
                        value = {key: part for key, part in value.items() if key != "note"}
                    assert row.editor.value() == (None if value == [] else value), name
        assert not form.can_undo
        form.hide()


def test_what_a_newer_version_wrote_is_shown_and_kept(window: Window) -> None:
    fields = {
        "title": {"text": "A title", "mood": "newer"},
        "period": {"century": 21},
        "rights": [{"id": "a1", "term": "right/of-a-newer-list"}, {"id": "a2", "term": "right/life"}],
        "weather": {"text": "rain"},
        "trashed": True,
    }
    form = forms.show(window, "incident", fields)
    forms.unfold(window, form)
    form.reveal("title")
    forms.write("More ")
    expected = {**fields, "title": form.fields()["title"]}
    assert form.fields() == expected
    assert form.fields()["title"]["mood"] == "newer"
    told = forms.labels(form)
    assert any("weather" in text and "rain" in text for text in told)
    assert not any("trashed" in text for text in told)


def test_what_is_typed_is_valid_and_is_undone_step_by_step(window: Window) -> None:
    form = forms.show(window, "case", {})
    edits = []
    form.edited.connect(lambda: edits.append(form.fields()))
    form.reveal("title")
    forms.write("A case")
    form.reveal("reference")
    forms.write("7/2013")
    typed = form.fields()
    assert typed["title"]["text"] == "A case"
    assert edits[-1] == typed == schema.OURS.check_fields("case", typed)
    form.undo()
    assert "reference" not in form.fields()
    assert form.fields()["title"]["text"] == "A case"
    form.undo()
    assert form.fields() == {}
    assert not form.can_undo
    form.redo()
    form.redo()
    assert form.fields() == typed
    assert not form.can_redo


def test_a_removed_item_is_put_back_or_undone(window: Window) -> None:
    tags = [{"id": f"t{n}", "text": text} for n, text in enumerate(("one", "two", "three"))]
    form = forms.show(window, "case", {"tags": tags})
    forms.push(form, "Remove Tags 2")
    assert [tag["text"] for tag in form.fields()["tags"]] == ["one", "three"]
    forms.push(form, "Put back Tags")
    assert form.fields()["tags"] == tags
    forms.push(form, "Remove Tags 1")
    QTest.keyClick(forms.focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.fields()["tags"] == tags


def test_items_are_added_and_moved_by_keyboard(window: Window) -> None:
    form = forms.show(window, "case", {})
    form._sections["Handling"].open()
    forms.settle(window, form)
    for word in ("first", "second"):
        forms.push(form, "Add Tags")
        forms.write(word)
    QTest.keyClick(forms.focused(), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    tags = form.fields()["tags"]
    assert [tag["text"] for tag in tags] == ["second", "first"]
    assert schema.OURS.check_fields("case", form.fields()) == form.fields()
    assert len({tag["id"] for tag in tags}) == 2


def test_an_item_added_and_left_empty_is_not_kept(window: Window) -> None:
    form = forms.show(window, "act", {})
    form._sections["Charge and trial"].open()
    forms.settle(window, form)
    forms.push(form, "Add Charges")
    assert "charges" not in form.fields()


def test_unknown_and_declined_are_said_and_taken_back(window: Window) -> None:
    form = forms.show(window, "person", {"sex": {"term": "sex/female"}})
    forms.from_menu(window, form, "birth", "Unknown")
    assert form.fields()["birth"] == {"answer": "unknown"}
    forms.from_menu(window, form, "sex", "Declined to say")
    assert form.fields()["sex"] == {"answer": "declined"}
    forms.from_menu(window, form, "sex", "Add a note")
    forms.write("asked twice")
    assert form.fields()["sex"] == {"answer": "declined", "note": "asked twice"}
    forms.push(form, "Change Born")
    assert "birth" not in form.fields()
    assert schema.OURS.check_fields("person", form.fields())


def test_what_says_nothing_is_folded_and_unfolds_by_keyboard(window: Window) -> None:
    form = forms.show(window, "act", {"act_type": {"term": "act/detention"}})
    assert "victim" in form._rows_by_name()
    assert "motive" not in form._rows_by_name()
    forms.push(form, "More in What")
    forms.settle(window, form)
    assert "motive" in form._rows_by_name()
    assert form._sections["Killing"].waiting
    assert not form._sections["Detention"].waiting
    forms.push(form, "Killing")
    forms.settle(window, form)
    assert "autopsy" in form._rows_by_name()
    form.reveal("last_seen_with")
    forms.write("His brother")
    assert form.fields()["last_seen_with"]["text"] == "His brother"


def test_choosing_the_kind_of_act_asks_for_its_section(window: Window) -> None:
    form = forms.show(window, "act", {})
    assert form._sections["Torture and ill-treatment"].waiting
    form.set_field("act_type", {"term": "act/beating"})  # a kind of ill-treatment
    assert not form._sections["Torture and ill-treatment"].waiting


def test_sections_are_listed_with_what_is_filled_and_lead_there(window: Window) -> None:
    form = forms.show(window, "case", {"title": {"text": "A"}, "reference": {"text": "B"}, "next_step": {"text": "C"}})
    listed = {label: (filled, go) for label, filled, go in form.sections()}
    assert (listed["What"][0], listed["Handling"][0], listed["Files"][0]) == (2, 1, 0)
    listed["Handling"][1]()
    assert form._sections["Handling"].isAncestorOf(forms.focused())


def test_a_passage_is_told(window: Window) -> None:
    text = "😀 They came at night.\nNobody said why."
    form = forms.show(window, "testimony", {"narrative": {"text": text}})
    form.reveal("narrative")
    box = forms.focused()
    start = text.index("Nobody")
    cursor = box.textCursor()
    cursor.setPosition(start + 1)  # the emoji counts twice for Qt
    cursor.setPosition(start + 7, cursor.MoveMode.KeepAnchor)
    box.setTextCursor(cursor)
    form.reveal("title")
    assert form.selection() == Passage("narrative", start, start + 6, "Nobody")
    assert text not in repr(form.selection())


def test_a_source_is_added_beside_a_field(window: Window) -> None:
    form = forms.show(window, "person", {})
    forms.from_menu(window, form, "sex", "Add a source")
    forms.write("state secrets")
    forms.named(form, "Where in it").setFocus()
    forms.write("p. 2")
    (cite,) = form.fields()["cites"]
    assert (cite["field"], cite["words"], cite["locator"]) == ("sex", "state secrets", "p. 2")
    assert schema.OURS.check_fields("person", form.fields()) == form.fields()


def test_a_rival_account_becomes_the_value_and_the_old_value_stays_beside_it(window: Window) -> None:
    form = forms.show(window, "case", {"reference": {"text": "old"}})
    forms.from_menu(window, form, "reference", "Add a rival account")
    forms.write("other")
    assert form.fields()["accounts"][0]["value"] == {"text": "other"}
    assert form.fields()["reference"] == {"text": "old"}
    forms.push(form, "Take this as the value")
    assert form.fields()["reference"] == {"text": "old"}  # not without a reason
    forms.write("seen by two")
    forms.push(form, "Take this as the value")
    assert form.fields()["reference"] == {"text": "other"}
    assert form.fields()["accounts"][0]["reason"] == "seen by two"
    assert [one["value"]["text"] for one in form.fields()["accounts"]] == ["other", "old"]
    assert schema.OURS.check_fields("case", form.fields()) == form.fields()
    form.undo()
    assert form.fields()["reference"] == {"text": "old"}


def test_a_field_added_at_run_time_is_in_the_form(window: Window) -> None:
    known = with_fields(window.desk.schema, "note", Field("mood", Text(), "Mood", section="What"))
    window.shell.jobs.defined.emit(known)
    form = forms.show(window, "note", {"mood": {"text": "calm"}})
    assert forms.named(form, "Mood").text() == "calm"


def test_a_long_list_of_cards_is_shown_in_steps(window: Window) -> None:
    charges = [{"id": f"c{n}", "text": {"text": f"charge {n}"}} for n in range(9)]
    form = forms.show(window, "act", {"charges": charges})
    forms.push(form, "Charges: Show more: 6 are left")
    forms.push(form, "Remove Charges 6")
    assert form.fields()["charges"] == [*charges[:5], *charges[6:]]


def test_only_reading_changes_nothing_and_links_still_lead_on(window: Window) -> None:
    record = next(one for one in RECORDS if one["label"] == "A5")
    form = forms.show(window, "act", record["fields"])
    form.set_read_only(True)
    forms.unfold(window, form)
    for one in form.findChildren(QLineEdit):
        if one.isVisible() and one.isEnabled():
            one.setFocus()
            QTest.keyClicks(one, "x")
    assert form.fields() == record["fields"]
    went = []
    window.desk.went.connect(went.append)
    forms.push(form, "Incident: open " + forms.named_start(form, "Incident: open ").removeprefix("Incident: open "))
    assert went[0].record == record["fields"]["incident"]["to"]


def test_everything_that_takes_the_keyboard_has_a_name(window: Window) -> None:
    for record in [one for one in RECORDS if one["label"] in ("A5", "P5", "D1", "R4", "C1", "I1")]:
        form = forms.show(window, record["type"], record["fields"])
        forms.unfold(window, form)
        nameless = [
            one
            for one in form.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and not one.accessibleName()
        ]
        nameless = [one for one in nameless if not (isinstance(one, QAbstractButton) and one.text())]
        assert nameless == []
        form.hide()


def test_tab_goes_down_the_page_from_value_to_value(window: Window) -> None:
    form = forms.show(window, "incident", {"narrative": {"text": "Words"}})
    Chain(form).order()  # as the page of a record does
    form.reveal("title")
    heights, names = [], []
    for _ in range(12):
        heights.append(forms.focused().mapTo(form._content, forms.focused().rect().topLeft()).y())
        names.append(forms.focused().accessibleName())
        forms.press(Qt.Key.Key_Tab)
    rows = [height // 60 for height in heights]  # what stands side by side is one row
    assert rows == sorted(rows)
    assert names[:2] == ["Title", "What happened"]


def test_it_mirrors_where_one_reads_from_the_right(window: Window, look: Look) -> None:
    i18n.use("ar")
    look.use(language="ar")
    try:
        form = forms.show(window, "act", next(one for one in RECORDS if one["label"] == "A5")["fields"])
        row = form._rows_by_name()["act_type"]
        assert row._label.geometry().left() > row._more.geometry().left()
    finally:
        look.use(language="en")
        i18n.use("en")


def test_it_opens_without_holding_the_window_up(window: Window) -> None:
    """The promise is 60 ms at a stretch; the test fails only far beyond it, as machines are busy."""
    record = next(one for one in RECORDS if one["label"] == "A5")
    form = Form(window.desk, "act", record["id"])
    window.qtbot.addWidget(form)
    form.resize(1000, 768)
    pace = Pace()
    form.set_fields(record["fields"])
    form.show()
    stretches = [pace.felt]
    while form.slices.busy:
        pace.begin()
        QApplication.processEvents()
        stretches.append(pace.felt)
    print(f"an act opens in {1000 * sum(stretches):.0f} ms, at most {1000 * max(stretches):.0f} ms at a stretch")
    assert max(stretches) < 0.6


def test_rows_have_their_whole_height_while_the_rest_of_a_long_form_is_built(window: Window) -> None:
    act = next(one for one in practice.sample_records(INVENTED) if one["label"] == "A2")
    form = Form(window.desk, "act", act["id"])
    window.qtbot.addWidget(form)
    form.resize(1000, 768)
    form.set_fields(act["fields"])
    form.show()
    heights: list[int] = []
    while form.slices.busy:
        QApplication.processEvents()
        first = form._rows_by_name().get("act_type")
        if first is not None and first.isVisible():
            heights.append(first.height() - first.minimumSizeHint().height())
    whole = next(at for at, over in enumerate(heights) if over >= 0)
    assert min(heights[whole:]) >= 0
    forms.settle(window, form)
    assert form._content.minimumHeight() == 0


@pytest.mark.parametrize(
    ("type_", "name", "asks", "other", "section"),
    [
        ("act", "act_type", "act/exit-ban", "act/torture", "Watch and interception"),
        ("organisation", "kind", "organisation/prison", "organisation/media", "Place of detention"),
        ("process", "kind", "process/appeal-trial", "process/upr", "Trial"),
        ("process", "kind", "process/upr", "process/trial", "Review"),
    ],
)
def test_a_section_for_some_kinds_waits_until_that_kind_is_chosen(
    window: Window, type_: str, name: str, asks: str, other: str, section: str
) -> None:
    form = forms.show(window, type_, {name: {"term": other}})
    assert form._sections[section].waiting
    form.set_field(name, {"term": asks})
    forms.settle(window, form)
    assert not form._sections[section].waiting
    form.set_field(name, {"term": other})
    forms.settle(window, form)
    assert form._sections[section].waiting
