"""The history of a record: its versions, what each changed, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import N_, _
from app.services import comparing
from app.services.comparing import Difference, Mark, Version
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


class History(QWidget):
    """Lists versions; the one chosen shows what it changed. `back` is called with the version to bring back."""

    def __init__(self, desk: Desk, back: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._back = desk, back
        self._record = ""
        self._read_only = False
        self._versions: list[Version] = []
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
        """List the versions of a record."""
        self._record, self._read_only = record, read_only
        self._reading = self._desk.jobs.read(
            lambda session: comparing.versions(session, record), self._show, owner=self, replaces=self._reading
        )

    def _show(self, found: list[Version]) -> None:
        self._versions = found
        self.versions.clear()
        for one in found:
            item = QListWidgetItem("\n".join(_lines(one)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(_lines(one)))
            self.versions.addItem(item)
        self._note.setText("" if found else _("This record has no version yet: what is typed is a draft."))
        self._note.setVisible(not found)
        self.bring.setEnabled(False)
        self._clear()
        self.versions.setVisible(bool(found))
        if found:
            self.versions.setCurrentRow(0)
        rows = sum(self.versions.sizeHintForRow(at) for at in range(min(6, self.versions.count())))
        self.versions.setFixedHeight(rows + 2 * self.versions.frameWidth() + 4)

    def _on_chosen(self, at: int) -> None:
        if not 0 <= at < len(self._versions):
            return
        revision = self._versions[at].revision
        self.bring.setEnabled(at > 0 and not self._read_only and self._versions[at].readable)
        language = i18n.language()
        self._comparing = self._desk.jobs.read(
            lambda session: comparing.what_changed(session, revision, language),
            self._show_changes,
            owner=self,
            replaces=self._comparing,
        )

    def _show_changes(self, found: list[tuple[Difference, Pieces]]) -> None:
        self._clear()
        at = self.versions.currentRow()
        if not found:
            readable = 0 <= at < len(self._versions) and self._versions[at].readable
            words = _("Nothing differs from the version before.") if readable else _("The text of it is not here.")
            self._changes.insertWidget(0, label(words, "quiet"))
        for place, (one, pieces) in enumerate(found):
            self._changes.insertWidget(place, _Change(self._desk, one, pieces))

    def _clear(self) -> None:
        while self._changes.count() > 1:
            item = self._changes.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()

    def _on_bring(self) -> None:
        at = self.versions.currentRow()
        if 0 < at < len(self._versions):
            self._back(self._versions[at].revision)


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
