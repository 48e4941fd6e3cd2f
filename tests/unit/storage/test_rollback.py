"""Old parts of a vault's folder put back among new ones: noticed at opening or by the check, but for what is said."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base import errors
from app.domain import canonical
from app.domain.revision import Revision
from app.storage import (
    batches,
    blobs,
    check,
    drafts,
    erasing,
    evidence,
    log,
    quarantine,
    revisions,
    settings,
    streams,
    trust,
)
from app.storage import vault as vaults
from app.storage.layout import PAGE
from app.storage.vault import Vault
from tests.unit.storage import making

FRIEND, FOE = "0a" * 32, "0b" * 32
UNNOTICED = {"meta", "batch_hidden", "draft", "setting", "search_idx", "search_config", "stale", "held"}
"""Where an old page is not missed: what the log does not tell of. None says what a record is, or whom to trust."""


@dataclass(frozen=True)
class Copies:
    """Two states of one vault; between them everything happened that leaves something."""

    before: Path
    after: Path
    owners: dict[int, str]
    """Whose each page is: the table or index, for the pages where one begins."""
    usual: frozenset[str]
    """What the check says of the state after: the streams here carry no true manifests."""


def _trust(vault: Vault, key: str, status: str) -> None:
    data = canonical.encode({"card": {"authority": ["office"], "role": "headquarters"}})
    digest = hashlib.sha256(data).hexdigest()
    trust.add_card(vault, data, card_hash=digest, key_id=key, name="Desk", status=status)


def _work(vault: Vault, n: int) -> list[Revision]:
    """Save, attach, receive, send, type: something of everything."""
    mine = [making.note(f"words {n} {one}") for one in range(60)]
    revisions.save_all(vault, mine)
    taken = blobs.intake(vault, io.BytesIO(b"content %d" % n))
    revisions.save(vault, making.revise("document", {"attachments": [making.attachment(taken.sha256, taken.size)]}))
    theirs = [making.note(f"theirs {n} {one}") for one in range(30)]
    with batches.begin(vault, "receive") as batch:
        batch.add(theirs)

        def note(_db: object) -> None:
            manifest = b"in %d" % n
            digest = hashlib.sha256(manifest).hexdigest()
            streams.record_incoming(
                vault, streams.Incoming(digest, FRIEND, "f" * 32, n, "bundle"), [one.id for one in theirs]
            )
            evidence.add_evidence(vault, evidence.Evidence(manifest, "", b"", tuple(sorted(one.id for one in theirs))))
            streams.add_receipt(vault, streams.Receipt(digest, FOE, "2026-01-01T00:00:00Z", b"receipt"))

        batch.reveal(note)
    manifest = b"out %d" % n
    streams.commit_outgoing(
        vault, streams.Outgoing(FRIEND, "e" * 32, n, manifest, "", b"", [], [], [], None, f"{n}.age", None)
    )
    drafts.put(vault, "ab" * 16, "note", {"text": {"text": f"typing {n}"}})
    settings.put(vault, "a_setting", n)
    return mine


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    place = tmp_path_factory.mktemp("rollback")
    vault = making.create(place / "vault")
    mine = _work(vault, 1)
    _trust(vault, FRIEND, "verified")
    vault.close()
    shutil.copytree(place / "vault", place / "before")
    vault = vaults.open_vault(place / "vault", making.PASSPHRASE)
    _work(vault, 2)
    _trust(vault, FOE, "verified")
    trust.revoke(vault, FRIEND)
    quarantine.keep(vault, io.BytesIO(b"bundle"), manifest_hash="ab" * 32, sender=FOE, reason="forked")
    revisions.save(vault, making.note("changed", [mine[0]]))
    usual = frozenset(check.verify(vault).problems)
    owners = {page: name for name, page in vault.db.all("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")}
    vault.close()
    shutil.copytree(place / "vault", place / "after")
    return Copies(place / "before", place / "after", owners, usual)


def _mixed(copies: Copies, place: Path, *old: str) -> Path:
    """Return the state after, with these parts of the state before."""
    folder = place / "mixed"
    shutil.copytree(copies.after, folder)
    for name in old:
        shutil.copy(copies.before / name, folder / name)
    return folder


def _found(folder: Path, usual: frozenset[str]) -> str:
    """Return where it is noticed that something is amiss: `open`, `verify`, or nowhere."""
    try:
        vault = vaults.open_vault(folder, making.PASSPHRASE)
    except errors.VaultDamaged:
        return "open"
    with vault:
        return "verify" if set(check.verify(vault).problems) - usual else ""


def test_nothing_is_amiss_in_either_state(copies: Copies, tmp_path: Path) -> None:
    for folder in (copies.before, copies.after):
        shutil.copytree(folder, tmp_path / folder.name)
        assert _found(tmp_path / folder.name, copies.usual) == ""


@pytest.mark.parametrize("name", ["vault.json", "vault.db"])
def test_an_old_file_among_new_ones_is_refused(copies: Copies, tmp_path: Path, name: str) -> None:
    assert _found(_mixed(copies, tmp_path, name), copies.usual) == "open"


def test_an_old_copy_of_the_whole_vault_is_not_noticed_as_we_say(copies: Copies, tmp_path: Path) -> None:
    assert _found(_mixed(copies, tmp_path, "vault.json", "vault.db"), copies.usual) == ""


def test_an_old_page_among_new_ones_is_noticed(copies: Copies, tmp_path: Path) -> None:
    old, new = ((folder / "vault.db").read_bytes() for folder in (copies.before, copies.after))
    changed = [
        number
        for number in range(1, len(old) // PAGE + 1)
        if old[(number - 1) * PAGE : number * PAGE] != new[(number - 1) * PAGE : number * PAGE]
    ]
    assert len(changed) > 30
    seen: dict[str, set[str]] = {}
    for number in changed:
        folder = _mixed(copies, tmp_path)
        start, end = (number - 1) * PAGE, number * PAGE
        (folder / "vault.db").write_bytes(new[:start] + old[start:end] + new[end:])
        owner = copies.owners.get(number, "")
        seen.setdefault(_found(folder, copies.usual), set()).add(owner)
        shutil.rmtree(folder)
    assert seen.get("", set()) <= UNNOTICED
    assert {"card", "receipt"} <= seen["open"]
    assert {"revision", "record", "evidence"} <= seen["verify"]


@pytest.mark.parametrize("kept", ["none", "old", "cut"])
def test_a_write_ahead_log_taken_away_exchanged_or_cut_is_refused(tmp_path: Path, kept: str) -> None:
    vault = making.create(tmp_path / "vault")
    vault.anchor()
    wal = tmp_path / "vault" / "vault.db-wal"
    revisions.save(vault, making.note("first"))
    early = wal.read_bytes()
    revisions.save(vault, making.note("second"))
    vault.anchor()
    shutil.copytree(tmp_path / "vault", tmp_path / "killed")
    vault.close()
    late = tmp_path / "killed" / "vault.db-wal"
    assert _found_again(tmp_path / "killed", tmp_path / "whole") == ""
    match kept:
        case "none":
            late.unlink()
        case "old":
            late.write_bytes(early)
        case _:
            late.write_bytes(late.read_bytes()[: len(early)])
    (tmp_path / "killed" / "vault.db-shm").unlink(missing_ok=True)
    assert _found_again(tmp_path / "killed", tmp_path / "broken") == "open"


def _found_again(folder: Path, copy: Path) -> str:
    shutil.copytree(folder, copy)
    return _found(copy, frozenset())


Change = Callable[[Vault], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda vault: vault.db.run("UPDATE card SET status = 'verified' WHERE key = ?", (bytes.fromhex(FRIEND),)),
        lambda vault: vault.db.run("DELETE FROM card WHERE key = ?", (bytes.fromhex(FRIEND),)),
        lambda vault: vault.db.run(
            "UPDATE card SET key = CASE key WHEN ?1 THEN ?2 ELSE ?3 END",
            (bytes.fromhex(FRIEND), b"\xff" * 32, bytes.fromhex(FRIEND)),
        ),
        lambda vault: vault.db.run("DELETE FROM outgoing WHERE position = 2"),
        lambda vault: vault.db.run("DELETE FROM incoming WHERE position = 2"),
        lambda vault: vault.db.run("DELETE FROM receipt"),
        lambda vault: vault.db.run("DELETE FROM quarantine"),
        lambda vault: vault.db.run("UPDATE batch SET revealed = NULL WHERE n = 2"),
        lambda vault: vault.db.run("DELETE FROM log WHERE n > (SELECT max(n) - 3 FROM log)"),
    ],
    ids=[
        "trusted-again",
        "card-gone",
        "cards-swapped",
        "sent",
        "received",
        "receipts",
        "quarantine",
        "batch",
        "log-cut",
    ],
)
def test_rows_that_the_log_contradicts_are_refused_at_opening(copies: Copies, tmp_path: Path, change: Change) -> None:
    folder = _mixed(copies, tmp_path)
    vault = vaults.open_vault(folder, making.PASSPHRASE)
    change(vault)
    making.leave(vault)
    held = making.files(folder)["vault.db"]
    with pytest.raises(errors.VaultDamaged):
        vaults.open_vault(folder, making.PASSPHRASE)
    assert making.files(folder)["vault.db"] == held


def test_an_erased_text_put_back_is_refused_at_opening(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    victim = making.note("to be erased")
    revisions.save(vault, victim)
    revisions.erase(vault, [victim.id])
    vault.db.run("UPDATE revision SET state = 'present', salt = ?, body = ?", (victim.salt, victim.body))
    making.leave(vault)
    with pytest.raises(errors.VaultDamaged, match="not erased any more"):
        vaults.open_vault(vault.folder, making.PASSPHRASE)


def test_a_text_that_was_sealed_for_others_and_is_put_back_is_refused_at_opening(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    victim = making.note("sealed for others")
    revisions.save(vault, victim)
    with vault.transaction() as db:
        erasing.carry_out(vault, db, [victim.id], "sealed", {"package": "0c" * 32})
    erasing.finish(vault)
    vault.db.run("UPDATE revision SET state = 'present', salt = ?, body = ?", (victim.salt, victim.body))
    making.leave(vault)
    with pytest.raises(errors.VaultDamaged, match="not sealed any more"):
        vaults.open_vault(vault.folder, making.PASSPHRASE)


def test_a_bundle_that_was_given_up_and_is_pending_again_is_refused(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    _work(vault, 1)
    (pending,) = streams.pending(vault)
    log.note(vault, "withdrawn", {"manifest": pending.hash, "to": FRIEND})
    making.leave(vault)
    with pytest.raises(errors.VaultDamaged, match="given up"):
        vaults.open_vault(vault.folder, making.PASSPHRASE)


def test_an_index_in_which_a_word_is_not_found_any_more_is_noticed(tmp_path: Path) -> None:
    vault = making.create(tmp_path / "vault")
    revisions.save_all(vault, [making.note(" ".join(f"word{n}x{one}" for one in range(300))) for n in range(20)])
    assert check.verify(vault).problems == ()
    assert vault.db.run("DELETE FROM search_idx WHERE term <> ''") > 1
    vault = making.reopen(vault)
    assert any("search index" in problem for problem in check.verify(vault).problems)
    vault.close()
