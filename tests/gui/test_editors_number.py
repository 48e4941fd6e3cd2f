"""The editor of a number: what cannot be read is not lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.schema.kinds import Number
from app.ui.desk import Desk
from tests.gui.editors import checked, shown, type_


def test_a_number_refuses_nonsense_kindly_and_keeps_the_last_that_fits(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Number())
    type_(editor, "13")
    assert editor.value() == {"min": 13, "best": 13, "max": 13}
    type_(editor, "x")
    assert editor.value() == {"min": 13, "best": 13, "max": 13}
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
    assert editor.value()["min"] == 13
    assert "max" not in editor.value()
    assert editor._wrong.isVisible()
    type_(editor, "0.5")
    assert editor.value() == {"min": 13, "max": "70.5", "words": "more than a dozen"}
    assert checked(Number(), editor.value()) == editor.value()
