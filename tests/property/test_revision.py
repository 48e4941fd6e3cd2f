"""Revisions: every line comes back, every changed one is refused or is another revision."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import NotCanonical
from app.domain import canonical, revision
from app.domain.body import encode_body, parse_body
from app.domain.header import Header, header_bytes, parse_header
from app.domain.revision import ABSENT, ERASED, PRESENT, SEALED, Revision

hex32 = st.binary(min_size=16, max_size=16).map(bytes.hex)
hex64 = st.binary(min_size=32, max_size=32).map(bytes.hex)
types = st.text("abcxyz_019", min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
fields = st.dictionaries(
    st.text("abc_", min_size=1, max_size=4),
    st.one_of(texts, st.booleans(), st.none(), st.integers(-9, 9), st.lists(texts, max_size=2)),
    max_size=4,
)
times = st.datetimes().map(lambda at: f"{at:%Y}".zfill(4) + f"{at:-%m-%dT%H:%M:%SZ}")


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    type_ = draw(types)
    body, salt = encode_body(type_, draw(fields)), draw(st.binary(min_size=32, max_size=32))
    header = Header(
        record=draw(hex32),
        type=type_,
        parents=tuple(sorted(draw(st.sets(hex64, max_size=3)))),
        author=draw(hex64),
        at=draw(times),
        zone=draw(st.sampled_from(["+00:00", "-09:30", "+14:00"])),
        software=draw(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)),
        body_commit=revision.commit(salt, body),
    )
    data = header_bytes(header)
    state = draw(st.sampled_from([PRESENT, PRESENT, ABSENT, SEALED, ERASED]))
    signature = draw(st.binary(min_size=64, max_size=64))
    kept = (body, salt) if state == PRESENT else (None, None)
    return Revision(revision.revision_id(data), data, signature, state, *kept)


@given(revisions())
def test_a_line_comes_back(one: Revision) -> None:
    line = revision.to_line(one)
    back = revision.from_line(line)
    assert back == one
    assert back.header == one.header == parse_header(one.header_bytes)
    assert revision.to_line(back) == line
    assert canonical.encode(canonical.decode(line[:-1])) == line[:-1]
    if one.body is not None:
        assert parse_body(one.body).type == one.header.type


@given(revisions(), st.data())
def test_a_changed_byte_never_passes_for_the_same_revision(one: Revision, data: st.DataObject) -> None:
    line = revision.to_line(one)
    place = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = line[:place] + bytes([byte]) + line[place + 1 :]
    try:
        other = revision.from_line(changed)
    except NotCanonical:
        return
    if other == one:
        assert changed == line
    else:  # what no hash covers here, a signature or a state, or another header with its own id
        assert other.id != one.id or (other.signature, other.state) != (one.signature, one.state)
    if other.body is not None:
        assert other.salt is not None
        assert revision.commits_to(other.header, other.salt, other.body)


@given(
    revisions(),
    st.dictionaries(st.sampled_from(["v", "crit", "at", "extra", "parents"]), st.none() | st.integers(0, 3)),
)
def test_headers_are_read_or_refused(one: Revision, parts: dict[str, Any]) -> None:
    data = canonical.encode(canonical.decode(one.header_bytes) | parts)
    try:
        header = parse_header(data)
    except NotCanonical:
        return
    if header.readable:
        assert header_bytes(header) == data


@given(st.lists(hex64, max_size=20), st.randoms())
def test_the_digest_is_of_the_set(ids: list[str], random: Any) -> None:
    shuffled = [*ids, *ids[:3]]
    random.shuffle(shuffled)
    raw = b"".join(sorted({bytes.fromhex(one) for one in ids}))
    assert revision.digest(shuffled) == hashlib.sha256(b"keepsake/digest/v1\0" + raw).hexdigest()


@given(st.lists(hex64, min_size=1, max_size=5, unique=True))
def test_the_digest_tells_sets_apart(ids: list[str]) -> None:
    assert revision.digest(ids) != revision.digest(ids[1:])
