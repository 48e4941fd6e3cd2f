"""The index holds the words of what is there and no others, whatever was written over whatever."""

from __future__ import annotations

import random

import pytest

from app.storage import check, derived, records, revisions
from app.storage.database import Database
from app.storage.vault import Vault
from tests.unit.storage import making


def _found(db: Database, word: str) -> list[int]:
    return [row[0] for row in db.all("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (f'"{word}"',))]


@pytest.mark.parametrize("seed", range(8))
def test_rows_written_over_in_one_transaction_keep_their_words(vault: Vault, seed: int) -> None:
    dice = random.Random(seed)
    words = [f"w{n}" for n in range(dice.choice((3, 12)))] + ["顺利", "顺"]
    texts: dict[int, str] = {}
    for _ in range(25):
        with vault.transaction() as db:
            for _change in range(dice.choice((1, 3, 20))):
                rid = dice.randrange(1, 40)
                if rid in texts:
                    derived.forget_words(db, [rid])
                    del texts[rid]
                if dice.random() < 0.8:
                    texts[rid] = " ".join(dice.choices(words, k=dice.choice((1, 4, 20))))
                    db.run("INSERT INTO text VALUES (?, ?)", (rid, texts[rid]))
                    db.run("INSERT INTO search (rowid, folded) VALUES (?, ?)", (rid, texts[rid]))
        for word in words:
            assert _found(vault.db, word) == sorted(rid for rid, text in texts.items() if word in text.split())


def test_an_index_that_lost_or_kept_a_word_is_found(vault: Vault) -> None:
    revisions.save_all(vault, [making.note("red green"), making.note("green blue")])
    assert [row.title for row in records.rows(vault)] == ["red green", "green blue"]
    assert check.verify(vault).problems == ()
    vault.db.run("INSERT INTO search (search, rowid, folded) VALUES ('delete', 1, 'red')")
    assert len(check.verify(vault).problems) == 1
    vault.db.run("INSERT INTO search (rowid, folded) VALUES (1, 'red')")
    assert check.verify(vault).problems == ()
    vault.db.run("INSERT INTO search (rowid, folded) VALUES (9, 'yellow')")
    assert len(check.verify(vault).problems) == 1


def test_words_that_were_edited_away_are_forgotten(vault: Vault) -> None:
    first = making.note("one two three")
    second = making.note("two three four", [first])
    revisions.save(vault, first)
    revisions.save(vault, second)
    found = {word: len(records.search(vault, word)) for word in ("one", "two", "three", "four")}
    assert found == {"one": 0, "two": 1, "three": 1, "four": 1}
