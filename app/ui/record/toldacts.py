"""Who did what to whom as a testimony tells it: the acts made from it, each alleged and citing it, in one incident."""

from __future__ import annotations

from collections.abc import Callable

from app.base.errors import BadInput
from app.base.i18n import N_, _
from app.services import coding, linked
from app.services.coding import Made
from app.services.linked import Act
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.record.acts import ActsTable
from app.ui.record.keeping import Keeper
from app.ui.record.parts import Said


class ToldActs(ActsTable):
    """Shows and adds the acts a testimony tells of."""

    hint = N_("They are in one incident; without a time of its own an act has that of the one before.")

    def __init__(self, desk: Desk, testimony: str, keeper: Keeper) -> None:
        super().__init__(desk, testimony)
        self._testimony, self._keeper = testimony, keeper

    def reading(self, language: str) -> Callable[[Session], tuple[Act, ...]]:
        """Return the work that reads the acts."""
        testimony = self._testimony
        return lambda session: linked.acts_told(session, testimony, language)

    def making(self, said: Said) -> Callable[[Session], Made]:
        """Return the work that makes the acts that were said."""
        testimony = self._testimony
        return lambda session: coding.tell_acts(
            session,
            testimony,
            act_type=said.act_type,
            victims=said.victims,
            perpetrators=said.perpetrators,
            period=said.period,
        )

    def prepare(self, then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Make a version of what was typed: it is what the acts cite."""
        if self._keeper.new and not self._keeper.changed:
            failed(BadInput(_("First write something of the testimony: the acts cite it. Nothing was lost.")))
        else:
            self._keeper.save(then, failed)
