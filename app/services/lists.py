"""An office's own lists of terms, and terms it adds to ours: made, changed, taken out of use, taken in from a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain import ids, schema, search, vocabulary
from app.domain.body import Fields
from app.domain.schema import office
from app.services import casework, defining
from app.services.defining import Preview, Words, item_id, texts
from app.services.list_tables import Row, Table, read_table
from app.services.session import Session
from app.storage import definitions


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking in a table did to a list: how many terms are new, changed, the same; which are not in the table."""

    name: str
    """The list, as fields name it."""
    added: int
    changed: int
    same: int
    absent: tuple[str, ...] = field(repr=False)
    """Labels of terms of the list that the table has not, and that stay in use unless asked."""
    retired: int
    ignored: tuple[str, ...]
    """Columns nobody asks for."""


def make(session: Session, label: Words) -> str:
    """Make a list of the office's own and return its name `x_...`; raise BadInput."""
    fields: Fields = {"label": texts(label), "version": {"best": 1}}
    return f"{schema.OWN}{casework.add(session, 'vocabulary', fields)}"


def rename(session: Session, name: str, label: Words) -> None:
    """Call a list of the office's own otherwise."""
    record = defining.record_of(session, name)
    old = casework.state_of(session, record).fields.get("label")
    casework.edit(session, record, {"label": {**(dict.fromkeys(old) if isinstance(old, dict) else {}), **texts(label)}})


def add_term(session: Session, name: str, label: Words, *, broader: str = "", huridocs: str = "") -> str:
    """Add a term to a list, ours or the office's, and return its code; raise BadInput."""
    record, terms = _terms_of(session, name)
    item = ids.new_item_id()
    new: Fields = {"id": item, "label": texts(label), "position": {"best": len(terms)}}
    new |= {key: {"text": value} for key, value in (("broader", broader), ("huridocs", huridocs)) if value}
    _save(session, name, record, [*terms, new])
    return office.term_code(name, item)


def change_term(session: Session, code: str, *, label: Words | None = None, retired: bool | None = None) -> None:
    """Call a term of the office's otherwise, or take it out of use or back; raise BadInput for one of ours."""
    name, _slash, item = code.partition("/")
    record, terms = _terms_of(session, name)
    item = item.removeprefix(schema.OWN)
    if record is None or all(one["id"] != item for one in terms):
        raise BadInput(_("This term is not the office's own: it cannot be changed. Nothing was changed."))
    found: list[Fields] = []
    for one in terms:
        mine = dict(one)
        if one["id"] == item:
            mine |= {"label": texts(label)} if label is not None else {}
            if retired is not None:
                mine = {key: value for key, value in mine.items() if key != "retired"}
                mine |= {"retired": True} if retired else {}
        found.append(mine)
    _save(session, name, record, found)


def preview(session: Session, code: str) -> Preview:
    """Return what taking a term out of use would do: the records that hold it keep it, and show it."""
    return Preview(definitions.choosing(session.vault.db, [code]))


def called(session: Session, words: str) -> str:
    """Return the list that is called so, in any language or by its name `x_...`; nothing for none."""
    wanted = search.folded(words)
    for one in session.vault.defined.now.given:
        name = f"{schema.OWN}{one.record}"
        label = office.worded(one.fields.get("label")) if one.type == "vocabulary" else None
        said = label.by_language.values() if label and not office.text(one.fields.get("extends")) else ()
        if words == name or wanted in map(search.folded, said):
            return name
    return ""


def own_lists(session: Session) -> list[str]:
    """Return the names of the office's own lists, in the order of their labels."""
    own = session.schema.lists.own
    return sorted(
        (name for name in own if name.startswith(schema.OWN)), key=lambda name: str(own[name].label).casefold()
    )


def open_lists() -> list[str]:
    """Return the lists of ours that an office may add terms to."""
    return [name for name in vocabulary.OURS.names() if name not in office.CLOSED]


def import_table(
    session: Session,
    file: Path,
    *,
    name: str = "",
    extends: str = "",
    language: str = "en",
    retire_missing: bool = False,
) -> Imported:
    """Take in a table of terms as a list called `name`, or as terms added to the list of ours `extends`.

    A list of that name that is here is brought up to date by the codes of its terms. Nothing is taken out of use
    unless `retire_missing` says so. Raises BadInput, which names the line; then nothing is changed.
    """
    if bool(name) == bool(extends):
        raise BadInput(_("Say either what the list is called, or which list of ours the terms are added to."))
    if extends and extends not in open_lists():
        raise BadInput(
            _("Nothing can be added to a list {name}. There are: {names}.").format(
                name=extends[:64], names=", ".join(open_lists())
            )
        )
    table = read_table(file, language)
    list_name = extends or called(session, name)
    record, before = _terms_of(session, list_name) if list_name else (None, [])
    if not list_name:
        record = ids.new_record_id()  # its terms may name one another as wider ones before it is saved
        list_name = f"{schema.OWN}{record}"
    ours = vocabulary.OURS.load(extends).terms if extends else {}
    terms, told = _merged(list_name, before, table, ours, retire_missing=retire_missing)
    if len(terms) > office.MOST_TERMS:
        raise BadInput(_("A list has at most {n} terms. Nothing was changed.").format(n=f"{office.MOST_TERMS:,}"))
    _check_wider(list_name, terms, table.rows, ours)
    if terms != before or not before:
        _save(session, list_name, record, terms, label={language: name} if name else None)
    return Imported(list_name, *told, ignored=table.ignored)


def _merged(
    name: str, before: Sequence[Fields], table: Table, ours: Collection[str], *, retire_missing: bool
) -> tuple[list[Fields], tuple[int, int, int, tuple[str, ...], int]]:
    """Return the terms of a list with those of a table, by code, and what that did.

    What the table says nothing of stays: labels in languages it has no column for, wider terms and codes likewise.
    """
    rows = table.rows
    terms = {_key(one): dict(one) for one in before}
    by_code = {code: _key(one) for one in before if (code := office.text(one.get("code")))}
    seen: set[str] = set()
    by_code |= {row.code: by_code.get(row.code) or item_id(row.code) for row in rows}
    added = changed = same = 0
    for place, row in enumerate(rows):
        item = by_code[row.code]
        old = terms.get(item, {})
        kept = office.worded(old.get("label"))
        other = kept.by_language if kept else {}
        label = texts({**row.labels, **{one: text for one, text in other.items() if one and one not in row.labels}})
        new: Fields = {"id": item, "code": {"text": row.code}, "label": label, "position": {"best": place}}
        new |= {key: old[key] for key in table.silent if key in old}
        if row.broader:
            of_ours = row.broader if row.broader in ours else f"{name}/{row.broader}"
            wider = by_code.get(row.broader)
            new["broader"] = {"text": office.term_code(name, wider) if wider else of_ours}
        if row.huridocs:
            new["huridocs"] = {"text": row.huridocs}
        added, changed, same = (added + (not old), changed + bool(old and old != new), same + (old == new))
        terms[item] = new
        seen.add(item)
    absent = [item for item, one in terms.items() if item not in seen and one.get("retired") is not True]
    if retire_missing:
        for item in absent:
            terms[item] = {**terms[item], "retired": True}
    labels = tuple(str(office.worded(terms[item].get("label")) or "") for item in absent)
    return list(terms.values()), (added, changed, same, labels, len(absent) if retire_missing else 0)


def _check_wider(name: str, terms: Sequence[Fields], rows: Sequence[Row], ours: Collection[str]) -> None:
    """Raise BadInput naming the line when a wider term is nowhere, or leads round in a circle."""
    wider = {office.term_code(name, _key(one)): office.text(one.get("broader")) for one in terms}
    lines = {row.code: row.line for row in rows}
    for one in terms:
        code = office.term_code(name, _key(one))
        line = lines.get(office.text(one.get("code")), 0)
        if wider[code] and wider[code] not in wider and wider[code] not in ours:
            message = _("Line {line}: the wider term {code} is in no line and not in the list. Nothing was changed.")
            raise BadInput(message.format(line=line, code=wider[code].rpartition("/")[2][:64]))
        seen, at = {code}, wider[code]
        while at:
            if at in seen:
                message = _("Line {line}: its wider terms lead back to it. Nothing was changed.")
                raise BadInput(message.format(line=line))
            seen.add(at)
            at = wider.get(at, "")


def _key(term: Mapping[str, Any]) -> str:
    return str(term.get("id"))


def _terms_of(session: Session, name: str) -> tuple[str | None, list[Fields]]:
    """Return the record in which the office's terms of a list stand, and those; none for a list nobody added to."""
    for one in session.vault.defined.now.given:
        if one.type == "vocabulary" and name in (f"{schema.OWN}{one.record}", office.text(one.fields.get("extends"))):
            return one.record, [dict(term) for term in office.items_of(one.fields.get("terms")) if "id" in term]
    if name not in open_lists():
        raise BadInput(_("There is no list {name} to add to. Nothing was changed.").format(name=name[:64]))
    return None, []


def _save(session: Session, name: str, record: str | None, terms: Sequence[Fields], label: Words | None = None) -> None:
    """Save the terms of a list as a new version of it."""
    given = next((one for one in session.vault.defined.now.given if one.record == record), None)
    if given is not None and record is not None:
        version = office.number(given.fields.get("version"), 0) + 1
        casework.edit(session, record, {"terms": list(terms), "version": {"best": version}})
        return
    fields: Fields = {"terms": list(terms), "version": {"best": 1}}
    fields |= {"extends": {"text": name}} if record is None else {"label": texts(label or {})}
    casework.add(session, "vocabulary", fields, record=record)
