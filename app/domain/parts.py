"""Which parts of one value may be changed apart from each other, told by its shape alone, so that all vaults agree.

What only makes sense together stays together: a date with its words and calendar, a number with its bounds, where a
place is, an assessment with who, when and why, a term. What a link says of somebody is said of them, and of nobody who
takes their place. What is not known of a known shape stays with its core.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.canonical import Json, JsonObject

_AT = "@"

CORE = ""
"""Names the part of an object that stays whole."""

_ANSWERED = frozenset({"answer"})
_JUDGED = frozenset({"by", "by_words", "when", "why"})
_APART = {
    "text": frozenset({"translations", "kind", "order", "scheme", "preferred", "by", "note"}),
    "link": frozenset({"words", "number", "attributes", "note"}),
    "attachment": frozenset({"name", "role", "of", "taken", "note"}),
    "place": frozenset({"names", "note"}),
    "account": frozenset({"cites", "note"}),
    "cite": frozenset({"note"}),
    "said": frozenset({"note"}),
}
_OF_TARGET = ("attributes", "number")
"""Parts of a link that speak of whom it leads to: their keys name them."""


@dataclass(frozen=True, slots=True)
class Split:
    """An object as its parts, by key; those of the core are one part. `shape` says what it is taken for."""

    shape: str
    parts: JsonObject


def split(value: Json) -> Split | None:
    """Return the parts of a value that may be changed apart; None for one that stays whole, or is no object."""
    if not isinstance(value, dict) or _ANSWERED & value.keys():
        return None
    shape = _shape(value)
    if not shape:
        return None
    if shape == "group":
        core = {"id": value["id"]} if "id" in value else {}
        parts = {key: one for key, one in value.items() if key not in ("id", CORE)}
        return Split(shape, {CORE: core, **parts}) if CORE not in value else None
    apart = _APART[shape]
    core = {key: one for key, one in value.items() if key not in apart}
    of = _target(core) if shape == "link" else ""
    parts = {f"{key}{of}" if key in _OF_TARGET else key: one for key, one in value.items() if key in apart}
    return Split(shape, {CORE: core, **parts})


def joined(parts: JsonObject, own: Collection[str] = ()) -> JsonObject:
    """Return the object that parts make; of what a link says of several, what is of its target, or first of `own`."""
    core = parts.get(CORE)
    made: JsonObject = dict(core) if isinstance(core, dict) else {}
    of = _target(made)
    for key, one in parts.items():
        name, at, whom = key.partition(_AT)
        if key != CORE and (name not in _OF_TARGET or at + whom == of):
            made[name] = one
    return {**made, **{key.partition(_AT)[0]: parts[key] for key in sorted(own) if key in parts and key != CORE}}


def _target(core: JsonObject) -> str:
    to = core.get("to")
    return f"{_AT}{to}" if isinstance(to, str) else ""


def ids_of(value: Json) -> list[str]:
    """Return the ids of a list whose items all have different ones; of anything else, none."""
    if not isinstance(value, list):
        return []
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    texts = [one for one in ids if isinstance(one, str) and one]
    if len(texts) == len(ids) == len(set(texts)):
        return texts
    return []


def _shape(value: JsonObject) -> str:
    keys = value.keys() - {"id", "note"}
    tests = (
        ("text", isinstance(value.get("text"), str)),
        ("attachment", isinstance(value.get("sha256"), str)),
        ("link", isinstance(value.get("role"), str) and "to" in keys),
        ("account", isinstance(value.get("field"), str) and "value" in keys),
        ("cite", _plain(value.get("source")) and "source" in keys),
        ("said", any(isinstance(value.get(key), str) for key in ("edtf", "term")) or _number(value)),
        ("place", isinstance(value.get("within"), list) or _point(value.get("point"))),
        ("said", isinstance(value.get("words"), str)),
        ("", keys <= _JUDGED | {"value"} and bool(keys & _JUDGED)),
        ("group", bool(keys) and _group(value)),
    )
    return next((shape for shape, fits in tests if fits), "")


def _group(value: JsonObject) -> bool:
    """Tell whether all that stands in an object is what fields hold."""
    held = [one for key, one in value.items() if key not in ("id", "note")]
    return all(isinstance(one, dict | bool) or ids_of(one) or one == [] for one in held)


def _number(value: JsonObject) -> bool:
    return any(key in value and not isinstance(value[key], dict | list) for key in ("min", "best", "max"))


def _point(value: Json) -> bool:
    return isinstance(value, dict) and "lat" in value


def _plain(value: Json) -> bool:
    return value is None or isinstance(value, str)
