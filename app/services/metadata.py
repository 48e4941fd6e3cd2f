"""What an attachment says of itself, in words; and taking one such value over into a field, citing the file.

Nothing of it is stored: it is in the file, which is kept, and a reading of it may improve. What a person takes over is
a value of the record like any other, with the file as its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain import ids, saying, schema
from app.domain.body import Fields
from app.domain.schema.kinds import Date, Field, Link, Place, Text
from app.services import casework
from app.services.inside.asking import Asking, CannotTell
from app.services.inside.labels import LABELS, Kind
from app.services.inside.reading import LARGEST
from app.services.session import Session
from app.storage import blobs, file_names

PIECE = 256 << 10

TAKES: Mapping[str, tuple[str, ...]] = {
    "taken": ("date", "given", "when"),
    "recorded": ("date", "given", "when"),
    "digitised": ("date",),
    "created": ("date",),
    "posted": ("posted", "date"),
    "captured": ("captured",),
    "place": ("place",),
    "title": ("title",),
    "author": ("author",),
    "address": ("url",),
    "capture_tool": ("capture_tool",),
    "operator": ("captured_by",),
    "platform": ("platform",),
    "http_status": ("http_status",),
}
"""Code of a value: the fields it can be taken over into, the first that the record's type has."""

_POINT = re.compile(r"(-?\d{1,3}\.\d+), (-?\d{1,3}\.\d+)(?: ±(\d{1,8}) m)?")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a file says: the code and value as read, and label, words and help for a person."""

    code: str
    value: str = field(repr=False)
    label: str
    words: str = field(repr=False)
    telling: bool
    """Whether it can identify whoever made or took the file, or tell where they were."""
    warning: bool
    help: str = ""


def read(session: Session, sha256: str, language: str = "en", *, asking: Asking | None = None) -> tuple[Said, ...]:
    """Return what contents of this vault say of themselves; they are read by a process that has no key.

    Raises CannotTell, and VaultDamaged for contents missing or changed.
    """
    with blobs.open_blob(session.vault, sha256) as source:
        found = (asking or Asking()).facts(source.size, _pieces(source))
    return in_words(found, language)


def load(session: Session, sha256: str, wanted: Callable[[], bool] = lambda: True) -> bytes | None:
    """Return contents as bytes, to be read by `of_bytes` in another thread; None when they are too large for that.

    Raises CannotTell when they are not wanted any more, and VaultDamaged.
    """
    with blobs.open_blob(session.vault, sha256) as source:
        if source.size > LARGEST:
            return None
        found = []
        for piece in _pieces(source):
            if not wanted():
                raise CannotTell
            found.append(piece)
        return b"".join(found)


def of_bytes(data: bytes, language: str = "en", *, asking: Asking | None = None) -> tuple[Said, ...]:
    """Return what these contents say of themselves, as `read` does."""
    return in_words((asking or Asking()).facts(len(data), [data]), language)


def _pieces(source: blobs.BlobReader) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def of_record(session: Session, record: str, attachment: str = "", language: str = "en") -> list[dict[str, Any]]:
    """Return, for each attachment of a record or one of them, its item and what it says, or why that cannot be read.

    Raises UnknownRecord and BadInput.
    """
    state = casework.state_of(session, casework.find(session, record))
    items = [one for one in schema.attachments(state.fields) if attachment in ("", one.get("id"))]
    if attachment and not items:
        raise BadInput(_("This record has no attachment with this id."))
    found = []
    for item in items:
        told: dict[str, Any] = {"attachment": item.get("id"), "name": item.get("name", ""), "says": [], "problem": ""}
        try:
            told["says"] = list(read(session, str(item["sha256"]), language))
        except CannotTell as problem:
            told["problem"] = str(problem)
        found.append(told)
    return found


def in_words(found: Sequence[tuple[str, str]], language: str = "en") -> tuple[Said, ...]:
    """Return codes and values as a person reads them, in the order of the labels."""
    order = list(LABELS)
    return tuple(
        Said(
            code=code,
            value=value,
            label=_(label.words),
            words=_words(label.kind, value, language),
            telling=label.telling,
            warning=label.kind is Kind.WARNING,
            help=_(label.help) if label.help else "",
        )
        for code, value in sorted(found, key=lambda one: order.index(one[0]))
        for label in [LABELS[code]]
    )


def _words(kind: Kind, value: str, language: str) -> str:
    if kind is Kind.MOMENT:
        day, _t, clock = value.partition("T")
        said = saying.in_words(day, language)
        if not clock:
            return said
        time, zone = clock[:8], clock[8:]
        if not zone:
            return _("{date}, {time}, time zone not said").format(date=said, time=time)
        return _("{date}, {time}, zone {zone}").format(date=said, time=time, zone="UTC" if zone == "Z" else zone)
    if kind is Kind.PLACE and "±" not in value:
        return _("{point}, how exactly is not said").format(point=value)
    return value


def telling_of(session: Session, sha256: str) -> tuple[str, ...]:
    """Return the labels of what in these contents can identify a person; nothing for what cannot be read."""
    try:
        return telling(read(session, sha256))
    except CannotTell:
        return ()


def names(session: Session, hashes: Sequence[str]) -> dict[str, str]:
    """Return the names of these contents, of those that are here."""
    here = blobs.sizes(session.vault, hashes)
    return {
        one: name or _("Without a name") for one, name in file_names.of(session.vault, hashes).items() if one in here
    }


def telling(said: Sequence[Said]) -> tuple[str, ...]:
    """Return the labels of what can identify a person, each once."""
    return tuple(dict.fromkeys(one.label for one in said if one.telling))


def field_for(known: Mapping[str, Field], said: Said) -> str:
    """Return the one of a record type's fields that a value can be taken over into, or nothing."""
    return next((name for name in TAKES.get(said.code, ()) if name in known), "")


def taken_over(known: Mapping[str, Field], fields: Fields, said: Said, record: str, attachment: str) -> Fields:
    """Return the fields to set in order to take a value over: the field itself and the sources, which cite the file.

    What stood in a field of one value becomes a rival account beside it, so that nothing is lost.
    """
    name = field_for(known, said)
    declared = known[name]
    value = _value(declared.kind, said)
    set_: Fields = {}
    before = fields.get(name)
    if declared.many:
        listed = before if isinstance(before, list) else []
        set_[name] = [*listed, value | {"id": ids.new_item_id()}]
    else:
        set_[name] = value
        if before not in (None, value):
            accounts = fields.get("accounts")
            rival = {"id": ids.new_item_id(), "field": name, "value": before}
            set_["accounts"] = [*(accounts if isinstance(accounts, list) else []), rival]
    cite = {
        "id": ids.new_item_id(),
        "field": name,
        "source": record,
        "attachment": attachment,
        "locator": said.label,
        "quote": said.words,
    }
    cites = fields.get("cites")
    set_["cites"] = [*(cites if isinstance(cites, list) else []), cite]
    return set_


def _value(kind: object, said: Said) -> Any:
    match kind:
        case Date():
            return {"edtf": said.value, "words": said.words, "basis": _("The file says so itself.")}
        case Place():
            return _place(said)
        case Link(roles=roles):
            return {"role": roles[0], "to": None, "words": said.words}
        case Text():
            return {"text": said.words}
        case _:
            raise BadInput(_("This value cannot be taken over."))


def _place(said: Said) -> Fields:
    found = _POINT.fullmatch(said.value)
    if found is None:
        return {"words": said.words}
    point = {"lat": round(float(found[1]) * 1_000_000), "lon": round(float(found[2]) * 1_000_000)}
    if found[3]:
        point["precision_m"] = max(1, int(found[3]))
    return {"point": point, "note": _("By the position written in the file.")}
