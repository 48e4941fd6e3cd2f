"""Keeps what is begun beside a record and in no draft of it: an act, what is made of a passage, a reason, a file."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.base.i18n import _
from app.ui.desk import Desk
from app.ui.files.attachments import AttachmentsEditor
from app.ui.record.acts import ActsTable
from app.ui.record.beside import Beside
from app.ui.record.keeping import EVERY_MS
from app.ui.record.rivals import Rivals

MOST = 20
"""Records for which something begun is kept."""


class Begun(QObject):
    """Keeps it as often as a draft; `begin` it with each record, then `go_on` with what was kept of it before."""

    def __init__(self, desk: Desk, beside: Beside | None, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._beside, self._page = desk, beside, page
        self._acts: ActsTable | None = None
        self._rivals: Rivals | None = None
        self._record = ""
        if beside is not None:
            beside.changed.connect(self.touched)
            beside.ended.connect(self.keep)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def follow(self, acts: ActsTable | None, rivals: Rivals | None = None) -> None:
        """Keep what is said in this table of acts, and the reasons begun for accounts, if there are any."""
        self._acts, self._rivals = acts, rivals
        if rivals is not None:
            rivals.changed.connect(self.touched)
        if acts is not None:
            acts.changed.connect(self.touched)
            acts.ended.connect(self.keep)

    def begin(self, record: str) -> None:
        """Keep what is begun beside this record from now on."""
        self._record = record

    def go_on(self) -> None:
        """Ask on for what was begun before a lock, a crash, or before one went elsewhere."""
        kept = self._all().get(self._record)
        if not isinstance(kept, dict):
            return
        if self._acts is not None and kept.get("act"):
            self._acts.go_on(kept["act"])
        if self._rivals is not None and kept.get("reasons"):
            self._rivals.go_on(kept["reasons"])
        if kept.get("making") and self._beside is not None:
            self._beside.go_on(kept["making"])
        if kept.get("file"):
            self._desk.say(_("A file was still on its way when the vault was locked: attach it again."), "warning")
            self.touched()

    def _said(self) -> dict[str, Any]:
        act = self._acts.begun() if self._acts is not None else {}
        making = self._beside.begun() if self._beside is not None else self._all().get(self._record, {}).get("making")
        reasons = self._rivals.begun() if self._rivals is not None else []
        coming = any(one.busy for one in self._page.findChildren(AttachmentsEditor))
        said = {"act": act, "making": making, "reasons": reasons, "file": coming}
        return {name: one for name, one in said.items() if one}

    def end(self) -> None:
        """Keep it as it stands, and nothing from now on."""
        self.keep()
        self._record = ""

    def touched(self) -> None:
        """Note a change."""
        if self._record and not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep it as it stands now."""
        self._timer.stop()
        if not self._record:
            return
        before = self._all()
        kept = {record: value for record, value in before.items() if record != self._record}
        if said := deepcopy(self._said()):
            kept[self._record] = said
            for oldest in list(kept)[:-MOST]:
                del kept[oldest]
        if kept != before:
            self._desk.set("begun", kept)

    def _all(self) -> dict[str, Any]:
        kept = self._desk.setting("begun")
        return kept if isinstance(kept, dict) else {}
