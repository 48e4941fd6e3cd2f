"""The library: found, filtered, sorted, moved to the trash and back, on real vaults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.query import CHANGED, DATE, NOT_ASKED, TITLE, Order, Query
from app.services import browsing, casework, drafting, session
from app.ui.library.links import LinkButton
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import PASSPHRASE, Window, make_vault

SAMPLE = 55
TITLE_AT, WHEN_AT = browsing.COLUMNS.index("title"), browsing.COLUMNS.index("when")


@pytest.fixture
def library(window: Window) -> Window:
    _rest(window)
    return window


@pytest.fixture
def empty(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[Window]:
    made = Window(qtbot, look, make_vault(tmp_path / "empty", sample=False))
    made.open()
    _rest(made)
    yield made
    made.close()


def _rest(window: Window) -> None:
    """Wait until the page has done what it was going to do a moment later."""
    for _ in range(2):
        window.qtbot.wait(200)
        window.settle()


def _count(window: Window) -> int:
    return len(window.page.model.numbers)


def _column(window: Window, column: int) -> list[str]:
    model = window.page.model
    return [str(model.data(model.index(place, column))) for place in range(_count(window))]


def _type(window: Window, text: str) -> None:
    window.page.search.clear()
    if text.isascii():
        window.qtbot.keyClicks(window.page.search, text)
    else:
        window.page.search.insert(text)  # as an input method commits it
    _rest(window)


def _ask(window: Window, **asked: Any) -> None:
    window.page.ask(Query(**asked))
    _rest(window)


def _press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    window.qtbot.keyClick(focused, key, modifier)


@pytest.mark.parametrize("words", ["曹顺利", "cao shunli", "shunli"])
def test_a_person_is_found_in_every_script(library: Window, words: str) -> None:
    _type(library, words)
    assert any("曹顺利" in title for title in _column(library, TITLE_AT))
    assert _count(library) < SAMPLE


def test_filters_narrow_and_chips_say_so_and_take_them_away_by_key(library: Window) -> None:
    assert _count(library) == SAMPLE
    page = library.page
    box = page.filters.types._boxes["act"]
    assert box.text() == "Act (12)"
    box.click()
    _rest(library)
    assert set(_column(library, 0)) == {"Act"}
    _ask(library, types=("act",), acts=("act/detention",), since="2012")
    assert _count(library) == 6  # two of them with an end nobody has told; house arrest is one kind
    chips = page.chips.buttons()
    assert [chip.text() for chip in chips][:2] == ["Act", "Detention"]
    assert chips[-1].text() == "Clear filters"
    assert chips[1].accessibleName() == "Remove the filter Detention"
    chips[1].setFocus()
    _press(library, Qt.Key.Key_Space)
    _rest(library)
    assert page.filters.query() == Query(types=("act",), since="2012")
    page.chips.buttons()[-1].click()
    _rest(library)
    assert (_count(library), page.chips.isVisible()) == (SAMPLE, False)


def test_what_was_answered_and_how_many_are_asked_for_and_told_by_chips(library: Window) -> None:
    page = library.page
    page.filters._sections["answers"].unfold()
    page.filters._sections["numbers"].unfold()
    answered, amounts = page.filters.answered, page.filters.amounts
    answered.field.choose("number")
    answered.field.activated.emit(answered.field.currentIndex())
    answered.answers._boxes[NOT_ASKED].click()
    _rest(library)
    without_number = _count(library)
    assert 0 < without_number < SAMPLE
    [chip, _clear] = page.chips.buttons()
    assert chip.text().endswith(": Not asked")
    chip.click()
    _rest(library)
    assert (_count(library), answered.pairs()) == (SAMPLE, ())
    amounts.field.choose("number")
    amounts.surely.setChecked(True)
    library.qtbot.keyClicks(amounts.least, "13")
    amounts._on_changed()
    _rest(library)
    assert 0 < _count(library) < without_number
    assert page.chips.buttons()[0].text().endswith(": surely 13 or more")
    assert page.filters.query().numbers == (("number", ">=!", 13),)
    page.chips.buttons()[-1].click()
    _rest(library)
    assert (_count(library), amounts.bounds()) == (SAMPLE, ())


def test_terms_are_found_by_typing_and_ticked_by_the_space_bar(library: Window) -> None:
    acts = library.page.filters.acts
    library.page.filters._sections["acts"].unfold()
    acts.line.setText("torture")
    shown = [acts.list.item(n) for n in range(acts.list.count()) if not acts.list.item(n).isHidden()]
    assert [item.text() for item in shown] == ["Torture (1)"]
    acts.list.setCurrentItem(shown[0])
    acts.list.setFocus()
    _press(library, Qt.Key.Key_Space)
    _rest(library)
    assert _count(library) == 1


def test_days_are_typed_as_people_type_them(library: Window) -> None:
    since = library.page.filters.since
    library.page.filters._sections["dates"].unfold()
    since.line.setFocus()
    library.qtbot.keyClicks(since.line, "2013-10")
    _press(library, Qt.Key.Key_Return)
    _rest(library)
    assert 0 < _count(library) < SAMPLE
    since.line.setText("no date at all")
    library.page.table.setFocus()
    since._read()
    assert since._told.text().startswith("This is not a date we can read.")


def test_a_day_that_may_be_two_is_asked_for_and_yesterday_is_known(library: Window) -> None:
    since = library.page.filters.since
    library.page.filters._sections["dates"].unfold()
    since.line.setFocus()
    library.qtbot.keyClicks(since.line, "3/4/2012")
    _press(library, Qt.Key.Key_Return)
    _rest(library)
    assert (since.edtf, _count(library)) == ("", SAMPLE)
    assert [one.text() for one in since.offers] == ["3 April 2012", "4 March 2012"]
    _press(library, Qt.Key.Key_Tab)
    _press(library, Qt.Key.Key_Tab)
    _press(library, Qt.Key.Key_Space)
    _rest(library)
    assert (since.edtf, library.page.filters.query().since) == ("2012-03-04", "2012-03-04")
    assert since.line.hasFocus()
    assert since.offers == []
    library.page.table.setFocus()  # the words stay as they were typed, and are not asked about again
    assert (since.edtf, since.line.text(), since.offers) == ("2012-03-04", "3/4/2012", [])
    since.line.setText("yesterday")
    since._read()
    assert since.edtf == (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011 - the person's own day


def test_both_empty_states_show_the_way_out(library: Window, empty: Window) -> None:
    page = empty.page
    assert page.empty.title.text() == "Nothing here yet"
    assert page.empty.add.isVisible()
    assert not page.empty.clear.isVisible()
    page.empty.add.click()
    empty.wait(lambda: empty.shell._shown.page == "new")
    _type(library, "zzzz")
    assert library.page.empty.title.text() == "Nothing matches"
    assert not library.page.empty.add.isVisible()
    library.page.empty.clear.click()
    _rest(library)
    assert (_count(library), library.page.search.text()) == (SAMPLE, "")


def test_an_empty_vault_at_headquarters_offers_to_receive_first(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    made = Window(qtbot, look, make_vault(tmp_path / "office", role="headquarters", sample=False))
    made.open()
    _rest(made)
    first, second = made.page.empty.receive, made.page.empty.add
    assert first.isVisible()
    assert first.y() < second.y()
    assert (first.property("kind"), second.property("kind")) == ("main", None)
    assert made.page.empty.words.text().startswith("Receive what colleagues send you")
    first.click()
    made.wait(lambda: made.shell._shown.page == "receive")
    made.settle()
    made.close()


def test_sorted_by_the_head_undated_last_in_both_directions(library: Window) -> None:
    page = library.page
    for _ in range(2):
        page.table.horizontalHeader().sectionClicked.emit(WHEN_AT)
        _rest(library)
        when = [bool(words) and words != "Unknown" for words in _column(library, WHEN_AT)]
        dated = sum(when)
        assert all(when[:dated])
        assert not any(when[dated:])
    assert page.order() == Order(DATE, descending=True)
    page.table.ask_order("title", descending=False)
    _rest(library)
    assert page.order() == Order(TITLE, descending=False)


def test_trash_undo_and_put_back(library: Window) -> None:
    page = library.page
    page.table.select_place(0)
    page.table.setFocus()
    first = page.model.row(0).id
    page.table.selectRow(0)
    _press(library, Qt.Key.Key_Delete)
    library.wait(lambda: _count(library) == SAMPLE - 1)
    assert library.shell.messages is not None
    assert library.shell.messages.text == "1 record is in the trash."
    library.shell.messages._undo_button.click()
    library.wait(lambda: _count(library) == SAMPLE)
    page.table.selectAll()
    library.shell.actions_["trash"].trigger()
    library.wait(lambda: _count(library) == 0)
    _rest(library)
    assert page.empty.title.text() == "Nothing here yet"
    _ask(library, trash=True)
    assert _count(library) == SAMPLE
    page.table.select_place(page.model.place_of_record(first))
    _rest(library)
    page.detail.findChild(QPushButton, "back").click()
    library.wait(lambda: _count(library) == SAMPLE - 1)
    page.table.selectAll()
    menu = page.moving.menu(page.table.selected_numbers(), page.open_current, trash=True)
    assert [action.text() for action in menu.actions()] == ["Send these...", "Put back"]
    menu.actions()[1].trigger()
    library.wait(lambda: _count(library) == 0)
    assert library.do(lambda opened: casework.state_of(opened, first)).fields.get("trashed") is None


def test_columns_sorting_and_panes_are_kept_over_a_lock(library: Window) -> None:
    table = library.page.table
    table.show_column("place", shown=True)
    table.show_column("marks", shown=False)
    table.move_column("title", -1)
    library.page._on_sort(Order(TITLE, descending=False))
    _rest(library)
    library.shell.lock()
    library.wait(library.shell.jobs.idle)
    library.open()
    _rest(library)
    table = library.page.table
    assert table.shown_columns() == ["title", "type", "when", "changed", "place"]
    assert library.page.order() == Order(TITLE, descending=False)


def test_filters_and_selection_come_back_after_a_lock_and_words_never_leave_the_page(library: Window) -> None:
    _ask(library, types=("person",), tag="secret tag")
    _ask(library, types=("person",))
    library.page.table.select_place(2)
    _rest(library)
    chosen = library.page.detail.record
    _type(library, "shunli")
    library.page.clear_filters()
    _ask(library, types=("person",))
    library.page.table.select_place(library.page.model.place_of_record(chosen))
    _rest(library)
    library.page.search.setText("case content")
    place = library.page.place()
    assert place.detail == {"query": {"types": ["person"]}}
    library.shell.lock()
    library.wait(library.shell.jobs.idle)
    library.open()
    _rest(library)
    assert library.page.filters.query() == Query(types=("person",))
    assert library.page.detail.record == chosen
    assert library.page.search.text() == ""


def test_enter_opens_what_the_keyboard_is_at_and_one_comes_back_to_it(library: Window) -> None:
    table = library.page.table
    table.setFocus()
    _press(library, Qt.Key.Key_Home)
    for _ in range(3):
        _press(library, Qt.Key.Key_Down)
    _rest(library)
    record = library.page.detail.record
    place = table.currentIndex().row()
    assert library.page.model.row(place).id == record
    _press(library, Qt.Key.Key_Return)
    library.wait(lambda: library.shell._shown.page == "record")
    assert library.shell._shown.record == record
    library.settle()
    library.desk.back()
    library.wait(lambda: library.shell._shown.page == "library")
    assert library.page.table.currentIndex().row() == place
    assert library.page.detail.record == record


def test_by_keyboard_alone(library: Window) -> None:
    page = library.page
    library.go("library", find=True)
    assert page.search.hasFocus()
    library.qtbot.keyClicks(page.search, "peng")
    _press(library, Qt.Key.Key_Return)
    _rest(library)
    assert page.table.hasFocus()
    _press(library, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.status.text() == f"{_count(library)} of {_count(library)} records"
    reached = sweeps.focusable(page)
    for widget in (page.search, page.table, page.bar.columns_button, page.filters.types._boxes["act"]):
        assert widget in reached, widget.accessibleName()
    assert not sweeps.nameless(page)
    library.shell.actions_["next_pane"].trigger()
    library.shell.actions_["next_pane"].trigger()
    assert not page.table.hasFocus()


def test_a_record_the_filters_hide_says_so_and_shows_itself(library: Window) -> None:
    _ask(library, types=("person",))
    record = library.do(lambda opened: casework.add(opened, "note", {"text": {"text": "just now"}}))
    library.desk.tell(record)
    _rest(library)
    assert library.page.hidden.isVisible()
    library.page.hidden.findChild(QPushButton).click()
    _rest(library)
    assert library.page.detail.record == record
    assert not library.page.hidden.isVisible()


def test_changes_elsewhere_keep_selection_and_place(library: Window) -> None:
    page = library.page
    page._on_sort(Order(CHANGED, descending=False))
    _rest(library)
    page.table.select_place(40)
    _rest(library)
    chosen, top = page.detail.record, page.table.rowAt(0)
    assert top > 0
    record = library.do(lambda opened: casework.add(opened, "note", {"text": {"text": "another"}}))
    library.desk.tell(record)
    _rest(library)
    assert _count(library) == SAMPLE + 1
    assert page.detail.record == chosen
    assert (page.table.currentIndex().row(), page.table.rowAt(0)) == (40, top)


def test_the_pane_tells_a_record_in_words_and_leads_on(library: Window) -> None:
    act = next(row.id for row in _rows(library) if row.cells[0] == "Act" and "Torture" in row.cells[1])
    library.page.table.select_place(library.page.model.place_of_record(act))
    _rest(library)
    links = library.page.detail.findChildren(LinkButton)
    assert any(link.accessibleName().startswith("Victim: 彭兰岚") for link in links)
    next(link for link in links if link.accessibleName().startswith("Victim: 彭兰岚")).click()
    library.wait(lambda: library.shell._shown.page == "record")


def test_a_code_name_hides_the_name_until_it_is_asked_for(library: Window) -> None:
    fields = {"names": [{"text": "Real Name"}], "code_name": {"text": "Heron"}}
    record = library.do(lambda opened: casework.add(opened, "person", fields))
    library.desk.tell(record)
    _rest(library)
    library.page.table.select_place(library.page.model.place_of_record(record))
    _rest(library)
    assert "Real Name" not in _words(library)
    library.page.detail.reveal.setFocus()
    _press(library, Qt.Key.Key_Space)
    library.qtbot.wait(50)
    assert library.page.detail.reveal.hasFocus()
    assert "Real Name" in _words(library)


def test_what_is_typed_and_not_saved_is_listed_and_marked(library: Window) -> None:
    library.do(lambda opened: drafting.keep(opened, "ab" * 16, "note", {"text": {"text": "in the street"}}, ()))
    library.desk.tell()
    _rest(library)
    assert _count(library) == SAMPLE + 1
    row = library.page.model.row(0)
    assert (row.cells[TITLE_AT], row.cells[-1]) == ("in the street", "Draft")
    _ask(library, drafts=True)
    assert _count(library) == 1


def test_words_of_a_record_are_never_read_as_markup(library: Window) -> None:
    fields = {"title": {"text": "<b>bold</b> & <img src=x>"}}
    record = library.do(lambda opened: casework.add(opened, "incident", fields))
    library.desk.tell(record)
    _rest(library)
    model = library.page.model
    index = model.index(model.place_of_record(record), TITLE_AT)
    assert model.data(index) == "<b>bold</b> & <img src=x>"
    assert "<img" not in model.data(index, Qt.ItemDataRole.ToolTipRole)


def test_columns_are_arranged_from_the_menu_by_name(library: Window) -> None:
    menu = library.page.bar.columns_menu
    menu.aboutToShow.emit()
    columns = {action.text(): action.menu() for action in menu.actions()}
    assert list(columns) == ["Type", "Title", "When", "Last change", "Marks", "Where"]
    where = columns["Where"]
    assert where.accessibleName() == "Column Where"
    assert [action.text() for action in where.actions()] == ["Show"]
    where.actions()[0].trigger()
    menu.aboutToShow.emit()
    columns = {action.text(): action.menu() for action in menu.actions()}
    next(action for action in columns["Title"].actions() if action.text() == "Sort downwards").trigger()
    _rest(library)
    assert library.page.order() == Order(TITLE, descending=True)
    assert "place" in library.page.table.shown_columns()


def test_selected_records_go_to_be_sent(library: Window) -> None:
    page = library.page
    page.table.selectRow(1)
    record = page.model.row(1).id
    page.moving.send(page.table.selected_numbers())
    library.wait(lambda: library.shell._shown.page == "send")
    assert library.shell._shown.detail["records"] == [record]


def test_a_narrow_page_folds_the_panes_and_brings_the_filters_when_asked(library: Window) -> None:
    page = library.page
    assert page.filters.isVisible()
    assert page.detail.isVisible()
    library.shell.resize(1000, 700)
    library.qtbot.wait(50)
    assert not page.filters.isVisible()
    assert not page.detail.isVisible()
    page.filters_button.click()
    assert page.filters.isVisible()


def test_nothing_is_asked_of_a_vault_that_was_locked(library: Window) -> None:
    library.page.search.setText("peng")
    library.page.table.selectAll()
    library.shell.lock()
    library.wait(library.shell.jobs.idle)
    library.qtbot.wait(400)
    session.open_session(library.folder, PASSPHRASE).close()


def _rows(window: Window) -> list[Any]:
    model = window.page.model
    return [model.row(place) for place in range(_count(window))]


def _words(window: Window) -> str:
    from PySide6.QtWidgets import QLabel

    shown = window.page.detail.findChildren(QLabel)
    return "\n".join(one.text() for one in shown if one.isVisibleTo(window.page))


def test_the_first_down_chooses_the_first_record(library: Window) -> None:
    table = library.page.table
    table.clearSelection()
    table.setFocus()
    first = table.currentIndex().row()
    _press(library, Qt.Key.Key_Down)
    assert table.currentIndex().row() == max(0, first)
    assert table.count_selected() == 1
    _press(library, Qt.Key.Key_Down)
    assert table.currentIndex().row() == max(0, first) + 1
