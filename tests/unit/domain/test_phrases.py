"""Passphrases made by chance."""

from __future__ import annotations

import re

import pytest

from app.domain import phrases


@pytest.mark.parametrize("language", sorted(phrases.LISTED))
def test_each_list_is_long_sorted_and_easy_to_type(language: str) -> None:
    words = phrases.words(language)
    assert len(words) >= 2048
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in words)


@pytest.mark.parametrize("language", sorted(phrases.LISTED))
def test_six_words_of_the_language(language: str) -> None:
    made = phrases.generate(language).split(" ")
    assert len(made) == 6
    assert set(made) <= set(phrases.words(language))
    assert phrases.generate(language) != phrases.generate(language)


@pytest.mark.parametrize("language", ["ar", "zh", "ru", "xx"])
def test_groups_of_digits_where_there_is_no_list(language: str) -> None:
    assert re.fullmatch(r"\d{5}( \d{5}){5}", phrases.generate(language))
