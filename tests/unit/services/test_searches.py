"""Saved searches: kept with their words, found again, and never more than what is meant."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.query import CHANGED, TITLE, Order, Query
from app.services import casework, searches, settings, trashing
from app.services.searches import Saved
from app.services.session import Session

MINE = Saved("Detentions", Query(types=("incident",), tag="Urgent", since="2012"), "beijing", Order(TITLE, False))


def test_a_search_is_kept_whole_in_the_vault_with_its_words(vault: Session) -> None:
    assert searches.saved(vault) == ()
    settings.write(vault, searches.SETTING, searches.to_setting([MINE, Saved("All")]))
    assert searches.saved(vault) == (MINE, Saved("All"))


def test_it_finds_what_matches_now_in_its_order(vault: Session) -> None:
    first, second, other = (
        casework.add(vault, type_, {"title": {"text": text}})
        for type_, text in (("incident", "Beijing, north"), ("incident", "Beijing, east"), ("incident", "Guangzhou"))
    )
    search = Saved("Beijing", Query(types=("incident",)), "beijing", Order(TITLE, descending=False))
    assert searches.records_of(vault, search) == [second, first]
    assert searches.count(vault, search) == 2
    assert other in searches.records_of(vault, Saved("All"))
    trashing.put(vault, [first])
    assert searches.records_of(vault, search) == [second]


@pytest.mark.parametrize(
    "kept",
    [None, 3, "x", [3], [{}], [{"name": ""}], [{"name": 3}], [{"name": "  "}]],
)
def test_what_has_another_shape_is_left_out(kept: Any) -> None:
    assert searches.from_setting(kept) == ()


def test_a_search_with_parts_of_another_shape_keeps_the_rest() -> None:
    (found,) = searches.from_setting([{"name": " a\n b ", "query": [], "words": 1, "order": ["x", 1]}])
    assert found == Saved("a b", Query(), "", Order(CHANGED, descending=True))
    assert "a b" not in repr(found)
