"""Targets of the vault: `vault.json` with its slots."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from typing import Any

from app.base import errors
from app.crypto import slots, ways
from app.domain import canonical
from app.storage import btree, keyfile
from app.storage.layout import PAGE
from tests.fuzz.target import GOLDEN, Target
from tests.unit.exchange import making

KEY = bytes(range(32))
USABLE = PAGE - 48


def vault_json(data: bytes) -> None:
    """A `vault.json` that is taken asks for no more than the ceilings, and is written again as it was, MAC aside."""
    found = keyfile.parse(data)
    assert len(data) <= keyfile.LIMIT
    assert 1 <= len(found.slots) <= slots.MOST_SLOTS
    for slot in found.slots:
        kdf = slot["kdf"]
        assert kdf.get("memory_kib", 0) <= slots.MOST_MEMORY_KIB
        assert kdf.get("passes", 1) <= slots.MOST_PASSES
        assert kdf.get("lanes", 1) <= slots.MOST_LANES
    written = keyfile.encode(found, KEY)
    told, ours = canonical.decode_object(data), canonical.decode_object(written)
    assert told | {"mac": ours["mac"]} == ours
    keyfile.check(written, KEY)
    keyfile.check(data, KEY)  # nobody but the vault has the key: this refuses all but our own
    assert data == written


def _slot(kind: str, number: int) -> dict[str, Any]:
    """Return a slot in its right shape that opens nothing."""
    kdf: dict[str, Any] = {"lanes": 2, "memory_kib": 64 << 10, "name": "argon2id", "passes": 3, "salt": "ab" * 16}
    if kind == ways.RECOVERY:
        kdf = {"name": "hkdf"}
    told = {"commitment": "cd" * 32, "nonce": "ef" * 12, "wrapped": "01" * 48}
    return {**told, "id": f"{number:016x}", "kdf": kdf, "kind": kind}


def _files() -> Iterator[bytes]:
    made = tuple(_slot(kind, n) for n, kind in enumerate((ways.PASSPHRASE, ways.KEYFILE, ways.RECOVERY)))
    backup = str(making.person("Lark").xwing.recipient)
    for slots_, recipient in ((made, backup), (made[:2], None), (made[:1], backup)):
        yield keyfile.encode(keyfile.KeyFile("ab" * 16, bytes(16), slots_, 7, bytes(32), recipient), KEY)
    for path in sorted(GOLDEN.glob("vault-*/vault.json")):
        data = path.read_bytes()
        yield data
        yield keyfile.encode(keyfile.parse(data), KEY)


def database_pages(data: bytes) -> None:
    """Whatever pages say, rows come out of them, or gaps are told, and it ends.

    The first byte says how many pages there are; of each the input has the beginning and the end, with zeros between.
    """
    count = min(data[0], 6) if data else 0
    if not count:
        raise errors.VaultDamaged
    share = max(1, (len(data) - 1) // count)
    parts = [data[1 + share * n : 1 + share * (n + 1)][:USABLE] for n in range(count)]
    whole = [part[: len(part) // 2] + bytes(USABLE - len(part)) + part[len(part) // 2 :] for part in parts]
    asked = 0

    def page(number: int) -> bytes | None:
        nonlocal asked
        asked += 1
        assert asked < 200_000
        return whole[number - 1] if 1 <= number <= count else None

    found = []
    for root in range(1, count + 1):
        walk = btree.Walk(page, set(), [])
        found += walk.rows(root)
        assert walk.seen
        found += btree.leaf_rows(whole[root - 1], page)
    for row in found:
        assert row.rowid is None or -(2**63) <= row.rowid < 2**63
        assert all(value is None or isinstance(value, bytes | str | int | float) for value in row.values)
    if not found:
        raise errors.VaultDamaged


def _with_reserve(page: bytes) -> bytes:
    """Return a page with its cells moved to before the reserve that SQLCipher keeps, as far as they fit."""
    start = 12 if page[0] in (btree.INDEX_INNER, btree.TABLE_INNER) else 8
    count = int.from_bytes(page[3:5], "big")
    cells = struct.unpack_from(f">{count}H", page, start)
    reserve = PAGE - USABLE
    if not cells or min(cells) - reserve < start + 2 * count:
        return page[:USABLE]
    array = struct.pack(f">{count}H", *(cell - reserve for cell in cells))
    content = page[min(cells) :]
    return (page[:start] + array).ljust(USABLE - len(content), b"\0") + content


def _pages() -> Iterator[bytes]:
    """Yield pages as SQLite writes them, of tables and indexes with few rows and with many."""
    for rows in (3, 400):
        database = sqlite3.connect(":memory:")
        database.execute(f"PRAGMA page_size = {PAGE}")
        database.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, a BLOB, b TEXT UNIQUE)")
        values = [(n, bytes(n % 50), f"words {n} 曹顺利") for n in range(rows)]
        database.executemany("INSERT INTO one VALUES (?, ?, ?)", values)
        database.execute("CREATE TABLE two (a TEXT PRIMARY KEY, b REAL, c) WITHOUT ROWID")
        database.executemany("INSERT INTO two VALUES (?, ?, ?)", [(f"{n}", n / 3, None) for n in range(rows)])
        database.commit()
        whole = database.serialize()
        database.close()
        pages = [_with_reserve(whole[start : start + PAGE]) for start in range(PAGE, len(whole), PAGE)][:4]
        for some in (pages[:1], pages[1:4]):
            short = [page[:300] + page[-300:] for page in some] if rows < 10 else some
            yield bytes([len(short)]) + b"".join(short)


TARGETS = [
    Target("database-pages", database_pages, (errors.VaultDamaged,), _pages, memory=64),
    Target("vault-json", vault_json, (errors.CannotOpen, errors.NewerVault), _files, longest=70 << 10),
]
