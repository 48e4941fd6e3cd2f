"""What a kept record gets from its duplicate, and what links become: plain functions over fields, and their undoing."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from app.domain import canonical, ids, reading, schema, vocabulary
from app.domain.body import Fields

OWN = frozenset({"trashed", "cites", "accounts", "same_as", "merged_links", "review", "reviewed"})
"""Fields that are about the record itself: they are not filled from a duplicate, or in a way of their own."""

PROTECTING = ("confidentiality", "do_not_contact")
"""Fields in which the stricter of two values counts at once; the other is kept as an account."""

POINTING = ("to", "source")
"""Keys under which a link or a source names another record."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The kept record's new fields, and what was added: field and item, the item empty for a whole field."""

    fields: Fields = field(repr=False)
    added: tuple[tuple[str, str], ...]
    rivals: int
    """Fields in which the two differ: both are kept as accounts."""


def join(type_: str, kept: str, kept_fields: Fields, other: str, other_fields: Fields) -> Joined:
    """Return the fields of the kept record with what the duplicate says more; nothing it says is lost or mixed."""
    fields = deepcopy(dict(kept_fields))
    known = schema.OURS.fields_of(type_)
    added: list[tuple[str, str]] = []
    moved: dict[str, str] = {}
    rivals: list[str] = []
    for name, value in other_fields.items():
        mine = fields.get(name)
        if name in OWN or _points(value, kept):
            continue
        if isinstance(value, list) and (mine is None or isinstance(mine, list)):
            new = _further(name, mine or [], value, kept, moved)
            if new:
                fields[name] = [*(mine or []), *new]
            added += [(name, str(one["id"])) for one in new]
        elif mine is None:
            fields[name] = deepcopy(value)
            added.append((name, ""))
        elif _plain(mine) != _plain(value):
            rivals.append(name)
            account = _account(name, value, other, other_fields)
            if _stricter(name, value, mine):
                account = {"id": account["id"], "field": name, "value": mine}
                fields[name] = deepcopy(value)
            fields["accounts"] = [*reading.items(fields.get("accounts")), account]
            added.append(("accounts", str(account["id"])))
    for name in ("cites", "accounts"):
        for one in reading.items(other_fields.get(name)):
            about = str(one.get("field", ""))
            spoken_of = about in known or about in moved or about.startswith("x_")  # the last are an office's fields
            if about in rivals or not spoken_of or one.get("source") == kept:
                continue
            new_one = {**deepcopy(one), "id": ids.new_item_id(), "field": moved.get(about, about)}
            if _plain(new_one) not in [_plain(mine) for mine in reading.items(fields.get(name))]:
                fields[name] = [*reading.items(fields.get(name)), new_one]
                added.append((name, new_one["id"]))
    return Joined(fields, tuple(added), len(rivals))


def part(fields: Fields, added: Collection[tuple[str, str]], as_joined: Fields, before: Fields) -> Fields:
    """Take away what `join` added to `before` where it is as `as_joined` has it; what was changed since stays."""
    left = deepcopy(dict(fields))
    for name, item in added:
        if item:
            then = _item(as_joined.get(name), item)
            now = _item(left.get(name), item)
            if now is None or now != then:
                continue
            if name == "accounts" and "cites" not in now and now["field"] in PROTECTING:
                if left.get(now["field"]) != as_joined.get(now["field"]):
                    continue  # decided anew since
                left[now["field"]] = now["value"]
            left[name] = [one for one in left[name] if one.get("id") != item]
            if not left[name] and name not in before:
                del left[name]
        elif name in left and left[name] == as_joined.get(name):
            del left[name]
    return left


def repoint(
    value: Any, old: str, new: str, only: Collection[str] | None = None, path: str = ""
) -> tuple[Any, list[str]]:
    """Return a value in which links and sources that name `old` name `new`, and the paths of the items changed.

    A path is the ids of the items on the way, joined by `/`; `only` these paths are changed when given.
    """
    if not path and isinstance(value, dict) and isinstance(value.get("id"), str):
        path = value["id"]
    if isinstance(value, list):
        found, paths = [], []
        for number, inner in enumerate(value):
            item = inner.get("id") if isinstance(inner, dict) else None
            here = f"{path}/{item if isinstance(item, str) else f'#{number}'}".lstrip("/")
            made, below = repoint(inner, old, new, only, here)
            found.append(made)
            paths += below
        return found, paths
    if not isinstance(value, dict):
        return value, []
    changed: dict[str, Any] = {}
    paths = []
    for key, inner in value.items():
        if key in POINTING and inner == old and (only is None or path in only):
            changed[key] = new
            paths.append(path)
        else:
            below_path = path if key in ("value", "attributes") else f"{path}/{key}".lstrip("/")
            changed[key], below = repoint(inner, old, new, only, below_path)
            paths += below
    return changed, paths


def _further(name: str, mine: list[Any], theirs: list[Any], kept: str, moved: dict[str, str]) -> list[dict[str, Any]]:
    """Return the items of the other list that the first has not, as items of their own; names are not preferred."""
    here = {_plain_key(one): str(one.get("id", "")) for one in mine if isinstance(one, dict)}
    called = {one.get("text"): str(one.get("id", "")) for one in mine if isinstance(one, dict) and name == "names"}
    new = []
    for one in theirs:
        if not isinstance(one, dict) or _points(one, kept):
            continue
        same = here.get(_plain_key(one)) or called.get(one.get("text"))
        if same is not None:
            moved[str(one.get("id"))] = same
            continue
        copy = {**deepcopy(one), "id": ids.new_item_id()}
        if name == "names":
            copy.pop("preferred", None)
        moved[str(one.get("id"))] = copy["id"]
        new.append(copy)
    return new


def _account(name: str, value: Any, other: str, other_fields: Fields) -> dict[str, Any]:
    """Return what the duplicate says of a field as a rival account: the duplicate and its own sources said so."""
    cites = [{"id": ids.new_item_id(), "source": other}]
    cites += [
        {**{k: v for k, v in one.items() if k != "field"}, "id": ids.new_item_id()}
        for one in reading.items(other_fields.get("cites"))
        if one.get("field") == name
    ]
    return {"id": ids.new_item_id(), "field": name, "value": deepcopy(value), "cites": cites}


def _stricter(name: str, value: Any, than: Any) -> bool:
    """Tell whether a value protects more: then it counts at once, and nobody has to decide first."""
    if name == "do_not_contact":
        return value is True and than is False
    if name != "confidentiality":
        return False
    order = list(vocabulary.OURS.load("confidentiality").terms)
    codes = [one.get("term") if isinstance(one, dict) else None for one in (value, than)]
    return codes[0] in order and (codes[1] not in order or order.index(str(codes[0])) > order.index(str(codes[1])))


def _plain(value: Any) -> Any:
    """Return a value without the ids of items and which name is preferred, to compare what it says."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k not in ("id", "preferred") and v is not None}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _plain_key(value: Any) -> bytes:
    return canonical.encode(_plain(value))


def _points(value: Any, record: str) -> bool:
    """Tell whether a value is a link to this record: a record is not linked to itself."""
    return isinstance(value, dict) and value.get("to") == record


def _item(value: Any, item: str) -> dict[str, Any] | None:
    return next((one for one in reading.items(value) if one.get("id") == item), None)
