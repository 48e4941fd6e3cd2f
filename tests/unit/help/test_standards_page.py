"""The page of standards names fields and lists there are, and goes through every part of every standard."""

from __future__ import annotations

import re

import pytest

from app.base import resources
from app.domain import vocabulary
from app.domain.schema import OURS, Field
from app.domain.schema.kinds import Group, Link

PAGE = resources.read_text("help", "standards.md")
NAMED = sorted(set(re.findall(r"`([a-z]+(?:\.[a-z_0-9]+)+)`", PAGE)))
LISTS = sorted(set(re.findall(r"`vocabularies/([a-z-]+)`", PAGE)))

ENTITIES = (
    "Event", "Act", "Person", "Chain of events", "Biographic details", "Involvement", "Information", "Intervention",
    "Address", "Supporting document", "Arrest, detention or legal proceedings", "Killing", "Torture",
    "Destruction and loss of property",
)  # fmt: skip

PARTS = {
    "OHCHR Manual on Human Rights Monitoring": (
        "confidentiality",
        "verification",
        "interviewing",
        "detention",
        "trial",
    ),
    "Istanbul Protocol (2022)": (
        *("I. ", "II. ", "III. ", "IV. ", "V. ", "VI. ", "VII. ", "VIII. "),
        *("Annex I. ", "Annex II. ", "Annex III. ", "Annex IV. "),
    ),
    "Minnesota Protocol (2016)": (
        *("I. ", "II. ", "III. ", "IV. ", "V.A ", "V.B ", "V.C ", "V.D ", "V.E ", "VI. ", "VII. "),
    ),
    "Murad Code": ("survivors as individuals", "autonomy", "consent", "add value", "preparation", "safe", "sharing"),
    "Berkeley Protocol": (
        *("I. ", "II. ", "III. ", "IV. ", "V. ", "VI.A ", "VI.B ", "VI.C ", "VI.D ", "VI.E ", "VI.F "),
        *("VII. ", "VIII. ", "Annexes"),
    ),
    "WGAD questionnaire": ("I. ", "II. ", "III. ", "IV. ", "V. ", "VI. ", "VII. "),
    "WGEID form": ("identity", "date", "place", "forces", "circumstances", "action", "person submitting"),
}


def _inside(field: Field) -> dict[str, Field]:
    kind = field.kind
    inner = kind.fields if isinstance(kind, Group) else kind.attributes if isinstance(kind, Link) else ()
    return {one.name: one for one in inner}


def _rows(title: str) -> list[str]:
    """Return the first cells of the table below a heading."""
    part = re.split(rf"^#+ {re.escape(title)}$", PAGE, flags=re.MULTILINE)[1]
    part = re.split(r"^## ", part, flags=re.MULTILINE)[0]
    return [line[2:].split(" | ")[0] for line in part.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("name", NAMED)
def test_every_field_named_exists(name: str) -> None:
    type_, *path = name.split(".")
    known = dict(OURS.fields_of(type_))
    for step in path:
        assert step in known, name
        known = _inside(known[step])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_named_exists(name: str) -> None:
    assert vocabulary.OURS.load(name).terms


def test_each_entity_of_huridocs_has_its_table() -> None:
    found = re.findall(r"^### (\d+)\. (.*)$", PAGE, re.MULTILINE)
    assert found == [(str(n), name) for n, name in enumerate(ENTITIES, 1)]
    for number, name in found:
        assert len(_rows(f"{number}. {name}")) >= 2, name


def test_each_of_the_48_micro_thesauri_has_a_list_or_a_reason() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    assert sorted(map(int, rows)) == list(range(1, 49))
    for number, answer in rows.items():
        assert "`vocabularies/" in answer or answer.startswith("left out: "), number


def test_a_list_with_codes_of_a_micro_thesaurus_is_named_beside_it() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    for name in vocabulary.OURS.names():
        told = resources.read_text("vocabularies", f"{name}.json")
        if found := re.search(r'"huridocs": "Micro-thesaurus (\d+),', told):
            number = found.group(1)
            assert number not in rows or f"`vocabularies/{name}`" in rows[number], name


@pytest.mark.parametrize("standard", sorted(PARTS))
def test_every_part_of_a_standard_is_there(standard: str) -> None:
    cells = _rows(standard)
    for part in PARTS[standard]:
        assert any(cell.startswith(part) or (part[0].islower() and part in cell) for cell in cells), part
