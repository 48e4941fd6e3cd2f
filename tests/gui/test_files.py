"""Files taken into the vault from the window: dropped, pasted or chosen, stopped, looked at, copied out."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QWidget

from app.domain import ids, schema
from app.services import checking, drafting, previewing
from app.services.session import Session
from app.storage import log
from app.ui.files.attachments import AttachmentsEditor
from app.ui.page import scrolled
from tests.gui.conftest import Window
from tests.gui.keyboard import Heartbeat

MARKER = "Zeugin Mustafina"


class Form:
    """An editor of attachments in the window, as the page of a record holds it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.editor = AttachmentsEditor(window.desk, schema.OURS.fields_of("document")["attachments"])
        self.edits, self.settles = 0, 0
        self.editor.edited.connect(self._on_edited)
        self.editor.settled.connect(self._on_settled)
        self.area = scrolled(self.editor, "Form")
        window.shell._stack.addWidget(self.area)
        window.shell._stack.setCurrentWidget(self.area)

    def _on_edited(self) -> None:
        self.edits += 1

    def _on_settled(self) -> None:
        self.settles += 1

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.editor.value() or []

    def drop(self, *files: Path) -> None:
        """Drop files as a person does."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        where, copy, button = QPoint(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(where, copy, data, button, Qt.KeyboardModifier.NoModifier)
        QGuiApplication.sendEvent(self.editor._drop, enter)
        assert enter.isAccepted()
        QGuiApplication.sendEvent(
            self.editor._drop, QDropEvent(where, copy, data, button, Qt.KeyboardModifier.NoModifier)
        )

    def button(self, name: str) -> QAbstractButton:
        """Return the button in sight whose accessible name begins so."""
        found: list[QAbstractButton] = []

        def look() -> bool:
            every = self.area.findChildren(QAbstractButton)
            found[:] = [one for one in every if one.accessibleName().startswith(name) and one.isVisible()]
            return bool(found)

        self.window.wait(look)
        return found[0]


@pytest.fixture
def form(window: Window) -> Form:
    return Form(window)


def _blobs(session: Session) -> int:
    return int(session.vault.db.value("SELECT count(*) FROM blob") or 0)


def _files(folder: Path) -> list[Path]:
    return [path for path in (folder / "blobs").rglob("*") if path.is_file()]


def test_two_files_dropped_become_two_rows_and_go_into_the_draft(form: Form, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG not really")
    (tmp_path / "شهادة.txt").write_text("نص", encoding="utf-8")
    form.drop(tmp_path / "photo.png", tmp_path / "شهادة.txt")
    assert len(form.editor.takings()) == 2
    assert form.editor.busy
    form.window.wait(lambda: len(form.items) == 2)
    form.window.settle()
    assert [item["name"] for item in form.items] == ["photo.png", "شهادة.txt"]
    assert (form.edits, form.settles) == (2, 2)
    assert form.editor.takings() == []
    assert form.editor._left.isVisible()
    assert str(tmp_path) in form.editor._left._where.text()
    record = ids.new_record_id()
    items = form.items
    form.window.do(lambda session: drafting.save(session, record, "document", {"attachments": items}, ()))
    kept = form.window.do(lambda session: drafting.open_record(session, record)).fields["attachments"]
    assert kept == items


def test_a_large_one_stopped_half_way_leaves_nothing(form: Form, tmp_path: Path) -> None:
    big = tmp_path / "film.mp4"
    with big.open("wb") as file:
        file.truncate(200 << 20)
    before, files = form.window.do(_blobs), len(_files(form.window.folder))
    form.drop(big)
    (taking,) = form.editor.takings()
    form.window.wait(lambda: 0 < taking._bar.value() < 900)
    form.button("Stop taking film.mp4").click()
    form.window.settle()
    assert form.items == []
    assert "Stopped" in taking._state.text()
    assert form.window.do(_blobs) == before
    assert len(_files(form.window.folder)) == files
    report = form.window.do(checking.verify)
    assert not report["problems"], report
    form.button("Try again to take film.mp4").click()
    form.window.wait(lambda: len(form.items) == 1, timeout=120_000)
    assert form.items[0]["size"] == 200 << 20


def test_a_picture_of_the_clipboard_comes_in_without_a_file(form: Form) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#aa5500"))
    QGuiApplication.clipboard().setImage(image)
    form.button("Attach what was copied").click()
    form.window.wait(lambda: len(form.items) == 1)
    (item,) = form.items
    assert (item["media_type"], item["name"]) == ("image/png", "pasted picture.png")
    assert not form.editor._left.isVisible()
    data = form.window.do(lambda session: previewing.load(session, item["sha256"])).data
    assert QImage.fromData(data).size() == image.size()


def test_what_cannot_be_attached_is_told_in_its_row(form: Form, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    form.drop(tmp_path / "gone.txt", tmp_path, tmp_path / "pipe")
    form.window.settle()
    assert form.items == []
    assert all("Only files can be attached" in one._state.text() for one in form.editor.takings())
    (tmp_path / "gone.txt").write_text("back again")
    form.button("Try again to take gone.txt").click()
    form.window.wait(lambda: len(form.items) == 1)
    for one in form.editor.takings():
        one._close.click()
    assert form.editor.takings() == []


def test_a_file_on_its_way_never_ends_in_another_record(form: Form, tmp_path: Path) -> None:
    big = tmp_path / "film.mp4"
    with big.open("wb") as file:
        file.truncate(100 << 20)
    before = form.window.do(_blobs)
    form.drop(big)
    (taking,) = form.editor.takings()
    form.window.wait(lambda: taking._bar.value() > 0)
    form.editor.record = "another"
    form.editor.set_value(None)
    form.window.settle()
    assert form.items == []
    assert form.editor.takings() == []
    assert form.window.do(_blobs) == before


def test_what_is_said_of_an_item_and_what_is_not_known_of_it(form: Form, tmp_path: Path) -> None:
    known = {"id": "a1", "name": "one.jpg", "media_type": "image/jpeg", "size": 5, "sha256": "ab" * 32}
    first = {**known, "role": "original", "of": None, "taken": {"edtf": "2014"}, "colour": [1, {"x": 2}]}
    second = {**known, "id": "a2", "name": "two.jpg", "role": "a newer role", "of": "gone"}
    form.editor.set_value([first, second])
    form.window.settle()
    assert form.items == [first, second]
    assert form.edits == 0
    upper, lower = form.editor._rows
    assert "not in this vault" in upper._about.text()
    assert not upper._look.isEnabled()
    lower._role.setCurrentIndex(lower._role.findData("translation"))
    lower._role.activated.emit(lower._role.currentIndex())
    lower._of.setCurrentIndex(lower._of.findData("a1"))
    lower._of.activated.emit(lower._of.currentIndex())
    form.window.qtbot.keyClicks(lower._note, "by N.")
    assert form.items == [first, {**second, "role": "translation", "of": "a1", "note": "by N."}]
    form.button("Take one.jpg off the list").click()
    assert [item["id"] for item in form.items] == ["a2"]
    form.editor.set_value({"answer": "unknown"})
    assert form.editor.value() == {"answer": "unknown"}
    form.editor.set_value(None)
    assert form.editor.value() is None


def test_a_copy_goes_out_by_a_choice_the_log_notes_without_the_name(form: Form, tmp_path: Path) -> None:
    (tmp_path / f"{MARKER}.txt").write_text("her words")
    form.drop(tmp_path / f"{MARKER}.txt")
    form.window.wait(lambda: len(form.items) == 1)
    (item,) = form.items
    form.button(f"Copy {MARKER}").click()
    (go,) = [one for one in form.area.findChildren(QAbstractButton) if one.text() == "Choose where..."]
    assert go.isVisible()
    go.click()
    (dialog,) = form.window.shell.findChildren(QFileDialog)
    (tmp_path / "out").mkdir()
    dialog.setDirectory(str(tmp_path / "out"))
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    assert name.text() == f"{MARKER}.txt"
    dialog.accept()
    out = tmp_path / "out" / f"{MARKER}.txt"
    form.window.wait(out.exists)
    form.window.settle()
    assert out.read_text() == "her words"
    entries = form.window.do(lambda session: list(log.entries(session.vault, ("copied_out",))))
    assert entries[-1].detail == {"attachment": item["id"], "sha256": item["sha256"]}
    assert "not protected" in form.window.shell.messages.text


@pytest.mark.parametrize("fails", [False, True])
def test_a_copy_is_told_of_also_when_the_form_was_set_anew(form: Form, tmp_path: Path, fails: bool) -> None:
    (tmp_path / "a.txt").write_text("her words")
    form.drop(tmp_path / "a.txt")
    form.window.wait(lambda: len(form.items) == 1)
    items = form.items
    copy = form.editor._rows[0]._copy
    copy.ask(items[0])
    out = tmp_path / ("a.txt" if fails else "out.txt")
    copy._write(out)
    form.editor.set_value([])  # its row goes before the copy is there
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(copy)
    form.window.settle()
    told = form.window.shell.messages.text
    assert ("exists already" if fails else "not protected") in told


def test_every_part_has_a_name_and_tab_follows_sight(form: Form, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    form.drop(tmp_path / "a.txt", tmp_path / "gone")
    form.window.wait(lambda: len(form.items) == 1)
    form.window.settle()
    form.button("Copy a.txt").click()
    parts = [
        one
        for one in form.area.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    ]
    assert [one for one in parts if not (one.accessibleName() or one.text())] == []
    assert len(parts) >= 10
    form.editor.focus_first()
    seen = [form.window.shell.focusWidget()]
    while len(seen) < len(parts):
        form.window.qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
        seen.append(form.window.shell.focusWidget())
    assert set(seen) == set(parts)
    places = [one.mapTo(form.editor, one.rect().center()) for one in seen]
    assert places == sorted(places, key=lambda at: (at.y() // 20, at.x()))


def test_the_window_goes_on_while_much_is_attached(form: Form, tmp_path: Path) -> None:
    big = tmp_path / "film.mp4"
    with big.open("wb") as file:
        for _n in range(300):
            file.write(os.urandom(1 << 20))
    heart = Heartbeat()
    began = time.perf_counter()
    form.drop(big)
    form.window.wait(lambda: len(form.items) == 1, timeout=120_000)
    heart.stop()
    took = time.perf_counter() - began
    print(f"\n300 MB attached in {took:.1f} s ({300 / took:.0f} MB/s), longest gap {heart.longest * 1000:.0f} ms")
    assert heart.longest < 1
