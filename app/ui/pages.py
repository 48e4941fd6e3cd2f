"""The pages of an open vault: which there are, each made when it is first asked for, all dropped at once."""

from __future__ import annotations

import importlib

from PySide6.QtWidgets import QStackedWidget

from app.ui.desk import Desk
from app.ui.page import Page

PAGES = {  # name: module and class, loaded when first shown, so that the window is there at once
    "library": ("app.ui.library.page", "LibraryPage"),
    "new": ("app.ui.record.new", "NewPage"),
    "calendar": ("app.ui.calendar.page", "CalendarPage"),
    "record": ("app.ui.record.page", "RecordPage"),
    "interview": ("app.ui.interview.page", "InterviewPage"),
    "sealed": ("app.ui.record.sealed", "SealedPage"),
    "send": ("app.ui.exchange.send", "SendPage"),
    "receive": ("app.ui.exchange.receive", "ReceivePage"),
    "conflicts": ("app.ui.exchange.conflicts", "ConflictsPage"),
    "cards": ("app.ui.exchange.cards", "CardsPage"),
    "backup": ("app.ui.safety.backup", "BackupPage"),
    "activity": ("app.ui.safety.activity", "ActivityPage"),
    "settings": ("app.ui.settings", "SettingsPage"),
    "forms": ("app.ui.forms.page", "FormsPage"),
    "help": ("app.ui.reading.help", "HelpPage"),
    "about": ("app.ui.reading.about", "AboutPage"),
    "emergency": ("app.ui.safety.emergency", "EmergencyPage"),
}


class Pages(QStackedWidget):
    """One page at a time of those that were made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: dict[str, Page] = {}

    def at(self, name: str) -> Page:
        """Return the page `name` of the table, made now if it was not yet."""
        page = self._made.get(name)
        if page is None:
            module, kind = PAGES[name]
            page = getattr(importlib.import_module(module), kind)(self._desk)
            assert isinstance(page, Page)
            self._made[name] = page
            self.addWidget(page)
        return page

    def drop(self) -> None:
        """Delete every page, and its timers with it: none may ask a vault that is closed."""
        for one in self._made.values():
            one.deleteLater()
        self._made.clear()
