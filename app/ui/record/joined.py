"""That a person was merged: into whom, who was merged into them, what was moved, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import i18n
from app.base.i18n import _, ngettext
from app.services import merging_people
from app.services.drafting import Opened
from app.services.merging_people import Standing
from app.services.people import Side
from app.ui.desk import Desk
from app.ui.jobs import Job
from app.ui.page import button, column, frame, label, row, tool
from app.ui.record import merging
from app.ui.record.keeping import Keeper


class Joined(QWidget):
    """Strips that say so; nothing when there was no merging."""

    def __init__(self, desk: Desk, own: str, keeper: Keeper) -> None:
        super().__init__()
        self._desk, self._own, self._keeper = desk, own, keeper
        self._shown: tuple[Standing, bool] | None = None
        self._reading: Job | None = None
        self._layout = column(self, gap=8)
        self.hide()

    def show_record(self, opened: Opened) -> None:
        """Read what merging has to do with this person again."""
        record, language, read_only = self._own, i18n.language(), opened.kept
        self._reading = self._desk.jobs.read(
            lambda session: merging_people.standing(session, record, language),
            lambda standing: self._show(standing, read_only=read_only),
            owner=self,
            replaces=self._reading,
        )

    def _show(self, standing: Standing, *, read_only: bool) -> None:
        if self._shown == (standing, read_only):
            return
        self._shown = (standing, read_only)
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if standing.into is not None:
            self._layout.addWidget(self._merged_into(standing, standing.into, read_only=read_only))
        for one in standing.merged:
            told = _("{title} was merged into this record.").format(title=one.title)
            self._layout.addWidget(self._strip("info", told, one, one.id, read_only=read_only))
        self.setVisible(bool(standing.into or standing.merged))

    def _merged_into(self, standing: Standing, kept: Side, *, read_only: bool) -> QWidget:
        told = _("This record was merged into {title}; what is said of this person is there.").format(title=kept.title)
        made = self._strip("warning", told, kept, self._own, read_only=read_only)
        inside = made.layout()
        assert isinstance(inside, QVBoxLayout)
        if standing.left:
            words = ngettext(
                "{n} record still links to this one.", "{n} records still link to this one.", standing.left
            ).format(n=f"{standing.left:,}")
            line, move = row(), button(_("Move them too"), lambda: self._move(kept.id))
            move.setAccessibleDescription(words)
            move.setEnabled(not read_only)
            line.addWidget(label(words), 1)
            line.addWidget(move)
            inside.addLayout(line)
        if standing.moved:
            inside.addWidget(_Fold(self._desk, standing.moved))
        return made

    def _strip(self, kind: str, words: str, shown: Side, separated: str, *, read_only: bool) -> QWidget:
        made = frame(kind)
        inside = column(made, margin=12, gap=8)
        inside.addWidget(label(words))
        does = row()
        opens = button(_("Open"), lambda: self._desk.go("record", shown.id), look=self._desk.look, icon="person")
        opens.setAccessibleName(_("Open {title}").format(title=shown.title))
        apart = button(_("Separate again"), lambda: self._separate(separated), look=self._desk.look, icon="undo")
        apart.setAccessibleDescription(words)
        apart.setEnabled(not read_only)
        does.addWidget(opens)
        does.addWidget(apart)
        does.addStretch(1)
        inside.addLayout(does)
        return made

    def _move(self, kept: str) -> None:
        desk, own = self._desk, self._own
        self._keeper.save(lambda: merging.merge(desk, kept, own, lambda: None))

    def _separate(self, other: str) -> None:
        desk = self._desk
        self._keeper.save(lambda: merging.separate(desk, other))


class _Fold(QWidget):
    """The links that were moved, folded away."""

    def __init__(self, desk: Desk, moved: tuple[str, ...]) -> None:
        super().__init__()
        layout = column(self, gap=4)
        words = _("Links that were moved ({n})").format(n=f"{len(moved):,}")
        self.opener = tool(desk.look, "down", words, self._on_fold, text=True)
        layout.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeading)
        self._list = label("\n".join(moved))
        self._list.setContentsMargins(8, 0, 8, 0)
        self._list.hide()
        layout.addWidget(self._list)

    def _on_fold(self) -> None:
        self._list.setVisible(self._list.isHidden())
