"""Contents of attachments never change in place: other bytes are another item: no original is replaced unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import _
from app.domain.schema.shapes import refuse


def refuse_other_contents(fields: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Raise errors.BadField when an attachment that was there has another hash now."""
    were, are = _hashes(before), _hashes(fields)
    if any(were.get(item, sha256) != sha256 for item, sha256 in are.items()):
        refuse("attachments", _("an item of its own for other contents; those of an attachment never change"))


def _hashes(fields: Mapping[str, Any]) -> dict[str, str]:
    listed = fields.get("attachments")
    items = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {one["id"]: one["sha256"] for one in items if isinstance(one.get("id"), str) and _is_hash(one.get("sha256"))}


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64
