"""Looking at attachments: from memory, whatever they are made of, until the window closes or the vault locks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtWidgets import QLabel, QTextEdit

from app.services import attachments
from app.ui.files.preview import Preview, look_at
from tests.gui import file_samples as samples
from tests.gui.conftest import Window
from tests.gui.pace import Pace

TEXT = "قالت إنها رأت سيارة بيضاء عند البوابة.\n这是第二行。\nAnd a third.\n"


def _saved(image: QImage, format_: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, format_.encode()).write(image)
    return bytes(buffer.data().data())


def _picture(width: int = 300, height: int = 200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    return image


class Looking:
    """Takes bytes in and looks at them."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.shown: Preview | None = None

    def at(self, data: bytes, name: str = "x.bin") -> Preview:
        item = self.window.do(lambda session: attachments.take_from(session, io.BytesIO(data), name, len(data)))
        self.shown = look_at(self.window.shell, self.window.desk, item)
        self.window.settle()
        self.window.wait(self.window.shell.jobs.idle)
        return self.shown

    def words(self) -> str:
        """Return every word in sight."""
        assert self.shown is not None
        return "\n".join(one.text() for one in self.shown.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def looking(window: Window) -> Iterator[Looking]:
    made = Looking(window)
    yield made
    if made.shown is not None and shiboken6.isValid(made.shown):
        made.shown.reject()


def _colour(shown: Preview) -> str:
    image = shown._picture.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def test_a_picture_fits_and_is_zoomed_by_keys(looking: Looking) -> None:
    shown = looking.at(_saved(_picture(3000, 2000), "png"))
    assert shown.windowTitle() == "Preview"
    assert _colour(shown) == "#3366aa"
    fitted = shown._picture.zoom
    assert fitted < 1
    for key, larger in ((Qt.Key.Key_Plus, True), (Qt.Key.Key_0, False), (Qt.Key.Key_Minus, False)):
        before = shown._picture.zoom
        looking.window.qtbot.keyClick(shown._picture, key)
        assert (shown._picture.zoom > before) is larger
    assert shown._picture.accessibleName() == "Picture, 3000 by 2000 pixels"


def test_a_photograph_taken_sideways_stands_upright(looking: Looking) -> None:
    shown = looking.at(samples.turned_jpeg(_saved(_picture(300, 200), "jpeg")), "IMG.JPG")
    assert shown._picture._canvas.levels[0].size().toTuple() == (200, 300)


def test_a_very_large_photograph_is_decoded_smaller(looking: Looking) -> None:
    shown = looking.at(_saved(_picture(12_000, 9_000), "jpeg"))
    size = shown._picture._canvas.levels[0].size()
    assert 40_000_000 < size.width() * size.height() <= 50_000_000


def test_pages_of_a_pdf_are_turned(looking: Looking) -> None:
    shown = looking.at(samples.pdf("First", "Second"))
    assert "Page 1 of 2" in looking.words()
    assert _colour(shown) == "#ffffff"
    first = shown._picture._canvas.levels[0]
    assert max(first.width(), first.height()) == 2400
    looking.window.qtbot.keyClick(shown._picture, Qt.Key.Key_PageDown)
    looking.window.settle()
    assert "Page 2 of 2" in looking.words()
    assert shown._picture._canvas.levels[0] != first
    looking.window.qtbot.keyClick(shown._picture, Qt.Key.Key_PageDown)
    looking.window.qtbot.keyClick(shown._picture, Qt.Key.Key_PageUp)
    looking.window.settle()
    assert "Page 1 of 2" in looking.words()
    for _n in range(12):
        looking.window.qtbot.keyClick(shown._picture, Qt.Key.Key_Plus)
    looking.window.settle()
    assert max(shown._picture._canvas.levels[0].size().toTuple()) == 6000


def test_a_text_in_arabic_is_read_from_the_right(looking: Looking) -> None:
    shown = looking.at(TEXT.encode(), "note.png")  # whatever it is called
    view = shown.findChild(QTextEdit)
    assert isinstance(view, QTextEdit)
    assert view.isVisible()
    assert view.toPlainText() == TEXT
    block = view.document().firstBlock().layout().lineAt(0)
    assert block.naturalTextRect().left() > block.width() / 3
    assert looking.window.shell.isVisible()


def test_a_long_text_comes_in_parts_and_its_markup_stays_text(looking: Looking) -> None:
    shown = looking.at(("<b>line</b>\n" * 300_000).encode())
    view = shown.findChild(QTextEdit)
    assert isinstance(view, QTextEdit)
    assert view.toPlainText().startswith("<b>line</b>\n")
    assert "Part 1 of" in looking.words()
    assert "Only its beginning is shown" in looking.words()
    pace = Pace()
    shown._after.click()
    assert pace.felt < 1
    assert "Part 2 of" in looking.words()


HOSTILE = {
    "a picture too large": samples.bomb_png,
    "a picture cut off": lambda: _saved(_picture(), "png")[:200],
    "a picture of noise": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50,
    "a photograph of noise": lambda: b"\xff\xd8\xff" + bytes(range(256)) * 50,
    "a GIF of noise": lambda: b"GIF89a" + bytes(range(256)) * 50,
    "a WebP of noise": lambda: b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(range(256)) * 50,
    "a TIFF of noise": lambda: b"II*\0" + bytes(range(256)) * 50,
    "a bitmap of noise": lambda: b"BM" + bytes(range(255, 0, -1)) * 50,
    "a PDF of noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50,
    "a PDF cut off": lambda: samples.pdf("One", "Two")[:300],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_broken_and_hostile_files_get_one_calm_message(looking: Looking, what: str) -> None:
    shown = looking.at(HOSTILE[what]())
    assert "cannot be shown" in looking.words()
    assert "kept as it came" in looking.words()
    assert looking.window.shell.messages.text == ""
    assert shown.isVisible()


def test_a_tiny_picture_with_a_huge_comment_does_no_harm(looking: Looking) -> None:
    shown = looking.at(samples.comment_bomb_png())
    assert shown._body.currentWidget() is shown._picture


def test_sound_and_unknown_files_are_named_by_their_hash(looking: Looking) -> None:
    looking.at(b"ID3\x04" + bytes(1000), "song.mp3")
    assert "not shown here" in looking.words()
    assert looking.shown is not None
    digest = str(looking.shown._item["sha256"])
    assert digest in looking.words().replace(" ", "")
    looking.shown.reject()
    looking.at(b"PK\x03\x04" + bytes(range(256)) * 8, "letter.docx")
    assert "not shown here" in looking.words()


def test_contents_that_are_not_here_are_told(looking: Looking) -> None:
    window = looking.window
    looking.shown = look_at(window.shell, window.desk, {"id": "a", "name": "x", "sha256": "ab" * 32, "size": 1})
    window.settle()
    assert "may come in another bundle" in looking.words()


@pytest.mark.parametrize("end", ["lock", "close"])
def test_the_process_that_draws_ends_with_the_preview(looking: Looking, end: str) -> None:
    shown: Any = looking.at(samples.pdf("First", "Second"))
    process = shown._pages._process
    assert shown._pages.alive
    command = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"HOME=" not in command
    if end == "lock":
        looking.window.shell.lock()
        assert not shown.isVisible()
    else:
        shown.reject()
    assert process.poll() is not None
    assert shown._picture._canvas.levels == ()
    looking.window.wait(lambda: not shiboken6.isValid(shown))
    looking.window.wait(looking.window.shell.jobs.idle)


def test_locking_in_the_middle_of_drawing_waits_for_nothing(looking: Looking) -> None:
    window = looking.window
    data = samples.endless_pdf()
    item = window.do(lambda session: attachments.take_from(session, io.BytesIO(data), "x.pdf", len(data)))
    shown = look_at(window.shell, window.desk, item)
    window.wait(lambda: shown._count == 1)
    process = shown._pages._process
    assert process is not None
    pace = Pace()
    window.shell.lock()
    assert pace.felt < 1
    assert process.poll() is not None
    window.wait(window.shell.jobs.idle)


@pytest.mark.parametrize("end", ["lock", "close"])
def test_a_pdf_that_is_slow_to_open_holds_up_neither_reading_nor_the_end(looking: Looking, end: str) -> None:
    window = looking.window
    data = samples.slow_pdf()
    item = window.do(lambda session: attachments.take_from(session, io.BytesIO(data), "x.pdf", len(data)))
    shown = looking.shown = look_at(window.shell, window.desk, item)
    window.wait(lambda: shown._pages.alive)
    process = shown._pages._process
    assert process is not None
    found: list[int] = []
    window.desk.jobs.read(lambda session: int(session.vault.db.value("SELECT count(*) FROM record") or 0), found.append)
    window.wait(lambda: found)
    assert shown._pages.alive
    pace = Pace()
    window.shell.lock() if end == "lock" else shown.reject()
    assert pace.felt < 1
    assert process.poll() is not None
    window.wait(window.shell.jobs.idle)
