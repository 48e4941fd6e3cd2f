"""Input checks: the shape of every known value, short forms made full, missing item ids filled in.

Only what a person hands in passes here. What arrives from elsewhere is kept as it came.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

from app.base import errors
from app.base.i18n import _
from app.domain import edtf, ids, vocabulary
from app.domain.schema.kinds import (
    DECIMAL,
    Accounts,
    Attachment,
    Cites,
    Date,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Number,
    Place,
    Term,
    Text,
)
from app.domain.schema.shapes import Object, a_list, a_string, an_object, identified, noted, one_of, refuse
from app.domain.vocabulary import Lists

ANSWERS = ("unknown", "declined")
MOST_CHOICES = 12
"""Terms told to a person who gave an unknown one."""

MOST = 2**53 - 1
"""The largest number, either way: beyond it numbers are not exact everywhere."""

OFFICE_TERM = re.compile(r"[a-z0-9_-]+/x_[a-z0-9]{1,32}|x_[0-9a-f]{32}/[a-z0-9]{1,32}")
"""The code of a term of an office's own list: where that list is not known, the words beside it say what it is."""

_HASH = re.compile(r"[0-9a-f]{64}")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")


def check_value(
    field: Field, value: Any, where: str, siblings: Mapping[str, Field], lists: Lists = vocabulary.OURS
) -> Any:
    """Return `value` in its full form; `siblings` are the fields an account may speak of, `lists` the vocabularies.

    Raises errors.BadField naming the field and what it expects, never the value.
    """
    if _is_answer(value):
        return _answer(value, where)
    if not field.many:
        return _single(field, value, where, siblings, lists)
    if not isinstance(value, list):
        refuse(where, _("a list"))
    items = [
        identified(_single(field, item, f"{where}[{n}]", siblings, lists), f"{where}[{n}]")
        for n, item in enumerate(value, 1)
    ]
    if len({item["id"] for item in items}) != len(items):
        refuse(where, _("items whose ids differ"))
    return items


def _single(  # noqa: C901 - one arm for each kind
    field: Field, value: Any, where: str, siblings: Mapping[str, Field], lists: Lists
) -> Any:
    match field.kind:
        case Flag():
            if not isinstance(value, bool):
                refuse(where, _("true or false"))
            return value
        case Text():
            return _text(value, where)
        case Date():
            return _date(value, where)
        case Number():
            return _number(value, where)
        case Term(vocabulary=name):
            return _term(value, where, name, lists)
        case Place():
            return _place(value, where)
        case Names():
            return _name(value, where)
        case Link():
            return _link(field.kind, value, where, lists)
        case Attachment():
            return _attachment(field.kind, value, where, lists)
        case Group():
            return _group(field.kind, value, where, lists)
        case Cites():
            return _cite(value, where)
        case Accounts():
            return _account(value, where, siblings, lists)
    assert_never(field.kind)


def _text(value: Any, where: str) -> Object:
    value = an_object({"text": value} if isinstance(value, str) else value, where, _("a text or an object with a text"))
    a_string(value, "text", where, required=True)
    a_string(value, "language", where)
    if "translations" in value:
        value["translations"] = a_list(value, "translations", where, _translation)
    return noted(value, where)


def _translation(value: Any, where: str) -> Object:
    value = an_object(value, where, _("an object with a text and its language"))
    a_string(value, "text", where, required=True)
    for key in ("language", "by"):
        a_string(value, key, where)
    return identified(value, where)


def _date(value: Any, where: str) -> Object:
    value = an_object({"edtf": value} if isinstance(value, str) else value, where, _("a date"))
    for key in ("edtf", "words", "calendar", "basis"):
        a_string(value, key, where)
    if "edtf" in value:
        try:
            edtf.parse(value["edtf"])
        except errors.BadDate:
            refuse(where, _("a date such as 2012, 2012-08, 2012-08-13, 2012-08/.. or [2012-08..2013-04]"))
    elif "words" not in value:
        refuse(where, _("a date, or the words it was given in"))
    return noted(value, where)


def _number(value: Any, where: str) -> Object:
    value = an_object(value, where, _("an object with best, min or max"))
    bounds = []
    for key in ("min", "best", "max"):
        bound = value.get(key)
        if bound is None:
            continue
        if isinstance(bound, bool) or not (
            isinstance(bound, int) or (isinstance(bound, str) and DECIMAL.fullmatch(bound))
        ):
            refuse(f"{where}.{key}", _("a whole number, or a decimal written as text"))
        exact = Decimal(bound)
        if abs(exact) > MOST:
            refuse(f"{where}.{key}", _("a number of at most {most} either way").format(most=f"{MOST:,}"))
        bounds.append(exact)
    if bounds != sorted(bounds):
        refuse(where, _("min, best and max in this order"))
    if not bounds and "words" not in value:
        refuse(where, _("a number, a bound, or the words it was given in"))
    return noted(value, where)


def _term(value: Any, where: str, name: str, lists: Lists) -> Object:
    value = an_object({"term": value} if isinstance(value, str) else value, where, _("a term"))
    a_string(value, "term", where, required=True)
    terms = lists.load(name).terms
    if value["term"] not in terms and not (
        OFFICE_TERM.fullmatch(value["term"]) and isinstance(value.get("words"), str)
    ):
        near = difflib.get_close_matches(f"{name}/{value['term'].rpartition('/')[2]}", terms, n=MOST_CHOICES)
        choices = ", ".join(near or list(terms)[:MOST_CHOICES])
        refuse(where, _("a term of {vocabulary}, such as {choices}").format(vocabulary=name, choices=choices))
    if OFFICE_TERM.fullmatch(value["term"]):
        value.setdefault("words", lists.label(value["term"]))
    return noted(value, where)


def _place(value: Any, where: str) -> Object:
    value = an_object(value, where, _("a place"))
    if "names" in value:
        value["names"] = a_list(value, "names", where, lambda item, at: identified(_name(item, at), at))
    if "within" in value and not (
        isinstance(value["within"], list) and all(isinstance(w, str) for w in value["within"])
    ):
        refuse(f"{where}.within", _("a list of areas, the smallest first"))
    if "point" in value:
        value["point"] = _point(value["point"], f"{where}.point")
    if not value.keys() & {"words", "names", "within", "point"}:
        refuse(where, _("words, names, areas or a point"))
    return noted(value, where)


def _point(value: Any, where: str) -> Object:
    point = an_object(value, where, _("an object with lat and lon"))
    for key, limit in (("lat", 90_000_000), ("lon", 180_000_000)):
        degrees = point.get(key)
        if not isinstance(degrees, int) or isinstance(degrees, bool) or abs(degrees) > limit:
            refuse(f"{where}.{key}", _("whole microdegrees within the globe"))
    precision = point.get("precision_m", 0)
    if not isinstance(precision, int) or isinstance(precision, bool) or precision < 0:
        refuse(f"{where}.precision_m", _("a whole number of metres"))
    return point


def _name(value: Any, where: str) -> Object:
    value = an_object({"text": value} if isinstance(value, str) else value, where, _("a name"))
    a_string(value, "text", where, required=True)
    for key in ("script", "language", "kind", "order", "scheme"):
        if value.get(key) is not None:
            a_string(value, key, where)
    if value.get("script") is not None and not _SCRIPT.fullmatch(value["script"]):
        refuse(f"{where}.script", _("a script code of four letters, such as Hans, Latn or Arab"))
    one_of(value, "kind", where, "name")
    one_of(value, "order", where, "order")
    if not isinstance(value.get("preferred", False), bool):
        refuse(f"{where}.preferred", _("true or false"))
    return noted(value, where)


def _link(kind: Link, value: Any, where: str, lists: Lists) -> Object:
    value = an_object(value, where, _("a link: an object with to, or words for one not identified"))
    if len(kind.roles) == 1:
        value.setdefault("role", kind.roles[0])
    if value.get("role") not in kind.roles:
        refuse(f"{where}.role", _("one of: {choices}").format(choices=", ".join(kind.roles)))
    value.setdefault("to", None)
    to = value["to"]
    if to is not None and not (isinstance(to, str) and ids.is_record_id(to)):
        refuse(f"{where}.to", _("the id of a record, or null"))
    if value.get("number") is not None:
        value["number"] = _number(value["number"], f"{where}.number")
    if "attributes" in value:
        attributes = an_object(value["attributes"], f"{where}.attributes", _("an object"))
        value["attributes"] = _known(attributes, {f.name: f for f in kind.attributes}, f"{where}.attributes.", lists)
    if to is None and not value.keys() & {"words", "number", "attributes"}:
        refuse(where, _("the id of a record, or words for one not identified"))
    return identified(noted(value, where), where)


def _attachment(kind: Attachment, value: Any, where: str, lists: Lists) -> Object:
    value = an_object(value, where, _("an attachment"))
    value = _known(value, {part.name: part for part in kind.parts}, f"{where}.", lists)
    if "intake" in value:
        intake = an_object(value["intake"], f"{where}.intake", _("an object"))
        for key in intake:
            a_string(intake, key, f"{where}.intake")
    for key in ("name", "media_type", "role"):
        a_string(value, key, where)
    one_of(value, "role", where, "attachment")
    if not isinstance(value.get("sha256"), str) or not _HASH.fullmatch(value["sha256"]):
        refuse(f"{where}.sha256", _("64 lowercase hexadecimal digits"))
    size = value.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        refuse(f"{where}.size", _("a whole number of bytes"))
    if value.get("of") is not None:
        a_string(value, "of", where)
    if value.get("taken") is not None and not _is_answer(value["taken"]):
        value["taken"] = _date(value["taken"], f"{where}.taken")
    return noted(value, where)


def _group(kind: Group, value: Any, where: str, lists: Lists) -> Object:
    value = an_object(value, where, _("an object"))
    return noted(_known(value, {f.name: f for f in kind.fields}, f"{where}.", lists), where)


def _cite(value: Any, where: str) -> Object:
    value = an_object(value, where, _("an object with field and source"))
    if value.get("field") is not None:
        a_string(value, "field", where)
    source = value.get("source")
    if source is not None and not (isinstance(source, str) and ids.is_record_id(source)):
        refuse(f"{where}.source", _("the id of a record, or null"))
    for key in ("locator", "quote"):
        a_string(value, key, where)
    if value.get("at") is not None:
        value["at"] = _passage(value["at"], f"{where}.at")
    attachment = value.get("attachment")
    if attachment is not None and not (isinstance(attachment, str) and ids.is_item_id(attachment)):
        refuse(f"{where}.attachment", _("the item id of an attachment of the source"))
    return noted(value, where)


def _passage(value: Any, where: str) -> Object:
    """Return a passage of a recording: whole seconds from its beginning, the end where it has one."""
    passage = an_object(value, where, _("an object with start, and end where there is one"))
    start, end = passage.get("start"), passage.get("end")
    for key, seconds in (("start", start), ("end", start if end is None else end)):
        if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= MOST:
            refuse(f"{where}.{key}", _("whole seconds from the beginning"))
    if end is not None and end < start:
        refuse(where, _("start and end in this order"))
    return passage


def _account(value: Any, where: str, siblings: Mapping[str, Field], lists: Lists) -> Object:
    value = an_object(value, where, _("an object with field and value"))
    a_string(value, "field", where, required=True)
    if "value" not in value:
        refuse(where, _("an object with field and value"))
    about = siblings.get(value["field"])
    if about is not None and not isinstance(about.kind, Accounts):
        value["value"] = check_value(about, value["value"], f"{where}.value", siblings, lists)
    if "cites" in value:
        value["cites"] = a_list(value, "cites", where, lambda item, at: identified(_cite(item, at), at))
    a_string(value, "reason", where)
    return noted(value, where)


def _known(value: Object, fields: Mapping[str, Field], prefix: str, lists: Lists) -> Object:
    for name, inner in value.items():
        if name in fields:
            value[name] = check_value(fields[name], inner, prefix + name, fields, lists)
    return value


def _is_answer(value: Any) -> bool:
    return isinstance(value, dict) and "answer" in value


def _answer(value: Object, where: str) -> Object:
    if value["answer"] not in ANSWERS:
        refuse(f"{where}.answer", _("one of: {choices}").format(choices=", ".join(ANSWERS)))
    return noted(dict(value), where)
