"""The bar above an interview: how long it has been going on, its steps, whether it is saved, and the cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.base.i18n import N_, _
from app.services import interviewing
from app.services.interviewing import Clock
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import button, column, frame, label, restyle, row, tool
from app.ui.record.told import told

STEPS = (
    ("before", N_("Before"), "consent"),
    ("listening", N_("Listening"), "note"),
    ("text", N_("Text"), "text"),
    ("after", N_("After"), "good"),
)
Does = Callable[[], object]


class Head(QWidget):
    """Shows how an interview stands; `does` says what its buttons do, by name."""

    def __init__(self, desk: Desk, does: Mapping[str, Does], go: Callable[[str], object]) -> None:
        super().__init__()
        bar = frame("bar")
        self.clock = label("", "title", wrap=False)
        self.clock.setAccessibleName(_("Length of the session"))
        self.title = label("", "quiet")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.state = label("", "quiet", wrap=False)
        self.state.setAccessibleName(_("Whether it is saved"))
        first = row(gap=14)
        first.addWidget(self.clock)
        first.addWidget(self.title, 1)
        first.addWidget(self.state)
        below = QWidget()
        flow = Flow(below, gap=6)
        self.steps: dict[str, QToolButton] = {}
        for name, words, icon in STEPS:
            made = tool(desk.look, icon, _(words), partial(go, name), text=True)
            made.setCheckable(True)
            made.setAccessibleName(_("Step: {step}").format(step=_(words)))
            flow.addWidget(made)
            self.steps[name] = made
        self.session = button("", does["session"], look=desk.look, icon="activity")
        self.end = button(_("End"), does["end"])
        self.end.setAccessibleName(_("End of the session"))
        self.cover = tool(desk.look, "eye", _("Cover"), does["cover"], text=True)
        self.cover.setAccessibleName(_("Cover what is written"))
        self.record = tool(desk.look, "testimony", _("Whole record"), does["record"], text=True)
        self.save = button(_("Save"), does["save"], "main", look=desk.look, icon="save")
        for one in (self.session, self.end, self.cover, self.record, self.save):
            flow.addWidget(one)
        inside = column(bar, gap=8)
        inside.setContentsMargins(20, 10, 20, 10)
        inside.addLayout(first)
        inside.addWidget(below)
        column(self).addWidget(bar)
        self.setProperty("pane", "head")

    def show_step(self, step: str) -> None:
        """Show where one is."""
        for name, made in self.steps.items():
            made.setChecked(name == step)

    def show_clock(self, clock: Clock, *, read_only: bool) -> None:
        """Show how long the session has been, and what can be done with it."""
        words = interviewing.written(clock.seconds) if clock.begun else "–"
        if self.clock.text() != words:
            self.clock.setText(words)
        if clock.going:
            does = _("Break")
        elif clock.begun:
            does = _("Go on")
        else:
            does = _("Begin")
        if self.session.text() != does:
            self.session.setText(does)
            self.session.setAccessibleName(_("Session: {what}").format(what=does))
        self.session.setVisible(not read_only)
        self.end.setVisible(clock.going and not read_only)

    def show_title(self, title: str, *, covered: bool) -> None:
        """Show whose testimony it is; nothing of it while all is covered."""
        told(self.title, _("Covered") if covered else title)

    def show_state(self, words: str, *, read_only: bool) -> None:
        """Show whether what is typed is saved."""
        self.state.setText(words)
        self.save.setVisible(not read_only)
        restyle(self.state, "warning" if words == _("Not kept") else "quiet")


class CoverPage(QWidget):
    """What stands in the place of everything while it is covered."""

    def __init__(self, desk: Desk, lift: Does) -> None:
        super().__init__()
        self.button = button(_("Show it again"), lift, look=desk.look, icon="eye")
        layout = column(self, margin=40, gap=14)
        layout.addStretch(1)
        words = label(_("What is written is covered. It is still being kept."), "section")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(2)
