"""Reading a value of a record, whatever shape it came in: nothing is raised, and what is not there is empty."""

from __future__ import annotations

from typing import Any

from app.domain import edtf, ids
from app.domain.edtf import Edtf


def items(value: object) -> list[dict[str, Any]]:
    """Return the items of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def term(value: object) -> str:
    """Return the code of a term."""
    return _string(value, "term")


def text(value: object) -> str:
    """Return the words of a text, in its own language."""
    return _string(value, "text").strip()


def target(link: object) -> str:
    """Return the record a link leads to."""
    to = _string(link, "to")
    return to if ids.is_record_id(to) else ""


def targets(value: object) -> list[str]:
    """Return the records that a link, or the links of a list, lead to."""
    return [to for link in (value if isinstance(value, list) else [value]) if (to := target(link))]


def date(value: object) -> Edtf | None:
    """Return a date with its bounds."""
    return edtf.read(_string(value, "edtf"))


def _string(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
