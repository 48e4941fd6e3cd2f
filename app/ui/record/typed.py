"""What both pages have on which a record is typed: a keeper, Tab in the order of sight, nothing lost by going."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.body import Fields
from app.services.drafting import Opened
from app.ui.chain import Chain
from app.ui.desk import Change, Desk
from app.ui.editors import going
from app.ui.editors.unsettled import tell_unsettled, unsettled
from app.ui.page import Page
from app.ui.record.keeping import Keeper


class TypedPage(Page):
    """A page on which one record is typed; `keeper` keeps it."""

    help_topic = "window-record"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.keeper = Keeper(desk, self.fields, self)
        self.keeper.told.connect(self._on_told)
        self.keeper.saved.connect(self._on_saved)
        self._chain = Chain(self)
        desk.changed.connect(self._on_changed)
        desk.defined.connect(self._on_defined)

    def fields(self) -> Fields:
        """Return the record as it stands on the page."""
        raise NotImplementedError

    @property
    def typable(self) -> bool:
        """Whether a record is shown that may be changed."""
        raise NotImplementedError

    def leave(self, then: Callable[[], None]) -> None:
        """Make a version of what was typed, then go; what cannot be one yet stays a draft."""
        if self.typable:
            tell_unsettled(self.desk, self)
            self.keeper.leave(self, then)
        else:
            then()

    def _on_defined(self) -> None:
        """Show what is defined now, unless somebody is typing: then when the page is next shown."""
        if not self.keeper.changed:
            self._on_changed(Change())

    def locking(self) -> None:
        """Hand over what was typed since the last draft."""
        self.keeper.keep()

    def save(self) -> None:
        """Make a version of what was typed."""
        if self.typable:
            unsettled(self)  # a term that was typed and not left yet is taken
            self.keeper.save()

    def ways(self) -> dict[str, Callable[[], object]]:
        """Return how one goes from question to question."""
        return {"next_field": partial(going.go, self, 1), "field_before": partial(going.go, self, -1)}

    def focusNextPrevChild(self, following: bool) -> bool:
        """Go by Tab where the eye goes, whatever was just added."""
        self._chain.order()
        return super().focusNextPrevChild(following)

    def _on_told(self) -> None:
        raise NotImplementedError

    def _on_saved(self, opened: Opened, sent: Fields) -> None:
        raise NotImplementedError

    def _on_changed(self, change: Change) -> None:
        raise NotImplementedError
