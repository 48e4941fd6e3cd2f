"""What a note of an interview can be marked as, by which key, and how it is written out in the text."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from app.base.i18n import N_, _
from app.ui import actions

MARKS = (  # kind of moment, words, icon; their keys are rows of the table of actions
    ("question", N_("Question"), "help"),
    ("answer", N_("Answer"), "quote"),
    ("date-words", N_("Words for a date"), "calendar"),
    ("place-words", N_("Words for a place"), "text"),
    ("pause", N_("Pause"), "more"),
    ("distress", N_("Distress"), "warning"),
    ("interruption", N_("Interruption"), "close"),
    ("interpreter", N_("Interpreting"), "language"),
)
ALONE = frozenset({"pause", "distress", "interruption", "interpreter"})
"""Marks that say enough without words."""
OFF = ("off-record", N_("Off the record"), "eye")
OWN_WORDS = {"date-words": "words_for_dates", "place-words": "words_for_places"}
"""Marks whose words stand in a field of the testimony, too."""

_TOLD = {
    "question": N_("Q:"),
    "answer": N_("A:"),
    "pause": N_("(pause)"),
    "distress": N_("(distress)"),
    "interruption": N_("(interruption)"),
    "interpreter": N_("(trouble with the interpreting)"),
    "off-record": N_("(off the record)"),
    "on-record": N_("(recorded again)"),
}


def told() -> dict[str, str]:
    """Return what stands before the words of a note in the text, by its kind."""
    return {kind: _(words) for kind, words in _TOLD.items()}


def key_of(kind: str) -> str:
    """Return the key of a mark, as it is written on this system."""
    keys = next((one.keys for one in actions.TABLE if one.name == f"mark_{kind}"), "")
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
