"""Whatever is saved, received, dropped, erased and reopened in whatever order: the vault shows what a model says."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import errors
from app.domain import state as views
from app.domain.body import parse_body
from app.domain.revision import ERASED, PRESENT, Revision
from app.storage import batches, check, compacting, erasing, keyfile, rebuild, records, revisions, states
from app.storage.vault import Vault
from tests.unit.storage import making

RECORDS = [f"{n:032x}" for n in range(4)]
WORDS = ["alpha", "beta", "顺利", "حرية"]


@dataclass
class Model:
    """What should be in the vault: revisions by id, those erased, and everything ever made."""

    here: dict[str, Revision] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    made: list[Revision] = field(default_factory=list)

    def of_record(self, record: str) -> list[Revision]:
        return [one for one in self.here.values() if one.header.record == record]

    def state(self, record: str) -> views.State | None:
        nodes = {}
        for one in self.of_record(record):
            gone = one.id in self.erased
            nodes[one.id] = views.Node(
                id=one.id,
                parents=one.header.parents,
                body=None if gone or one.body is None else parse_body(one.body),
                readable=one.header.readable,
                type=one.header.type,
                state=ERASED if gone else PRESENT,
            )
        return views.view(nodes) if nodes else None


steps = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "receive", "drop", "erase", "rebuild", "reopen", "compact"]),
        st.integers(0, 1 << 30),
    ),
    max_size=14,
)


def _make(model: Model, number: int, count: int) -> list[Revision]:
    """Return some revisions, each on some of those of its record made before, known to the vault or not."""
    made = []
    for n in range(count):
        record = RECORDS[(number + n) % len(RECORDS)]
        earlier = [one for one in model.made if one.header.record == record]
        parents = [one for k, one in enumerate(earlier) if (number >> (k % 20)) & 1][-2:]
        word = WORDS[(number // 7 + n) % len(WORDS)]
        fields: dict[str, Any] = {"text": {"text": f"{word} {number % 97}"}}
        if number & 8:
            fields["remarks"] = {"text": WORDS[number % len(WORDS)]}
        if number & 16:
            fields["trashed"] = True
        one = making.revise("note", fields, parents, record=record, at=f"2026-01-01T00:00:{number % 60:02}Z")
        model.made.append(one)
        made.append(one)
    return made


def _take(vault: Vault, model: Model, step: str, number: int) -> Vault:
    match step:
        case "save":
            some = _make(model, number, 1 + number % 3)
            revisions.save_all(vault, some)
            model.here.update({one.id: one for one in some})
        case "receive" | "drop":
            some = [*_make(model, number, 1 + number % 5), *islice(reversed(model.made), number % 4)]
            with batches.begin(vault, "test") as batch:
                middle = number % (len(some) + 1)
                batch.add(some[middle:])
                batch.add(some[:middle])
                if step == "receive":
                    batch.reveal()
                    model.here.update({one.id: one for one in some if one.id not in model.here})
        case "erase":
            some = [one for k, one in enumerate(model.here.values()) if (number >> (k % 20)) & 1]
            erasing.erase(vault, [one.id for one in some])
            model.erased.update(one.id for one in some)
        case "rebuild":
            rebuild.rebuild(vault)
        case "compact":
            compacting.compact(vault)
        case _:
            return making.reopen(vault)
    return vault


def _agrees(vault: Vault, model: Model) -> None:
    assert set(revisions.all_ids(vault)) == set(model.here)
    rows = {row.id: row for row in records.rows(vault, include_trashed=True)}
    assert set(rows) == {one.header.record for one in model.here.values()}
    for record in RECORDS:
        expected = model.state(record)
        assert revisions.state(vault, record) == expected
        if expected is not None:
            assert rows[record].conflict == bool(expected.conflicts)
            assert rows[record].trashed == (expected.fields.get("trashed") is True)
    for word in WORDS:
        found = {row.id for row in records.search(vault, word, include_trashed=True)}
        assert found == {record for record in rows if word in json.dumps(_said(model, record), ensure_ascii=False)}


def _said(model: Model, record: str) -> list[str]:
    state = model.state(record)
    fields = state.fields if state else {}
    return [fields[name]["text"] for name in ("text", "remarks") if name in fields]


@settings(max_examples=30)
@given(steps)
def test_the_vault_shows_what_the_model_says(taken: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        vault, model = making.create(Path(place) / "vault"), Model()
        try:
            for step, number in taken:
                vault = _take(vault, model, step, number)
                _agrees(vault, model)
            assert check.verify(vault).problems == ()
        finally:
            vault.close()


@given(st.binary(max_size=2000))
def test_bytes_that_are_no_vault_json_are_refused_in_one_way(data: bytes) -> None:
    try:
        keyfile.parse(data)
    except errors.CannotOpen:
        return
    raise AssertionError("it was read")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 60), 1 << 60) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["backup", "database", "format", "head", "mac", "slots", "vault", "x"]), values))
def test_objects_of_any_shape_are_refused_in_our_words(value: dict[str, Any]) -> None:
    try:
        keyfile.parse(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    except (errors.CannotOpen, errors.NewerVault):
        return
    raise AssertionError("it was read")


@given(
    st.sampled_from(["note", "person", "type_to_come"]),
    st.dictionaries(st.sampled_from(["text", "remarks", "trashed"]), st.just({"text": "x"})),
    st.booleans(),
    st.sampled_from([(), ("later",)]),
)
def test_the_short_way_to_a_single_revisions_state_is_the_long_one(
    type_: str, fields: dict[str, Any], parent: bool, crit: tuple[str, ...]
) -> None:
    one = making.revise(type_, fields, ["ab" * 32] if parent else [], crit=crit)
    body = states.parsed(one.body)
    node = views.Node(one.id, one.header.parents, body, one.header.readable, one.header.type, PRESENT)
    assert states.of_one(one.id, one.header, body, PRESENT).state == views.view({one.id: node})
