"""Words that were typed and are in no value, as an unknown term: they are told of before they go."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.editor import Editor


def unsettled(within: QWidget) -> list[tuple[str, str]]:
    """Return the label of the field and the words, for every editor within that was not put aside."""
    editors = [one for one in within.findChildren(Editor) if not one.isHidden()]
    return [(one.label, words) for one in editors for words in one.unsettled()]


def tell_unsettled(desk: Desk, within: QWidget) -> None:
    """Tell of the words that are about to go, if there are any."""
    told = [
        _("\u201c{words}\u201d in {label} could not be read as what belongs there, and was not kept.").format(
            words=words, label=label
        )
        for label, words in unsettled(within)
    ]
    if told:
        desk.say("\n".join(told), "warning")
