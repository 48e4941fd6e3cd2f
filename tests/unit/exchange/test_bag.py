"""The bag's lists: names, checksums, revision ids."""

from __future__ import annotations

import hashlib

import pytest

from app.base import errors
from app.exchange import bag

IDS = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(300)]


def test_names_are_in_order() -> None:
    assert list(bag.payload_names(1, 1, 2)) == [
        "bag/data/revision-ids",
        "bag/data/records.jsonl.gz",
        "bag/data/evidence/000001.json",
        "bag/data/evidence/000001.ids",
        "bag/data/receipts/000001.json",
        "bag/data/attachments/000001",
        "bag/data/attachments/000002",
    ]


@pytest.mark.parametrize("counts", [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (3, 2, 11)])
def test_size_of_the_list_is_known_before(counts: tuple[int, int, int]) -> None:
    data = bag.payload_bytes((name, "0" * 64) for name in bag.payload_names(*counts))
    assert len(data) == bag.payload_size(*counts)


def listing() -> tuple[bytes, list[str]]:
    names = list(bag.payload_names(2, 1, 3))
    return bag.payload_bytes((name, hashlib.sha256(name.encode()).hexdigest()) for name in names), names


@pytest.mark.parametrize("step", [1, 7, 90, 100_000])
def test_list_is_read_in_pieces(step: int) -> None:
    data, names = listing()
    hashes, own = bag.read_payload((data[start : start + step] for start in range(0, len(data), step)), names)
    assert hashes == b"".join(hashlib.sha256(name.encode()).digest() for name in names)
    assert own == hashlib.sha256(data).hexdigest()


def test_every_change_of_the_list_is_noticed() -> None:
    data, names = listing()
    good = bag.read_payload([data], names)
    for position in range(len(data)):
        for bit in (0, 5, 7):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            try:
                found = bag.read_payload([bytes(changed)], names)
            except errors.BundleBroken:
                continue
            assert found != good  # another hash: the manifest names the right one
    for length in range(len(data)):
        with pytest.raises(errors.BundleBroken):
            bag.read_payload([data[:length]], names)
    for extra in (b"\n", b"0", data[:90], b"0" * 100_000):
        with pytest.raises(errors.BundleBroken):
            bag.read_payload([data + extra], names)


def test_ids_are_sorted_and_found() -> None:
    data = bag.ids_bytes([*reversed(IDS), IDS[0]])
    listed = bag.IdList(data)
    assert len(listed) == len(IDS)
    assert list(listed) == sorted(IDS)
    assert [listed.find(found) for found in sorted(IDS)] == list(range(len(IDS)))
    for other in ("0" * 64, "f" * 64, hashlib.sha256(b"other").hexdigest()):
        assert listed.find(other) == -1
    assert bag.IdList(b"").find(IDS[0]) == -1


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"a" * 64,
        IDS[0].upper().encode() + b"\n",
        IDS[0].encode() + b"\r",
        b"".join(sorted((f"{found}\n".encode() for found in IDS[:5]), reverse=True)),
        f"{IDS[0]}\n{IDS[0]}\n".encode(),
        b"g" * 64 + b"\n",
        "\u0661".encode() * 32 + b"\n",
    ],
)
def test_other_lists_of_ids_are_refused(data: bytes) -> None:
    with pytest.raises(errors.BundleBroken):
        bag.IdList(data)


def test_order_is_checked_across_blocks() -> None:
    ids = sorted(hashlib.sha256(str(n).encode()).hexdigest() for n in range(4097))
    assert bag.check_ids("".join(f"{found}\n" for found in ids).encode()) == 4097
    ids[4095], ids[4096] = ids[4096], ids[4095]
    with pytest.raises(errors.BundleBroken):
        bag.check_ids("".join(f"{found}\n" for found in ids).encode())
