"""The help page of the window."""

from __future__ import annotations

from app.base.i18n import _
from app.ui.desk import Desk, Place
from app.ui.page import Page, button, column
from app.ui.reading import contents
from app.ui.reading.reader import Reader


class HelpPage(Page):
    """The help, on the page `place.detail["topic"]`."""

    help_topic = "window"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reader = Reader(desk.look)
        self._reader.add_below(button(_("About Keepsake"), self._on_about, "flat"))
        layout = column(self, margin=20)
        layout.addWidget(self._reader)

    def show_place(self, place: Place) -> None:
        """Show the page asked for."""
        self._reader.open(str(place.detail.get("topic", contents.FIRST)))
        self._reader.paper.setFocus()

    def place(self) -> Place | None:
        """Return which help page is open."""
        return Place("help", detail={"topic": self._reader.topic})

    def _on_about(self) -> None:
        self.desk.go("about")
