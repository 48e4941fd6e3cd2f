"""What macOS tells every program about the locked screen and the screen saver; sleep shows as a jump of the clock."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

NAMES = ("com.apple.screenIsLocked", "com.apple.screensaver.didstart")
_UTF8 = 0x08000100
_AT_ONCE = 4  # CFNotificationSuspensionBehaviorDeliverImmediately
_FRAMEWORK = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_HEARD = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class Heard:
    """Calls `want` in the window's thread when one of them comes, until it is stopped."""

    def __init__(self, want: Callable[[], None]) -> None:
        self._want = want
        self._called = _HEARD(self._on_heard)  # kept: the system has only its address
        self._core = core = ctypes.CDLL(_FRAMEWORK)
        core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        core.CFNotificationCenterAddObserver.argtypes = (
            *(ctypes.c_void_p,) * 2,
            _HEARD,
            *(ctypes.c_void_p,) * 2,
            ctypes.c_long,
        )
        core.CFNotificationCenterRemoveEveryObserver.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        self._centre = core.CFNotificationCenterGetDistributedCenter()
        for name in NAMES:
            words = core.CFStringCreateWithCString(None, name.encode(), _UTF8)
            core.CFNotificationCenterAddObserver(self._centre, id(self), self._called, words, None, _AT_ONCE)

    def _on_heard(self, *_told: object) -> None:
        self._want()

    def stop(self) -> None:
        """Hear no more."""
        self._core.CFNotificationCenterRemoveEveryObserver(self._centre, id(self))


def follow(want: Callable[[], None]) -> Heard | None:
    """Listen; return what listens, to be kept as long as it shall; None where the system is another or refuses."""
    if sys.platform == "darwin":
        try:
            return Heard(want)
        except (OSError, AttributeError):
            return None
    return None
