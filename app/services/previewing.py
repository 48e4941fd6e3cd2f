"""Contents of an attachment for looking at: what they are, whatever they are called; in memory only."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from app.base.i18n import _
from app.services.pages import CannotShow
from app.services.session import Session
from app.storage import blobs

LARGEST = 256 << 20
"""Bytes of a picture or PDF that are shown."""
TEXT = 1 << 20
"""Bytes of a text that are shown."""
LINE = 2000
"""Characters of a line that are shown as one: longer ones would hold up the window."""
LINES, CHARACTERS = 2000, 200_000
"""Of a text that are shown at a time, for the same reason."""
HEAD = 4096
PIECE = 256 << 10

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
_SOUNDS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"fLaC", b"OggS", b"#!AMR", b"FORM")
_FILMS = (b"\x1a\x45\xdf\xa3", b"\0\0\x01\xba", b"\0\0\x01\xb3", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
_STILL = (b"heic", b"heix", b"mif1", b"avif")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH = re.compile(rb"[\x80-\xff]")
_PAIRS = re.compile(rb"[\x81-\xfe]{2}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Kind(Enum):
    """What contents are."""

    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Contents in memory: of an image its format and bytes, of a PDF its bytes, of a text its parts."""

    kind: Kind
    size: int
    format: str = ""
    data: bytes = field(default=b"", repr=False)
    parts: tuple[str, ...] = field(default=(), repr=False)
    cut: bool = False
    """Whether the text goes on."""
    guessed: bool = False
    """Whether the text's encoding was guessed."""


def load(session: Session, sha256: str, wanted: Callable[[], bool] = lambda: True) -> Loaded:
    """Return the contents with this hash, as far as they are shown; nothing in them is read or drawn yet.

    Stops early when `wanted` is false. Raises CannotShow, and VaultDamaged for contents missing or changed.
    """
    with blobs.open_blob(session.vault, sha256) as source:
        head = source.read(HEAD)
        kind, format_ = kind_of(head)
        if kind in (Kind.IMAGE, Kind.PDF) and source.size > LARGEST:
            raise CannotShow(
                _("This file is too large to be shown here; up to {most} MB are. It is kept as it came.").format(
                    most=LARGEST // 1_000_000
                )
            )

        def pieces(most: int) -> Iterator[bytes]:
            yield head
            left = min(source.size, most) - len(head)
            while left > 0 and (data := source.read(min(PIECE, left))):
                if not wanted():
                    raise CannotShow
                left -= len(data)
                yield data

        match kind:
            case Kind.IMAGE:
                return Loaded(kind, source.size, format_, data=b"".join(pieces(LARGEST)))
            case Kind.PDF:
                return Loaded(kind, source.size, data=b"".join(pieces(LARGEST)))
            case Kind.TEXT:
                text, guessed = decoded(b"".join(pieces(TEXT)))
                return Loaded(kind, source.size, parts=parted(text), cut=source.size > TEXT, guessed=guessed)
            case _:
                return Loaded(kind, source.size)


def kind_of(head: bytes) -> tuple[Kind, str]:
    """Return what contents are by their first bytes, and of a picture the name of its format."""
    for start, format_ in _IMAGES:
        if head.startswith(start):
            return Kind.IMAGE, format_
    if head[:4] == b"RIFF":
        inside = {b"WEBP": (Kind.IMAGE, "webp"), b"WAVE": (Kind.AUDIO, ""), b"AVI ": (Kind.VIDEO, "")}
        return inside.get(head[8:12], (Kind.OTHER, ""))
    if b"%PDF-" in head[:1024]:
        return Kind.PDF, ""
    if head[4:8] == b"ftyp":
        return Kind.OTHER if head[8:12] in _STILL else Kind.AUDIO if head[8:11] == b"M4A" else Kind.VIDEO, ""
    if head.startswith(_FILMS):
        return Kind.VIDEO, ""
    if head.startswith(_SOUNDS):
        return Kind.AUDIO, ""
    return (Kind.TEXT, "") if _is_text(head) else (Kind.OTHER, "")


def decoded(data: bytes) -> tuple[str, bool]:
    """Return bytes as text, and whether its encoding was guessed: neither UTF-8 nor what a mark says.

    Long lines are broken and control characters made visible, so that any file can be shown.
    """
    text, guessed = _decoded(data)
    text = _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (line[n : n + LINE] for line in text.split("\n") for n in range(0, len(line) or 1, LINE))
    return "\n".join(lines), guessed


def parted(text: str) -> tuple[str, ...]:
    """Return a text in parts of whole lines, each small enough to be shown at once; one at least."""
    parts: list[str] = []
    lines: list[str] = []
    length = 0
    for line in text.split("\n"):
        if lines and (len(lines) >= LINES or length + len(line) > CHARACTERS):
            parts.append("\n".join(lines))
            lines, length = [], 0
        lines.append(line)
        length += len(line) + 1
    return (*parts, "\n".join(lines))


def _decoded(data: bytes) -> tuple[str, bool]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), False
    with suppress(UnicodeDecodeError):
        return codecs.getincrementaldecoder("utf-8")().decode(data), False  # a letter cut off at the end is no error
    high = len(_HIGH.findall(data))
    chinese = 2 * len(_PAIRS.findall(data)) > 0.9 * high  # its letters are two such bytes; Western ones stand alone
    return data.decode("gb18030" if chinese else "cp1252", "replace"), True


def _is_text(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _CONTROL.search(head) is None
