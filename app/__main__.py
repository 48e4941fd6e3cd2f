"""Picks the face: for now always the command line."""

from __future__ import annotations


def main() -> None:
    """Run the command line with the process's arguments; never returns normally when it fails."""
    from app.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
