"""The history of a record: its draft and its versions, what each changed, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.domain.body import Fields
from app.services import comparing
from app.services.comparing import Difference, Mark, Version
from app.services.drafting import Opened
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.told import told

TRUST = {
    "own": N_("you"),
    "verified": N_("verified"),
    "revoked": N_("key revoked"),
    "vouched": N_("vouched for by an office"),
}

Pieces = list[tuple[Mark, str]]
Typed = Callable[[], tuple[Opened, Fields] | None]


class History(QWidget):
    """Lists versions, above them what is no version yet; the one chosen shows what it changed.

    `back` is called with the version to bring back; `typed` returns the draft there is now, or None.
    """

    def __init__(self, desk: Desk, back: Callable[[str], None], typed: Typed) -> None:
        super().__init__()
        self._desk, self._back, self._typed = desk, back, typed
        self._record = ""
        self._read_only = False
        self._versions: list[Version | None] = []
        """None is what is typed and no version yet."""
        self._chosen = ""
        self._covered: frozenset[str] = frozenset()
        self._reading: Job | None = None
        self._comparing: Job | None = None
        self.versions = QListWidget()
        self.versions.setAccessibleName(_("Versions, the latest first"))
        self.versions.setWordWrap(True)
        self.versions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.versions.currentRowChanged.connect(self._on_chosen)
        self.bring = button(_("Bring this version back"), self._on_bring, look=desk.look, icon="undo")
        self._note = label("", "quiet")
        self._changes: QVBoxLayout = column(gap=10)
        self._changes.addStretch(1)
        layout = column(self, gap=10)
        layout.addWidget(label(_("Versions are signed and never change; each says what it changed."), "quiet"))
        layout.addWidget(self.versions)
        layout.addWidget(self._note)
        layout.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(self._changes, 1)

    def show_record(self, record: str, *, read_only: bool) -> None:
        """List the versions of a record, the latest chosen."""
        self._record, self._read_only = record, read_only
        self._chosen = ""
        self._read()

    def forget(self) -> None:
        """Show nothing any more."""
        for job in (self._reading, self._comparing):
            if job is not None and not job.over:
                job.cancel()
        self._versions = []
        self.versions.clear()
        self._clear()

    def cover(self, fields: frozenset[str]) -> None:
        """Tell of these fields only that they changed, not what they say."""
        if fields != self._covered:
            self._covered = fields
            self._on_chosen(self.versions.currentRow())

    def follow(self) -> None:
        """Show what is typed as it stands now; the version chosen stays chosen."""
        at = self.versions.currentRow()
        if (None in self._versions) != (self._typed() is not None):
            one = self._versions[at] if 0 <= at < len(self._versions) else None
            self._chosen = one.revision if one is not None else ""
            self._read()
        elif at == 0 and None in self._versions:
            self._on_chosen(at)

    def _read(self) -> None:
        record = self._record
        self._reading = self._desk.jobs.read(
            lambda session: comparing.versions(session, record), self._show, owner=self, replaces=self._reading
        )

    def _show(self, versions: list[Version]) -> None:
        found = self._versions = [*([None] if self._typed() is not None else []), *versions]
        self.versions.blockSignals(True)  # one is chosen below, and only that one is compared
        self.versions.clear()
        for one in found:
            lines = _lines(one) if one is not None else [_("Not yet a version"), _("Typed since the last one")]
            item = QListWidgetItem("\n".join(lines))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(lines))
            self.versions.addItem(item)
        self.versions.blockSignals(False)
        self._note.setText("" if versions else _("This record has no version yet: what is typed is a draft."))
        self._note.setVisible(not versions)
        self.bring.setEnabled(False)
        self._clear()
        self.versions.setVisible(bool(found))
        if found:
            chosen = [at for at, one in enumerate(found) if one is not None and one.revision == self._chosen]
            self.versions.setCurrentRow(chosen[0] if chosen else 0)
        rows = sum(self.versions.sizeHintForRow(at) for at in range(min(6, self.versions.count())))
        self.versions.setFixedHeight(rows + 2 * self.versions.frameWidth() + 4)

    def _on_chosen(self, at: int) -> None:
        if not 0 <= at < len(self._versions):
            return
        one = self._versions[at]
        self.bring.setEnabled(at > 0 and one is not None and not self._read_only and one.readable)
        language = i18n.language()
        if one is not None:
            revision = one.revision
            self._compare(lambda session: comparing.what_changed(session, revision, language))
        elif (typed := self._typed()) is not None:
            opened, fields = typed
            record, type_, heads = opened.record, opened.type, opened.heads
            self._compare(
                lambda session: comparing.what_is_typed(session, record, type_, heads, fields, language),
            )

    def _compare(self, work: Callable[[Session], list[tuple[Difference, Pieces]]]) -> None:
        self._comparing = self._desk.jobs.read(work, self._show_changes, owner=self, replaces=self._comparing)

    def _show_changes(self, found: list[tuple[Difference, Pieces]]) -> None:
        self._clear()
        at = self.versions.currentRow()
        if not found:
            one = self._versions[at] if 0 <= at < len(self._versions) else None
            readable = one is None or one.readable
            words = _("Nothing differs from the version before.") if readable else _("The text of it is not here.")
            if one is not None and one.notice:
                words = _("This is a notice: it says what became of the versions before it.")
            self._changes.insertWidget(0, label(words, "quiet"))
        for place, (difference, pieces) in enumerate(found):
            if difference.field in self._covered:
                hidden = _("{field}: behind the code name").format(field=_(difference.label_source))
                self._changes.insertWidget(place, label(hidden, "quiet"))
            else:
                self._changes.insertWidget(place, _Change(self._desk, difference, pieces))

    def _clear(self) -> None:
        while self._changes.count() > 1:
            item = self._changes.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()

    def _on_bring(self) -> None:
        at = self.versions.currentRow()
        one = self._versions[at] if 0 < at < len(self._versions) else None
        if one is not None:
            self._back(one.revision)


class _Change(QWidget):
    """One difference: the field, and before and after; prose word by word, marked by signs and not colour alone."""

    def __init__(self, desk: Desk, one: Difference, pieces: Pieces) -> None:
        super().__init__()
        box = frame("card")
        inside = column(box, margin=10, gap=4)
        inside.addWidget(label(_(one.label_source), "heading"))
        if one.long:
            inside.addWidget(_Prose(desk, one, pieces))
        else:
            for sign, words, kind, said in (
                ("-", one.before, "danger", N_("Before: {words}")),
                ("+", one.after, "good", N_("After: {words}")),
            ):
                if words:
                    line = row(gap=8)
                    line.addWidget(label(sign, kind, wrap=False), 0, Qt.AlignmentFlag.AlignTop)
                    shown = label("")
                    told(shown, words)
                    shown.setAccessibleName(_(said).format(words=words))
                    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                    line.addWidget(shown, 1)
                    inside.addLayout(line)
        layout = column(self)
        layout.addWidget(box)


class _Prose(QPlainTextEdit):
    """A text with what is gone struck out between [- -] and what is new underlined between [+ +]."""

    def __init__(self, desk: Desk, one: Difference, pieces: Pieces) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Changes in {field}").format(field=_(one.label_source)))
        tokens = desk.look.tokens
        cursor = QTextCursor(self.document())
        for mark, text in pieces:
            style = QTextCharFormat()
            if mark is Mark.GONE:
                style.setForeground(QColor(tokens.danger))
                style.setFontStrikeOut(True)
            elif mark is Mark.NEW:
                style.setForeground(QColor(tokens.good))
                style.setFontUnderline(True)
                style.setFontWeight(QFont.Weight.DemiBold)
            sign = {Mark.SAME: "{text}", Mark.GONE: "[-{text}-]", Mark.NEW: "[+{text}+]"}[mark]
            cursor.insertText(sign.format(text=text), style)
        lines = min(14, max(3, self.document().size().height() + 1))
        self.setFixedHeight(int(lines * self.fontMetrics().lineSpacing()) + 24)
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _lines(one: Version) -> list[str]:
    by = f"{one.by} · {_(TRUST.get(one.trust, one.trust))}"
    lines = [f"{local_time(one.at)} · {by}"]
    if one.notice:
        words = _("Erased: {words}") if one.notice == "erase" else _("Sealed for others: {words}")
        return [*lines, words.format(words=one.said)]
    if one.first:
        lines.append(_("First version"))
    lines += [_("Received by {name}, {time}").format(name=name, time=local_time(at)) for name, at in one.received]
    if not one.readable:
        lines.append(_("Its text is not here"))
    return lines


def local_time(at: str) -> str:
    """Return a time in UTC as the clock here would show it; what is no such time is shown as it is."""
    try:
        words = f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        words = at
    return f"\u2066{words}\u2069"  # from left to right, whatever stands around it
