"""The third step of sending: what will go, what stays and why, before anything of it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.base.i18n import N_, _, language, ngettext
from app.services import foreseeing
from app.services.foreseeing import Foreseen
from app.ui.desk import Desk
from app.ui.exchange.pieces import Counts, Notice, card_frame, empty, said_by_others
from app.ui.exchange.steps import Sending, Step
from app.ui.exchange.telling import TellingFiles
from app.ui.exchange.words import titled, type_words
from app.ui.files.words import size_in_words
from app.ui.jobs import Job
from app.ui.library.choices import Section
from app.ui.lines import apart
from app.ui.page import button, column, label, row

WHY = {
    "protected": N_("its source is protected"),
    "refused": N_("the person refused that it be used, or took that back"),
    "sealed": N_("it is sealed for others"),
}
LISTED = 12


class OverStep(Step):
    """What will be sent."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Look it over"))
        self._job: Job | None = None
        self._waiting = label(_("Looking what is new for them..."), "quiet")
        self.inside.addWidget(self._waiting)
        self._parts = column(gap=14)
        self.inside.addLayout(self._parts)
        self.inside.addStretch(1)

    def show_sending(self, sending: Sending) -> None:
        """Foresee it anew: a record may have been changed meanwhile."""
        super().show_sending(sending.but())
        self._clear()
        to = sending.to
        if to is None:
            return
        self._waiting.show()
        code, scope = language(), "ids" if sending.named else sending.scope
        self._job = self.desk.jobs.read(
            lambda session: foreseeing.foresee(
                session, to.key, scope=scope, ids=sending.going, own=sending.own, language=code
            ),
            self._show,
            failed=self._on_failed,
            owner=self,
            replaces=self._job,
        )

    def complete(self) -> bool:
        """Tell whether there is something to send."""
        return self.sending.foreseen is not None and not self.sending.foreseen.empty

    def _clear(self) -> None:
        empty(self._parts)

    def _on_failed(self, error: Exception) -> None:
        self._waiting.hide()
        self.desk.fail(error)

    def _show(self, foreseen: Foreseen) -> None:
        self.sending = replace(self.sending, foreseen=foreseen)
        self._waiting.hide()
        self._clear()
        if foreseen.empty:
            self._parts.addWidget(
                Notice(
                    self.desk.look,
                    "info",
                    _("There is nothing new for them. Go back to choose everything, or other records."),
                )
            )
        else:
            self._show_going(foreseen)
        self._show_unfinished(foreseen)
        self._show_staying(foreseen)
        self._show_drafts(foreseen)
        self._show_others(foreseen)
        self.changed.emit()

    def _show_going(self, foreseen: Foreseen) -> None:
        to = self.sending.to
        assert to is not None
        box, inside = card_frame()
        inside.addWidget(said_by_others(_("Goes to {name}").format(name=apart(to.name)), "heading"))
        rows = [(type_words(type_), f"{n:,}") for type_, n in sorted(foreseen.types.items())]
        if len(rows) != 1:
            rows.append((_("Records together"), f"{foreseen.records:,}"))
        if foreseen.attachments:
            told = f"{foreseen.attachments:,} ({size_in_words(foreseen.attachment_bytes)})"
            rows.append((_("Attachments"), told))
        if foreseen.receipts:
            rows.append((_("Receipts for what they sent"), f"{foreseen.receipts:,}"))
        if foreseen.again:
            rows.append((_("Files prepared before and not written yet"), f"{foreseen.again:,}"))
        counts = Counts()
        counts.show_counts(rows)
        inside.addWidget(counts)
        inside.addWidget(label(_("About {size} in all.").format(size=apart(size_in_words(foreseen.size))), "quiet"))
        if foreseen.baseless:
            told = ngettext(
                "{n} of these records has no consent and no other basis recorded.",
                "{n} of these records have no consent and no other basis recorded.",
                foreseen.baseless,
            )
            notice = Notice(self.desk.look, "warning", told.format(n=f"{foreseen.baseless:,}"))
            inside.addWidget(notice)
        if foreseen.going:
            inside.addWidget(self._which(foreseen))
        if foreseen.contents:
            inside.addWidget(TellingFiles(self.desk, foreseen.contents, foreseen.attachments))
        if foreseen.absent:
            told = ngettext(
                "{n} attachment is named but its contents are not in this vault.",
                "{n} attachments are named but their contents are not in this vault.",
                foreseen.absent,
            )
            inside.addWidget(label(told.format(n=f"{foreseen.absent:,}"), "warning"))
        self._parts.addWidget(box)

    def _which(self, foreseen: Foreseen) -> Section:
        """Return the first of what goes by name, folded: it is shown when a person asks."""
        section = Section(self.desk.look, _("Show which"), folded=True)
        for one in foreseen.going:
            section.inside.addWidget(said_by_others(f"{type_words(one.type)}: {apart(titled(one.title, one.type))}"))
        left = foreseen.records - len(foreseen.going)
        if left > 0:
            told = ngettext("and {n} more", "and {n} more", left).format(n=f"{left:,}")
            section.inside.addWidget(label(told, "quiet"))
        return section

    def _show_staying(self, foreseen: Foreseen) -> None:
        if not foreseen.staying:
            return
        told = ngettext("{n} record stays here", "{n} records stay here", foreseen.stay)
        notice = Notice(self.desk.look, "info", told.format(n=f"{foreseen.stay:,}"))
        for one in foreseen.staying[:LISTED]:
            words = _("{title}: {why}").format(title=apart(titled(one.title, one.type)), why=_(WHY[one.why]))
            notice.add(said_by_others(words))
        self._more(notice, foreseen.stay)
        self._parts.addWidget(notice)

    def _show_drafts(self, foreseen: Foreseen) -> None:
        if not foreseen.drafts:
            return
        told = ngettext(
            "{n} record was typed in and not saved as a version yet. It is saved first, and goes with the rest.",
            "{n} records were typed in and not saved as versions yet. They are saved first, and go with the rest.",
            foreseen.drafted,
        )
        notice = Notice(self.desk.look, "info", told.format(n=f"{foreseen.drafted:,}"))
        for one in foreseen.drafts[:LISTED]:
            notice.add(said_by_others(titled(one.title, one.type)))
        self._more(notice, foreseen.drafted)
        self._parts.addWidget(notice)

    def _show_unfinished(self, foreseen: Foreseen) -> None:
        if not foreseen.unfinished:
            return
        told = ngettext(
            "What was typed into {n} record cannot be saved yet, so it stays here. Open it to see why.",
            "What was typed into {n} records cannot be saved yet, so it stays here. Open them to see why.",
            foreseen.undone,
        )
        notice = Notice(self.desk.look, "warning", told.format(n=f"{foreseen.undone:,}"))
        for one in foreseen.unfinished[:LISTED]:
            title = titled(one.title, one.type)
            line = row()
            line.addWidget(said_by_others(title), 1)
            opens = button(_("Open"), self._opening(one.record))
            opens.setAccessibleName(_("Open {title}").format(title=apart(title)))
            line.addWidget(opens)
            notice.add_layout(line)
        self._more(notice, foreseen.undone)
        self._parts.addWidget(notice)

    def _show_others(self, foreseen: Foreseen) -> None:
        if not foreseen.others:
            return
        own = self.sending.own
        told = (
            ngettext(
                "{n} record of other people stays here.", "{n} records of other people stay here.", foreseen.others
            )
            if own
            else ngettext(
                "{n} record of other people goes to a card that is no office's.",
                "{n} records of other people go to a card that is no office's.",
                foreseen.others,
            )
        )
        self._parts.addWidget(
            Notice(self.desk.look, "info" if own else "warning", told.format(n=f"{foreseen.others:,}"))
        )

    def _more(self, notice: Notice, all_: int) -> None:
        left = all_ - LISTED
        if left > 0:
            notice.add(label(ngettext("and {n} more", "and {n} more", left).format(n=f"{left:,}"), "quiet"))

    def _opening(self, record: str) -> Callable[[], None]:
        return lambda: self.desk.go("record", record)
