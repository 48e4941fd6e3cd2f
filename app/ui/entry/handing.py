"""Handing a secret over to paper: the sheet shown, printed, or saved as a file that is said to be a secret."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFrame, QLabel

from app.base import durable
from app.base.i18n import _, language
from app.services import recovery_sheet
from app.services.recovery_sheet import Sheet
from app.ui.entry.paper import COLUMNS, draw, pdf
from app.ui.files.choose import save_as
from app.ui.flow import Flow
from app.ui.jobs import Jobs
from app.ui.look import Look, fixed_font
from app.ui.messages import words_for
from app.ui.page import button, column, label, restyle
from app.ui.qr import QrCode

SHORT, LARGER = 4, 1.3
"""Groups of so few letters are shown larger: they are copied by hand, letter by letter."""


class Handing(QFrame):
    """The groups or words of a sheet with their numbers, its QR code, and two ways to take it away."""

    def __init__(self, jobs: Jobs, look: Look, sheet: Sheet) -> None:
        super().__init__()
        self._jobs, self.sheet = jobs, sheet
        self.setProperty("kind", "info")
        inside = column(self, margin=14, gap=10)
        both = Flow(gap=20)
        self.code = _shown(sheet)
        both.addWidget(self.code)
        both.addWidget(QrCode(sheet.qr, _("The same as a QR code")))
        inside.addLayout(both)
        line = Flow()
        self.print_button = button(_("Print..."), self._print, look=look, icon="document")
        self.save_button = button(_("Save as a file..."), self._save, look=look, icon="save")
        line.addWidget(self.print_button)
        line.addWidget(self.save_button)
        inside.addLayout(line)
        self._told = label("", "quiet")
        self._told.setAccessibleName(_("Message"))
        self._told.hide()
        inside.addWidget(self._told)

    @property
    def told(self) -> str:
        """What was said last of printing and saving."""
        return self._told.text()

    def write(self, path: Path) -> None:
        """Write the sheet into a new file that only this user can read: HTML by its name, else PDF."""
        html = path.suffix.lower() in (".html", ".htm")
        data = recovery_sheet.as_html([self.sheet], language()).encode() if html else pdf(self.sheet)
        self._jobs.compute(
            lambda _tell: durable.replace_bytes(path, data, overwrite=False),
            lambda _none: self._say(
                _(
                    "The sheet is in the file {name}. Whoever reads this file can open the vault: put it on a stick."
                ).format(name=path.name),
                "warning",
            ),
            failed=lambda error: self._say(words_for(error), "danger"),
            owner=self,
        )

    def _print(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            self._say(
                _("No printer was found. Connect one and try again, copy the code by hand, or save it as a file."),
                "warning",
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("Keepsake")
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=False)  # `write` keeps others out
        dialog.accepted.connect(lambda: self._on_printing(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own `open` wants a receiver as C++ has them

    def _on_printing(self, printer: QPrinter) -> None:
        draw(self.sheet, printer)
        self._say(_("It was sent to the printer. Take the paper at once, and see that no copy stays there."), "quiet")

    def _save(self) -> None:
        save_as(
            self, _("Save the sheet"), "recovery-share.pdf" if self.sheet.numbered else "recovery-sheet.pdf", self.write
        )

    def _say(self, words: str, kind: str) -> None:
        self._told.setText(words)
        restyle(self._told, kind)
        self._told.show()


def _shown(sheet: Sheet) -> QLabel:
    """Return the parts in lines, each with its number; not to be copied: the clipboard is no place for it."""
    parts = sheet.pieces
    wide, digits = max(map(len, parts)), len(str(len(parts)))
    lines = [
        "  ".join(f"{n + 1:>{digits}} {parts[n]:<{wide}}" for n in range(start, min(start + COLUMNS, len(parts))))
        for start in range(0, len(parts), COLUMNS)
    ]
    made = label("\n".join(lines), "fixed", wrap=False)
    font = fixed_font()
    if wide <= SHORT:
        font.setPointSizeF(font.pointSizeF() * LARGER)
    made.setFont(font)
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(_("Words of the share") if sheet.numbered else _("Recovery code"))
    made.setAccessibleDescription(", ".join(parts))
    return made
