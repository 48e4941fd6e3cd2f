"""Resources are found in the source tree; the wheel's place is tested with packaging."""

from __future__ import annotations

from app.base import resources


def test_the_root_is_the_resources_folder() -> None:
    assert resources.root().name == "resources"
    assert resources.path("help").is_dir()


def test_text_is_utf8() -> None:
    name = next(resources.path("help").glob("*.md")).name
    assert resources.read_text("help", name).encode() == resources.read_bytes("help", name)
