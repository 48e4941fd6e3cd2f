"""A form by itself in the open vault, and what a person does in it by keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.services import picking
from app.ui.editors.form import Form
from tests.gui.conftest import Window


def show(window: Window, type_: str, fields: dict[str, Any], record: str = "0" * 32) -> Form:
    """Show a form of its own, built to its end."""
    form = Form(window.desk, type_, record)
    window.qtbot.addWidget(form)
    form.resize(1000, 768)
    form.set_fields(fields)
    form.show()
    form.activateWindow()
    window.wait(lambda: QApplication.activeWindow() is form)
    settle(window, form)
    return form


def settle(window: Window, form: Form) -> None:
    """Wait until all that was asked for is built and fetched."""
    window.wait(lambda: not form.slices.busy)
    window.settle()


def unfold(window: Window, form: Form) -> None:
    """Unfold every section."""
    for section in form._sections.values():
        section.open()
    settle(window, form)


def focused() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, times: int = 1) -> None:
    """Press a key where the keyboard is."""
    for _ in range(times):
        QTest.keyClick(focused(), key)


def write(text: str) -> None:
    """Type where the keyboard is; what no keyboard of QTest has is put in as an input method does."""
    widget = focused()
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def named(within: QWidget, name: str) -> QWidget:
    """Return the one visible widget with this accessible name that can have the keyboard."""
    found = [
        one
        for one in within.findChildren(QWidget)
        if (one.accessibleName() or getattr(one, "text", str)()) == name
        and one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(found) == 1, (name, len(found))
    return found[0]


def named_start(within: QWidget, beginning: str) -> str:
    """Return the accessible name of the one visible button whose name begins so."""
    names = [one.accessibleName() for one in within.findChildren(QAbstractButton) if one.isVisible()]
    (found,) = [name for name in names if name.startswith(beginning)]
    return found


def push(within: QWidget, name: str) -> None:
    """Go to a button and press it."""
    one = named(within, name)
    assert isinstance(one, QAbstractButton)
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)


def from_menu(window: Window, form: Form, field: str, entry: str) -> None:
    """Open the menu of a field and choose an entry of it, by keyboard."""
    row = form._rows_by_name()[field]
    row.focus_first()
    QTest.keyClick(focused(), Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    menu = row.menu
    assert menu is not None
    window.wait(menu.isVisible)
    texts = [action.text() for action in menu.actions() if not action.isSeparator() and action.isEnabled()]
    for _ in range(texts.index(entry) + 1):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    window.wait(lambda: not _alive(menu) or not menu.isVisible())


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return shiboken6.isValid(widget)


def labels(within: QWidget) -> list[str]:
    """Return what the visible labels say."""
    return [one.text() for one in within.findChildren(QLabel) if one.isVisible()]


def record_named(window: Window, words: str, type_: str) -> str:
    """Return the id of the record that words mean."""
    return str(window.do(lambda session: picking.candidates(session, words, (type_,))[0].id))
