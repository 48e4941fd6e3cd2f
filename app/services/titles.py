"""What records are called: people by their code name where they have one, and whoever they are part of too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.domain import ids, saying
from app.domain.body import Fields
from app.domain.schema import OURS, Schema
from app.domain.schema.kinds import Link
from app.services.session import Session
from app.storage import browsing as stored

MANY = 500


def titles(session: Session, records: Collection[str], language: str = "en") -> dict[str, str]:
    """Return what these records are called, those that are not here left out."""
    wanted = [one for one in records if ids.is_record_id(one)]
    found = {}
    for start in range(0, len(wanted), MANY):
        some = stored.targets(session.vault, wanted[start : start + MANY])
        inner = sorted({to for one in some.values() for to in titling(one.type, one.fields)} - some.keys())
        named = {
            record: one.label or title(one.type, one.fields, {}, language, session.schema)
            for at in range(0, len(inner), MANY)
            for record, one in stored.targets(session.vault, inner[at : at + MANY]).items()
        }
        named |= {
            record: one.label or title(one.type, one.fields, {}, language, session.schema)
            for record, one in some.items()
        }
        for record, one in some.items():
            found[record] = one.label or title(one.type, one.fields, named, language, session.schema)
    return found


def title(type_: str, fields: Fields, named: Mapping[str, str], language: str = "en", schema: Schema = OURS) -> str:
    """Return a record's title for lists: a code name where there is one, linked people by name, dates in words."""
    if code := code_name(type_, fields):
        return code
    declared = OURS.record_type(type_)
    if declared is None:
        return schema.title_of(type_, fields, language)
    told = dict(fields)
    for part in declared.parts:
        value = fields.get(part)
        single = value[0] if isinstance(value, list) and value else value
        if not isinstance(single, dict):
            continue
        if isinstance(to := single.get("to"), str) and to in named:
            told[part] = {"words": named[to]}
        elif isinstance(edtf := single.get("edtf"), str):
            told[part] = {"words": saying.in_words(edtf, language)}
    return schema.title_of(type_, told, language)


def code_name(type_: str, fields: Fields) -> str:
    """Return a person's code name, or nothing."""
    code = fields.get("code_name") if type_ == "person" else None
    text = code.get("text") if isinstance(code, dict) else None
    return text.strip() if isinstance(text, str) else ""


def titling(type_: str, fields: Fields) -> Iterable[str]:
    """Yield the records whose titles are part of this one's."""
    declared = OURS.record_type(type_)
    if declared is None or any(fields.get(name) for name in declared.titles):
        return
    for part in declared.parts:
        value = fields.get(part)
        single = value[0] if isinstance(value, list) and value else value
        to = single.get("to") if isinstance(single, dict) else None
        if isinstance(declared.fields[part].kind, Link) and isinstance(to, str) and ids.is_record_id(to):
            yield to  # what others wrote may name anything
