"""The editor of a number: what cannot be read is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.schema.kinds import Field, Number
from app.ui.desk import Desk
from app.ui.editors.number import NumberEditor
from tests.gui.editors import checked, shown, type_


def test_a_number_refuses_nonsense_kindly_and_keeps_it_as_words(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Number())
    type_(editor, "13")
    assert editor.value() == {"min": 13, "best": 13, "max": 13}
    type_(editor, "x")
    assert editor.value() == {"words": "13x"}
    assert editor._wrong.isVisible()
    editor._lines["best"].setFocus()
    QTest.keyClick(editor._lines["best"], Qt.Key.Key_Backspace)
    assert not editor._wrong.isVisible()
    editor._manner.setCurrentIndex(editor._manner.findData("least"))
    editor._manner.activated.emit(0)
    assert editor.value() == {"min": 13}
    editor._words.setFocus()
    type_(editor, "more than a dozen")
    assert editor.value() == {"min": 13, "words": "more than a dozen"}
    editor._manner.setCurrentIndex(editor._manner.findData("between"))
    editor._manner.activated.emit(0)
    editor._lines["max"].setFocus()
    type_(editor, "7")
    assert editor.value() == {"words": "more than a dozen; 13 - 7"}
    assert editor._wrong.isVisible()
    type_(editor, "0.5")
    assert editor.value() == {"min": 13, "max": "70.5", "words": "more than a dozen"}
    assert checked(Number(), editor.value()) == editor.value()


def test_words_in_a_number_box_are_kept_as_words(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Number(), {"min": 9, "best": 9, "max": 9})
    editor._lines["best"].selectAll()
    type_(editor, "a dozen or so")
    assert editor.value() == {"best": 12, "words": "a dozen or so"}  # also when the window locks just now
    QTest.keyClick(editor._lines["best"], Qt.Key.Key_Tab)
    assert editor._words.text() == "a dozen or so"
    assert editor._lines["best"].text() == "12"
    assert "Read as: about 12" in editor._wrong.text()
    editor._lines["best"].setFocus()
    editor._lines["best"].selectAll()
    type_(editor, "some of them")
    QTest.keyClick(editor._lines["best"], Qt.Key.Key_Tab)
    assert editor.value() == {"words": "a dozen or so; some of them"}
    assert "Kept as your words" in editor._wrong.text()
    editor._words.setFocus()
    editor._words.selectAll()
    type_(editor, "a dozen or so")
    editor._manner.setCurrentIndex(editor._manner.findData("exactly"))
    editor._manner.activated.emit(0)
    assert editor.value() == {"min": 12, "best": 12, "max": 12, "words": "a dozen or so"}
    editor._lines["best"].setFocus()
    editor._lines["best"].selectAll()
    type_(editor, "99999999999999999999")
    editor._words.setFocus()
    assert editor.value() == {"words": "a dozen or so; 99999999999999999999"}
    assert checked(Number(), editor.value()) == editor.value()


def test_bounds_the_wrong_way_round_are_not_lost(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Number(), {"min": 20, "max": 30})
    editor._lines["min"].setFocus()
    editor._lines["min"].selectAll()
    type_(editor, "40")
    editor._lines["max"].setFocus()
    assert editor.value() == {"words": "40 - 30"}
    editor._lines["max"].selectAll()
    type_(editor, "50")
    assert editor.value() == {"min": 40, "max": 50}
    assert not editor._wrong.isVisible()


@pytest.mark.parametrize("given", [{"best": 7}, {"min": 7, "best": 7, "max": 7}, {"best": "7.50", "note": "n"}])
def test_one_number_without_bounds_is_an_estimate_and_stays_what_it_was(
    desk: Desk, qtbot: QtBot, given: dict[str, Any]
) -> None:
    editor = shown(desk, qtbot, Number(), given)
    assert editor._manner.currentText() == ("exactly" if "min" in given else "best estimate")
    editor._words.setFocus()
    type_(editor, "said")
    assert editor.value() == {**given, "words": "said"}


def test_a_number_is_read_of_its_words_and_read_back_unless_a_person_typed_another(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Number())
    editor._words.setFocus()
    type_(editor, "more than a dozen")
    assert editor.value() == {"min": 13, "words": "more than a dozen"}
    assert "Read as: at least 13" in editor._wrong.text()
    editor._words.selectAll()
    type_(editor, "三十多人")
    assert editor.value() == {"min": 31, "max": 39, "words": "三十多人"}
    editor._words.selectAll()
    type_(editor, "dozens")
    assert "loose word" in editor._wrong.text()
    editor._words.selectAll()
    type_(editor, "many people")
    assert editor.value() == {"words": "many people"}
    editor._lines["best"].setFocus()
    type_(editor, "20")
    editor._words.setFocus()
    editor._words.selectAll()
    type_(editor, "about 30")
    assert editor.value() == {"min": 20, "best": 20, "max": 20, "words": "about 30"}


def test_an_age_is_read_as_one(desk: Desk, qtbot: QtBot) -> None:
    editor = NumberEditor(desk, Field("age", Number(), "Age then"))
    qtbot.addWidget(editor)
    editor.show()
    QTest.keyClicks(editor._words, "in his forties")
    assert editor.value() == {"min": 40, "max": 49, "words": "in his forties"}
    editor._words.selectAll()
    QTest.keyClicks(editor._words, "a child")
    assert editor.value() == {"min": 0, "max": 17, "words": "a child"}
    again = NumberEditor(desk, Field("age", Number(), "Age then"))
    qtbot.addWidget(again)
    again.set_value(editor.value())
    assert again.value() == editor.value()
