"""The first steps of the first run: the language, whose vault it is, and where it lies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from app.base.errors import BadInput, KeepsakeError
from app.base.i18n import _
from app.services import beginning
from app.services.places import INVENTED, PUBLIC
from app.ui.entry.folder import FolderLine
from app.ui.entry.step import Answers, Step, choice
from app.ui.jobs import Jobs
from app.ui.look import LANGUAGES, Look, direction_of
from app.ui.page import button, frame, label


class LanguageStep(Step):
    """The language, each in its own name; applied as it is chosen."""

    chosen = Signal(str)
    practice_wanted = Signal(str)
    """One of places.SAMPLES."""
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Welcome to Keepsake")
        self.inside.addWidget(
            label(_("A place for casework that only you can open. Everything stays on this computer."), "quiet")
        )
        self.inside.addSpacing(4)
        self._group = QButtonGroup(self)
        self.radios: dict[str, QRadioButton] = {}
        for code, name in LANGUAGES.items():
            radio = QRadioButton(name)
            radio.setAccessibleName(name)
            radio.setChecked(code == answers.language)
            radio.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(radio)
            self.radios[code] = radio
            self.inside.addWidget(radio, 0, Qt.AlignmentFlag.AlignLeading)
        self.inside.addSpacing(4)
        self.inside.addWidget(frame("line"))
        public, invented = (partial(self.practice_wanted.emit, sample) for sample in (PUBLIC, INVENTED))
        for text, does, icon in (
            (_("Try it with the sample casework"), public, "testimony"),
            (_("Try it with invented casework in Arabic and Russian"), invented, "testimony"),
            (_("Open a vault you have already"), self.other_wanted.emit, "folder"),
            (_("Restore from a backup"), self.restore_wanted.emit, "history"),
        ):
            made = button(text, does, "flat", look=look, icon=icon)
            self.inside.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)

    def first(self) -> QWidget:
        """Return the language in use."""
        return self.radios.get(self.answers.language, self.radios["en"])


class WhoStep(Step):
    """The role and the name."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Who works with this vault?")
        self._field, _said = choice(
            _("A field researcher"),
            _("You write down what you see and hear, and send it to Headquarters."),
            self.inside,
            chosen=answers.role == "field",
        )
        self._office, _said = choice(
            _("Headquarters"),
            _("You receive from many, and decide. Your contact card says that it speaks for the office."),
            self.inside,
            chosen=answers.role == "headquarters",
        )
        self.name = QLineEdit(answers.name)
        self.name.setMaxLength(200)
        self.name.setAccessibleName(_("Name or code name"))
        self.name.textEdited.connect(self._on_edited)
        self.inside.addSpacing(6)
        self.inside.addWidget(label(_("Name or code name"), "heading", buddy=self.name))
        self.inside.addWidget(self.name)
        self.inside.addWidget(
            label(_("It stands on your contact card and on everything you save. A code name will do."), "quiet")
        )

    def first(self) -> QWidget:
        """Return the role, or the name when that is chosen."""
        if self.answers.role == "headquarters":
            return self._office
        return self.name if self.answers.role else self._field

    def keep(self) -> None:
        """Keep the role and the name."""
        self.answers.role = "field" if self._field.isChecked() else "headquarters" if self._office.isChecked() else ""
        self.answers.name = self.name.text()

    def check(self, then: Callable[[], None]) -> None:
        """Go on with a role and a name a card can hold."""
        self.keep()
        try:
            if not self.answers.role:
                raise BadInput(_("Please choose one of the two."))
            self.answers.name = beginning.check_name(self.answers.name)
        except KeepsakeError as error:
            self.failed.emit(error)
            return
        then()

    def _on_edited(self, text: str) -> None:
        self.name.setLayoutDirection(direction_of(text) if text else self.layoutDirection())


class FolderStep(Step):
    """Where the vault lies."""

    def __init__(self, answers: Answers, jobs: Jobs, look: Look) -> None:
        super().__init__(answers, jobs, look)
        self.title = _("Where shall it be?")
        self.inside.addWidget(
            label(
                _("A vault is one folder. It can lie on this computer or on a stick. It must be new or empty."), "quiet"
            )
        )
        self.place = FolderLine(jobs, look, _("Where shall the vault be?"), answers.folder)
        self.line = self.place.line
        self.inside.addWidget(self.place)
        self.inside.addWidget(
            label(
                _("Anyone who looks at the folder sees that it is a vault, and its size; nothing of what is in it."),
                "quiet",
            )
        )

    def first(self) -> QWidget:
        """Return the path."""
        return self.line

    def keep(self) -> None:
        """Keep the path."""
        self.answers.folder = self.line.text()

    def check(self, then: Callable[[], None]) -> None:
        """Go on with a folder that is new or empty."""
        self.keep()

        def found(folder: Path) -> None:
            self.answers.folder = str(folder)
            then()

        self.place.check(found, self.failed.emit)
