"""The help pages: which there are, in which order, and their text in the interface language or in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.base import i18n, resources
from app.base.i18n import N_
from app.domain import search
from app.ui.reading import shortcuts

FIRST = "window"
SHELVES = (
    (
        N_("In the window"),
        (
            "window",
            "window-first-run",
            "window-unlock",
            "window-library",
            "window-record",
            "window-interview",
            "window-consent",
            "window-sources",
            "dates",
            "standards",
            "window-files",
            "window-evidence",
            "window-send",
            "window-receive",
            "window-decide",
            "window-cards",
            "window-backup",
            "window-cases",
            "window-calendar",
            "window-activity",
            "window-settings",
            "window-forms",
            "window-emergency",
            "window-about",
            "shortcuts",
        ),
    ),
    (N_("Without Keepsake"), ("open-bundle", "open-vault")),
)
OTHERS = N_("On the command line")
"""Where every page goes that is on no shelf."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page: its name, its title, its Markdown, and the language it is in."""

    name: str
    title: str
    text: str
    language: str


def shelves() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the names of all pages by the heading they stand under; headings are not translated yet."""
    named = {name for _heading, names in SHELVES for name in names}
    others = sorted(path.stem for path in resources.path("help").glob("*.md") if path.stem not in named)
    first, *after = SHELVES
    yield first
    yield OTHERS, ("first-steps", *[name for name in others if name != "first-steps"])
    yield from after


def exists(name: str) -> bool:
    """Tell whether there is a page of this name; a name is never a way out of the folder of pages."""
    return any(name in names for _heading, names in shelves())


def read(name: str) -> Topic:
    """Return a page in the interface language, or in English where it is not translated; the first page for none."""
    if not exists(name):
        name = FIRST
    language = i18n.language()
    if name == "shortcuts":
        return _topic(name, shortcuts.page(), language)
    if language != "en" and resources.path("help", language, f"{name}.md").is_file():
        return _topic(name, resources.read_text("help", language, f"{name}.md"), language)
    return _topic(name, resources.read_text("help", f"{name}.md"), "en")


def every() -> list[Topic]:
    """Return all pages, in their order."""
    return [read(name) for _heading, names in shelves() for name in names]


def find(words: str, topics: list[Topic]) -> list[Topic]:
    """Return the pages that hold all the words, those with them in the title first; accents and case do not matter."""
    wanted = search.folded(words).split()
    found = []
    for topic in topics:
        title, text = search.folded(topic.title), search.folded(topic.text)
        if all(word in text for word in wanted):
            found.append((not all(word in title for word in wanted), -sum(map(text.count, wanted)), topic))
    return [topic for _title, _count, topic in sorted(found, key=lambda one: one[:2])]


def _topic(name: str, text: str, language: str) -> Topic:
    title = text.partition("\n")[0].removeprefix("# ").removeprefix(f"{FIRST}: ").strip()
    return Topic(name, title, text, language)
