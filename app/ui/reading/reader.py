"""Reads help pages: contents and search at the side, the page beside them; it opens nothing outside the program."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app.base import i18n, resources
from app.base.i18n import _
from app.ui.look import RIGHT_TO_LEFT, Look
from app.ui.page import column, label, row, tool
from app.ui.reading import contents

NAME = Qt.ItemDataRole.UserRole
SEARCH_MS = 150
WIDEST = 120
"""Letters of the longest line; a longer one loses the eye on its way back."""
LINE = 135
"""Per cent of a line's own height from one line to the next."""


class Paper(QTextBrowser):
    """Shows one page. Links are told, never followed; pictures come from resources/help or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(_("Help page"))
        self.setProperty("pane", "page")

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give pictures of ours to the page; refuse everything else."""
        address = name.toString() if isinstance(name, QUrl) else name
        root = resources.root().resolve()
        path = (root / "help" / address).resolve()
        if kind == QTextDocument.ResourceType.ImageResource.value and path.is_relative_to(root) and path.is_file():
            return QImage.fromData(QByteArray(path.read_bytes()))
        return QByteArray()

    def write(self, topic: contents.Topic, look: Look) -> None:
        """Show a page with room between its lines."""
        document = self.document()
        document.setMarkdown(
            topic.text.replace(f"# {contents.FIRST}: ", "# ", 1), QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        _set_apart(document, look, rtl=topic.language in RIGHT_TO_LEFT)
        document.setDocumentMargin(self.fontMetrics().averageCharWidth() * 2)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def seek(self, words: str) -> None:
        """Go to the first place of these words, marked."""
        if words and not self.find(words):
            for word in words.split():
                if self.find(word):
                    return


class Reader(QWidget):
    """The help: `open` shows a page; `turned` tells which is shown."""

    turned = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._all: list[contents.Topic] = []
        self._behind: list[str] = []
        self._ahead: list[str] = []
        self._topic = ""
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Search the help"))
        self._search.setAccessibleName(_("Search the help"))
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Help pages"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setProperty("pane", "contents")
        self._none = label(_("Nothing matches. Try a shorter word."), "quiet")
        self.paper = Paper()
        self._back = tool(look, "back", _("Back in the help"), self.back)
        self._forward = tool(look, "forward", _("Forward in the help"), self.forward)
        self._language = label(_("This page is not in your language yet; here it is in English."), "quiet")
        self._lay()
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._timer.timeout.connect(self._show_list)
        self._search.textChanged.connect(self._on_typed)
        self._search.returnPressed.connect(self._on_entered)
        self._list.itemActivated.connect(self._on_item)
        self._list.itemClicked.connect(self._on_item)
        self.paper.anchorClicked.connect(self._on_link)
        for keys, does in (
            (QKeySequence.StandardKey.Back, self.back),
            (QKeySequence.StandardKey.Forward, self.forward),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        look.changed.connect(self._on_look_changed)
        self._show_list()

    def _lay(self) -> None:
        side = QWidget()
        self._side = side
        left = column(side, gap=8)
        left.addWidget(self._search)
        left.addWidget(self._none)
        left.addWidget(self._list, 1)
        self._none.hide()
        self._left = left
        right = column(gap=6)
        top = row(gap=4)
        top.addWidget(self._back)
        top.addWidget(self._forward)
        top.addWidget(self._language, 100)
        top.addStretch(1)
        right.addLayout(top)
        right.addWidget(self.paper, 1)
        layout = row(self, gap=16)
        layout.addWidget(side)
        layout.addLayout(right, 100)
        layout.addStretch(1)
        self._measure()

    @property
    def topic(self) -> str:
        """The page shown."""
        return self._topic

    def add_below(self, widget: QWidget) -> None:
        """Put something under the contents."""
        self._left.addWidget(widget)

    def open(self, name: str) -> None:
        """Show a page, as a new step."""
        if self._topic and name != self._topic:
            self._behind.append(self._topic)
            self._ahead.clear()
        self._turn(name)

    def back(self) -> None:
        """Show the page before this one."""
        if self._behind:
            self._ahead.append(self._topic)
            self._turn(self._behind.pop())

    def forward(self) -> None:
        """Show the page one came back from."""
        if self._ahead:
            self._behind.append(self._topic)
            self._turn(self._ahead.pop())

    def _turn(self, name: str) -> None:
        topic = contents.read(name)
        self._topic = topic.name
        self.paper.write(topic, self._look)
        self._language.setVisible(topic.language != i18n.language())
        self._back.setEnabled(bool(self._behind))
        self._forward.setEnabled(bool(self._ahead))
        for n in range(self._list.count()):
            if self._list.item(n).data(NAME) == topic.name:
                self._list.setCurrentRow(n)
                break
        self.turned.emit(topic.name)

    # Contents

    def _show_list(self) -> None:
        words = self._search.text().strip()
        self._list.clear()
        self._all = self._all or contents.every()
        if words:
            for topic in contents.find(words, self._all):
                self._add(topic)
        else:
            topics = {topic.name: topic for topic in self._all}
            for heading, names in contents.shelves():
                self._add_heading(_(heading))
                for name in names:
                    self._add(topics[name])
        self._none.setVisible(bool(words) and not self._list.count())

    def _add(self, topic: contents.Topic) -> None:
        item = QListWidgetItem(topic.title)
        item.setData(NAME, topic.name)
        self._list.addItem(item)
        if topic.name == self._topic:
            self._list.setCurrentItem(item)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self._list.font()
        font.setBold(True)
        item.setFont(font)
        self._list.addItem(item)

    def _on_typed(self) -> None:
        self._timer.start()

    def _on_entered(self) -> None:
        self._timer.stop()
        self._show_list()
        first = next((self._list.item(n) for n in range(self._list.count()) if self._list.item(n).data(NAME)), None)
        if first is not None and self._search.text().strip():
            self._list.setCurrentItem(first)
            self._on_item(first)

    def _on_item(self, item: QListWidgetItem) -> None:
        name = item.data(NAME)
        if name:
            self.open(name)
            self.paper.seek(self._search.text().strip())

    def _on_link(self, url: QUrl) -> None:
        """Follow a link to another page; one that leads anywhere else leads nowhere."""
        name = url.path().removesuffix(".md")
        if not url.scheme() and not url.host() and contents.exists(name):
            self.open(name)

    # Looks

    def _on_look_changed(self) -> None:
        self._measure()
        if self._topic:
            self._turn(self._topic)

    def _measure(self) -> None:
        letter = QFontMetrics(self.font()).averageCharWidth()
        self._side.setFixedWidth(max(160, min(letter * 34, self.width() // 3)))
        self.paper.setMaximumWidth(letter * WIDEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave two thirds of the width to the page."""
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(980, 640)


def _set_apart(document: QTextDocument, look: Look, *, rtl: bool) -> None:
    """Give a page's lines room, its headings air, its examples their ground and its tables their lines."""
    ground = QColor(look.tokens.raised)
    block = document.begin()
    while block.isValid():
        form = QTextBlockFormat()
        form.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        given = block.blockFormat()
        if given.headingLevel():
            form.setTopMargin(16 if block.previous().isValid() else 0)
            form.setBottomMargin(6)
        if given.hasProperty(QTextFormat.Property.BlockCodeLanguage.value):
            form.setBackground(ground)
            form.setLineHeight(LINE + 15, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what one types is typed from the left
        else:
            form.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        QTextCursor(block).mergeBlockFormat(form)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            made = frame.format()
            made.setBorderStyle(made.BorderStyle.BorderStyle_Solid)
            made.setBorderBrush(QColor(look.tokens.line))
            made.setBorderCollapse(True)
            if rtl:
                made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            made.setCellPadding(5)
            frame.setFormat(made)
