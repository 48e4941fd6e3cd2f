"""The desk: what every page is handed while a vault is open, and how pages talk to one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.base.errors import ReadOnlyVault
from app.base.i18n import _
from app.ui.jobs import Jobs
from app.ui.look import Look

if TYPE_CHECKING:  # the unlock screen is there sooner without it
    from app.domain.schema import Schema


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose vault is open."""

    name: str
    role: str
    practice: bool
    folder: Path
    key_id: str
    fingerprint: str
    read_only: bool = False
    by_recovery: bool = False
    """Whether it was opened by the recovery code or shares: the passphrase may be forgotten."""
    notices: tuple[str, ...] = ()
    """What is wrong with a vault that is open for reading only, in sentences."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is: a page of the shell's table, a record, and what else that page wants to know.

    `detail` is JSON without case content: the place is kept in the vault while it is locked.
    """

    page: str
    record: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the vault; `records` None means any of them may have."""

    records: frozenset[str] | None = None
    cards: bool = False

    def touches(self, record: str) -> bool:
        """Tell whether this record may have changed."""
        return self.records is None or record in self.records


class Desk(QObject):
    """The open vault as the window knows it. It holds no session: work gets that from `jobs`."""

    changed = Signal(object)
    """Emitted with a Change after every write that others may show."""
    went = Signal(object)
    """Asked to go to a Place; the shell answers."""
    back_asked = Signal()
    said = Signal(str, str, object)
    """Text, kind (info, good, warning, danger), and what Undo does or None."""
    stumbled = Signal(object)
    """An error to tell."""
    given_up = Signal(object)
    """The vault is to be locked, and the entry handed to this function when it is closed; the shell answers."""
    forgot = Signal(object)
    """Emitted with the ids of records of which nothing may be kept any more: erased or sealed."""
    spoken = Signal(str)
    """Another interface language was chosen; the shell makes everything anew in it."""

    hide_wanted = Signal()
    destroy_wanted = Signal()
    """The keys shall be destroyed; whoever says so has asked the person."""
    defined = Signal()
    """The vault knows other fields or lists now: `schema` is another."""
    setting_changed = Signal(str)
    """The name of a setting that has another value now."""

    def __init__(self, jobs: Jobs, look: Look, owner: Owner, values: Mapping[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self.jobs, self.look, self.owner = jobs, look, owner
        self._settings = dict(values)
        self._schema = jobs.schema
        jobs.defined.connect(self._on_defined)

    @property
    def schema(self) -> Schema:
        """The fields and lists this vault knows: ours, and those the office defined."""
        if self._schema is None:
            from app.domain.schema import OURS  # noqa: PLC0415 - the unlock screen is there sooner without it

            self._schema = OURS
        return self._schema

    def _on_defined(self, schema: Schema) -> None:
        self._schema = schema
        self.defined.emit()
        if not self.owner.read_only:
            self._catch_up()

    def _catch_up(self) -> None:
        """Bring lists up to date with another definition, where that is more than could be done at once."""
        from app.services import defining  # noqa: PLC0415 - as above

        self.jobs.write(defining.catch_up, lambda n: self.tell() if n else None, gaps=True, label=_("Updating lists"))

    def setting(self, name: str) -> Any:
        """Return the value of a setting."""
        return self._settings[name]

    def set(self, name: str, value: Any) -> None:
        """Change a setting at once, and keep it."""
        if self._settings.get(name) == value:
            return
        self._settings[name] = value
        if not self.owner.read_only:
            self._keep(name, value)
        if name in ("theme", "text_size"):
            self.look.use(theme=self._settings["theme"], size=self._settings["text_size"])
        self.setting_changed.emit(name)

    def _keep(self, name: str, value: Any) -> None:
        from app.services import settings  # noqa: PLC0415 - the unlock screen is there sooner without it

        self.jobs.write(lambda session, _tell: settings.write(session, name, value), urgent=True)

    def go(self, page: str, record: str = "", **detail: Any) -> None:
        """Go to a page, when the present one lets go."""
        self.went.emit(Place(page, record, detail))

    def back(self) -> None:
        """Go back to where one came from."""
        self.back_asked.emit()

    def say(self, text: str, kind: str = "info", undo: Callable[[], None] | None = None) -> None:
        """Tell the person something in the one place for it; `undo` is offered for ten seconds."""
        self.said.emit(text, kind, undo)

    def fail(self, error: Exception) -> None:
        """Tell an error: what happened, whether the data is safe, what to do next."""
        self.stumbled.emit(error)

    def refuse(self) -> None:
        """Say that nothing can be changed in a vault that is open for reading only."""
        self.fail(
            ReadOnlyVault(_("This vault is open for reading only: nothing in it can be changed, and nothing was."))
        )

    def forget(self, *records: str) -> None:
        """Let go of what is kept in memory of records whose text is gone, so that it is not written again."""
        for name, value in self._settings.items():
            if isinstance(value, dict) and not value.keys().isdisjoint(records):
                self._settings[name] = {key: one for key, one in value.items() if key not in records}
        self.forgot.emit(frozenset(records))

    def tell(self, *records: str) -> None:
        """Tell everyone that these records changed; none means any may have."""
        self.changed.emit(Change(frozenset(records) if records else None))
