"""Memory does not grow with what is sent or received."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.base import errors
from app.exchange import hashing, plan, records, writer
from tests.unit.exchange import making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")
MIB = 1 << 20
LARGE = 96 * MIB


class Zeros:
    """A source of so many zeros."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, n: int, /) -> bytes:
        piece = bytes(min(n, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.left = 0


class Dropped:
    """A part that counts and forgets."""

    def __init__(self) -> None:
        self.size = 0
        self.whole = False

    def write(self, data: bytes, /) -> None:
        self.size += len(data)

    def close(self) -> None:
        self.whole = True


@contextmanager
def at_most(size: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


def test_a_large_attachment_goes_out_and_comes_in(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for _ in range(LARGE // MIB):
        digest.update(bytes(MIB))
    spool = io.BytesIO()
    settled = plan.plan(
        keys=FIELD.keys,
        card=FIELD.card.data,
        recipient=OFFICE.card,
        stream=making.stream(FIELD),
        ids=[],
        records=records.compress_lines([], spool),
        authors=[],
        software="test",
        attachments=[plan.Attachment(digest.hexdigest(), LARGE)],
    )
    with at_most(20 * MIB), (tmp_path / "bundle.age").open("wb") as out:
        writer.write(out, settled, lambda: io.BytesIO(spool.getvalue()), lambda _sha256: Zeros(LARGE))
    assert (tmp_path / "bundle.age").stat().st_size == settled.file_size

    part = Dropped()

    class Sink(making.Kept):
        def attachment(self, _number: int, _sha256: str, _size: int) -> Dropped:  # type: ignore[override]
            return part

    with at_most(20 * MIB), (tmp_path / "bundle.age").open("rb") as source:
        making.open_bundle(source, OFFICE.identities).read_rest(Sink())
    assert (part.size, part.whole) == (LARGE, True)


def test_a_part_is_not_whole_before_its_hash_was_right() -> None:
    made = making.bundle(FIELD, OFFICE, [], [b"x" * MIB])
    changed = bytearray(made.written())
    changed[-200_000] ^= 1
    opened = making.open_bundle(io.BytesIO(bytes(changed)), OFFICE.identities)
    kept = making.Kept()
    with pytest.raises(errors.DamagedPayload):
        opened.read_rest(kept)
    assert not any(part.whole for part in kept.parts.values())


def test_many_lines_pass_one_by_one() -> None:
    count = 20_000
    line = b"x" * 1000 + b"\n"

    class Counted:
        size = 0

        def write(self, data: bytes, /) -> None:
            self.size += len(data)

    with at_most(10 * MIB):
        made = records.compress_lines((line for _ in range(count)), Counted())
    assert (made.lines, made.decompressed) == (count, count * len(line))


def test_hashes_of_members_one_after_the_other() -> None:
    pieces = [[b""], [b"a" * 100], [b"b" * MIB] * 7, [b"c"] * 3, [b"d" * MIB, b"e", b"f" * MIB]]
    with hashing.Hasher() as hasher:
        for member in pieces:
            for piece in member:
                hasher.update(piece)
            assert hasher.finish() == hashlib.sha256(b"".join(member)).digest()
