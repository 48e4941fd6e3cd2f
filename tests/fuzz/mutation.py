"""Changes that keep most of an input's shape: values of JSON, blocks of tar, lines; else single bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

ODD: Sequence[Any] = (
    None, True, False, 0, 1, -1, 2**31, 2**53 - 1, 2**53, -(2**53), 1.5, 1e300, "", "a", "é", "e\u0301", "\u202e",
    "\ud800", "曹顺利", "0" * 32, "ab" * 32, "office", "A" * 300, "1" * 5000, [], {}, [None], {"a": 1},
    {"A": 1}, {"": 1},
)  # fmt: skip
PIECES = (
    b"", b"\0", b"\n", b"\r\n", b" ", b"\xff", b"\xef\xbb\xbf", b"-> X25519 ", b"--- ", b"-----BEGIN ", b"null",
    b"1e3", b"-0", b"\\u0000", b"\\ud800", bytes(512), b"ustar\x0000", b"\x1f\x8b\x08\0", b"9007199254740992",
    b"[[[[[[[[", b'{"a":',
)  # fmt: skip
BLOCK = 512


def mutated(data: bytes, dice: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """Return `data` changed in one to three ways; `others` are inputs to take pieces from."""
    for _n in range(dice.choice((1, 1, 1, 2, 3))):
        ways = [_bytes, _bytes, _lines, _blocks]
        if data[:1] in (b"{", b"["):
            ways += [_json] * 6
        elif b"{" in data:
            ways += [_inner_json] * 3
        data = dice.choice(ways)(data, dice)
        if others and not dice.randrange(12):
            data = _crossed(data, dice.choice(others), dice)
    return data


def _bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    size = dice.choice((0, 1, 1, 1, 2, 4, 16, 65))
    match dice.randrange(5):
        case 0:
            piece = bytes([dice.randrange(256)])
        case 1:
            piece = bytes(byte ^ 1 << dice.randrange(8) for byte in data[at : at + 1])
            size = 1
        case 2:
            piece = dice.choice(PIECES)
        case 3:
            piece = data[at : at + size] * 2
        case _:
            piece = b""
    return data[:at] + piece + data[at + size :]


def _moved(parts: list[bytes], dice: random.Random) -> list[bytes]:
    """Drop, repeat, swap, cut or empty one of several parts."""
    at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    match dice.randrange(4):
        case 0:
            del parts[at]
        case 1:
            parts.insert(other, parts[at])
        case 2:
            parts[at], parts[other] = parts[other], parts[at]
        case _:
            parts[at] = parts[at][: dice.randrange(len(parts[at]) + 1)]
    return parts


def _lines(data: bytes, dice: random.Random) -> bytes:
    return b"\n".join(_moved(data.split(b"\n"), dice))


def _blocks(data: bytes, dice: random.Random) -> bytes:
    size = dice.choice((4, 64, 65, BLOCK))
    parts = [data[start : start + size] for start in range(0, len(data), size)] or [b""]
    return b"".join(_moved(parts, dice))


def _crossed(data: bytes, other: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


def _inner_json(data: bytes, dice: random.Random) -> bytes:
    """Change the first JSON object inside, such as that of a manifest in a tar, keeping its size where that is easy."""
    start = data.index(b"{")
    try:
        _value, end = json.JSONDecoder().raw_decode(data[start:].decode("latin-1"))
    except (ValueError, RecursionError):
        return _bytes(data, dice)
    changed = _json(data[start : start + end], dice)
    return data[:start] + changed + data[start + end :]


def _json(data: bytes, dice: random.Random) -> bytes:
    try:
        value = json.loads(data)
        paths = list(_paths(value))
        if not paths:
            return json.dumps(dice.choice(ODD)).encode()
        return _changed(value, dice.choice(paths), dice)
    except (ValueError, RecursionError):
        return _bytes(data, dice)


def _paths(value: Any) -> Any:
    """Yield each container with each of its keys or places."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _paths(value[key])


def _changed(value: Any, path: tuple[Any, Any], dice: random.Random) -> bytes:
    container, key = path
    old = container[key]
    match dice.randrange(6):
        case 0:
            del container[key]
        case 1:
            container[key] = _near(old, dice)
        case 2 if isinstance(container, dict):
            container[dice.choice(("a", "zz", "id", "text", "v", "crit", "format", "kind", "A", ""))] = old
        case 2:
            container.insert(key, old)
        case 3:
            others = list(_paths(value))
            container[key] = json.loads(json.dumps(dice.choice(others)[0]))
        case _:
            container[key] = dice.choice(ODD)
    text = json.dumps(value, ensure_ascii=False, sort_keys=dice.randrange(20) > 0, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _near(old: Any, dice: random.Random) -> Any:
    """Return a value of the same kind, a little other."""
    match old:
        case bool():
            return not old
        case int():
            return old + dice.choice((1, -1, 1000, -old, 2**40))
        case str():
            at = dice.randrange(len(old) + 1)
            return old[:at] + dice.choice(("", "0", "z", "Z", " ", "\n", "é", old)) + old[at + dice.randrange(2) :]
        case list():
            return old * 2 if dice.randrange(2) else old[::-1]
        case _:
            return [old]
