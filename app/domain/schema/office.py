"""An office's own fields, lists and forms, read from the records that define them and put into a schema.

What defines them may come from anybody an office receives from: what is not as it should be is left out with a reason,
and never raises. Names: a field is `x_<record>`, a list of its own `x_<record>`, its terms `x_<record>/<item>`; a term
added to a list of ours is `<list>/x_<item>`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from app.base.i18n import N_, Worded
from app.domain import ids, vocabulary
from app.domain.schema import defining, kinds
from app.domain.schema.arranged import Entries, Form, arranged
from app.domain.schema.kinds import OWN, Field, Kind, RecordType, Sensitivity
from app.domain.vocabulary import Entry, Lists, Vocabulary

MOST_FIELDS, MOST_LISTS, MOST_TERMS = 400, 200, 10_000
"""So many an office may have: fields and lists in a vault, terms in a list."""
LONGEST, LONGEST_HELP = 120, 600
"""Characters of a label and of a help text."""
MOST_LANGUAGES = 40
DEEPEST = 20
"""So many wider terms a term may have, each above the other."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows."""

CLOSED = frozenset(
    {"after-expiry", "answer", "attachment", "calendar", "confidentiality", "counting", "coverage", "decision"}
    | {"field-kind", "name", "order", "record-type", "review", "role", "script", "sensitivity"}
)
"""Lists of ours that the program itself goes by: nothing is added to them."""

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "text": kinds.Text(),
        "long-text": kinds.Text(long=True),
        "date": kinds.Date(),
        "number": kinds.Number(),
        "place": kinds.Place(),
        "names": kinds.Names(),
        "flag": kinds.Flag(),
    }
)
"""Kinds of field that are the same whatever else is said; terms and links are not."""

OWN_SECTION = N_("Our own fields")
"""Where a field stands that names no section."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One record that defines something, as it stands."""

    record: str
    type: str
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """A definition that is left out, or a part of it, and why: one of our sentences, to be translated."""

    record: str
    why: str


@dataclass(slots=True)
class Office:
    """What an office defined, as far as it is as it should be."""

    fields: dict[str, list[Field]] = field(default_factory=dict)
    """By type of record, in order."""
    wanted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By field, the outputs it is wanted for."""
    lists: dict[str, Vocabulary] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(given: Iterable[Definition]) -> Office:
    """Return what these records define, the same whatever their order."""
    known = sorted(given, key=lambda one: one.record)
    office = Office()
    terms: dict[str, dict[str, Entry]] = {}
    _lists(office, [one for one in known if one.type == defining.VOCABULARY.name], terms)
    _fields(office, [one for one in known if one.type == defining.FIELD.name])
    _forms(office, [one for one in known if one.type == defining.FORM.name])
    return office


def applied(types: Mapping[str, RecordType], office: Office) -> tuple[Mapping[str, RecordType], Lists]:
    """Return the record types and the vocabularies with what an office defined."""
    changed = {
        name: arranged(declared, office.fields.get(name, []), office.forms.get(name), office.wanted)
        if name in office.fields or name in office.forms
        else declared
        for name, declared in types.items()
    }
    return MappingProxyType(changed), Lists(MappingProxyType(office.lists))


def worded(value: Any, most: int = LONGEST) -> Worded | None:
    """Return a text with its translations as words by language; None when it says nothing, or too much."""
    if not isinstance(value, dict):
        return None
    found: dict[str, str] = {}
    translations = value.get("translations")
    for one in (value, *(translations if isinstance(translations, list) else ())):
        text = one.get("text") if isinstance(one, dict) else None
        language = one.get("language") if isinstance(one, dict) else None
        if isinstance(text, str) and (clean := cleaned(text)) and len(clean) <= most and len(found) < MOST_LANGUAGES:
            found.setdefault(language if isinstance(language, str) else "", clean)
    return Worded.of(found) if found else None


def cleaned(text: str) -> str:
    """Return a text as one line, without what a screen would obey."""
    cut = text[: 8 * LONGEST_HELP]
    kept = (" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in cut if one not in TURNING)
    return " ".join("".join(kept).split())


# Fields


def _fields(office: Office, given: Sequence[Definition]) -> None:
    placed: list[tuple[int, Field, str]] = []
    for one in given:
        why = "" if len(placed) < MOST_FIELDS else N_("There are too many fields.")
        made = None if why else _field(office, one)
        if isinstance(made, Field):
            placed.append((number(one.fields.get("position")), made, term(one.fields.get("of_type"))))
            office.wanted[made.name] = outputs(one.fields.get("wanted_for"))
        else:
            office.problems.append(Problem(one.record, why or str(made)))
    for _position, made, type_ in sorted(placed, key=lambda one: (one[0], one[1].name)):
        office.fields.setdefault(type_, []).append(made)


def _field(office: Office, one: Definition) -> Field | str:
    """Return the field that a record defines, or why there is none."""
    given = one.fields
    label = worded(given.get("label"))
    if label is None:
        return N_("It has no label, or one that is too long.")
    if f"record-type/{term(given.get('of_type'))}" not in vocabulary.OURS.load("record-type").terms:
        return N_("It does not say which type of record it is for.")
    kind = _kind(office, given)
    if isinstance(kind, str):
        return kind
    sensitivity = term(given.get("sensitivity"))
    return Field(
        name=f"{OWN}{one.record}",
        kind=kind,
        label=label,
        help=worded(given.get("help"), LONGEST_HELP) or "",
        many=(given.get("many") is True and not isinstance(kind, kinds.Flag)) or isinstance(kind, kinds.Names),
        section=section_of(given.get("section")) or OWN_SECTION,
        sensitivity=Sensitivity(sensitivity) if sensitivity in set(Sensitivity) else Sensitivity.ORDINARY,
        retired=given.get("retired") is True or given.get("trashed") is True,
    )


def _kind(office: Office, given: Mapping[str, Any]) -> Kind | str:
    said = term(given.get("kind"))
    if said in KINDS:
        return KINDS[said]
    if said == "link":
        targets = [term(one) for one in given["targets"]] if isinstance(given.get("targets"), list) else []
        known = vocabulary.OURS.load("record-type").terms
        return kinds.Link(("about",), tuple(dict.fromkeys(one for one in targets if f"record-type/{one}" in known)))
    if said != "term":
        return N_("It does not say what kind of field it is, or one this version does not know.")
    name = text(given.get("vocabulary"))
    if name in office.lists or name in vocabulary.OURS.names():
        return kinds.Term(name)
    return N_("Its list of terms is not here.")


def section_of(value: Any) -> str:
    """Return the section a value names, one of ours by what it is called in English; nothing for none."""
    return worded(value) or ""


# Lists


def _lists(office: Office, given: Sequence[Definition], terms: dict[str, dict[str, Entry]]) -> None:
    labels: dict[str, Worded] = {}
    for one in given[:MOST_LISTS]:
        extended = text(one.fields.get("extends"))
        if extended and (extended not in vocabulary.OURS.names() or extended in CLOSED):
            office.problems.append(Problem(one.record, N_("It adds to a list that nothing can be added to.")))
            continue
        label = vocabulary.OURS.load(extended).label if extended else worded(one.fields.get("label"))
        if label is None:
            office.problems.append(Problem(one.record, N_("It has no label, or one that is too long.")))
        else:
            name = extended or f"{OWN}{one.record}"
            labels[name] = label
            mine = terms.setdefault(name, {})
            gone = one.fields.get("retired") is True or one.fields.get("trashed") is True
            left = _terms(mine, name, one.fields.get("terms"), gone and bool(extended))
            if left:
                office.problems.append(Problem(one.record, N_("Some of its terms have no label, or are too many.")))
    office.problems += [Problem(one.record, N_("There are too many lists.")) for one in given[MOST_LISTS:]]
    for name, mine in terms.items():
        ours = vocabulary.OURS.load(name).terms if name in vocabulary.OURS.names() else {}
        office.lists[name] = Vocabulary(name, MappingProxyType(hanging({**ours, **mine})), labels[name])


def _terms(found: dict[str, Entry], name: str, given: Any, gone: bool) -> int:
    """Add the terms of a list, in order, to those found; return how many were left out."""
    items = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    left = 0
    for one in sorted(items, key=lambda item: (number(item.get("position")), str(item.get("id")))):
        label = worded(one.get("label"))
        item = one.get("id")
        if label is None or not (isinstance(item, str) and ids.is_item_id(item)) or len(found) >= MOST_TERMS:
            left += 1
            continue
        code = term_code(name, item)
        wider = text(one.get("broader")) or None
        huridocs = text(one.get("huridocs")) or None
        retired = gone or one.get("retired") is True
        found[code] = Entry(code, label.by_language, huridocs, wider, retired)
    return left


def term_code(name: str, item: str) -> str:
    """Return the code of an item of a list: of the office's own, or one of ours with terms added."""
    return f"{name}/{item}" if name.startswith(OWN) else f"{name}/{OWN}{item}"


def hanging(terms: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return terms with each below its wider one; one that is not here, leads round, or is too far down, is none."""
    sound: dict[str, Entry] = {}
    for code, entry in terms.items():
        seen, at = {code}, entry.broader
        while at is not None and at in terms and at not in seen and len(seen) <= DEEPEST:
            seen.add(at)
            at = terms[at].broader
        whole = entry.broader in terms and (at is None or at not in terms)
        sound[code] = entry if whole or not entry.broader else replace(entry, broader=None)
    below: dict[str | None, list[str]] = {}
    for code, entry in sound.items():
        below.setdefault(entry.broader, []).append(code)
    found: dict[str, Entry] = {}
    waiting = below.get(None, [])[::-1]
    while waiting:
        code = waiting.pop()
        found[code] = sound[code]
        waiting += below.get(code, [])[::-1]
    return found


# Forms


def _forms(office: Office, given: Sequence[Definition]) -> None:
    """Read the forms; of two for one type the later record decides where both say something."""
    for one in given:
        type_ = term(one.fields.get("of_type"))
        if f"record-type/{type_}" not in vocabulary.OURS.load("record-type").terms:
            office.problems.append(Problem(one.record, N_("It does not say which type of record it is for.")))
        elif one.fields.get("trashed") is not True:
            before = office.forms.get(type_, Form({}, {}))
            entries: Entries = dict(before.entries)
            for item in items_of(one.fields.get("entries")):
                shown = item.get("shown")
                place = number(item.get("position"), -1)
                entries[text(item.get("field"))] = (
                    section_of(item.get("section")),
                    place if place >= 0 else None,
                    shown if isinstance(shown, bool) else None,
                    outputs(item.get("wanted_for")) if isinstance(item.get("wanted_for"), list) else None,
                )
            listed = items_of(one.fields.get("sections"))
            places = {section_of(item.get("section")): number(item.get("position")) for item in listed}
            office.forms[type_] = Form(entries, {**before.sections, **places})


# Values


def text(value: Any) -> str:
    """Return the text of a value, or nothing."""
    found = value.get("text") if isinstance(value, dict) else None
    return cleaned(found) if isinstance(found, str) and len(found) <= LONGEST else ""


def term(value: Any) -> str:
    """Return the term of a value without its list, or nothing."""
    found = value.get("term") if isinstance(value, dict) else None
    return found.partition("/")[2] if isinstance(found, str) else ""


def number(value: Any, none: int = 10**6) -> int:
    """Return the number of a value."""
    found = value.get("best") if isinstance(value, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else none


def outputs(value: Any) -> tuple[str, ...]:
    """Return the codes of the outputs that a value lists."""
    return tuple(dict.fromkeys(str(item["term"]) for item in items_of(value) if isinstance(item.get("term"), str)))[:40]


def items_of(value: Any) -> list[dict[str, Any]]:
    """Return the items of a list that are of a known form, as many as can be meant."""
    return [one for one in value[: 2 * MOST_TERMS] if isinstance(one, dict)] if isinstance(value, list) else []
