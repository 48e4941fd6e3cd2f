"""The fields of every way into a vault: passphrase, keyfile with it, recovery code, recovery shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from app.base.errors import BadInput
from app.base.i18n import N_, _, ngettext
from app.ui.entry.middle import FolderLabel
from app.ui.entry.passphrase import PassphraseField
from app.ui.look import Look, fixed_font
from app.ui.page import button, column, label, row

if TYPE_CHECKING:
    from app.crypto.ways import Way

PASSPHRASE, KEYFILE, CODE, SHARES = "passphrase", "keyfile", "recovery", "shares"
KINDS = {
    PASSPHRASE: N_("Passphrase"),
    KEYFILE: N_("Passphrase and keyfile"),
    CODE: N_("Recovery code"),
    SHARES: N_("Recovery shares"),
}
SHARE_WORDS = 33
"""Words of one share (SLIP-39, a secret of 256 bits)."""
LONGEST = 20_000
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed and chosen; `way` makes of it what opens a vault."""

    kind: str
    passphrase: str = field(default="", repr=False)
    keyfile: Path | None = None
    text: str = field(default="", repr=False)

    def way(self) -> Way:
        """Return the way in, the keyfile read; raise BadInput. It reads a file: not for the window's thread."""
        from app.crypto.ways import Way  # noqa: PLC0415 - the unlock screen is there sooner without them

        match self.kind:
            case "keyfile" if self.keyfile is not None:
                from app.services import ways  # noqa: PLC0415 - as above

                return Way(self.passphrase, keyfile=ways.read_keyfile(self.keyfile))
            case "recovery":
                from app.crypto import recovery  # noqa: PLC0415 - as above

                return Way(recovery=recovery.from_code(self.text))
            case "shares":
                from app.crypto import shares  # noqa: PLC0415 - as above

                return Way(recovery=shares.combine(apart(self.text)[0]))
            case _:
                return Way(self.passphrase)


def apart(text: str) -> tuple[list[str], int]:
    """Return the whole shares in a text, numbers and lines left out, and how many words are left over."""
    words = _WORD.findall(text)
    whole = len(words) // SHARE_WORDS
    shares = [" ".join(words[n * SHARE_WORDS : (n + 1) * SHARE_WORDS]) for n in range(whole)]
    return shares, len(words) - whole * SHARE_WORDS


def _looked_at(shares: list[str]) -> str:
    """Say which share is mistyped, or how many are needed."""
    from app.crypto.shares import read  # noqa: PLC0415 - as above

    for n, share in enumerate(shares, 1):
        try:
            needed = read(share).needed
        except BadInput as error:
            return _("Share {n}: {problem}").format(n=n, problem=error)
    return ngettext("{n} share is needed.", "{n} shares are needed.", needed).format(n=needed)


class LongField(QPlainTextEdit):
    """A few lines for what is copied from paper: left to right, in the fixed font; Enter submits, Tab leaves."""

    submitted = Signal()

    def __init__(self, name: str, lines: int, *, breaks: bool = False) -> None:
        super().__init__()
        self._lines, self._breaks = lines, breaks
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setUndoRedoEnabled(False)  # what is taken away is gone
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Enter; where lines matter, on Ctrl+Enter."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (held or not self._breaks):
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        font = fixed_font()
        if self.font() != font:
            self.setFont(font)
        self.setFixedHeight(QFontMetrics(font).lineSpacing() * self._lines + 24)


class SharesField(QWidget):
    """A box for the words of several shares, and how many of them are whole."""

    submitted = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = LongField(_("Recovery shares"), 6, breaks=True)
        self._count = label("", "quiet")
        inside = column(self, gap=6)
        inside.addWidget(label(self.box.accessibleName(), "heading", buddy=self.box))
        inside.addWidget(label(_("Type or paste the words of each share, one share after another."), "quiet"))
        inside.addWidget(self.box)
        inside.addWidget(self._count)
        self.box.submitted.connect(self.submitted)
        self.box.textChanged.connect(self._on_edited)
        self._on_edited()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.box.toPlainText()[:LONGEST]

    @property
    def counted(self) -> str:
        """How many are whole and needed, in words."""
        return self._count.text()

    def _on_edited(self) -> None:
        shares, over = apart(self.text)
        n = len(shares)
        words = ngettext("{n} share is whole.", "{n} shares are whole.", n).format(n=n) if n or over else ""
        if shares:
            words += " " + _looked_at(shares)
        if over:
            words += " " + _("The next one has {n} of {all} words.").format(n=over, all=SHARE_WORDS)
        self._count.setText(words)
        self.edited.emit()


class WayForm(QWidget):
    """Asks for one way in: the passphrase, or with `offer_ways` any other that is chosen above it."""

    submitted = Signal()
    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._keyfile: Path | None = None
        self._others = QWidget()
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Open with"))
        for kind, words in KINDS.items():
            self.kind.addItem(_(words), kind)
        self.kind.currentIndexChanged.connect(self._on_kind)
        above = column(self._others, gap=6)
        above.addWidget(label(_("Open with"), "heading", buddy=self.kind))
        above.addWidget(self.kind)
        self._others.hide()
        self.field = PassphraseField(look, _("Passphrase"))
        self._secret = QWidget()
        inside = column(self._secret, gap=6)
        inside.addWidget(label(_("Passphrase"), "heading", buddy=self.field.line))
        inside.addWidget(self.field)
        self.choose = button(_("Choose the keyfile..."), self._choose, look=look, icon="folder")
        self._chosen = FolderLabel()
        self._file = QWidget()
        line = row(self._file)
        line.addWidget(self.choose)
        line.addWidget(self._chosen, 1)
        self.code = LongField(_("Recovery code"), 3)
        self.shares = SharesField()
        self._code = QWidget()
        inside = column(self._code, gap=6)
        inside.addWidget(label(self.code.accessibleName(), "heading", buddy=self.code))
        inside.addWidget(
            label(_("Type the code from the sheet. Spaces, dashes and small letters do not matter."), "quiet")
        )
        inside.addWidget(self.code)
        self.code.submitted.connect(self.submitted)
        self.code.textChanged.connect(self.edited)
        self.shares.submitted.connect(self.submitted)
        self.shares.edited.connect(self.edited)
        self.field.submitted.connect(self.submitted)
        self.field.edited.connect(self.edited)
        outer = column(self, gap=10)
        for part in (self._others, self._secret, self._file, self._code, self.shares):
            outer.addWidget(part)
        self._on_kind()

    @property
    def given(self) -> Given:
        """What was typed and chosen."""
        kind = str(self.kind.currentData())
        text = {CODE: self.code.toPlainText()[:LONGEST], SHARES: self.shares.text}.get(kind, "")
        return Given(kind, self.field.text, self._keyfile, text)

    @property
    def ready(self) -> bool:
        """Whether there is something to try."""
        given = self.given
        match given.kind:
            case "passphrase":
                return bool(given.passphrase)
            case "keyfile":
                return bool(given.passphrase) and given.keyfile is not None
            case _:
                return bool(given.text.strip())

    def offer_ways(self) -> None:
        """Let another way in be chosen."""
        self._others.show()

    def first(self) -> QWidget:
        """Return what is typed into first."""
        return {CODE: self.code, SHARES: self.shares.box}.get(str(self.kind.currentData()), self.field.line)

    def again(self) -> None:
        """Put the keyboard back where it was wrong."""
        first = self.first()
        first.setFocus()
        if first is self.field.line:
            self.field.line.selectAll()

    def clear(self) -> None:
        """Let go of what was typed; nobody edited it."""
        self.blockSignals(True)
        self.field.clear()
        self.code.clear()
        self.shares.box.clear()
        self.blockSignals(False)

    def set_busy(self, busy: bool) -> None:
        """Keep it from being changed while it is tried."""
        self.field.set_busy(busy)
        for box in (self.code, self.shares.box):
            box.setReadOnly(busy)
        self.kind.setEnabled(not busy)
        self.choose.setEnabled(not busy)

    def take(self, keyfile: Path) -> None:
        """Take a keyfile."""
        self._keyfile = keyfile
        self._chosen.show_folder(keyfile)
        self.edited.emit()

    def _choose(self) -> None:
        from app.ui.files.choose import open_file  # noqa: PLC0415 - the screen is there sooner without it

        open_file(self, _("Which keyfile?"), (), self.take)

    def _on_kind(self, _index: int = 0) -> None:
        kind = self.kind.currentData()
        self._secret.setVisible(kind in (PASSPHRASE, KEYFILE))
        self._file.setVisible(kind == KEYFILE)
        self._code.setVisible(kind == CODE)
        self.shares.setVisible(kind == SHARES)
        self.edited.emit()
