"""The library."""

from __future__ import annotations

from app.ui.page import Page


class LibraryPage(Page):
    """All records."""
