"""An office's own fields and forms: added, changed, put in order, taken out of use; nothing typed is ever dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import BadInput, UnknownRecord
from app.base.i18n import _, ngettext
from app.domain import ids, schema
from app.domain.body import Fields
from app.domain.schema import Field, office
from app.services import casework
from app.services.session import Session
from app.storage import definitions, stale

Words = Mapping[str, str]
"""What something is called, by language; "" for one that was not said. Not empty."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a field or a term out of use does to records: how many hold a value, of them in the trash."""

    records: int
    trashed: int = 0

    @property
    def told(self) -> str:
        """The same as a sentence."""
        if not self.records:
            return _("No record says anything in it.")
        return ngettext(
            "{n} record keeps a value that no longer shows among the others; it stays under “Kept values”.",
            "{n} records keep a value that no longer shows among the others; it stays under “Kept values”.",
            self.records,
        ).format(n=f"{self.records:,}")


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition that is left out, or waits for a decision, and why in words."""

    record: str
    title: str = field(repr=False)
    why: str = ""


def add_field(
    session: Session,
    type_: str,
    label: Words,
    kind: str,
    *,
    help_text: Words | None = None,
    many: bool = False,
    section: str = "",
    sensitivity: str = "",
    vocabulary: str = "",
    targets: Sequence[str] = (),
    wanted_for: Sequence[str] = (),
) -> str:
    """Add a field to the records of a type and return its name; it is known at once. Raises BadInput.

    `kind` is a term of `field-kind` without the list's name, as `type_` and `targets` are of `record-type`.
    """
    fields: Fields = {
        "label": texts(label),
        "of_type": {"term": f"record-type/{type_}"},
        "kind": {"term": f"field-kind/{kind}"},
        "position": {"best": 1 + len([one for one in session.schema.fields_of(type_) if one.startswith(schema.OWN)])},
    }
    if help_text and any(help_text.values()):
        fields["help"] = texts(help_text, office.LONGEST_HELP)
    if many:
        fields["many"] = True
    if section:
        fields["section"] = {"text": section}
    if sensitivity:
        fields["sensitivity"] = {"term": f"sensitivity/{sensitivity}"}
    if kind == "term":
        fields["vocabulary"] = {"text": vocabulary}
    if kind == "link" and targets:
        fields["targets"] = _terms("record-type", targets)
    if wanted_for:
        fields["wanted_for"] = _outputs(wanted_for)
    return f"{schema.OWN}{_add(session, 'field', fields)}"


def change_field(
    session: Session,
    name: str,
    *,
    label: Words | None = None,
    help_text: Words | None = None,
    section: str | None = None,
    sensitivity: str | None = None,
    kind: str | None = None,
) -> None:
    """Change what a field of the office's is called, says and where it stands; raise BadInput for another kind."""
    record = record_of(session, name)
    state = casework.state_of(session, record)
    if kind is not None and {"term": f"field-kind/{kind}"} != state.fields.get("kind"):
        raise BadInput(
            _("The kind of a field stays, or its values would be lost. Add another field. Nothing was changed.")
        )
    patch: Fields = {}
    if label is not None:
        patch["label"] = _reworded(state.fields.get("label"), texts(label))
    if help_text is not None:
        new = texts(help_text, office.LONGEST_HELP) if any(help_text.values()) else None
        patch["help"] = _reworded(state.fields.get("help"), new) if new else None
    if section is not None:
        patch["section"] = {"text": section} if section else None
    if sensitivity is not None:
        patch["sensitivity"] = {"term": f"sensitivity/{sensitivity}"}
    casework.edit(session, record, patch)


def preview(session: Session, name: str) -> Preview:
    """Return what taking a field out of use would do."""
    db = session.vault.db
    all_of_them = definitions.holding(db, name, trashed=True)
    return Preview(all_of_them, all_of_them - definitions.holding(db, name))


def retire(session: Session, name: str, *, retired: bool = True) -> Preview:
    """Take a field out of use, or back into use; return what that did. Its values stay, and are shown apart."""
    told = preview(session, name)
    casework.edit(session, record_of(session, name), {"retired": True if retired else None})
    return told


def arrange(session: Session, type_: str, order: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Put the sections of a form, and the fields of each, in this order."""
    entries: dict[str, Fields] = {}
    for label, names in order:
        for place, name in enumerate(names):
            entries[name] = {"section": {"text": label}, "position": {"best": place}}
    sections = [
        {"id": item_id(label), "section": {"text": label}, "position": {"best": place}}
        for place, (label, _names) in enumerate(order)
    ]
    _edit_form(session, type_, entries, {"sections": sections})


def mark(
    session: Session,
    type_: str,
    name: str,
    *,
    shown: bool | None = None,
    wanted_for: Sequence[str] = (),
    section: str = "",
) -> None:
    """Say of a field, ours or the office's, whether a form shows it at once, what wants it, and in which section it is.

    None for `shown` leaves that to the program, an empty section where it stands.
    """
    said: Fields = {"shown": shown, "wanted_for": _outputs(wanted_for)}
    if section:
        said["section"] = {"text": section}
    _edit_form(session, type_, {name: said}, {})


def missing(known: schema.Schema, type_: str, fields: Mapping[str, Any]) -> dict[str, list[Field]]:
    """Return, by output, the fields it still wants of a record. Saving never waits for them."""
    declared = known.record_type(type_)
    found: dict[str, list[Field]] = {}
    for name, outputs in declared.wanted.items() if declared else ():
        one = known.fields_of(type_).get(name)
        if one is not None and not one.retired and fields.get(name) in (None, [], {}):
            for output in outputs:
                found.setdefault(output, []).append(one)
    return found


def problems(session: Session, language: str = "en") -> tuple[Defined, ...]:
    """Return the definitions that are left out, wholly or in part, and those that wait for a decision."""
    given = session.vault.defined.now.given
    titles = {one.record: session.schema.title_of(one.type, one.fields, language) for one in given}
    found = [Defined(one.record, titles.get(one.record, ""), _(one.why)) for one in office.read(given).problems]
    waiting = [one.record for one in given if casework.state_of(session, one.record).conflicts]
    return (*found, *(Defined(one, titles[one], _("It waits for a decision.")) for one in waiting))


def catch_up(session: Session, progress: Any = None) -> int:
    """Derive anew what definitions changed, when that is much; return how many records. Others may write between."""
    if session.read_only or not stale.waiting(session.vault.db):
        return 0
    stale.forget_words(session.vault)
    return stale.catch_up(session.vault, progress)


def record_of(session: Session, name: str) -> str:
    """Return the record that defines a field or list `x_...`; raise UnknownRecord."""
    record = name.removeprefix(schema.OWN)
    if any(one.record == record for one in session.vault.defined.now.given):
        return record
    raise UnknownRecord(_("No field or list of the office's is called so."))


def texts(words: Words, most: int = office.LONGEST) -> Fields:
    """Return words by language as the value of a text; raise BadInput when they say nothing, or too much."""
    clean = {language: office.cleaned(text) for language, text in words.items()}
    said = [(language, text) for language, text in clean.items() if text]
    if not said:
        raise BadInput(_("It has to be called something. Nothing was changed."))
    if any(len(text) > most for _language, text in said):
        raise BadInput(_("At most {n} letters, please. Nothing was changed.").format(n=most))
    (language, text), *others = said
    value: Fields = {"text": text} | ({"language": language} if language else {})
    if others:
        value["translations"] = [
            {"id": item_id(other), "language": other, "text": said_so} for other, said_so in others if other
        ]
    return value


def item_id(text: str) -> str:
    """Return an item id made of a text, so that whoever lists the same thing elsewhere lists one item."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _add(session: Session, type_: str, fields: Fields) -> str:
    """Save a definition, unless it would be left out; raise BadInput saying why."""
    checked = session.schema.check_fields(type_, fields)
    record = ids.new_record_id()
    trying = [*session.vault.defined.now.given, office.Definition(record, type_, checked)]
    for one in office.read(trying).problems:
        if one.record == record:
            raise BadInput(_("{why} Nothing was changed.").format(why=_(one.why)))
    return casework.add(session, type_, checked)


def _edit_form(session: Session, type_: str, entries: Mapping[str, Fields], more: Fields) -> None:
    """Change entries of the form of a type, made when there is none; of several the first that decides is taken."""
    of_type = {"term": f"record-type/{type_}"}
    here = [
        one
        for one in session.vault.defined.now.given
        if one.type == "form" and one.fields.get("of_type") == of_type and one.fields.get("trashed") is not True
    ]
    before: list[Fields] = list(here[-1].fields.get("entries") or []) if here else []
    known = {str(office.text(one.get("field"))): one for one in before}
    for name, said in entries.items():
        whole = {"id": item_id(name), "field": {"text": name}, **known.get(name, {}), **said}
        known[name] = {key: value for key, value in whole.items() if value is not None}
    fields: Fields = {"entries": list(known.values()), **more}
    if here:
        casework.edit(session, here[-1].record, fields)
    else:
        casework.add(session, "form", {"of_type": of_type, **fields})


def _terms(name: str, codes: Sequence[str]) -> list[Fields]:
    return [{"id": item_id(code), "term": f"{name}/{code}"} for code in dict.fromkeys(codes)]


def _outputs(codes: Sequence[str]) -> list[Fields]:
    whole = [code if "/" in code else f"output/{code}" for code in codes]
    return [{"id": item_id(code), "term": code} for code in dict.fromkeys(whole)]


def _reworded(old: Any, new: Fields) -> Fields:
    """Return the patch that puts one text in the place of another, whole."""
    return dict.fromkeys(old) | new if isinstance(old, dict) else new
