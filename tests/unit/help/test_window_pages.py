"""The window's screens have help pages, and the page of the keys is the table of actions."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from app.base import i18n, resources
from app.ui.pages import PAGES
from app.ui.reading import contents, shortcuts

SCREENS = [*PAGES.values(), ("app.ui.entry.first_run", "FirstRun"), ("app.ui.entry.unlock", "Unlock")]
LANGUAGES = sorted(path.name for path in resources.path("help").iterdir() if path.is_dir())


@pytest.mark.parametrize(("module", "name"), SCREENS, ids=lambda part: part.rpartition(".")[2])
def test_f1_finds_a_page_for_every_screen(module: str, name: str) -> None:
    topic = getattr(importlib.import_module(module), name).help_topic
    assert contents.exists(topic), topic
    assert topic in dict(contents.shelves())["In the window"], "a page of the command line or of a file format"


def test_the_keys_on_their_page_are_those_of_the_table() -> None:
    i18n.use("en")
    there = resources.read_text("help", "shortcuts.md")
    assert there == shortcuts.page(), "run: python -m app.ui.reading.shortcuts > resources/help/shortcuts.md"


@pytest.mark.parametrize("page", sorted(resources.path("help").glob("window*.md")), ids=lambda path: path.stem)
def test_a_page_is_short_and_plain(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert 15 <= len(text.splitlines()) <= 65
    for word in ("Argon2", "X25519", "ML-DSA", "SQLCipher", "padding"):
        assert word not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translated_page_has_the_links_and_examples_of_the_english_one(language: str) -> None:
    for page in resources.path("help", language).glob("*.md"):
        theirs = page.read_text(encoding="utf-8")
        ours = resources.read_text("help", page.name)
        for pattern in (r"\]\(([^)]+)\)", r"^    .*$", r"^#+ ", r"^(?:-|\d\.) ", r"`[^`]+`"):
            assert sorted(re.findall(pattern, theirs, re.MULTILINE)) == sorted(
                re.findall(pattern, ours, re.MULTILINE)
            ), (page.name, pattern)
