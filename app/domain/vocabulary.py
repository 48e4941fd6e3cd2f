"""Vocabularies: our own short stable codes, their labels, and the HURIDOCS codes they stand for.

`act/detention` is the term `detention` of `resources/vocabularies/act.json`. Codes never change; labels may.
A HURIDOCS code is given where a term of the micro-thesaurus a file names means the same, in the twelve digits
of OpenEvSys; a term that only comes near has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from app.base import resources
from app.base.i18n import Worded
from app.domain import search


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its labels by language, its HURIDOCS code if it has one, the wider term if it has one."""

    code: str
    labels: Mapping[str, str]
    huridocs: str | None
    broader: str | None
    retired: bool = False
    """Offered no more; where it was chosen it stays."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one vocabulary by code, in the order they are shown."""

    name: str
    terms: Mapping[str, Entry]
    label: Worded
    """What the list is called: as the file of ours says, or the office whose own it is."""

    @property
    def offered(self) -> list[str]:
        """The codes of the terms to choose from."""
        return [code for code, entry in self.terms.items() if not entry.retired]


@cache
def _shipped(name: str) -> Vocabulary:
    document = json.loads(resources.read_text("vocabularies", f"{name}.json"))
    entries = (
        Entry(
            code=f"{name}/{item['code']}",
            labels=MappingProxyType(item["labels"]),
            huridocs=item.get("huridocs"),
            broader=f"{name}/{item['broader']}" if item.get("broader") else None,
        )
        for item in document["terms"]
    )
    return Vocabulary(name, MappingProxyType({entry.code: entry for entry in entries}), Worded.of(document["title"]))


@cache
def _shipped_names() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in resources.path("vocabularies").glob("*.json")))


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """All vocabularies: those that ship, read when they are asked for, and an office's in `own`.

    One of `own` by the name of one of ours stands in its place: it is ours with terms added.
    """

    own: Mapping[str, Vocabulary] = field(default_factory=lambda: MappingProxyType({}))

    def load(self, name: str) -> Vocabulary:
        """Return the vocabulary `name`; raise FileNotFoundError when there is none."""
        return self.own.get(name) or _shipped(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all vocabularies, sorted."""
        return tuple(sorted({*_shipped_names(), *self.own})) if self.own else _shipped_names()

    def entry(self, code: str) -> Entry | None:
        """Return the term `code`, or None when it is not known here."""
        name = code.partition("/")[0]
        return self.load(name).terms.get(code) if name in self.own or name in _shipped_names() else None

    def label(self, code: str, language: str = "en") -> str:
        """Return the label of `code` in `language`, else in English, else in any, else the code itself."""
        found = self.entry(code)
        if found is None:
            return code
        return found.labels.get(language) or found.labels.get("en") or next(iter(found.labels.values()), code)

    def said(self, value: Mapping[str, Any], language: str = "en") -> str:
        """Return what a term chosen in a record says: its label, else the words kept beside it, else its code."""
        code, words = str(value.get("term", "")), value.get("words")
        if self.entry(code) is None and isinstance(words, str) and words:
            return words
        return self.label(code, language)

    def labels(self, code: str) -> str:
        """Return the labels of `code` in all languages, and those of its wider terms, to search by."""
        entries = [entry for step in (code, *self.wider(code)) if (entry := self.entry(step)) is not None]
        return " ".join(label for entry in entries for label in entry.labels.values())

    def huridocs(self, code: str) -> str | None:
        """Return the HURIDOCS code of `code`, if we are sure of one."""
        found = self.entry(code)
        return found.huridocs if found else None

    def broader(self, code: str) -> str | None:
        """Return the wider term of `code`, if it has one."""
        found = self.entry(code)
        return found.broader if found else None

    def wider(self, code: str) -> list[str]:
        """Return the wider terms of `code`, the nearest first."""
        found: list[str] = []
        while (above := self.broader(code)) is not None and above not in found:
            found.append(above)
            code = above
        return found

    def widened(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return `codes` with all their narrower terms: who asks for detention means house arrest too."""
        asked = list(codes)
        found = dict.fromkeys(asked)
        for name in {code.partition("/")[0] for code in asked}.intersection(self.names()):
            found |= dict.fromkeys(code for code in self.load(name).terms if found.keys() & set(self.wider(code)))
        return tuple(found)

    def find(self, words: str, name: str | None = None, *, narrower: bool = True) -> list[str]:
        """Return the codes whose label in any language holds every one of `words`, as whole or begun words.

        Those that say just these words come first; last those whose wider terms do, unless that is not wanted.
        """
        wanted = search.folded(words).split()
        if not wanted:
            return []
        said, found, below = list[str](), list[str](), list[str]()
        for vocabulary in (name,) if name else self.names():
            here = set[str]()
            for item in self.load(vocabulary).terms.values():
                labels = [search.folded(label) for label in item.labels.values()]
                text = " ".join(f" {label}" for label in labels)
                if not item.retired and all(f" {word}" in text for word in wanted):
                    (said if any(label.split() == wanted for label in labels) else found).append(item.code)
                    here.add(item.code)
                elif narrower and not item.retired and here.intersection(self.wider(item.code)):
                    below.append(item.code)
        return said + found + below


OURS = Lists()
"""The vocabularies that ship."""
