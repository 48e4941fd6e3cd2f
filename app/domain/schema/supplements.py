"""Which sections of a form are for some kinds of record only, and what must be chosen for a form to show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.schema import acts, people, processes


@dataclass(frozen=True, slots=True)
class Asked:
    """The field whose term asks for a section, and the terms that do, with their narrower ones."""

    field: str
    terms: tuple[str, ...]


SUPPLEMENTS: Mapping[str, Asked] = MappingProxyType(
    {
        **{label: Asked("act_type", terms) for label, terms in acts.SUPPLEMENTS.items()},
        people.HOLDING: Asked(
            "kind",
            (
                *("organisation/detention-place", "organisation/police", "organisation/hospital"),
                *("organisation/state-security", "organisation/armed-forces", "organisation/armed-group"),
            ),
        ),
        processes.COURT: Asked(
            "kind",
            (
                *("process/trial", "process/investigation", "process/inquest", "process/administrative"),
                *("process/individual-complaint", "process/international-court", "process/wgad"),
            ),
        ),
        processes.REVIEW: Asked(
            "kind",
            (
                *("process/upr", "process/treaty-body", "process/national-plan", "process/special-procedure"),
                *("process/human-rights-council", "process/reprisals-report", "process/regional"),
            ),
        ),
    }
)
"""By the label of the section. A section that says something already is always shown."""
