"""Editor of a place: words and areas in sight; names in other scripts and a point on the map behind More."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.i18n import _
from app.domain import ids, precision
from app.domain.precision import degrees
from app.domain.schema import Field
from app.domain.schema.kinds import Names
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.coordinates import microdegrees, pair
from app.ui.editors.names import NameEditor
from app.ui.editors.parts import Choice, Grid, Kept, Line, follow, named, stacked, tell, told
from app.ui.page import button, column, tool

_COMMAS = re.compile(r"\s*[,،，、]\s*")


class PlaceEditor(Editor):
    """A place as it was told, the areas around it, and what is known of where it is."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__(desk, field)
        self._kept = Kept()
        self._read_only = False
        self._details: _Details | None = None
        self._whole = stacked(self)
        self.line = Line(self.label, _("In the words given"))
        self._within = Line(named(self.label, _("areas it lies in, the smallest first")), _("District, city, country"))
        self._more = tool(desk.look, "more", named(self.label, _("names and point on the map")), self._on_more)
        self._more.setCheckable(True)
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self.line, 3)
        beside.addWidget(self._within, 2)
        beside.addWidget(self._more)
        self._whole.addLayout(beside)
        self.line.textEdited.connect(self._on_edited)
        self._within.textEdited.connect(self._on_edited)
        self.setFocusProxy(self.line)

    def set_value(self, value: Any) -> None:
        """Show a place; unfold its details when it has some."""
        self._kept.give(value)
        given = self._kept.given
        self.line.show_text(str(given.get("words") or ""))
        self._within.show_text(", ".join(str(one) for one in given.get("within") or ()))
        self._kept.show("words", self.line.text())
        self._kept.show("within", self._within.text())
        detailed = bool(given.get("names") or given.get("point") or given.get("note"))
        if self._details is not None:
            self._details.show_value(self._kept)
        if detailed or self._details is not None:
            self._more.setChecked(detailed)
            self._on_more()

    def value(self) -> Any:
        """Return the place; None when nothing was said."""
        if not self._kept.touched:
            return self._kept.as_given()
        made = self._kept.copy()
        made.pop("answer", None)
        self._kept.put(made, "words", self.line.text())
        areas = [one for one in _COMMAS.split(self._within.text().strip()) if one]
        self._kept.put(made, "within", self._within.text(), areas)
        if self._details is not None:
            self._details.put_into(made, self._kept)
        if made and not made.keys() & {"words", "names", "within", "point"}:
            return {**made, "words": ""} if set(made) - {"id"} else None
        return made or None

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._read_only = read_only
        self.line.setReadOnly(read_only)
        self._within.setReadOnly(read_only)
        if self._details is not None:
            self._details.set_read_only(read_only)

    def unsettled(self) -> list[str]:
        """Return what was typed as a point and is none."""
        return self._details.unsettled() if self._details is not None else []

    def focus_first(self) -> None:
        """Put the keyboard into the words."""
        self.line.setFocus()

    def _on_more(self) -> None:
        if self._details is None:
            self._details = _Details(self)
            self._whole.addWidget(self._details)
            self._details.show_value(self._kept)
            self._details.set_read_only(self._read_only)
            follow(self)
        self._details.setVisible(self._more.isChecked())

    def _on_edited(self) -> None:
        self._kept.touched = True
        self.edited.emit()


class _Details(QWidget):
    """Names in other scripts, and the point with how precise it is."""

    def __init__(self, editor: PlaceEditor) -> None:
        super().__init__()
        self._editor = editor
        self._names: list[NameEditor] = []
        self._read_only = False
        whole = column(self, gap=6)
        self._list = QVBoxLayout()
        whole.addLayout(self._list)
        self._add = button(_("Add a name in another script"), self._on_add, "flat", look=editor.desk.look, icon="new")
        self._add.setAccessibleName(named(editor.label, _("add a name in another script")))
        lead = QHBoxLayout()
        lead.addWidget(self._add)
        lead.addStretch(1)
        whole.addLayout(lead)
        grid = Grid(editor.label)
        self._lines = {
            "lat": grid.line(_("Latitude"), self._on_point, "39.904", letters=24),
            "lon": grid.line(_("Longitude"), self._on_point, "116.407", letters=24),
            "precision_m": grid.line(_("Precise to, in metres"), self._on_point, "5000", letters=24),
        }
        self._exact = Choice("", [(_("Not said"), 0), *((_(text), most) for most, text in precision.WORDS)])
        grid.add(_("What the point stands for"), self._exact)
        self._exact.activated.connect(self._on_exact)
        self._lines["lat"].editingFinished.connect(self._on_both)
        self._note = grid.line(_("Note"), editor._on_edited)
        whole.addWidget(grid)
        self._wrong = told("danger")
        whole.addWidget(self._wrong)

    def show_value(self, kept: Kept) -> None:
        """Show the details of a place, and remember what they showed."""
        for one in self._names:
            self._list.removeWidget(one)
            one.deleteLater()
        self._names = []
        for name in kept.given.get("names") or ():
            self._add_name(name)
        point = kept.given.get("point") or {}
        for key, line in self._lines.items():
            at = point.get(key)
            line.show_text("" if at is None else str(at) if key == "precision_m" else degrees(at))
            kept.show(f"point {key}", line.text())
        self._show_exact()
        self._note.show_text(str(kept.given.get("note") or ""))
        kept.show("note", self._note.text())
        self._point: dict[str, Any] | None = dict(point) or None
        tell(self._wrong, "")

    def put_into(self, made: dict[str, Any], kept: Kept) -> None:
        """Put what was changed into a place."""
        names = [value for one in self._names if (value := one.value())]
        if names != (kept.given.get("names") or []):
            kept.put(made, "names", names, [{"id": ids.new_item_id(), **one} for one in names])
        kept.put(made, "note", self._note.text())
        if self._point != (kept.given.get("point") or None):
            made.pop("point", None)
            if self._point:
                made["point"] = self._point

    def set_read_only(self, read_only: bool) -> None:
        """Let it be copied from, not changed."""
        self._read_only = read_only
        for line in (*self._lines.values(), self._note):
            line.setReadOnly(read_only)
        self._exact.setEnabled(not read_only)
        for name in self._names:
            name.set_read_only(read_only)
        self._add.setVisible(not read_only)

    def _on_exact(self) -> None:
        """Take the metres of the words chosen."""
        metres = self._exact.currentData()
        self._lines["precision_m"].setText(str(metres) if metres else "")
        self._on_point()

    def _show_exact(self) -> None:
        """Choose the words that hold the metres typed."""
        typed = self._lines["precision_m"].text().strip()
        metres = int(typed) if typed.isdecimal() else None
        at = -1 if metres is None else next((n for n, one in enumerate(precision.WORDS) if metres <= one[0]), 5)
        self._exact.setCurrentIndex(at + 1)

    def unsettled(self) -> list[str]:
        """Return the point as it was typed, when it is none."""
        return [", ".join(line.text() for line in self._lines.values() if line.text())] if self._wrong.text() else []

    def _add_name(self, value: Any) -> NameEditor:
        made = NameEditor(self._editor.desk, Field("name", Names(), named(self._editor.label, _("name"))))
        made.set_value(value)
        made.edited.connect(self._editor._on_edited)
        self._names.append(made)
        self._list.addWidget(made)
        follow(self._editor)
        return made

    def _on_add(self) -> None:
        self._add_name({"id": ids.new_item_id(), "text": ""}).focus_first()

    def _both(self) -> tuple[str, str] | None:
        """Return latitude and longitude when both were put into the first line, as maps copy them."""
        return None if self._lines["lon"].text().strip() else pair(self._lines["lat"].text())

    def _on_both(self) -> None:
        if both := self._both():
            for key, text in zip(("lat", "lon"), both, strict=True):
                self._lines[key].setText(text)

    def _on_point(self) -> None:
        self._show_exact()
        texts = {key: line.text().strip() for key, line in self._lines.items()}
        if both := self._both():
            texts["lat"], texts["lon"] = both
        wrong = ""
        if not any(texts.values()):
            self._point = None
        else:
            lat, lon = microdegrees(texts["lat"], "lat"), microdegrees(texts["lon"], "lon")
            precision = texts["precision_m"]
            if lat is None or lon is None:
                wrong = _("Write both in degrees, such as 39.904 and 116.407. Until then no point is kept.")
            elif precision and not precision.isdecimal():
                wrong = _("Write how precise the point is as a whole number of metres, such as 500.")
            else:
                kept = {k: v for k, v in (self._point or {}).items() if k not in texts}
                self._point = {**kept, "lat": lat, "lon": lon}
                if precision:
                    self._point["precision_m"] = int(precision)
        tell(self._wrong, wrong, *self._lines.values())
        self._editor._on_edited()
