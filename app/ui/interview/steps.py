"""The four steps of one interview, made together, shown together: what one of them says the others may show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.interview import parts
from app.ui.interview.earlier import EarlierOnes
from app.ui.interview.head import STEPS
from app.ui.interview.listening import Listening
from app.ui.interview.sides import Sides
from app.ui.record.consenting import Consenting
from app.ui.record.keeping import Keeper
from app.ui.record.toldacts import ToldActs

NAMES = tuple(name for name, _words, _icon in STEPS)


class Step(Protocol):
    """What every step does, which is a widget."""

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""

    def focus_first(self) -> None:
        """Put the keyboard into its first part."""


class Steps(QObject):
    """The steps of one testimony, each a page of `stack`."""

    changed = Signal(str, object)
    """A field and what it says now, None for nothing."""

    def __init__(self, desk: Desk, record: str, keeper: Keeper, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack, self._read_only = stack, False
        self.before, self.after = parts.before(desk, record), parts.after(desk, record)
        self.listening, self.sides = Listening(desk), Sides(desk)
        self.earlier = EarlierOnes(desk, record)
        self.earlier.chosen.connect(partial(self.changed.emit, "previous"))
        self.before.add(self.earlier)
        consents = Consenting(desk, record, keeper), Consenting(desk, record, keeper)
        self.before.asked.put_below("given", consents[0])
        self.after.add(consents[1])
        self.acts = ToldActs(desk, record, keeper)
        self.after.add_first(self.acts, self.acts.add)
        self._around = (*consents, self.acts)
        self.listening.changed.connect(partial(self.changed.emit, "moments"))
        self.sides.changed.connect(self.changed)
        for part in (self.before, self.after):
            part.changed.connect(self.changed)
            part.settled.connect(keeper.keep)
        made: tuple[QWidget, ...] = (self.before, self.listening, self.sides, self.after)
        self.by_name: dict[str, QWidget] = dict(zip(NAMES, made, strict=True))
        for one in made:
            stack.addWidget(one)

    def drop(self) -> None:
        """Take them away: another testimony is shown."""
        for one in self.by_name.values():
            self._stack.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.deleteLater()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the testimony says."""
        for one in (self.before, self.after, self.earlier, self.sides):
            one.show_values(values)
        self.listening.show_moments(values.get("moments"))
        self._fit()

    def follow(self, name: str, values: Mapping[str, Any]) -> None:
        """Show a field that one step changed where another one shows it, too."""
        if name in ("witness", "previous"):
            self.earlier.show_values(values)
        if name in ("steps", "previous"):  # both ends show it
            for one in (self.before, self.after):
                one.show_values(values)
        if name == "attachments":
            self.sides.show_values(values)
        if name == "moments":
            self._fit()

    def show_around(self, opened: Opened) -> None:
        """Let what stands beside the questions read again."""
        for one in self._around:
            one.show_record(opened)

    def set_read_only(self, read_only: bool) -> None:
        """Let all of it be read, nothing changed."""
        self._read_only = read_only
        for one in (self.before, self.listening, self.after):
            one.set_read_only(read_only)
        self._fit()

    def focus(self, name: str) -> None:
        """Put the keyboard into the first part of a step."""
        step: Step = self.by_name[name]  # type: ignore[assignment]  # each is a widget and a step
        step.focus_first()

    def _fit(self) -> None:
        """Let nothing be written into the text while nothing is taken down."""
        self.sides.set_read_only(self._read_only or self.listening.off_record)
