"""What a record stands on: for each thing it says, which sources, how graded, and how many of them are independent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_, _, ngettext
from app.domain import ids, independence, reading
from app.domain.body import Fields
from app.domain.independence import Group, Reason, Source
from app.services import parties, titles, wording
from app.services.session import Session
from app.storage import revisions

SOME = 500
DEEPEST = 20
"""Derivations followed: nobody prints a print of a print further than that."""

ORIGINS: Mapping[str, tuple[str, ...]] = {
    "document": ("derived_from", "translation_of", "reprint_of", "of"),
}
"""By type of source, the fields that name what it is made from."""

VOICES: Mapping[str, tuple[str, ...]] = {
    "document": ("author",),
    "testimony": ("witness",),
    "reply": ("sender",),
    "request": ("filed_by",),
    "intervention": ("by",),
}
"""By type of source, the fields that name who speaks in it."""

SLIGHT = ("proof/none", "proof/credible-allegation")
"""Standards of proof that one source can carry."""

BECAUSE = {
    Reason.DERIVED: N_("one is made from the other, or both from the same"),
    Reason.SAME_FILE: N_("the same file"),
    Reason.SAME_VOICE: N_("the same author or witness"),
    Reason.SAME_PUBLISHER: N_("the same publisher, and no author named"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One source as a record cites it. `record` is empty for one that is not a record."""

    record: str
    type: str
    title: str = field(repr=False)
    where: str = field(repr=False)
    """Page, or minute and second."""
    quote: str = field(repr=False)
    grades: str
    """Reliability of the source and credibility of the information, each graded on its own."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a record says, and what is cited for it."""

    name: str
    """The field; empty for the whole record."""
    label: str
    cites: tuple[Cited, ...]
    sources: int
    independent: int
    groups: tuple[tuple[tuple[str, ...], str], ...] = field(repr=False, default=())
    """Sources that are one, by title, and why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a whole record stands on."""

    claims: tuple[Claim, ...]
    whole: Claim
    """All that is cited, for whatever of it."""
    warning: str = ""
    """What is said when a standard of proof stands on too little."""


def of_record(session: Session, type_: str, fields: Fields, language: str = "en") -> Standing:
    """Return what these fields of a record stand on; the sources of rival accounts are not counted."""
    known = session.schema.fields_of(type_)
    listed = [one for one in reading.items(fields.get("cites")) if one.get("source") or one.get("words")]
    named = {one["source"] for one in listed if ids.is_record_id(str(one.get("source")))}
    sources, states = _sources(session, named)
    told = titles.titles(session, sorted(named), language)
    by_field: dict[str, list[dict[str, Any]]] = {}
    items = {
        item["id"]: name
        for name in known
        for item in reading.items(fields.get(name))
        if isinstance(item.get("id"), str)
    }
    for one in listed:
        about = one.get("field")
        name = str(about or "")
        by_field.setdefault(name if name in known else items.get(name, name), []).append(one)

    def claim(name: str, label: str, cites: Sequence[dict[str, Any]]) -> Claim:
        groups = independence.groups([one for one in map(_key, cites) if one], sources)
        return Claim(
            name=name,
            label=label,
            cites=tuple(cited(session, one, told, states, language) for one in cites),
            sources=sum(len(one.sources) for one in groups),
            independent=len(groups),
            groups=tuple(
                (tuple(told.get(key, _words_of(key)) for key in one.sources), _because(one))
                for one in groups
                if len(one.sources) > 1
            ),
        )

    order = {name: number for number, name in enumerate(known)}
    claims = tuple(
        claim(name, _(known[name].label) if name in known else _("The whole record"), by_field[name])
        for name in sorted(by_field, key=lambda one: order.get(one, -1))
    )
    whole = claim("", _("The whole record"), listed)
    return Standing(claims, whole, _warning(session, fields, whole, language))


def sentence(claim: Claim) -> str:
    """Return how many sources a claim stands on, and how many of them are independent."""
    if not claim.sources:
        return _("No source")
    if claim.sources == 1:
        return _("1 source")
    sources = ngettext("{n} source", "{n} sources", claim.sources).format(n=f"{claim.sources:,}")
    if claim.independent == claim.sources:
        return _("{sources}, independent as far as is recorded").format(sources=sources)
    return ngettext(
        "{sources}, but {n} independent one only", "{sources}, {n} of them independent", claim.independent
    ).format(sources=sources, n=f"{claim.independent:,}")


def same_words(claim: Claim) -> Iterator[str]:
    """Yield which of a claim's sources are one, and why."""
    for together, why in claim.groups:
        names = ", ".join(_("“{words}”").format(words=one) for one in together)
        yield _("One source: {names} ({why})").format(names=names, why=why)


def grades(session: Session, fields: Fields, language: str = "en") -> str:
    """Return how a source is graded: the source and the information, each on its own; empty for one not graded."""
    told = []
    for name, words in (("source_grade", _("source {grade}")), ("information_grade", _("information {grade}"))):
        value = fields.get(name)
        if isinstance(value, dict) and isinstance(code := value.get("term"), str):
            told.append(words.format(grade=session.schema.label(code, language)))
    return "; ".join(told)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a source while it is cited: its grades, and its files by item and name."""

    grades: str
    files: tuple[tuple[str, str], ...] = field(repr=False)


def beside(session: Session, record: str, language: str = "en") -> Beside:
    """Return what is told of a source beside its citation."""
    state = revisions.state(session.vault, record)
    fields = state.fields if state is not None else {}
    files = ((str(one.get("id") or ""), str(one.get("name") or "")) for one in reading.items(fields.get("attachments")))
    return Beside(grades(session, fields, language), tuple(one for one in files if all(one)))


def as_object(standing: Standing) -> dict[str, Any]:
    """Return what a record stands on as plain values, for other programs."""
    return {
        "sources": standing.whole.sources,
        "independent": standing.whole.independent,
        "warning": standing.warning,
        "claims": [_claim_object(one) for one in standing.claims],
        "same": list(same_words(standing.whole)),
    }


def _claim_object(claim: Claim) -> dict[str, Any]:
    return {
        "field": claim.name,
        "citations": [
            {"source": one.record or None, "title": one.title, "where": one.where, "grades": one.grades}
            for one in claim.cites
        ],
        "sources": claim.sources,
        "independent": claim.independent,
    }


def _warning(session: Session, fields: Fields, whole: Claim, language: str) -> str:
    proof = fields.get("proof")
    value = proof.get("value") if isinstance(proof, dict) else None
    code = value.get("term") if isinstance(value, dict) else None
    if not isinstance(code, str) or code in SLIGHT or whole.independent > 1:
        return ""
    standard = session.schema.label(code, language)
    if not whole.sources:
        return _("“{standard}” stands on no source that is cited.").format(standard=standard)
    if whole.sources > 1:
        return _("“{standard}” stands on one independent source: the same one, told more than once.").format(
            standard=standard
        )
    return _("“{standard}” stands on one source only.").format(standard=standard)


def cited(
    session: Session, cite: Mapping[str, Any], told: Mapping[str, str], states: Mapping[str, Any], language: str
) -> Cited:
    """Return one citation in words; `told` and `states` are the titles and states of the sources cited."""
    key = _key(cite)
    state = states.get(key)
    return Cited(
        record=key if ids.is_record_id(key) else "",
        type=state.type if state is not None else "",
        title=told.get(key) or _words_of(key) or _("A record that is not here"),
        where=wording.passage_words(cite),
        quote=str(cite.get("quote") or ""),
        grades=grades(session, state.fields, language) if state is not None else "",
    )


def _key(cite: Mapping[str, Any]) -> str:
    """Return what tells sources apart: the record, or the words for one that is none."""
    source = str(cite.get("source") or "")
    return source if ids.is_record_id(source) else f"words:{' '.join(str(cite.get('words') or '').split())}"


def _words_of(key: str) -> str:
    return key.removeprefix("words:") if key.startswith("words:") else ""


def _because(group: Group) -> str:
    return ", ".join(_(BECAUSE[reason]) for reason in group.reasons)


def _sources(session: Session, named: Iterable[str]) -> tuple[dict[str, Source], dict[str, Any]]:
    """Return what is recorded of where sources come from, and of those behind them; and the states of all."""
    found, states = dict[str, Source](), dict[str, Any]()
    ahead = sorted(set(named))
    for _depth in range(DEEPEST):
        new = [one for one in ahead if one not in states]
        if not new:
            break
        for start in range(0, len(new), SOME):
            states.update(revisions.states_of(session.vault, new[start : start + SOME]))
        ahead = []
        for one in new:
            if one in states:
                found[one] = _source(one, states[one].type, states[one].fields)
                ahead += sorted(found[one].origins)
    for one, state in states.items():
        for made in reading.targets(state.fields.get("became")) if state.type == "note" else ():
            if made in found:  # what was made of a note is the note itself
                before = found[made]
                found[made] = Source(before.origins | {one}, before.voices, before.publishers, before.files)
    people = parties.load(session, {one for source in found.values() for one in source.voices})
    for one, source in found.items():  # a witness of whom there were two records is one
        voices = frozenset(parties.kept(voice, people) for voice in source.voices)
        found[one] = Source(source.origins, voices, source.publishers, source.files)
    return found, states


def _source(record: str, type_: str, fields: Fields) -> Source:
    voices = {to for name in VOICES.get(type_, ()) for to in reading.targets(fields.get(name))}
    files = (
        one.get("sha256") for one in reading.items(fields.get("attachments")) if one.get("role") in (None, "original")
    )
    return Source(
        origins=frozenset(to for name in ORIGINS.get(type_, ()) for to in reading.targets(fields.get(name))),
        voices=frozenset(voices | ({record} if type_ in ("person", "organisation") else set())),
        publishers=frozenset(reading.targets(fields.get("publisher"))),
        files=frozenset(one for one in files if isinstance(one, str)),
    )
