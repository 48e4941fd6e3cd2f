"""The saved searches on top of the filters: chosen, counted, named, renamed, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.base.i18n import _, ngettext
from app.services import searches
from app.services.searches import SETTING, Saved
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.library.links import LinkButton
from app.ui.library.naming import Naming
from app.ui.page import button, column, label, row, tool


class Searches(QWidget):
    """The list. `chosen` is emitted with the Saved a person wants to see; `asked` tells what would be saved now."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, asked: Callable[[], Saved]) -> None:
        super().__init__()
        self._desk, self._asked = desk, asked
        self._rows: list[_Row] = []
        self._counting: Job | None = None
        self.heading = label(_("Saved searches"), "heading")
        self._list = QWidget()
        self._inside = column(self._list, gap=2)
        self.save = button(_("Save this search..."), self._on_save, look=desk.look, icon="save")
        self.naming = Naming()
        layout = column(self, gap=6)
        for one in (self.heading, self._list, self.save, self.naming):
            layout.addWidget(one)
        self._show()

    def saved(self) -> tuple[Saved, ...]:
        """Return the searches there are."""
        return searches.from_setting(self._desk.setting(SETTING))

    def offer(self, *, something: bool) -> None:
        """Let what is asked be saved, if something is."""
        self.save.setEnabled(something)

    def count(self) -> None:
        """Ask how many records each finds now, one after the other."""
        if self._counting is not None and not self._counting.over:
            self._counting.cancel()
        self._count_from(0)

    def _count_from(self, place: int) -> None:
        there = self.saved()
        if place >= len(there):
            return
        search = there[place]
        self._counting = self._desk.jobs.read(
            lambda session: (place, search, searches.count(session, search)), self._on_counted, owner=self
        )

    def _on_counted(self, result: tuple[int, Saved, int]) -> None:
        place, search, n = result
        if place < len(self._rows) and self._rows[place].search == search:
            self._rows[place].count(n)
            self._count_from(place + 1)

    # What a person does

    def _on_save(self) -> None:
        self.naming.ask(self._asked().words, self._add, self.save)

    def _add(self, name: str) -> bool:
        there = self.saved()
        if _taken(there, name):
            return False
        self._keep((*there, replace(self._asked(), name=name)))
        return True

    def rename(self, place: int) -> None:
        """Ask for another name of a search."""
        row_ = self._rows[place]

        def does(name: str) -> bool:
            there = self.saved()
            if _taken((*there[:place], *there[place + 1 :]), name):
                return False
            self._keep((*there[:place], replace(row_.search, name=name), *there[place + 1 :]))
            return True

        self.naming.ask(row_.search.name, does, self.save)

    def remove(self, place: int) -> None:
        """Remove a search; for ten seconds it can be brought back."""
        there = self.saved()
        gone = there[place]
        self._keep((*there[:place], *there[place + 1 :]))
        following = self._rows[min(place, len(self._rows) - 1)].link if self._rows else self.save
        if following.isEnabled():
            following.setFocus()
        else:
            self.focusNextChild()
        words = _("The search {name} was removed. The records stay.").format(name=gone.name)
        self._desk.say(words, "info", undo=lambda: self._bring_back(gone, place))

    def _bring_back(self, gone: Saved, place: int) -> None:
        there = self.saved()
        if not _taken(there, gone.name):
            self._keep((*there[:place], gone, *there[place:]))

    def _keep(self, there: tuple[Saved, ...]) -> None:
        self._desk.set(SETTING, searches.to_setting(there))
        self._show()
        self.count()

    def _show(self) -> None:
        for one in self._rows:
            self._inside.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._rows = [_Row(self._desk, search, n, self) for n, search in enumerate(self.saved())]
        for one in self._rows:
            self._inside.addWidget(one)
        self.heading.setVisible(bool(self._rows))
        self._list.setVisible(bool(self._rows))
        before: QWidget | None = None
        below = (self.save, self.naming.line, self.naming.keep, self.naming.leave)
        for widget in (*(one for row_ in self._rows for one in (row_.link, row_.more)), *below):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    def rows(self) -> list[_Row]:
        """Return the rows, in order."""
        return list(self._rows)


class _Row(QWidget):
    """One search: a link with a count, and a menu."""

    def __init__(self, desk: Desk, search: Saved, place: int, list_: Searches) -> None:
        super().__init__()
        self.search = search
        self.link = LinkButton(desk.look, "search", search.name, "", lambda: list_.chosen.emit(search))
        self.more = tool(desk.look, "more", _("More for {name}").format(name=search.name))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.setAccessibleName(search.name)
        self.menu.addAction(_("Rename")).triggered.connect(lambda _checked=False: list_.rename(place))
        self.menu.addAction(_("Remove")).triggered.connect(lambda _checked=False: list_.remove(place))
        self.more.setMenu(self.menu)
        layout = row(self, gap=2)
        layout.addWidget(self.link, 1)
        layout.addWidget(self.more)

    def count(self, n: int) -> None:
        """Show how many records it finds."""
        words = ngettext("{name}, {n} record", "{name}, {n} records", n).format(name=self.search.name, n=f"{n:,}")
        self.link.retitle(self.search.name, words, f" ({n:,})")


def _taken(there: tuple[Saved, ...], name: str) -> bool:
    return any(one.name.casefold() == name.casefold() for one in there)
