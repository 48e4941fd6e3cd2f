"""Which records a query asks for, as SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain import search
from app.domain.query import NO, YES, Query
from app.domain.schema import DEFINITIONS
from app.domain.vocabulary import Lists
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


def where(vault: Vault, query: Query, among: Collection[str] | None = None) -> tuple[str, list[Value]]:
    """Return the numbers of the records wanted as a SELECT, and its values; of the records `among` only, if given."""
    parts, values = ["trashed = ?"], list[Value]([query.trash])
    if among is not None:
        parts.append("id IN (SELECT unhex(value) FROM json_each(?))")
        values.append(numbers.codes(sorted(among)))
    for sql, given in (*_kinds(vault, query), *_terms(vault.schema.lists, query), *_days(query), *_words(query)):
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


def _terms(lists: Lists, query: Query) -> Iterator[Part]:
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
        terms = [code for code in wanted if code not in (YES, NO)]
        said = [int(code == YES) for code in wanted if code in (YES, NO)]
        values = (numbers.codes(lists.widened(terms)), numbers.codes([name]), name, f"[{','.join(map(str, said))}]")
        yield f"({_OF_TERM} OR {_OF_FLAG})", values


def _days(query: Query) -> Iterator[Part]:
    since, until = query.days
    if since is not None or until is not None:
        yield _OF_DAYS, (numbers.main_dates(), since, since, until, until)


def _words(query: Query) -> Iterator[Part]:
    if wanted := search.query(query.words):
        yield f"rid IN ({records.MEANT})", (wanted, wanted)
    elif query.words.strip():
        yield "0", ()
    if wanted := search.query(query.tag):
        yield "rid IN (SELECT rowid FROM search WHERE search MATCH ?)", (wanted,)
    elif query.tag.strip():
        yield "0", ()
