"""Every byte of a card, and bytes all over a small bundle, flipped and cut, against one open vault: all refused.

All of the bundle's first chunk, byte by byte, takes two minutes: KEEPSAKE_EVERY_BYTE=1 asks for it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from app.base import errors
from app.services import attachments, casework, contacts, receiving, sending, trusting
from app.services.session import Session
from app.storage import log, trust
from tests.unit.services import making

CHUNK = 64 * 1024 + 16
STEP = 1 if os.environ.get("KEEPSAKE_EVERY_BYTE") else 61


@dataclass(frozen=True)
class Target:
    """An office, the file it is given again and again, and that file's good bytes."""

    office: Session
    given: Path
    bundle: bytes
    card: bytes
    fingerprint: str


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    memory = Path("/dev/shm")  # thousands of times: where there is one, on a disk that needs no waiting
    with (
        tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder,
        _made(Path(folder)) as made,
    ):
        yield made


@contextmanager
def _made(place: Path) -> Iterator[Target]:
    with (
        making.create(place / "field", "Field") as field,
        making.create(place / "hq", "HQ", "headquarters") as office,
        making.create(place / "other", "Other") as other,
    ):
        making.introduce(place, field, office)
        record = casework.add(field, "note", {"text": {"text": "words"}})
        (place / "photo").write_bytes(b"photo" * 100)
        attachments.attach(field, record, place / "photo")
        bundle = Path(sending.send(field, "HQ", place, profile="x25519")["bundles"][0])
        contacts.write_card(other, place / "card")
        yield Target(
            office, place / "given", bundle.read_bytes(), (place / "card").read_bytes(), other.card.fingerprint
        )


def _flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]


def _refused(target: Target, data: bytes) -> type[Exception]:
    target.given.write_bytes(data)
    with pytest.raises(errors.BundleRefused) as caught:
        receiving.receive(target.office, target.given)
    assert len(str(caught.value)) > 20
    return caught.type


def _changed_cards(good: bytes) -> Iterator[bytes]:
    yield from (_flipped(good, position) for position in range(len(good)))
    yield from (good[:length] for length in range(len(good)))
    yield from (good + more for more in (b"\n", b" ", b"\0", b"{}", good, b"x" * 40_000))


def test_every_byte_and_length_of_a_card(target: Target) -> None:
    before = making.standing(target.office)
    changes = target.office.vault.db.changes
    for number, data in enumerate(_changed_cards(target.card)):
        target.given.write_bytes(data)
        with pytest.raises(errors.KeepsakeError) as caught:
            trusting.take_card(target.office, target.given, target.fingerprint if number % 9 else None)
        assert len(str(caught.value)) > 20
    target.given.write_bytes(target.card)
    for wrong in ("", "0" * 60, target.fingerprint[:-1], target.fingerprint + "0", target.fingerprint[::-1], "x"):
        with pytest.raises(errors.WrongFingerprint):
            trusting.take_card(target.office, target.given, wrong)
    assert target.office.vault.db.changes == changes  # not even rows that were taken back
    making.unchanged(target.office, before)
    assert trusting.take_card(target.office, target.given, target.fingerprint)["status"] == "verified"
    assert len(trust.cards(target.office.vault)) == 2


def _sampled(target: Target) -> Iterator[bytes]:
    good = target.bundle
    start = good.index(b"\n", good.index(b"\n--- ") + 1) + 1 + 16
    positions = set(range(start)) | set(range(start, start + CHUNK, STEP)) | set(range(0, len(good), 97))
    for edge in range(start, len(good) + CHUNK, CHUNK):
        positions |= set(range(edge - 18, edge + 3))
    for position in sorted(positions):
        if position < len(good):
            yield _flipped(good, position)


def _cut(target: Target) -> Iterator[bytes]:
    good = target.bundle
    start = good.index(b"\n", good.index(b"\n--- ") + 1) + 1 + 16
    lengths = set(range(start + 40)) | set(range(start, len(good), 997))
    for edge in range(start, len(good) + CHUNK, CHUNK):
        lengths |= set(range(edge - 18, edge + 3))
    for length in sorted(lengths):
        if length < len(good):
            yield good[:length]
    yield from (good + more for more in (b"\0", b"\n", bytes(CHUNK), good))


def test_bytes_and_lengths_of_a_bundle(target: Target) -> None:
    before = making.standing(target.office)
    count = 0
    for count, data in enumerate(chain(_sampled(target), _cut(target)), 1):
        _refused(target, data)
        if count % 500 == 0:
            assert sum(1 for _ in log.entries(target.office.vault)) == before.logged
    making.unchanged(target.office, before)
    target.given.write_bytes(target.bundle)
    assert receiving.receive(target.office, target.given)["counts"]["new"] == 1
    print(f"{count:,} changed bundles refused, the good one received")
