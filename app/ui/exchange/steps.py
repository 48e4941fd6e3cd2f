"""What every step of the sending is, and the list of steps above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.base.i18n import _
from app.services.contacts import Known
from app.services.foreseeing import Foreseen
from app.ui.desk import Desk
from app.ui.exchange.pieces import reading_column
from app.ui.flow import Flow
from app.ui.page import label, row, scrolled

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sending:
    """What was decided so far. The folder is remembered nowhere else, and goes with the page."""

    scope: str = "since-last"
    """`since-last`, `all`, `ids` (the records picked), or `search` (what a saved search found)."""
    records: tuple[str, ...] = ()
    found: tuple[str, ...] = field(default=(), repr=False)
    megabytes: int = 0
    """The largest file for mail; 0 for no limit."""
    to: Known | None = None
    own: bool = True
    """Whether records of third people stay when the card is no office's; a laptop there can be seized."""
    despite: bool = False
    """Whether the person sends although the fingerprint was never compared."""
    foreseen: Foreseen | None = field(default=None, repr=False)
    folder: Path | None = None

    @property
    def going(self) -> tuple[str, ...]:
        """The records that are sent by name: those picked, or those found."""
        return {"ids": self.records, "search": self.found}.get(self.scope, ())

    @property
    def named(self) -> bool:
        """Whether only records that were named go."""
        return self.scope in ("ids", "search")

    def but(self, **changes: object) -> Sending:
        """Return it with changes; what was foreseen holds no longer."""
        return replace(self, foreseen=None, **changes)  # type: ignore[arg-type]


class Step(QWidget):
    """One decision on a page of its own. `changed` tells that Next may be possible or not any more."""

    changed = Signal()
    asked_on = Signal()
    """Asked to go to the next step, as by Enter."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.sending = Sending()
        inner = QWidget()
        _outer, self.inside = reading_column(inner)
        self.title = label(title, "title")
        self.inside.addWidget(self.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, title))

    def show_sending(self, sending: Sending) -> None:
        """Show what was decided before."""
        self.sending = sending

    def complete(self) -> bool:
        """Tell whether the next step can come."""
        return True

    def focus_first(self) -> None:
        """Put the keyboard where the decision is made."""
        self.setFocus()


class StepList(QWidget):
    """The steps by number and name; which is done, which is now."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = list(names)
        outer = row(self, gap=0)
        outer.setContentsMargins(28, 16, 28, 0)
        flow = Flow(gap=8)
        self._labels: list[tuple[QLabel, QLabel]] = []
        for name in names:
            both = label(name, "quiet", wrap=False), label(name, "chip", wrap=False)
            self._labels.append(both)
            for one in both:
                flow.addWidget(one)
        outer.addLayout(flow, 1)

    def show_step(self, now: int) -> None:
        """Mark the step one is at."""
        for number, (name, (quiet, chip)) in enumerate(zip(self._names, self._labels, strict=True)):
            quiet.setText(f"{'✓' if number < now else number + 1}  {name}")
            chip.setText(f"{number + 1}  {name}")
            quiet.setVisible(number != now)
            chip.setVisible(number == now)
        self.setAccessibleName(
            _("Step {n} of {all}: {name}").format(n=now + 1, all=len(self._names), name=self._names[now])
        )
