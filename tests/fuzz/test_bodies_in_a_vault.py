"""Bodies that say anything at all, signed by a colleague, come into a vault, are listed, searched and checked."""

from __future__ import annotations

import random
from pathlib import Path

from app.base import errors
from app.domain import body
from app.services import casework, checking, titles
from app.storage import rebuild, records, revisions
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS
from tests.unit.services import making
from tests.unit.storage.making import revise

CHANGED = 400


def _readable(data: bytes) -> body.Body | None:
    try:
        found = body.parse_body(data)
    except errors.NotCanonical:
        return None
    return found if found.readable else None


def _bodies() -> list[bytes]:
    target, dice = TARGETS["revision-body"], random.Random(7)
    inputs = [*target.seeds(), *target.kept()]
    made = [data for data in inputs if _readable(data)]
    while len(made) < len(inputs) + CHANGED:
        data = mutated(dice.choice(inputs), dice, inputs)
        if _readable(data):
            made.append(data)
    return made


def test_whatever_a_body_says_a_vault_goes_on(tmp_path: Path) -> None:
    with making.create(tmp_path / "laptop", "Field") as opened:
        made = []
        for data in _bodies():
            found = body.parse_body(data)
            first = revise(found.type, {}, body=data)
            other = dict(found.fields) | {"remarks": {"text": "another"}}
            second = revise(found.type, other, [first])
            third = revise(found.type, dict(reversed(found.fields.items())) | {"tags": [{"id": "t"}]}, [first])
            made += [first, second, third]
        for start in range(0, len(made), 300):
            revisions.save_all(opened.vault, made[start : start + 300])
        rows = casework.listing(opened)
        assert len(rows) == len({one.header.record for one in made})
        for row in rows:
            casework.show(opened, row["id"])
        assert len(titles.titles(opened, {row["id"] for row in rows})) <= len(rows)
        casework.search(opened, "曹顺利 words")
        before = sorted(records.rows(opened.vault), key=lambda row: row.id)
        assert checking.verify(opened)["problems"] == []
        rebuild.rebuild(opened.vault)
        assert sorted(records.rows(opened.vault), key=lambda row: row.id) == before
        assert checking.verify(opened)["problems"] == []
        print(f"{len(made)} versions of {len(rows)} records")
