"""Files to look at, made by hand: good ones, and such as are made to do harm."""

from __future__ import annotations

import struct
import zlib


def pdf(*pages: str, box: str = "0 0 300 400") -> bytes:
    """Return a PDF with these words on its pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, words in enumerate(pages):
        drawing = f"BT /F1 24 Tf 40 300 Td ({words}) Tj ET"
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {fonts} /Contents {5 + 2 * n} 0 R >>")
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    return _of(objects)


def endless_pdf() -> bytes:
    """Return a PDF whose only page draws for ever: forms that draw one another twice, sixty deep."""
    depth = 60
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    for n in range(depth):
        inner = "/X Do /X Do" if n < depth - 1 else "0 0 9 9 re f"
        named = f"/Resources << /XObject << /X {6 + n} 0 R >> >>" if n < depth - 1 else ""
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] {named} /Length {len(inner)} >>"
        objects.append(f"{head}\nstream\n{inner}\nendstream")
    return _of(objects)


def slow_pdf() -> bytes:
    """Return what looks like a PDF and keeps whoever opens it busy for very long."""
    return b"%PDF-1.7\n" + b"1 0 obj<</Length 99>>stream\n" * 1_000_000


def _of(objects: list[str]) -> bytes:
    """Return the file of a PDF's objects, numbered from 1."""
    out, places = "%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, start = len(places) + 1, len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    return (out + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").encode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: bytes, *extra: bytes) -> bytes:
    """Return a grey PNG that says it is so large, whatever its rows are."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    parts = (head, *extra, _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def bomb_png() -> bytes:
    """Return a small file that says it is a picture of 40,000 by 40,000."""
    return png(40_000, 40_000, bytes(40_001 * 200))


def comment_bomb_png() -> bytes:
    """Return a picture of one pixel with a compressed comment of 300 MB."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    return png(1, 1, b"\0\x80", _chunk(b"zTXt", b"Comment\0\0" + data))


def turned_jpeg(jpeg: bytes) -> bytes:
    """Return a JPEG with an EXIF entry that says it was taken with the camera on its side."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
