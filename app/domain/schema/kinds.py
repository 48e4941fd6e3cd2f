"""The kinds a field's value can have, and the field and record type built of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Sensitivity(StrEnum):
    """How far a field's value may travel; redaction and forms go by it."""

    ORDINARY = "ordinary"
    IDENTIFYING = "identifying"
    """Tells who a person is."""
    SENSITIVE = "sensitive"
    """Harms when it leaks: origin, belief, health, a witness's circumstances."""
    NEVER = "never"
    """Leaves the office in no output at all."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one language, with translations beside them; `long` asks for a large editor."""

    long: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A fuzzy date or period: EDTF, the words as given, the calendar."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with bounds, any of which may be missing."""


OWN = "x_"
"""How the names of an office's own fields begin, and those of its own lists; never one of ours."""

DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
"""A number that is not whole, as text."""


@dataclass(frozen=True, slots=True)
class Term:
    """A code of one of our vocabularies."""

    vocabulary: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in words, names, the areas it lies within, and a point with its precision."""


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names in several scripts, of several kinds."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another record, or words for one nobody has identified."""

    roles: tuple[str, ...]
    """What the other record is to this one; a single role is filled in by itself."""
    types: tuple[str, ...] = ()
    """Record types offered as target; none means any."""
    attributes: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with the record, named by its hash; `parts` is what can be said of how it was made from another."""

    parts: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Plain true or false."""


@dataclass(frozen=True, slots=True)
class Group:
    """A small composite with fields of its own, such as a contact entry or a charge."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Cites:
    """Sources of this record's values, each beside a field or item."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Rival values of this record's fields, each with its sources."""


Kind = Text | Date | Number | Term | Place | Names | Link | Attachment | Flag | Group | Cites | Accounts


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a record can say: everything else derives from this line."""

    name: str
    kind: Kind
    label: str
    help: str = ""
    many: bool = False
    section: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    retired: bool = False
    """Asked for no more; what was said of it is kept, found and shown."""

    @property
    def own(self) -> bool:
        """Whether an office defined it."""
        return self.name.startswith(OWN)


@dataclass(frozen=True, slots=True, eq=False)
class RecordType:
    """One type of record.

    `titles` names the fields that may serve as its title, best first; `parts` those a title is put together
    from when none of them has words.
    """

    name: str
    label: str
    help: str
    fields: Mapping[str, Field]
    titles: tuple[str, ...]
    parts: tuple[str, ...]
    shown: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    """What an office said of fields in its form: shown at once, or folded."""
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By field, the terms of `output` for which an office wants it."""
