"""What stands in the form of a record beside its fields: one row of the table for each panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.record.acts import ActsTable
from app.ui.record.answered import Answered
from app.ui.record.asks import Asks
from app.ui.record.casefile import File
from app.ui.record.consented import Consented
from app.ui.record.consenting import Consenting
from app.ui.record.custody import CustodyTable
from app.ui.record.evidence import ChainOfCustody
from app.ui.record.given import Given
from app.ui.record.heard import Heard
from app.ui.record.joined import Joined
from app.ui.record.keeping import Keeper
from app.ui.record.named import NamedBy
from app.ui.record.people import Likely
from app.ui.record.reaching import Reaching
from app.ui.record.relations import Relations
from app.ui.record.rivals import Rivals
from app.ui.record.standing import StandsOn
from app.ui.record.tally import Tally
from app.ui.record.toldacts import ToldActs
from app.ui.record.wanted import Wanted

ABOVE = "above"
"""Above all sections."""

FOOT = "foot"
"""Below all of them."""


class Panel(Protocol):
    """What a panel does, which is a widget: it reads in the background, and hides while it has nothing to say."""

    def show_record(self, opened: Opened) -> None:
        """Show what belongs to a record; called again whenever it, or any other record, has changed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One panel: the record types it is for (none: all), the section it stands below, what makes it."""

    make: Callable[[Desk, Form, Keeper], QWidget]
    place: str
    types: tuple[str, ...] = ()


TABLE = (  # at one place, in this order
    Row(lambda desk, form, keeper: Answered(desk, form.record, keeper), ABOVE, ("request",)),
    Row(File, ABOVE, ("case",)),
    Row(lambda desk, _form, _keeper: Consented(desk), ABOVE),
    Row(Given, ABOVE, ("consent",)),
    Row(lambda desk, form, _keeper: Wanted(desk, form), ABOVE),
    Row(lambda desk, form, keeper: Joined(desk, form.record, keeper), ABOVE, ("person",)),
    Row(lambda desk, form, _keeper: Reaching(desk, form), ABOVE, ("person", "organisation")),
    Row(lambda desk, form, _keeper: Asks(desk, form), "What", ("reply",)),
    Row(lambda desk, form, _keeper: ActsTable(desk, form.record), "What", ("incident",)),
    Row(lambda desk, form, keeper: ToldActs(desk, form.record, keeper), "What", ("testimony",)),
    Row(lambda desk, _form, _keeper: Tally(desk), "What", ("incident", "case")),
    Row(Likely, "Who", ("person",)),
    Row(lambda desk, _form, _keeper: CustodyTable(desk), "Who", ("person",)),
    Row(ChainOfCustody, "Files"),
    Row(lambda desk, form, _keeper: Heard(desk, form), "Who", ("testimony",)),
    Row(lambda desk, form, keeper: Consenting(desk, form.record, keeper), "Who", ("testimony", "person")),
    Row(lambda desk, _form, _keeper: Relations(desk), "Connections", ("person", "organisation")),
    Row(Rivals, "Sourcing"),
    Row(lambda desk, form, _keeper: StandsOn(desk, form), "Sourcing"),
    Row(lambda desk, _form, _keeper: NamedBy(desk), FOOT),
)

Kind = TypeVar("Kind", bound=QWidget)


class Panels:
    """The panels of one form, in their places."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        rows = [row for row in TABLE if not row.types or form.type in row.types]
        made = [(row, row.make(desk, form, keeper)) for row in rows]
        self._panels = tuple(panel for _row, panel in made)
        for row, panel in made:
            if row.place == FOOT:
                form.add_below("", panel)
        for row, panel in reversed(made):  # each goes directly below its place
            if row.place == ABOVE:
                form.add_above(panel)
            elif row.place != FOOT:
                form.add_below(row.place, panel)

    def show_record(self, opened: Opened) -> None:
        """Let all of them read again."""
        for panel in self._panels:
            shows: Panel = panel  # type: ignore[assignment]  # each is a widget and a panel, which no type says in one
            shows.show_record(opened)

    def find(self, kind: type[Kind]) -> Kind | None:
        """Return the panel of this kind, if the form has one."""
        return next((panel for panel in self._panels if isinstance(panel, kind)), None)
