"""The editor of a number: what cannot be read is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.schema.kinds import Number
from app.ui.desk import Desk
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
    assert editor.value() == {"words": "a dozen or so"}  # also when the window locks just now
    QTest.keyClick(editor._lines["best"], Qt.Key.Key_Tab)
    assert editor._words.text() == "a dozen or so"
    assert editor._lines["best"].text() == ""
    assert "Kept as your words" in editor._wrong.text()
    editor._lines["best"].setFocus()
    type_(editor, "12")
    assert editor.value() == {"min": 12, "best": 12, "max": 12, "words": "a dozen or so"}
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
