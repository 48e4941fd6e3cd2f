"""Codes of vocabularies are kept forever: records hold them, so none may vanish or move under another list."""

from __future__ import annotations

from pathlib import Path

import orjson

from app.base import resources
from app.domain import vocabulary

GOLDEN = Path(__file__).parent / "golden" / "vocabulary-codes.txt"


def test_no_code_ever_vanishes() -> None:
    here = {code for name in vocabulary.OURS.names() for code in vocabulary.OURS.load(name).terms}
    kept = set(GOLDEN.read_text(encoding="ascii").split())
    assert kept - here == set()
    assert here - kept == set(), "a new code is promised from now on: add its line to golden/vocabulary-codes.txt"


def test_every_file_says_its_version() -> None:
    for name in vocabulary.OURS.names():
        version = orjson.loads(resources.read_bytes("vocabularies", f"{name}.json"))["version"]
        assert isinstance(version, int), name
        assert version >= 1, name
