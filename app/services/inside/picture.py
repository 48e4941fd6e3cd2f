"""Pictures: what EXIF says of the camera, the time, the place and the person; EXIF is read by the library exifread."""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from app.services.inside import markup
from app.services.inside.facts import clean, moment

PLAIN = (
    ("Image Make", "camera_make"),
    ("Image Model", "camera_model"),
    ("EXIF LensMake", "lens"),
    ("EXIF LensModel", "lens"),
    ("EXIF BodySerialNumber", "serial"),
    ("MakerNote SerialNumber", "serial"),
    ("MakerNote InternalSerialNumber", "serial"),
    ("EXIF LensSerialNumber", "lens_serial"),
    ("EXIF CameraOwnerName", "owner"),
    ("MakerNote OwnerName", "owner"),
    ("Image Artist", "author"),
    ("Image XPAuthor", "author"),
    ("Image Copyright", "copyright"),
    ("Image Software", "software"),
    ("Image HostComputer", "software"),
    ("Image ImageDescription", "description"),
    ("Image XPTitle", "title"),
    ("Image XPComment", "comment"),
    ("EXIF UserComment", "comment"),
    ("EXIF ImageUniqueID", "image_id"),
)
MOMENTS = (
    ("EXIF DateTimeOriginal", "taken", "EXIF OffsetTimeOriginal"),
    ("EXIF DateTimeDigitized", "digitised", "EXIF OffsetTimeDigitized"),
    ("Image DateTime", "changed", "EXIF OffsetTime"),
)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def read(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what a picture says of itself."""
    size = size_of(data)
    if size is not None:
        yield "picture_size", f"{size[0]} × {size[1]}"
    tags = _tags(data)
    for name, code in PLAIN:
        if name in tags:
            yield code, _words(tags[name])
    for name, code, zone in MOMENTS:
        if name in tags and (said := moment(_words(tags[name]))):
            offset = _words(tags[zone]) if zone in tags else ""
            yield code, moment(f"{said}{offset}") or said
    yield from _where(tags)
    yield from _preview(tags.get("JPEGThumbnail"), size)
    yield from markup.packet(data)


def _tags(data: bytes) -> Mapping[str, Any]:
    import exifread  # noqa: PLC0415 - only for pictures

    logging.getLogger("exifread").disabled = True
    for details in (True, False):  # what makers add in their own way may be beyond the library
        try:
            return exifread.process_file(io.BytesIO(data), details=details)
        except Exception:  # noqa: BLE001, S112 - whatever a hostile file does to the library
            continue
    return {}


def _words(tag: Any) -> str:
    values = getattr(tag, "values", tag)
    if isinstance(values, list) and values and all(isinstance(one, int) for one in values):
        raw = bytes(one & 0xFF for one in values)
        name = str(getattr(tag, "printable", ""))
        if raw[:8] in (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", bytes(8)):  # a comment says how it is written
            return clean(raw[8:].decode("utf-16" if raw[:7] == b"UNICODE" else "utf-8", "replace")) or name
        if len(raw) > 3 and raw[1::2].count(0) > len(raw) // 4:  # Windows writes its own in UTF-16
            return clean(raw.decode("utf-16-le", "replace"))
        return clean(name)
    if isinstance(values, str):
        return clean(values)
    return clean(getattr(tag, "printable", values))


def _where(tags: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    point = _degrees(tags, "Latitude", "S", 90), _degrees(tags, "Longitude", "W", 180)
    if point[0] is not None and point[1] is not None:
        error = _number(tags.get("GPS GPSHPositioningError") or tags.get("GPS Tag 0x001F"))
        yield "place", f"{point[0]:.6f}, {point[1]:.6f}" + (f" ±{error:.0f} m" if error is not None else "")
    if (height := _number(tags.get("GPS GPSAltitude"))) is not None:
        below = clean(_words(tags.get("GPS GPSAltitudeRef", ""))).startswith(("1", "Below"))
        yield "altitude", f"{-height if below else height:.0f} m"
    if (towards := _number(tags.get("GPS GPSImgDirection"))) is not None:
        yield "direction", f"{towards:.0f}°"
    date = clean(_words(tags.get("GPS GPSDate", "")))
    at = [_ratio(one) for one in getattr(tags.get("GPS GPSTimeStamp"), "values", [])]
    if len(at) == 3 and all(one is not None for one in at):
        hour, minute, second = (int(one or 0) for one in at)
        yield "satellite_time", moment(f"{date} {hour:02}:{minute:02}:{second:02}Z")


def _degrees(tags: Mapping[str, Any], name: str, negative: str, most: int) -> float | None:
    parts = [_ratio(one) for one in getattr(tags.get(f"GPS GPS{name}"), "values", [])]
    if not 1 <= len(parts) <= 3 or any(one is None for one in parts):
        return None
    degrees = sum((one or 0.0) / (1, 60, 3600)[n] for n, one in enumerate(parts))
    if not 0 <= degrees <= most:
        return None
    return -degrees if _words(tags.get(f"GPS GPS{name}Ref", "")).startswith(negative) else degrees


def _number(tag: Any) -> float | None:
    values = getattr(tag, "values", None)
    return _ratio(values[0]) if isinstance(values, list | tuple) and values else None


def _ratio(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return found if abs(found) < 1e9 else None


def _preview(preview: object, size: tuple[int, int] | None) -> Iterator[tuple[str, object]]:
    if not isinstance(preview, bytes):
        return
    inner = size_of(preview)
    yield "preview", f"{inner[0]} × {inner[1]}" if inner else f"{len(preview)} B"
    if inner and size and min(*inner, *size) > 0:
        shapes = (inner[0] / inner[1], inner[1] / inner[0])
        if min(abs(one - size[0] / size[1]) for one in shapes) > 0.05:
            yield "preview_differs", f"{inner[0]} × {inner[1]} : {size[0]} × {size[1]}"


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height as the file's own frame says them; None for a format where they are not looked for."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data.startswith(b"GIF8") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None
