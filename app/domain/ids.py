"""Ids: what those of records, items and revisions look like, and new random ones."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

ITEM_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
ITEM_LENGTH = 10
FEW = 5000
"""So many ids are sorted in one go."""

_RECORD = re.compile(r"[0-9a-f]{32}")
_REVISION = re.compile(r"[0-9a-f]{64}")
_ITEM = re.compile(r"[a-z0-9]{1,32}")


def new_record_id() -> str:
    """Return a new record id: 128 random bits as 32 lowercase hexadecimal digits."""
    return secrets.token_hex(16)


def new_item_id() -> str:
    """Return a new id for an item of a list: 10 random letters a to z and digits (51 bits)."""
    return "".join(secrets.choice(ITEM_LETTERS) for _ in range(ITEM_LENGTH))


def is_record_id(text: str) -> bool:
    """Tell whether `text` is 32 lowercase hexadecimal digits."""
    return _RECORD.fullmatch(text) is not None


def is_revision_id(text: str) -> bool:
    """Tell whether `text` is 64 lowercase hexadecimal digits, as ids of revisions, key ids and hashes are."""
    return _REVISION.fullmatch(text) is not None


def is_item_id(text: str) -> bool:
    """Tell whether `text` is 1 to 32 letters a to z and digits."""
    return _ITEM.fullmatch(text) is not None


def in_order(raw: Iterable[bytes]) -> list[bytes]:
    """Return raw ids sorted, each once; however many they are, no step of it holds other threads up for long."""
    given = list(raw)
    if len(given) <= FEW:
        return sorted(set(given))
    heaps: list[set[bytes]] = [set() for _n in range(257)]
    for one in given:
        heaps[one[0] + 1 if one else 0].add(one)
    found: list[bytes] = []
    for heap in heaps:
        found += sorted(heap)
    return found
