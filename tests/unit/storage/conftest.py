"""A vault for each test of the storage floor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.crypto import slots
from app.storage.vault import Vault
from tests import stretching
from tests.unit.storage import making

REMEMBERED = stretching.remembered(slots._stretch)


@pytest.fixture(autouse=True)
def _stretched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the same vault again without the same work again; what it costs is tested with the slots."""
    monkeypatch.setattr(slots, "_stretch", REMEMBERED)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.create(tmp_path / "vault")
    yield opened
    if not opened.closed:
        opened.close()
