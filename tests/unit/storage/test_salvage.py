"""Pages read without the engine: the same rows as by SQL, each damage named, and no bytes that do harm."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import btree, check, reading, records, revisions, salvage, settings, shapes
from app.storage import vault as vaults
from app.storage.btree import Walk
from app.storage.database import open_memory
from app.storage.layout import PAGE
from app.storage.raw_pages import Snapshot
from app.storage.vault import Vault
from tests.unit.services import making as services
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A vault that received, sent and saved rows larger than a page, its last changes still in the log."""
    place = tmp_path_factory.mktemp("lived")
    with services.create(place / "one", "One") as one, services.create(place / "two", "Two", "headquarters") as two:
        services.introduce(place, one, two)
        for n in range(60):
            revisions.save(one.vault, making.note(f"words {n} " * (3000 if n % 15 == 0 else 20), signing=one.keys))
        services.carry(one, two, place)
        settings.put(two.vault, "theme", "dark")
        yield two.vault


def _snapshot(vault: Vault) -> Snapshot:
    return Snapshot(vault.folder / "vault.db", vault.database_key, vault.key_file.salt)


def test_every_table_reads_as_by_sql(lived_in: Vault) -> None:
    with _snapshot(lived_in) as pages:
        assert pages.broken() == []
        tables = lived_in.db.all("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
        for name, root in tables:
            walk = Walk(pages.page, set(), [])
            found = sorted(
                (repr(tuple(one.rowid if n == 0 and value is None else value for n, value in enumerate(one.values))))
                for one in walk.rows(root)
            )
            assert found == sorted(map(repr, lived_in.db.all(f"SELECT * FROM {name}"))), name
            assert walk.gaps == []


def test_each_row_is_known_by_its_shape(lived_in: Vault) -> None:
    with _snapshot(lived_in) as pages:
        for name, root in lived_in.db.all("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"):
            for one in Walk(pages.page, set(), []).rows(root) if root else ():
                told = shapes.table_of(one.values, rowid=one.rowid is not None)
                expected = name if name not in salvage.DERIVED and not name.startswith("search") else told
                assert told == expected, (name, one.values[:2])
        for name, root in lived_in.db.all("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'"):
            for one in Walk(pages.page, set(), []).rows(root):
                assert shapes.table_of(one.values, rowid=False) == "", name


def test_what_is_brought_into_memory_is_what_was_there(lived_in: Vault) -> None:
    into = open_memory("test-salvage")
    with _snapshot(lived_in) as pages:
        found = salvage.read(pages, into)
    assert found.whole
    for table in ("revision", "parent", "mention", "blob", "log", "card", "incoming", "evidence", "meta", "setting"):
        assert sorted(into.all(f"SELECT * FROM {table}")) == sorted(lived_in.db.all(f"SELECT * FROM {table}")), table
    into.close()


def test_pages_hit_by_dozens_lose_no_more_than_what_was_on_them(lived_in: Vault, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(lived_in.folder, tmp_path / "vault"))
    vaults.open_vault(folder, PASSPHRASE).close()
    path = folder / "vault.db"
    whole, dice = path.read_bytes(), random.Random(8)
    for hits in (3, 10, 30, 60):
        changed = bytearray(whole)
        for page in dice.sample(range(len(whole) // PAGE), hits):
            changed[page * PAGE + dice.randrange(PAGE)] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        with vaults.open_vault(folder, PASSPHRASE, read_only=True) as vault:
            report = check.verify(vault)
            assert len(records.rows(vault)) <= report.revisions
            assert vault.salvage
            assert len(vault.salvage.pages) == hits
            assert {one.page for one in report.damage} >= set(vault.salvage.pages)
    for length in (PAGE, 7 * PAGE, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with vaults.open_vault(folder, PASSPHRASE, read_only=True) as vault:
            assert check.verify(vault).problems
    assert reading.told_of_pages(1) != reading.told_of_pages(2)


@given(st.binary(min_size=40, max_size=400), st.sampled_from([2, 5, 10, 13]), st.integers(0, 40))
def test_no_bytes_of_a_page_do_harm(noise: bytes, kind: int, cells: int) -> None:
    size = PAGE - 48
    page = bytearray((noise * (size // len(noise) + 1))[:size])
    page[0], page[3:5] = kind, cells.to_bytes(2, "big")
    data = bytes(page)
    list(btree.leaf_rows(data, lambda number: data if number % 3 else None))
    walk = Walk(lambda number: data if number % 5 else None, set(), [])
    list(walk.rows(7))
    assert len(walk.seen) < 100_000
