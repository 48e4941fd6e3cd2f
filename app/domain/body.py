"""The body of a revision: `{"fields": {...}, "format": 1, "type": "act"}` as canonical bytes."""

from __future__ import annotations

import re
from typing import TypeAlias, TypeGuard

from app.base.errors import NewerVersion, NotCanonical
from app.base.i18n import _
from app.domain import canonical
from app.domain.canonical import JsonObject

Fields: TypeAlias = JsonObject
"""What a record says: field name to value; a field that was not asked is absent."""

FORMAT = 1
LIMIT = 8 << 20
"""Most bytes of a body."""

_TYPE = re.compile(r"[a-z0-9_]{1,64}")
_KEYS = frozenset({"fields", "format", "type"})


class Body:
    """A parsed body. One in another format is kept as it is; asking it for fields raises NewerVersion."""

    __slots__ = ("_fields", "format", "type")

    def __init__(self, format: int, type: str, fields: Fields | None) -> None:  # noqa: A002 - the format's own words
        self.format = format
        self.type = type
        self._fields = fields

    @property
    def readable(self) -> bool:
        """Whether the body is in the format this version knows, so that `fields` can be asked for."""
        return self._fields is not None

    @property
    def fields(self) -> Fields:
        """The fields; not to be changed in place. Raises errors.NewerVersion when the format is not ours."""
        if self._fields is None:
            raise NewerVersion(
                _("This was written by a newer version of Keepsake. It is kept as it is; update to read it.")
            )
        return self._fields

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Body):
            return NotImplemented
        return (self.format, self.type, self._fields) == (other.format, other.type, other._fields)

    __hash__ = None  # type: ignore[assignment]  # fields are dicts

    def __repr__(self) -> str:  # never the fields: this may end in a log
        return f"Body(format={self.format}, type={self.type!r})"


def is_type_name(text: object) -> TypeGuard[str]:
    """Tell whether `text` has the form of a record type's name, known or not: 1 to 64 of `a-z0-9_`."""
    return isinstance(text, str) and _TYPE.fullmatch(text) is not None


def encode_body(type: str, fields: Fields) -> bytes:  # noqa: A002 - the format's own word
    """Return the canonical bytes of a body in our format, at most 8 MiB.

    Raises errors.NotCanonical when they would be more, or a value is not one canonical JSON can hold.
    """
    if not is_type_name(type):
        raise NotCanonical(_("The name of the record's type cannot be used. Nothing was changed."))
    data = canonical.encode({"fields": fields, "format": FORMAT, "type": type})
    if len(data) > LIMIT:
        raise NotCanonical(_("The record is larger than 8 MiB; shorten it, or attach long texts as files."))
    return data


def parse_body(data: bytes) -> Body:
    """Parse a body's bytes: canonical, at most 8 MiB, nested at most 32 deep.

    Format 1 has exactly the keys `fields`, `format` and `type`. A body of another format is accepted as it
    is, if it is an object with a positive integer `format`; its `type` is the string it gives, or "".
    Raises errors.NotCanonical.
    """
    return body_of(canonical.decode_object(data, limit=LIMIT))


def body_of(value: JsonObject) -> Body:
    """Return the body a decoded object is, checked as `parse_body` says; raise errors.NotCanonical."""
    format_ = value.get("format")
    type_ = value.get("type")
    if type(format_) is not int or format_ < 1:
        raise NotCanonical(_("The body of a record does not say its format. Nothing was changed."))
    if format_ != FORMAT:
        return Body(format_, type_ if isinstance(type_, str) else "", None)
    fields = value.get("fields")
    if value.keys() != _KEYS or type(fields) is not dict or not is_type_name(type_):
        raise NotCanonical(_("The body of a record does not have the shape of its format. Nothing was changed."))
    return Body(format_, type_, fields)
