"""The state a record shows: a pure view over its revisions, the same in every vault that has them.

Only bodies that are here and readable take part: a revision without one is passed through, as if its children
stood on its parents. Nothing is written: several heads are merged for showing only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain import schema
from app.domain.body import Body, Fields
from app.domain.canonical import Json, encode_decoded
from app.domain.deep import History, join
from app.domain.merge import MOST_SIDES, Merged, Side, Written, combine, compare, write
from app.domain.notice import ERASE, SEAL
from app.domain.revision import ABSENT, ERASED, PRESENT, SEALED


@dataclass(frozen=True, slots=True)
class Node:
    """One revision of a record, as the view needs it."""

    id: str
    parents: tuple[str, ...]
    body: Body | None
    """None when it is absent, sealed or erased."""
    readable: bool = True
    """The header's `readable`; a body in another format makes the revision unreadable by itself."""
    type: str = ""
    """The header's type, shown when no body is left to say it."""
    state: str = ""
    """The body's state; left out, `present` or `absent` as there is a body or none."""
    notice: str = ""
    """Of a notice, its kind (`erase`, `seal`): it has no body here, and its state is not counted."""
    label: str = ""
    """Of a seal, what may be said of the record."""

    @property
    def live(self) -> bool:
        """Whether the revision takes part in what is shown."""
        return self.readable and self.body is not None and self.body.readable


@dataclass(frozen=True, slots=True)
class Conflict:
    """One side of a conflict."""

    head: str
    """The revision that says so."""
    value: Json
    """The whole field, or the whole item of a list; None where it was removed."""


@dataclass(frozen=True, slots=True)
class State:
    """What a record shows. Fields are shared with the bodies: never to be changed in place."""

    type: str
    """The record's type, known or not; "" if no node tells."""
    fields: Fields
    """Merged from the readable heads; a path in conflict shows the value of the first head that has one.
    More than `MOST_SIDES` heads that differ are not merged: these are the fields of the first."""
    heads: tuple[str, ...]
    """The revisions with a body that no other with a body builds on, sorted; if no body is left, those that
    no other builds on. An edit on a state without conflicts takes all of them as its parents."""
    conflicts: Mapping[str, tuple[Conflict, ...]] = field(default_factory=dict)
    """Path (`field` or `field/item`) to the heads that have a say in it, in the order of their ids. A head
    whose value another head built on and replaced has none."""
    incomplete: bool = False
    """Whether a parent is not here: history incomplete."""
    newer: bool = False
    """Whether a head is of a newer version, of an unknown type, or of another type than the record: such
    heads are never merged, and the record cannot be edited. `fields` then comes from the other heads. Heads
    of an unknown type are shown as they stand if they agree; otherwise `fields` is empty."""
    states: Mapping[str, int] = field(default_factory=dict)
    """How many bodies are present, absent, sealed, erased; only what occurs, and notices are not counted."""
    closed: str = ""
    """`sealed` or `erased` when that is why no text is left to show; such a record is not edited."""
    label: str = ""
    """What a seal says of a record that is sealed."""


def view(nodes: Mapping[str, Node]) -> State:
    """Return the state that the revisions of one record, by id, make together.

    The order of `nodes` does not matter. With one head no ancestor is looked at.
    """
    built_on = {parent for node in nodes.values() for parent in node.parents}
    incomplete = not built_on <= nodes.keys()
    states = Counter(
        node.state or (ABSENT if node.body is None else PRESENT) for node in nodes.values() if not node.notice
    )
    tips = sorted(nodes.keys() - built_on)
    if len(tips) == 1 and nodes[tips[0]].live:
        heads = sides = tips
    else:
        order = _parents_first(nodes, tips)
        heads = _foremost(nodes, order, lambda node: node.body is not None) or tips
        sides = _foremost(nodes, order, lambda node: node.live)
    type_ = _type(nodes, sides, heads)
    merging = [side for side in sides if _body(nodes[side]).type == type_]
    known = schema.OURS.record_type(type_) is not None
    merged = _merge(nodes, merging, known=known)
    told = {
        path: tuple(Conflict(merging[number], value) for number, value in values.items())
        for path, values in merged.conflicts.items()
    }
    with_body = [head for head in heads if nodes[head].body is not None]
    newer = (not known and bool(with_body)) or not set(with_body) <= set(merging)
    closed = "" if with_body else _closed(nodes, states)
    label = _label(nodes) if closed == SEALED else ""
    return State(type_, merged.fields, tuple(heads), told, incomplete, newer, dict(states), closed, label)


def _closed(nodes: Mapping[str, Node], states: Mapping[str, int]) -> str:
    """Return why a record without any body has none: sealed, erased, or "" when its bodies just never came."""
    notices = {node.notice for node in nodes.values()}
    if states.get(SEALED) or (SEAL in notices and (states.get(ABSENT) or not states)):
        return SEALED
    return ERASED if ERASE in notices else ""


def _label(nodes: Mapping[str, Node]) -> str:
    """Return the labels of the seals, each once, in the order of their ids."""
    return " / ".join(dict.fromkeys(node.label for _id, node in sorted(nodes.items()) if node.label))


def fields_of_head(nodes: Mapping[str, Node], head: str) -> Fields:
    """Return the fields one revision gives by itself, not to be changed in place.

    Raises errors.NewerVersion when its body is in another format, ValueError when it is not here.
    """
    return _body(nodes[head]).fields


def _body(node: Node) -> Body:
    if node.body is None:
        raise ValueError("the body of this revision is not here")
    return node.body


def _type(nodes: Mapping[str, Node], sides: Sequence[str], heads: Sequence[str]) -> str:
    if sides:
        return _body(nodes[sides[0]]).type
    told = [nodes[head].type or getattr(nodes[head].body, "type", "") for head in heads]
    return next((type_ for type_ in told if type_), "")


def _parents_first(nodes: Mapping[str, Node], tips: Sequence[str]) -> list[str]:
    """Return the ids of all nodes such that parents come before children; the rest of the order is by id."""
    order: list[str] = []
    seen: set[str] = set()
    for tip in tips:
        path: list[tuple[str, Iterator[str]]] = [(tip, iter(nodes[tip].parents))]
        seen.add(tip)
        while path:
            one, parents = path[-1]
            for parent in parents:
                if parent in nodes and parent not in seen:
                    seen.add(parent)
                    path.append((parent, iter(nodes[parent].parents)))
                    break
            else:
                order.append(one)
                path.pop()
    return order


def _stood_on(
    nodes: Mapping[str, Node], order: Sequence[str], counts: Callable[[Node], bool]
) -> dict[str, frozenset[str]]:
    """Return, for each node that counts, the nearest nodes before it that count."""
    nearest: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for one in order:
        before = frozenset[str]().union(*(nearest.get(parent, ()) for parent in nodes[one].parents))
        if counts(nodes[one]):
            found[one] = before
            nearest[one] = frozenset((one,))
        else:
            nearest[one] = before
    return found


def _foremost(nodes: Mapping[str, Node], order: Sequence[str], counts: Callable[[Node], bool]) -> list[str]:
    """Return the nodes that count and that no other node that counts builds on, sorted."""
    parents = _stood_on(nodes, order, counts)
    built_on: Collection[str] = frozenset[str]().union(*parents.values())
    return sorted(one for one in parents if one not in built_on)


def _merge(nodes: Mapping[str, Node], sides: Sequence[str], *, known: bool) -> Merged:
    """Merge the bodies of `sides`; those of an unknown type are shown if they are equal, never merged."""
    if not sides:
        return Merged({}, {})
    fields = [_body(nodes[side]).fields for side in sides]
    if len(sides) == 1 or len({encode_decoded(one) for one in fields}) == 1:
        return Merged(fields[0], {})
    if not known:
        return Merged({}, {})
    if len(sides) > MOST_SIDES:
        return compare(fields)
    order = _parents_first(nodes, sides)
    parents = _stood_on(nodes, order, lambda node: node.live)
    number = {one: place for place, one in enumerate(parents)}
    ancestors: list[int] = []
    written: dict[str, Written] = {}
    for one, before in parents.items():
        older = 0
        for parent in before:
            older |= ancestors[number[parent]] | 1 << number[parent]
        ancestors.append(older)
        together = join([written[parent] for parent in sorted(before)], ancestors)
        only = _body(nodes[next(iter(before))]).fields if len(before) == 1 else None
        written[one] = write(number[one], _body(nodes[one]).fields, together, only)
    merging = [Side(_body(nodes[side]).fields, written[side]) for side in sides]
    history = History(
        [_body(nodes[one]).fields for one in parents],
        [tuple(sorted(number[parent] for parent in before)) for before in parents.values()],
        ancestors,
        [number[side] for side in sides],
    )
    return combine(merging, ancestors, history)
