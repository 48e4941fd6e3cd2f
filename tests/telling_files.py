"""Files that say much of themselves, made byte by byte; every person, place and number in them is invented."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

Entry = tuple[int, int, object]
"""Tag, type, value of a TIFF directory."""

ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5
PHOTOGRAPHER = "Zeynab Testova (invented)"
SERIAL = "KS-0042-invented"


def _frame(width: int, height: int) -> bytes:
    return b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)


def jpeg(width: int = 400, height: int = 300, exif: bytes = b"") -> bytes:
    """Return the outside of a JPEG: marks and sizes, no picture."""
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif if exif else b""
    return b"\xff\xd8" + app1 + _frame(width, height) + b"\xff\xda" + struct.pack(">H", 2) + bytes(8) + b"\xff\xd9"


def _directory(entries: Sequence[Entry], at: int, following: int = 0) -> bytes:
    """Return a TIFF directory that stands at offset `at`, with what it points to behind it."""
    body, more = struct.pack(">H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, kind, value in sorted(entries, key=lambda one: one[0]):
        if kind == ASCII:
            data = str(value).encode() + b"\0"
            count = len(data)
        elif kind == RATIONAL:
            pairs = value if isinstance(value, list) else [value]
            data = b"".join(struct.pack(">II", *pair) for pair in pairs)
            count = len(pairs)
        else:
            data, count = struct.pack(">H" if kind == SHORT else ">I", value), 1
        if len(data) > 4:
            body += struct.pack(">HHII", tag, kind, count, behind + len(more))
            more += data + bytes(len(data) % 2)
        else:
            body += struct.pack(">HHI", tag, kind, count) + data.ljust(4, b"\0")
    return body + struct.pack(">I", following) + more


def photo(*, zone: str = "", error: int | None = None, preview: tuple[int, int] | None = (160, 120)) -> bytes:
    """Return a photo that says camera, serial number, photographer, time and place."""
    head = b"MM\0*\0\0\0\x08"
    exif: list[Entry] = [(0x9003, ASCII, "2012:03:01 14:02:00"), (0xA431, ASCII, SERIAL)]
    if zone:
        exif.append((0x9011, ASCII, zone))
    gps: list[Entry] = [
        (1, ASCII, "N"),
        (2, RATIONAL, [(39, 1), (54, 1), (1440, 100)]),
        (3, ASCII, "E"),
        (4, RATIONAL, [(116, 1), (24, 1), (2520, 100)]),
        (0x1D, ASCII, "2012:03:01"),
        (7, RATIONAL, [(6, 1), (2, 1), (0, 1)]),
    ]
    if error is not None:
        gps.append((0x1F, RATIONAL, (error, 1)))

    def main(exif_at: int, gps_at: int, small_at: int) -> bytes:
        return _directory(
            [
                (0x010F, ASCII, "Inventum"),
                (0x0110, ASCII, "Model Nought"),
                (0x0131, ASCII, "Shadows 1.0"),
                (0x013B, ASCII, PHOTOGRAPHER),
                (0x8769, LONG, exif_at),
                (0x8825, LONG, gps_at),
            ],
            8,
            small_at,
        )

    exif_at = 8 + len(main(0, 0, 0))
    gps_at = exif_at + len(_directory(exif, exif_at))
    end = gps_at + len(_directory(gps, gps_at))
    small = jpeg(*preview) if preview else b""
    tail = _directory([(0x0201, LONG, end + 30), (0x0202, LONG, len(small))], end) if preview else b""
    whole = main(exif_at, gps_at, end if preview else 0) + _directory(exif, exif_at) + _directory(gps, gps_at) + tail
    assert len(tail) in (0, 30)
    return jpeg(exif=head + whole + small)


def pdf(author: str = PHOTOGRAPHER, *, updated: bool = False) -> bytes:
    """Return a PDF of one empty page that says who made it; saved once, or changed after that."""
    info = f"<< /Title (Letter) /Author ({author}) /Creator (Writer) /Producer (Maker 2) "
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        info + "/CreationDate (D:20120301140200+08'00') /ModDate (D:20130402) >>",
    ]
    out, places = "%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{one}\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = "<< /Size 5 /Root 1 0 R /Info 4 0 R"
    out += f"xref\n0 5\n0000000000 65535 f \n{table}trailer {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    if updated:
        at = len(out)
        out += f"4 0 obj\n{objects[3].replace('Letter', 'Letter, changed')}\nendobj\n"
        again = len(out)
        out += f"xref\n4 1\n{at:010d} 00000 n \ntrailer {trailer} /Prev {start} >>\nstartxref\n{again}\n%%EOF\n"
    return out.encode()


def packed(members: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


_CORE = (
    '<?xml version="1.0"?><cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    f"<dc:title>List</dc:title><dc:creator>{PHOTOGRAPHER}</dc:creator>"
    "<cp:lastModifiedBy>Second Hand (invented)</cp:lastModifiedBy><cp:revision>7</cp:revision>"
    "<dcterms:created>2012-03-01T06:02:00Z</dcterms:created><dcterms:modified>2013-04-02T01:00:00Z</dcterms:modified>"
    "</cp:coreProperties>"
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Template>Ministry.dotx</Template><Application>Office of tests</Application>"
    "<Company>Bureau of Examples</Company><TotalTime>41</TotalTime></Properties>"
)


def docx() -> bytes:
    """Return a text with properties and the author of a change."""
    text = '<w:document xmlns:w="urn:w"><w:ins w:author="Third Hand (invented)"><w:r/></w:ins></w:document>'
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": _CORE,
            "docProps/app.xml": _APP,
            "word/document.xml": text,
        }
    )


def xlsx() -> bytes:
    """Return a table with properties."""
    return packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "docProps/core.xml": _CORE})


def odt() -> bytes:
    """Return a text in an open format with properties."""
    meta = (
        '<office:document-meta xmlns:office="urn:o" xmlns:meta="urn:m" xmlns:dc="urn:d"><office:meta>'
        f"<meta:initial-creator>{PHOTOGRAPHER}</meta:initial-creator><dc:creator>Second Hand (invented)</dc:creator>"
        "<meta:creation-date>2012-03-01T14:02:00</meta:creation-date><dc:date>2013-04-02T09:00:00</dc:date>"
        "<meta:editing-cycles>3</meta:editing-cycles><meta:generator>Free Office of tests</meta:generator>"
        "</office:meta></office:document-meta>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "meta.xml": meta})


def bomb_docx() -> bytes:
    """Return a small text whose properties grow: entities of entities, and a member of 64 MB."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ten bytes "}">' for n in range(9))
    core = f"<!DOCTYPE x [{entities}]><x><creator>&e8;</creator></x>"
    return packed({"docProps/core.xml": core, "docProps/app.xml": b" " * (64 << 20)})


PAGE = b"<html><title>News of an invented day</title></html>"
ADDRESS = "https://news.example/post/1"


def _record(kind: str, block: bytes, payload: bytes | None, wrong: bool) -> bytes:
    def digest(data: bytes) -> str:
        return "sha1:" + base64.b32encode(hashlib.sha1(data + (b"!" if wrong else b"")).digest()).decode()

    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>",
        "WARC-Date: 2012-03-01T06:02:00Z",
        f"Content-Length: {len(block)}",
        f"WARC-Block-Digest: {digest(block)}",
    ]
    if kind == "response":
        lines += [f"WARC-Target-URI: {ADDRESS}", "WARC-IP-Address: 192.0.2.7"]
        lines += ["Content-Type: application/http;msgtype=response"]
    if payload is not None:
        lines.append(f"WARC-Payload-Digest: {digest(payload)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warc(*, wrong: bool = False, zipped: bool = True, body: bytes = PAGE) -> bytes:
    """Return a web archive of one page, each record its own gzip member; its digests right, or wrong."""
    info = b"software: Catcher 3\r\noperator: Fourth Hand (invented)\r\nhostname: desk-9.example\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    records = [_record("warcinfo", info, None, False), _record("response", answer, body, wrong)]
    return b"".join(gzip.compress(one, mtime=0) if zipped else one for one in records)


def wacz(*, wrong: bool = False) -> bytes:
    """Return a package of a web archive whose hashes are right, or one of them wrong."""
    archive = warc()
    said = hashlib.sha256(archive + (b"!" if wrong else b"")).hexdigest()
    package = {
        "title": "A capture",
        "software": "Packer 1",
        "created": "2012-03-01T06:10:00Z",
        "mainPageUrl": ADDRESS,
        "resources": [{"name": "a.warc.gz", "path": "archive/a.warc.gz", "hash": f"sha256:{said}"}],
    }
    return packed({"datapackage.json": json.dumps(package), "archive/a.warc.gz": archive})


def mhtml() -> bytes:
    """Return a page as a browser saves it in one file."""
    return (
        "From: <Saved by Browser>\r\nSnapshot-Content-Location: " + ADDRESS + "\r\n"
        "Subject: =?utf-8?B?2K7YqNix?=\r\nDate: Thu, 1 Mar 2012 14:02:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        f"Content-Type: text/html\r\nContent-Location: {ADDRESS}\r\n\r\n<html></html>\r\n--b--\r\n"
    ).encode()


def html() -> bytes:
    """Return a page as a browser saves it."""
    return (
        f"<!DOCTYPE html>\n<!-- saved from url=({len(ADDRESS):04})" + ADDRESS + " -->\n<html><head><title>News</title>"
        '<meta property="article:published_time" content="2012-03-01T14:02:00+08:00">'
        f'<meta name="author" content="{PHOTOGRAPHER}"></head></html>'
    ).encode()


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def film(sound: int = 1000) -> bytes:
    """Return a film whose description stands at its end, as phones write it, with time and place."""
    created = 3_413_426_520  # 1 March 2012, 06:02 UTC, counted from 1904
    head = struct.pack(">IIIII", 0, created, created, 1000, 65_000) + bytes(80)
    where = b"+39.9040+116.4070+044.0/"
    users = _box(b"udta", _box(b"\xa9xyz", struct.pack(">HH", len(where), 0) + where))
    return _box(b"ftyp", b"mp42" + bytes(8)) + _box(b"mdat", bytes(sound)) + _box(b"moov", _box(b"mvhd", head) + users)


def wave(seconds: int = 2) -> bytes:
    """Return a recording of silence."""
    rate = 8000
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    data = bytes(rate * 2 * seconds)
    inside = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def png_with_text() -> bytes:
    """Return a picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


ALL = {
    "photo.jpg": photo,
    "letter.pdf": pdf,
    "text.docx": docx,
    "table.xlsx": xlsx,
    "text.odt": odt,
    "page.warc.gz": warc,
    "page.wacz": wacz,
    "page.mhtml": mhtml,
    "page.html": html,
    "film.mp4": film,
    "sound.wav": wave,
    "picture.png": png_with_text,
}
