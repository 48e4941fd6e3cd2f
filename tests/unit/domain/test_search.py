"""Search text: what a person types finds what was written, in every script, and cannot do anything else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import search


def index(*documents: str) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE s USING fts5 (folded, content='', detail=none, tokenize='ascii')")
    database.executemany("INSERT INTO s (folded) VALUES (?)", [(document,) for document in documents])
    return database


def finds(words: str, folded: str) -> bool:
    asked = search.query(words)
    return bool(asked) and bool(index(folded).execute("SELECT 1 FROM s WHERE s MATCH ?", (asked,)).fetchall())


PEOPLE = search.fold([], ["曹顺利", "张明", "彭兰岚", "إِبْرَاهِيم الأحمد", "Ильхам Тохти", "Renée O'Brien", "曾国藩"])


@pytest.mark.parametrize(
    "words",
    [
        "张明", "曹顺", "顺利", "曹顺利", "顺", "Cao", "shunli", "caoshunli", "Shun Li", "CAO SHUNLI",
        "cao sh", "zhang ming", "lanlan", "ابراهيم", "إِبْرَاهِيم", "الاحمد", "إبراهيم الأحمد", "ильхам",
        "ИЛЬХАМ тохти", "tokhti", "renee", "Renée", "obrien", "o'brien", "brien", "zeng guofan", "zengguofan",
    ],
)  # fmt: skip
def test_a_name_is_found(words: str) -> None:
    assert finds(words, PEOPLE)


SPELLED = search.fold([], ["فاطمة الزهراء", "محمد عبدالرحمن", "Мария Сергеевна", "Алексей Хасанов", "Юрий"])


@pytest.mark.parametrize(
    "words",
    [
        "fatima", "Fatimah", "fatma", "zahra", "al-Zahra", "alzahraa", "Muhammad", "Mohamed", "Mohammed",
        "abdulrahman", "maria", "Mariya", "Marija", "sergeevna", "Sergeyevna", "alexei", "Aleksey", "Aleksei",
        "hasanov", "Khasanov", "yuri", "Yuriy", "Jurij", "maria FATIMA", "fatima الزهراء",
    ],
)  # fmt: skip
def test_a_name_is_found_under_the_ways_it_is_written_in_latin_letters(words: str) -> None:
    assert finds(words, SPELLED)


def test_a_name_in_latin_letters_is_the_same_as_one_it_is_written_for() -> None:
    assert search.spelled_alike("Fatima Zahra", "فاطمة الزهراء")
    assert search.spelled_alike("Алексей Хасанов", "Alexey Khasanov")
    assert not search.spelled_alike("Fatima", "فاطمة الزهراء")  # half a name
    assert not search.spelled_alike("Fatima Zahra", "Fatima Zahra")
    assert not search.spelled_alike("فاطمة", "Алексей")
    assert not search.spelled_alike("Ali", "علي")  # too short to tell
    assert not search.spelled_alike("", "علي")


@pytest.mark.parametrize("words", ["fathi", "martha", "sergius", "alex x", "fatima ali", "zzftm x"])
def test_another_name_written_alike_is_not(words: str) -> None:
    assert not finds(words, SPELLED)


@pytest.mark.parametrize("words", ["张三", "利顺", "shunlix", "Wang", "明张", ""])
def test_another_name_is_not(words: str) -> None:
    assert not finds(words, PEOPLE)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("strasse", "An der Straße"),
        ("STRASSE", "an der straße"),
        ("ОБЩЕСТВО", "общество «Мемориал»"),
        ("елка", "Ёлка"),
        ("αθηνα", "Αθήνα"),
        ("محمد", "قال مُحَمَّد"),
        ("مُحَمَّد", "قال محمد"),
        ("مدرسه", "مدرسة"),
        ("مصطفي", "مصطفى"),
        ("کتاب", "كتاب"),
        ("كتـــاب", "كتاب"),
        ("2012", "عام ٢٠١٢"),
        ("峰会", "G20峰会"),
        ("g20", "G20峰会"),
        ("ｇ２０", "G20峰会"),
        ("avocat", "l'avocat de la défense"),
        ("defense", "la défense"),
        ("김대", "김대중"),
        ("รัฐ", "รัฐบาล"),
        ("བོད", "བོད་ལྗོངས་"),
        ("मानव", "मानव अधिकार"),
        ("bei", "Beijing"),
        ("caf\u00e9", "cafe\u0301"),
        ("word", "so\u200ft\u00ad wo\u00adrd"),
    ],
)
def test_text_is_found(words: str, text: str) -> None:
    assert finds(words, search.fold([text], []))


def test_narrative_gets_no_hidden_keys() -> None:
    assert search.fold(["张明"], []) == "张 明 张明"


def test_rules_of_this_version() -> None:
    """The index depends on every byte here: raise NORMALISER when a rule or a library changes them."""
    assert search.NORMALISER == 2
    assert search.fold(["Straße 5, 峰会"], ["吕秀莲", "Хасан", "Al-Hassan"]) == (
        "strasse 5 峰 会 峰会 吕 秀 莲 吕秀 秀莲 lv xiu lian lvxiulian xiulian lvxiu "
        "lu lyu luxiulian lyuxiulian luxiu lyuxiu хасан khasan zyhasan al hassan alhassan"
    )


@pytest.mark.parametrize(
    "words", ["a OR b", "a NOT b", "NEAR(a b)", "folded : a", "-a", "^a", "a*", "(a", "a\x00b", "a'b", 'a"b']
)
def test_nothing_typed_is_an_operator(words: str) -> None:
    assert finds(words, "a b or not near folded")


@pytest.mark.parametrize("words", ["a OR c", "c* OR a", 'a" OR "c'])
def test_every_word_is_asked_for(words: str) -> None:
    assert not finds(words, "a b or")


@pytest.mark.parametrize("words", ["", '"', '""', "*", "+", "()", "\x00", "\u202e"])
def test_nothing_to_search_for_asks_nothing(words: str) -> None:
    assert not search.query(words)


@given(st.text())
def test_no_input_breaks_a_query(words: str) -> None:
    asked = search.query(words)
    if asked:
        index("x").execute("SELECT 1 FROM s WHERE s MATCH ?", (asked,)).fetchall()


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    once = search.folded(text)
    assert search.folded(once) == once


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    folded = search.fold([text], [])
    database = index(folded)
    for word in text.split():
        if asked := search.query(word):
            assert database.execute("SELECT 1 FROM s WHERE s MATCH ?", (asked,)).fetchall(), word


@given(st.text(st.sampled_from("张明曹顺利彭兰岚胡光")))
def test_every_part_of_a_chinese_text_finds_it(text: str) -> None:
    folded = search.fold([text], [])
    for start in range(len(text)):
        for length in (1, 2, 3):
            assert finds(text[start : start + length], folded)


def test_a_long_query_is_cut() -> None:
    asked = search.query(" ".join(f"word{n}" for n in range(500)))
    assert len(asked.split(" AND ")) == search.MOST_TERMS


def test_name_tables_are_loaded_only_when_needed() -> None:
    code = (
        "import sys; from app.domain import search; search.fold(['张明'], ['Cao']); search.query('张明');"
        "sys.exit(any(name in sys.modules for name in ('pypinyin', 'anyascii')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
