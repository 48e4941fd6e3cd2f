"""Bundles of any content arrive; bundles changed in any way are refused, and by our own errors only."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.base import errors
from app.domain import canonical, revision
from app.exchange import bag, card, receipt, records, signed, tar
from app.exchange.manifest import Manifest
from app.exchange.reader import open_bundle
from tests.unit.exchange import forging, making

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=20)
    | st.sampled_from([FIELD.card.key_id, OFFICE.card.key_id, "00" * 32, "ab" * 16, "", "office", "field"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z0-9_]+", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=8,
)
SIZES = st.sampled_from([0, 1, 511, 512, 513, 1023, 1024, 65_535, 65_536, 65_537, 262_144, 300_000])


@cache
def plain() -> bytes:
    revisions = [making.revise(FIELD, number, f"words {number}") for number in range(3)]
    return forging.plaintext(making.bundle(FIELD, OFFICE, revisions, [b"photo"]).written(), OFFICE)


@cache
def three() -> tuple[list[revision.Revision], Manifest]:
    """Return three revisions and the manifest of a bundle of them."""
    revisions = [making.revise(FIELD, number, f"words {number}") for number in range(3)]
    data = making.bundle(FIELD, OFFICE, revisions).written()
    return revisions, open_bundle(io.BytesIO(data), OFFICE.identities).manifest


def paths(value: object, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values inside a JSON value."""
    found = [at] if at else []
    if isinstance(value, dict):
        for key in sorted(value):
            found += paths(value[key], (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += paths(item, (*at, index))
    return found


def changed(value: Any, path: tuple[Any, ...], new: object, *, drop: bool) -> Any:
    """Return `value` with another value at `path`, or none."""
    target = value
    for step in path[:-1]:
        target = target[step]
    if drop:
        del target[path[-1]]
    else:
        target[path[-1]] = new
    return value


@settings(max_examples=40)
@given(
    st.lists(st.text(max_size=200), max_size=12, unique=True),
    st.lists(SIZES, max_size=4, unique=True),
    st.sampled_from(["xwing", "x25519"]),
)
def test_anything_arrives(texts: list[str], sizes: list[int], profile: card.Profile) -> None:
    revisions = [making.revise(FIELD, number, text) for number, text in enumerate(texts)]
    files = [bytes(range(256)) * (size // 256) + bytes(size % 256) for size in sizes]
    made = making.bundle(FIELD, OFFICE, revisions, files, profile=profile)
    data = made.written()
    read = making.read(data, OFFICE)
    assert read.revisions == revisions
    assert [part.getvalue() for part in read.kept.parts.values()] == files
    assert len(data) == made.plan.file_size


@settings(max_examples=300)
@given(st.data())
def test_a_range_removed_repeated_or_overwritten(data: st.DataObject) -> None:
    whole = plain()
    end = data.draw(st.sampled_from([30_000, len(whole)]))
    start = data.draw(st.integers(0, end))
    length = data.draw(st.integers(1, 2000) | st.sampled_from([512, 1024, 4096]))
    piece = data.draw(st.sampled_from(["removed", "repeated", "zeros", "noise"]))
    other = {
        "removed": b"",
        "repeated": whole[start : start + length] * 2,
        "zeros": bytes(len(whole[start : start + length])),
        "noise": data.draw(st.binary(max_size=600)),
    }[piece]
    mutated = whole[:start] + other + whole[start + length :]
    if mutated == whole:
        return
    with pytest.raises(errors.BundleRefused):
        forging.read_plain(mutated)


@settings(max_examples=300)
@given(st.data(), JSON, st.booleans())
def test_a_manifest_with_any_value_anywhere(data: st.DataObject, new: object, drop: bool) -> None:
    parts = forging.members(plain())
    value = canonical.decode_object(parts[bag.MANIFEST])
    path = data.draw(st.sampled_from(paths(value)))
    manifest = canonical.encode(changed(value, path, new, drop=drop))
    mutated = forging.tarball(forging.signed_bytes(parts, FIELD, manifest))
    harmless = ("bundle", "software", "recipient", "stream", "authors")  # what only the receiver can judge
    try:
        forging.read_plain(mutated)
    except errors.BundleRefused:
        return
    assert manifest == parts[bag.MANIFEST] or path[0] in harmless


@settings(max_examples=300)
@given(st.data(), JSON, st.booleans())
def test_a_card_with_any_value_anywhere(data: st.DataObject, new: object, drop: bool) -> None:
    value = canonical.decode_object(FIELD.card.data)["card"]
    path = data.draw(st.sampled_from(paths(value)))
    mutated = signed.make("card", changed(value, path, new, drop=drop), FIELD.keys, card.NAMESPACE)
    try:
        found = card.parse_card(mutated)
    except errors.BadCard:
        return
    assert found.ed25519 == FIELD.card.ed25519
    assert found.mldsa65 == FIELD.card.mldsa65
    assert found.office == (found.role == "headquarters")
    assert 1 <= len(found.name) <= 200
    assert found.name.isprintable() or "\u200c" in found.name or "\u200d" in found.name


@settings(max_examples=200)
@given(st.data(), JSON, st.booleans())
def test_a_receipt_with_any_value_anywhere(data: st.DataObject, new: object, drop: bool) -> None:
    whole = receipt.make_receipt(OFFICE.keys, "ab" * 16, "cd" * 32, "2024-05-06T07:08:09Z")
    value = canonical.decode_object(whole)["receipt"]
    path = data.draw(st.sampled_from(paths(value)))
    mutated = signed.make("receipt", changed(value, path, new, drop=drop), OFFICE.keys, receipt.NAMESPACE)
    try:
        found = receipt.parse_receipt(mutated, OFFICE.card)
    except errors.BundleRefused:
        return
    assert found.by == OFFICE.card.key_id


@settings(max_examples=300)
@given(JSON | st.binary(max_size=300))
@example(b"")
def test_any_bytes_as_manifest_card_and_receipt(value: object) -> None:
    data = value if isinstance(value, bytes) else canonical.encode(value)
    with pytest.raises(errors.BadCard):
        card.parse_card(data)
    with pytest.raises(errors.BundleBroken):
        receipt.read_receipt(data)
    with pytest.raises(errors.BundleRefused):
        forging.read_plain(forging.tarball(forging.signed_bytes(forging.members(plain()), FIELD, data)))


@settings(max_examples=300)
@given(st.data())
def test_records_changed_anywhere(data: st.DataObject) -> None:
    revisions, opened = three()
    lines = b"".join(revision.to_line(one) for one in revisions)
    start = data.draw(st.integers(0, len(lines)))
    length = data.draw(st.integers(0, 40))
    mutated = lines[:start] + data.draw(st.binary(max_size=40)) + lines[start + length :]
    spool = io.BytesIO()
    made = records.compress_lines([mutated], spool)
    manifest = replace(opened, decompressed=made.decompressed)
    ids = bag.IdList(bag.ids_bytes(one.id for one in revisions))
    try:
        found = list(records.lines(io.BytesIO(spool.getvalue()), manifest, ids))
    except errors.BundleBroken:
        return
    assert [one.id for one in found] == [one.id for one in revisions]  # a signature may have changed: not looked at


@settings(max_examples=300)
@given(st.from_regex(r"[a-z0-9/.-]{1,100}", fullmatch=True), st.integers(0, tar.LARGEST), st.binary(max_size=512))
def test_tar_headers(name: str, size: int, noise: bytes) -> None:
    header = tar.header_bytes(name, size)
    assert tar.Archive(io.BytesIO(header)).member(name) == size
    mixed = noise + header[len(noise) :]
    if mixed != header:
        with pytest.raises(errors.BundleBroken):
            tar.Archive(io.BytesIO(mixed)).member(name)
