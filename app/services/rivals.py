"""Accounts that contradict each other, side by side: the value a record has, what else is said, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import _
from app.domain import ids, reading
from app.domain.body import Fields
from app.services import corroborating, titles, wording
from app.services.corroborating import Cited
from app.services.session import Session
from app.storage import revisions


@dataclass(frozen=True, slots=True)
class Account:
    """One of several things said of a field. `item` is empty for the value itself where no account says it."""

    item: str
    words: str = field(repr=False)
    value: Any = field(repr=False)
    taken: bool
    """Whether it is the record's value."""
    cites: tuple[Cited, ...] = field(repr=False)
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field of which several accounts are kept."""

    name: str
    label: str
    accounts: tuple[Account, ...]

    @property
    def open(self) -> bool:
        """Whether nobody has said why one of them is the value."""
        return not any(one.taken and one.reason for one in self.accounts)


def of_record(session: Session, type_: str, fields: Fields, language: str = "en") -> tuple[Disputed, ...]:
    """Return the fields of which there is another account, each with all that is said of it."""
    known = session.schema.fields_of(type_)
    accounts = reading.items(fields.get("accounts"))
    cites = reading.items(fields.get("cites"))
    theirs = [cite for one in accounts for cite in reading.items(one.get("cites"))]
    cited = sorted({one["source"] for one in (*cites, *theirs) if ids.is_record_id(str(one.get("source")))})
    states = revisions.states_of(session.vault, cited[:500])
    links = {link[3] for link in session.schema.extract(type_, fields).links if link[3]}
    claimed = session.schema.extract(type_, {str(one.get("field")): one.get("value") for one in accounts})
    named = titles.titles(session, sorted({*cited, *links, *(link[3] for link in claimed.links if link[3])}), language)

    def sources(listed: list[dict[str, Any]]) -> tuple[Cited, ...]:
        return tuple(corroborating.cited(session, one, named, states, language) for one in listed)

    found = []
    for name, declared in known.items():
        about = [one for one in accounts if one.get("field") == name and "value" in one]
        if not about:
            continue

        own = [one for one in cites if one.get("field") == name]
        value = fields.get(name)
        told = []
        if value is not None and not any(one["value"] == value for one in about):
            words = wording.words_of(declared, value, language, named, session.schema)
            told.append(Account("", words, value, True, sources(own), ""))
        for one in about:
            taken = value is not None and one["value"] == value
            inner = [*(own if taken else []), *reading.items(one.get("cites"))]
            told.append(
                Account(
                    item=str(one.get("id") or ""),
                    words=wording.words_of(declared, one["value"], language, named, session.schema),
                    value=one["value"],
                    taken=taken,
                    cites=sources(inner),
                    reason=str(one.get("reason") or ""),
                )
            )
        found.append(Disputed(name, _(declared.label), tuple(told)))
    return tuple(found)


def cite_words(one: Cited) -> str:
    """Return a source with the place in it, its words, and how it is graded."""
    quote = _("“{words}”").format(words=one.quote) if one.quote else ""
    grades = f"({one.grades})" if one.grades else ""
    return " ".join(filter(None, (", ".join(filter(None, (one.title, one.where, quote))), grades)))


def as_object(disputed: Disputed) -> Mapping[str, Any]:
    """Return a disputed field as plain values, for other programs."""
    return {
        "field": disputed.name,
        "open": disputed.open,
        "accounts": [
            {
                "words": one.words,
                "value": one.value,
                "taken": one.taken,
                "reason": one.reason,
                "sources": [cite_words(cite) for cite in one.cites],
            }
            for one in disputed.accounts
        ],
    }
