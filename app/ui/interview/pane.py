"""A large page of text: each paragraph in its direction, times in it can be pressed, it scrolls with another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit

from app.services import interviewing
from app.ui.look import Look


class Pane(QPlainTextEdit):
    """Plain text, never read as markup; Tab leaves it."""

    pressed = Signal(int)
    """A time in the text was pressed: seconds."""
    scrolled = Signal(int)
    """Another paragraph is the first in sight, by a person's doing."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._following = False
        self.setAccessibleName(name)
        self.setProperty("kind", "large")
        self.setTabChangesFocus(True)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self._marking = _Marking(self.document(), look)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        look.changed.connect(self._marking.wear)

    def show_text(self, text: str) -> None:
        """Show a text, unless it is there already: the cursor and what can be undone stay then."""
        if self.toPlainText() != text:
            self.setPlainText(text)

    def write(self, words: str) -> None:
        """Write words where the cursor is, as a person would."""
        self.textCursor().insertText(words)
        self.setFocus()

    def append(self, words: str) -> None:
        """Write words as paragraphs of their own at the end, as one step that can be undone."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(("\n" if self.toPlainText().strip() else "") + words)
        self.setTextCursor(cursor)

    def follow(self, paragraph: int) -> None:
        """Bring a paragraph to the top, as the other text shows it; the end stays at the end."""
        block = self.document().findBlockByNumber(min(paragraph, self.document().blockCount() - 1))
        self._following = True
        self.verticalScrollBar().setValue(block.firstLineNumber())
        self._following = False

    def go_to(self, at: int) -> None:
        """Put the cursor at a place counted in characters, with its paragraph at the top."""
        cursor = self.textCursor()
        cursor.setPosition(len(self.toPlainText()[:at].encode("utf-16-le", "surrogatepass")) // 2)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(cursor.block().firstLineNumber())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which time was pressed, if one was."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        at = self.cursorForPosition(event.position().toPoint())
        for one in interviewing.times(at.block().text()):
            if one.start <= at.positionInBlock() <= one.end:
                self.pressed.emit(one.seconds)

    def _on_scrolled(self, _line: int) -> None:
        if not self._following:
            self.scrolled.emit(self.firstVisibleBlock().blockNumber())


class _Marking(QSyntaxHighlighter):
    """Shows the times in a text as what they are."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._look = look
        self._format = QTextCharFormat()
        self.wear()

    def wear(self) -> None:
        """Take the colour of the theme."""
        self._format.setForeground(QColor(self._look.tokens.accent))
        self._format.setFontUnderline(True)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for one in interviewing.times(text):
            self.setFormat(one.start, one.end - one.start, self._format)
