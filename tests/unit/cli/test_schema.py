"""`keepsake fields`: whatever it shows as an example, `add` would take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli.main import group
from app.domain import schema


def _ask(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(group, ["fields", *words, "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert isinstance(answer, dict)
    return answer


def test_every_type_is_listed() -> None:
    assert [one["type"] for one in _ask()["types"]] == list(schema.OURS.types)


@pytest.mark.parametrize("type_", schema.OURS.types)
def test_every_example_is_accepted(type_: str) -> None:
    listed = [one["name"] for one in _ask(type_)["fields"]]
    assert listed == list(schema.OURS.fields_of(type_))
    for name in listed:
        told = _ask(type_, name)["field"]
        schema.OURS.check_fields(type_, told["example"])


def test_terms_and_parts_are_shown() -> None:
    terms = {one["term"]: one["huridocs"] for one in _ask("act", "act_type")["field"]["terms"]}
    assert "act/detention" in terms
    assert _ask("person", "contacts")["field"]["parts"]


def test_fields_stand_under_their_section_and_terms_under_their_wider_ones() -> None:
    told = CliRunner().invoke(group, ["fields", "act"]).output.splitlines()
    assert told.index("Detention") < next(n for n, line in enumerate(told) if line.startswith("  detention_kind"))
    told = CliRunner().invoke(group, ["fields", "act", "act_type"]).output.splitlines()
    depth = {line.split()[0]: len(line[38:]) - len(line[38:].lstrip()) for line in told if line.startswith("  act/")}
    assert depth["act/detention"] < depth["act/soft-detention"] < depth["act/forced-travel"]
    wider = {one["term"]: one["broader"] for one in _ask("act", "act_type")["field"]["terms"]}
    assert wider["act/forced-travel"] == "act/soft-detention"


@pytest.mark.parametrize("words", [("nonsense",), ("act", "nonsense")])
def test_an_unknown_word_is_answered_with_the_known_ones(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(group, ["fields", *words])
    assert done.exit_code != 0
    assert "incident" in str(done.exception)
