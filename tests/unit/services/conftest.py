"""Open vaults for tests of services: one for all tests of a module, one that trusts it, and pairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.session import Session
from tests.e2e.pair import Pair, made
from tests.unit.services import making


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A field laptop; tests of a module share it and make their own records."""
    with making.create(tmp_path_factory.mktemp("vault") / "vault", "Lark") as opened:
        yield opened


@pytest.fixture(scope="module")
def office(vault: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An office that knows it and is known."""
    place = tmp_path_factory.mktemp("office")
    with making.create(place / "vault", "HQ", "headquarters") as opened:
        making.introduce(place, vault, opened)
        yield opened


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A field laptop and an office that trust each other, new for each test."""
    with made(tmp_path) as vaults:
        yield vaults
