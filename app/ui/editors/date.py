"""Editor of a date: typed as people say it, read back in words; what cannot be read stays as words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as day
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain import saying
from app.domain.schema import Field
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.datebounds import DateBounds
from app.ui.editors.dateforms import asks, bounds, changed, said_year
from app.ui.editors.daypicker import DayPicker
from app.ui.editors.menu import Menu
from app.ui.editors.parts import Grid, Kept, Line, follow, named, stacked, tell, told
from app.ui.page import button, tool


class DateEditor(Editor):
    """A fuzzy date or period: what is typed, how it is read, and the words of the source."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        self._kept = Kept()
        self._edtf, self._chosen = "", ""
        self._of_words = ""
        """The calendar of the words, where it is not ours."""
        self._bounds: DateBounds | None = None
        self._read_only = False
        self._details: _Details | None = None
        self._calendar: DayPicker | None = None
        self._whole = stacked(self)
        self.line = Line(self.label, _("As people say it: about March 2019, since 2008"))
        self._menu = tool(desk.look, "calendar", named(self.label, _("help with this date")), self._on_menu)
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self.line, 1)
        beside.addWidget(self._menu)
        self._whole.addLayout(beside)
        self._reading = told()
        self._whole.addWidget(self._reading)
        self._offers: QWidget | None = None
        self.line.textEdited.connect(self._on_typed)
        self.setFocusProxy(self.line)

    def set_value(self, value: Any) -> None:
        """Show a date: the words it was given in when they say all of it, else the date in words and they beside it."""
        self._kept.give(value)
        given = self._kept.given
        words, self._edtf = str(given.get("words") or ""), str(given.get("edtf") or "")
        said = saying.read(words, i18n.language()) if words else None
        self._of_words = str(given.get("calendar") or "").removeprefix("gregorian")
        bounded = bool(words) and asks(self._of_words or (said.calendar if said else ""))
        own = bool(self._edtf) and bool(words) and not bounded and (said is None or said.edtf != self._edtf)
        self._chosen = "" if words and not own else saying.in_words(self._edtf, i18n.language()) if self._edtf else ""
        self.line.show_text(self._chosen or words)
        self._kept.show("edtf", self._edtf)
        self._kept.show("words", words)
        self._kept.show("calendar", self._of_words)
        self._bound(self._edtf, self._of_words, shown=bounded)
        if self._details is not None or own or given.get("basis") or given.get("note"):
            self._unfold(words if own else "", anew=True)
        self._tell(said if said and said.edtf == self._edtf else None)

    def value(self) -> Any:
        """Return the date with the words as given; None when nothing was said."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        self._kept.put(made, "edtf", self._edtf)
        self._kept.put(made, "words", self._words())
        self._kept.put(made, "calendar", self._of_words)
        if self._details is not None:
            self._details.put_into(made, self._kept)
        if made and not made.keys() & {"edtf", "words"}:
            return {**made, "words": ""} if set(made) - {"id", "calendar"} else None
        return made or None

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._read_only = read_only
        self.line.setReadOnly(read_only)
        self._menu.setVisible(not read_only)
        for part in (self._details, self._bounds):
            if part is not None:
                part.set_read_only(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the line."""
        self.line.setFocus()

    def _words(self) -> str:
        """Return the words to keep: the source's own when they stand apart, else what was typed unless it is EDTF."""
        typed = self.line.text().strip()
        own = self._details.words() if self._details is not None else ""
        plain = typed in (self._chosen, self._edtf) and self.line.text() != self._kept.given.get("words")
        if own:
            return own if self._edtf or not typed else f"{typed}; {own}"
        return "" if plain else self.line.text()

    def _on_typed(self, text: str) -> None:
        said = saying.read(text, i18n.language(), day.today())  # noqa: DTZ011 - the person's own day
        self._edtf = said.edtf if said else ""
        self._chosen = ""
        calendar = said.calendar if said and said.calendar != "gregorian" else ""
        bounded = asks(calendar) or (said is None and self._bounds is not None and not self._bounds.isHidden())
        if bounded and self._bounds is not None and not self._bounds.isHidden():
            self._edtf, calendar = self._bounds.edtf, calendar or self._bounds.calendar()
            self._bounds.show_calendar(calendar)
        else:
            self._bound("", calendar, shown=bounded)
        apart = self._details is not None and bool(self._details.words().strip())
        self._of_words = self._of_words if apart and not bounded else calendar  # it is that of the source's words
        self._tell(said)
        self._on_edited()

    def _on_edited(self) -> None:
        self._kept.touched = True
        self.edited.emit()

    def _tell(self, said: saying.Said | None) -> None:
        """Tell how the line is read."""
        text = self.line.text().strip()
        alternatives = said.alternatives if said else ()
        self._offer(alternatives)
        if not text and not self._edtf:
            self._say("")
        elif alternatives:
            asked = _("This can mean more than one day. Which one?") if said_year(text) else _("Of which year?")
            self._say(" · ".join(filter(None, (asked, said.doubt if said else ""))))
        elif not self._edtf and said and asks(said.calendar):
            self._say(_("Kept as your words. Say below which days of our calendar they may be, if you know."))
        elif not self._edtf:
            self._say(_("Kept as your words; no date was read."))
        else:
            parts = [] if text == self._chosen else [self._read_back()]
            parts += [told_ for told_ in (said.doubt if said else "", bounds(self._edtf)) if told_]
            self._say(" · ".join(part for part in parts if part))

    def _say(self, text: str) -> None:
        tell(self._reading, text, self.line)

    def _read_back(self) -> str:
        return _("Read as: {date}").format(date=saying.in_words(self._edtf, i18n.language()))

    def _offer(self, alternatives: tuple[str, ...]) -> None:
        """Offer the days a date such as 3/4/2012 may mean."""
        if self._offers is not None:
            self._whole.removeWidget(self._offers)
            self._offers.hide()
            self._offers.deleteLater()
            self._offers = None
        if alternatives and not self._read_only:
            self._offers = QWidget()
            line: QBoxLayout = QVBoxLayout(self._offers) if len(alternatives) > 2 else QHBoxLayout(self._offers)
            line.setContentsMargins(0, 0, 0, 0)
            for one in alternatives:
                text = saying.in_words(one, i18n.language())
                made = button(text, self._chooser(one))
                made.setAccessibleName(named(self.label, text))
                line.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
            line.addStretch(1)
            self._whole.insertWidget(2, self._offers)
            follow(self)

    def _chooser(self, one: str) -> Callable[[], None]:
        return lambda: self._take(one, words=self.line.text().strip())

    def _take(self, chosen: str, words: str = "") -> None:
        """Take a date that a person chose instead of typing it; the words it was typed in stay the source's."""
        self._edtf = chosen
        self._of_words = self._of_words if words else ""
        self._bound("", "", shown=False)
        self._chosen = saying.in_words(chosen, i18n.language())
        self.line.show_text(self._chosen)
        if words:
            self._unfold(words)
        self._tell(None)
        self._on_edited()
        self.line.setFocus()

    def _on_menu(self) -> None:
        menu = Menu(self)
        menu.offer(_("Pick a day..."), self._on_pick)
        menu.addSeparator()
        for text, form in (
            (_("Still going on"), "{start}/.."),
            (_("It ended, nobody told when"), "{start}/"),
            (_("About then"), "{whole}~"),
            (_("Not certain"), "{whole}?"),
            (_("Then or earlier"), "[..{start}]"),
            (_("Then or later"), "[{start}..]"),
        ):
            chosen = changed(self._edtf, form)
            menu.offer(text, partial(self._change, chosen), enabled=bool(chosen))
        menu.addSeparator()
        menu.offer(_("Earliest and latest day..."), self._on_bounds, enabled=bool(self.line.text().strip()))
        menu.offer(_("Words of the source, basis and note"), self._on_details)
        menu.popup(self._menu.mapToGlobal(QPoint(0, self._menu.height())))

    def _change(self, chosen: str) -> None:
        typed = self.line.text().strip()
        self._take(chosen, words="" if typed in (self._chosen, self._edtf) else self._words())

    def _on_pick(self) -> None:
        if self._calendar is None:
            self._calendar = DayPicker(self, self.desk.look, self.label)
            self._calendar.picked.connect(self._on_picked)
        self._calendar.open_below(self.line, self._edtf)

    def _on_picked(self, chosen: QDate) -> None:
        self._take(chosen.toString(Qt.DateFormat.ISODate))

    def _on_details(self) -> None:
        self._unfold("")
        assert self._details is not None
        self._details.show_all()
        self._details.focus_first()

    def _on_bounds(self) -> None:
        """Keep the line as words, and ask between which days they lie."""
        plain = self._edtf if self._edtf.startswith("[") or len(self._edtf) == 10 else ""
        self._edtf, self._chosen = plain, ""
        self._bound(plain, self._of_words, shown=True)
        assert self._bounds is not None
        self._bounds.earliest.setFocus()
        self._on_edited()

    def _bound(self, text: str, calendar: str, *, shown: bool) -> None:
        """Show or hide what asks for the earliest and latest day."""
        if self._bounds is None and shown:
            self._bounds = DateBounds(self.label, self.desk.schema)
            self._bounds.edited.connect(self._on_bounded)
            self._bounds.set_read_only(self._read_only)
            self._whole.insertWidget(2, self._bounds)
        if self._bounds is not None:
            self._bounds.show_value(text, calendar)
            self._bounds.setVisible(shown)
            follow(self)

    def _on_bounded(self) -> None:
        assert self._bounds is not None
        self._edtf, self._of_words, self._chosen = self._bounds.edtf, self._bounds.calendar(), ""
        self._tell(None)
        self._on_edited()

    def _unfold(self, words: str, *, anew: bool = False) -> None:
        """Show what stands beside the date: words of the source, and what else there is."""
        if self._details is None:
            anew = True
            self._details = _Details(self)
            self._whole.addWidget(self._details)
            follow(self)
        if anew:
            self._details.show_value(self._kept, words)
            self._details.set_read_only(self._read_only)
        elif words:
            self._details.show_words(words)


class _Details(Grid):
    """What stands beside a date: the source's words, what it goes by, a note."""

    def __init__(self, editor: DateEditor) -> None:
        super().__init__(editor.label)
        self._words = self.line(_("Words of the source"), editor._on_edited)
        self._basis = self.line(_("What this goes by"), editor._on_edited)
        self._note = self.line(_("Note"), editor._on_edited)

    def show_value(self, kept: Kept, words: str) -> None:
        """Show the parts of a date, and remember what they showed."""
        self.show_words(words)
        for key, line in (("basis", self._basis), ("note", self._note)):
            line.show_text(str(kept.given.get(key) or ""))
            kept.show(key, line.text())
            self.show_part(line, shown=bool(line.text()))

    def show_words(self, words: str) -> None:
        """Show the source's words, when there are any."""
        self._words.show_text(words)
        self.show_part(self._words, shown=bool(words))

    def show_all(self) -> None:
        """Show all parts, those too that hold nothing."""
        for line in (self._words, self._basis, self._note):
            self.show_part(line, shown=True)

    def words(self) -> str:
        """Return the source's words."""
        return self._words.text()

    def put_into(self, made: dict[str, Any], kept: Kept) -> None:
        """Put what was changed into a date; its words are the editor's."""
        kept.put(made, "basis", self._basis.text())
        kept.put(made, "note", self._note.text())

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        for line in (self._words, self._basis, self._note):
            line.setReadOnly(read_only)

    def focus_first(self) -> None:
        """Put the keyboard into the source's words."""
        self._words.setFocus()
