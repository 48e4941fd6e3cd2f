"""How somebody can be reached safely, at the head of their page; warned before a contact is copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _
from app.domain.body import Fields
from app.services import reaching, titles
from app.services.drafting import Opened
from app.services.reaching import Reach, Way
from app.ui.desk import Desk
from app.ui.editors.form import Form
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row
from app.ui.record.following import follow

HIDDEN = "•" * 8


class Reaching(QWidget):
    """Says first whom not to contact; then each contact with what to heed, its number hidden until it is asked for."""

    def __init__(self, desk: Desk, form: Form) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._reading: Job | None = None
        self._shown: Reach | None = None
        self._layout = column(self, gap=8)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self._warned = self._coded = False
        follow(form, lambda: self._read(form.fields()))

    @property
    def reach(self) -> Reach | None:
        """What is known of reaching them."""
        return self._shown

    def show_record(self, opened: Opened) -> None:
        """Show how this record says it can be reached."""
        self._read(opened.fields)

    def _read(self, fields: Fields) -> None:
        type_, language = self._form.type, i18n.language()
        self._coded = bool(titles.code_name(type_, fields))
        self._reading = self._desk.jobs.read(
            lambda session: reaching.of_fields(session, type_, fields, language),
            self._show,
            owner=self,
            replaces=self._reading,
        )

    def _show(self, reach: Reach) -> None:
        if reach == self._shown:
            return
        self._shown = reach
        self._warned = False
        _empty(self._layout)
        if reach.never:
            strip = frame("danger")
            inside = column(strip, margin=12, gap=4)
            inside.addWidget(label(_("Do not contact"), "heading"))
            for words in reach.why:
                inside.addWidget(label(words))
            self._layout.addWidget(strip)
        if reach.ways:
            self._layout.addWidget(self._box(reach))
        self.setVisible(bool(reach.never or reach.ways))

    def _box(self, reach: Reach) -> QFrame:
        box = frame("card")
        inside = column(box, margin=12, gap=8)
        inside.addWidget(label(_("Safe contact") if not reach.never else _("Contact, not to be used"), "heading"))
        ways = QWidget()
        listed = column(ways, gap=8)
        for number, way in enumerate(reach.ways):
            if number:
                listed.addWidget(frame("line"))
            listed.addWidget(_Entry(self._desk, reach, way))
        inside.addWidget(ways)
        if self._coded:  # through whom, and in which language, may tell who it is
            ways.hide()
            shows = button(_("Show contact"), ways.show, look=self._desk.look, icon="eye")
            shows.clicked.connect(shows.hide)
            inside.addWidget(shows, 0, Qt.AlignmentFlag.AlignLeading)
        return box

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Warn where somebody goes to the contact itself, in the form: once each time the page is shown."""
        reach = self._shown
        if reach is None or not reach.never or self._warned or new is None or not self._form.isAncestorOf(new):
            return
        at: QWidget | None = new
        while at is not None and at is not self._form:
            if getattr(getattr(at, "field", None), "name", "") == "contacts":
                self._warned = True
                self._desk.say(reaching.warning(reach), "danger")
                return
            at = at.parentWidget()


class _Entry(QWidget):
    """One contact."""

    def __init__(self, desk: Desk, reach: Reach, way: Way) -> None:
        super().__init__()
        self._desk, self._way = desk, way
        self._warning = reaching.way_warning(reach, way)
        layout = column(self, gap=4)
        line = row(gap=8)
        line.addWidget(label(way.kind, "field", wrap=False))
        self._value = label(HIDDEN, wrap=False)
        self._value.setAccessibleName(_("Hidden until it is asked for"))
        line.addWidget(self._value)
        if way.safe is False or (way.safe and not reach.never):
            words = _("Safe to use") if way.safe else _("Not safe to use")
            chip = label(words, "chip" if way.safe else "chip-warning", wrap=False)
            line.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        self._eye = button(_("Show"), self._reveal, "flat", look=desk.look, icon="eye")
        self._eye.setAccessibleName(_("Show {what}").format(what=way.kind))
        copies = button(_("Copy"), self._on_copy, "flat", look=desk.look, icon="copy")
        copies.setAccessibleName(_("Copy {what}").format(what=way.kind))
        for one in (self._eye, copies):
            one.setEnabled(bool(way.value))
            line.addWidget(one)
        layout.addLayout(line)
        for words in way.heed:
            layout.addWidget(label(words, "quiet"))
        self._code = label("", "quiet")
        self._code.hide()
        layout.addWidget(self._code)
        self._asking = frame("danger" if reach.never else "warning")
        inside = column(self._asking, margin=10, gap=8)
        inside.addWidget(label(self._warning))
        does = row()
        self._all_the_same = button(_("Copy all the same"), self._copy)
        does.addWidget(self._all_the_same)
        self._leave = button(_("Leave it"), self._asking.hide, "main")
        does.addWidget(self._leave)
        does.addStretch(1)
        inside.addLayout(does)
        self._asking.hide()
        layout.addWidget(self._asking)

    def _reveal(self) -> None:
        hidden = self._value.text() == HIDDEN
        self._value.setText(self._way.value if hidden else HIDDEN)
        self._value.setAccessibleName(self._way.value if hidden else _("Hidden until it is asked for"))
        self._eye.setText(_("Hide") if hidden else _("Show"))
        self._code.setText(_("Code word: {words}").format(words=self._way.code_word))
        self._code.setVisible(hidden and bool(self._way.code_word))

    def _on_copy(self) -> None:
        if self._warning:
            self._asking.show()
            self._leave.setFocus()
        else:
            self._copy()

    def _copy(self) -> None:
        self._asking.hide()
        QApplication.clipboard().setText(self._way.value)
        self._desk.say(_("The contact is in the clipboard until the vault is locked."))


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
