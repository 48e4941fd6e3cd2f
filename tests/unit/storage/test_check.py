"""The check finds what was changed behind the vault's back, and rebuild mends what can be derived."""

from __future__ import annotations

import io
import secrets

import pytest

from app.base import errors
from app.domain import canonical
from app.domain.revision import digest
from app.storage import batches, blobs, check, evidence, rebuild, records, revisions, streams
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import note, person, revise


@pytest.fixture
def full(vault: Vault) -> Vault:
    """Return a vault with something of everything a check looks at."""
    mine = [note(f"mine {n}") for n in range(5)]
    taken = blobs.intake(vault, io.BytesIO(b"content"))
    document = revise("document", {"attachments": [making.attachment(taken.sha256, taken.size)]})
    act = revise(
        "act",
        {
            "act_type": {"term": "act/detention"},
            "period": {"edtf": "2012-08/.."},
            "victim": [{"id": "l1", "role": "victim", "to": mine[0].header.record, "number": {"min": 2}}],
        },
    )
    revisions.save_all(vault, [*mine, document, act, note("left", [mine[0]]), note("right", [mine[0]])])
    with batches.begin(vault, "test") as batch:
        theirs = [person("曹顺利"), note("theirs", [mine[1]])]
        batch.add(theirs)
        batch.reveal()
    return vault


def test_a_whole_vault_has_no_problems_and_tells_its_progress(full: Vault) -> None:
    told: list[tuple[int, int]] = []
    report = check.verify(full, lambda done, total: told.append((done, total)))
    assert report.problems == ()
    assert report.revisions == 11
    assert report.states == {"present": 11}
    assert report.digest == digest(revisions.all_ids(full))
    assert told[-1][0] == told[-1][1] == len({done for done, _ in told}) + 2 * 8 - 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE revision SET signature = zeroblob(64) WHERE n = 2",
        "UPDATE revision SET header = cast(replace(cast(header AS TEXT), '+08:00', '+09:00') AS BLOB) WHERE n = 2",
        "UPDATE revision SET body = cast(replace(cast(body AS TEXT), 'mine', 'MINE') AS BLOB) WHERE n = 2",
        "UPDATE revision SET salt = zeroblob(32) WHERE n = 2",
        "UPDATE revision SET record = zeroblob(16) WHERE n = 2",
        "UPDATE revision SET type = 'person' WHERE n = 2",
        "UPDATE revision SET author = zeroblob(32) WHERE n = 2",
        "UPDATE revision SET id = zeroblob(32) WHERE n = 2",
        "UPDATE revision SET state = 'absent', salt = NULL, body = NULL WHERE n = 2",
        "DELETE FROM revision WHERE n = 2",
        "UPDATE parent SET parent = (SELECT id FROM revision WHERE n = 3)",
        "DELETE FROM mention",
        "UPDATE record SET title = 'another' WHERE rid = 2",
        "UPDATE record SET updated = '2001-01-01T00:00:00Z' WHERE rid = 2",
        "UPDATE record SET conflict = 1 - conflict WHERE rid = 2",
        "UPDATE record SET trashed = 1 WHERE rid = 2",
        "DELETE FROM record WHERE rid = 2",
        "UPDATE text SET folded = folded || ' more' WHERE rid = 2",
        "DELETE FROM text WHERE rid = 2",
        "DELETE FROM term",
        "UPDATE span SET latest = 7",
        "DELETE FROM number",
        "UPDATE link SET target = NULL",
        "INSERT INTO name VALUES (2, 9, 'n9', 'someone', NULL, NULL)",
        "UPDATE blob SET size = size - 1",
        "UPDATE blob SET key = zeroblob(16)",
    ],
)
def test_a_change_behind_its_back_is_found(full: Vault, change: str) -> None:
    assert full.db.run(change) != 0
    problems = check.verify(full).problems
    assert problems
    assert not any("mine" in problem for problem in problems)


def test_rebuild_mends_everything_derived(full: Vault) -> None:
    before = records.rows(full), [records.search(full, word) for word in ("mine", "theirs", "shunli")]
    for change in (
        "DELETE FROM record WHERE rid > 3",
        "UPDATE record SET title = 'x'",
        "DELETE FROM text",
        "DELETE FROM term",
        "INSERT INTO search (search) VALUES ('delete-all')",
    ):
        full.db.run(change)
    assert check.verify(full).problems
    told: list[tuple[int, int]] = []
    assert rebuild.rebuild(full, lambda done, total: told.append((done, total))) == 8
    assert told[-1] == (8, 8)
    assert check.verify(full).problems == ()
    rows, found = records.rows(full), [records.search(full, word) for word in ("mine", "theirs", "shunli")]
    by_id = [sorted(rows, key=lambda row: row.id) for rows in (rows, *found)]
    assert by_id == [sorted(rows, key=lambda row: row.id) for rows in (before[0], *before[1])]


def test_a_killed_rebuild_is_finished_at_opening(full: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    revisions.save_all(full, [note(f"more {n}") for n in range(1200)])
    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(full, killed)
    making.leave(full)
    vault = vaults.open_vault(full.folder, making.PASSPHRASE)
    assert len(records.rows(vault)) == 1208
    assert check.verify(vault).problems == ()
    vault.close()


def test_every_damaged_page_is_found(full: Vault) -> None:
    revisions.save_all(full, [note("words " * 100) for _ in range(30)])
    full.close()
    path = full.folder / "vault.db"
    whole = path.read_bytes()
    for start in range(8192, len(whole), 8192):
        changed = bytearray(whole)
        changed[start + 100] ^= 1
        path.write_bytes(changed)
        try:
            vault = vaults.open_vault(full.folder, making.PASSPHRASE)
        except errors.VaultDamaged:
            continue
        assert check.verify(vault).problems
        vault.abandon()
    path.write_bytes(whole)


def test_a_manifest_that_is_not_what_was_signed_is_found(full: Vault) -> None:
    value = {"ids": {"count": 0, "sha256": "00" * 32}, "sender": {"card": {"ed25519": "00" * 32, "mldsa65": ""}}}
    for data in (b"", b"{}", canonical.encode(value), secrets.token_bytes(20)):
        evidence.add_evidence(full, evidence.Evidence(data, "", b"", ()))
    assert len(check.verify(full).problems) == 4


def test_a_received_bundle_without_its_evidence_or_revisions_is_found(full: Vault) -> None:
    ids = list(revisions.all_ids(full))[:3]
    coming = streams.Incoming("11" * 32, "0a" * 32, "22" * 16, 1, "33" * 16)
    streams.record_incoming(full, coming, ids)
    assert len(check.verify(full).problems) == 1
    full.db.run("UPDATE incoming SET accepted = ?", (bytes.fromhex(ids[0]) + bytes(32),))
    assert len(check.verify(full).problems) == 3
    full.db.run("DELETE FROM incoming")
    assert len(check.verify(full).problems) == 1


def test_what_was_erased_and_is_back_is_found(full: Vault) -> None:
    one = note("words")
    revisions.save(full, one)
    revisions.erase(full, [one.id])
    full.db.run(
        "UPDATE revision SET state = 'present', salt = ?, body = ? WHERE id = ?",
        (one.salt, one.body, bytes.fromhex(one.id)),
    )
    rebuild.rebuild(full)
    assert len(check.verify(full).problems) == 1
