"""A button that does what it says only when it is held down for three seconds; letting go stops it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.base.i18n import _
from app.ui.look import Look
from app.ui.page import button, column, label

HOLD_MS = 3000
TICK_MS = 40


class Hold(QWidget):
    """The button and how far it is. `held` once it was held long enough, by mouse or by the space bar."""

    held = Signal()

    def __init__(self, look: Look, text: str, icon: str = "") -> None:
        super().__init__()
        self.button = button(text, lambda: None, "danger", look=look, icon=icon)
        self.button.setAccessibleDescription(_("Hold the space bar down for three seconds; letting go stops it."))
        self.button.pressed.connect(self._on_pressed)
        self.button.released.connect(self._on_released)
        self.bar = QProgressBar()
        self.bar.setRange(0, HOLD_MS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        self.told = label("", "quiet")
        inside = column(self, gap=6)
        inside.addWidget(self.button)
        inside.addWidget(self.bar)
        inside.addWidget(self.told)
        self.setFocusProxy(self.button)
        self._since = QElapsedTimer()
        self._held = 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def _on_pressed(self) -> None:
        self._since.start()
        self._held = 0
        self.bar.setValue(0)
        self.bar.show()
        self._timer.start()
        self._tell(_("Keep holding. Letting go stops it, and nothing happens."))

    def _on_released(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.bar.hide()
            self._tell(_("Let go in time: nothing happened."))

    def _on_tick(self) -> None:
        if not self.button.isDown():  # however it was let go of
            self._on_released()
            return
        # a window that stood still may not have seen yet that the button was let go of: that time does not count
        self._held += min(self._since.restart(), 2 * TICK_MS)
        self.bar.setValue(min(self._held, HOLD_MS))
        if self._held >= HOLD_MS:
            self._timer.stop()
            self.held.emit()

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.told, words))
