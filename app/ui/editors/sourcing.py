"""Sources and rival accounts beside values: which speak of a field, and what deciding between them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import ids

Items = list[Any]


def listed(values: Mapping[str, Any], name: str) -> Items:
    """Return the items of a list field, or none when it is no list."""
    found = values.get(name)
    return list(found) if isinstance(found, list) else []


def about(values: Mapping[str, Any], field: str) -> tuple[Items, Items]:
    """Return the sources of a field or of its items, and the rival accounts of it."""
    return _about(values, "cites", field), _about(values, "accounts", field)


def replaced(values: Mapping[str, Any], field: str, cites: Items, accounts: Items) -> dict[str, Any]:
    """Return the lists with those items that speak of `field` replaced; the others keep their places."""
    patch: dict[str, Any] = {}
    for name, new in (("cites", cites), ("accounts", accounts)):
        before = _about(values, name, field)
        if before == new:
            continue
        kept = {id_of(one): one for one in new}
        gone = {id_of(one) for one in before} - kept.keys()
        merged = [kept.pop(id_of(one), one) for one in listed(values, name) if id_of(one) not in gone]
        patch[name] = [*merged, *kept.values()] or None
    return patch


def taken(values: Mapping[str, Any], field: str, value: Any, reason: str = "") -> dict[str, Any]:
    """Return what changes when an account becomes the value; the old value becomes an account if it is none.

    The account taken keeps the reason why, and the one that was the value no longer has one to be it.
    """
    before = values.get(field)
    patch: dict[str, Any] = {field: value}
    told = [one.get("value") for one in _about(values, "accounts", field)]
    accounts = listed(values, "accounts")
    if reason:
        accounts = [_because(one, reason) if _says(one, field, value) else one for one in accounts]
        if value not in told:
            accounts.append({"id": ids.new_item_id(), "field": field, "value": value, "reason": reason})
    if before is not None and before != value and before not in told:
        accounts.append({"id": ids.new_item_id(), "field": field, "value": before})
    if accounts != listed(values, "accounts"):
        patch["accounts"] = accounts
    return patch


def _says(account: Any, field: str, value: Any) -> bool:
    return isinstance(account, dict) and account.get("field") == field and account.get("value") == value


def _because(account: dict[str, Any], reason: str) -> dict[str, Any]:
    return {**account, "reason": reason}


def id_of(item: Any) -> str:
    """Return the id of an item, empty when it has none."""
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""


def _about(values: Mapping[str, Any], name: str, field: str) -> Items:
    wanted = {field, *(id_of(item) for item in listed(values, field))} - {""}
    found = (one for one in listed(values, name) if isinstance(one, dict))
    return [one for one in found if isinstance(named := one.get("field"), str | None) and named in wanted]
