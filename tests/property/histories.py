"""Histories of any shape for property tests: revisions that stand on any earlier ones."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import strategies as st

from app.domain import canonical
from app.domain.body import encode_body, parse_body
from app.domain.state import Node, view

Fields = dict[str, Any]


def node(parents: tuple[str, ...], fields: Fields, salt: int) -> Node:
    """Return a node whose id is as good as random, so that order by id is not order of making."""
    seed = repr((parents, canonical.encode(fields), salt)).encode()
    return Node(hashlib.sha256(seed).hexdigest(), parents, parse_body(encode_body("note", fields)))


@st.composite
def histories(draw: st.DrawFn, fields: st.SearchStrategy[Fields], names: str = "abc", most: int = 9) -> dict[str, Node]:
    """Return a history: each revision stands on any earlier ones, and changes one of `names` or all, or nothing."""
    nodes: dict[str, Node] = {}
    for salt in range(draw(st.integers(1, most))):
        parents = tuple(sorted(draw(st.sets(st.sampled_from(sorted(nodes)), max_size=3)))) if nodes else ()
        said = draw(fields)
        if parents and draw(st.booleans()):
            before = view(ancestry(nodes, parents)).fields
            name = draw(st.sampled_from(names))
            said = {**before, **({name: said[name]} if name in said else {})}
        made = node(parents, said, salt)
        nodes[made.id] = made
    return nodes


def ancestry(nodes: dict[str, Node], ids: tuple[str, ...]) -> dict[str, Node]:
    """Return the revisions `ids` and all they stand on."""
    found: dict[str, Node] = {}
    waiting = list(ids)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = nodes[one]
            waiting.extend(parent for parent in nodes[one].parents if parent in nodes)
    return found
