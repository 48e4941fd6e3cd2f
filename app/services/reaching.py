"""How somebody can be reached safely, and whether they must not be: told before anyone does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import _
from app.domain import reading
from app.domain.body import Fields
from app.domain.schema.kinds import Group
from app.services import titles, wording
from app.services.session import Session

SAYING = ("whose", "safe_times", "how", "via", "language", "avoid", "confidentiality")
"""Parts of a contact that say how it is used, in the order one needs them."""


@dataclass(frozen=True, slots=True)
class Way:
    """One number or address, and all that is to be heeded with it."""

    kind: str
    value: str = field(repr=False)
    code_word: str = field(repr=False)
    heed: tuple[str, ...] = field(repr=False)
    """What to heed, a line each."""
    safe: bool | None
    """Whether it is safe to use; None when nobody said."""
    careful: bool
    """Whether there is something not to do."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of reaching somebody."""

    never: bool
    """They must not be contacted."""
    why: tuple[str, ...] = field(repr=False, default=())
    ways: tuple[Way, ...] = field(repr=False, default=())


def of_fields(session: Session, type_: str, fields: Fields, language: str = "en") -> Reach:
    """Return how the person or organisation with these fields, as they are typed, can be reached."""
    known = session.schema.fields_of(type_)
    declared = known.get("contacts")
    if declared is None or not isinstance(declared.kind, Group):
        return Reach(never=False)
    linked = {to for one in reading.items(fields.get("contacts")) if (to := reading.target(one.get("via")))}
    because = fields.get("no_contact")
    linked |= {to} if isinstance(because, dict) and (to := reading.target(because.get("by"))) else set()
    named = titles.titles(session, sorted(linked), language)
    parts = {one.name: one for one in declared.kind.fields}

    def words(name: str, value: Any) -> str:
        return wording.words_of(parts[name], value, language, named, session.schema)

    ways = []
    for one in reading.items(fields.get("contacts")):
        heed = ((_(parts[name].label), words(name, one.get(name))) for name in SAYING if name in parts)
        safe = one.get("safe")
        ways.append(
            Way(
                kind=words("kind", one.get("kind")) or _("Contact"),
                value=words("value", one.get("value")),
                code_word=words("code_word", one.get("code_word")),
                heed=tuple(_("{label}: {words}").format(label=label, words=said) for label, said in heed if said),
                safe=safe if isinstance(safe, bool) else None,
                careful=bool(words("avoid", one.get("avoid"))),
            )
        )
    why: list[str] = []
    reason = known.get("no_contact")
    if reason is not None and isinstance(reason.kind, Group) and isinstance(because, dict):
        told = [(_(one.label), one, because.get(one.name)) for one in reason.kind.fields]
        said_of = [(label, wording.words_of(one, value, language, named, session.schema)) for label, one, value in told]
        why += [_("{label}: {words}").format(label=label, words=words_) for label, words_ in said_of if words_]
    return Reach(fields.get("do_not_contact") is True, tuple(why), tuple(ways))


def warning(reach: Reach) -> str:
    """Return what is said before a contact is used or copied; empty when nothing speaks against it."""
    if not reach.never:
        return ""
    return _("Do not contact. {why}").format(why="; ".join(reach.why)).strip()


def way_warning(reach: Reach, way: Way) -> str:
    """Return what is said before this way is used or copied; empty when nothing speaks against it."""
    told = [warning(reach)] if reach.never else []
    told += [_("This contact is not safe to use.")] if way.safe is False else []
    told += list(way.heed) if way.careful and not told else []
    return "\n".join(told)
