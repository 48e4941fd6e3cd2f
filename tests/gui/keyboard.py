"""A person at the keyboard: keys go to what has the focus, and a heartbeat notices when the window does not answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shell import Shell
from tests.gui.pace import Pace

MOST_TABS = 160
BEAT_MS = 5


class Heartbeat(QObject):
    """A timer of 5 ms in the window's thread; the longest felt time between two beats is what a person waits."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: dict[str, float] = {}
        self.step = ""
        self._pace = Pace()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def _on_beat(self) -> None:
        longest = self.gaps.get(self.step, 0.0)
        if self._pace.wall > longest:  # what is felt is never more, and asking takes longer
            self.gaps[self.step] = max(longest, self._pace.felt)
        self._pace.begin()

    def begin(self, step: str) -> None:
        """Count from here on for another step."""
        self.step = step
        self._pace.begin()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    @property
    def longest(self) -> float:
        """Seconds of the longest gap."""
        return max(self.gaps.values(), default=0.0)

    def told(self) -> str:
        """Return the longest gap of each step, the longest first."""
        rows = sorted(self.gaps.items(), key=lambda item: -item[1])
        return "\n".join(f"  {seconds * 1000:5.0f} ms  {step}" for step, seconds in rows)


class Keyboard:
    """Presses keys and counts them; finds things only by Tab and by what a screen reader would say."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell
        self.pressed = 0

    @property
    def focus(self) -> QWidget:
        """What the next key goes to."""
        popup = QApplication.activePopupWidget()  # the window system hands keys to what has popped up
        return popup or QApplication.focusWidget() or QApplication.activeModalWidget() or self.shell

    @property
    def name(self) -> str:
        """What a screen reader says of what has the focus."""
        widget = self.focus
        if isinstance(widget, QComboBox):
            return widget.accessibleName()
        interface = QAccessible.queryAccessibleInterface(widget)
        return interface.text(QAccessible.Text.Name) if interface else ""

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        self.pressed += 1
        if QApplication.activeWindow() is None:  # a window manager gives the focus back when a dialog has gone
            self.activate()
        QTest.keyClick(self.focus, key, keys)
        QTest.qWait(1)

    def activate(self) -> None:
        """Turn to this window."""
        self.shell.activateWindow()
        self.qtbot.waitUntil(self.shell.isActiveWindow, timeout=120_000)

    def control(self, key: Qt.Key) -> None:
        """Press one key with Ctrl."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def enter(self) -> None:
        """Press Enter."""
        self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Type a text, as one free text."""
        for line in text.splitlines(keepends=True):
            QTest.keyClicks(self.focus, line.rstrip("\n"))
            if line.endswith("\n"):
                QTest.keyClick(self.focus, Qt.Key.Key_Return)
        QTest.qWait(1)

    def to(self, name: str, *, exact: bool = False) -> QWidget:
        """Press Tab until what has the focus is called so, or begins so when that will do."""
        seen = []
        for _n in range(MOST_TABS):
            if self.name == name or (self.name.startswith(name) and not exact):
                return self.focus
            seen.append(self.name)
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reached {name!r}; it went through:\n" + "\n".join(seen))

    def wait(self, until: Callable[[], object], timeout: int = 120_000) -> None:
        """Wait as a person waits."""
        try:
            self.qtbot.waitUntil(lambda: bool(until()), timeout=timeout)
        except Exception as error:
            said = self.shell.messages.text if self.shell.messages else ""
            told = f"nothing came of it; the focus is at {self.name!r}; the window says {said!r}"
            raise AssertionError(told) from error

    def settle(self) -> None:
        """Wait until the window has shown what it fetched."""
        QTest.qWait(30)
        self.wait(self.shell.jobs.idle)
        QTest.qWait(30)
        self.wait(self.shell.jobs.idle)
