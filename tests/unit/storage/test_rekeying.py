"""New keys for everything: the old passphrase opens nothing, nothing is lost, and a kill leaves all old or all new."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
from pathlib import Path

import pytest

from app.base import errors
from app.crypto import slots
from app.crypto.recipients import new_x25519, new_xwing
from app.crypto.signing import new_signing_keys
from app.storage import batches, blobs, check, drafts, log, rekeying, revisions, spools, streams
from app.storage import vault as vaults
from app.storage.database import open_writer
from app.storage.rekeying import Fresh
from app.storage.vault import Vault
from tests.unit.storage import making, stepping

NEW = "another passphrase of the tests"
OFFICE = "0a" * 32


def fresh(vault: Vault) -> Fresh:
    """Return new keys for a vault, whose old identities are listened for still."""
    key = bytearray(secrets.token_bytes(32))
    card = b"a card of the tests"
    return Fresh(
        vault_key=key,
        slots=(slots.new_slot(NEW, key, memory_kib=making.FLOOR),),
        backup=None,
        signing=new_signing_keys(),
        identities=(new_xwing().to_string(), new_x25519().to_string(), *vault.meta().identities),
        card=card,
        card_hash=hashlib.sha256(card).hexdigest(),
    )


def fill(vault: Vault) -> list[str]:
    """Put something of everything into a vault; return the ids of its revisions."""
    kept = blobs.intake(vault, io.BytesIO(b"kept content"))
    mine = [making.note(f"words {n}") for n in range(20)]
    mine.append(making.revise("document", {"attachments": [making.attachment(kept.sha256, kept.size)]}))
    gone = blobs.intake(vault, io.BytesIO(b"erased content"))
    victim = making.revise("document", {"attachments": [making.attachment(gone.sha256, gone.size)]})
    revisions.save_all(vault, [*mine, victim])
    revisions.erase(vault, [victim.id])
    with batches.begin(vault, "test") as batch:
        theirs = making.person("曹顺利")
        batch.add([theirs])
        batch.reveal()
    with spools.spool(vault) as spool:
        spool.write(b"waiting")
        number = spool.keep()
    waiting = streams.Outgoing(OFFICE, "e" * 32, 1, b"out", "", b"", [mine[0].id], [], [], b"plan", "a.age", number)
    streams.commit_outgoing(vault, waiting)
    drafts.put(vault, "ab" * 16, "note", {"text": {"text": "typing"}})
    return [one.id for one in (*mine, victim, theirs)]


def _usual(vault: Vault) -> tuple[str, ...]:
    return tuple(one for one in check.verify(vault).problems if "evidence" not in one)  # manifests here are not true


def test_the_vault_is_the_same_under_other_keys(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    ids = fill(vault)
    before, meta = check.verify(vault), vault.meta()
    words = vault.db.all("SELECT rowid FROM search WHERE search MATCH 'words' ORDER BY rowid")
    drafted, salt, old_key = drafts.get(vault, "ab" * 16), vault.key_file.salt, bytes(vault.database_key)
    content = [path for path in sorted((vault.folder / "blobs").rglob("*")) if path.is_file()]
    told: list[tuple[int, int]] = []
    new = fresh(vault)
    rekeying.rekey(vault, new, lambda done, total: told.append((done, total)))
    assert told[0] == (0, told[0][1])
    assert told[-1][0] == told[-1][1]
    assert not any(new.vault_key)
    with pytest.raises(errors.CannotOpen):
        vaults.open_vault(tmp_path / "vault", making.PASSPHRASE)
    with vaults.open_vault(tmp_path / "vault", NEW) as after:
        report = check.verify(after)
        assert (report.digest, report.states) == (before.digest, before.states)
        assert _usual(after) == ()
        assert revisions.known(after, ids) == set(ids)
        assert after.db.all("SELECT rowid FROM search WHERE search MATCH 'words' ORDER BY rowid") == words
        assert drafts.get(after, "ab" * 16) == drafted
        now = after.meta()
        assert now.signing.key_id == new.signing.key_id != meta.signing.key_id
        assert (now.name, now.role, now.vault) == (meta.name, meta.role, meta.vault)
        assert (now.epoch != meta.epoch, now.follows) == (True, meta.epoch)
        assert now.identities == new.identities
        assert now.card == new.card
        assert after.key_file.salt != salt
        kinds = [entry.kind for entry in log.walk(after)]
        assert kinds[-5:] == ["withdrawn", "slot_removed", "slot_added", "own_card", "rekeyed"]
        assert streams.pending(after) == []
        assert [one.state for one in streams.sent(after)] == ["withdrawn"]
        stays = {path for path in (after.folder / "blobs").rglob("*") if path.is_file()}
        assert stays < set(content)
        assert len(content) - len(stays) == 1  # what was prepared for sending
        with blobs.open_blob(after, hashlib.sha256(b"kept content").hexdigest()) as reader:
            assert reader.read() == b"kept content"
        assert after.db.value("PRAGMA user_version") == len(vaults.migrations.STEPS)
    assert sorted(path.name for path in (tmp_path / "vault").iterdir()) == [
        "blobs", "lock", "quarantine", "vault.db", "vault.json",
    ]  # fmt: skip
    for one in (salt, after.key_file.salt):
        with pytest.raises(errors.VaultDamaged):
            open_writer(tmp_path / "vault" / "vault.db", bytearray(old_key), one)


def test_what_was_erased_stays_away_after_new_keys(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    fill(vault)
    rekeying.rekey(vault, fresh(vault))
    with vaults.open_vault(tmp_path / "vault", NEW) as after:
        with batches.begin(after, "test") as batch:
            with batch.blob_writer() as writer:
                writer.write(b"erased content")
                writer.finish()
            batch.reveal()
        assert not blobs.has(after, hashlib.sha256(b"erased content").hexdigest())


def test_it_works_again_and_again(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    ids = fill(vault)
    for _ in range(3):
        rekeying.rekey(vault, fresh(vault))
        vault = vaults.open_vault(tmp_path / "vault", NEW)
    assert _usual(vault) == ()
    assert revisions.known(vault, ids) == set(ids)
    vault.close()


def test_a_log_that_was_changed_is_not_signed_anew(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    for n in range(9):
        log.note(vault, "test", {"n": n})
    vault.anchor()
    vault.db.run("UPDATE log SET mac = zeroblob(32) WHERE n = 3")
    with pytest.raises(errors.VaultDamaged):
        rekeying.rekey(vault, fresh(vault))
    revisions.save(vault, making.note("the vault goes on"))
    vault.close()
    vaults.open_vault(tmp_path / "vault", making.PASSPHRASE).close()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM revision WHERE n = 3",
        "UPDATE revision SET body = x'00' WHERE n = 3",
        "DELETE FROM draft",
        "UPDATE card SET status = 'verified'",
        "DELETE FROM mention",
        "UPDATE blob SET key = zeroblob(16)",
        "UPDATE meta SET value = CAST('\"field\"' AS BLOB) WHERE name = 'role'",
        "UPDATE outgoing SET ids = x''",
        "DELETE FROM log WHERE n = 4",
        "DELETE FROM search_data WHERE id > 100",
        "CREATE TABLE more (n INTEGER)",
    ],
)
def test_a_copy_that_is_not_the_same_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    vault = making.create(tmp_path / "vault", role="headquarters")
    fill(vault)
    vault.db.run("INSERT INTO card VALUES (x'0a', x'0b', 'Desk', 'unverified', x'00')")
    real = rekeying._change
    monkeypatch.setattr(rekeying.rollback, "refuse", lambda _vault: None)  # the card above is in no log

    def spoiled(old: Vault, new: Vault, more: Fresh) -> None:
        real(old, new, more)
        new.db.run(change)

    monkeypatch.setattr(rekeying, "_change", spoiled)
    with pytest.raises(errors.VaultError):
        rekeying.rekey(vault, fresh(vault))
    assert not list(vault.folder.glob("vault.db.next*"))
    revisions.save(vault, making.note("the vault goes on"))
    vault.close()


def _strike(folder: Path, at: int, how: str) -> int:
    """Rekey in a forked child that is killed, or whose disk fails, at step `at`; return how it ended."""
    pid = os.fork()
    if not pid:
        code = 2
        try:
            vault = vaults.open_vault(folder, making.PASSPHRASE)
            new = fresh(vault)

            def act() -> None:
                if how == "die":
                    os._exit(9)
                raise OSError(28, "full")

            steps = stepping.patch(at, act)
            try:
                rekeying.rekey(vault, new)
                code = 1 if steps() >= at else 0
            except errors.KeepsakeError:
                revisions.save(vault, making.note("the vault goes on"))
                vault.close()
                code = 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("how", ["die", "fail"])
def test_struck_at_any_step_the_vault_is_all_old_or_all_new(tmp_path: Path, how: str) -> None:
    vault = making.create(tmp_path / "whole")
    ids = fill(vault)
    digest = check.verify(vault).digest
    vault.close()
    ends = {"old": 0, "new": 0}
    for at in range(1, 200):
        folder = tmp_path / "vault"
        shutil.copytree(tmp_path / "whole", folder)
        code = _strike(folder, at, how)
        if code == 0:
            break
        assert code == (9 if how == "die" else 1)
        try:
            after, end = vaults.open_vault(folder, NEW), "new"
        except errors.CannotOpen:
            after, end = vaults.open_vault(folder, making.PASSPHRASE), "old"
        ends[end] += 1
        with after:
            assert not list(folder.glob("vault.db.next*"))
            assert _usual(after) == ()
            assert revisions.known(after, ids) == set(ids)
            if end == "old":  # starting again goes through
                rekeying.rekey(after, fresh(after))
        with vaults.open_vault(folder, NEW) as again:
            if how == "die":
                assert check.verify(again).digest == digest
        shutil.rmtree(folder)
    print(f"\nrekey, {how}: {ends['old']} steps left it old, {ends['new']} new")
    assert min(ends.values()) > 1


def test_between_the_two_steps_of_the_end_every_opening_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = making.create(tmp_path / "vault")
    ids = fill(vault)
    monkeypatch.setattr(rekeying, "finish", lambda _folder, _salt: None)
    rekeying.rekey(vault, fresh(vault))
    monkeypatch.undo()
    old = (tmp_path / "vault" / "vault.db").read_bytes()
    assert (tmp_path / "vault" / "vault.db.next").exists()
    (tmp_path / "vault" / "vault.db-wal").write_bytes(b"of the old database")
    with pytest.raises(errors.CannotOpen):
        vaults.open_vault(tmp_path / "vault", making.PASSPHRASE)
    assert (tmp_path / "vault" / "vault.db").read_bytes() == old
    with vaults.open_vault(tmp_path / "vault", NEW) as after:
        assert revisions.known(after, ids) == set(ids)
        assert not (tmp_path / "vault" / "vault.db.next").exists()


def test_what_comes_in_between_after_the_moment_takes_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = making.create(tmp_path / "vault")
    ids = fill(vault)
    let_go = rekeying._let_go

    def interrupted(new: Vault) -> None:
        let_go(new)
        raise KeyboardInterrupt

    monkeypatch.setattr(rekeying, "_let_go", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rekeying.rekey(vault, fresh(vault))
    vault.abandon()
    with vaults.open_vault(tmp_path / "vault", NEW) as after:
        assert revisions.known(after, ids) == set(ids)


def test_a_vault_json_that_cannot_be_read_back_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = making.create(tmp_path / "vault")
    ids = fill(vault)
    write = rekeying.keyfile.write

    def written_then_gone(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(rekeying.keyfile, "read", unreadable)
        raise OSError(5, "the medium is gone")

    def unreadable(_folder: Path) -> bytes:
        raise OSError(5, "the medium is gone")

    with monkeypatch.context() as patch:
        patch.setattr(rekeying.keyfile, "write", written_then_gone)
        with pytest.raises((OSError, errors.VaultError)):
            rekeying.rekey(vault, fresh(vault))
    monkeypatch.undo()
    vault.abandon()
    with vaults.open_vault(tmp_path / "vault", NEW) as after:
        assert revisions.known(after, ids) == set(ids)


def test_a_foreign_file_of_that_name_is_not_taken_for_the_vault(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    vault.close()
    (tmp_path / "vault" / "vault.db.next").write_bytes(b"x" * 8192)
    vaults.open_vault(tmp_path / "vault", making.PASSPHRASE).close()
    assert not (tmp_path / "vault" / "vault.db.next").exists()


def test_what_was_backed_up_before_an_update_goes_with_the_old_keys(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    (vault.folder / "backups").mkdir()
    (vault.folder / "backups" / "before-update-2026-01-02-00112233.age").write_bytes(b"opens with the old key")
    rekeying.rekey(vault, fresh(vault))
    assert not list((vault.folder / "backups").iterdir())
