"""The command that says what can be recorded: types, their fields, the form of a value, terms to choose from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from app.base import i18n
from app.base.errors import BadInput
from app.base.i18n import _
from app.cli.opening import answers, open_here

if TYPE_CHECKING:
    from app.domain.schema import Schema


@click.command("fields")
@click.argument("type_", metavar="[TYPE]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@answers
def fields_command(say: Any, type_: str | None, field: str | None) -> None:
    """List the record types; the fields of TYPE; or the form, an example and the terms of one FIELD."""
    schema = _schema()
    if type_ is None:
        types = [{"type": one.name, "label": _(one.label), "help": _(one.help)} for one in schema.types.values()]
        say({"types": types}, "\n".join(f"{one['type']:13} {one['help']}" for one in types))
        return
    schema.check_fields(type_, {})  # an unknown type is answered with the list of those there are
    known = schema.fields_of(type_)
    if field is None:
        told = [_told(one) for one in known.values()]
        lines = list[str]()
        for section in dict.fromkeys(one["section"] for one in told):
            lines += ["", section] if lines else [section]
            lines += [
                f"  {one['name']:22} {one['form']:28} {one['label']}" for one in told if one["section"] == section
            ]
        say({"type": type_, "fields": told}, "\n".join(lines))
        return
    if field not in known:
        raise BadInput(
            _("{type} has no field {field}. It has: {fields}.").format(
                type=type_, field=field[:64], fields=", ".join(known)
            )
        )
    one = known[field]
    value = _example(schema, one.kind)
    example = {one.name: value if not one.many or isinstance(value, list) else [value]}
    answer = {**_told(one), "example": example, "parts": _parts(one.kind), "terms": _terms(schema, one.kind)}
    lines = [f"{answer['label']}. {answer['help']}".strip(), json.dumps(example, ensure_ascii=False)]
    lines += [f"  {part['name']:18} {part['form']:28} {part['label']}" for part in answer["parts"]]
    lines += [
        f"  {term['term']:36} {'  ' * len(schema.lists.wider(str(term['term'])))}{term['label']}"
        for term in answer["terms"]
    ]
    say({"type": type_, "field": answer}, "\n".join(lines))


def _schema() -> Schema:
    """Return the fields and lists of the vault given, else those that ship."""
    from app.domain.schema import OURS

    if click.get_current_context().obj["vault"] is None:
        return OURS
    with open_here() as session:
        return session.schema


def _told(one: Any) -> dict[str, Any]:
    """Return what a field is, as plain values."""
    form = _form(one.kind)
    return {
        "name": one.name,
        "section": _(one.section) if one.section else "",
        "label": _(one.label),
        "help": _(one.help) if one.help else "",
        "form": _("list of {form}").format(form=form) if one.many and not form.startswith("list") else form,
        "many": one.many,
        "sensitivity": one.sensitivity.value,
    }


def _form(kind: Any) -> str:
    from app.domain.schema import kinds

    match kind:
        case kinds.Term():
            return f"term {kind.vocabulary}/..."
        case kinds.Link():
            return f"link ({', '.join(kind.roles)})" if kind.roles else "link"
        case _:
            return type(kind).__name__.lower()


def _parts(kind: Any) -> list[dict[str, Any]]:
    """Return the fields inside a value: those of a group, or what a link says beside its target."""
    return [_told(part) for part in getattr(kind, "fields", ()) or getattr(kind, "attributes", ())]


def _terms(schema: Schema, kind: Any) -> list[dict[str, str | None]]:
    from app.domain.schema import kinds

    if not isinstance(kind, kinds.Term):
        return []
    return [
        {
            "term": code,
            "label": schema.label(code, i18n.language()),
            "broader": entry.broader,
            "huridocs": entry.huridocs,
        }
        for code, entry in schema.vocabulary(kind.vocabulary).terms.items()
    ]


EXAMPLES: dict[str, Any] = {
    "text": {"text": "...", "language": "en"},
    "date": {"edtf": "2012-08/..", "words": "since August 2012, still"},
    "number": {"min": 13, "words": "more than a dozen"},
    "place": {"words": "near the station", "within": ["Beijing", "CN"]},
    "names": [{"text": "曹顺利", "script": "Hans", "language": "zh", "kind": "legal", "preferred": True}],
    "attachment": {"name": "photo.jpg", "media_type": "image/jpeg", "size": 5, "sha256": "0" * 64, "role": "original"},
    "flag": True,
    "cites": {"field": "remarks", "source": "0" * 32, "locator": "p. 2", "quote": "..."},
    "accounts": {"field": "remarks", "value": {"text": "..."}},
}
"""A value of each kind whose form is always the same."""


def _example(schema: Schema, kind: Any) -> Any:
    """Return a value of this kind that `add` takes as it is."""
    from app.domain.schema import kinds

    match kind:
        case kinds.Term():
            return {"term": _terms(schema, kind)[0]["term"]}
        case kinds.Link():
            role = {"role": kind.roles[0]} if kind.roles else {}
            return {**role, "to": None, "words": "two men in plain clothes"}
        case kinds.Group():
            first = kind.fields[0]
            value = _example(schema, first.kind)
            return {first.name: [value] if first.many and not isinstance(value, list) else value}
        case _:
            return EXAMPLES[type(kind).__name__.lower()]
