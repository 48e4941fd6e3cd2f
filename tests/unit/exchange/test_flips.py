"""Every byte of a small bundle flipped, every length cut: refused, each with words a person can read."""

from __future__ import annotations

import io
import random
from functools import cache

import pytest

from app.base import errors
from app.exchange import bag, receipt, tar
from app.exchange.plan import SMALLEST
from tests.unit.exchange import forging, making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")
REFUSED = (errors.BundleRefused, errors.AgeError)


@cache
def small() -> making.Made:
    first = making.revise(FIELD, 1, "first words")
    return making.bundle(
        FIELD, OFFICE, [first, making.revise(FIELD, 1, "second", [first.id])], [b"photo"], profile="x25519"
    )


@cache
def written() -> bytes:
    return small().written()


@cache
def rich() -> bytes:
    """Return the plaintext of a bundle with a member of every kind."""
    earlier = making.bundle(OFFICE, FIELD, [making.revise(OFFICE, 9, "from the desk")])
    receipts = [receipt.make_receipt(FIELD.keys, "ab" * 16, earlier.plan.hash, "2024-05-06T07:08:09Z")]
    made = making.bundle(FIELD, OFFICE, [making.revise(FIELD, 1, "words")], [b"photo"], [earlier.plan.item], receipts)
    return forging.plaintext(made.written(), OFFICE)


def refused(data: bytes) -> None:
    with pytest.raises(REFUSED) as caught:
        making.read(data, OFFICE)
    assert len(str(caught.value)) > 20


def plain_refused(plain: bytes) -> None:
    with pytest.raises(errors.BundleRefused) as caught:
        forging.read_plain(plain)
    assert len(str(caught.value)) > 20


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]


def test_untouched_it_is_read() -> None:
    assert len(making.read(written(), OFFICE).revisions) == 2
    assert len(forging.read_plain(rich())) == 1


def test_every_byte_of_the_age_header_and_nonce() -> None:
    for position in range(len(small().plan.header_bytes) + 16):
        refused(flipped(written(), position))


def test_bytes_of_every_chunk() -> None:
    data, start = written(), len(small().plan.header_bytes) + 16
    chunk = 64 * 1024 + 16
    positions = set(range(start, len(data), 911))
    for edge in range(start, len(data) + chunk, chunk):
        positions |= set(range(edge - 20, edge + 20))
    for position in sorted(positions):
        if start <= position < len(data):
            refused(flipped(data, position))


def test_every_length_of_the_header_and_many_of_the_rest() -> None:
    data, start = written(), len(small().plan.header_bytes) + 16
    lengths = set(range(start + 40)) | set(range(start, len(data), 1009))
    chunk = 64 * 1024 + 16
    for edge in range(start, len(data) + chunk, chunk):
        lengths |= set(range(edge - 20, edge + 20))
    for length in sorted(lengths):
        if length < len(data):
            refused(data[:length])


@pytest.mark.parametrize("more", [b"\0", b"x" * 16, b"x" * 65552, b"age-encryption.org/v1\n"])
def test_bytes_after_the_end(more: bytes) -> None:
    refused(written() + more)


def test_the_same_bundle_twice_in_a_file() -> None:
    refused(written() * 2)


def test_chunks_cannot_change_places() -> None:
    data, start, chunk = written(), len(small().plan.header_bytes) + 16, 64 * 1024 + 16
    first, second = data[start : start + chunk], data[start + chunk : start + 2 * chunk]
    refused(data[:start] + second + first + data[start + 2 * chunk :])
    refused(data[:start] + data[start + chunk :])


def test_every_byte_of_the_plaintext_before_padding() -> None:
    plain = forging.plaintext(written(), OFFICE)
    for position in range(small().plan.tar_size):
        plain_refused(flipped(plain, position))


def test_bytes_of_every_kind_of_member() -> None:
    plain, position, step = rich(), 0, random.Random(5)
    while position < len(plain):
        plain_refused(flipped(plain, position))
        position += step.randrange(1, 40) if position < 70_000 else 4001


def test_every_length_of_the_plaintext() -> None:
    plain, end = forging.plaintext(written(), OFFICE), small().plan.tar_size
    for length in [
        *range(0, end, 3),
        *range(end - 10, end + 10),
        *range(end, len(plain), 4001),
        len(plain) - 1,
    ]:
        plain_refused(plain[:length])
    for length in (0, 1, end, end - 512, end - 1024, len(plain) - 512):
        refused(forging.sealed(plain[:length], OFFICE))


def test_padding_is_zeros_to_exactly_its_size() -> None:
    plain, end = forging.plaintext(written(), OFFICE), small().plan.tar_size
    assert len(plain) == SMALLEST
    for position in [*range(end, end + 600), *range(end, len(plain), 2003), len(plain) - 1]:
        plain_refused(flipped(plain, position))
    plain_refused(plain + bytes(512))
    plain_refused(plain + b"\0")
    refused(forging.sealed(plain + bytes(1024), OFFICE))
    refused(forging.sealed(plain[:end], OFFICE))
    assert forging.read_plain(plain)


def test_a_bit_less_padding_of_a_larger_bundle() -> None:
    made = making.bundle(FIELD, OFFICE, [], [bytes(600_000)])
    plain = forging.plaintext(made.written(), OFFICE)
    assert len(plain) == made.plan.padded_size > made.plan.tar_size > SMALLEST
    plain_refused(plain[:-1])
    plain_refused(plain[: made.plan.tar_size])
    plain_refused(plain + bytes(tar.BLOCK))


class Trickling(io.BytesIO):
    """A file that gives few bytes at a time, as pipes may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size if size is not None and size >= 0 else 777, 777))


def test_small_reads_change_nothing() -> None:
    opened = making.open_bundle(Trickling(written()), OFFICE.identities)
    kept = making.Kept()
    received = opened.read_rest(kept)
    assert len(received.ids) == 2
    found = making.records.lines(Trickling(kept.spool.getvalue()), opened.manifest, received.ids)
    assert len(list(found)) == 2
    assert bag.attachment_name(1) == "bag/data/attachments/000001"
