"""Recovering: what can be read of a damaged vault is in the new one, the rest is named, the old one untouched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base import errors
from app.services import (
    attachments,
    casework,
    checking,
    contacts,
    drafting,
    erasing,
    receiving,
    recovering,
    sealing,
    sending,
    session,
    settings,
)
from app.storage import destroying, revisions, tries, trust
from app.storage.layout import PAGE
from tests.unit.services import making
from tests.unit.storage.making import files

PASSPHRASE = making.PASSPHRASE


@dataclass(frozen=True)
class Scene:
    """A closed office that sent and received, the field vault it knows, a bundle from there, what is in the office."""

    office: Path
    field: Path
    received: Path
    revisions: frozenset[str]
    document: str
    roots: dict[str, int]
    """The first page of each table, by its name."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    with making.create(place / "field", "Field") as field, making.create(place / "hq", "HQ", "headquarters") as office:
        making.introduce(place, field, office)
        for n in range(20):
            casework.add(field, "note", {"text": {"text": f"number {n} " * 60}})
        received = Path(sending.send(field, "HQ", place)["bundles"][0])
        receiving.receive(office, received)
        document = casework.add(office, "document", {"title": {"text": "a paper of the office"}})
        (place / "paper.txt").write_bytes(b"words on paper " * 30)
        attachments.attach(office, document, place / "paper.txt")
        for n in range(20):
            record = casework.add(office, "note", {"text": {"text": f"office {n} " * 60}})
        settings.write(office, "theme", "dark")
        sending.send(office, "Field", place)
        heads = casework.state_of(office, record).heads
        drafting.keep(office, record, "note", {"text": {"text": "being typed"}}, heads)
        ids = frozenset(revisions.all_ids(office.vault))
        roots = dict(office.vault.db.all("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0"))
    return Scene(place / "hq", place / "field", received, ids, document, roots)


@pytest.fixture
def damaged(scene: Scene, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scene.office, tmp_path / "damaged"))


def _hit(folder: Path, number: int) -> None:
    with (folder / "vault.db").open("rb+") as file:
        file.seek((number - 1) * PAGE + 300)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))


def test_a_whole_vault_comes_over_whole_and_goes_on_working(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    before = files(damaged)
    done = recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert files(damaged) == before
    assert (done["damage"], done["parts"], done["new_keys"]) == ([], [], False)
    assert (done["revisions"], done["attachments"], done["drafts"]) == (len(scene.revisions), 1, 1)
    field = Path(shutil.copytree(scene.field, tmp_path / "field"))
    with (
        session.open_session(damaged, PASSPHRASE) as old,
        session.open_session(tmp_path / "new", PASSPHRASE) as new,
        session.open_session(field, PASSPHRASE) as other,
    ):
        reports = [checking.verify(one) for one in (old, new)]
        assert [one["problems"] for one in reports] == [[], []]
        assert reports[0]["digest"] == reports[1]["digest"]
        assert old.card == new.card
        assert casework.listing(old) == casework.listing(new)
        assert trust.as_stored(old.vault.db) == trust.as_stored(new.vault.db)
        assert settings.read(new)["theme"] == "dark"
        assert old.vault.key_file.salt != new.vault.key_file.salt
        was, now = old.vault.meta(), new.vault.meta()
        assert (now.follows, now.signing, now.identities) == (was.epoch, was.signing, was.identities)
        item = casework.show(new, scene.document)["fields"]["attachments"][0]["id"]
        attachments.detach_copy(new, scene.document, item, tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == b"words on paper " * 30
        casework.add(new, "note", {"text": {"text": "life goes on"}})
        (tmp_path / "stick").mkdir()
        making.carry(new, other, tmp_path / "stick")
        assert checking.verify(new)["problems"] == []


def test_what_any_damaged_page_takes_is_named_and_the_rest_verifies(scene: Scene, tmp_path: Path) -> None:
    pages = (scene.office / "vault.db").stat().st_size // PAGE
    worst = 0
    for number in range(1, pages + 1, 1 if pages < 40 else 3):
        folder = Path(shutil.copytree(scene.office, tmp_path / "damaged"))
        _hit(folder, number)
        before = files(folder)
        done = recovering.recover(folder, PASSPHRASE, tmp_path / "new")
        assert files(folder) == before
        with session.open_session(tmp_path / "new", PASSPHRASE) as new:
            lost = scene.revisions - set(revisions.all_ids(new.vault))
            assert {one["revision"] for one in done["damage"] if one["kind"] == "revision"} == lost, number
            worst = max(worst, len(lost))
            problems = checking.verify(new)["problems"]
            assert all("evidence" in one for one in problems), (number, problems)
            assert not problems or "evidence" in done["parts"], number
            casework.add(new, "note", {"text": {"text": "life goes on"}})
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "new")
    assert worst < 15
    print(f"{pages} pages, at most {worst} of {len(scene.revisions)} versions lost by one")


def test_lost_signing_keys_are_said_and_made_anew(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    _hit(damaged, scene.roots["meta"])
    done = recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert done["new_keys"]
    assert "meta" in done["parts"]
    with (
        session.open_session(tmp_path / "new", PASSPHRASE) as new,
        session.open_session(scene.office, PASSPHRASE) as old,
    ):
        assert new.card.name == "HQ"
        assert new.practice
        assert new.keys.key_id != old.keys.key_id
        assert checking.verify(new)["problems"] == []


def test_many_damaged_pages_at_once(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    for number in (1, scene.roots["revision"], scene.roots["log"], scene.roots["record"]):
        _hit(damaged, number)
    with pytest.raises(errors.VaultDamaged):
        session.open_session(damaged, PASSPHRASE)
    done = recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert done["revisions"] >= len(scene.revisions) - 15
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []


def test_a_damaged_attachment_is_named_by_its_file_and_record(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    (blob,) = [path for path in (damaged / "blobs").rglob("*") if path.is_file()]
    data = bytearray(blob.read_bytes())
    data[1000] ^= 1
    blob.write_bytes(data)
    done = recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    (one,) = done["damage"]
    assert (one["kind"], one["record"], one["name"]) == ("attachment", scene.document, "paper.txt")
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []
        assert casework.show(new, scene.document)["fields"]["attachments"]


def test_text_that_is_not_what_was_signed_does_not_come_over(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    with session.open_session(damaged, PASSPHRASE) as opened:
        db = opened.vault.db
        first, second = db.all("SELECT id FROM revision ORDER BY n DESC LIMIT 2")
        db.run("UPDATE revision SET salt = zeroblob(32) WHERE id = ?", first)
        db.run("UPDATE revision SET signature = zeroblob(64) WHERE id = ?", second)
    done = recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert (done["revisions"], done["without_text"]) == (len(scene.revisions) - 1, 1)
    assert {one["revision"] for one in done["damage"]} == {first[0].hex(), second[0].hex()}
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []


def test_a_lost_vault_json_is_told_with_what_helps(damaged: Path, tmp_path: Path) -> None:
    (damaged / "vault.json").unlink()
    with pytest.raises(errors.NotAVault, match=r"vault.json is missing .* still there.* --keys FILE") as said:
        session.look(damaged)
    with pytest.raises(errors.NotAVault) as again:
        session.open_session(damaged, making.PASSPHRASE)
    assert str(again.value) == str(said.value)
    with pytest.raises(errors.NotAVault, match=r"no vault in .* Nothing was changed"):
        session.look(tmp_path / "elsewhere")


def test_a_backups_keys_file_stands_for_a_lost_vault_json(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    keys = tmp_path / "backup.keys.json"
    shutil.copy(damaged / "vault.json", keys)
    for data in (None, b"", b"{}"):
        (damaged / "vault.json").unlink(missing_ok=True)
        if data is not None:
            (damaged / "vault.json").write_bytes(data)
        with pytest.raises((errors.NotAVault, errors.CannotOpen)):
            recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    with pytest.raises(errors.CannotOpen):
        recovering.recover(damaged, "another", tmp_path / "new", keys=keys)
    before = files(damaged)
    recovering.recover(damaged, PASSPHRASE, tmp_path / "new", keys=keys)
    assert files(damaged) == before
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []


def test_wrong_tries_with_a_keys_file_count_too(damaged: Path, tmp_path: Path) -> None:
    shutil.copy(damaged / "vault.json", tmp_path / "keys.json")
    tries.set_limit(damaged, 3)
    for _ in range(2):
        with pytest.raises(errors.CannotOpen):
            recovering.recover(damaged, "another", tmp_path / "new", keys=tmp_path / "keys.json")
    with pytest.raises(errors.VaultDestroyed):
        recovering.recover(damaged, "another", tmp_path / "new", keys=tmp_path / "keys.json")
    assert destroying.gone(damaged)


def test_it_goes_nowhere_where_something_is_nor_into_the_damaged_vault(damaged: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"mine")
    before = files(tmp_path)
    with pytest.raises(errors.VaultExists):
        recovering.recover(damaged, PASSPHRASE, tmp_path / "full")
    with pytest.raises(errors.BadInput):
        recovering.recover(damaged, PASSPHRASE, damaged / "new")
    assert files(tmp_path) == before


def test_a_database_of_nothing_readable_makes_no_empty_vault(damaged: Path, tmp_path: Path) -> None:
    size = (damaged / "vault.db").stat().st_size
    (damaged / "vault.db").write_bytes(bytes(size))
    with pytest.raises(errors.VaultDamaged, match="Nothing can be read"):
        recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_received_bundles_stay_received(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert receiving.receive(new, scene.received)["counts"]["new"] == 0
        assert checking.verify(new)["problems"] == []


@pytest.mark.parametrize("older", ["vault.db", "vault.json"])
def test_a_part_that_was_exchanged_for_an_older_one_keeps_nobody_from_the_rest(
    damaged: Path, tmp_path: Path, older: str
) -> None:
    old = (damaged / older).read_bytes()
    with session.open_session(damaged, PASSPHRASE) as opened:
        record = casework.add(opened, "note", {"text": {"text": "later"}})
        kept = casework.find(opened, casework.listing(opened)[-1]["id"])
    (damaged / older).write_bytes(old)
    with pytest.raises(errors.VaultDamaged):
        session.open_session(damaged, PASSPHRASE)
    before = files(damaged)
    with session.open_session(damaged, PASSPHRASE, read_only=True) as opened:
        assert opened.notices
        assert casework.show(opened, kept)
    recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert files(damaged) == before
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []
        assert (record in {row["id"] for row in casework.listing(new)}) == (older == "vault.json")


def test_the_database_of_another_vault_is_nothing_to_recover(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    shutil.copy(scene.field / "vault.db", damaged / "vault.db")
    with pytest.raises(errors.VaultDamaged, match="Nothing can be read"):
        recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("lost", ["UPDATE card SET status = 'verified'", "DELETE FROM card"])
def test_a_key_that_was_given_up_stays_so_though_its_rows_are_lost_or_of_before(
    damaged: Path, tmp_path: Path, lost: str
) -> None:
    with session.open_session(damaged, PASSPHRASE) as opened:
        (card,) = trust.cards(opened.vault)
        trust.revoke(opened.vault, card.key_id)
        trust.revoke(opened.vault, "0c" * 32)
        opened.vault.db.run(lost)
        opened.vault.db.run("DELETE FROM meta WHERE name = 'revoked_keys'")
    with pytest.raises(errors.VaultDamaged):
        session.open_session(damaged, PASSPHRASE)
    recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert {contacts.status_of(new, key) for key in (card.key_id, "0c" * 32)} == {"revoked"}
        assert (
            trust.add_card(
                new.vault, card.card_bytes, card_hash=card.hash, key_id=card.key_id, name="Field", status="verified"
            )
            == "revoked"
        )
        assert checking.verify(new)["problems"] == []


def test_a_destruction_that_was_begun_is_finished_also_where_somebody_has_the_keys(
    damaged: Path, tmp_path: Path
) -> None:
    shutil.copy(damaged / "vault.json", tmp_path / "keys.json")
    (damaged / destroying.MARKER).touch()
    with pytest.raises(errors.VaultDestroyed):
        recovering.recover(damaged, PASSPHRASE, tmp_path / "new", keys=tmp_path / "keys.json")
    assert not (damaged / "vault.db").exists()
    assert not (tmp_path / "new").exists()


def test_what_was_erased_or_sealed_stays_so(scene: Scene, damaged: Path, tmp_path: Path) -> None:
    with session.open_session(damaged, PASSPHRASE) as opened:
        (gone, shut) = [row["id"] for row in casework.listing(opened, "note")][:2]
        erasing.erase(opened, [gone], "a court's order")
        sealing.seal(opened, [shut], ["Field"], "a note")
        states = {row[0]: row[1] for row in opened.vault.db.all("SELECT id, state FROM revision")}
        roots = dict(opened.vault.db.all("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0"))
    _hit(damaged, roots["revision"])
    recovering.recover(damaged, PASSPHRASE, tmp_path / "new")
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert checking.verify(new)["problems"] == []
        found = {row[0]: row[1] for row in new.vault.db.all("SELECT id, state FROM revision")}
        assert found.items() <= states.items()
        assert {"erased", "sealed"} <= set(found.values())
