"""Records whose bodies other software wrote in any shape at all: their pages show them, and none fails."""

from __future__ import annotations

import random

import pytest

from app.domain import body, schema
from app.services.session import Session
from app.storage import revisions
from app.ui.editors import sourcing
from tests.fuzz.mutation import mutated
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS
from tests.gui.conftest import Window
from tests.unit.storage.making import revise

EACH = 4
SEED = 3


def _odd(target: Target, type_: str) -> list[bytes]:
    """Return changed bodies of one type that are still bodies of it."""
    dice = random.Random(f"{type_} {SEED}")
    inputs = [data for data in target.seeds() if body.parse_body(data).type == type_]
    found: list[bytes] = []
    while inputs and len(found) < EACH:
        data = mutated(dice.choice(inputs), dice, inputs)
        try:
            made = body.parse_body(data)
        except Exception:  # noqa: BLE001 - the target looks at what is refused
            continue
        if made.readable and made.type == type_ and data not in inputs:
            found.append(data)
    return found


@pytest.mark.slow
def test_every_page_shows_what_any_body_says(window: Window) -> None:
    made = []
    for type_ in schema.OURS.types:
        for data in _odd(TARGETS["revision-body"], type_):
            first = revise(type_, {}, body=data)
            fields = body.parse_body(data).fields
            made += [first, revise(type_, {**fields, "remarks": {"text": "one"}}, [first])]
            made += [revise(type_, {**fields, "remarks": {"text": "two"}}, [first])]

    def save(opened: Session) -> int:
        return revisions.save_all(opened.vault, made)

    window.do(save)
    records = sorted({one.header.record for one in made})
    for record in records:
        page = window.go("record", record)
        window.wait(lambda page=page, record=record: page.form is not None and page.form.record == record)
        window.settle()
        window.go("conflicts", record)
    window.go("library")
    print(f"{len(records)} records of {len(schema.OURS.types)} types, each with two versions that wait for a decision")


def test_a_citation_beside_a_field_that_is_no_name_is_passed_over() -> None:
    odd: list[object] = [{"id": "c1", "field": {"deep": 1}}, {"id": "c2", "field": ["remarks"]}, "no object", None]
    good = {"id": "c3", "field": "remarks", "quote": "as said"}
    assert sourcing.about({"cites": [*odd, good], "accounts": odd}, "remarks") == ([good], [])
