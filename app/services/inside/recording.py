"""Sound and film: duration and tags, by the library tinytag; the time and place a phone writes into its films."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.services.inside.facts import Source, Unreadable, clean, moment

MOST = 64 << 20
"""Bytes of what describes a film, which stand together in one place."""
_FROM = datetime(1904, 1, 1, tzinfo=UTC)
_BOXES = (b"moov", b"udta", b"meta", b"ilst", b"trak", b"mdia")
_POINT = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_QUICKTIME = {
    "com.apple.quicktime.make": "camera_make",
    "com.apple.quicktime.model": "camera_model",
    "com.apple.quicktime.software": "software",
    "com.apple.quicktime.creationdate": "taken",
    "com.apple.quicktime.location.ISO6709": "place",
    "com.apple.quicktime.author": "author",
    "com.android.version": "software",
}
_USERS = {b"\xa9mak": "camera_make", b"\xa9mod": "camera_model", b"\xa9swr": "software", b"\xa9xyz": "place"}


def film(source: Source) -> Iterator[tuple[str, object]]:
    """Yield what an MP4, MOV or M4A says of itself; pictures and sound are read over, wherever they stand in it."""
    while len(head := source.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        left = size - 8
        if size == 1:
            left = int.from_bytes(source.read(8), "big") - 16
        elif size == 0:
            left = source.size
        if left < 0:
            raise Unreadable
        if kind != b"moov":
            source.skip(left)
        elif left > MOST:
            raise Unreadable
        else:
            yield from _described(source.read(left))


def _described(data: bytes) -> Iterator[tuple[str, object]]:
    keys: list[str] = []
    for kind, body in _walk(data, 0):
        if kind == b"mvhd" and len(body) >= 32:
            yield from _movie(body)
        elif kind in _USERS and len(body) > 4:
            yield from _value(_USERS[kind], body[4:])
        elif kind == b"keys" and len(body) >= 8:
            keys = _keys(body[8:])
        elif kind.startswith(b"\0") and (n := int.from_bytes(kind, "big")) <= len(keys) and body[4:8] == b"data":
            code = _QUICKTIME.get(keys[n - 1])
            if code:
                yield from _value(code, body[16:])


def _walk(data: bytes, depth: int) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if size < 8 or at + size > len(data):
            return
        body = data[at + 8 : at + size]
        if kind in _BOXES and depth < 8:
            if kind == b"meta" and body[:4] == bytes(4):
                body = body[4:]
            yield from _walk(body, depth + 1)
        else:
            yield kind, body
        at += size


def _keys(data: bytes) -> list[str]:
    found, at = list[str](), 0
    while at + 8 <= len(data) and len(found) < 1000:
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8:
            break
        found.append(clean(data[at + 8 : at + size]))
        at += size
    return found


def _movie(body: bytes) -> Iterator[tuple[str, object]]:
    if body[0] == 1:
        created, _changed, scale, length = struct.unpack(">QQIQ", body[4:32])
    else:
        created, _changed, scale, length = struct.unpack(">IIII", body[4:20])
    if 2_082_844_800 < created < 6_000_000_000:  # from 1970 on; a clock never set says 1904
        yield "recorded", (_FROM + timedelta(seconds=created)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if scale and length < 1 << 40:
        yield "duration", duration(length / scale)


def _value(code: str, data: bytes) -> Iterator[tuple[str, object]]:
    text = clean(data)
    if code == "place":
        found = _POINT.match(text)
        if found:
            yield "place", f"{float(found[1]):.6f}, {float(found[2]):.6f}"
            if found[3]:
                yield "altitude", f"{float(found[3]):.0f} m"
    else:
        yield code, moment(text) if code == "taken" else text


def duration(seconds: float) -> str:
    """Return a length as hours, minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def sound(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what a sound recording says of itself."""
    from tinytag import TinyTag  # noqa: PLC0415 - only for sound

    try:
        tag = TinyTag.get(file_obj=io.BytesIO(data))
    except Exception:  # noqa: BLE001 - whatever a hostile file does to the library
        raise Unreadable from None
    if tag.duration and tag.duration < 1e8:
        yield "duration", duration(tag.duration)
    for name, code in (
        ("title", "title"),
        ("artist", "author"),
        ("album", "album"),
        ("year", "taken"),
        ("comment", "comment"),
        ("composer", "author"),
    ):
        if value := getattr(tag, name, None):
            yield code, moment(value) or clean(value) if code == "taken" else value
    other = tag.other
    for name, code in (("encoded_by", "named_inside"), ("encoder_settings", "software"), ("copyright", "copyright")):
        for value in other.get(name) or []:
            yield code, value
    if tag.samplerate:
        yield "sound_format", f"{tag.samplerate} Hz, {tag.channels or '?'}"
