"""A bundle written and read again: everything arrives, and only as it was sent."""

from __future__ import annotations

import io
import random

import pytest

from app.base import errors
from app.exchange import receipt, writer
from app.exchange.card import Profile
from app.exchange.evidence import verify_evidence
from app.exchange.plan import largest_file
from tests.unit.exchange import making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")


def some(count: int = 5) -> list[making.Revision]:
    first = making.revise(FIELD, 1, "first words 曹顺利")
    return [first, making.revise(FIELD, 1, "second", [first.id])] + [
        making.revise(FIELD, number, f"words of {number}") for number in range(2, count)
    ]


@pytest.mark.parametrize("profile", ["xwing", "x25519"])
def test_everything_arrives(profile: Profile) -> None:
    revisions = some()
    files = [b"", b"small", random.Random(1).randbytes(700_001)]
    earlier = making.bundle(OFFICE, FIELD, [making.revise(OFFICE, 9, "from the desk")])
    receipts = [receipt.make_receipt(FIELD.keys, "ab" * 16, earlier.plan.hash, "2024-05-06T07:08:09Z")]
    made = making.bundle(FIELD, OFFICE, revisions, files, [earlier.plan.item], receipts, profile=profile)
    read = making.read(made.written(), OFFICE)
    assert [one.id for one in read.revisions] == [one.id for one in revisions]
    assert [(one.body, one.salt, one.signature) for one in read.revisions] == [
        (one.body, one.salt, one.signature) for one in revisions
    ]
    assert [part.getvalue() for part in read.kept.parts.values()] == files
    assert all(part.whole for part in [read.kept.spool, *read.kept.parts.values()])
    assert read.kept.items[0][0] == earlier.plan.item
    assert [one.data for one in read.kept.receipts] == receipts
    assert read.manifest.hash == made.plan.hash
    assert read.manifest.sender == FIELD.card
    assert (read.manifest.recipient_key, read.manifest.recipient_card) == (
        OFFICE.card.key_id,
        OFFICE.card.hash,
    )
    assert read.manifest.authors == (FIELD.card.key_id,)
    assert read.received.item == made.plan.item
    assert read.received.tar_size == made.plan.tar_size
    assert verify_evidence(read.received.item)[0].hash == made.plan.hash


def test_an_empty_bundle_is_one_too() -> None:
    read = making.read(making.bundle(FIELD, OFFICE).written(), OFFICE)
    assert read.revisions == []
    assert len(read.received.ids) == 0


def test_same_plan_gives_same_bytes() -> None:
    made = making.bundle(FIELD, OFFICE, some(), [b"x" * 100_000])
    data = made.written()
    assert made.written() == data
    assert len(data) == made.plan.file_size
    assert len(data) <= largest_file(5, len(made.spool), [], 0, [100_000])


def test_size_tells_only_its_class() -> None:
    sizes = {len(making.bundle(FIELD, OFFICE, some(count)).written()) for count in (2, 5, 9)}
    assert len(sizes) == 1
    assert making.bundle(FIELD, OFFICE, some()).plan.padded_size == 256 * 1024


def test_others_cannot_open_it() -> None:
    data = making.bundle(FIELD, OFFICE, some()).written()
    with pytest.raises(errors.NotForUs):
        making.read(data, FIELD)


@pytest.mark.parametrize("change", ["flipped", "short", "long"])
@pytest.mark.parametrize("what", ["attachment", "records"])
def test_damaged_content_never_leaves_as_good(change: str, what: str) -> None:
    made = making.bundle(FIELD, OFFICE, some(), [b"x" * 300_000])

    def damaged(data: bytes) -> io.BytesIO:
        changes = {"flipped": data[:-1] + bytes([data[-1] ^ 1]), "short": data[:-1], "long": data + b"x"}
        return io.BytesIO(changes[change])

    def open_records() -> io.BytesIO:
        return damaged(made.spool) if what == "records" else io.BytesIO(made.spool)

    def open_attachment(sha256: str) -> io.BytesIO:
        data = made.attachments[sha256]
        return damaged(data) if what == "attachment" else io.BytesIO(data)

    out = io.BytesIO()
    with pytest.raises(errors.BadInput):
        writer.write(out, made.plan, open_records, open_attachment)
    with pytest.raises((errors.BundleRefused, errors.AgeError)):
        making.read(out.getvalue(), OFFICE)


class Full(io.BytesIO):
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: object, /) -> int:
        self.room -= len(data)  # type: ignore[arg-type]
        if self.room < 0:
            raise OSError(28, "no room")
        return super().write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", [0, 20_000, 200_000, 270_000, 1_000_000])
def test_a_full_disk_is_reported_as_such(room: int) -> None:
    made = making.bundle(FIELD, OFFICE, some(), [b"x" * 2_000_000])
    with pytest.raises(OSError, match="no room"):
        writer.write(
            Full(room),
            made.plan,
            lambda: io.BytesIO(made.spool),
            lambda name: io.BytesIO(made.attachments[name]),
        )


def test_what_a_sink_raises_comes_through() -> None:
    made = making.bundle(FIELD, OFFICE, some(), [b"x" * 2_000_000])
    opened = making.open_bundle(io.BytesIO(made.written()), OFFICE.identities)

    class NoRoom(making.Kept):
        def attachment(self, _number: int, _sha256: str, _size: int) -> making.Part:
            raise errors.NoRoom("full")

    with pytest.raises(errors.NoRoom):
        opened.read_rest(NoRoom())


def test_progress_grows_to_the_whole() -> None:
    made = making.bundle(FIELD, OFFICE, some(), [b"x" * 2_000_000])
    out, told = io.BytesIO(), list[int]()
    writer.write(
        out,
        made.plan,
        lambda: io.BytesIO(made.spool),
        lambda name: io.BytesIO(made.attachments[name]),
        told.append,
    )
    assert told == sorted(told)
    assert told[-1] == made.plan.padded_size
    seen = list[int]()
    making.open_bundle(io.BytesIO(out.getvalue()), OFFICE.identities).read_rest(making.Kept(), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == made.plan.padded_size
