"""What was chosen in a decision that is not saved yet: kept in the vault, over a lock, a crash and another page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.services.deciding import Case
from app.ui.desk import Desk
from app.ui.exchange.question import QuestionBox

KEEP_MS = 2000
"""Milliseconds after a choice within which it is in the vault, as with anything typed."""
MOST = 20
"""Records whose unfinished decisions are kept; the oldest goes."""


class Answers(QObject):
    """Keeps the choices of the records that are being decided, each for the heads they were made on."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._kept: dict[str, Any] = dict(desk.setting("deciding") or {})
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.write)
        desk.forgot.connect(lambda records: [self._kept.pop(one, None) for one in records])

    def note(self, case: Case, boxes: Sequence[QuestionBox]) -> None:
        """Note what is chosen by now; it is written soon."""
        said = {box.question.path: answer for box in boxes if (answer := box.said()) is not None}
        self.forget(case.record)
        if said:
            self._kept[case.record] = {"heads": list(case.heads), "said": said}
            for oldest in list(self._kept)[:-MOST]:
                del self._kept[oldest]

    def say_again(self, case: Case, boxes: Sequence[QuestionBox]) -> None:
        """Choose what was chosen before, when the record is still the one it was."""
        kept = self._kept.get(case.record)
        if not isinstance(kept, Mapping) or kept.get("heads") != list(case.heads):
            return
        for box in boxes:
            if isinstance(answer := kept["said"].get(box.question.path), Mapping):
                box.say_again(answer)

    def forget(self, record: str) -> None:
        """Keep nothing of a record any more; that is written soon."""
        self._kept.pop(record, None)
        self._timer.start()

    def write(self) -> None:
        """Write what is not written yet, now."""
        self._timer.stop()
        self.desk.set("deciding", dict(self._kept))
