"""Text comes in the chosen language, and in English where there is no translation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base import i18n


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use("en")


def test_an_unknown_language_shows_english() -> None:
    i18n.use("tlh")
    assert i18n._("No such sentence.") == "No such sentence."


def test_counted_text_follows_the_count() -> None:
    assert i18n.ngettext("{n} record", "{n} records", 1) == "{n} record"
    assert i18n.ngettext("{n} record", "{n} records", 2) == "{n} records"


def test_nothing_is_nothing_in_every_language() -> None:
    for language in ("zh", "ar", "en"):
        i18n.use(language)
        assert i18n._("") == ""
