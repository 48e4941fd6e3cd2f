"""Which editor a field gets: one for each kind, a list of them where a field has many values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, assert_never

from app.domain.schema.kinds import (
    Accounts,
    Attachment,
    Cites,
    Date,
    Field,
    Flag,
    Group,
    Link,
    Names,
    Number,
    Place,
    Term,
    Text,
)
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors import group
from app.ui.editors.accounts import AccountEditor
from app.ui.editors.cites import CiteEditor
from app.ui.editors.date import DateEditor
from app.ui.editors.flag import FlagEditor
from app.ui.editors.link import LinkEditor
from app.ui.editors.many import Later, Many, at_once
from app.ui.editors.names import NameEditor
from app.ui.editors.number import NumberEditor
from app.ui.editors.place import PlaceEditor
from app.ui.editors.term import TermEditor
from app.ui.editors.text import TextEditor
from app.ui.files.attachments import AttachmentsEditor


def _take_nothing(_name: str, _value: Any) -> None:
    """Leave the value as it is: nobody decides here."""


@dataclass(frozen=True, slots=True)
class Around:
    """What an editor may have to know of the record it stands in."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    """The fields sources and rival accounts may speak of."""
    take: Callable[[str, Any], None] = _take_nothing
    """Makes a rival account the value of its field."""
    record: str = ""
    """The record itself, which is never offered as its own target."""
    later: Later = at_once
    """Builds what takes long when its turn comes."""


NOWHERE = Around()


def editor_for(desk: Desk, field: Field, around: Around = NOWHERE) -> Editor:  # noqa: C901 - one arm for each kind
    """Return a new editor for the values of a field."""
    make = partial(editor_for, desk, around=around)
    kind = field.kind
    if field.many and not isinstance(kind, Attachment):
        return Many(desk, field, make, around.later)
    match kind:
        case Text():
            return TextEditor(desk, field)
        case Date():
            return DateEditor(desk, field)
        case Number():
            return NumberEditor(desk, field)
        case Term():
            return TermEditor(desk, field)
        case Place():
            return PlaceEditor(desk, field)
        case Names():
            return NameEditor(desk, field)
        case Link():
            return LinkEditor(desk, field, make, around.record)
        case Attachment():
            return AttachmentsEditor(desk, field, around.record)
        case Flag():
            return FlagEditor(desk, field)
        case Group():
            return group.Group(desk, field, make)
        case Cites():
            return CiteEditor(desk, field, make, around.fields)
        case Accounts():
            return AccountEditor(desk, field, make, around.fields, around.take)
    assert_never(kind)
