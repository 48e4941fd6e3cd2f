"""Vocabularies: our own short stable codes, their labels, and the HURIDOCS codes they stand for.

`act/detention` is the term `detention` of `resources/vocabularies/act.json`. Codes never change; labels may.
A HURIDOCS code is given where a term of the micro-thesaurus a file names means the same, in the twelve digits
of OpenEvSys; a term that only comes near has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from app.base import resources
from app.domain import search


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its labels by language, its HURIDOCS code if it has one, the wider term if it has one."""

    code: str
    labels: Mapping[str, str]
    huridocs: str | None
    broader: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one vocabulary by code, in the order they are shown."""

    name: str
    terms: Mapping[str, Entry]


@cache
def load(name: str) -> Vocabulary:
    """Return the vocabulary `name`; raise FileNotFoundError when there is none."""
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
    return Vocabulary(name, MappingProxyType({entry.code: entry for entry in entries}))


@cache
def names() -> tuple[str, ...]:
    """Return the names of all vocabularies, sorted."""
    return tuple(sorted(file.stem for file in resources.path("vocabularies").glob("*.json")))


def entry(code: str) -> Entry | None:
    """Return the term `code`, or None when this version does not know it."""
    name = code.partition("/")[0]
    return load(name).terms.get(code) if name in names() else None


def label(code: str, language: str = "en") -> str:
    """Return the label of `code` in `language`, else in English, else the code itself."""
    found = entry(code)
    return found.labels.get(language) or found.labels.get("en") or code if found else code


@lru_cache(4096)
def labels(code: str) -> str:
    """Return the labels of `code` in all languages, to search by; empty when this version does not know it."""
    found = entry(code)
    return " ".join(found.labels.values()) if found else ""


def huridocs(code: str) -> str | None:
    """Return the HURIDOCS code of `code`, if we are sure of one."""
    found = entry(code)
    return found.huridocs if found else None


def broader(code: str) -> str | None:
    """Return the wider term of `code`, if it has one."""
    found = entry(code)
    return found.broader if found else None


def find(words: str, name: str | None = None) -> list[str]:
    """Return the codes whose label in any language holds every one of `words`, as whole or begun words."""
    wanted = search.folded(words).split()
    if not wanted:
        return []
    found = []
    for vocabulary in (name,) if name else names():
        for item in load(vocabulary).terms.values():
            text = " ".join(f" {search.folded(label)}" for label in item.labels.values())
            if all(f" {word}" in text for word in wanted):
                found.append(item.code)
    return found
