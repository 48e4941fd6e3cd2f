"""What files say, copies made from an original, and the chain of custody, on the page of a record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.services import attachments, casework, drafting
from app.ui.files import choose
from app.ui.files.attachments import AttachmentsEditor
from app.ui.files.item import ItemRow
from app.ui.record.evidence import ChainOfCustody
from tests import telling_files as files
from tests.gui.conftest import Window
from tests.gui.meeting import BARE, introduce, other_vault


def words(widget: QWidget) -> str:
    """Return all that is in sight."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def press(window: Window, page: QWidget, name: str) -> None:
    """Press the button in sight whose accessible name, or text, begins so."""
    found: list[QAbstractButton] = []

    def look() -> bool:
        every = page.findChildren(QAbstractButton)
        found[:] = [one for one in every if one.isVisible() and (one.accessibleName() or one.text()).startswith(name)]
        return bool(found)

    window.wait(look)
    found[0].click()
    window.settle()


class Record:
    """A document with files, open on its page."""

    def __init__(self, window: Window, place: Path, made: dict[str, bytes], **fields: Any) -> None:
        self.window = window

        def add(session: Any) -> str:
            record = casework.add(session, "document", {"title": {"text": "Photo (invented)"}, **fields})
            for name, data in made.items():
                (place / name).write_bytes(data)
                attachments.attach(session, record, place / name)
            return record

        self.id = window.do(add)
        self.page = window.go("record", self.id)
        window.wait(lambda: self.page.findChildren(AttachmentsEditor))
        window.settle()

    @property
    def editor(self) -> AttachmentsEditor:
        found: AttachmentsEditor = self.page.findChildren(AttachmentsEditor)[0]
        return found

    @property
    def chain(self) -> ChainOfCustody:
        found = self.page.panels.find(ChainOfCustody)
        assert found is not None
        return found

    def saved(self) -> dict[str, Any]:
        """Return the fields after saving."""
        self.page.save()
        self.window.settle()
        fields: dict[str, Any] = self.window.do(lambda session: casework.state_of(session, self.id).fields)
        return fields


@pytest.fixture
def opened(window: Window, tmp_path: Path) -> Callable[..., Record]:
    def make(made: dict[str, bytes], **fields: Any) -> Record:
        return Record(window, tmp_path, made, **fields)

    return make


def test_a_photo_says_what_it_knows_and_what_can_give_people_away(opened: Callable[..., Record]) -> None:
    record = opened({"photo.jpg": files.photo()})
    press(record.window, record.page, "What photo.jpg says of itself")
    record.window.wait(lambda: files.SERIAL in words(record.editor))
    told = words(record.editor)
    assert "It can be wrong or forged. Compare it with what else you know." in told
    assert "1 March 2012, 14:02:00, time zone not said" in told
    assert "This file can tell who made it, or where: Author, Place, Serial number of the camera." in told
    assert hashlib.sha256(files.photo()).hexdigest() in told
    press(record.window, record.page, "Close what photo.jpg says")
    assert files.SERIAL not in words(record.editor)


def test_one_click_takes_a_value_over_and_cites_the_file(opened: Callable[..., Record]) -> None:
    record = opened({"photo.jpg": files.photo(error=12)})
    press(record.window, record.page, "What photo.jpg says of itself")
    press(record.window, record.page, "Take 1 March 2012, 14:02:00")
    press(record.window, record.page, "Take 39.904000")
    saved = record.saved()
    assert saved["date"]["edtf"] == "2012-03-01T14:02:00"
    assert saved["place"]["point"] == {"lat": 39904000, "lon": 116407000, "precision_m": 12}
    item = saved["attachments"][0]["id"]
    assert [(one["field"], one["attachment"]) for one in saved["cites"]] == [("date", item), ("place", item)]
    assert {one["source"] for one in saved["cites"]} == {record.id}
    record.page.form.undo()
    assert "place" not in record.page.fields()


def test_a_file_that_says_nothing_and_one_made_to_do_harm_are_told(opened: Callable[..., Record]) -> None:
    record = opened({"words.txt": b"words", "bad.docx": files.bomb_docx()})
    press(record.window, record.page, "What words.txt says")
    record.window.wait(lambda: "It says nothing of itself that can be read here." in words(record.editor))
    press(record.window, record.page, "What bad.docx says")
    record.window.wait(lambda: "It is kept as it came." in words(record.editor))


def test_before_a_photo_is_copied_out_it_is_said_what_it_gives_away(opened: Callable[..., Record]) -> None:
    record = opened({"photo.jpg": files.photo()})
    press(record.window, record.page, "Copy photo.jpg out")
    record.window.wait(lambda: "This file can tell who made it, or where" in words(record.editor))


def test_a_copy_is_added_below_its_original_and_says_how_it_was_made(
    opened: Callable[..., Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = opened({"photo.jpg": files.photo(), "other.txt": b"other"})
    covered = tmp_path / "covered.jpg"
    covered.write_bytes(files.jpeg())
    monkeypatch.setattr(choose, "open_files", lambda *_asked: _asked[-1]([covered]))
    press(record.window, record.page, "Add a copy made from photo.jpg")
    record.window.wait(lambda: len(record.editor.value()) == 3)
    record.window.settle()
    order = [record.editor._list.itemAt(at).widget().item["name"] for at in range(3)]
    assert order == ["photo.jpg", "covered.jpg", "other.txt"]

    def line(name: str) -> QLineEdit:
        return next(one for one in record.page.findChildren(QLineEdit) if one.accessibleName() == name)

    for name, text in (
        ("How it was made: covered.jpg", "Face covered"),
        ("Made by: covered.jpg", "K-3"),
        ("Made with: covered.jpg", "Tool 1"),
        ("Made on: covered.jpg", "2 March 2012"),
    ):
        line(name).setText(text)
        line(name).textEdited.emit(text)
    assert "Read as 2 March 2012" in words(record.editor)
    saved = record.saved()
    photo, _other, copy = saved["attachments"]
    assert (copy["role"], copy["of"]) == ("derivative", photo["id"])
    assert (copy["made_how"]["text"], copy["made_on"]["edtf"]) == ("Face covered", "2012-03-02")
    assert photo["sha256"] == hashlib.sha256(files.photo()).hexdigest()
    record.window.wait(lambda: any(one.kind == "made" for one in record.chain.events))
    assert "Made from photo.jpg; Face covered; Tool 1; K-3; 2 March 2012." in words(record.chain)


def test_taking_an_original_off_the_list_says_that_its_copies_stay(
    opened: Callable[..., Record], tmp_path: Path
) -> None:
    record = opened({"photo.jpg": files.photo()})
    original = record.editor.value()[0]
    (tmp_path / "small.jpg").write_bytes(files.jpeg(10, 10))
    record.editor.attach_made_from(original, [tmp_path / "small.jpg"])
    record.window.wait(lambda: len(record.editor.value()) == 2)
    record.window.settle()
    press(record.window, record.page, "Take photo.jpg off the list")
    assert "1 file made from it stays. Earlier versions keep the original." in words(record.window.shell)


def test_the_chain_of_custody_stands_below_the_files_with_its_gap(opened: Callable[..., Record]) -> None:
    record = opened({"photo.jpg": files.photo()}, obtained={"edtf": "2012-03-01"})
    record.window.wait(record.chain.isVisible)
    told = words(record.chain)
    assert "Of 1 time nothing is known." in told
    assert "Nothing is known between 1 March 2012 and" in told
    assert "Taken into the vault." in told
    press(record.window, record.page, "Compare the files now")
    record.window.wait(lambda: "1 file is as it was taken in" in words(record.chain))


def test_a_list_of_hashes_is_saved_beside_its_signature(
    opened: Callable[..., Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = opened({"photo.jpg": files.photo()})
    out = tmp_path / "list" / "SHA256SUMS"
    out.parent.mkdir()
    monkeypatch.setattr(choose, "save_as", lambda *_asked: _asked[-1](out))
    press(record.window, record.page, "Save a list of hashes")
    assert out.read_text() == f"{hashlib.sha256(files.photo()).hexdigest()}  photo.jpg\n"
    assert sorted(one.name for one in out.parent.iterdir()) == ["SHA256SUMS", "SHA256SUMS.sig", "SHA256SUMS.signers"]


def test_a_draft_that_is_no_version_has_no_chain_yet(window: Window) -> None:
    record = "ab" * 16
    window.do(lambda session: drafting.keep(session, record, "document", {"title": {"text": "New"}}, ()))
    page = window.go("record", record)
    assert not page.panels.find(ChainOfCustody).isVisible()


def test_before_sending_one_sees_which_files_give_people_away(opened: Callable[..., Record], tmp_path: Path) -> None:
    record = opened({"photo.jpg": files.photo(), "words.txt": b"words", "bad.pdf": b"%PDF-1.7 nothing"})
    with other_vault(tmp_path / "office") as office:
        introduce(record.window, office, tmp_path)
        page = record.window.go("send", records=[record.id])
        for _step in range(2):
            page.next()
            record.window.settle()
        press(record.window, page, "See which files can tell")
        record.window.wait(lambda: "1 cannot be read." in words(page))
        told = words(page).translate(BARE)
        assert "1 of the files can tell who made it, or where." in told
        assert "photo.jpg: Author, Place, Serial number of the camera" in told
        assert "words.txt" not in told


def test_looking_at_what_a_file_says_leaves_nothing_on_disk(opened: Callable[..., Record], tmp_path: Path) -> None:
    record = opened({"photo.jpg": files.photo()})
    (tmp_path / "photo.jpg").unlink()
    press(record.window, record.page, "What photo.jpg says of itself")
    record.window.wait(lambda: files.SERIAL in words(record.editor))
    record.window.close()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert [path for path in written if files.SERIAL.encode() in path.read_bytes()] == []


def test_locking_ends_a_reading_at_once(opened: Callable[..., Record]) -> None:
    record = opened({"photo.jpg": files.photo()})
    record.editor.findChildren(ItemRow)[0].show_facts()
    record.window.close()
    record.window.wait(record.window.shell.jobs.idle)
