"""What a step of the first run is, and the answers all of them fill in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QRadioButton, QVBoxLayout, QWidget

from app.crypto.signing import SigningKeys
from app.services import beginning
from app.ui.jobs import Jobs
from app.ui.look import Look
from app.ui.page import column, label


@dataclass(slots=True)
class Answers:
    """What was answered so far. The passphrase is let go of whenever one goes back."""

    language: str = "en"
    role: str = ""
    name: str = ""
    folder: str = ""
    passphrase: str = field(default="", repr=False)
    made_by_chance: bool = True
    memory_kib: int = beginning.USUAL_KIB
    card: beginning.Shown | None = None
    compared: bool = False
    recovery: bytes | None = field(default=None, repr=False)
    """The secret of the sheet: kept when one goes back, so that a sheet already printed stays the right one."""
    signing: SigningKeys | None = field(default=None, repr=False)
    """The keys whose revocation is on the sheet, kept likewise."""
    drilled: bool = False

    @property
    def plan(self) -> beginning.Plan:
        """The vault to make."""
        card = self.card
        return beginning.Plan(
            folder=Path(self.folder),
            name=self.name,
            role=self.role,
            passphrase=self.passphrase,
            memory_kib=self.memory_kib,
            card=card.file if card else None,
            digits=card.fingerprint if card and self.compared else "",
            recovery=self.recovery,
            signing=self.signing,
        )


class Step(QWidget):
    """One decision. The wizard makes it when it is shown and drops it afterwards; answers stay in `answers`."""

    failed = Signal(object)
    """An error that keeps one here."""
    title = ""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__()
        self.answers, self.jobs, self.look = answers, jobs, look
        self.inside = column(self, gap=10)

    def first(self) -> QWidget | None:
        """Return what is to have the focus."""
        return None

    def keep(self) -> None:
        """Put what was entered into the answers, right or wrong; called before one goes back."""

    def check(self, then: Callable[[], None]) -> None:
        """Check what was entered and keep it, then call `then`; or tell `failed`."""
        self.keep()
        then()


def choice(text: str, explained: str, inside: QVBoxLayout, *, chosen: bool) -> tuple[QRadioButton, QLabel]:
    """Add a choice with a line under it that says what it means."""
    made = QRadioButton(text)
    made.setAccessibleName(text)
    made.setAccessibleDescription(explained)
    made.setChecked(chosen)
    said = label(explained, "quiet")
    said.setIndent(26)
    inside.addWidget(made)
    inside.addWidget(said)
    return made, said
