"""What the process asks of the system before it holds a secret: no memory dump, no debugger, files of its own only.

Each is asked for by itself and may be refused; the program goes on with what it got.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from contextlib import suppress

CORES, DEBUGGERS, FILES = "cores", "debuggers", "files"

_PR_SET_DUMPABLE = 4  # <linux/prctl.h>
_PT_DENY_ATTACH = 31  # <sys/ptrace.h> of macOS
_QUIET = 0x0001 | 0x0002 | 0x8000  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX
_NO_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP
_ONLY_END = "D:P(A;;0x00121001;;;OW)"
"""A protected list of rights: the owner may wait for the process, ask what it is called, end it; nobody may read it."""
_DACL = 4  # DACL_SECURITY_INFORMATION


def harden() -> frozenset[str]:
    """Ask for all of it, once, at the start; return what was granted."""
    wanted: dict[str, Callable[[], bool]] = {FILES: _files}
    if sys.platform == "win32":
        wanted |= {CORES: _windows_reports, DEBUGGERS: _windows_rights}
    else:
        wanted |= {CORES: _limit, DEBUGGERS: _mac_debuggers if sys.platform == "darwin" else _linux_debuggers}
    granted = set()
    for name, ask in wanted.items():
        with suppress(OSError, ValueError, AttributeError, TypeError):  # a system that does not know the call
            if ask():
                granted.add(name)
    return frozenset(granted)


def _files() -> bool:
    os.umask(0o077)
    return True


def _limit() -> bool:
    """Let a crash leave no image of the memory, nor any program started from here."""
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True


def _linux_debuggers() -> bool:
    """Make the process one that only the system's administrator may look into.

    It shuts out ptrace and /proc/PID/mem of this user's other programs, and the dump that a handler named in
    core_pattern would get in spite of the limit. A program started from here has its own say.
    """
    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)


def _mac_debuggers() -> bool:
    return bool(ctypes.CDLL(None).ptrace(_PT_DENY_ATTACH, 0, None, 0) == 0)


def _windows_reports() -> bool:
    """Keep memory out of the system's error reports. Excluding the program by name would write to the registry."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_QUIET)
        return bool(ctypes.windll.kernel32.WerSetFlags(_NO_HEAP) == 0)
    return False


def _windows_rights() -> bool:
    """Take from this user's other programs the right to read the process; an administrator still can."""
    if sys.platform == "win32":
        made = ctypes.c_void_p()
        convert = ctypes.windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not convert(ctypes.c_wchar_p(_ONLY_END), ctypes.c_ulong(1), ctypes.byref(made), None):
            return False
        try:
            here = ctypes.c_void_p(-1)  # what GetCurrentProcess returns
            return bool(ctypes.windll.advapi32.SetKernelObjectSecurity(here, ctypes.c_ulong(_DACL), made))
        finally:
            ctypes.windll.kernel32.LocalFree(made)
    return False
