"""The settings: one row each, kept in the vault; the window and its pages go by this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.base.errors import BadInput
from app.base.i18n import N_, _
from app.services.session import Session
from app.storage import settings as stored


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `choices` are the values a person may pick, with their labels; none means the window keeps it."""

    name: str
    default: Any
    label: str = ""
    help: str = ""
    choices: Mapping[Any, str] | None = None


_ROWS = (
    Setting(
        "theme",
        "system",
        N_("Colours"),
        "",
        {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")},
    ),
    Setting(
        "text_size",
        "normal",
        N_("Text size"),
        "",
        {"small": N_("Small"), "normal": N_("Usual"), "large": N_("Large"), "largest": N_("Twice as large")},
    ),
    Setting(
        "lock_after",
        10,
        N_("Lock when nothing was done for"),
        N_("Locking keeps what you were typing, and brings you back to the same place."),
        {2: N_("2 minutes"), 5: N_("5 minutes"), 10: N_("10 minutes"), 30: N_("30 minutes"), 0: N_("Never")},
    ),
    Setting(
        "backup_reminder_days",
        7,
        N_("Remind of a backup"),
        N_("Counted from the last one. A vault with no copy elsewhere goes with the machine it is on."),
        {1: N_("Every day"), 7: N_("Every week"), 14: N_("Every two weeks"), 30: N_("Every month"), 0: N_("Never")},
    ),
    Setting(
        "backup_keep",
        0,
        N_("Backups kept in one folder"),
        N_("When a new one is written and read back, older ones of this vault in the same folder are removed."),
        {0: N_("All"), 2: N_("The last 2"), 5: N_("The last 5"), 10: N_("The last 10")},
    ),
    Setting("last_backup", None),  # when, where, how large, its SHA-256
    Setting(
        "screen_capture",
        "blocked",
        N_("Pictures of the screen"),
        N_(
            "On Windows and Mac other programs get no picture of this window, nor does a meeting where you share the "
            "screen. On Linux no window can prevent it."
        ),
        {"blocked": N_("Kept from other programs"), "allowed": N_("Allowed")},
    ),
    Setting("window", ""),  # its geometry, as Qt writes it, in base64
    Setting("place", None),  # where the person was, to come back to after unlocking
    Setting("begun", None),  # acts begun beside a record and files on their way, to go on with after unlocking
    Setting("library", None),  # columns, sorting and panes of the library
    Setting("searches", []),  # saved searches, their words too: they stay in the vault
    Setting("deciding", None),  # what was chosen in decisions that are not saved yet, by record
    Setting("defining", None),  # what was said of an office's fields and is not saved
    Setting("proven", []),  # which recovery code was tried, as `drills` writes it
    Setting("last_recipient", ""),  # the key the last bundle went to
)
TABLE: Mapping[str, Setting] = {row.name: row for row in _ROWS}


def read(session: Session) -> dict[str, Any]:
    """Return the value of every setting; one that is none of its choices has its default."""
    kept = stored.all(session.vault)
    return {name: _valid(row, kept.get(name, row.default)) for name, row in TABLE.items()}


def write(session: Session, name: str, value: Any) -> None:
    """Set one setting; raise BadInput for a value it does not offer."""
    row = TABLE[name]
    if row.choices is not None and value not in row.choices:
        raise BadInput(_("This setting has no such value. Nothing was changed."))
    stored.put(session.vault, name, value)


def _valid(row: Setting, value: Any) -> Any:
    return value if row.choices is None or value in row.choices else row.default
