"""Looking at an attachment without a file of it: pictures, pages of a PDF and text, from memory."""

from __future__ import annotations

import threading

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QTextOption
from PySide6.QtWidgets import QDialog, QLabel, QStackedWidget, QTextEdit, QWidget

from app.base.errors import KeepsakeError
from app.base.i18n import _
from app.domain.body import Fields
from app.services import previewing
from app.services.pages import Pages
from app.services.previewing import Kind, Loaded
from app.ui.desk import Desk
from app.ui.files import pictures
from app.ui.files.copying import CopyOut
from app.ui.files.pictures import Levels, Picture
from app.ui.files.words import KINDS, name_of, size_in_words
from app.ui.jobs import Cancelled, Job
from app.ui.look import direction_of, fixed_font
from app.ui.page import button, column, frame, label, row, tool

SIDE = 2400
"""Pixels of the longer side a page is drawn with at first; more when it is zoomed beyond."""
FINEST = 6000
PAGE_SIDE = 1000
"""The longer side of a page at zoom 1, in pixels."""


def look_at(parent: QWidget, desk: Desk, item: Fields, record: str = "") -> Preview:
    """Show an attachment in a window of its own, beside the one of `parent`."""
    shown = Preview(parent.window(), desk, item, record)
    shown.show()
    return shown


class Preview(QDialog):
    """One attachment. What it holds goes when it is closed, or when the vault is locked: at once, by hiding."""

    def __init__(self, parent: QWidget, desk: Desk, item: Fields, record: str = "") -> None:
        super().__init__(parent)
        self._desk, self._item, self._record = desk, dict(item), record
        self._gone = threading.Event()
        self._pages = Pages()
        self._page, self._count, self._side = 0, 0, 0
        self._loaded: Loaded | None = None
        self._parts: tuple[str, ...] = ()
        self._drawing: Job | None = None
        self.setWindowTitle(_("Preview"))
        self.setModal(False)
        self._build()
        self._keys()
        self.finished.connect(self.deleteLater)
        sha256, gone = str(item.get("sha256")), self._gone
        desk.jobs.read(
            lambda session: previewing.load(session, sha256, lambda: not gone.is_set()),
            self._on_loaded,
            failed=self._on_failed,
            owner=self,
        )

    # Building

    def _build(self) -> None:
        look, name = self._desk.look, name_of(self._item)
        self._picture = Picture()
        self._picture.zoomed.connect(self._on_zoomed)
        heading = label(name, "heading")
        heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        leading = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        heading.setLayoutDirection(direction_of(name))
        heading.setAlignment(leading | Qt.AlignmentFlag.AlignAbsolute)
        self._about = label("", "quiet")
        self._before = tool(look, "back", _("Page before"), self._on_before)
        self._where = label("", wrap=False)
        self._after = tool(look, "forward", _("Next page"), self._on_next)
        self._smaller = tool(look, "smaller", _("Smaller"), self._picture.smaller)
        self._larger = tool(look, "larger", _("Larger"), self._picture.larger)
        self._fit = tool(look, "fit", _("All of it"), self._picture.fit)
        self._out = button(_("Copy out..."), lambda: self._copy.ask(self._item, self._record))
        self._close = button(_("Close"), self.reject)
        self._copy = CopyOut(self._desk)
        self._copy.closed.connect(self._out.setFocus)
        self._text = _text_view()
        self._message = label(_("Opening..."))
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedWidget()
        for one in (self._message, self._picture, self._text):
            self._body.addWidget(one)
        words = column(gap=2)
        words.addWidget(heading)
        words.addWidget(self._about)
        top = row(gap=12)
        top.addLayout(words, 1)
        top.addWidget(self._out, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._bar = frame("")
        tools = row(self._bar, gap=6)
        for tool_ in (self._before, self._where, self._after, self._smaller, self._larger, self._fit):
            tools.addWidget(tool_)
        tools.addStretch(1)
        self._bar.hide()
        layout = column(self, margin=16, gap=10)
        layout.addLayout(top)
        layout.addWidget(self._copy)
        layout.addWidget(self._bar)
        layout.addWidget(self._body, 1)
        room = self.screen().availableSize() * 0.8
        self.resize(QSize(960, 760).boundedTo(room))

    def _keys(self) -> None:
        self._shortcuts: list[QShortcut] = []
        for keys, does in (
            (("+", "=", "Ctrl++", "Ctrl+="), self._picture.larger),
            (("-", "Ctrl+-"), self._picture.smaller),
            (("0", "Ctrl+0"), self._picture.fit),
            (("PgDown", "Ctrl+PgDown"), self._on_next),
            (("PgUp", "Ctrl+PgUp"), self._on_before),
        ):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.activated.connect(does)
                if not key.startswith("Ctrl"):
                    shortcut.setEnabled(False)  # until there is a picture: a text scrolls by the same keys
                    self._shortcuts.append(shortcut)

    # What came

    def _on_loaded(self, loaded: Loaded) -> None:
        if self._gone.is_set():
            return
        self._loaded = loaded
        words = _(KINDS[loaded.kind.value][0])
        self._about.setText(_("{kind}, {size}").format(kind=words, size=size_in_words(loaded.size)))
        match loaded.kind:
            case Kind.IMAGE:
                data, format_ = loaded.data, loaded.format
                self._desk.jobs.compute(
                    lambda _tell: pictures.decode(data, format_), self._on_decoded, failed=self._on_failed, owner=self
                )
            case Kind.PDF:
                self._open(loaded.data)
            case Kind.TEXT:
                self._show_text(loaded)
            case _:
                self._show_facts()

    def _on_decoded(self, shown: Levels) -> None:
        if self._gone.is_set():
            return
        self._loaded = None  # the bytes are not needed twice
        own = shown[0].size()
        self._picture.setAccessibleName(
            _("Picture, {width} by {height} pixels").format(width=own.width(), height=own.height())
        )
        self._show_picture(shown)

    def _show_picture(self, shown: Levels, size_at_one: QSize | None = None) -> None:
        first = self._body.currentWidget() is not self._picture
        paged = self._count > 0
        for one in (self._before, self._where, self._after):
            one.setVisible(paged)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        self._bar.show()
        self._body.setCurrentWidget(self._picture)
        self._picture.show_levels(shown, size_at_one)
        if first:
            self._picture.setFocus()

    def _show_text(self, loaded: Loaded) -> None:
        notes = []
        if loaded.cut:
            notes.append(_("Only its beginning is shown."))
        if loaded.guessed:
            notes.append(_("How its letters are written was guessed; some may be shown wrongly."))
        self._about.setText(" ".join([self._about.text() + ("." if notes else ""), *notes]))
        self._parts, self._loaded = loaded.parts, None
        self._count = len(loaded.parts)
        for one in (self._smaller, self._larger, self._fit):
            one.hide()
        self._bar.setVisible(self._count > 1)
        self._body.setCurrentWidget(self._text)
        self._text.setFocus()
        self.turn(0)

    def _show_facts(self) -> None:
        self._say(
            _("This kind of file is not shown here. To open it elsewhere, copy it out: the copy is not protected."),
            digest=True,
        )

    def _on_failed(self, error: Exception) -> None:
        if self._gone.is_set():
            return
        if isinstance(error, KeepsakeError):
            self._say(str(error), digest=True)
        else:
            self._say(_("This file cannot be shown. It is kept as it came."), digest=True)
            self._desk.fail(error)

    def _say(self, text: str, *, digest: bool) -> None:
        said = QWidget()
        inside = column(said, margin=24, gap=12)
        inside.addStretch(1)
        inside.addWidget(label(text))
        if digest:
            inside.addWidget(label(_("Its SHA-256, by which anyone can recognise it:"), "quiet"))
            inside.addWidget(_digest(str(self._item.get("sha256"))))
        inside.addStretch(1)
        self._bar.hide()
        self._body.addWidget(said)
        self._body.setCurrentWidget(said)

    # Pages

    def _open(self, data: bytes) -> None:
        """Hand a PDF to the process that draws it, which may take long over one made to do harm."""
        pages, self._loaded = self._pages, None  # the bytes are not needed twice
        self._desk.jobs.compute(
            lambda _tell: pages.open(len(data), [data]), self._on_opened, failed=self._on_failed, owner=self
        )

    def _on_opened(self, count: int) -> None:
        if self._gone.is_set():
            return
        self._count = count
        self.turn(0)

    def turn(self, by: int) -> None:
        """Show a page, or a part of a text, before or after this one."""
        wanted = self._page + by
        if not 0 <= wanted < self._count:
            return
        self._page = wanted
        words = _("Part {n} of {total}") if self._parts else _("Page {n} of {total}")
        words = words.format(n=f"{wanted + 1:,}", total=f"{self._count:,}")
        self._where.setText(words)
        self._before.setEnabled(wanted > 0)
        self._after.setEnabled(wanted < self._count - 1)
        if self._parts:
            self._text.setPlainText(self._parts[wanted])
        else:
            self._picture.setAccessibleName(words)
            self._draw(SIDE)

    def _on_next(self) -> None:
        self.turn(1)

    def _on_before(self) -> None:
        self.turn(-1)

    def _draw(self, side: int) -> None:
        pages, page = self._pages, self._page
        self._side = side
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing = self._desk.jobs.compute(
            lambda tell: (page, pictures.drawn(pages.draw(page, side, lambda: tell(0, 1)))),
            self._on_drawn,
            failed=self._on_page_failed,
            owner=self,
        )

    def _on_drawn(self, found: tuple[int, Levels]) -> None:
        page, shown = found
        if self._gone.is_set() or page != self._page:
            return
        own = shown[0].size()
        self._show_picture(shown, own * (PAGE_SIDE / max(own.width(), own.height(), 1)))

    def _on_page_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):  # another page was asked for
            return
        if not self._pages.alive or self._body.currentWidget() is not self._picture:
            self._on_failed(error)
        else:
            self._desk.say(_("This page cannot be shown; the others may be."), "warning")

    def _on_zoomed(self, _zoom: float) -> None:
        if self._count and self._side < FINEST and self._picture.longer_side > self._side:
            self._draw(FINEST)

    # The end

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of everything at once; being minimised is not the end."""
        super().hideEvent(event)
        if event.spontaneous():
            return
        self._gone.set()
        self._pages.kill()
        self._picture.clear()
        self._text.clear()
        self._loaded, self._parts = None, ()


def _text_view() -> QTextEdit:
    view = QTextEdit()
    view.setAcceptRichText(False)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setUndoRedoEnabled(False)
    view.setAccessibleName(_("Text of the file"))
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each paragraph by its own letters
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    view.document().setDefaultTextOption(option)
    return view


def _digest(sha256: str) -> QLabel:
    shown = label(" ".join(sha256[n : n + 8] for n in range(0, len(sha256), 8)))
    shown.setFont(fixed_font())
    shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    shown.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    shown.setAccessibleName(_("SHA-256 of the file"))
    return shown
