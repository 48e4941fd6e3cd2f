"""Picks the face: the window without a command, the command line with one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.base.hardening import harden

WINDOW = "window"
PAGES = "--pdf-pages"
INSIDE = "--inside"


def main() -> int:
    """Run the window or the command line with the process's arguments; return the exit code."""
    harden()
    arguments = sys.argv[1:]
    if arguments == [PAGES]:  # started by ourselves, before anything else is loaded
        from app.services.pdf_pages import main as pages

        return pages()
    if arguments == [INSIDE]:
        from app.services.inside.process import main as inside

        return inside()
    if (arguments or [WINDOW])[0] == WINDOW and _has_screen():
        return _window(arguments[1:])
    from app.cli.main import main as command_line

    return command_line()


def _has_screen() -> bool:
    """Tell whether a window can be shown; without a screen the toolkit would end the program where it stands."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _window(arguments: list[str]) -> int:
    """Show the window: `window [--practice] [DIR]`; anything else is the command line's to explain."""
    folders = [one for one in arguments if one != "--practice"]
    practice = "--practice" in arguments
    if len(folders) > 1 or any(one.startswith("-") for one in folders):
        from app.cli.main import main as command_line

        return command_line()
    from app.ui.main import run

    return run(Path(folders[0]).absolute() if folders else None, practice=practice)


if __name__ == "__main__":
    sys.exit(main())
