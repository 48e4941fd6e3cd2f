"""Looking at an attachment without a file of it: pictures, pages of a PDF and text, from memory."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.body import Fields
from app.ui.desk import Desk


def look_at(parent: QWidget, desk: Desk, item: Fields, record: str = "") -> None:
    """Show an attachment in a window of its own."""
