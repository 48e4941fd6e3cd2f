"""The recovery sheet on paper: drawn on one page, for a printer or as a PDF file."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtWidgets import QApplication

from app.exchange import revocation
from app.services.recovery_sheet import Sheet, revocation_words
from app.ui.look import fixed_font
from app.ui.qr import drawn

COLUMNS = 3
"""Groups or words that stand in a line."""
QR_SIDE = 150.0
"""Points the QR code is wide on paper: a poor camera reads it."""
NUMBER = 22.0
"""Points left for the number before a group or word."""
POINTS_AN_INCH = 72
MARGIN_MM = 20
DARK, QUIET = QColor("#000000"), QColor("#666666")


def draw(sheet: Sheet, device: QPagedPaintDevice) -> None:
    """Draw the sheet on one page, in the direction of the language in use; what is typed back goes left to right."""
    resolution = device.logicalDpiX()
    page = device.pageLayout().paintRectPixels(resolution)
    painter = QPainter(device)
    try:
        painter.scale(resolution / POINTS_AN_INCH, resolution / POINTS_AN_INCH)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        painter.setLayoutDirection(QGuiApplication.layoutDirection())
        width = page.width() * POINTS_AN_INCH / resolution
        down = _text(painter, width, 0, sheet.title, _font(20, bold=True))
        if sheet.which:
            down = _text(painter, width, down + 4, sheet.which, _font(12))
        for name, fact in sheet.facts:
            down = _text(painter, width, down + 3, f"{name}: \u2068{fact}\u2069", _font(10), QUIET)
        beside = 0.0 if _mirrored() else width - QR_SIDE
        painter.drawImage(QRectF(beside, down + 12, QR_SIDE, QR_SIDE), _large(drawn(sheet.qr)))
        down = max(_grid(painter, width, down + 16, sheet), down + 12 + QR_SIDE)
        down = _text(painter, width, down + 14, sheet.warning, _font(12, bold=True))
        for n, step in enumerate(sheet.steps, 1):
            down = _text(painter, width, down + 5, f"{n}. {step}", _font(11))
        if sheet.revocation:
            _revocation(painter, width, down + 14, sheet.revocation)
    finally:
        painter.end()


def pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF file, made in memory; it names neither a person nor a vault."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("Keepsake")
    writer.setCreator("Keepsake")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(*[MARGIN_MM] * 4), QPageLayout.Unit.Millimeter)
    draw(sheet, writer)
    del writer
    return bytes(buffer.data().data())


def _text(painter: QPainter, width: float, down: float, words: str, font: QFont, colour: QColor = DARK) -> float:
    """Write words in lines; return where the next thing goes."""
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft  # where reading begins: the painter mirrors it
    painter.setFont(font)
    painter.setPen(colour)
    room = painter.boundingRect(QRectF(0, down, width, 1000), flags, words)
    painter.drawText(QRectF(0, down, width, room.height() + 1), flags, words)
    return down + room.height()


def _grid(painter: QPainter, width: float, down: float, sheet: Sheet) -> float:
    """Write the parts with their numbers, line by line; return where the next thing goes."""
    font, small = _font(14, bold=True, fixed=True), _font(8, fixed=True)
    letter = QFontMetricsF(font).horizontalAdvance("M")
    wide = (max(map(len, sheet.pieces)) + 2) * letter + NUMBER
    high = QFontMetricsF(font).height() * 1.3
    left = width - wide * COLUMNS if _mirrored() else 0.0
    for n, part in enumerate(sheet.pieces):
        at = left + (n % COLUMNS) * wide
        base = down + (n // COLUMNS) * high + QFontMetricsF(font).ascent()
        for shown, pen, colour, x in ((str(n + 1), small, QUIET, at), (part, font, DARK, at + NUMBER)):
            painter.setFont(pen)
            painter.setPen(colour)
            painter.drawText(QPointF(x, base), shown)
    return down + -(-len(sheet.pieces) // COLUMNS) * high


def _revocation(painter: QPainter, width: float, down: float, text: str) -> None:
    """Write what gives the keys up, its QR code beside it."""
    down = _text(painter, width, down, revocation_words(), _font(11))
    side = QR_SIDE * 0.7
    beside = 0.0 if _mirrored() else width - side
    painter.drawImage(QRectF(beside, down + 6, side, side), _large(drawn(revocation.qr(text))))
    font = _font(10, fixed=True)
    left = width - QFontMetricsF(font).horizontalAdvance(text.splitlines()[1]) if _mirrored() else 0.0
    painter.setFont(font)
    painter.setPen(DARK)
    for n, line in enumerate(text.splitlines(), 1):
        painter.drawText(QPointF(left, down + n * QFontMetricsF(font).height() * 1.15), line)


def _font(size: int, *, bold: bool = False, fixed: bool = False) -> QFont:
    font = fixed_font() if fixed else QFont(QApplication.font())
    font.setPixelSize(size)  # the painter is scaled: one of its units is a point
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setBold(bold)
    return font


def _large(code: QImage) -> QImage:
    """Return the code in pixels that no viewer blurs."""
    large = code.scaled(code.size() * 8)
    return large.convertToFormat(QImage.Format.Format_Mono)


def _mirrored() -> bool:
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
