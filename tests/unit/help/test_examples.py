"""The JSON shown on the help pages of `add` and `edit` is accepted as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.domain import edtf, saying, saying_numbers, schema

HELP = Path(__file__).resolve().parents[3] / "resources" / "help"


def _objects(text: str) -> list[Any]:
    """Return every JSON value of a page: indented blocks and what stands between backticks."""
    blocks = re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    found = []
    for piece in [*blocks, *re.findall(r"`([\[{][^`]*)`", text)]:
        try:
            found.append(json.loads(piece))
        except ValueError:
            continue
    return found


def _page(name: str) -> str:
    return (HELP / f"{name}.md").read_text(encoding="utf-8")


def test_the_whole_record_on_the_page_of_add() -> None:
    (example,) = [value for value in _objects(_page("add")) if isinstance(value, dict) and "title" in value]
    assert schema.OURS.check_fields("incident", example).keys() == example.keys()


def test_each_shape_on_the_page_of_add() -> None:
    shapes = [value for value in _objects(_page("add")) if value and not (isinstance(value, dict) and "title" in value)]
    where = {
        "min": ("person", "number"),
        "text": ("person", "names"),
        "role": ("act", "perpetrators"),
        "answer": ("person", "birth"),
        "field": ("incident", "cites"),
    }
    assert len(shapes) >= 5
    for shape in shapes:
        first = shape[0] if isinstance(shape, list) else shape
        type_, field = next(place for key, place in where.items() if key in first)
        text = re.sub(r"ID of a \w+", "0" * 32, json.dumps({field: shape}))
        assert field in schema.OURS.fields_of(type_), field
        schema.OURS.check_fields(type_, json.loads(text))


def test_each_date_on_the_page_of_add() -> None:
    line = next(part for part in re.split(r"\n- ", _page("add")) if part.startswith("Dates are EDTF"))
    dates = [text for text in re.findall(r"`([^`]+)`", line) if text[0] in "12["]
    assert len(dates) == 8
    for date in dates:
        edtf.parse(date)


@pytest.mark.parametrize("field", ["title", "remarks", "trashed"])
def test_the_fields_on_the_page_of_edit_exist(field: str) -> None:
    assert any(isinstance(value, dict) and field in value for value in _objects(_page("edit")))
    assert field in schema.OURS.fields_of("incident")


def test_the_types_on_the_page_of_add_are_all_there_are() -> None:
    line = _page("add").split("TYPE is one of ")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", line)) == set(schema.OURS.types)


def test_everything_the_page_of_dates_says_one_can_type_is_read() -> None:
    table = _page("dates").split("## Dates you can type")[1].split("## What is never made up")[0]
    typed = re.findall(r"`([^`]+)`", table)
    assert len(typed) > 60
    for words in typed:
        said = saying.read(words)
        assert said is not None, words
        assert said.edtf, words


def test_what_the_page_of_dates_keeps_as_words_is_kept() -> None:
    for words, calendar in (("2 Farvardin 1391", "persian"), ("۱۳۹۱/۰۶/۲۴", "persian"), ("农历八月十五", "chinese")):
        assert f"`{words}`" in _page("dates")
        assert saying.read(words) == saying.Said("", calendar)


def test_every_number_and_age_the_page_of_dates_says_one_can_type_is_read() -> None:
    table = _page("dates").split("## Numbers and ages")[1].split("A loose word is read")[0]
    typed = re.findall(r"`([^`]+)`", table)
    assert len(typed) > 20
    for words in typed:
        assert saying_numbers.read(words, age=True) is not None, words
