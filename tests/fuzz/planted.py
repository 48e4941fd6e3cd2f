"""A target with a fault in it, to prove that faults are found."""

from __future__ import annotations

from app.base import errors
from app.domain import canonical
from tests.fuzz.target import Target


def _check(data: bytes) -> None:
    value = canonical.decode(data)
    if isinstance(value, dict) and value.get("a") == []:
        raise ZeroDivisionError


TARGET = Target("planted", _check, (errors.NotCanonical,), lambda: [b'{"a":1,"b":[]}'])
