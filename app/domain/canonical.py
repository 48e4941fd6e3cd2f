"""Canonical JSON: the one way a value is written as bytes, and the strict reader that accepts no other way.

A subset of RFC 8785: keys are `[a-z0-9_]+` and unique, numbers are integers with |n| < 2^53, containers nest
at most 32 deep, text holds no lone surrogates. With ASCII keys and no floats, JSON with sorted keys and no
spaces is exactly RFC 8785; tests compare it with another implementation.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn, TypeAlias

import orjson

from app.base.errors import NotCanonical
from app.base.i18n import _

Json: TypeAlias = Any
"""None, bool, int, str, list or dict with str keys, nested."""
JsonObject: TypeAlias = dict[str, Any]

LIMIT = 8 << 20
"""Most bytes a value may take, unless a format says otherwise."""
DEPTH = 32
"""Most containers that may lie inside each other; a plain list or object is 1 deep."""
LARGEST = (1 << 53) - 1
"""Largest integer, and the smallest with its sign changed."""

_KEY = re.compile(r"[a-z0-9_]+")
_KEYS_REMEMBERED = 4096
_good_keys: set[str] = set()  # keys of real bodies are few; one subset test replaces a match per key


def encode(value: Json, *, depth: int = DEPTH) -> bytes:
    """Return the canonical bytes of `value`; there is no limit on their number.

    Raises errors.NotCanonical for anything but dict, list, str, int, bool and None themselves (no tuples,
    floats or subclasses), for a bad key, a large integer, a lone surrogate, or too deep nesting.
    """
    _check(value, depth)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        _refuse(_("a text has half of a character"))


def decode(data: bytes, *, limit: int = LIMIT, depth: int = DEPTH) -> Json:
    """Return the value `data` holds, if `data` is exactly its canonical bytes.

    Raises errors.NotCanonical for anything else: more than `limit` bytes, nested deeper than `depth`, not
    UTF-8, a byte order mark, spaces, floats (`1.0` and `1e3` too), `-0`, integers from 2^53 on, duplicate or
    bad keys, keys out of order, another escape than the shortest, bytes after the end.
    """
    if len(data) > limit:
        _refuse(_("it is too large"))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise NotCanonical(_message(_("it is not JSON"))) from None  # the parser's words quote the content
    _check(value, depth)
    if orjson.dumps(value, option=orjson.OPT_SORT_KEYS) != data:
        _refuse(_("it is not written in the one form allowed"))
    return value


def decode_object(data: bytes, *, limit: int = LIMIT, depth: int = DEPTH) -> JsonObject:
    """Return the object `data` holds, as `decode` does; any other value raises errors.NotCanonical too."""
    value = decode(data, limit=limit, depth=depth)
    if type(value) is not dict:
        _refuse(_("it is not an object"))
    return value


def encode_decoded(value: Json) -> bytes:
    """Return the canonical bytes of a value that `decode` returned, or of a part of one, without a check."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _check(value: Json, depth: int) -> None:
    """Check types, integers, keys and nesting, one level of containers after the other."""
    level: list[Json] = [[value]]
    depth += 1  # the list just put around the value
    while level:
        depth -= 1
        if depth < 0:
            _refuse(_("it is nested too deep"))
        inner: list[Json] = []
        for container in level:
            values = container
            if type(container) is dict:
                if not container.keys() <= _good_keys:
                    _check_keys(container)
                values = container.values()
            for part in values:
                kind = type(part)
                if kind is str or part is None or kind is bool:
                    continue
                if kind is dict or kind is list:
                    inner.append(part)
                elif kind is not int or not -LARGEST <= part <= LARGEST:
                    _refuse(_("a number is not a plain integer below 2^53"))
        level = inner


def _check_keys(container: JsonObject) -> None:
    for key in container:
        if type(key) is not str or not _KEY.fullmatch(key):
            _refuse(_("a key is not made of a to z, 0 to 9 and _"))
    if len(_good_keys) < _KEYS_REMEMBERED:  # hostile input cannot make it grow
        _good_keys.update(key for key in container if len(key) <= 64)


def _refuse(reason: str) -> NoReturn:
    raise NotCanonical(_message(reason))


def _message(reason: str) -> str:
    return _("The data is not canonical JSON: {reason}. Nothing was changed.").format(reason=reason)
