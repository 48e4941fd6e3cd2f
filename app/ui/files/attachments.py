"""The editor of a list of attachments: files dropped, pasted or chosen, each taken in in a row of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.domain.body import Fields
from app.domain.schema import Field
from app.services import attachments, originals
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.files import choose, pictures, tabbing
from app.ui.files.item import ItemRow
from app.ui.files.preview import look_at
from app.ui.files.taking import Coming, Taking
from app.ui.files.words import name_of
from app.ui.look import fixed_font
from app.ui.page import button, column, frame, label, restyle, row, tool

PNG = "image/png"


class AttachmentsEditor(Editor):
    """Shows the attachments of a record and takes new ones; `record` is named in the log when one is copied out."""

    took = Signal(object, object)
    """What a file says (Said) is to be taken over into a field; its item comes first."""
    settled = Signal()
    """New contents lie in the vault and are in `value`: keep the draft at once, it is what holds them."""

    def __init__(self, desk: Desk, field: Field, record: str = "") -> None:
        super().__init__(desk, field)
        self.record = self._shown = record
        self._answer: Any = None
        self._read_only = False
        self._rows: list[ItemRow] = []
        self._known: Mapping[str, Field] = {}
        self._takings: list[Taking] = []
        self._drop = _DropZone(desk, self)
        self._left = _LeftBehind(desk)
        self._list = column(gap=8)
        self._coming = column(gap=8)
        layout = column(self, gap=8)
        layout.addLayout(self._list)
        layout.addLayout(self._coming)
        layout.addWidget(self._left)
        layout.addWidget(self._drop)
        self.setAccessibleName(self.label)

    def set_value(self, value: Any) -> None:
        """Show these items. Files on their way in stay, but stop and go when `record` became another one."""
        if self._shown != self.record:
            self._shown = self.record
            for taking in list(self._takings):
                self._drop_taking(taking)
            self._left.forget()
        self._answer = value if isinstance(value, dict) else None
        for old in self._rows:
            _take_away(self._list, old)
        self._rows = []
        for item in value if isinstance(value, list) else []:
            self._add(item)
        self._offer()
        self._ask_which_are_here()

    def value(self) -> Any:
        """Return the items as they stand, those on their way in not among them."""
        return [shown.value() for shown in self._rows] or self._answer

    def set_read_only(self, read_only: bool) -> None:
        """Let them be looked at and copied out, not changed."""
        self._read_only = read_only
        self._drop.setVisible(not read_only)
        for shown in self._rows:
            shown.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into its first part."""
        if self._rows:
            self._rows[0].focus_first()
        else:
            self._drop.attach.setFocus()

    @property
    def busy(self) -> bool:
        """Whether a file is still on its way in."""
        return any(one.running for one in self._takings)

    def takings(self) -> list[Taking]:
        """Return the rows of files that are on their way in, stopped or failed."""
        return list(self._takings)

    def attach(self, files: Iterable[Path]) -> None:
        """Take these files in, one after the other."""
        for file in files:
            self._take(Coming(_printable(file.name), file))

    def offer_fields(self, known: Mapping[str, Field]) -> None:
        """Offer to take what files say over into these fields."""
        self._known = known
        for shown in self._rows:
            shown.offer_fields(known)

    def attach_made_from(self, item: Fields, files: Iterable[Path]) -> None:
        """Take in files that were made from one that is listed."""
        for file in files:
            self._take(Coming(_printable(file.name), file, of=str(item.get("id"))))

    def attach_bytes(self, name: str, data: bytes) -> None:
        """Take in what never was in a file."""
        self._take(Coming(name, data=data))

    def attach_from(self, source: QMimeData) -> bool:
        """Take in the files or the picture of a drop or of the clipboard; return whether there was one."""
        if self._read_only:
            return False
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.attach(files)
        elif source.hasFormat(PNG):
            self.attach_bytes(_("pasted picture") + ".png", bytes(source.data(PNG).data()))
        elif source.hasImage():
            image = QImage(source.imageData())
            self.desk.jobs.compute(lambda _tell: pictures.as_png(image), self._on_encoded, owner=self)
        else:
            return False
        return True

    def _on_encoded(self, data: bytes) -> None:
        self.attach_bytes(_("pasted picture") + ".png", data)

    def _take(self, coming: Coming) -> None:
        taking = Taking(self.desk, coming)
        taking.taken.connect(self._on_taken)
        taking.ended.connect(self._on_ended)
        self._takings.append(taking)
        self._coming.addWidget(taking)
        tabbing.insert(taking, self._left)

    def _on_taken(self, coming: Coming, item: Fields) -> None:
        self._answer = None
        self._add(item)
        self._offer()
        if coming.file is not None:
            self._left.add(coming.file.parent)
        self.edited.emit()
        self.settled.emit()

    def _on_ended(self) -> None:
        taking = self.sender()
        if isinstance(taking, Taking):
            focused = QApplication.focusWidget()
            if focused is not None and taking.isAncestorOf(focused):
                self._drop.attach.setFocus()
            self._drop_taking(taking)

    def _drop_taking(self, taking: Taking) -> None:
        taking.stop()
        self._takings.remove(taking)
        _take_away(self._coming, taking)

    def _add(self, item: Fields) -> None:
        shown = ItemRow(self.desk, item, self.record)
        shown.offer_fields(self._known)
        shown.edited.connect(self._on_edited)
        shown.copied.connect(self._on_copied)
        shown.took.connect(self.took)
        shown.looked.connect(self._on_look)
        shown.removed.connect(self._on_removed)
        shown.set_read_only(self._read_only)
        self._rows.append(shown)
        self._list.addWidget(shown)
        below = self._takings[0] if self._takings else self._left
        tabbing.insert(shown, below)

    def _offer(self) -> None:
        items = [shown.item for shown in self._rows]
        for shown in self._rows:
            shown.offer(items)
        self._arrange()

    def _arrange(self) -> None:
        """Let each file stand below the one it was made from; the list itself keeps its order."""
        rows = {id(shown.item): shown for shown in self._rows}
        placed = [(one, rows[id(one.item)]) for one in originals.tree([one.item for one in self._rows])]
        shown_now = [item.widget() for at in range(self._list.count()) if (item := self._list.itemAt(at))]
        for one, shown in placed:
            shown.place_below(one.depth)
        if shown_now != [shown for _one, shown in placed]:
            for _one, shown in placed:
                self._list.removeWidget(shown)
                self._list.addWidget(shown)

    def _ask_which_are_here(self) -> None:
        hashes = [str(shown.item.get("sha256")) for shown in self._rows]
        if hashes:
            self.desk.jobs.read(lambda session: attachments.here(session, hashes), self._show_here, owner=self)

    def _show_here(self, found: frozenset[str]) -> None:
        for shown in self._rows:
            shown.say_here(shown.item.get("sha256") in found)

    def _on_edited(self) -> None:
        self._arrange()
        self.edited.emit()

    def _on_copied(self, item: Fields) -> None:
        title = _("Attach what was made from {name}").format(name=name_of(item))
        choose.open_files(self, title, [], lambda files: self.attach_made_from(item, files))

    def _on_look(self, item: Fields) -> None:
        look_at(self, self.desk, item, self.record)

    def _on_removed(self, shown: ItemRow) -> None:
        place = self._rows.index(shown)
        left = originals.made_from([one.item for one in self._rows], str(shown.item.get("id")))
        if left:
            words = ngettext(
                "{n} file made from it stays. Earlier versions keep the original.",
                "{n} files made from it stay. Earlier versions keep the original.",
                len(left),
            )
            self.desk.say(words.format(n=len(left)), "warning")
        self._rows.remove(shown)
        _take_away(self._list, shown)
        self._offer()
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)].focus_first()
        else:
            self._drop.attach.setFocus()
        self.edited.emit()


class _DropZone(QWidget):
    """Where files are dropped or pasted, with the button that opens the file dialog."""

    def __init__(self, desk: Desk, editor: AttachmentsEditor) -> None:
        super().__init__()
        self._editor = editor
        self._box = frame("drop")
        column(self).addWidget(self._box)
        self.attach = button(_("Attach files..."), self._on_attach, look=desk.look, icon="attach")
        self.paste = button(_("Paste"), self._on_paste)
        self.paste.setAccessibleName(_("Attach what was copied: a picture or files"))
        inside = row(self._box, margin=14, gap=10)
        inside.addWidget(label(_("Drop files here, or paste a picture. They are kept as they are."), "quiet"), 1)
        inside.addWidget(self.paste)
        inside.addWidget(self.attach)
        self.setAcceptDrops(True)
        self.attach.installEventFilter(self)
        self.paste.installEventFilter(self)

    def _on_attach(self) -> None:
        choose.open_files(self, _("Attach files"), [], self._editor.attach)

    def _on_paste(self) -> None:
        clipboard = QGuiApplication.clipboard().mimeData()
        if not self._editor.attach_from(clipboard):
            self._editor.desk.say(_("There is no picture and no file to paste. Nothing was attached."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the usual keys paste while one of the buttons has the keyboard."""
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        if not event.matches(QKeySequence.StandardKey.Paste):
            return super().eventFilter(watched, event)
        self._on_paste()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.setDropAction(Qt.DropAction.CopyAction)  # never a move: the source decides about the original
            event.accept()
            restyle(self._box, "drop-here")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        super().dragLeaveEvent(event)
        restyle(self._box, "drop")

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        restyle(self._box, "drop")
        if self._editor.attach_from(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            self._editor.desk.say(_("Only files of this computer can be attached. Save it as a file first."))


class _LeftBehind(QWidget):
    """Says where the originals of what was taken still lie; shown in the window only, kept nowhere."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._folders: list[str] = []
        box = frame("warning")
        column(self).addWidget(box)
        inside = row(box, margin=10)
        words = column(gap=4)
        words.addWidget(label(_("What you attached still lies, unprotected, in:")))
        self._where = QLabel()
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setWordWrap(True)
        self._where.setFont(fixed_font())
        self._where.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        words.addWidget(self._where)
        words.addWidget(label(_("Consider deleting the originals safely once this record is saved."), "quiet"))
        inside.addLayout(words, 1)
        close = tool(desk.look, "close", _("Close the warning about originals"), self.forget)
        inside.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def add(self, folder: Path) -> None:
        """Name a folder, once."""
        if str(folder) not in self._folders:
            self._folders.append(str(folder))
        self._where.setText("\n".join(_printable(one) for one in self._folders))
        self.show()

    def forget(self) -> None:
        """Take the warning away, and what it knows."""
        self._folders.clear()
        self._where.clear()
        self.hide()


def _printable(name: str) -> str:
    """Return a file name as it can be shown, whatever bytes it is made of."""
    return name.encode("utf-8", "replace").decode()


def _take_away(layout: QVBoxLayout, widget: QWidget) -> None:
    """Hide a row at once and delete it when its own signal is over."""
    widget.hide()
    layout.removeWidget(widget)
    widget.deleteLater()
