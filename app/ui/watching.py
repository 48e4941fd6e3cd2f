"""Watches for reasons to lock: nothing done for a while, sleep, the session being locked, the lid being closed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from itertools import count

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

TICK_MS = 2000
SLEPT = 30.0
"""Seconds the clock may run ahead of our own between two ticks; more, and the machine was asleep."""
_BY_HAND = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)
_SIGNALS = (  # bus, interface, signal, slot; from whoever says it: a false alarm only locks
    ("system", "org.freedesktop.login1.Manager", "PrepareForSleep", "_on_active(bool)"),
    ("system", "org.freedesktop.login1.Session", "Lock", "_on_lock()"),
    ("session", "org.freedesktop.ScreenSaver", "ActiveChanged", "_on_active(bool)"),
    ("session", "org.gnome.ScreenSaver", "ActiveChanged", "_on_active(bool)"),
)
_PROPERTIES = "org.freedesktop.DBus.Properties"
_LIDS = {  # who says whether the lid is closed, and the name it has there; whatever the system does about it
    "/org/freedesktop/login1": "LidClosed",
    "/org/freedesktop/UPower": "LidIsClosed",
}
_numbers = count(1)


class Watch(QObject):
    """Emits `lock_wanted` until it is stopped. Where the system tells nothing, idleness and a jump of the clock do."""

    lock_wanted = Signal()

    def __init__(self, parent: QObject, minutes: Callable[[], int], busy: Callable[[], bool]) -> None:
        """`minutes` may nothing be done for, 0 for ever; while it is `busy` that does not lock, the rest does."""
        super().__init__(parent)
        self._minutes, self._busy = minutes, busy
        self._touched = _clock()
        self._ahead = _clock() - time.monotonic()
        self._windows: list[QWindow] = []
        self._buses: list[str] = []
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_window)
        for window in QGuiApplication.topLevelWindows():
            self._on_window(window)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        self._told: object = None
        if sys.platform == "win32":
            from app.ui.watching_windows import follow  # noqa: PLC0415 - another system has none of it

            self._told = follow(self._want)
        elif sys.platform == "darwin":
            from app.ui.watching_mac import follow as follow_mac  # noqa: PLC0415 - as above

            self._told = follow_mac(self._want)
        else:
            self._listen()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if hasattr(self._told, "stop"):
            self._told.stop()
        self._told = None
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.disconnect(self._on_window)
        if self._buses:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - loaded already, where there is a bus

            for name in self._buses:
                QDBusConnection.disconnectFromBus(name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there, from what reaches a window; a filter on everything would slow painting."""
        if event.type() in _BY_HAND:
            self._touched = _clock()
        return False

    @Slot(bool)
    def _on_active(self, active: bool) -> None:
        if active:
            self._want()

    @Slot()
    def _on_lock(self) -> None:
        self._want()

    @Slot(str, "QVariantMap", "QStringList")
    def _on_properties(self, _interface: str, changed: dict[str, object], _dropped: list[str]) -> None:
        if any(changed.get(name) is True for name in _LIDS.values()):
            self._want()

    def _want(self) -> None:
        if self._timer.isActive():
            self.lock_wanted.emit()

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once only, however often it is asked

    def _on_tick(self) -> None:
        now, ahead = _clock(), _clock() - time.monotonic()
        slept, self._ahead = ahead - self._ahead > SLEPT, ahead
        minutes = self._minutes()
        alone = bool(minutes) and now - self._touched >= minutes * 60
        if slept or (alone and not self._busy()):  # a bundle under way is not thrown away
            self._want()

    def _listen(self) -> None:
        try:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - only where there may be a bus
        except ImportError:
            return
        for kind, address in _addresses().items():
            name = f"keepsake-{kind}-{next(_numbers)}"
            bus = QDBusConnection.connectToBus(address, name)
            if not bus.isConnected():
                QDBusConnection.disconnectFromBus(name)
                continue
            self._buses.append(name)
            for where, interface, signal, slot in _SIGNALS:
                if where == kind:
                    bus.connect("", "", interface, signal, self, SLOT(slot))  # type: ignore[call-overload]
            for path in _LIDS if kind == "system" else ():
                slot = SLOT("_on_properties(QString,QVariantMap,QStringList)")
                bus.connect("", path, _PROPERTIES, "PropertiesChanged", self, slot)  # type: ignore[call-overload]


def _clock() -> float:
    """Return seconds that go on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux has it; elsewhere the time of day must do
    return time.time() if boot is None else time.clock_gettime(boot)


def _addresses() -> dict[str, str]:
    """Return where the buses are, as their specification says; one that is not there is left out."""
    found = {"system": os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/var/run/dbus/system_bus_socket")}
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    session = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (f"unix:path={runtime}/bus" if runtime else "")
    if session:
        found["session"] = session
    return found
