"""All records by the titles a person sees: in the language of the interface, people by their code name.

Dates within a title go by time, not by the words they are told in.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Mapping
from itertools import islice

from app.base.i18n import _
from app.domain import collating
from app.domain.schema import Schema
from app.domain.schema.kinds import Link, RecordType, Term
from app.domain.schema.title import ALLEGED
from app.services.session import Session
from app.services.titles import title, titles
from app.storage import titled

RUN = 4096
"""Titles sorted in one go: what the window waits for at most."""

JOINT = " · "


def by_title(session: Session, language: str = "en") -> array[int]:
    """Return the numbers of all records in the order of the titles that are shown."""
    vault = session.vault
    own = {bytes.fromhex(one): text for one, text in titles(session, titled.coded(vault), language).items()}
    parts = {name: _Parts(session.schema, declared, language) for name, declared in session.schema.types.items()}
    to = {link: titled.targets(vault, link) for link in {one.link for one in parts.values() if one.link}}
    rows = list(titled.each(vault))
    wanted = {id_ for some in to.values() for id_ in some.values()}
    called = {id_: text for _rid, id_, _type, text in rows if id_ in wanted} | own
    for id_, type_, fields in titled.drafted(vault):
        own[id_] = title(type_, fields, {}, language, session.schema)

    def key(rid: int, id_: bytes, type_: str, text: str) -> str:
        if id_ in own:
            return collating.key(own[id_])
        known = parts.get(type_)
        if known is None:
            return collating.key(text)
        target = to[known.link].get(rid) if known.link else None
        return known.key(text, called.get(target, "") if target else "")

    left = iter(rows)
    runs = []
    while some := list(islice(left, RUN)):
        runs.append(sorted((key(*row), row[0]) for row in some))
    found = array("q")
    for _text, rid in heapq.merge(*runs):
        found.append(rid)
    return found


class _Parts:
    """How the titles of one type are put together, where they are, and what their first words are sorted by."""

    def __init__(self, schema: Schema, declared: RecordType, language: str) -> None:
        kinds = [declared.fields[part].kind for part in declared.parts]
        self.link = next((part for part, kind in zip(declared.parts, kinds, strict=True) if isinstance(kind, Link)), "")
        self._heads: Mapping[str, str] = _heads(schema, declared, kinds[0] if kinds else None, language)

    def key(self, text: str, target: str) -> str:
        """Return what a stored title, in English, is sorted by; `target` is what the linked record is called."""
        head, _joint, rest = text.partition(JOINT)
        if (local := self._heads.get(head)) is None:
            return collating.key(text)
        last = rest.rpartition(JOINT)[2]
        if target:  # it stands for the words of the link; after it comes the date
            rest = last if last[:1].isdigit() else ""
        middle = collating.key(target) if target else ""
        return f"{local}\x01{middle}\x01{collating.key(rest)}"


def _heads(schema: Schema, declared: RecordType, first: object, language: str) -> dict[str, str]:
    found = {declared.label: _(declared.label)}
    if isinstance(first, Term):
        for code in schema.vocabulary(first.vocabulary).terms:
            found.setdefault(schema.label(code, "en"), schema.label(code, language))
    found |= {ALLEGED.format(act=text): _(ALLEGED).format(act=local) for text, local in found.items()}
    return {text: collating.key(local) for text, local in found.items()}
