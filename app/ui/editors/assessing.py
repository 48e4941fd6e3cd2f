"""Who judged, and when: filled in by itself when somebody changes a review state, a standard of proof or a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain import ids
from app.domain.schema.kinds import Field, Group

REVIEW, REVIEWED = "review", "reviewed"


def assessed(
    known: Mapping[str, Field], name: str, old: Mapping[str, Any], new: Mapping[str, Any], owner: str, today: str
) -> dict[str, Any]:
    """Return what is added to a change of the field `name`: by whom, in the vault's name, and when, today.

    What the person wrote there stays. A review gets one step more; changed again the same day by the same vault, its
    last step is mended while nothing was said of why.
    """
    declared = known.get(name)
    if name == REVIEW and REVIEWED in known:
        return _step(old, new, owner, today)
    if declared is None or not isinstance(declared.kind, Group):
        return {}
    parts = {one.name for one in declared.kind.fields}
    if declared.many or not {"value", "by", "by_words", "when"} <= parts:
        return {}
    before, after = _dict(old.get(name)), _dict(new.get(name))
    if _dict(after.get("value")) == _dict(before.get("value")) or not after.get("value"):
        return {}
    filled = dict(after)
    if after.get("by") == before.get("by") and after.get("by_words") == before.get("by_words"):
        filled.pop("by", None)
        filled["by_words"] = {"text": owner}
    if after.get("when") == before.get("when"):
        filled["when"] = {"edtf": today}
    return {name: filled}


def today() -> str:
    """Return the day it is here."""
    return f"{datetime.now(UTC).astimezone():%Y-%m-%d}"


def _step(old: Mapping[str, Any], new: Mapping[str, Any], owner: str, today_: str) -> dict[str, Any]:
    state = new.get(REVIEW)
    if not isinstance(state, dict) or "term" not in state or state == old.get(REVIEW):
        return {}
    listed = new.get(REVIEWED)
    steps = list(listed) if isinstance(listed, list) else []
    step = {"state": {"term": state["term"]}, "by_words": {"text": owner}, "when": {"edtf": today_}}
    last = _dict(steps[-1]) if steps else {}
    same = all(last.get(key) == step[key] for key in ("by_words", "when"))
    if same and not last.keys() - {"id", *step}:  # mended at once, and nothing said of why
        steps[-1] = {**last, **step}
    else:
        steps.append({"id": ids.new_item_id(), **step})
    return {REVIEWED: steps}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
