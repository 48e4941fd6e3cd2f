"""The editor of a term: found by any word, or picked from the whole list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import vocabulary
from app.domain.schema.kinds import Term
from app.ui.desk import Desk
from tests.gui.editors import shown, type_


def test_a_term_is_found_by_any_word_in_any_language_and_cleared(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Term("act"))
    type_(editor, "酷刑")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == {"term": "act/torture"}
    assert editor.line.text() == vocabulary.OURS.label("act/torture", "en")
    editor.line.selectAll()
    type_(editor, "incommunicado")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value() == {"term": "act/incommunicado-detention"}
    qtbot.waitUntil(lambda: not editor.line.astray)  # its label stands there, not the way to it
    assert editor.line.text() == vocabulary.OURS.label("act/incommunicado-detention", "en")
    editor.line.selectAll()
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.value() is None
    type_(editor, "nonsense")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() is None
    assert editor._astray.isVisible()
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert editor.line.text() == ""


def test_a_term_is_picked_from_the_tree_by_keyboard(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Term("act"), {"term": "act/killing", "note": "kept"})
    QTest.keyClick(editor._open, Qt.Key.Key_Space)
    assert editor._tree.isVisible()
    QTest.keyClick(editor._tree._tree, Qt.Key.Key_Down)
    QTest.keyClick(editor._tree._tree, Qt.Key.Key_Return)
    assert not editor._tree.isVisible()
    assert editor.value() == {"term": "act/extrajudicial-execution", "note": "kept"}


def test_a_term_of_newer_software_stays(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Term("act"), {"term": "act/of-tomorrow"})
    assert editor.line.text() == "act/of-tomorrow"
    editor.line.settle()
    assert editor.value() == {"term": "act/of-tomorrow"}
