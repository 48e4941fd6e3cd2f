"""The last step of sending: the work itself, file by file, and the receipt of what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import KeepsakeError
from app.base.i18n import N_, _, ngettext
from app.services import sending as services
from app.ui.desk import Desk
from app.ui.exchange.pieces import Groups, Notice, Sign, card_frame, empty, fixed, said_by_others
from app.ui.exchange.progress import Progress, Teller
from app.ui.exchange.steps import MEGABYTE, Sending, Step
from app.ui.exchange.words import moment
from app.ui.files.words import size_in_words
from app.ui.flow import Flow
from app.ui.jobs import Cancelled, Job
from app.ui.lines import apart
from app.ui.page import column, label, row

STEPS = (
    ("put", N_("written beside its place")),
    ("put", N_("synced to the medium")),
    ("put", N_("renamed into place")),
    ("kept", N_("read back")),
)
"""What is done with each file, and after which step of the service it is done."""


class FileRow(QWidget):
    """One file on its way: its name and what was done with it already."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        layout = column(self, gap=4)
        layout.addWidget(fixed(name))
        flow = Flow(gap=14)
        self._signs: list[tuple[str, Sign]] = []
        for step, words in STEPS:
            part = QWidget()
            inside = row(part, gap=4)
            sign = Sign(desk.look, "more", "quiet")
            inside.addWidget(sign)
            inside.addWidget(label(_(words), "quiet", wrap=False))
            self._signs.append((step, sign))
            flow.addWidget(part)
        layout.addLayout(flow)
        self.setAccessibleName(name)

    def show_step(self, step: str) -> None:
        """Mark what is done by now."""
        done = {"begun": set[str](), "put": {"put"}, "kept": {"put", "kept"}}[step]
        told = []
        for (after, sign), (_step, words) in zip(self._signs, STEPS, strict=True):
            if after in done:
                sign.show_icon("good", "good")
                told.append(_(words))
        self.setAccessibleDescription(", ".join(told))


class SentStep(Step):
    """The work and its receipt. `over` tells whether it was done."""

    over = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Writing"))
        self.done = False
        self._packing = False
        self._job: Job | None = None
        self._teller = Teller(self)
        self._rows: dict[str, FileRow] = {}
        self.progress = Progress()
        self.notice = Notice(desk.look, "info")
        self.inside.addWidget(self.progress)
        self.inside.addWidget(self.notice)
        self._files = column(gap=14)
        self.inside.addLayout(self._files)
        self._receipt = column(gap=14)
        self.inside.addLayout(self._receipt)
        self.inside.addStretch(1)
        self._teller.phased.connect(self._on_phase)
        self._teller.stepped.connect(self._on_step)

    @property
    def busy(self) -> bool:
        """Whether it is being written just now."""
        return self._job is not None and not self._job.over

    def start(self, sending: Sending) -> None:
        """Write it."""
        self.sending, self.done, self._packing = sending, False, False
        to, folder = sending.to, sending.folder
        assert to is not None
        assert folder is not None
        self.title.setText(_("Writing"))
        for layout in (self._files, self._receipt):
            empty(layout)
        self._rows.clear()
        self.notice.hide()
        teller = self._teller
        foreseen = sending.foreseen
        unfinished = {one.record for one in foreseen.unfinished} if foreseen else set[str]()  # they stay, as was told

        def work(session: Any, tell: Any) -> dict[str, Any]:
            return services.send(
                session,
                to.key,
                folder,
                scope="ids" if sending.named else sending.scope,
                ids=[one for one in sending.going if one not in unfinished],
                max_size=sending.megabytes * MEGABYTE or None,
                own=sending.own,
                progress=teller.phase("writing", tell),
                step=teller.step,
                packing=teller.phase("packing", tell),
            )

        self._job = self.desk.jobs.write(work, self._on_sent, failed=self._on_failed, owner=self, gaps=True)
        self.progress.follow(self._job, _("Preparing what goes..."))
        self.progress.focus_cancel()
        self.changed.emit()

    def complete(self) -> bool:
        """Tell whether one may go on or back: not while it is written."""
        return not self.busy

    def focus_first(self) -> None:
        """Put the keyboard on Cancel while there is work."""
        if self.busy:
            self.progress.focus_cancel()

    def _on_phase(self, phase: str, done: int, total: int) -> None:
        if phase == "packing" and done and not self._packing:
            self.progress.show_phase(_("Packing what goes..."))
        self._packing = phase == "packing"
        self.progress.show_progress(phase, done, total)

    def _on_step(self, name: str, step: str) -> None:
        if name not in self._rows:
            self._rows[name] = FileRow(self.desk, name)
            self._files.addWidget(self._rows[name])
        self._rows[name].show_step(step)
        self.progress.show_phase(_("Reading back what was written...") if step == "put" else _("Writing..."))

    def _on_failed(self, error: Exception) -> None:
        finished = [name for name, one in self._rows.items() if one.accessibleDescription().endswith(_(STEPS[-1][1]))]
        for name, one in self._rows.items():
            one.setVisible(name in finished)
        if isinstance(error, Cancelled):
            self.title.setText(_("Stopped"))
            told = [_("You stopped it. The file under way was taken back; nothing in your vault was changed.")]
        elif isinstance(error, KeepsakeError | OSError):
            self.title.setText(_("Not sent"))
            told = [
                str(error)
                if isinstance(error, KeepsakeError)
                else _("The folder could not be used ({problem}).").format(problem=error.strerror or "?"),
                _("Your vault is as it was. Put the medium back or choose another folder, then try again."),
            ]
        else:
            self.title.setText(_("Not sent"))
            told = [_("Something went wrong that should not. Your vault is as it was.")]
            self.desk.fail(error)
        if finished:
            told.append(
                ngettext(
                    "{n} file was finished before, and stays: it can be received by itself.",
                    "{n} files were finished before, and stay: each can be received by itself.",
                    len(finished),
                ).format(n=len(finished))
            )
        self.notice.say("info" if isinstance(error, Cancelled) else "danger", " ".join(told))
        self.notice.show()
        self.over.emit()
        self.changed.emit()

    def _on_sent(self, sent: Mapping[str, Any]) -> None:
        to = self.sending.to
        assert to is not None
        self.done = True
        self.desk.set("last_recipient", to.key)
        self.desk.tell()
        empty(self._files)
        self._rows.clear()
        if not sent["files"]:
            self.title.setText(_("Nothing was written"))
            self.notice.say("info", _("There was nothing new for them after all."))
            self.notice.show()
        else:
            self._show_receipt(sent)
        if not self.isVisible():
            self.desk.say(_("What you send is written; the page Send shows the receipt."), "good")
        self.over.emit()
        self.changed.emit()

    def _show_receipt(self, sent: Mapping[str, Any]) -> None:
        to = self.sending.to
        assert to is not None
        files = sent["files"]
        self.title.setText(ngettext("{n} file is ready", "{n} files are ready", len(files)).format(n=len(files)))
        what, inside = card_frame(_("What to do now"))
        for told in (
            ngettext(
                "1. Carry or send the file to {name}. Only they can open it.",
                "1. Carry or send the files to {name}. Only they can open them.",
                len(files),
            ).format(name=apart(to.name)),
            _("2. They receive it, and send something back: their receipt comes with it."),
            _("3. Delete nothing here until that receipt has come. Until then, what is new goes again."),
        ):
            inside.addWidget(label(told))
        self._receipt.addWidget(what)
        who, inside = card_frame(_("For"))
        inside.addWidget(said_by_others(to.name))
        groups = Groups()
        groups.show_groups(to.groups)
        inside.addWidget(groups)
        inside.addWidget(label(_("Written {time}").format(time=moment()), "quiet"))
        self._receipt.addWidget(who)
        which, inside = card_frame(_("Files"))
        folder = fixed(str(self.sending.folder))
        folder.setAccessibleName(_("In the folder"))
        inside.addWidget(label(_("In the folder"), "quiet"))
        inside.addWidget(folder)
        for one in files:
            path = Path(one["path"])
            inside.addWidget(fixed(str(path.name)))
            inside.addWidget(label(_("{size}, read back whole").format(size=size_in_words(one["size"])), "quiet"))
            inside.addWidget(label(_("SHA-256 of the file"), "quiet"))
            digest = fixed(_in_groups(one["sha256"]))
            digest.setAccessibleName(_("SHA-256 of {name}").format(name=path.name))
            inside.addWidget(digest)
        self._receipt.addWidget(which)


def _in_groups(digest: str) -> str:
    """Return a hash with room to break its line."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
