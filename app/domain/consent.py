"""What consents say about sending a record to one's own Headquarters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SOURCE_PROTECTED = "confidentiality/source-protected"
"""The confidentiality of records that leave the laptop by nobody's default."""

INTERNAL = "purpose/internal"

_REFUSED = frozenset({"decision/refused", "decision/withdrawn"})


def internal_use(fields: Mapping[str, Any]) -> bool | None:
    """Return whether a consent's fields allow internal use: True, False, or None when they do not say."""
    said: bool | None = None
    for item in _items(fields.get("purposes")):
        if _term(item.get("purpose")) == INTERNAL:
            decision = _term(item.get("decision"))
            said = said is not False and decision not in _REFUSED if decision else said
    return said


def decides(fields: Mapping[str, Any]) -> bool | None:
    """Return what `internal_use` does; one that withdraws another and names no purpose allows none."""
    if not _items(fields.get("purposes")) and _targets(fields.get("withdraws")):
        return False
    return internal_use(fields)


def named(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the consents that a consent takes the place of."""
    return _targets(fields.get("replaces")) + _targets(fields.get("withdraws"))


def protects(fields: Mapping[str, Any]) -> bool:
    """Tell whether the fields of a record of any type protect its source."""
    value = fields.get("confidentiality")
    return any(
        one == SOURCE_PROTECTED or _term(one) == SOURCE_PROTECTED
        for one in (value if isinstance(value, list) else [value])
    )


def covered(fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the records a consent is about."""
    return _targets(fields.get("records"))


def _targets(value: object) -> list[str]:
    links = [value] if isinstance(value, dict) else _items(value)
    return [link["to"] for link in links if isinstance(link.get("to"), str)]


def _items(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _term(value: object) -> str:
    return str(value.get("term", "")) if isinstance(value, dict) else ""
