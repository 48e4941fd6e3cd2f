"""Who somebody is to others, both ways: what their own record says, and what the records of others say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_, _
from app.domain import ids, reading
from app.domain.body import Fields
from app.domain.schema.kinds import Link
from app.services import titles, wording
from app.services.session import Session
from app.storage import records, revisions

SOME = 500
MOST = 1000
"""Records that name one record, which are looked at."""

OF = {
    "relation/spouse": (
        N_("wife or partner of {title}"),
        N_("husband or partner of {title}"),
        N_("partner of {title}"),
    ),
    "relation/parent": (N_("mother of {title}"), N_("father of {title}"), N_("parent of {title}")),
    "relation/child": (N_("daughter of {title}"), N_("son of {title}"), N_("child of {title}")),
    "relation/sibling": (N_("sister of {title}"), N_("brother of {title}"), N_("sibling of {title}")),
    "relation/grandparent": (N_("grandmother of {title}"), N_("grandfather of {title}"), N_("grandparent of {title}")),
    "relation/grandchild": (N_("granddaughter of {title}"), N_("grandson of {title}"), N_("grandchild of {title}")),
    "relation/uncle-aunt": (N_("aunt of {title}"), N_("uncle of {title}"), N_("uncle or aunt of {title}")),
    "relation/nephew-niece": (N_("niece of {title}"), N_("nephew of {title}"), N_("nephew or niece of {title}")),
    "relation/cousin": (N_("cousin of {title}"),) * 3,
    "relation/partner": (N_("partner of {title}"),) * 3,
    "relation/other-relative": (N_("relative of {title}"),) * 3,
    "relation/friend": (N_("friend of {title}"),) * 3,
    "relation/colleague": (N_("colleague of {title}"),) * 3,
    "relation/guardian": (N_("guardian of {title}"),) * 3,
}
"""What somebody is to one whose record names them as a relative: for a woman, a man, and whoever else it is."""

SEXES = {"sex/female": 0, "sex/male": 1}

OWN = {
    "memberships": N_("member of {title}"),
    "members": N_("known member: {title}"),
    "represents": N_("represents {title}"),
    "part_of": N_("part of {title}"),
    "successor_of": N_("successor of {title}"),
}
"""By field, what a record says of another one."""

THEIRS = {
    "memberships": N_("has as a member: {title}"),
    "members": N_("known member of {title}"),
    "represents": N_("represented by {title}"),
    "part_of": N_("part of it: {title}"),
    "successor_of": N_("succeeded by {title}"),
    "contacts.via": N_("contact with {title} goes through them"),
}
"""By field of another record, what it says of the one it names."""

SAME = {"members": "memberships", "memberships": "members", "relatives": "relatives"}
"""Fields of two records that say the same of each other."""


FIELDS = frozenset({"relatives", *OWN, "contacts"})
"""Fields of people and organisations that say what they are to another."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What one record is to another, in words."""

    record: str
    type: str
    title: str = field(repr=False)
    words: str = field(repr=False)
    detail: str = field(repr=False)
    """Rank, unit, dates, capacity."""
    theirs: bool
    """Whether the other record says so."""
    coded: bool = False
    """Whether the other goes by a code name."""


def of_record(session: Session, record: str, language: str = "en") -> tuple[Relation, ...]:
    """Return who a person or an organisation is to others; what both records say is told once."""
    own = revisions.state(session.vault, record)
    if own is None:
        return ()
    listed = list(_own(own.fields))
    said = {(name, link["to"]) for name, link in listed}
    others = _others(session, record)
    for other, state in others.items():
        if state.fields.get("trashed") is True:
            continue
        for name, link in _own(state.fields):
            if link["to"] == record and (SAME.get(name), other) not in said:
                listed.append((f"theirs {name}", {**link, "to": other}))
        if any(_via(one) == record for one in reading.items(state.fields.get("contacts"))):
            listed.append(("theirs contacts.via", {"to": other}))
    named = titles.titles(session, [link["to"] for _name, link in listed], language)
    types = {one: state.type for one, state in others.items()}
    found = []
    for name, link in listed:
        theirs, plain = name.startswith("theirs "), name.removeprefix("theirs ")
        title = named.get(link["to"])
        if title is None:
            continue
        phrase = _phrase(session, own.fields, plain, link, language, theirs=theirs)
        type_ = types.get(link["to"], "")
        found.append(
            Relation(
                record=link["to"],
                type=type_ or _type(session, link["to"]),
                title=title,
                words=phrase.format(title=title),
                detail=_detail(session, type_ if theirs else own.type, plain, link, language),
                theirs=theirs,
                coded=link["to"] in others and bool(titles.code_name("person", others[link["to"]].fields)),
            )
        )
    return tuple(found)


def _others(session: Session, record: str) -> dict[str, Any]:
    """Return the people and organisations that name a record."""
    naming = [
        one for one, type_, _field in records.naming(session.vault, record, MOST) if type_ in ("person", "organisation")
    ]
    found: dict[str, Any] = {}
    for start in range(0, len(naming), SOME):
        found.update(revisions.states_of(session.vault, naming[start : start + SOME]))
    return found


def _own(fields: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("relatives", *OWN):
        for link in reading.items(fields.get(name)):
            if ids.is_record_id(str(link.get("to"))):
                yield name, link


def _phrase(session: Session, own: Fields, name: str, link: Mapping[str, Any], language: str, *, theirs: bool) -> str:
    """Return what one is to the other, with a place for the title."""
    if name != "relatives":
        return _((THEIRS if theirs else OWN)[name])
    code = reading.term(_attributes(link).get("relation"))
    if not theirs:  # the other is this to the person: their page says it the other way round
        label = session.schema.label(code, language) if code else _("Relative")
        return label.replace("{", "(").replace("}", ")") + ": {title}"
    if code in OF:
        return _(OF[code][SEXES.get(reading.term(own.get("sex")), 2)])
    if not code:
        return _("relative of {title}")
    label = session.schema.label(code, language).replace("{", "(").replace("}", ")")
    return _("to {title}: {relation}").replace("{relation}", label)


def _detail(session: Session, type_: str, name: str, link: Mapping[str, Any], language: str) -> str:
    declared = session.schema.fields_of(type_).get(name)
    if declared is None or not isinstance(declared.kind, Link):
        return ""
    attributes = _attributes(link)
    told = (
        wording.words_of(one, attributes.get(one.name), language, {}, session.schema)
        for one in declared.kind.attributes
        if one.name != "relation"
    )
    note = link.get("note")
    return ", ".join(filter(None, (*told, note if isinstance(note, str) else "")))


def _attributes(link: Mapping[str, Any]) -> Mapping[str, Any]:
    found = link.get("attributes")
    return found if isinstance(found, dict) else {}


def _type(session: Session, record: str) -> str:
    row = records.get(session.vault, record)
    return row.type if row is not None else ""


def _via(contact: Mapping[str, Any]) -> str:
    via = contact.get("via")
    return str(via.get("to") or "") if isinstance(via, dict) else ""
