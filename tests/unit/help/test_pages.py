"""Every command has a help page that names exactly its options, and the pages lead nowhere wrong."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from app.cli.main import COMMANDS, group

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "resources" / "help"
ELSEWHERE = {  # said once, in the first steps and with the slots
    "--help", "--json", "--vault", "--passphrase-file", "--read-only", "--keyfile", "--recovery-code-file", "--share",
}  # fmt: skip


def _commands(name: str, command: click.Command) -> dict[str, click.Command]:
    """Return a command, or a group's commands, by page and words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        found = {part: command.get_command(context, part) for part in command.list_commands(context)}
        return {f"{name} {part}": one for part, one in found.items() if one}
    return {name: command}


def _options(command: click.Command) -> list[set[str]]:
    """Return the spellings of each option that is not said once for all commands."""
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    return [set(option.opts) for option in options if not set(option.opts) & ELSEWHERE]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "help"])
def test_a_page_shows_how_its_command_is_called(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name}: ")
    usage = text.split("\n\n")[1]
    command = group.get_command(click.Context(group), name)
    assert command is not None
    options: list[set[str]] = []
    for words, one in _commands(name, command).items():
        assert re.search(rf"^    keepsake .*\b{re.escape(words)}\b", usage, re.MULTILINE), words
        options += _options(one)
    said = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", text))
    for spellings in options:
        assert spellings & said, spellings
    shown = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", usage)) - ELSEWHERE
    assert shown <= set().union(*options)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_links_and_commands_in_a_page_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (PAGES / target).exists(), target
    words = set(COMMANDS) | {"COMMAND"}
    for line in re.findall(r"^    (?:.*\| )?keepsake (.*)$", text, re.MULTILINE):
        assert words & set(line.split()), line
    assert all(len(line) <= 130 for line in text.splitlines() if not line.startswith("|"))


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md", "CONTRIBUTING.md"])
def test_links_in_the_front_pages_exist(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
