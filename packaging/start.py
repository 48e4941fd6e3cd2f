"""Runs Keepsake from the source tree: the window on sample casework, or whatever command is given.

    python3 packaging/start.py                      the window; without a screen the same job on the command line
    python3 packaging/start.py sample DIR           any command of Keepsake, with its options

Makes a private environment in `.venv` first and installs the pinned libraries into it.
"""

from __future__ import annotations

import subprocess
import sys

import environment

PRACTICE = environment.ROOT / ".keepsake" / "practice"


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
    command = [str(environment.python()), "-P", "-m", "app"]
    if given:
        if given[0] == "window":
            _install_libraries()
        return _run([*command, *given])
    if environment.has_screen() and _install_libraries():
        print("Opening the window on the sample casework ...", flush=True)
        return _run([*command, "window", "--practice", str(PRACTICE)])
    code = _run([*command, "demo"])
    if not code:
        print(
            "\nThat was the whole job on the command line; with a screen, the window opens instead.\n"
            "To look around yourself, make the practice vault and ask it something:\n"
            "    python3 packaging/start.py sample practice\n"
            "    python3 packaging/start.py --vault practice list\n"
            "    python3 packaging/start.py --help"
        )
    return code


def _install_libraries() -> bool:
    """Install the system libraries a window needs; tell whether they are there."""
    wanted = environment.missing_libraries(environment.QT_LIBRARIES | environment.WINDOW_LIBRARIES)
    return not wanted or environment.install(wanted, "to show the window")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
