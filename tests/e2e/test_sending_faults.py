"""Sending when things go wrong: kills, damage, contents erased since, folders that cannot be written."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from app.base import errors
from app.services import casework, receiving, sending
from app.services.session import Session
from app.storage import log
from app.storage import revisions as stored
from tests.e2e.pair import Pair, copy_of, cut_off, elsewhere
from tests.unit.services import making


def test_a_bundle_that_was_cut_off_is_written_again_byte_for_byte(pair: Pair, tmp_path: Path) -> None:
    record = pair.note("first")
    pair.attach(record, b"photo" * 50_000)
    for how in ("cut off", "written, but not noted"):
        with copy_of(pair.field, tmp_path / how) as killed:
            (path,) = cut_off(killed, pair.stick, at=200_000)
            assert not path.exists()
            if how != "cut off":
                (again,) = elsewhere(killed, tmp_path / "elsewhere")
                shutil.copy(again, path)
            casework.add(killed, "note", {"text": {"text": "typed since"}})
            written, new = (Path(one) for one in sending.send(killed, "HQ", pair.stick)["bundles"])
            assert written == path
            assert len(pair.ids(written)) == 2
            assert len(pair.ids(new)) == 1  # what was just written again does not go twice
            assert pair.contents(new) == []
            assert not [one for one in pair.stick.iterdir() if one.name.startswith(".tmp")]
            making.standing(killed)


def test_the_same_bytes_on_another_stick(pair: Pair, tmp_path: Path) -> None:
    pair.note("first")
    (path,) = cut_off(pair.field, pair.stick, at=100_000)
    (other,) = elsewhere(pair.field, tmp_path / "other")
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
        cut_off(pair.field, pair.stick, at=300_000)
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
        assert len(pair.ids(path)) == 4
        (content,) = pair.contents(path)
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
    assert pair.contents(path) == [b"photo" * 50_000]
    assert good


def test_prepared_records_that_are_damaged_are_prepared_anew(pair: Pair) -> None:
    pair.note("first")
    cut_off(pair.field, pair.stick, at=100_000)
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
    (records,) = cut_off(pair.field, pair.stick, at=1_000, max_size=450_000)
    pair.send(scope="ids", ids=[kept])  # writes the one that was cut off, too
    (media,) = cut_off(pair.field, pair.stick, at=100_000, bundle=2, max_size=450_000)
    stored.erase(pair.field.vault, [one.id for one in stored.of_record(pair.field.vault, record)])
    sent = sending.send(pair.field, "HQ", pair.stick)
    bundles = [Path(one) for one in sent["bundles"]]
    assert media not in bundles
    assert sent["warnings"] == []
    assert [pair.contents(path) for path in bundles] == [[]] * len(bundles)
    pair.take(*bundles)
    assert records.exists()
    assert casework.show(pair.office, kept)["fields"] == {"text": {"text": "kept"}}
    assert casework.show(pair.office, record)["fields"] == {}
    assert pair.office.vault.db.all("SELECT 1 FROM blob") == []


def test_a_pending_bundle_too_large_for_the_size_asked_for_is_split(pair: Pair) -> None:
    for number in range(3):
        pair.attach(pair.note(f"{number}"), random.Random(number).randbytes(300_000), f"{number}")
    (path,) = cut_off(pair.field, pair.stick, at=400_000)
    bundles = pair.send(max_size=700_000)
    assert len(bundles) > 1
    assert path not in bundles
    assert all(one.stat().st_size <= 700_000 for one in bundles)
    pair.take(*bundles)
    pair.reply()
    assert pair.send() == []


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
    (path,) = cut_off(pair.field, pair.stick, at=100_000)
    path.write_bytes(b"somebody else's")
    with pytest.raises(errors.BadInput) as caught:
        pair.send()
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"somebody else's"
    path.unlink()
    assert pair.send() == [path]
