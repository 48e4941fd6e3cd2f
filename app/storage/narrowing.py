"""Which records a query asks for, as SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain import search
from app.domain.query import NO, NOT_ASKED, YES, Query
from app.domain.schema import DEFINITIONS, Schema
from app.storage import numbers, records, standings
from app.storage.database import Value, numbered
from app.storage.handle import Vault

Part = tuple[str, tuple[Value, ...]]

_OF_TERM = """
    rid IN (SELECT rid FROM term WHERE code IN (SELECT value FROM json_each(?))
    AND field IN (SELECT value FROM json_each(?)))
"""
_OF_FLAG = "rid IN (SELECT rid FROM number WHERE field = ? AND best IN (SELECT value FROM json_each(?)))"
_OF_DAYS = """
    rid IN (SELECT rid FROM span WHERE field IN (SELECT value FROM json_each(?))
    AND (? IS NULL OR latest IS NULL OR latest >= ?) AND (? IS NULL OR earliest IS NULL OR earliest <= ?))
"""
_OF_DAYS_SURELY = """
    rid IN (SELECT rid FROM span WHERE field IN (SELECT value FROM json_each(?))
    AND (? IS NULL OR earliest >= ?) AND (? IS NULL OR latest <= ?))
"""
_NOT_ASKED = """
    (type IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
        SELECT 1 FROM shown_revision AS one WHERE one.record = shown_record.id AND one.body IS NOT NULL
        AND json_type(CAST(one.body AS TEXT), ?) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM parent WHERE parent.parent = one.id)
    ))
"""
"""Nothing stands there in any of the versions that no other builds on."""

_LEAST = "coalesce(least, CASE WHEN most IS NULL THEN best END)"
_MOST = "coalesce(most, CASE WHEN least IS NULL THEN best END)"
"""The bounds of a number: one of which only the likeliest is told is about so much."""

_OF_NUMBER = "rid IN (SELECT rid FROM number WHERE field = ? AND {bound})"
_BOUND = {
    ">=": f"({_MOST} IS NULL OR {_MOST} >= ?)",
    "<=": f"({_LEAST} IS NULL OR {_LEAST} <= ?)",
    ">=!": f"{_LEAST} >= ?",
    "<=!": f"{_MOST} <= ?",
}


def where(vault: Vault, query: Query, among: Collection[str] | None = None) -> tuple[str, list[Value]]:
    """Return the numbers of the records wanted as a SELECT, and its values; of the records `among` only, if given."""
    parts, values = ["trashed = ?"], list[Value]([query.trash])
    if among is not None:
        parts.append("id IN (SELECT unhex(value) FROM json_each(?))")
        values.append(numbers.codes(sorted(among)))
    for sql, given in (*_kinds(vault, query), *_terms(vault.schema, query), *_days(query), *_words(query)):
        parts.append(sql)
        values.extend(given)
    return f"SELECT rid FROM shown_record WHERE {' AND '.join(parts)}", values  # noqa: S608 - only our own words


def country_fields() -> tuple[str, ...]:
    """Return the fields of any type that hold a country."""
    return ("nationality", "country", "state")


def _kinds(vault: Vault, query: Query) -> Iterator[Part]:
    if query.types:
        yield "type IN (SELECT value FROM json_each(?))", (numbers.codes(query.types),)
    elif not query.conflicts:  # what an office defines is no casework; but what waits there waits
        yield "type NOT IN (SELECT value FROM json_each(?))", (numbers.codes(list(DEFINITIONS)),)
    if query.standing:
        yield "rid IN (SELECT value FROM json_each(?))", (numbered(standings.numbers(vault, query.standing)),)
    if query.conflicts:
        yield "conflict", ()
    if query.drafts:
        yield "id IN (SELECT record FROM draft)", ()


def _terms(schema: Schema, query: Query) -> Iterator[Part]:
    lists = schema.lists
    for names, codes in (
        (("review",), query.review),
        (("confidentiality",), query.confidentiality),
        (("act_type",), query.acts),
        (country_fields(), query.countries),
    ):
        if codes:
            yield _OF_TERM, (numbers.codes(lists.widened(codes)), numbers.codes(names))
    for name in dict.fromkeys(name for name, _code in query.fields):
        wanted = [code for one, code in query.fields if one == name]
        terms = [code for code in wanted if code not in (YES, NO, NOT_ASKED)]
        said = [int(code == YES) for code in wanted if code in (YES, NO)]
        values = (numbers.codes(lists.widened(terms)), numbers.codes([name]), name, f"[{','.join(map(str, said))}]")
        if NOT_ASKED in wanted:
            types = numbers.codes([one for one in schema.types if name in schema.fields_of(one)])
            yield f"({_OF_TERM} OR {_OF_FLAG} OR {_NOT_ASKED})", (*values, types, f'$.fields."{name}"')
        else:
            yield f"({_OF_TERM} OR {_OF_FLAG})", values
    for name, sign, number in query.numbers:
        yield _OF_NUMBER.format(bound=_BOUND[sign]), (name, *[number] * _BOUND[sign].count("?"))


def _days(query: Query) -> Iterator[Part]:
    since, until = query.days
    if since is not None or until is not None:
        yield _OF_DAYS_SURELY if query.surely else _OF_DAYS, (numbers.main_dates(), since, since, until, until)


def _words(query: Query) -> Iterator[Part]:
    if wanted := search.query(query.words):
        yield f"rid IN ({records.MEANT})", (wanted, wanted)
    elif query.words.strip():
        yield "0", ()
    if wanted := search.query(query.tag):
        yield "rid IN (SELECT rowid FROM search WHERE search MATCH ?)", (wanted,)
    elif query.tag.strip():
        yield "0", ()
