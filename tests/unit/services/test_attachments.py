"""Attachments: taken in byte for byte, copied out by a logged choice, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from app.base import errors
from app.domain import ids
from app.services import attachments, authoring, casework, drafting
from app.services.session import Session
from app.storage import log
from app.storage import revisions as stored
from tests.unit.services import making

CONTENT = bytes(range(256)) * 1500


def _blob(vault: Session) -> Path:
    """Return the file that came last."""
    (name,) = vault.vault.db.one("SELECT name FROM blob ORDER BY n DESC LIMIT 1") or ("",)
    return vault.vault.folder / "blobs" / name


@pytest.fixture
def record(vault: Session) -> str:
    return casework.add(vault, "note", {"text": {"text": "with a photo"}})


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "曹 photo.jpg"
    path.write_bytes(CONTENT)
    return path


def _copies(vault: Session) -> list[dict[str, object]]:
    return [dict(entry.detail) for entry in log.entries(vault.vault, ("copied_out",))]


def test_in_and_out_again(vault: Session, record: str, photo: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    done = attachments.attach(vault, record[:12], photo, progress=lambda *counts: told.append(counts))
    assert set(done) == {"id", "attachment", "revision", "sha256", "size"}
    assert (done["id"], done["size"], done["sha256"]) == (record, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert told[-1] == (len(CONTENT), len(CONTENT))
    (item,) = casework.show(vault, record)["fields"]["attachments"]
    assert (item["name"], item["media_type"], item["role"]) == ("曹 photo.jpg", "image/jpeg", "original")
    before = len(_copies(vault))
    out = tmp_path / "copy"
    assert attachments.detach_copy(vault, record, done["attachment"], out) == {
        "path": str(out),
        "sha256": done["sha256"],
        "size": len(CONTENT),
    }
    assert out.read_bytes() == CONTENT
    assert out.stat().st_mode & 0o777 == 0o600
    assert _copies(vault)[before:] == [{"record": record, "attachment": done["attachment"], "sha256": done["sha256"]}]
    with pytest.raises(errors.BadInput):
        attachments.detach_copy(vault, record, done["attachment"], out)
    assert out.read_bytes() == CONTENT
    assert len(_copies(vault)) == before + 1
    making.standing(vault)


def test_an_empty_file_and_the_same_one_twice(vault: Session, record: str, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    items = [attachments.attach(vault, record, path)["attachment"] for path in (tmp_path / "empty", photo, photo)]
    assert len(set(items)) == 3
    for number, item in enumerate(items):
        attachments.detach_copy(vault, record, item, tmp_path / f"out {number}")
    assert [(tmp_path / f"out {number}").read_bytes() for number in range(3)] == [b"", CONTENT, CONTENT]
    making.standing(vault)


def test_where_a_copy_may_go(vault: Session, record: str, photo: Path, tmp_path: Path) -> None:
    item = attachments.attach(vault, record, photo)["attachment"]
    before = making.standing(vault)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    places = [tmp_path / "missing" / "copy", photo / "copy", tmp_path, vault.vault.folder / "copy"]
    places += [vault.vault.folder / "blobs" / "copy"]
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        places.append(tmp_path / "closed" / "copy")
    for place in places:
        with pytest.raises(errors.BadInput):
            attachments.detach_copy(vault, record, item, place)
    making.unchanged(vault, before)  # and none is logged
    with pytest.raises(errors.BadInput):
        attachments.detach_copy(vault, record, item, tmp_path / "link")
    assert not (tmp_path / "nowhere").exists()
    for wrong in ("", "x", item.upper()):
        with pytest.raises(errors.BadInput):
            attachments.detach_copy(vault, record, wrong, tmp_path / "copy")


@pytest.mark.parametrize("fault", ["first chunk", "last chunk", "cut", "missing"])
def test_a_damaged_one_leaves_nothing_outside(
    vault: Session, record: str, photo: Path, tmp_path: Path, fault: str
) -> None:
    photo.write_bytes(fault.encode() + CONTENT)  # contents of its own, in one file only
    item = attachments.attach(vault, record, photo)["attachment"]
    blob = _blob(vault)
    data = blob.read_bytes()
    place = 100 if fault == "first chunk" else len(data) - 5
    blob.write_bytes(data[:-1] if fault == "cut" else data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    if fault == "missing":
        blob.unlink()
    with pytest.raises(errors.VaultDamaged):
        attachments.detach_copy(vault, record, item, tmp_path / "copy")
    assert [path for path in tmp_path.iterdir() if path != photo] == []
    blob.write_bytes(data)
    making.standing(vault)


def test_what_would_fail_is_found_before_the_file_is_read(vault: Session, record: str, tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(8 << 30)  # takes no room
    before = making.standing(vault)
    with pytest.raises(errors.BadInput, match="8 GiB"):
        attachments.attach(vault, record, huge)
    unreadable = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jpg"))
    unreadable.write_bytes(b"photo")
    with pytest.raises(errors.BadInput):
        attachments.attach(vault, record, unreadable)
    (tmp_path / "fine.txt").write_bytes(b"fine")
    with pytest.raises(errors.BadField):
        attachments.attach(vault, record, tmp_path / "fine.txt", role="no such role")
    with pytest.raises(errors.UnknownRecord):
        attachments.attach(vault, "0" * 32, tmp_path / "fine.txt")
    making.unchanged(vault, before)


def test_a_source_that_fails_leaves_nothing(vault: Session, record: str, photo: Path) -> None:
    class _Pulled(Exception):
        pass

    def pulled(done: int, _total: int) -> None:
        if done > 100_000:
            raise _Pulled

    before = making.standing(vault)
    with pytest.raises(_Pulled):
        attachments.attach(vault, record, photo, progress=pulled)
    making.unchanged(vault, before)


def test_attaching_decides_nothing(vault: Session, photo: Path) -> None:
    record = casework.add(vault, "note", {"text": {"text": "t"}, "title": {"text": "t"}})
    attachments.attach(vault, record, photo)
    base = stored.get(vault.vault, casework.show(vault, record)["heads"][0])
    assert base
    fields = casework.show(vault, record)["fields"]
    (item,) = fields["attachments"]
    for number in range(2):
        side = {**fields, "title": {"text": f"title {number}"}}
        stored.save(vault.vault, making.revise(vault.keys, side, [base]))
    attachments.attach(vault, record, photo)
    shown = casework.show(vault, record)
    assert [one["path"] for one in shown["conflict"]] == ["title"]
    assert len(shown["fields"]["attachments"]) == 2
    casework.edit(vault, record, {"title": {"text": "decided"}})
    base = stored.get(vault.vault, casework.show(vault, record)["heads"][0])
    assert base
    fields = casework.show(vault, record)["fields"]
    for number in range(2):
        renamed = [{**item, "name": f"name {number}"}, fields["attachments"][1]]
        stored.save(vault.vault, making.revise(vault.keys, {**fields, "attachments": renamed}, [base]))
    head, other = casework.show(vault, record)["heads"]
    done = attachments.attach(vault, record, photo)
    made = stored.get(vault.vault, done["revision"])
    assert made
    assert made.header.parents == (head,)
    shown = casework.show(vault, record)
    assert [one["path"] for one in shown["conflict"]] == [f"attachments/{item['id']}"]
    assert set(shown["heads"]) == {other, done["revision"]}
    assert len(shown["fields"]["attachments"]) == 3
    assert len(stored.fields_of(vault.vault, done["revision"])["attachments"]) == 3
    making.standing(vault)


def test_attaching_beside_a_conflict_writes_nothing_of_the_other_side(vault: Session, record: str, photo: Path) -> None:
    (base,) = stored.of_record(vault.vault, record)
    fields = casework.show(vault, record)["fields"]
    for number in range(2):
        item = {"id": f"item{number}", "name": "x", "size": 1, "sha256": f"{number}" * 64, "role": "original"}
        side = {**fields, "title": {"text": f"title {number}"}, "attachments": [item]}
        stored.save(vault.vault, making.revise(vault.keys, side, [base]))
    head = casework.show(vault, record)["heads"][0]
    done = attachments.attach(vault, record, photo)
    items = stored.fields_of(vault.vault, done["revision"])["attachments"]
    (own,) = stored.fields_of(vault.vault, head)["attachments"]
    assert [one["id"] for one in items] == [own["id"], done["attachment"]]


def test_nothing_is_kept_of_what_could_not_be_named(
    vault: Session, record: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo.write_bytes(b"new here")
    before = making.standing(vault)
    with pytest.raises(errors.BadField):
        attachments.attach(vault, record, photo, role="copy")

    def fail(*_args: object) -> str:
        raise errors.NoRoom("full")

    monkeypatch.setattr(authoring, "save", fail)
    with pytest.raises(errors.NoRoom):
        attachments.attach(vault, record, photo)
    making.unchanged(vault, before)


def test_what_nothing_came_to_name_goes_with_the_next_open(tmp_path: Path) -> None:
    names = ("saved", "drafted", "in vain")
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    with making.create(tmp_path / "vault", "Wren") as opened:
        items = {name: attachments.take(opened, tmp_path / name) for name in names}
        casework.add(opened, "document", {"attachments": [items["saved"]]})
        drafting.keep(opened, ids.new_record_id(), "note", {"attachments": [items["drafted"]]}, ())
    with making.reopen(opened) as opened:
        left = attachments.here(opened, [item["sha256"] for item in items.values()])
        assert left == {items["saved"]["sha256"], items["drafted"]["sha256"]}
        assert len([path for path in (tmp_path / "vault" / "blobs").rglob("*") if path.is_file()]) == 2
        making.standing(opened)
