"""Checking the whole vault from the window: everything is whole, or what is damaged is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFrame

from app.base.errors import DatabaseDamaged
from app.base.i18n import _, ngettext
from app.services import checking
from app.ui.desk import Desk
from app.ui.exchange.pieces import Notice
from app.ui.flow import Flow
from app.ui.jobs import Job
from app.ui.lines import apart
from app.ui.page import button, column, label

MOST = 30
"""Damaged things named at once."""


class Checking(QFrame):
    """A button and what came of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._job: Job | None = None
        self.setProperty("kind", "card")
        inside = column(self, margin=16, gap=10)
        inside.addWidget(label(_("Check"), "heading"))
        inside.addWidget(
            label(
                _("Every version, signature, attachment and page is read and checked. You can go on working."), "quiet"
            )
        )
        line = Flow()
        self.button = button(_("Check everything"), self.check, look=desk.look, icon="good")
        line.addWidget(self.button)
        inside.addLayout(line)
        self.told = Notice(desk.look, "good")
        self.told.hide()
        inside.addWidget(self.told)
        self.choose = button(_("Lock and choose"), self._on_choose)
        self.choose.hide()
        choosing = Flow()
        choosing.addWidget(self.choose)
        inside.addLayout(choosing)

    def check(self) -> None:
        """Check everything; it can be stopped."""
        if self._job is not None and not self._job.over:
            return
        self.told.hide()
        self.choose.hide()
        self._job = self.desk.jobs.write(
            checking.verify, self._on_checked, owner=self, label=_("Checking the vault"), gaps=True
        )

    def _on_checked(self, report: Mapping[str, Any]) -> None:
        problems, damage = report["problems"], report["damage"]
        self.told.show()
        if not problems and not damage:
            n = report["revisions"]
            words = ngettext("Everything is whole: {n} version.", "Everything is whole: {n} versions.", n)
            self.told.say("good", words.format(n=f"{n:,}"))
            return
        lines = [*problems, *map(_told, damage)]
        more = len(lines) - MOST
        if more > 0:
            lines[MOST:] = [ngettext("and {n} more", "and {n} more", more).format(n=f"{more:,}")]
        self.told.say("danger", "\n".join((_("Not everything is whole:"), *lines)))
        self.choose.setVisible(not self.desk.owner.read_only)

    def _on_choose(self) -> None:
        words = _("The check found damage. Nothing was changed by it; choose what to do.")
        self.desk.given_up.emit(lambda front: front.fail(DatabaseDamaged(words)))


def _told(one: Mapping[str, Any]) -> str:
    """Return one damaged thing in a line, with the title of the record it belongs to where that is known."""
    title = apart(one["title"]) if one.get("title") else _("a record whose title is not known")
    match one["kind"]:
        case "page":
            return _("Page {page}, of {part}").format(page=one.get("page", "?"), part=one.get("part", "?"))
        case "revision":
            return _("A version of {title}").format(title=title)
        case _:
            return _("The attachment {name} of {title}").format(name=apart(one.get("name", "?")), title=title)
