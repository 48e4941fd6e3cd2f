"""Settings are kept in the vault, with it, and only with values that are offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import BadInput
from app.services import settings
from app.storage import settings as stored
from tests.unit.services import making


def test_what_was_set_is_there_at_the_next_opening(tmp_path: Path) -> None:
    opened = making.create(tmp_path / "vault", "Field")
    assert settings.read(opened)["theme"] == "system"
    settings.write(opened, "theme", "dark")
    settings.write(opened, "place", {"page": "record", "record": "ab" * 16, "detail": {}})
    with making.reopen(opened) as again:
        assert settings.read(again)["theme"] == "dark"
        assert settings.read(again)["place"]["record"] == "ab" * 16
        assert settings.read(again).keys() == settings.TABLE.keys()


def test_a_value_that_is_not_offered_is_refused_and_one_from_elsewhere_is_passed_over(tmp_path: Path) -> None:
    with making.create(tmp_path / "vault", "Field") as opened:
        with pytest.raises(BadInput):
            settings.write(opened, "theme", "pink")
        stored.put(opened.vault, "theme", "pink")  # a later version may offer it
        stored.put(opened.vault, "of_a_later_version", 1)
        assert settings.read(opened)["theme"] == "system"
        assert "of_a_later_version" not in settings.read(opened)
