"""What is asked of one field: what it is called, what its values are, where it stands, what wants it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.base import i18n
from app.base.i18n import Worded, _
from app.domain import vocabulary
from app.domain.schema import OWN, Field, RecordType, office
from app.domain.schema.kinds import Link, Term, Text
from app.ui.desk import Desk
from app.ui.forms.words import WordLines
from app.ui.library.choices import Terms
from app.ui.page import column, label

AS_USUAL, AT_ONCE, FOLDED = "", "shown", "folded"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of a field."""

    label: dict[str, str] = field(repr=False)
    help: dict[str, str] = field(repr=False)
    kind: str
    many: bool
    vocabulary: str
    targets: tuple[str, ...]
    section: str
    sensitivity: str
    shown: bool | None
    wanted_for: tuple[str, ...]


class FieldEditor(QWidget):
    """The questions. Of one of our own fields only where it stands and what wants it can be said."""

    edited = Signal()
    """A person said something else."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._new = True
        self._showing = False
        self.label = WordLines(desk.look, _("Label"), office.LONGEST)
        self.help = WordLines(desk.look, _("Help"), office.LONGEST_HELP)
        self.kind = _box(_("Kind"))
        self.list = _box(_("List of terms"))
        self.many = QCheckBox(_("It may have several values"))
        self.targets = Terms(_("Leads to"))
        self.section = _box(_("Section"))
        self.section.setEditable(True)
        self.sensitivity = _box(_("Sensitivity"))
        self.shown = _box(_("In the form"))
        self.wanted = Terms(_("Wanted for"))
        layout = column(self, gap=6)
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        for name, words, widget, more in (
            ("label", _("Label"), self.label, ""),
            ("kind", _("Kind"), self.kind, _("It stays for good: for another kind, add another field.")),
            ("list", _("List of terms"), self.list, ""),
            ("targets", _("Leads to"), self.targets, _("None ticked means records of any type.")),
            ("many", "", self.many, ""),
            ("help", _("Help"), self.help, _("One sentence below the label.")),
            ("section", _("Section"), self.section, _("One of these, or a new one: type its name.")),
            ("shown", _("In the form"), self.shown, ""),
            ("sensitivity", _("Sensitivity"), self.sensitivity, ""),
            ("wanted", _("Wanted for"), self.wanted, _("These outputs miss it while it is empty; saving never waits.")),
        ):
            parts: list[QWidget] = [label(words, "field", buddy=widget)] if words else []
            parts += [widget, *([label(more, "quiet")] if more else [])]
            for part in parts:
                layout.addWidget(part)
            self._rows[name] = tuple(parts)
        self.kind.currentIndexChanged.connect(self._fit)
        for box in (self.kind, self.list, self.section, self.sensitivity, self.shown):
            box.activated.connect(self._on_edited)
        self.section.editTextChanged.connect(self._on_edited)
        for ticks in (self.targets, self.wanted):
            ticks.changed.connect(self._on_edited)
        self.many.toggled.connect(self._on_edited)
        for lines in (self.label, self.help):
            lines.edited.connect(self._on_edited)

    def show_new(self, declared: RecordType) -> None:
        """Ask everything, of a field that is not there yet."""
        self._new = self._showing = True
        self._offer(declared)
        for lines in (self.label, self.help):
            lines.set_read_only(False)
            lines.show_words("")
        self.many.setChecked(False)
        self._choose_section(office.OWN_SECTION)
        self.targets.choose(())
        self.wanted.choose(())
        self.kind.setCurrentIndex(0)
        self._fit()
        self._showing = False

    def show_field(self, declared: RecordType, one: Field) -> None:
        """Show what was said of a field."""
        self._new, self._showing = False, True
        self._offer(declared)
        self.label.show_words(one.label if one.own else _(one.label))
        self.help.show_words(one.help if one.own or not one.help else _(one.help))
        self.label.set_read_only(not one.own)
        self.help.set_read_only(not one.own)
        self.many.setChecked(one.many)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind_of(one))))
        if isinstance(one.kind, Term):
            self.list.setCurrentIndex(self.list.findData(one.kind.vocabulary))
        self.targets.choose(one.kind.types if isinstance(one.kind, Link) else ())
        self._choose_section(one.section)
        self.sensitivity.setCurrentIndex(max(0, self.sensitivity.findData(one.sensitivity.value)))
        said = declared.shown.get(one.name)
        self.shown.setCurrentIndex(self.shown.findData({None: AS_USUAL, True: AT_ONCE, False: FOLDED}[said]))
        self.wanted.choose(declared.wanted.get(one.name, ()))
        self._fit()
        for name in ("label", "help"):
            self._show(name, one.own or (name == "help" and bool(one.help)) or name == "label")
        self._show("sensitivity", one.own)
        self._showing = False

    def go_on(self, asked: Asked) -> None:
        """Show what a person said of this field before, and did not save."""
        self._showing = True
        for lines, said in ((self.label, asked.label), (self.help, asked.help)):
            lines.show_words(Worded.of(said) if said else "")
        self.many.setChecked(asked.many)
        for box, code in (
            (self.kind, asked.kind),
            (self.list, asked.vocabulary),
            (self.sensitivity, asked.sensitivity),
            (self.shown, {None: AS_USUAL, True: AT_ONCE, False: FOLDED}[asked.shown]),
        ):
            box.setCurrentIndex(max(0, box.findData(code)))
        self._choose_section(asked.section)
        self.targets.choose(asked.targets)
        self.wanted.choose(asked.wanted_for)
        self._showing = False

    def asked(self) -> Asked:
        """Return what is said now."""
        at = self.section.findText(self.section.currentText().strip())
        section = self.section.itemData(at) if at >= 0 else self.section.currentText().strip()
        shown = {AS_USUAL: None, AT_ONCE: True, FOLDED: False}[str(self.shown.currentData())]
        return Asked(
            label=self.label.words(),
            help=self.help.words(),
            kind=str(self.kind.currentData()),
            many=self.many.isChecked(),
            vocabulary=str(self.list.currentData() or ""),
            targets=self.targets.chosen(),
            section=str(section),
            sensitivity=str(self.sensitivity.currentData()),
            shown=shown,
            wanted_for=self.wanted.chosen(),
        )

    def _on_edited(self) -> None:
        if not self._showing:
            self.edited.emit()

    def _offer(self, declared: RecordType) -> None:
        schema, language = self._desk.schema, i18n.language()
        for box, name in ((self.kind, "field-kind"), (self.sensitivity, "sensitivity")):
            _fill(
                box, [(schema.label(code, language), code.partition("/")[2]) for code in schema.vocabulary(name).terms]
            )
        own = [(_(schema.vocabulary(name).label), name) for name in schema.lists.own if name.startswith(OWN)]
        ours = [
            (_(schema.vocabulary(name).label), name) for name in vocabulary.OURS.names() if name not in office.CLOSED
        ]
        _fill(self.list, [*sorted(own, key=lambda pair: pair[0].casefold()), *ours])
        sections = dict.fromkeys(one.section for one in declared.fields.values() if one.section)
        _fill(self.section, [(_(name), str(name)) for name in [*sections, office.OWN_SECTION] if name])
        _fill(self.shown, [(_("As usual"), AS_USUAL), (_("Shown at once"), AT_ONCE), (_("Folded"), FOLDED)])
        self.targets.count([(name, _(one.label), 0) for name, one in schema.types.items()])
        self.wanted.count([(code, schema.label(code, language), 0) for code in schema.vocabulary("output").offered])

    def _choose_section(self, name: str) -> None:
        at = self.section.findData(str(name))
        if at < 0:
            self.section.addItem(_(name), str(name))
            at = self.section.count() - 1
        self.section.setCurrentIndex(at)

    def _fit(self) -> None:
        kind = self.kind.currentData()
        for name in ("kind", "many"):
            self._show(name, self._new)
        self._show("many", self._new and kind not in ("flag", "names"))
        self._show("list", self._new and kind == "term")
        self._show("targets", self._new and kind == "link")
        for name in ("label", "help", "sensitivity", "section", "shown", "wanted"):
            self._show(name, True)
        self._show("shown", not self._new)

    def _show(self, name: str, shown: bool) -> None:
        for part in self._rows[name]:
            part.setVisible(shown)


def kind_of(one: Field) -> str:
    """Return the kind of a field as the list of kinds calls it, nothing for one an office cannot make."""
    match one.kind:
        case Term():
            return "term"
        case Link():
            return "link"
        case Text(long=True):
            return "long-text"
        case other:
            name = type(other).__name__.lower()
            return name if name in office.KINDS else ""


def _box(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(20)
    return made


def _fill(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    box.blockSignals(True)
    box.clear()
    for words, code in choices:
        box.addItem(words, code)
    box.blockSignals(False)
