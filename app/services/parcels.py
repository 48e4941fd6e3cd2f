"""How what was chosen is split into bundles: one, or as many as a largest size asks for, each receivable alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain.revision import to_line
from app.exchange.plan import largest_file
from app.exchange.records import Compressed, compress_lines, largest_compressed
from app.services.choosing import Choice
from app.services.session import Session
from app.storage import revisions, spools

Tell = Callable[[int, int], None]
EVERY = 500
"""Versions packed between two tellings."""
EMPTY = 64  # bytes that no records take as a gzip member, and more


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes into one bundle: its share of the choice, and its records in a spool."""

    choice: Choice
    records: Compressed
    spool: spools.Spool


def pack(session: Session, choice: Choice, tell: Tell | None = None) -> Parcel:
    """Return the parcel that carries all of `choice`; `tell` is told versions packed and to pack, and may stop it."""
    spool = spools.spool(session.vault)
    try:
        lines = _lines(session, choice.ids, tell)
        return Parcel(choice, compress_lines(lines, spool), spool)
    except BaseException:
        spool.close()
        raise


def _lines(session: Session, ids: Sequence[str], tell: Tell | None) -> Iterator[bytes]:
    for done, one in enumerate(revisions.get_all(session.vault, ids), 1):
        yield to_line(one)
        if tell and (done % EVERY == 0 or done == len(ids)):
            tell(done, len(ids))


def parcels(session: Session, choice: Choice, max_size: int | None, tell: Tell | None = None) -> Iterator[Parcel]:
    """Yield the parcels: everything in one, or no file larger than `max_size` bytes, records first, large media last.

    Raises BadInput, before the first is yielded, when something alone is larger than that.
    """
    whole = pack(session, choice, tell)
    if not max_size or _ceiling(choice, whole.records.size) <= max_size:
        yield whole
        return
    whole.spool.close()
    _refuse_what_never_fits(session, choice, max_size)
    nothing = replace(choice, ids=(), attachments={}, evidence=(), receipts=())
    if choice.ids:
        yield from _of_records(session, replace(nothing, ids=choice.ids), max_size, tell)
    for group in _of_others(choice, nothing, max_size):
        yield pack(session, group, tell)


def _ceiling(choice: Choice, records: int) -> int:
    sizes = choice.attachments.values()
    return largest_file(len(choice.ids), records, choice.evidence, len(choice.receipts), sizes)


def _of_records(session: Session, choice: Choice, max_size: int, tell: Tell | None) -> Iterator[Parcel]:
    """Yield parcels of records, halving a group until it fits."""
    waiting = [choice.ids]
    while waiting:
        group = waiting.pop()
        parcel = pack(session, replace(choice, ids=group), tell)
        if len(group) > 1 and _ceiling(parcel.choice, parcel.records.size) > max_size:
            parcel.spool.close()
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
        else:
            yield parcel


def _of_others(choice: Choice, nothing: Choice, max_size: int) -> Iterator[Choice]:
    """Yield evidence, receipts and attachments, the largest last, in groups that fit."""
    group = nothing
    for one in _alone(choice, nothing):
        together = replace(
            group,
            attachments={**group.attachments, **one.attachments},
            evidence=(*group.evidence, *one.evidence),
            receipts=(*group.receipts, *one.receipts),
        )
        if group is not nothing and _ceiling(together, EMPTY) > max_size:
            yield group
            together = one
        group = together
    if group is not nothing:
        yield group


def _alone(choice: Choice, nothing: Choice) -> Iterator[Choice]:
    """Yield each piece of evidence, each receipt and each attachment by itself, small ones before large ones."""
    for item in choice.evidence:
        yield replace(nothing, evidence=(item,))
    for receipt in choice.receipts:
        yield replace(nothing, receipts=(receipt,))
    for sha256, size in sorted(choice.attachments.items(), key=lambda item: (item[1], item[0])):
        yield replace(nothing, attachments={sha256: size})


def _refuse_what_never_fits(session: Session, choice: Choice, max_size: int) -> None:
    nothing = replace(choice, ids=(), attachments={}, evidence=(), receipts=())
    if any(_ceiling(one, EMPTY) > max_size for one in _alone(choice, nothing)):
        largest = max(choice.attachments.values(), default=0)
        raise BadInput(
            _(
                "Something does not fit into bundles of that size: the largest attachment has {size} bytes. "
                "Choose a larger size. Nothing was sent."
            ).format(size=f"{largest:,}")
        )
    for one in revisions.get_all(session.vault, choice.ids):
        line = to_line(one)
        single = replace(nothing, ids=(one.id,))
        if _ceiling(single, largest_compressed(len(line))) <= max_size:
            continue
        if _ceiling(single, compress_lines([line], io.BytesIO()).size) > max_size:
            raise BadInput(
                _("Bundles of that size are too small for a single record. Choose a larger size. Nothing was sent.")
            )
