"""What files say of themselves: everything but PDF, whose library is no code of ours and runs in a process apart."""

from __future__ import annotations

import io
from collections.abc import Iterator

from app.base.errors import BadInput
from app.services.inside import reading
from app.services.inside.facts import LONGEST, MOST, Source, Unreadable
from app.services.inside.labels import LABELS
from tests import telling_files
from tests.fuzz.target import Target


def said(data: bytes) -> None:
    """Whatever a file holds: few and short values of known codes, or one plain refusal."""
    if b"%PDF-" in data[:1024]:
        raise BadInput
    try:
        found = reading.facts_of(Source(io.BytesIO(data), len(data)))
    except Unreadable:
        raise BadInput from None
    assert len(found) <= MOST
    for code, value in found:
        assert code in LABELS
        assert 0 < len(value) <= LONGEST
        assert value.isprintable() or not any(ord(one) < 32 for one in value)


def _seeds() -> Iterator[bytes]:
    for name, make in telling_files.ALL.items():
        if not name.endswith((".pdf", ".wav")):
            yield make()
    yield telling_files.wave(0)
    yield telling_files.warc(zipped=False)[:-9]


TARGETS = [Target("said-inside", said, (BadInput,), _seeds, memory=2000)]
