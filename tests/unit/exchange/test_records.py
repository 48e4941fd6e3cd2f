"""The records of a bundle: one gzip member, exactly the announced lines, never more memory than a line."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from app.base import errors
from app.domain import revision
from app.exchange import bag, records
from app.exchange.manifest import Manifest
from tests.unit.exchange import forging, making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")


def some() -> list[making.Revision]:
    return [making.revise(FIELD, number, f"words {number} 曹顺利") for number in range(4)]


def announced(revisions: Sequence[making.Revision], decompressed: int | None = None) -> Manifest:
    made = making.bundle(FIELD, OFFICE, revisions)
    opened = making.open_bundle(io.BytesIO(made.written()), OFFICE.identities)
    if decompressed is None:
        return opened.manifest
    return replace(opened.manifest, decompressed=decompressed)


def listing(revisions: Sequence[making.Revision]) -> bag.IdList:
    return bag.IdList(bag.ids_bytes(one.id for one in revisions))


def zipped(data: bytes, header: bytes = records.GZIP_HEADER) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeeze.compress(data) + squeeze.flush()
    return header + body + zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")


def joined(revisions: Sequence[making.Revision]) -> bytes:
    return b"".join(map(revision.to_line, revisions))


def read(spool: bytes, revisions: Sequence[making.Revision], decompressed: int | None = None) -> list[str]:
    manifest = announced(revisions, decompressed)
    return [one.id for one in records.lines(io.BytesIO(spool), manifest, listing(revisions))]


def refused(spool: bytes, revisions: Sequence[making.Revision], decompressed: int | None = None) -> None:
    with pytest.raises(errors.BundleBroken):
        read(spool, revisions, decompressed)


def test_lines_come_in_the_senders_order() -> None:
    revisions = sorted(some(), key=lambda one: one.id, reverse=True)
    assert read(zipped(joined(revisions)), revisions) == [one.id for one in revisions]


def test_gzip_reads_what_we_write() -> None:
    out = io.BytesIO()
    made = records.compress_lines((f"{n}\n".encode() for n in range(100_000)), out)
    data = gzip.decompress(out.getvalue())
    assert (made.lines, made.decompressed, made.size) == (100_000, len(data), len(out.getvalue()))
    assert made.sha256 == making.hashlib.sha256(out.getvalue()).hexdigest()
    assert made.size <= records.largest_compressed(made.decompressed)


def test_nothing_of_the_machine_travels() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    records.compress_lines([b"x\n"], first)
    records.compress_lines(iter([b"x\n"]), second)
    assert first.getvalue() == second.getvalue()
    assert first.getvalue()[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def test_the_ceiling_holds_for_what_cannot_be_compressed() -> None:
    for size in (0, 1, 100, 70_000, 5_000_000):
        out = io.BytesIO()
        made = records.compress_lines([random.Random(size).randbytes(size)], out)
        assert made.size <= records.largest_compressed(size)


def test_every_flip_and_every_cut_is_refused() -> None:
    revisions = some()[:1]
    good, manifest, ids = zipped(joined(revisions)), announced(revisions), listing(revisions)
    for position in range(len(good)):
        for bit in range(8):
            changed = bytearray(good)
            changed[position] ^= 1 << bit
            try:
                found = list(records.lines(io.BytesIO(bytes(changed)), manifest, ids))
            except errors.BundleBroken:
                continue
            assert found == revisions  # bits that deflate does not use; the list of contents catches them
            assert position > 10
    for length in range(len(good)):
        with pytest.raises(errors.BundleBroken):
            list(records.lines(io.BytesIO(good[:length]), manifest, ids))


def test_other_gzip_files() -> None:
    revisions = some()
    data = joined(revisions)
    good = zipped(data)
    assert read(good, revisions)
    for other in (
        b"",
        gzip.compress(data, mtime=1),
        gzip.compress(data, mtime=0),  # another system's mark
        zipped(data, b"\x1f\x8b\x08\x08\0\0\0\0\0\xffname\0"),
        zipped(data, b"\x1f\x8b\x08\x01\0\0\0\0\0\xff"),
        good + b"x",
        good + bytes(100),
        good + zipped(b""),
        zipped(data[:100]) + zipped(data[100:]),
        zlib.compress(data),
        data,
        good[:-8] + bytes(8),
    ):
        refused(other, revisions)


def test_announced_size_is_exact() -> None:
    revisions = some()
    data = joined(revisions)
    for wrong in (0, 1, len(data) - 1, len(data) + 1, 2**50):
        refused(zipped(data), revisions, wrong)


def test_a_bomb_stops_where_it_passes_what_was_announced() -> None:
    revisions = some()

    def parts() -> Iterator[bytes]:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        yield records.GZIP_HEADER
        for _ in range(128):
            yield squeeze.compress(bytes(1 << 20))
        yield squeeze.flush()

    bomb = b"".join(parts())
    assert len(bomb) < 1 << 20
    manifest, ids = announced(revisions), listing(revisions)
    tracemalloc.start()
    try:
        for told in (1000, 10 * 1024 * 1024, 128 << 20):
            with pytest.raises(errors.BundleBroken):
                list(records.lines(io.BytesIO(bomb), replace(manifest, decompressed=told), ids))
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_lines_are_exactly_those_listed() -> None:
    revisions = some()
    for lines in (
        revisions[:-1],
        [*revisions, revisions[0]],
        [*revisions, making.revise(FIELD, 9, "another")],
        [*revisions[:-1], revisions[0]],
        [*revisions[:-1], making.revise(FIELD, 9, "another")],
        [],
    ):
        data = joined(lines)
        refused(zipped(data), revisions, len(data))


def test_lines_in_another_form() -> None:
    revisions = some()
    data = joined(revisions)
    first = revision.to_line(revisions[0])
    other = making.revise(FIELD, 0, "other words")
    swapped = replace(revisions[0], body=other.body, salt=other.salt)
    for changed in (
        data[:-1],
        data + b"\n",
        b"\n" + data,
        data.replace(b"\n", b"\r\n"),
        data.replace(b'"state"', b' "state"', 1),
        data.replace(b'"v":1', b'"v":1.0', 1),
        data.replace(b'"v":1', b'"v":1,"v":1', 1),
        data.replace(b"words 0", b"words 9", 1),
        data.replace(b'"present"', b'"sealed"', 1),
        data.replace(b'"present"', b'"unknown"', 1),
        data.replace("曹".encode(), b"\\ud800", 1),
        data.replace("曹".encode(), b"\xff", 1),
        data.replace(first, revision.to_line(swapped)),
        data.replace(first, b"[" * 20_000 + b"]" * 20_000 + b"\n"),
        data.replace(first, b"null\n"),
        data.replace(first, b'{"body":null}\n'),
    ):
        assert changed != data
        refused(zipped(changed), revisions, len(changed))


def test_a_line_without_end_is_refused_before_memory_is() -> None:
    revisions = some()
    endless = b"x" * (revision.LINE_LIMIT + 5 * 1024 * 1024)
    spool, manifest = zipped(endless), announced(revisions, len(endless))
    del endless
    tracemalloc.start()
    try:
        with pytest.raises(errors.BundleBroken):
            list(records.lines(io.BytesIO(spool), manifest, listing(revisions)))
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_sealed_and_erased_bodies_travel_as_such() -> None:
    one, two, three = some()[:3]
    gone = [
        one,
        replace(two, state=revision.SEALED, body=None, salt=None),
        replace(three, state=revision.ERASED, body=None, salt=None),
    ]
    found = making.read(making.bundle(FIELD, OFFICE, gone).written(), OFFICE).revisions
    assert [(each.id, each.state, each.body) for each in found] == [(g.id, g.state, g.body) for g in gone]


def test_records_of_a_forged_bundle_are_checked_after_its_hashes() -> None:
    revisions = some()
    plain = forging.plaintext(making.bundle(FIELD, OFFICE, revisions).written(), OFFICE)
    parts = forging.members(plain)
    data = joined([*revisions, revisions[0]])
    changed = forging.listed({**parts, bag.RECORDS: zipped(data)})
    with pytest.raises(errors.BundleBroken):
        forging.read_plain(forging.tarball(forging.signed(changed, FIELD, lambda m: m.update(decompressed=len(data)))))
