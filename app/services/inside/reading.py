"""What a file is by its beginning, and who reads it; everything of it may be made to do harm."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from email.errors import MessageError

from app.services.inside import office, pdf, picture, recording, warc, web
from app.services.inside.facts import Facts, Source, Unreadable, tidy

LARGEST = 256 << 20
"""Bytes of what is read whole; films and web archives are read as they come, however long."""

STREAMED = (b"WARC/", b"\x1f\x8b")

_SOUNDS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"fLaC", b"OggS", b"RIFF", b"FORM")
_STILL = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_PAGE = re.compile(rb"(?is)\A\s*(?:<!--.{0,2000}?-->\s*)*(?:<!doctype\s+html|<html|<head)")
_MAIL = re.compile(rb"(?im)^(?:MIME-Version|Snapshot-Content-Location):")


HARMED = (
    *(ArithmeticError, EOFError, LookupError, MemoryError, OSError, RuntimeError, ValueError),
    *(MessageError, zipfile.BadZipFile, zlib.error),
)
"""What the standard library's readers raise on files made to do harm; RuntimeError is also a recursion too deep."""


def facts_of(source: Source) -> Facts:
    """Return what a file says of itself; nothing for a kind that is not read. Raises Unreadable or Protected."""
    try:
        return tidy(_read(source))
    except HARMED:
        raise Unreadable from None


def _read(source: Source) -> Iterable[tuple[str, object]]:
    head = source.head
    if head[4:8] == b"ftyp" and head[8:12] not in _STILL:
        return recording.film(source)
    if head.startswith(STREAMED):
        return _archive(source)
    if head.startswith((b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"\x89PNG", b"GIF8")) or head[4:8] == b"ftyp":
        return picture.read(source.all(LARGEST))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return picture.read(source.all(LARGEST))
    if b"%PDF-" in head[:1024]:
        return pdf.read(source.all(LARGEST))
    if head.startswith(b"PK\x03\x04"):
        return _packed(source.all(LARGEST))
    if head.startswith(_SOUNDS):
        return recording.sound(source.all(LARGEST))
    if _PAGE.search(head):
        return web.html(source.all(LARGEST))
    if _MAIL.search(head) and b"multipart/related" in head.lower():
        return web.mhtml(source.all(LARGEST))
    return ()


def _archive(source: Source) -> Iterator[tuple[str, object]]:
    told = warc.Told()
    warc.read(source.read, told)
    yield from told.facts()


def _packed(data: bytes) -> Iterator[tuple[str, object]]:
    packed = office.opened(data)
    yield from (web.wacz if "datapackage.json" in packed.namelist() else office.read)(packed)
