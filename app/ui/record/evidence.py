"""The chain of custody below the files of a record: what is known of where they were, and what nobody told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.base import i18n
from app.base.errors import KeepsakeError, UnknownRecord
from app.base.i18n import _, ngettext
from app.domain.body import Fields
from app.services import chain_of_custody, hash_list, metadata
from app.services.chain_of_custody import Event
from app.services.drafting import Opened
from app.services.metadata import Said
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.files import choose
from app.ui.files.attachments import AttachmentsEditor
from app.ui.jobs import Job
from app.ui.lines import joined
from app.ui.page import button, column, frame, label, row
from app.ui.record.keeping import Keeper

MOST = 40
"""Events shown before all are asked for."""
DIGITS = 16
"""Of a SHA-256: enough to find it, short enough to read; the whole stands with the file."""


class ChainOfCustody(QWidget):
    """Shows the chain; also takes what a file says over into a field of the form it stands in."""

    def __init__(self, desk: Desk, form: Form, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._events: tuple[Event, ...] = ()
        self._reading: Job | None = None
        self._all = False
        layout = column(self, gap=6)
        layout.setContentsMargins(0, 18, 0, 0)
        layout.addWidget(label(_("Chain of custody"), "heading"))
        layout.addWidget(
            label(_("From intake on it is written by itself. What happened before, write as entries above."), "quiet")
        )
        self.count = label("")
        layout.addWidget(self.count)
        self._rows = QWidget()
        layout.addWidget(self._rows)
        self.more = button("", self._on_more, "flat")
        self.compare = button(_("Compare the files now"), self._on_compare)
        self.compare.setToolTip(_("Reads every file and compares it with its SHA-256; the log notes it."))
        self.save = button(_("Save a list of hashes..."), self._on_save)
        self.save.setToolTip(_("Signed, and checked by sha256sum and ssh-keygen; the names of the files are in it."))
        buttons = row()
        for one in (self.compare, self.save, self.more):
            buttons.addWidget(one)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        form.slices.finished.connect(self._on_built)
        keeper.saved.connect(self._on_saved)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read the chain again; of a record that has no version there is none yet."""
        record, language = opened.record, i18n.language()
        if not opened.heads:
            self._show(())
            return
        self._reading = self._desk.jobs.read(
            lambda session: chain_of_custody.of_record(session, record, language),
            self._show,
            failed=self._on_failed,
            owner=self,
            replaces=self._reading,
        )

    def _on_saved(self, opened: Opened, _sent: Fields) -> None:
        if opened.record == self._form.record:
            self.show_record(opened)

    @property
    def events(self) -> tuple[Event, ...]:
        """What is shown."""
        return self._events

    def _on_failed(self, error: Exception) -> None:
        self._show(())
        if not isinstance(error, UnknownRecord):  # its text may have gone meanwhile
            self._desk.fail(error)

    def _show(self, events: tuple[Event, ...]) -> None:
        self.setVisible(bool(events))
        if events == self._events:
            return
        self._events = events
        self._fill()

    def _fill(self) -> None:
        gaps = chain_of_custody.missing(self._events)
        self.count.setText(
            ngettext("Of {n} time nothing is known.", "Of {n} times nothing is known.", gaps).format(n=gaps)
            if gaps
            else ""
        )
        self.count.setVisible(bool(gaps))
        shown = self._events if self._all else self._events[-MOST:]
        self.more.setText(_("Show all {n}").format(n=len(self._events)))
        self.more.setVisible(len(shown) < len(self._events))
        self.compare.setVisible(any(one.sha256 for one in self._events))
        self.save.setVisible(any(one.sha256 for one in self._events))
        old, self._rows = self._rows, QWidget()
        self._rows.setAccessibleName(_("Chain of custody"))
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 8)
        for line, event in enumerate(shown):
            if event.gap:
                box = frame("warning")
                column(box, margin=8).addWidget(label(event.words))
                grid.addWidget(box, line, 0, 1, 2)
            else:
                when = label(event.when, "quiet")
                when.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
                grid.addWidget(when, line, 0)
                grid.addWidget(_told(event), line, 1)

    def _on_more(self) -> None:
        self._all = True
        self._fill()

    # Doing

    def _on_compare(self) -> None:
        record = self._form.record

        def done(found: tuple[int, tuple[str, ...]]) -> None:
            count, wrong = found
            if wrong:
                words = ngettext(
                    "{n} file is damaged or not here: {names}",
                    "{n} files are damaged or not here: {names}",
                    len(wrong),
                )
                self._desk.say(words.format(n=len(wrong), names=", ".join(wrong)), "danger")
            else:
                words = ngettext("{n} file is as it was taken in.", "All {n} files are as they were taken in.", count)
                self._desk.say(words.format(n=count), "good")
            self._desk.tell(record)

        self._desk.jobs.write(
            lambda session, tell: chain_of_custody.compare(session, record, tell),
            done,
            owner=self,
            label=_("Comparing files"),
            gaps=True,
        )

    def _on_save(self) -> None:
        choose.save_as(self.window(), _("Save a list of hashes"), "SHA256SUMS", self._write)

    def _write(self, out: Path) -> None:
        desk, record = self._desk, self._form.record

        def done(count: int) -> None:
            words = ngettext(
                "The hash of {n} file is in {path}, with its signature beside it.",
                "The hashes of {n} files are in {path}, with their signature beside it.",
                count,
            )
            desk.say(words.format(n=count, path=out), "good")

        desk.jobs.write(lambda session, _tell: len(hash_list.save(session, out, [record])), done, owner=desk)

    # Taking over what a file says

    def _on_built(self) -> None:
        for editor in self._form.findChildren(AttachmentsEditor):
            if not editor.property("offered"):
                editor.setProperty("offered", True)
                editor.offer_fields(self._desk.schema.fields_of(self._form.type))
                editor.took.connect(self._on_took)

    def _on_took(self, item: Fields, said: Said) -> None:
        form, known = self._form, self._desk.schema.fields_of(self._form.type)
        name = metadata.field_for(known, said)
        try:
            patch = metadata.taken_over(known, form.fields(), said, form.record, str(item.get("id")))
        except KeepsakeError as error:
            self._desk.fail(error)
            return
        form.set_some(patch)
        form.reveal(name)
        self._desk.say(_("Taken over into {field}; the file is its source.").format(field=_(known[name].label)))


def _told(event: Event) -> QWidget:
    holder = QWidget()
    inside = column(holder, gap=2)
    words = label(event.words)
    digits = _("SHA-256 {digits}").format(digits=event.sha256[:DIGITS]) if event.sha256 else ""
    more = joined(event.file, event.by, digits)
    words.setAccessibleName(", ".join(part for part in (event.when, event.words, more) if part))
    inside.addWidget(words)
    if more:
        below: QLabel = label(more, "quiet")
        inside.addWidget(below)
    return holder
