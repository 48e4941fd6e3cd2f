"""Pictures from memory: decoded within limits, and shown at any size without holding up the window."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.base.i18n import _
from app.services.pages import CannotShow, Drawn

MEMORY_MB = 400
MOST_PIXELS = 50_000_000
"""A larger JPEG is decoded smaller; anything else that large may still fit into MEMORY_MB."""
STEP = 1.25
SMALLEST, LARGEST = 0.02, 16.0
LEAST_SIDE = 600
"""No smaller copy is made of a picture below this."""

Levels = tuple[QImage, ...]
"""A picture, and copies of it each half as large: painting takes the one that is near enough."""


def decode(data: bytes, format_: str) -> Levels:
    """Return a picture upright, from bytes of a known format. Raises CannotShow for what is damaged or too large."""
    QImageReader.setAllocationLimit(MEMORY_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, format_.encode())
    reader.setAutoDetectImageFormat(False)  # never another reader than the bytes asked for
    reader.setAutoTransform(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if format_ == "jpeg" and pixels > MOST_PIXELS:
        part = (MOST_PIXELS / pixels) ** 0.5
        reader.setScaledSize(QSize(int(size.width() * part), int(size.height() * part)))
    image = reader.read()
    if image.isNull():
        raise CannotShow(_("This picture cannot be shown: it is damaged, or too large. It is kept as it came."))
    return levels(image)


def as_png(image: QImage) -> bytes:
    """Return a picture as the bytes of a PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def drawn(page: Drawn) -> Levels:
    """Return a page of a PDF as a picture."""
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
    return levels(image.copy())  # its pixels are its own from here on


def levels(image: QImage) -> Levels:
    """Return a picture with its smaller copies."""
    if image.format() not in (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied):
        wanted = QImage.Format
        image = image.convertToFormat(
            wanted.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else wanted.Format_RGB32
        )
    made = [image]
    while max(made[-1].width(), made[-1].height()) > LEAST_SIDE:
        half = made[-1].size() / 2
        made.append(
            made[-1].scaled(
                half.expandedTo(QSize(1, 1)),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return tuple(made)


class _Canvas(QWidget):
    """Paints the part of the picture that is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: Levels = ()
        self.size_at_one = QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from the smallest copy that is still large enough."""
        if not self.levels or not self.width() or not self.height():
            return
        dense = self.devicePixelRatioF()
        level = self.levels[0]
        for smaller in self.levels[1:]:
            if smaller.width() < self.width() * dense:
                break
            level = smaller
        area = QRectF(event.rect())
        across, down = level.width() / self.width(), level.height() / self.height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        source = QRectF(area.x() * across, area.y() * down, area.width() * across, area.height() * down)
        painter.drawImage(area, level, source)
        painter.end()


class Picture(QScrollArea):
    """A picture one can move about in and zoom; it fits the window until a person zooms."""

    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._canvas = _Canvas()
        self._zoom, self._fitting = 1.0, True
        self.setWidget(self._canvas)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def zoom(self) -> float:
        """How large it is shown; 1 is its own size."""
        return self._zoom

    @property
    def longer_side(self) -> int:
        """The longer side as it is shown, in pixels of the screen."""
        return round(max(self._canvas.width(), self._canvas.height()) * self.devicePixelRatioF())

    def show_levels(self, shown: Levels, size_at_one: QSize | None = None) -> None:
        """Show a picture; `size_at_one` is its size at zoom 1 when that is not its own."""
        self._canvas.levels = shown
        self._canvas.size_at_one = size_at_one or (shown[0].size() if shown else QSize())
        if self._fitting:
            self.fit()
        else:
            self._apply(self._zoom)
        self._canvas.update()

    def clear(self) -> None:
        """Let go of the picture."""
        self._canvas.levels = ()
        self._canvas.update()

    def larger(self) -> None:
        """Zoom in a step."""
        self._fitting = False
        self._apply(self._zoom * STEP)

    def smaller(self) -> None:
        """Zoom out a step."""
        self._fitting = False
        self._apply(self._zoom / STEP)

    def fit(self) -> None:
        """Show all of it, at most in its own size."""
        self._fitting = True
        own, room = self._canvas.size_at_one, self.maximumViewportSize()
        if own.isEmpty() or room.isEmpty():
            return
        self._apply(min(1.0, room.width() / own.width(), room.height() / own.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting."""
        super().resizeEvent(event)
        if self._fitting:
            self.fit()

    def _apply(self, zoom: float) -> None:
        before, bars = self._zoom, (self.horizontalScrollBar(), self.verticalScrollBar())
        self._zoom = min(LARGEST, max(SMALLEST, zoom))
        middle = [(bar.value() + bar.pageStep() / 2) / before for bar in bars]
        own = self._canvas.size_at_one
        self._canvas.resize(max(1, round(own.width() * self._zoom)), max(1, round(own.height() * self._zoom)))
        for bar, at in zip(bars, middle, strict=True):
            bar.setValue(round(at * self._zoom - bar.pageStep() / 2))
        self.zoomed.emit(self._zoom)
