"""Office files, of Microsoft's and the open formats: their properties, and names left in changes and comments."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from app.services.inside import markup
from app.services.inside.facts import Unreadable, moment

CORE = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "keywords": "keywords",
    "description": "comment",
    "lastModifiedBy": "last_by",
    "revision": "revisions",
    "created": "created",
    "modified": "changed",
    "lastPrinted": "printed",
}
APP = {
    "Application": "software",
    "AppVersion": "software_version",
    "Template": "template",
    "Company": "company",
    "Manager": "manager",
    "TotalTime": "minutes",
    "Pages": "pages",
}
ODF = {
    "title": "title",
    "subject": "subject",
    "initial-creator": "author",
    "creator": "last_by",
    "keyword": "keywords",
    "description": "comment",
    "generator": "software",
    "creation-date": "created",
    "date": "changed",
    "printed-by": "printed_by",
    "print-date": "printed",
    "editing-cycles": "revisions",
    "editing-duration": "editing_time",
}
NAMED = ("word/document.xml", "word/comments.xml", "word/footnotes.xml", "xl/persons/person.xml", "content.xml")
"""Where those who changed a text or commented on it are named."""
_MOMENTS = frozenset({"created", "changed", "printed"})


def opened(data: bytes) -> zipfile.ZipFile:
    """Return a ZIP file. Raises Unreadable."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Unreadable from None


def member(packed: zipfile.ZipFile, name: str, most: int = markup.LARGEST) -> bytes:
    """Return a member of a ZIP file, empty when there is none. Raises Unreadable when it is damaged or too large."""
    try:
        with packed.open(name) as file:
            data = file.read(most + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, NotImplementedError, EOFError, zlib.error):
        raise Unreadable from None
    if len(data) > most:
        raise Unreadable
    return data


def read(packed: zipfile.ZipFile) -> Iterator[tuple[str, object]]:
    """Yield what an office file says of itself."""
    names = frozenset(packed.namelist())
    for part, known in (("docProps/core.xml", CORE), ("docProps/app.xml", APP), ("meta.xml", ODF)):
        if part in names:
            yield from _properties(member(packed, part), known)
    for part in NAMED:
        if part in names:
            yield from _people(member(packed, part))


def _properties(data: bytes, known: dict[str, str]) -> Iterator[tuple[str, object]]:
    for one in markup.elements(data):
        code = known.get(one.name)
        if code is None:
            if one.name == "template" and known is ODF:
                yield "template", one.attributes.get("title") or one.attributes.get("href", "")
            continue
        yield code, moment(one.text) if code in _MOMENTS else one.text


def _people(data: bytes) -> Iterator[tuple[str, object]]:
    for one in markup.elements(data):
        for key in ("author", "displayName"):
            if key in one.attributes:
                yield "named_inside", one.attributes[key]
        if one.name == "creator" and one.parent in ("annotation", "change-info"):
            yield "named_inside", one.text
