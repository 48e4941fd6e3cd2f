"""What contents are by themselves, text in any old encoding, and the process that draws a PDF."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.base.errors import BadInput, VaultDamaged
from app.services import attachments, casework, keyless, pages, previewing
from app.services.pages import CannotShow, Pages
from app.services.previewing import Kind
from app.services.session import Session
from app.storage import blobs
from tests.gui import file_samples as samples

ROOT = Path(__file__).resolve().parents[3]


def _taken(vault: Session, data: bytes, name: str = "x") -> str:
    return str(attachments.take_from(vault, io.BytesIO(data), name, len(data))["sha256"])


@pytest.mark.parametrize(
    ("head", "kind", "format_"),
    [
        (b"\x89PNG\r\n\x1a\n....", Kind.IMAGE, "png"),
        (b"\xff\xd8\xff\xe0", Kind.IMAGE, "jpeg"),
        (b"RIFF....WEBPVP8 ", Kind.IMAGE, "webp"),
        (b"RIFF....WAVEfmt ", Kind.AUDIO, ""),
        (b"\0\0\0\x18ftypisom", Kind.VIDEO, ""),
        (b"\0\0\0\x18ftypheic", Kind.OTHER, ""),
        (b"OggS\0\x02", Kind.AUDIO, ""),
        (b"\n\n%PDF-1.4\n", Kind.PDF, ""),
        (b"PK\x03\x04\x14\0", Kind.OTHER, ""),
        (b"<svg onload='x'>", Kind.TEXT, ""),
        ("曹顺利".encode("gb18030"), Kind.TEXT, ""),
        ("曹".encode("utf-16"), Kind.TEXT, ""),
        (b"", Kind.TEXT, ""),
    ],
)
def test_contents_are_known_by_their_first_bytes(head: bytes, kind: Kind, format_: str) -> None:
    assert previewing.kind_of(head) == (kind, format_)


@pytest.mark.parametrize(
    ("data", "text", "guessed"),
    [
        ("曹顺利，律师".encode(), "曹顺利，律师", False),
        ("曹顺利，律师".encode()[:-1], "曹顺利，律", False),
        (b"\xef\xbb\xbfone\r\ntwo\rthree", "one\ntwo\nthree", False),
        ("شهادة".encode("utf-16"), "شهادة", False),
        ("曹顺利，律师 1961".encode("gb18030"), "曹顺利，律师 1961", True),
        ("déjà vu, Älteste".encode("cp1252"), "déjà vu, Älteste", True),
        (b"a\x1b[31m", "a\N{REPLACEMENT CHARACTER}[31m", False),
        (b"", "", False),
    ],
)
def test_text_is_read_as_it_was_written(data: bytes, text: str, guessed: bool) -> None:
    assert previewing.decoded(data) == (text, guessed)


def test_no_line_and_no_part_is_long() -> None:
    text, _guessed = previewing.decoded(b"x" * 5000 + b"\n" * 5000)
    assert max(map(len, text.split("\n"))) == previewing.LINE
    parts = previewing.parted(text)
    assert "\n".join(parts) == text
    assert all(part.count("\n") < previewing.LINES for part in parts)
    assert previewing.parted("") == ("",)


def test_only_what_is_shown_is_read(vault: Session) -> None:
    long = previewing.load(vault, _taken(vault, b"word " * 400_000))
    assert (long.kind, long.cut, long.size) == (Kind.TEXT, True, 2_000_000)
    assert len("".join(long.parts).replace("\n", "")) <= previewing.TEXT
    other = previewing.load(vault, _taken(vault, b"PK\x03\x04\0" + os.urandom(50_000)))
    assert (other.kind, other.data, other.parts) == (Kind.OTHER, b"", ())
    image = b"\x89PNG\r\n\x1a\n" + os.urandom(600_000)
    assert previewing.load(vault, _taken(vault, image)).data == image


def test_what_is_too_large_missing_or_not_wanted_any_more(vault: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = _taken(vault, b"\x89PNG\r\n\x1a\n" + bytes(600_000))
    with pytest.raises(CannotShow):
        previewing.load(vault, picture, lambda: False)
    monkeypatch.setattr(previewing, "LARGEST", 500_000)
    with pytest.raises(CannotShow, match="too large"):
        previewing.load(vault, picture)
    with pytest.raises(VaultDamaged, match="another bundle"):
        previewing.load(vault, "ab" * 32)


def test_a_pdf_is_drawn_elsewhere(vault: Session) -> None:
    with_pages = Pages()
    loaded = previewing.load(vault, _taken(vault, samples.pdf("One", "Two", "Three")))
    assert loaded.kind is Kind.PDF
    assert with_pages.open(loaded.size, [loaded.data]) == 3
    first, second = with_pages.draw(0, 400), with_pages.draw(1, 400)
    assert (first.width, first.height) == (300, 400)
    assert first.pixels != second.pixels
    with pytest.raises(CannotShow):
        with_pages.draw(3, 400)
    assert with_pages.draw(2, 90_000).height == 6000
    with_pages.kill()
    assert not with_pages.alive
    with pytest.raises(CannotShow):
        with_pages.draw(0, 400)


def test_a_page_that_never_ends_is_given_up(vault: Session) -> None:
    with_pages = Pages(seconds=1)
    data = samples.endless_pdf()
    assert with_pages.open(len(data), [data]) == 1
    with pytest.raises(CannotShow):
        with_pages.draw(0, 400)
    with_pages.kill()


def test_a_process_told_to_end_before_it_began_never_begins() -> None:
    with_pages = Pages()
    with_pages.kill()
    with pytest.raises(CannotShow):
        with_pages.open(4, [b"%PDF"])


def test_the_drawing_process_writes_no_file_and_ends_with_its_input(tmp_path: Path) -> None:
    words = (
        "import sys; from app.services import keyless; keyless.limit()\n"
        "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))\n"
        "open(sys.argv[1], 'wb', 0).write(b'x' * 10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", words, str(tmp_path / "out")], cwd=ROOT, capture_output=True, check=False
    )
    assert done.stdout.startswith(b"(0, 0)")
    assert done.returncode != 0
    assert (tmp_path / "out").stat().st_size == 0
    data = samples.pdf("One")
    process = keyless.started(pages.ARGUMENT)
    assert process.stdin is not None
    process.stdin.write(len(data).to_bytes(8, "big") + data)
    process.stdin.close()
    assert process.wait(20) == 0
    assert process.stdout is not None
    process.stdout.close()


def test_contents_let_go_are_gone_unless_something_names_them(vault: Session, tmp_path: Path) -> None:
    kept, gone = _taken(vault, b"kept"), _taken(vault, b"gone")
    item = {"name": "x", "media_type": "text/plain", "size": 4, "sha256": kept, "role": "original"}
    casework.add(vault, "document", {"attachments": [item]})
    attachments.let_go(vault, kept)
    attachments.let_go(vault, gone)
    assert attachments.here(vault, [kept, gone, "ab" * 32]) == {kept}
    assert blobs.has(vault.vault, kept)
    attachments.copy_out(vault, kept, tmp_path / "copy", attachment="a1")
    assert (tmp_path / "copy").read_bytes() == b"kept"
    with pytest.raises(BadInput):
        attachments.copy_out(vault, gone, tmp_path / "other")
