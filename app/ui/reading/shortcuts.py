"""The help page of the shortcuts, written from the table of actions."""

from __future__ import annotations

from app.base.i18n import N_, _, language
from app.ui import actions
from app.ui.look import RIGHT_TO_LEFT

LEFT_TO_RIGHT = "\u200e"
"""Keeps the comma of `Ctrl+,` behind its key in a line from the right."""
IN_TEXT = (  # what the toolkit's own fields answer to, or a page of ours by its own
    (N_("Next field"), "Tab"),
    (N_("Previous field"), "Shift+Tab"),
    (N_("More about this field"), "Ctrl+., Shift+F10"),
    (N_("Back and forward in the help"), "Alt+Left, Alt+Right"),
)


def page() -> str:
    """Return the page as Markdown, in the interface language."""
    anywhere = [(one.text, one.keys) for one in actions.TABLE if one.anywhere and one.keys]
    here = [(one.text, one.keys) for one in actions.TABLE if not one.anywhere and one.keys]
    parts = [
        "# " + _("Keys"),
        _("Everything works without a mouse. These are the keys that save you the way."),
        "## " + _("Everywhere"),
        _table(anywhere),
        "## " + _("Where there is something to do it with"),
        _table(here),
        "## " + _("Between fields"),
        _table(list(IN_TEXT)),
        _("On a Mac, Cmd stands for Ctrl."),
    ]
    return "\n\n".join(parts) + "\n"


def _table(rows: list[tuple[str, str]]) -> str:
    lines = [f"| {_('to do')} | {_('press')} |", "|---|---|"]
    mark = LEFT_TO_RIGHT if language() in RIGHT_TO_LEFT else ""
    lines += [f"| {_(text)} | {mark}{keys.replace('Return', 'Enter')}{mark} |" for text, keys in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - resources/help/shortcuts.md is made by `python -m app.ui.reading.shortcuts`
