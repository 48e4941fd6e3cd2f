"""Runs Keepsake from the source tree: the main job on sample casework, or whatever command is given.

    python3 packaging/start.py                      the demonstration
    python3 packaging/start.py sample DIR           any command of Keepsake, with its options

Makes a private environment in `.venv` first and installs the pinned libraries into it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import environment


def has_screen() -> bool:
    """Tell whether windows can be shown."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(command: list[str]) -> int:
    """Run a command to its end; Ctrl+C reaches it by itself, and it says what became of it."""
    with subprocess.Popen(command, env=dict(environment.variables())) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    environment.prepare(environment.RUN_TIME)
    given = arguments[1:] if arguments[:1] == ["--"] else arguments
    command = [str(environment.python()), "-P", "-m", "app", *(given or ["demo"])]
    code = _run(command)
    if not given and not code:
        if has_screen():
            print("\nThe window comes with the next version; this was the same work on the command line.")
        print(
            "\nTo look around yourself, make the practice vault and ask it something:\n"
            "    python3 packaging/start.py sample practice\n"
            "    python3 packaging/start.py --vault practice list\n"
            "    python3 packaging/start.py --help"
        )
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
