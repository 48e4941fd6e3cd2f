"""XML of files from outside: read flat and with no document type, so that nothing in it can grow or reach out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from app.services.inside.facts import LONGEST, Unreadable

LARGEST = 16 << 20
ELEMENTS = 200_000


@dataclass(slots=True)
class Element:
    """An element: its name and its parent's without prefixes, its attributes (local names), its own text."""

    name: str
    parent: str
    attributes: dict[str, str]
    text: str = field(default="", repr=False)


def elements(data: bytes) -> Iterator[Element]:
    """Yield the elements of a piece of XML as they end. Raises Unreadable for bad XML or one with a document type."""
    if len(data) > LARGEST:
        raise Unreadable
    found: list[Element] = []
    open_: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) + len(open_) > ELEMENTS or len(open_) > 200:
            raise Unreadable
        local = {_local(key): value[:LONGEST] for key, value in attributes.items()}
        open_.append(Element(_local(name), open_[-1].name if open_ else "", local))

    def end(_name: str) -> None:
        found.append(open_.pop())

    def text(said: str) -> None:
        if open_ and len(open_[-1].text) < LONGEST:
            open_[-1].text += said

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unreadable from None
    yield from found


def _refuse(*_said: object) -> None:
    raise Unreadable


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def packet(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what an XMP packet in the bytes, if it is a plain one, says of who made the file and with what."""
    begin = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", begin)
    if begin < 0 or end < 0 or end - begin > LARGEST:
        return
    try:
        yield from _said_by(data[begin : end + 12])
    except Unreadable:
        return


_TOOLS = {"CreatorTool": "made_with"}
_STEPS = ("action", "softwareAgent", "when")


def _said_by(data: bytes) -> Iterator[tuple[str, object]]:
    creator = False
    for one in elements(data):
        for key, value in one.attributes.items():
            if key in _TOOLS:
                yield _TOOLS[key], value
        if one.name in _TOOLS:
            yield _TOOLS[one.name], one.text
        if one.name == "li" and one.attributes.keys() & set(_STEPS[1:]):
            yield "history", ", ".join(one.attributes[key] for key in _STEPS if key in one.attributes)
        if one.name == "li" and one.parent == "Seq" and one.text.strip():
            creator_text, creator = one.text, True
        if one.name == "creator" and creator:
            yield "author", creator_text
        if one.name in ("creator", "date"):
            creator = False
