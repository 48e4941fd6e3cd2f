"""Sending: what goes, what does not go twice, what stays, and what the folder it is written to may do."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.exchange import bag
from app.services import attachments, casework, contacts, receiving, sending, session, trusting
from app.services.session import Session
from app.storage import drafts, log, streams
from app.storage import revisions as stored
from tests.unit.exchange import forging
from tests.unit.services import making


@dataclass(frozen=True)
class Pair:
    """A field laptop and an office that trust each other, and a stick."""

    field: Session
    office: Session
    stick: Path

    def note(self, words: str) -> str:
        return casework.add(self.field, "note", {"text": {"text": words}})

    def attach(self, record: str, content: bytes, name: str = "photo.jpg") -> str:
        (self.stick / name).write_bytes(content)
        return str(attachments.attach(self.field, record, self.stick / name)["sha256"])

    def send(self, **how: Any) -> list[Path]:
        return [Path(path) for path in sending.send(self.field, "HQ", self.stick, **how)["bundles"]]

    def take(self, *bundles: Path) -> list[dict[str, int]]:
        return [receiving.receive(self.office, path)["counts"] for path in bundles]

    def reply(self) -> None:
        """Let the office answer: its bundle carries its receipts."""
        making.carry(self.office, self.field, self.stick)

    def members(self, bundle: Path) -> forging.Members:
        return forging.members(forging.plaintext(bundle.read_bytes(), making.person_of(self.office)))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    (tmp_path / "stick").mkdir()
    with (
        making.create(tmp_path / "field", "Field") as field,
        making.create(tmp_path / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(tmp_path, field, office)
        yield Pair(field, office, tmp_path / "stick")


def _ids(pair: Pair, bundle: Path) -> set[str]:
    return set(pair.members(bundle)[bag.IDS].decode().split())


def _contents(pair: Pair, bundle: Path) -> list[bytes]:
    return [data for name, data in pair.members(bundle).items() if name.startswith("bag/data/attachments/")]


def test_a_lost_stick_loses_nothing_and_a_receipt_ends_it(pair: Pair) -> None:
    first = pair.note("first")
    pair.attach(first, b"photo" * 20_000)
    (lost,) = pair.send()
    pair.note("second")
    (found,) = pair.send()
    assert _ids(pair, lost) < _ids(pair, found)
    assert _contents(pair, lost) == _contents(pair, found)
    assert pair.take(found) == [{**dict.fromkeys(("same", "updated", "conflicting", "quarantined"), 0), "new": 2}]
    assert len(pair.send()) == 1  # no receipt has come yet
    pair.reply()
    assert pair.send() == []
    casework.edit(pair.field, first, {"title": {"text": "edited"}})
    (edit,) = pair.send()
    assert len(_ids(pair, edit)) == 1
    assert _contents(pair, edit) == []  # the film does not go again with every edit of its record
    pair.take(edit)
    casework.edit(pair.office, first, {"remarks": {"text": "seen"}})
    (back,) = sending.send(pair.office, "Field", pair.stick)["bundles"]
    assert receiving.inspect(pair.field, Path(back))["bundle"]["attachments"] == 0
    receiving.receive(pair.field, Path(back))
    (owed,) = pair.send()  # only a receipt
    assert _ids(pair, owed) == set()
    assert _contents(pair, owed) == []
    assert making.standing(pair.field).report["digest"] == making.standing(pair.office).report["digest"]


def test_some_records_or_all(pair: Pair) -> None:
    one, two = pair.note("one"), pair.note("two")
    pair.attach(two, b"photo" * 100)
    (some,) = pair.send(scope="ids", ids=[one])
    assert len(_ids(pair, some)) == 1
    (some,) = pair.send(scope="ids", ids=[two[:12], one])
    assert len(_ids(pair, some)) == 3
    assert len(_contents(pair, some)) == 1
    with pytest.raises(errors.UnknownRecord):
        pair.send(scope="ids", ids=[one, "0" * 32])
    pair.take(some)
    pair.reply()
    assert pair.send() == []
    (everything,) = pair.send(scope="all")
    assert len(_ids(pair, everything)) == 3
    assert len(_contents(pair, everything)) == 1
    assert pair.take(everything)[0]["same"] == 2


def test_bundles_of_a_largest_size_each_stand_alone(pair: Pair) -> None:
    dice = random.Random(7)
    limit = 600_000
    for number in range(12):
        record = pair.note(dice.randbytes(60_000).hex(" ", 8))
        if number % 3 == 0:
            pair.attach(record, dice.randbytes(100_000 * (number % 4 + 1)), f"{number}.bin")
    bundles = pair.send(max_size=limit)
    assert len(bundles) > 4
    assert all(path.stat().st_size <= limit for path in bundles)
    kinds = [(bool(_ids(pair, path)), sum(map(len, _contents(pair, path)))) for path in bundles]
    assert [kind[0] for kind in kinds] == sorted((kind[0] for kind in kinds), reverse=True)  # records first
    assert [kind[1] for kind in kinds] == sorted(kind[1] for kind in kinds)  # large media last
    order = list(bundles)
    dice.shuffle(order)
    *most, last = order
    pair.take(*most)
    making.standing(pair.office)
    pair.reply()
    (rest,) = pair.send(max_size=limit)  # only what is missing is sent again
    assert (_ids(pair, rest), _contents(pair, rest)) == (_ids(pair, last), _contents(pair, last))
    pair.take(rest, last)
    pair.reply()
    assert pair.send() == []
    assert making.standing(pair.office).report["digest"] == making.standing(pair.field).report["digest"]
    for row in casework.listing(pair.office):
        shown = casework.show(pair.office, row["id"])
        for item in shown["fields"].get("attachments", []):
            attachments.detach_copy(pair.office, row["id"], item["id"], pair.stick / item["id"])
            assert (pair.stick / item["id"]).read_bytes() == (pair.stick / item["name"]).read_bytes()


def test_a_size_nothing_fits_is_said_before_anything_is_written(pair: Pair) -> None:
    record = pair.note(random.Random(1).randbytes(300_000).hex(" ", 8))
    before = making.standing(pair.field)
    with pytest.raises(errors.BadInput):
        pair.send(max_size=400_000)
    making.unchanged(pair.field, before)
    pair.attach(record, random.Random(2).randbytes(3_000_000))
    before = making.standing(pair.field)
    with pytest.raises(errors.BadInput, match="3,000,000"):
        pair.send(max_size=2_000_000)
    making.unchanged(pair.field, before)
    assert list(pair.stick.glob("*.age")) == []
    assert len(pair.send(max_size=3_400_000)) == 2


def test_a_bundle_that_was_cut_off_is_written_again_byte_for_byte(pair: Pair, tmp_path: Path) -> None:
    record = pair.note("first")
    pair.attach(record, b"photo" * 50_000)
    for how in ("cut off", "written, but not noted"):
        with _copy(pair.field, tmp_path / how) as killed:
            (path,) = _cut_off(killed, pair.stick, at=200_000)
            assert not path.exists()
            if how != "cut off":
                (again,) = _again(killed, tmp_path / "elsewhere")
                shutil.copy(again, path)
            casework.add(killed, "note", {"text": {"text": "typed since"}})
            written, new = (Path(one) for one in sending.send(killed, "HQ", pair.stick)["bundles"])
            assert written == path
            assert len(_ids(pair, written)) == 2
            assert len(_ids(pair, new)) == 1  # what was just written again does not go twice
            assert _contents(pair, new) == []
            assert not [one for one in pair.stick.iterdir() if one.name.startswith(".tmp")]
            making.standing(killed)


class _Killed(Exception):
    """Stands for a kill in the middle of writing."""


def _cut_off(killed: Session, stick: Path, at: int, bundle: int = 1, **how: Any) -> list[Path]:
    """Send and be killed after so many bytes of one of the bundles; return where those pending would be."""
    begun, before = 0, 0

    def progress(done: int, _total: int) -> None:
        nonlocal begun, before
        begun, before = begun + (done < before or not begun), done
        if begun == bundle and done > at:
            raise _Killed

    with pytest.raises(_Killed):
        sending.send(killed, "HQ", stick, progress=progress, **how)
    return [stick / one.name for one in streams.pending(killed.vault)]


def _copy(opened: Session, folder: Path) -> Session:
    """Return an open copy of an open vault."""
    opened.vault.anchor()
    opened.vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(opened.vault.folder, folder, ignore=shutil.ignore_patterns("lock"))
    return session.open_session(folder, making.PASSPHRASE)


def _again(killed: Session, place: Path) -> list[Path]:
    """Write the pending bundles of a copy of a vault elsewhere, so that the vault itself does not know."""
    place.mkdir()
    with _copy(killed, place / "copy") as copy:
        return [Path(one) for one in sending.send(copy, "HQ", place)["bundles"]]


def test_the_same_bytes_on_another_stick(pair: Pair, tmp_path: Path) -> None:
    pair.note("first")
    (path,) = _cut_off(pair.field, pair.stick, at=100_000)
    (other,) = _again(pair.field, tmp_path / "other")
    (again,) = pair.send()
    assert again == path
    assert again.name == other.name
    assert again.read_bytes() == other.read_bytes()
    assert pair.take(again)[0]["new"] == 1
    assert receiving.receive(pair.office, other)["message"].startswith("Already received")


def _blob_files(opened: Session) -> list[Path]:
    return [path for path in (opened.vault.folder / "blobs").rglob("*") if path.is_file()]


@pytest.mark.parametrize("fault", ["missing", "damaged", "cut"])
@pytest.mark.parametrize("pending", [False, True])
def test_a_damaged_attachment_does_not_stop_the_rest(pair: Pair, fault: str, pending: bool) -> None:
    record, other = pair.note("with a photo"), pair.note("with another")
    before = set(_blob_files(pair.field))
    pair.attach(record, b"photo" * 50_000)
    (blob,) = set(_blob_files(pair.field)) - before
    good = pair.attach(other, b"sound" * 50_000)
    if pending:
        _cut_off(pair.field, pair.stick, at=300_000)
    data = blob.read_bytes()
    blob.unlink()
    if fault != "missing":
        blob.write_bytes(data[:-1] if fault == "cut" else data[:-100_000] + b"?" + data[-99_999:])
    for _turn in range(2):
        sent = sending.send(pair.field, "HQ", pair.stick)
        (path,) = (Path(one) for one in sent["bundles"])
        assert len(sent["warnings"]) == 1
        assert record in sent["warnings"][0]
        assert other not in sent["warnings"][0]
        assert len(_ids(pair, path)) == 4
        (content,) = _contents(pair, path)
        assert content == b"sound" * 50_000
        pair.take(path)
    kinds = [entry.kind for entry in log.entries(pair.field.vault)]
    assert kinds.count("withdrawn") == 2
    assert len(pair.office.vault.db.all("SELECT 1 FROM blob")) == 1
    making.standing(pair.office)
    pair.reply()
    sent = sending.send(pair.field, "HQ", pair.stick)
    assert sent["bundles"] == []  # the rest is there; only the damaged one would be left
    blob.write_bytes(data)  # restored from a backup
    (path,) = pair.send()
    assert _contents(pair, path) == [b"photo" * 50_000]
    assert good


def test_prepared_records_that_are_damaged_are_prepared_anew(pair: Pair) -> None:
    pair.note("first")
    _cut_off(pair.field, pair.stick, at=100_000)
    (spool,) = _blob_files(pair.field)
    spool.write_bytes(spool.read_bytes()[:-1] + b"?")
    sent = sending.send(pair.field, "HQ", pair.stick)
    assert sent["warnings"] == []
    assert pair.take(Path(sent["bundles"][0]))[0]["new"] == 1
    making.standing(pair.field)


def test_what_was_erased_after_a_kill_is_not_sent(pair: Pair) -> None:
    record, kept = pair.note("to be erased"), pair.note("kept")
    for number in range(2):
        pair.attach(record, random.Random(number).randbytes(200_000), f"{number}")
    (records,) = _cut_off(pair.field, pair.stick, at=1_000, max_size=450_000)
    pair.send(scope="ids", ids=[kept])  # writes the one that was cut off, too
    (media,) = _cut_off(pair.field, pair.stick, at=100_000, bundle=2, max_size=450_000)
    stored.erase(pair.field.vault, [one.id for one in stored.of_record(pair.field.vault, record)])
    sent = sending.send(pair.field, "HQ", pair.stick)
    bundles = [Path(one) for one in sent["bundles"]]
    assert media not in bundles
    assert sent["warnings"] == []
    assert [_contents(pair, path) for path in bundles] == [[]] * len(bundles)
    pair.take(*bundles)
    assert records.exists()
    assert casework.show(pair.office, kept)["fields"] == {"text": {"text": "kept"}}
    assert casework.show(pair.office, record)["fields"] == {}
    assert pair.office.vault.db.all("SELECT 1 FROM blob") == []


def test_a_pending_bundle_too_large_for_the_size_asked_for_is_split(pair: Pair) -> None:
    for number in range(3):
        pair.attach(pair.note(f"{number}"), random.Random(number).randbytes(300_000), f"{number}")
    (path,) = _cut_off(pair.field, pair.stick, at=400_000)
    bundles = pair.send(max_size=700_000)
    assert len(bundles) > 1
    assert path not in bundles
    assert all(one.stat().st_size <= 700_000 for one in bundles)
    pair.take(*bundles)
    pair.reply()
    assert pair.send() == []


def test_the_profile_for_old_tools(pair: Pair) -> None:
    pair.note("first")
    (new,), (old,) = pair.send(), pair.send(profile="x25519")
    assert new.read_bytes().count(b"\n-> mlkem768x25519 ") == 8
    assert old.read_bytes().count(b"\n-> X25519 ") == 8
    assert pair.take(old, new)[0]["new"] == 1


def test_a_draft_becomes_a_revision_and_a_bad_one_stops_nothing(pair: Pair) -> None:
    record = pair.note("saved")
    drafts.put(pair.field.vault, record, "note", {"text": {"text": "typed on"}})
    fresh, bad, same = "ab" * 16, "cd" * 16, pair.note("unchanged")
    drafts.put(pair.field.vault, fresh, "note", {"text": {"text": "new"}})
    drafts.put(pair.field.vault, bad, "note", {"when": {"edtf": "no date"}})
    drafts.put(pair.field.vault, same, "note", {"text": {"text": "unchanged"}})
    sent = sending.send(pair.field, "HQ", pair.stick)
    (warning,) = sent["warnings"]
    assert bad in warning
    pair.take(Path(sent["bundles"][0]))
    assert {row["id"] for row in casework.listing(pair.office)} == {record, fresh, same}
    assert casework.show(pair.office, record)["fields"] == {"text": {"text": "typed on"}}
    assert len(casework.show(pair.field, same, history=True)["history"]) == 1
    assert [one.record for one in drafts.all(pair.field.vault)] == [bad]


def test_the_folder_may_be_missing_or_read_only_or_hold_that_name(pair: Pair, tmp_path: Path) -> None:
    pair.note("first")
    before = making.standing(pair.field)
    with pytest.raises(errors.BadInput):
        sending.send(pair.field, "HQ", tmp_path / "missing")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(errors.BadInput):
        sending.send(pair.field, "HQ", tmp_path / "file")
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(errors.BadInput):
            sending.send(pair.field, "HQ", tmp_path / "closed")
    making.unchanged(pair.field, before)
    (path,) = _cut_off(pair.field, pair.stick, at=100_000)
    path.write_bytes(b"somebody else's")
    with pytest.raises(errors.BadInput) as caught:
        pair.send()
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"somebody else's"
    path.unlink()
    assert pair.send() == [path]


def test_who_it_goes_to(pair: Pair, tmp_path: Path) -> None:
    pair.note("first")
    with pytest.raises(errors.UnknownRecipient):
        sending.send(pair.field, "Nobody", pair.stick)
    with making.create(tmp_path / "twin", "HQ", "headquarters") as twin:
        trusting.take_card(pair.field, tmp_path / "card", None) if contacts.write_card(
            twin, tmp_path / "card"
        ) else None
        with pytest.raises(errors.UnknownRecipient) as caught:
            pair.send()
        assert pair.office.card.key_id[:16] in str(caught.value)
        assert twin.card.key_id[:16] in str(caught.value)
        assert sending.send(pair.field, pair.office.card.key_id[:16], pair.stick)["warnings"] == []
        sent = sending.send(pair.field, twin.card.key_id[:16].upper(), pair.stick)
        (warning,) = sent["warnings"]
        assert "never compared" in warning
        receiving.receive(twin, Path(sent["bundles"][0]))


def test_practice_and_real_never_meet(pair: Pair, tmp_path: Path) -> None:
    with making.create(tmp_path / "real", "Real", practice=False) as real:
        for giver, taker in ((real, pair.field), (pair.field, real)):
            contacts.write_card(giver, tmp_path / "card")
            before = making.standing(taker)
            with pytest.raises(errors.PracticeOnly):
                trusting.take_card(taker, tmp_path / "card", giver.card.fingerprint)
            making.unchanged(taker, before)
