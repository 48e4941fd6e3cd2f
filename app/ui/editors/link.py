"""A link to another record: picked or made in place, or kept in words as long as nobody has identified it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.base import i18n
from app.base.i18n import _
from app.domain import ids, vocabulary
from app.domain.schema.kinds import Field, Link
from app.services import picking
from app.services.picking import Candidate, Linked
from app.ui.desk import Change, Desk
from app.ui.editor import Editor
from app.ui.editors import assessing
from app.ui.editors.linkmore import LinkMore
from app.ui.editors.opener import Opener
from app.ui.editors.parts import Choice, Line
from app.ui.editors.picker import Picker
from app.ui.page import button, column, label, row, tool

IDENTIFIED = "identified"
"""The attribute that says who identified one that stood in words, when and why."""

SAYS = ("to", "words", "number", "attributes", "note")


class LinkEditor(Editor):
    """Shows the linked record as a button that opens it, or the words for one not identified, or the picker."""

    def __init__(self, desk: Desk, field: Field, make: Callable[[Field], Editor], record: str = "") -> None:
        super().__init__(desk, field)
        assert isinstance(field.kind, Link)
        self._kind, self._make, self._record = field.kind, make, record
        self._value: dict[str, Any] = {}
        self._title: Linked | None = None
        self._asked = ""
        self._read_only = False
        self._picking = False
        """Whether the picker stands in the place of a record or of words that are there."""
        self._layout = column(self, gap=4)
        self._line = row(gap=6)
        self._layout.addLayout(self._line)
        self.role: Choice | None = None
        if len(self._kind.roles) > 1:
            self._line.addWidget(self._make_role(), 0, Qt.AlignmentFlag.AlignTop)
        self.picker: Picker | None = None
        self.opener: Opener | None = None
        self.words: Line | None = None
        self._chip = label(_("Not identified"), "chip-warning", wrap=False)
        self._change = button("", self._start_picking, "flat")
        more = _("More about this link: {label}").format(label=self.label)
        self._more = tool(desk.look, "down", more, self._unfold_more)
        self._panel: LinkMore | None = None
        self._unfolded = False
        self._after = row(gap=6)
        self._after.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        for one in (self._change, self._more):
            self._after.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(self._after)
        self._line.addStretch(0)
        desk.changed.connect(self._on_changed)
        self._show()

    def set_value(self, value: Any) -> None:
        """Show a link."""
        self._value = dict(value or {})
        self._picking = False
        if self.picker is not None:
            self.picker.line.clear()
        if self.role is not None:
            self.role.choose(self._value.get("role", self._kind.roles[0]))
        self._show()

    def value(self) -> Any:
        """Return the link, or None when nothing is said."""
        if not any(self._value.get(key) for key in SAYS):
            return None
        return {"role": self._kind.roles[0], "to": None, **self._value}

    def set_read_only(self, read_only: bool) -> None:
        """Let the record be opened, nothing changed."""
        self._read_only = read_only
        if self._panel is not None:
            self._panel.set_read_only(read_only)
        if self.role is not None:
            self.role.setEnabled(not read_only)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard onto the record, into the words, or into the picker."""
        for one in (self.picker, self.words, self.opener):
            if one is not None and not one.isHidden():
                one.setFocus()
                return

    # Showing

    def _show(self) -> None:
        to, words = self._value.get("to"), self._value.get("words")
        typing = self.picker is not None and not self.picker.isHidden() and self.picker.line.hasFocus()
        picks = not self._read_only and (self._picking or not (to or words) or (typing and not to))
        if to and not picks:
            self._show_record(to)
        elif self.opener is not None:
            self.opener.hide()
        if words and not to and not picks:
            self._show_words(str(words))
        elif self.words is not None:
            self.words.hide()
        if picks:
            self._picker().show()
        elif self.picker is not None:
            self.picker.hide()
        self._chip.setVisible(bool(words) and not to and not picks)
        self._change.setVisible(bool(to or words) and not picks and not self._read_only)
        self._change.setText(_("Change") if to else _("Identify"))
        self._change.setAccessibleName(_("{label}: {what}").format(label=self.label, what=self._change.text()))
        self._show_more()

    def _show_record(self, to: str) -> None:
        if self.opener is None:
            self.opener = Opener(self._open)
            self._line.insertWidget(1 if self.role is not None else 0, self.opener)
        self.opener.show()
        if self._asked != to:
            self._asked = to
            if self._title is None or self._title.id != to:
                self._title = None
                self._fetch()
        self._name_record()

    def _fetch(self) -> None:
        to = self._asked
        self.desk.jobs.read(lambda session: picking.linked(session, [to]), self._on_linked, owner=self)

    def _on_linked(self, found: dict[str, Linked]) -> None:
        if self._asked and self._asked == self._value.get("to"):
            self._title = found.get(self._asked) or Linked(self._asked, "", _("A record that is not here"), False)
            self._name_record()

    def _name_record(self) -> None:
        if self.opener is None:
            return
        one = self._title
        title = one.title if one is not None else "…"
        if one is not None and one.trashed:
            title = _("{title} (in the trash)").format(title=title)
        self.opener.show_title(title)
        self.opener.setAccessibleName(_("{label}: open {title}").format(label=self.label, title=title))
        self.desk.look.dress(self.opener, one.type if one is not None and one.type else "link")

    def _on_changed(self, change: Change) -> None:
        if self._asked and self._asked == self._value.get("to") and change.touches(self._asked):
            self._fetch()

    def _show_words(self, words: str) -> None:
        if self.words is None:
            self.words = Line(_("{label}, in words").format(label=self.label))
            self.words.textEdited.connect(self._on_words)
            self._line.insertWidget(1 if self.role is not None else 0, self.words, 1)
        self.words.setReadOnly(self._read_only)
        self.words.show()
        if self.words.text() != words:
            self.words.show_text(words)

    def _picker(self) -> Picker:
        if self.picker is None:
            first = "perpetrator" in self._kind.roles
            self.picker = Picker(self.desk, self._kind.types, self.label, words_first=first)
            self.picker.without = self._record
            self.picker.picked.connect(self._on_picked)
            self.picker.kept.connect(self._on_kept)
            self.picker.typed.connect(self._on_typed)
            self.picker.left.connect(self._on_left)
            self._line.insertWidget(1 if self.role is not None else 0, self.picker, 1)
        return self.picker

    # More: the source's words beside a record, number, attributes

    def _show_more(self) -> None:
        said = any(self._value.get(key) for key in ("number", "attributes"))
        said = said or bool(self._value.get("to") and self._value.get("words"))
        if self._panel is None and (said or self._unfolded):
            self._panel = LinkMore(self.desk, self.field, self._kind, self._make)
            self._panel.changed.connect(self._on_more)
            self._panel.set_read_only(self._read_only)
            self._layout.addWidget(self._panel)
        if self._panel is not None:
            self._panel.unfolded = self._unfolded
            self._panel.show_link(self._value)
            self._panel.setVisible(said or self._unfolded)
        self._more.setVisible(not self._unfolded and not self._read_only and self.value() is not None)

    def _unfold_more(self) -> None:
        self._unfolded = True
        self._show_more()
        if self._panel is not None:
            self._panel.focus_first()

    # What a person does

    def _start_picking(self) -> None:
        self._picking = True
        self._show()
        self._picker().start("" if self._value.get("to") else str(self._value.get("words") or ""))

    def _on_picked(self, one: Candidate | Linked) -> None:
        kept = self._picking and not self._value.get("to")
        self._title = Linked(one.id, one.type, one.title, trashed=False)
        words = self._value.get("words") if kept or self._value.get("to") else None
        self._set(to=one.id, words=words, **(self._identified() if kept else {}))
        self._picking = False
        self._picker().line.clear()
        self._picker().hide()
        self._show()
        self.focus_first()

    def _identified(self) -> dict[str, Any]:
        """Return who identified one that stood in words, and when; why is asked for beside it."""
        if not any(one.name == IDENTIFIED for one in self._kind.attributes):
            return {}
        given = self._value.get("attributes")
        attributes = dict(given) if isinstance(given, dict) else {}
        said = {"by_words": {"text": self.desk.owner.name}, "when": {"edtf": assessing.today()}}
        before = attributes.get(IDENTIFIED)
        kept = {key: one for key, one in before.items() if key not in ("by", *said)} if isinstance(before, dict) else {}
        self._unfolded = True
        return {"attributes": {**attributes, IDENTIFIED: kept | said}}

    def _on_kept(self, words: str) -> None:
        self._set(words=words)
        self._picking = False
        self._picker().hide()
        self._show()
        self.focus_first()

    def _on_typed(self, words: str) -> None:
        if not self._picking:  # what is typed stays even if nothing is chosen: words for one not identified
            self._set(words=words or None)

    def _on_left(self) -> None:
        if self._picking:
            self._picking = False
            self._show()
            if self.focusWidget() is not None:
                self.focus_first()
        elif self._value.get("words") and self.picker is not None and not self.picker.line.hasFocus():
            self._show()

    def _on_words(self, words: str) -> None:
        self._set(words=words or None)

    def _on_more(self, key: str, value: Any) -> None:
        self._set(**{key: value})

    def _open(self) -> None:
        if isinstance(to := self._value.get("to"), str):
            self.desk.go("record", to)

    def _set(self, **changes: Any) -> None:
        value = {**self._value, **changes}
        self._value = {key: inner for key, inner in value.items() if inner is not None or key == "to"}
        self._value.setdefault("id", ids.new_item_id())  # here, so that saving it again says the same
        self.edited.emit()

    def _make_role(self) -> Choice:
        roles = [(vocabulary.OURS.label(f"role/{role}", i18n.language()), role) for role in self._kind.roles]
        self.role = Choice(_("{label}: role").format(label=self.label), roles)
        self.role.activated.connect(self._on_role)
        return self.role

    def _on_role(self, n: int) -> None:
        self._set(role=self._kind.roles[n])
