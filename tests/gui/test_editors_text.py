"""The editor of a text: typed, undone, translated, its language said."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain import vocabulary
from app.domain.schema.kinds import Text
from app.ui.desk import Desk
from app.ui.editors.growing import Growing
from tests.gui.editors import checked, shown, type_


def test_a_text_is_typed_and_undone(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Text(), {"text": "Notice", "language": "en", "later": 1})
    QTest.keyClick(editor.box, Qt.Key.Key_End)
    type_(editor, "!")
    assert editor.value() == {"text": "Notice!", "language": "en", "later": 1}
    assert editor.changes
    QTest.keyClick(editor.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == {"text": "Notice", "language": "en", "later": 1}
    editor.box.selectAll()
    QTest.keyClick(editor.box, Qt.Key.Key_Backspace)
    assert editor.value() == {"text": "", "language": "en", "later": 1}


def test_a_long_text_grows_is_left_by_tab_and_tells_its_passage(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Text(long=True))
    small = editor.box.height()
    type_(editor, "one")
    for _line in range(6):
        QTest.keyClick(editor.box, Qt.Key.Key_Return)
    assert editor.box.height() > small
    many = "\n".join("line" for _n in range(200))
    editor.set_value({"text": many})
    assert editor.box.height() < 40 * editor.fontMetrics().lineSpacing()
    editor.set_value({"text": "a\U0001f54a b said c"})
    cursor = editor.box.textCursor()
    cursor.setPosition(6)
    cursor.setPosition(10, cursor.MoveMode.KeepAnchor)
    editor.box.setTextCursor(cursor)
    start, end, passage = editor.selection()
    assert passage == "said"
    assert editor.value()["text"][start:end] == "said"
    assert editor.focused
    before = editor.value()
    QTest.keyClick(editor.box, Qt.Key.Key_Tab)
    assert not editor.focused
    assert editor.value() == before


def test_a_translation_is_added_typed_and_removed(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Text(long=True), {"text": "曹顺利案", "language": "zh"})
    editor._on_translate()
    assert editor.value() == {"text": "曹顺利案", "language": "zh"}
    qtbot.waitUntil(
        lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit) and not editor.focused, timeout=120_000
    )
    type_(editor, "The case")
    value = editor.value()
    assert [one["text"] for one in value["translations"]] == ["The case"]
    assert checked(Text(), value) == value
    editor.resize(1400, 300)
    qtbot.waitUntil(lambda: editor._translations[0].mapTo(editor, QPoint()).x() > 400, timeout=120_000)
    editor.resize(500, 500)
    qtbot.waitUntil(lambda: editor._translations[0].mapTo(editor, QPoint()).x() < 100, timeout=120_000)
    editor._translations[0]._on_remove()
    assert editor.value() == {"text": "曹顺利案", "language": "zh"}


def test_the_language_of_a_text_is_chosen_from_a_menu_or_found_by_name(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Text(), {"text": "曹顺利案"})

    def choose(text: str) -> None:
        QTest.keyClick(editor.language, Qt.Key.Key_Space)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(one for one in menu.actions() if one.text() == text).trigger()
        menu.close()

    choose("Chinese")
    assert editor.value() == {"text": "曹顺利案", "language": "zh"}
    choose("Another language...")
    finder = editor.language._finder
    assert finder.isVisible()
    QTest.keyClicks(finder.line, "Uighur" if vocabulary.OURS.find("Uighur", "language") else "Uyghur")
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    assert editor.value() == {"text": "曹顺利案", "language": "ug"}
    assert not finder.isVisible()
    choose("Not said")
    assert editor.value() == {"text": "曹顺利案"}
    assert len(editor.changes) == 3


def test_a_box_that_is_not_laid_out_yet_takes_no_negative_height(desk: Desk, qtbot: QtBot, qtlog: Any) -> None:
    for lines in (1, 3):
        box = Growing("Words", lines)
        qtbot.addWidget(box)
        box._fit()
        box.setPlainText("one")
        box.resize(100, 1)
        box._fit()
        assert box.height() >= box.fontMetrics().lineSpacing()
    assert [one.message for one in qtlog.records] == []
