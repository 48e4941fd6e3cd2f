"""Deciding conflicts: each open field with all its sides in words, and one edit that decides all of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.base.errors import Undecided
from app.base.i18n import _
from app.domain import canonical, ids, schema
from app.domain.schema.kinds import Field, Group, Link, Names, Text
from app.domain.state import Conflict, State
from app.services import browsing, casework, contacts, succession, wording
from app.services.casework import Saved
from app.services.session import Session
from app.storage import records, revisions

SEPARATOR = "\n\n* * *\n\n"
"""Between two long texts that are both kept."""
MOST = 500
"""So many records are listed at once; the others come when these are decided."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits for a decision, and in how many fields."""

    record: str
    type: str
    title: str = field(repr=False)
    fields: int


@dataclass(frozen=True, slots=True)
class Side:
    """What some versions say of a path: by whom, when the last of them said so, the value and the value in words."""

    by: tuple[str, ...] = field(repr=False)
    mine: bool
    at: str
    value: Any = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One path that waits: a field, or an item of a list. `both` is the value that keeps all sides, if that can be."""

    path: str
    declared: Field | None
    label: str
    sides: tuple[Side, ...]
    both: Any = field(repr=False, default=None)

    @property
    def item(self) -> str:
        """The id of the item, empty for a whole field."""
        return self.path.partition("/")[2]

    def side_of(self, rule: str) -> Side | None:
        """Return the side a rule takes (`mine`, `theirs`, `later`); None when it does not say which."""
        if rule == "later":
            last = max(side.at for side in self.sides)
            found = [side for side in self.sides if side.at == last]
        else:
            found = [side for side in self.sides if side.mine == (rule == "mine")]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Case:
    """A record with everything in it that waits for a decision."""

    record: str
    type: str
    title: str = field(repr=False)
    heads: tuple[str, ...]
    newer: bool
    questions: tuple[Question, ...] = field(repr=False)


def waiting(session: Session, language: str = "en") -> tuple[Waiting, ...]:
    """Return the records with open conflicts, in the order in which they first came here; at most `MOST` of them."""
    told = []
    for record, state in revisions.states_of(session.vault, records.conflicts(session.vault, MOST)).items():
        title = browsing.title(state.type, state.fields, {}, language, session.schema)
        told.append(Waiting(record, state.type, title, len({path.split("/")[0] for path in state.conflicts})))
    return tuple(told)


def case(session: Session, record: str, language: str = "en") -> Case:
    """Return what waits in a record; raise UnknownRecord."""
    state = casework.state_of(session, record)
    names, ours = contacts.names(session), succession.own_keys(session)
    headers = {one.id: one.header for one in revisions.of_record(session.vault, record)}
    declared = session.schema.fields_of(state.type)
    paths = _paths(session, state)
    titles = browsing.titles(session, _targets(session, state, paths), language)
    order = [*declared, *sorted(path.split("/")[0] for path in paths)]
    questions = []
    for path in sorted(paths, key=lambda one: (order.index(one.split("/")[0]), one)):
        name, _slash, item = path.partition("/")
        known = declared.get(name)
        one = replace(known, many=False) if known is not None and item else known
        sides: dict[bytes, Side] = {}
        for conflict in paths[path]:
            header = headers[conflict.head]
            key = b"" if conflict.value is None else canonical.encode(conflict.value)
            words = (
                wording.words_of(one, conflict.value, language, titles, session.schema)
                if one
                else wording.raw(conflict.value)
            )
            author = names.get(header.author, header.author[:16])
            mine = header.author in ours
            before = sides.get(key, Side((), False, "", conflict.value, words))
            by = before.by if author in before.by else (*before.by, author)
            sides[key] = Side(by, before.mine or mine, max(before.at, header.at), conflict.value, words)
        ordered = tuple(sorted(sides.values(), key=lambda side: (not side.mine, side.at)))
        label = _(known.label) if known else name
        if known is not None and (open_ := open_parts(known, [side.value for side in ordered])):
            label = _("{label}: {what}").format(label=label, what=", ".join(open_))
        questions.append(Question(path, one, label, ordered, _both(one, item, ordered)))
    named = browsing.titles(session, [record], language)
    title = named.get(record) or session.schema.title_of(state.type, state.fields)
    newer = state.newer or schema.OURS.record_type(state.type) is None
    return Case(record, state.type, title, state.heads, newer, tuple(questions))


def decide(session: Session, record: str, heads: Sequence[str], answers: Mapping[str, Any]) -> Saved:
    """Decide all that waits in a record as `answers` say: path to value, None to leave it empty.

    For an item of a list the value may be a list, when several are kept of one. `heads` are those of the `case` that
    was shown. Raises Undecided when the record changed meanwhile, and what `casework.edit` raises.
    """
    state = casework.state_of(session, record)
    paths = _paths(session, state)
    if tuple(heads) != state.heads or answers.keys() != paths.keys():
        raise Undecided(_("This record was changed meanwhile. Look at it again; nothing was saved."))
    patch: dict[str, Any] = {}
    for path, value in answers.items():
        name, _slash, item = path.partition("/")
        if not item:
            patch[name] = value
            continue
        whole = patch.setdefault(name, list(state.fields.get(name) or []))
        patch[name] = _with_item(whole, item, value)
    return casework.edit(session, record, {name: None if value == [] else value for name, value in patch.items()})


def _with_item(whole: list[Any], item: str, value: Any) -> list[Any]:
    """Return a list with one item replaced by none, one or several."""
    kept = value if isinstance(value, list) else [] if value is None else [value]
    kept = [one if number else {**one, "id": item} for number, one in enumerate(kept)]
    place = next((number for number, one in enumerate(whole) if one.get("id") == item), len(whole))
    return [*whole[:place], *kept, *whole[place + 1 :]]


def _paths(session: Session, state: State) -> dict[str, tuple[Conflict, ...]]:
    """Return what waits; a field that waits as a whole and in its items too waits as a whole, for every side."""
    whole = {path for path in state.conflicts if "/" not in path}
    both = {path.split("/")[0] for path in state.conflicts if "/" in path} & whole
    found = {path: sides for path, sides in state.conflicts.items() if path.split("/")[0] not in both}
    for name in both:
        heads = {side.head for path, sides in state.conflicts.items() if path.split("/")[0] == name for side in sides}
        found[name] = tuple(
            Conflict(head, revisions.fields_of(session.vault, head).get(name)) for head in sorted(heads)
        )
    return found


def _targets(session: Session, state: State, paths: Mapping[str, Sequence[Conflict]]) -> set[str]:
    """Return the records that any side links to."""
    found = set[str]()
    for path, sides in paths.items():
        name, _slash, item = path.partition("/")
        for side in sides:
            if side.value is not None:
                fields = {name: [side.value] if item else side.value}
                found |= {link[3] for link in session.schema.extract(state.type, fields).links if link[3]}
    return found


def open_parts(declared: Field, values: Sequence[Any]) -> list[str]:
    """Return what the parts of a value are called of which the sides say different things; none for the whole of it."""
    if not all(isinstance(value, dict) and "answer" not in value for value in values):
        return []
    match declared.kind:
        case Group(fields=fields):
            named = {one.name: _(one.label) for one in fields}
        case Link(attributes=attributes):
            values = [{**value, **_inner(value.get("attributes"))} for value in values]
            named = {"words": _("Words"), "number": _("Number"), **{one.name: _(one.label) for one in attributes}}
        case Text() | Names():
            named = {"text": _("Text"), "translations": _("Translation"), "kind": _("Kind"), "language": _("Language")}
        case _:
            return []
    apart = {key for value in values for key in value if any(one.get(key) != value.get(key) for one in values)}
    if not {key for value in values for key in value} - apart - {"id", "role", "language", "script"}:
        return []  # there is nothing else in it
    known = [text for name, text in named.items() if name in apart]
    return known if known and apart <= {*named, "attributes"} and len(known) < len(named) else []


def _inner(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _both(declared: Field | None, item: str, sides: Sequence[Side]) -> Any:
    values = [side.value for side in sides]
    if declared is None or any(value is None for value in values):
        return None
    if item:
        return [values[0], *({**one, "id": ids.new_item_id()} for one in values[1:])]
    if declared.many:
        return _united(values)
    if isinstance(declared.kind, Text) and all(isinstance(one, dict) and "answer" not in one for one in values):
        rests = [{name: one for name, one in value.items() if name != "text"} for value in values]
        if all(rest == rests[0] for rest in rests):
            between = SEPARATOR if declared.kind.long else " / "
            return {**rests[0], "text": between.join(str(value.get("text", "")) for value in values)}
    return None


def _united(values: Sequence[Any]) -> list[Any] | None:
    """Return the items of all lists, each id once, as the first list has it."""
    found: dict[str, Any] = {}
    for value in values:
        if not isinstance(value, list) or not all(isinstance(one, dict) and "id" in one for one in value):
            return None
        for one in value:
            found.setdefault(one["id"], one)
    return list(found.values())
