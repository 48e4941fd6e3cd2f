"""The order of words in any script."""

from __future__ import annotations

from app.domain import collating


def test_case_accents_and_signs_do_not_part_what_belongs_together() -> None:
    words = ["zoo", "Élan", "elan", "'apple'", "Apple tree", "Øster", "open"]
    assert sorted(words, key=collating.key) == ["'apple'", "Apple tree", "Élan", "elan", "open", "Øster", "zoo"]


def test_chinese_goes_as_it_is_read_and_one_family_stays_together() -> None:
    names = ["张伟", "曹顺利", "草原", "曹丽", "Bao", "Chen", "彭兰岚"]
    assert sorted(names, key=collating.key) == ["Bao", "曹丽", "曹顺利", "草原", "Chen", "彭兰岚", "张伟"]


def test_scripts_follow_each_other() -> None:
    words = ["محمد", "أحمد", "Яна", "анна", "Zoe"]
    assert sorted(words, key=collating.key) == ["Zoe", "анна", "Яна", "أحمد", "محمد"]
