"""What checks of values are made of: objects, lists, texts and ids in shape, or a refusal that names the field."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NoReturn

from app.base import errors
from app.base.i18n import _
from app.domain import ids, vocabulary

Object = dict[str, Any]


def noted(value: Object, where: str) -> Object:
    """Return a value whose words and note, where it has any, are text."""
    for key in ("words", "note"):
        if key in value and not isinstance(value[key], dict | list):  # a group's own field may have this name
            a_string(value, key, where)
    return value


def identified(value: Object, where: str) -> Object:
    """Return an item with an id, a new one if it has none."""
    if value.get("id") is None:
        return {**value, "id": ids.new_item_id()}
    if not isinstance(value["id"], str) or not ids.is_item_id(value["id"]):
        refuse(f"{where}.id", _("1 to 32 lowercase letters and digits"))
    return value


def an_object(value: Any, where: str, expected: str) -> Object:
    """Return a copy of an object."""
    if not isinstance(value, dict):
        refuse(where, expected)
    copy: Object = dict(value)
    return copy


def a_list(value: Object, key: str, where: str, check: Callable[[Any, str], Object]) -> list[Object]:
    """Return the checked items of a list."""
    if not isinstance(value[key], list):
        refuse(f"{where}.{key}", _("a list"))
    return [check(item, f"{where}.{key}[{n}]") for n, item in enumerate(value[key], 1)]


def a_string(value: Object, key: str, where: str, *, required: bool = False) -> None:
    """Check that what stands under a key is text."""
    if (required or key in value) and not isinstance(value.get(key), str):
        refuse(f"{where}.{key}", _("text"))


def one_of(value: Object, key: str, where: str, name: str) -> None:
    """Check that a word is a code of one of our vocabularies."""
    word = value.get(key)
    terms: Collection[str] = vocabulary.OURS.load(name).terms
    if word is not None and f"{name}/{word}" not in terms:
        choices = ", ".join(code.removeprefix(f"{name}/") for code in terms)
        refuse(f"{where}.{key}", _("one of: {choices}").format(choices=choices))


def refuse(where: str, expected: str) -> NoReturn:
    """Raise errors.BadField, which names the field and what it expects, never the value."""
    message = _("The field {field} needs another form: {expected}. Nothing was changed.")
    raise errors.BadField(message.format(field=where, expected=expected))
