"""Every seed and every kept input, through its target, in little memory; and what it would take to read more."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import growth
from tests.fuzz.mutation import mutated
from tests.fuzz.target import CORPUS, Target
from tests.fuzz.targets import TARGETS

SPARE = 8_000_000

each = pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))


@each
def test_kept_inputs_are_taken_or_refused_in_little_memory(target: Target) -> None:
    inputs = [*target.seeds(), *target.kept()]
    for data in inputs:
        target.run(data)  # whatever is loaded or remembered once
    taken = 0
    for data in inputs:
        tracemalloc.start()
        taken += target.run(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= SPARE + target.memory * len(data), f"{peak:,} bytes of memory for {len(data):,}"
    print(f"{target.name}: {taken} of {len(inputs)} inputs are taken")
    assert taken, "nothing is taken: what holds of what is taken would never be looked at"
    assert taken < len(inputs), "nothing is refused: the corpus holds no hostile input"


@each
@settings(max_examples=40)
@given(st.data())
def test_inputs_changed_in_their_own_terms(target: Target, data: st.DataObject) -> None:
    inputs = [*target.seeds(), *target.kept()]
    chosen = data.draw(st.sampled_from(inputs))
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    target.run(mutated(chosen, dice, inputs)[: target.longest])


@each
@settings(max_examples=20)
@given(st.binary(max_size=300))
def test_any_bytes(target: Target, data: bytes) -> None:
    target.run(data)


def test_the_corpus_is_small_and_belongs_to_targets() -> None:
    files = [path for path in CORPUS.glob("*/*") if path.is_file()]
    assert {path.parent.name for path in files} == set(TARGETS)
    assert sum(path.stat().st_size for path in files) < 4_000_000


@pytest.mark.parametrize("case", growth.CASES)
def test_four_times_as_much_takes_four_times_the_calls(case: str) -> None:
    make, read = growth.CASES[case]
    few, many = make(12_000), make(48_000)
    growth.tried(read, few)
    assert growth.calls(read, many) <= 4.5 * growth.calls(read, few) + 1000
