"""Saved searches: filters, order and words under a name, kept in the vault, local and never sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.base import i18n
from app.domain import query as queries
from app.domain.query import ORDERS, Order, Query
from app.services import browsing, settings
from app.services.session import Session

SETTING = "searches"
"""The name of the setting that holds them."""

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved search. `query` holds the filters, the tag among them; `words` what is searched for beside them."""

    name: str = field(repr=False)
    query: Query = field(default_factory=Query, repr=False)
    words: str = field(default="", repr=False)
    order: Order = field(default_factory=Order)

    @property
    def whole(self) -> Query:
        """The filters and the words as one query."""
        return replace(self.query, words=self.words)


def saved(session: Session) -> tuple[Saved, ...]:
    """Return the saved searches, in the order in which they are listed."""
    return from_setting(settings.read(session)[SETTING])


def records_of(session: Session, search: Saved) -> list[str]:
    """Return the ids of all records a saved search finds now, in its order."""
    found = browsing.listing(session, search.whole, search.order, browsing.Orders(), i18n.language())
    return browsing.record_ids(session, found)


def count(session: Session, search: Saved) -> int:
    """Return how many records a saved search finds now."""
    return len(browsing.listing(session, search.whole, Order("", descending=False), browsing.Orders()))


def clean_name(text: str) -> str:
    """Return a name as it is kept: one line, without spaces around it, not too long."""
    return " ".join(text.split())[:LONGEST_NAME].strip()


def from_setting(kept: object) -> tuple[Saved, ...]:
    """Return the searches the setting holds; what has another shape is left out."""
    found = [_from_json(one) for one in kept] if isinstance(kept, list) else []
    return tuple(one for one in found if one is not None)


def to_setting(searches: Sequence[Saved]) -> list[dict[str, Any]]:
    """Return searches as the setting holds them."""
    return [
        {
            "name": one.name,
            "query": queries.to_json(one.query) | ({"tag": one.query.tag} if one.query.tag else {}),
            "words": one.words,
            "order": [one.order.key, one.order.descending],
        }
        for one in searches
    ]


def _from_json(value: object) -> Saved | None:
    if not isinstance(value, dict) or not isinstance(name := value.get("name"), str) or not clean_name(name):
        return None
    given, words, order = value.get("query"), value.get("words"), value.get("order")
    query = queries.from_json(given) if isinstance(given, dict) else Query()
    if isinstance(given, dict) and isinstance(tag := given.get("tag"), str):
        query = replace(query, tag=tag)
    return Saved(clean_name(name), query, words if isinstance(words, str) else "", _order(order))


def _order(value: object) -> Order:
    if isinstance(value, list) and len(value) == 2 and value[0] in (*ORDERS, ""):
        return Order(value[0], value[1] is True)
    return Order()
