"""What a file says of itself, shown on request: it can be wrong, it can give people away, and it can be taken over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.base import i18n
from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.body import Fields
from app.domain.schema.kinds import Field
from app.services import metadata
from app.services.inside.asking import Asking
from app.services.metadata import Said
from app.ui.desk import Desk
from app.ui.files.words import name_of
from app.ui.page import button, column, frame, label, row, tip, tool


class Reading:
    """One reading of a file in the background. `stop` ends it at once, with all the other process holds."""

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        sha256: str,
        then: Callable[[tuple[Said, ...]], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._desk, self._sha256, self._owner = desk, sha256, owner
        self._then, self._failed = then, failed
        self._gone, self._asking = threading.Event(), Asking()
        gone = self._gone
        desk.jobs.read(
            lambda session: metadata.load(session, sha256, lambda: not gone.is_set()),
            self._on_loaded,
            failed=self._on_failed,
            owner=owner,
        )

    def stop(self) -> None:
        """Let go of everything."""
        self._gone.set()
        self._asking.kill()

    def _on_loaded(self, data: bytes | None) -> None:
        asking, language, sha256 = self._asking, i18n.language(), self._sha256
        if self._gone.is_set():
            return
        if data is not None:
            self._desk.jobs.compute(
                lambda _tell: metadata.of_bytes(data, language, asking=asking),
                self._on_read,
                failed=self._on_failed,
                owner=self._owner,
            )
        else:  # too large to be held: it is read as it comes
            self._desk.jobs.read(
                lambda session: metadata.read(session, sha256, language, asking=asking),
                self._on_read,
                failed=self._on_failed,
                owner=self._owner,
            )

    def _on_read(self, said: tuple[Said, ...]) -> None:
        if not self._gone.is_set():
            self._then(said)

    def _on_failed(self, error: Exception) -> None:
        if not self._gone.is_set():
            self._failed(error)


class Facts(QWidget):
    """What one file says. `show_facts` opens it, hiding lets go of what was read."""

    took = Signal(object)
    """A value (Said) is to be taken over into a field."""
    closed = Signal()

    def __init__(self, desk: Desk, item: Fields) -> None:
        super().__init__()
        self._desk, self._item = desk, item
        self._known: Mapping[str, Field] = {}
        self._said: tuple[Said, ...] | None = None
        self._read_only = False
        self._reading: Reading | None = None
        box = frame("info")
        column(self).addWidget(box)
        self._inside = column(box, margin=12, gap=8)
        head = row(gap=10)
        head.addWidget(label(_("What the file itself says"), "heading"), 1)
        close = tool(desk.look, "close", _("Close what {name} says").format(name=name_of(item)), self._on_close)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._inside.addLayout(head)
        self._inside.addWidget(label(_("It can be wrong or forged. Compare it with what else you know."), "quiet"))
        self._warning = frame("warning")
        self._who = label("")
        column(self._warning, margin=10).addWidget(self._who)
        self._inside.addWidget(self._warning)
        self._state = label("")
        self._inside.addWidget(self._state)
        self._rows = QWidget()
        self._inside.addWidget(self._rows)
        self._inside.addWidget(label(_("SHA-256: {hash}").format(hash=item.get("sha256", "")), "quiet"))
        self._warning.hide()
        self.hide()

    def offer(self, known: Mapping[str, Field]) -> None:
        """Offer to take values over into these fields."""
        self._known = known

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, and nothing taken over."""
        self._read_only = read_only
        if self._said is not None and self.isVisible():
            self._show(self._said)

    def show_facts(self) -> None:
        """Read the file, and show what it says."""
        self.show()
        self._state.setText(_("Reading..."))
        self._state.show()
        self._reading = Reading(self, self._desk, str(self._item.get("sha256")), self._show, self._on_failed)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what was read, and of the process that reads; being minimised is not the end."""
        super().hideEvent(event)
        if not event.spontaneous():
            if self._reading is not None:
                self._reading.stop()
            self._said = None
            self._fill(())

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()

    def _show(self, said: tuple[Said, ...]) -> None:
        self._said = said
        self._state.setText("" if said else _("It says nothing of itself that can be read here."))
        self._state.setVisible(not said)
        self._fill(said)

    def _on_failed(self, error: Exception) -> None:
        told = isinstance(error, KeepsakeError)
        self._state.setText(str(error) if told else _("This did not work. The file is kept as it came."))
        if not told:
            self._desk.fail(error)

    def _fill(self, said: tuple[Said, ...]) -> None:
        who = metadata.telling(said)
        self._who.setText(telling_words(who))
        self._warning.setVisible(bool(who))
        old, self._rows = self._rows, QWidget()
        self._inside.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 6)
        for at, one in enumerate(said):
            name = label(one.label, "quiet")
            name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(name, at, 0)
            grid.addWidget(_value(one), at, 1, Qt.AlignmentFlag.AlignTop)
            field = metadata.field_for(self._known, one)
            if field and not self._read_only:
                grid.addWidget(self._taker(one, self._known[field]), at, 2, Qt.AlignmentFlag.AlignTop)

    def _taker(self, said: Said, field: Field) -> QWidget:
        made = button(_("Take over"), lambda: self.took.emit(said), "flat")
        named = _("Take {value} over into {field}").format(value=said.words, field=_(field.label))
        made.setAccessibleName(named)
        made.setToolTip(tip(_("Into {field}, with the file as its source").format(field=_(field.label))))
        return made


def _value(said: Said) -> QWidget:
    holder = QWidget()
    inside = column(holder, gap=2)
    words = label(said.words, "chip-warning" if said.warning else "")
    words.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    words.setAccessibleName(_("{label}: {value}").format(label=said.label, value=said.words))
    inside.addWidget(words)
    if said.help:
        inside.addWidget(label(said.help, "quiet"))
    return holder


class Telling(QLabel):
    """A warning that a file can give somebody away, shown when it does; it reads the file when it is asked to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Reading | None = None
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def look(self, sha256: str) -> None:
        """Read a file, and warn if there is something to warn of; a file that cannot be read warns of nothing."""
        self.forget()
        self._reading = Reading(self, self._desk, sha256, self._show, lambda _error: None)

    def forget(self) -> None:
        """Hide, and read no more."""
        if self._reading is not None:
            self._reading.stop()
        self.clear()
        self.hide()

    def _show(self, said: tuple[Said, ...]) -> None:
        who = metadata.telling(said)
        self.setText(telling_words(who))
        self.setVisible(bool(who))


def telling_words(who: tuple[str, ...]) -> str:
    """Return the warning of what in a file can give people away; empty for nothing."""
    if not who:
        return ""
    return _("This file can tell who made it, or where: {labels}. It says so wherever it goes.").format(
        labels=", ".join(who)
    )
