"""What is done with two people that look alike: told apart, merged, separated; each says so and offers Undo."""

from __future__ import annotations

from collections.abc import Callable

from app.base.i18n import _, ngettext
from app.services import merging_people, people
from app.services.merging_people import Merged
from app.ui.desk import Desk


def keep_apart(desk: Desk, record: str, other: str, title: str) -> None:
    """Remember that two people are not the same."""

    def undo(item: str) -> None:
        desk.jobs.write(
            lambda session, _tell: people.forget_apart(session, record, item),
            lambda _none: desk.tell(record, other),
        )

    def done(item: str) -> None:
        words = _("{title} is not the same person: nobody asks again.").format(title=title)
        desk.say(words, "good", undo=lambda: undo(item))
        desk.tell(record, other)

    desk.jobs.write(lambda session, _tell: people.keep_apart(session, record, other), done)


def merge(desk: Desk, kept: str, other: str, then: Callable[[], None]) -> None:
    """Merge two people into the one that is kept, then call `then`."""

    def done(made: Merged) -> None:
        words = ngettext(
            "They are one record now; {n} link was moved.", "They are one record now; {n} links were moved.", made.links
        )
        _say(desk, made, words, lambda: separate(desk, other))
        then()

    desk.jobs.write(
        lambda session, _tell: merging_people.merge(session, kept, other), done, label=_("Merging two people")
    )


def separate(desk: Desk, other: str) -> None:
    """Let a merged person be a record of its own again."""

    def done(made: Merged) -> None:
        words = ngettext(
            "They are two records again; {n} link was moved back.",
            "They are two records again; {n} links were moved back.",
            made.links,
        )
        _say(desk, made, words, lambda: merge(desk, made.kept, made.other, lambda: None))

    desk.jobs.write(
        lambda session, _tell: merging_people.separate(session, other), done, label=_("Separating two people")
    )


def _say(desk: Desk, made: Merged, words: str, undo: Callable[[], None]) -> None:
    told = [words.format(n=f"{made.links:,}")]
    if made.rivals:
        told.append(
            ngettext(
                "In {n} thing they differ: both accounts are kept.",
                "In {n} things they differ: both accounts are kept.",
                made.rivals,
            ).format(n=f"{made.rivals:,}")
        )
    if made.skipped:
        told.append(
            ngettext(
                "{n} record was left as it is: it waits for a decision, or a newer version wrote it.",
                "{n} records were left as they are: they wait for a decision, or a newer version wrote them.",
                len(made.skipped),
            ).format(n=f"{len(made.skipped):,}")
        )
    desk.say(" ".join(told), "warning" if made.skipped else "good", undo=undo)
    desk.tell(*made.changed)
