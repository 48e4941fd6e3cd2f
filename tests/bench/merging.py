"""What merging one large record costs: a thousand items, fifty versions made without knowledge of each other."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from app.domain.body import encode_body, parse_body
from app.domain.state import Node, view

ITEMS, HEADS = 1000, 50
ROLE = {"role": "victim", "to": None}


def merging() -> list[tuple[str, str]]:
    """Return the rows of the table: what the versions changed, and how long the record took to show."""
    base = {
        "links": [
            {"id": f"i{n}", **ROLE, "words": f"w{n}", "number": {"min": n}, "attributes": {"alleged": True}}
            for n in range(ITEMS)
        ]
    }
    root = _node((), base)

    def part(head: int) -> dict[str, Any]:
        return {"words": "other"} if head % 2 else {"number": {"min": 7}}

    ways: tuple[tuple[str, int, dict[int, Mapping[int, Mapping[str, Any]]]], ...] = (
        ("each its own item", HEADS, {h: {h: {"words": "other"}} for h in range(HEADS)}),
        ("the same 20 items, one part", HEADS, {h: {n: {"words": f"x{h}"} for n in range(20)} for h in range(HEADS)}),
        ("the same 20 items, two parts", HEADS, {h: dict.fromkeys(range(20), part(h)) for h in range(HEADS)}),
        ("all items, two parts", HEADS, {h: dict.fromkeys(range(ITEMS), part(h)) for h in range(HEADS)}),
        ("all items, two parts", 2, {h: dict.fromkeys(range(ITEMS), part(h)) for h in range(2)}),
    )
    rows = []
    for what, heads, edits in ways:
        nodes = {root.id: root, **{one.id: one for one in (_edited(root.id, base, edits[h], h) for h in range(heads))}}
        began = time.process_time()
        state = view(nodes)
        took = time.process_time() - began
        rows.append((f"{heads} versions, {what}", f"{took:.2f} s; {len(state.conflicts)} left to decide"))
    return rows


def _edited(root: str, base: Mapping[str, Any], changes: Mapping[int, Mapping[str, Any]], head: int) -> Node:
    links = [{**one, **changes.get(n, {})} for n, one in enumerate(base["links"])]
    return _node((root,), {"links": links, f"x{head}": True})  # no two are the same revision


def _node(parents: tuple[str, ...], fields: dict[str, Any]) -> Node:
    body = encode_body("act", fields)
    return Node(hashlib.sha256(body + repr(parents).encode()).hexdigest(), parents, parse_body(body))
