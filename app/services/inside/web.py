"""Pages kept from the web: WACZ packages, MHTML and saved HTML, with the address and date they say they are from."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from app.services.inside import office, warc
from app.services.inside.facts import Unreadable, clean, moment

SOME = 1 << 20
_SAVED = (
    (re.compile(rb"saved from url=\(\d+\)(\S+)"), "address"),
    (re.compile(rb"Page saved with SingleFile\s+url:\s*(\S+)"), "address"),
    (re.compile(rb"saved date:\s*([^\n]{10,80})"), "captured_said"),
)
_META = {
    "author": "author",
    "article:author": "author",
    "article:published_time": "posted",
    "og:url": "address",
    "og:site_name": "platform",
    "generator": "software",
}


def wacz(packed: zipfile.ZipFile) -> Iterator[tuple[str, object]]:
    """Yield what a WACZ says, its files hashed again and its archives read."""
    package = _json(office.member(packed, "datapackage.json"))
    for key, code in (
        ("title", "title"),
        ("description", "description"),
        ("software", "capture_tool"),
        ("mainPageUrl", "address"),
        ("mainPageURL", "address"),
        ("mainPageTS", "captured"),
        ("mainPageDate", "captured"),
        ("created", "created"),
        ("modified", "changed"),
    ):
        if isinstance(value := package.get(key), str):
            yield code, moment(value) if code in ("captured", "created", "changed") else value
    digest = _json(office.member(packed, "datapackage-digest.json"))
    signed = digest.get("signedData")
    if isinstance(signed, dict):
        yield "signed_by", signed.get("domain") or signed.get("publicKey") or ""
    resources = package.get("resources")
    right = 0
    for one in resources if isinstance(resources, list) else []:
        path, said = (str(one.get("path")), str(one.get("hash", ""))) if isinstance(one, dict) else ("", "")
        if not said.startswith("sha256:"):
            continue
        if _hashed(packed, path) == said[7:]:
            right += 1
        else:
            yield "digest_wrong", path
    told = warc.Told(right=right)
    for name in packed.namelist():
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            with packed.open(name) as file:
                warc.read(file.read, told)
    yield from told.facts()


def _json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise Unreadable from None
    return value if isinstance(value, dict) else {}


def _hashed(packed: zipfile.ZipFile, path: str) -> str:
    try:
        with packed.open(path) as file:
            digest = hashlib.sha256()
            while data := file.read(1 << 20):
                digest.update(data)
            return digest.hexdigest()
    except KeyError:
        return ""


def mhtml(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what a page saved as one MHTML file says."""
    try:
        message = message_from_bytes(data)
        parts = list(message.walk())
    except (ValueError, LookupError, RecursionError):
        raise Unreadable from None
    yield "address", _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    yield "title", _header(message, "Subject")
    yield "capture_tool", _header(message, "From")
    yield "captured", _date(_header(message, "Date"))
    yield "records", sum(not one.is_multipart() for one in parts)
    for one in parts:
        yield "address", _header(one, "Content-Location")


def _header(message: Any, name: str) -> str:
    value = message.get(name)
    try:
        return clean(make_header(decode_header(str(value)))) if value is not None else ""
    except (ValueError, LookupError, MessageError):
        return clean(value)


def _date(said: str) -> str:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment(found.isoformat(timespec="seconds"))


def html(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what the beginning of a saved page says."""
    data = data[:SOME]
    for pattern, code in _SAVED:
        if found := pattern.search(data):
            yield code, found[1]
    reader = _Head()
    reader.feed(data.decode("utf-8", "replace"))
    yield from reader.said


class _Head(HTMLParser):
    """Collects the title and what the head says in `meta` and `link`."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, object]] = []
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a tag says."""
        given = dict(attrs)
        name = str(given.get("property") or given.get("name") or "").lower()
        if tag == "meta" and (code := _META.get(name)):
            value = given.get("content") or ""
            self.said.append((code, moment(value) if code == "posted" else value))
        elif tag == "link" and given.get("rel") == "canonical":
            self.said.append(("address", given.get("href") or ""))
        self._title = tag == "title" and not any(code == "title" for code, _value in self.said)

    def handle_data(self, data: str) -> None:
        """Take the title."""
        if self._title:
            self.said.append(("title", data))
            self._title = False
