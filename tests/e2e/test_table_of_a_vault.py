"""Every way a vault's folder may be harmed: what is said, that nothing is made or lost, and never a wrong answer.

Beside it bytes of all its files are changed, one at a time; the numbers are printed.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.services import attachments, casework, checking, contacts, quarantining, receiving, sending, session, trusting
from app.services.session import Session
from app.storage import keyfile, layout, lock
from app.storage import vault as vaults
from tests.unit.services import making

JSON, DATABASE = layout.KEY_FILE, layout.DATABASE
PAGE = layout.PAGE
FLIPS = 120
OPENS = "opens"
pytestmark = pytest.mark.figures


@dataclass(frozen=True)
class Harmed:
    """A whole vault, an older copy of it, another one, and a place to harm copies in."""

    whole: Path
    old: Path
    other: Path
    place: Path
    records: dict[str, Any]
    files: dict[str, str]

    def copy(self) -> Path:
        """Return a fresh copy of the whole vault."""
        target = self.place / "harmed"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.whole, target)
        return target


def _records(opened: Session) -> dict[str, Any]:
    return {row["id"]: casework.show(opened, row["id"])["fields"] for row in casework.listing(opened)}


def _attachments(opened: Session, records: dict[str, Any], out: Path) -> dict[str, str]:
    """Return what each attachment's copy hashes to, by the hash that it is recorded with."""
    found = {}
    for record, fields in records.items():
        for item in fields.get("attachments", ()):
            out.unlink(missing_ok=True)
            attachments.detach_copy(opened, record, item["id"], out)
            found[item["sha256"]] = hashlib.sha256(out.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> Harmed:
    place = tmp_path_factory.mktemp("table")
    with (
        making.create(place / "laptop", "Field", "headquarters") as field,
        making.create(place / "other", "Other") as other,
    ):
        making.introduce(place, field, other)
        for n in range(40):
            casework.add(field, "note", {"text": {"text": f"words {n} " * 300}})
        record = casework.add(field, "document", {"title": {"text": "paper"}})
        for n in range(2):
            (place / f"photo {n}").write_bytes(f"photo {n}".encode() * 30_000)
            attachments.attach(field, record, place / f"photo {n}")
        with making.create(place / "unknown", "Unknown") as unknown:
            digits = contacts.write_card(field, place / "field.card")
            trusting.take_card(unknown, place / "field.card", digits)
            casework.add(unknown, "note", {"text": {"text": "from nobody known"}})
            receiving.receive(field, Path(sending.send(unknown, "Field", place)["bundles"][0]))
        assert quarantining.listing(field)
    shutil.copytree(place / "laptop", place / "old")
    with session.open_session(place / "laptop", making.PASSPHRASE) as field:
        casework.add(field, "note", {"text": {"text": "later"}})
        records = _records(field)
        files = _attachments(field, records, place / "copy")
    return Harmed(place / "laptop", place / "old", place / "other", place, records, files)


def _first(place: str) -> Callable[[Path], Path]:
    return lambda folder: min((folder / place).rglob("*/*" if place == layout.BLOBS else "*.age"))


def _written(name: str, change: Callable[[bytes], bytes]) -> Callable[[Harmed, Path], None]:
    def harm(_given: Harmed, folder: Path) -> None:
        path = folder / name
        before = path.read_bytes()
        after = change(before)
        assert after != before
        path.write_bytes(after)

    return harm


def _in_place(find: Callable[[Path], Path], change: Callable[[bytes], bytes]) -> Callable[[Harmed, Path], None]:
    return lambda given, folder: _written(str(find(folder).relative_to(folder)), change)(given, folder)


def _flipped(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _taken_from(where: str, name: str) -> Callable[[Harmed, Path], None]:
    return lambda given, folder: _copied(getattr(given, where) / name, folder / name)


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _gone(name: str) -> Callable[[Harmed, Path], None]:
    def harm(_given: Harmed, folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return harm


def _plain_database(_given: Harmed, folder: Path) -> None:
    (folder / DATABASE).unlink()
    database = sqlite3.connect(folder / DATABASE)
    database.executescript("CREATE TABLE revision(a); INSERT INTO revision VALUES (1)")
    database.close()


def _a_folder(_given: Harmed, folder: Path) -> None:
    (folder / JSON).unlink()
    (folder / JSON).mkdir()


Row = tuple[Callable[[Harmed, Path], None], type[errors.KeepsakeError] | str, int]
"""What is done, what opening answers, and how many sentences `verify` has to say when it opens (-1: at least one)."""
blob, waiting = _first(layout.BLOBS), _first(layout.QUARANTINE)
ROWS: dict[str, Row] = {
    "vault.json missing": (_gone(JSON), errors.NotAVault, 0),
    "vault.json a folder": (_a_folder, errors.NotAVault, 0),
    "vault.json empty": (_written(JSON, lambda _d: b""), errors.CannotOpen, 0),
    "vault.json cut": (_written(JSON, lambda d: d[:-1]), errors.CannotOpen, 0),
    "vault.json with more behind it": (_written(JSON, lambda d: d + b"\n"), errors.CannotOpen, 0),
    "vault.json of 70 KB": (_written(JSON, lambda d: d.ljust(70_000)), errors.CannotOpen, 0),
    "vault.json of a newer version": (
        _written(JSON, lambda d: d.replace(b'"format":1', b'"format":9')), errors.NewerVault, 0),
    "vault.json older": (_taken_from("old", JSON), errors.VaultDamaged, 0),
    "vault.json of another vault": (_taken_from("other", JSON), errors.VaultDamaged, 0),
    "vault.db missing": (_gone(DATABASE), errors.NotAVault, 0),
    "vault.db empty": (_written(DATABASE, lambda _d: b""), errors.NotAVault, 0),
    "vault.db of half a page": (_written(DATABASE, lambda d: d[: PAGE // 2]), errors.NotAVault, 0),
    "vault.db of ten pages": (_written(DATABASE, lambda d: d[: 10 * PAGE]), errors.VaultDamaged, 0),
    "vault.db cut within a page": (_written(DATABASE, lambda d: d[: 10 * PAGE + 77]), errors.VaultDamaged, 0),
    "vault.db with a page more": (_written(DATABASE, lambda d: d + bytes(PAGE)), OPENS, -1),
    "vault.db older": (_taken_from("old", DATABASE), errors.VaultDamaged, 0),
    "vault.db of another vault": (_taken_from("other", DATABASE), errors.VaultDamaged, 0),
    "vault.db in plain": (_plain_database, errors.VaultDamaged, 0),
    "vault.db all zeros": (_written(DATABASE, lambda d: bytes(len(d))), errors.VaultDamaged, 0),
    "vault.db, its salt changed": (_written(DATABASE, _flipped(3)), errors.VaultDamaged, 0),
    "vault.db, its first page changed": (_written(DATABASE, _flipped(3000)), errors.VaultDamaged, 0),
    "a log of noise": (lambda _h, f: _noise(f / "vault.db-wal"), OPENS, 0),
    "an attachment changed": (_in_place(blob, _flipped(5000)), OPENS, -1),
    "an attachment cut": (_in_place(blob, lambda d: d[:1000]), OPENS, -1),
    "an attachment empty": (_in_place(blob, lambda _d: b""), OPENS, -1),
    "an attachment longer": (_in_place(blob, lambda d: d + b"x"), OPENS, -1),
    "an attachment missing": (lambda _h, f: blob(f).unlink(), OPENS, -1),
    "an attachment that is another": (
        lambda _h, f: _copied(max((f / layout.BLOBS).rglob("*/*")), blob(f)), OPENS, -1),
    "all attachments missing": (_gone(layout.BLOBS), OPENS, -1),
    "an attachment nobody knows": (lambda _h, f: _stray(f), OPENS, 0),
    "a waiting bundle changed": (_in_place(waiting, _flipped(9000)), OPENS, 0),
    "a waiting bundle missing": (lambda _h, f: waiting(f).unlink(), OPENS, 0),
    "a file of somebody's": (lambda _h, f: _noise(f / "holiday.txt"), OPENS, 0),
}  # fmt: skip


def _noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(9000))


def _stray(folder: Path) -> None:
    (folder / layout.BLOBS / "00").mkdir(exist_ok=True)
    (folder / layout.BLOBS / "00" / ("00" * 16)).write_bytes(b"x")


def _state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != layout.LOCK
    }


@pytest.mark.parametrize("label", ROWS)
def test_what_is_said_and_that_nothing_is_made_or_lost(harmed: Harmed, label: str) -> None:
    harm, answer, sentences = ROWS[label]
    folder = harmed.copy()
    harm(harmed, folder)
    before = _state(folder)
    if answer != OPENS:
        assert not isinstance(answer, str)
        with pytest.raises(answer) as caught:
            session.open_session(folder, making.PASSPHRASE)
        assert len(str(caught.value)) > 20
        assert _state(folder) == before, "a vault that does not open is left as it was"
        return
    with session.open_session(folder, making.PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert _records(opened) == harmed.records
        problems = report["problems"]
        assert len(problems) > 0 if sentences < 0 else problems == []
        assert report["damage"] or not problems or label.startswith("vault.db")


def _answer(opened: Session, harmed: Harmed, out: Path) -> str:
    """Read everything: each answer is the right one, or none is given and it is said."""
    missed = 0
    try:
        assert {row["id"] for row in casework.listing(opened)} == set(harmed.records)
    except errors.KeepsakeError:
        missed += 1
    for record, fields in harmed.records.items():
        try:
            assert casework.show(opened, record)["fields"] == fields
            found = _attachments(opened, {record: fields}, out)
        except errors.KeepsakeError:
            missed += 1
        else:
            assert all(harmed.files[sha256] == sha256 == copied for sha256, copied in found.items())
    return "some could not be read" if missed else "all is right"


def test_a_changed_byte_anywhere_is_refused_or_told_and_never_a_wrong_answer(harmed: Harmed) -> None:
    """The key derivation is left out here: bytes of `vault.json` have their own tests, every one of them."""
    key_file, vault_key = keyfile.unlocked(harmed.whole, making.PASSPHRASE)
    dice = random.Random(20)
    sizes = {name: len(data) for name, data in _state(harmed.whole).items() if name != JSON}
    places = [(DATABASE, n * PAGE + dice.randrange(PAGE)) for n in range(sizes[DATABASE] // PAGE)]
    dice.shuffle(places)
    places = places[:FLIPS]
    places += [(name, dice.randrange(size)) for name, size in sizes.items() if name != DATABASE for _n in range(15)]
    tally: Counter[tuple[str, str]] = Counter()
    out = harmed.place / "out"
    for name, at in places:
        folder = harmed.copy()
        _written(name, _flipped(at))(harmed, folder)
        kind = name.partition("/")[0]
        try:
            opened = vaults.open_by_key(folder, bytearray(vault_key), lock.take(folder), key_file)
        except errors.VaultDamaged:
            tally[kind, "refused"] += 1
            continue
        one = session._session(opened)
        try:
            answer = _answer(one, harmed, out)
            told = bool(checking.verify(one)["problems"])
        finally:
            with suppress(errors.VaultError):  # what it would write last may be on the page
                one.close()
        if kind != layout.QUARANTINE:
            assert told, f"a changed byte of {name} at {at} is not told"
        tally[kind, f"{answer}, {'told by verify' if told else 'told when it is let in'}"] += 1
    print()
    for (kind, answer), times in sorted(tally.items()):
        print(f"  {kind:<12} {answer:<60} {times:>4} of {sum(n for (k, _a), n in tally.items() if k == kind)}")
    assert sum(tally.values()) == len(places)
