"""What is done with a whole record from its page: trash, discard, an earlier version back; each with its undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.base.i18n import _
from app.domain.body import Fields
from app.services import comparing, drafting, trashing
from app.services.drafting import Opened
from app.ui.desk import Desk
from app.ui.record.keeping import Keeper


def trash(desk: Desk, keeper: Keeper, opened: Opened, shows: Callable[[str], bool]) -> None:
    """Put a record into the trash, or take it out, with what is typed in it; go back if it is still shown then."""
    record, into = opened.record, opened.fields.get("trashed") is not True
    if keeper.new and not keeper.changed:  # nothing of it is anywhere
        desk.back()
        return

    def put(trashed: bool, then: Callable[[list[str]], None]) -> None:
        desk.jobs.write(lambda session, _tell: trashing.put(session, [record], trashed=trashed), then, owner=desk)

    def done(moved: list[str]) -> None:
        if not moved:
            desk.say(_("This record stays: it waits for a decision, or is from a newer version."), "warning")
            return
        words = _("The record is in the trash.") if into else _("The record is out of the trash.")
        desk.say(words, undo=lambda: put(not into, lambda _moved: desk.tell(record)))
        desk.tell(record)
        if into and shows(record):
            desk.back()

    keeper.save(lambda: put(into, done))


def interview(desk: Desk, opened: Opened | None) -> bool:
    """Show a testimony as its interview; tell that there is none of any other record."""
    told = opened is not None and opened.type == "testimony"
    if told and opened is not None:
        desk.go("interview", opened.record)
    return told


def copy_number(desk: Desk, record: str) -> None:
    """Put the number of a record into the clipboard."""
    QApplication.clipboard().setText(record)
    desk.say(_("The record's number is in the clipboard until the vault is locked."))


def look_elsewhere(desk: Desk, opened: Opened, tell: Callable[[], None], owner: QObject) -> None:
    """Call `tell` if a record has another version now than the ones shown: what changed may only stand beside it."""

    def seen(heads: tuple[str, ...]) -> None:
        if heads and (not set(opened.heads) <= set(heads) or (len(heads) > 1 and not opened.conflicts)):
            tell()

    desk.jobs.read(lambda session: drafting.heads_of(session, opened.record), seen, owner=owner)


def discard(desk: Desk, keeper: Keeper, opened: Opened, typed: Fields, then: Callable[[], None]) -> None:
    """Forget what was typed since the last version; Undo types it again."""

    def undo() -> None:
        desk.jobs.write(
            lambda session, _tell: drafting.keep(session, opened.record, opened.type, typed, opened.heads),
            lambda _none: desk.tell(opened.record),
            owner=desk,
        )

    def done() -> None:
        desk.say(_("What was typed since the last version is gone."), undo=undo)
        desk.tell(opened.record)
        then()

    keeper.discard(done)


def bring_back(desk: Desk, keeper: Keeper, opened: Callable[[], Opened], revision: str) -> None:
    """Make a new version that says what an earlier one said; Undo brings back the one of now."""
    record = opened().record

    def bring(which: str, then: Callable[[Any], None]) -> None:
        desk.jobs.write(lambda session, _tell: comparing.bring_back(session, record, which), then, owner=desk)

    def saved() -> None:
        heads = opened().heads

        def undo() -> None:
            bring(heads[0], lambda _again: desk.tell(record))

        def done(_saved: Any) -> None:
            words = _("That version is back, as a new version. None was lost.")
            desk.say(words, "good", undo=undo if len(heads) == 1 else None)
            desk.tell(record)

        bring(revision, done)

    keeper.save(saved)
