"""The practice vault is made once and opened from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import VaultExists
from app.services import casework, practice


def test_it_is_made_once_and_keeps_what_was_done_in_it(tmp_path: Path) -> None:
    with practice.open_or_make(tmp_path / "practice") as opened:
        assert opened.practice
        assert len(casework.listing(opened)) == len(practice.sample_records())
        note = casework.add(opened, "note", {"text": {"text": "(invented) tried out"}})
    with practice.open_or_make(tmp_path / "practice") as again:
        assert casework.show(again, note)["type"] == "note"


def test_it_takes_no_folder_with_something_else_in_it(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(VaultExists):
        practice.open_or_make(tmp_path)
