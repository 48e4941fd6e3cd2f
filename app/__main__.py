"""Picks the face: for now always the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line with the process's arguments; return its exit code."""
    from app.cli.main import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
