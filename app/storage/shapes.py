"""The shape of each table's rows: by it a row is known whose table is lost."""

from __future__ import annotations

import re

from app.base.errors import KeepsakeError
from app.domain.header import parse_header
from app.storage import truth
from app.storage.database import Database, Value

_META = frozenset(
    {
        "anchored",
        "compact",
        "derived",
        "ed25519",
        "epoch",
        "follows",
        "forgotten_keys",
        "identities",
        "mldsa65",
        "name",
        "practice",
        "revoked_keys",
        "role",
    }
)
"""Names in `meta`; others of this shape are settings."""

_ANY, _OR_NOTHING = "[b136]", "[b136n]"
_SIZES = {16: "1", 32: "3", 64: "6"}

# A row as one letter for each column: n nothing (the row id too), i a number, t text, 1, 3, 6 for 16, 32, 64 bytes, b
# for any other number of them.
_WITH_ROWIDS = {
    "revision": f"n31it3tt6[3n]{_ANY}{_OR_NOTHING}",
    "blob": "ntti[3b]i1",
    "log": f"n{_ANY}3",
    "draft": f"1tt{_ANY}{_ANY}?",
    "held": f"333t{_ANY}",
    "evidence": f"n3t{_ANY}{{3}}",
    "outgoing": f"n33tittt[in]{_ANY}t{_ANY}{{4}}{_OR_NOTHING}",
    "incoming": f"n33titt{_ANY}",
    "batch": "ntt[tn]ii",
    "quarantine": "nt33tt",
    "own_card": f"n{_ANY}",
}
_WITHOUT = {"meta": f"t{_ANY}", "card": f"33tt{_ANY}", "receipt": f"33t{_ANY}", "forgotten": "3"}
_COMPILED = {
    True: [(name, re.compile(shape)) for name, shape in _WITH_ROWIDS.items()],
    False: [(name, re.compile(shape)) for name, shape in _WITHOUT.items()],
}


def table_of(values: tuple[Value, ...], *, rowid: bool) -> str:
    """Return the name of the table a row is of, or nothing where that cannot be told or is not needed."""
    letters = "".join(map(_letter, values))
    name = next((name for name, shape in _COMPILED[rowid] if shape.fullmatch(letters)), "")
    if name == "meta" and values[0] not in _META:
        return "setting"
    if name == "own_card" and not bytes(values[1]).startswith(b"{"):  # type: ignore[arg-type] # its shape says bytes
        return ""  # the search index has rows of this shape
    return name


def _letter(value: Value) -> str:
    if isinstance(value, bytes):
        return _SIZES.get(len(value), "b")
    return "n" if value is None else "t" if isinstance(value, str) else "i"


def note_family(database: Database, n: int, header: bytes, body: bytes | None) -> None:
    """Note the parents of a revision and the attachments it names; one whose header does not read has neither."""
    try:
        parents = parse_header(header).parents
    except KeepsakeError:
        return
    database.many(
        "INSERT OR IGNORE INTO parent (child, parent) VALUES (?, ?)", [(n, bytes.fromhex(p)) for p in parents]
    )
    if body is not None:
        truth.mention(database, [(n, sha256) for sha256 in truth.mentions(body)])
