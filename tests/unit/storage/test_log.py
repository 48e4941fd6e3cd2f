"""The log is one chain: what is changed, cut or put back is noticed."""

from __future__ import annotations

import pytest

from app.base import errors
from app.domain import canonical
from app.storage import check, log, revisions
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import note, reopen


def _some(vault: Vault) -> None:
    for n in range(5):
        log.note(vault, "test", {"n": n})


def test_entries_are_read_back_in_order(vault: Vault) -> None:
    _some(vault)
    vault = reopen(vault)
    found = list(log.entries(vault, ("test",)))
    assert [entry.detail["n"] for entry in found] == [0, 1, 2, 3, 4]
    assert [entry.n for entry in log.entries(vault)] == [1, 2, 3, 4, 5, 6]
    assert [entry.kind for entry in log.walk(vault)] == ["created"] + ["test"] * 5
    vault.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET entry = replace(entry, '\"n\":2', '\"n\":9') WHERE n = 4",
        "UPDATE log SET mac = zeroblob(32) WHERE n = 3",
        "DELETE FROM log WHERE n = 3",
        "DELETE FROM log WHERE n = 6",
        "UPDATE log SET n = n + 100 WHERE n > 4",
        "INSERT INTO log SELECT n + 1, entry, mac FROM log WHERE n = 6",
    ],
)
def test_a_changed_log_is_found_by_the_check(vault: Vault, change: str) -> None:
    _some(vault)
    vault.anchor()
    if "replace" in change:
        entry = canonical.encode({"at": "2026-01-01T00:00:00Z", "detail": {"n": 9}, "kind": "test", "n": 4})
        vault.db.run("UPDATE log SET entry = ? WHERE n = 4", (entry,))
    else:
        vault.db.run(change)
    with pytest.raises(errors.VaultDamaged):
        list(log.walk(vault))
    assert len(check.verify(vault).problems) == 1


def test_a_log_cut_behind_the_head_is_noticed_at_opening(vault: Vault) -> None:
    _some(vault)
    vault.anchor()
    vault.db.run("DELETE FROM log WHERE n > 3")
    making.leave(vault)
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(vault.folder, making.PASSPHRASE)


def test_entries_after_the_head_are_checked_at_opening(vault: Vault) -> None:
    vault.anchor()
    _some(vault)
    vault.db.run("UPDATE log SET mac = zeroblob(32) WHERE n = 4")
    making.leave(vault)
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(vault.folder, making.PASSPHRASE)


def test_a_crash_loses_the_head_and_not_the_log(vault: Vault) -> None:
    before = vault.key_file.head_n
    revisions.save(vault, note("words"))
    making.leave(vault)
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert (before, vault.key_file.head_n) == (1, 2)
    assert check.verify(vault).problems == ()
    vault.close()


def test_an_entry_stands_or_falls_with_its_transaction(vault: Vault) -> None:
    with pytest.raises(errors.NotCanonical), vault.transaction():
        log.append(vault.db, vault.log_key, [("test", {"n": 1}), ("test", {"n": 1.5})])
    assert list(log.entries(vault, ("test",))) == []


def test_a_revision_that_was_saved_and_vanished_is_missed(vault: Vault) -> None:
    saved = note("words")
    revisions.save(vault, saved)
    vault.db.run("DELETE FROM revision")
    vault.db.run("DELETE FROM record")
    problems = check.verify(vault).problems
    assert any(saved.id[:16] in problem for problem in problems)
