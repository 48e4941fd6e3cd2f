"""A vault for each test of the storage floor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.vault import Vault
from tests.unit.storage import making


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.create(tmp_path / "vault")
    yield opened
    if not opened.closed:
        opened.close()
