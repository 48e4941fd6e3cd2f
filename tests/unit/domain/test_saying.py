"""Dates as people say them, in and out."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.saying import in_words, read

TODAY = date(2013, 4, 10)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("2012", "2012"),
        ("August 2012", "2012-08"),
        ("13 August 2012", "2012-08-13"),
        ("Aug. 13th, 2012", "2012-08-13"),
        ("13.8.2012", "2012-08-13"),
        ("13/8/2012", "2012-08-13"),
        ("8/13/2012", "2012-08-13"),
        ("4/4/2012", "2012-04-04"),
        ("3.4.2012", "2012-04-03"),
        ("2012/08/13", "2012-08-13"),
        ("08/2012", "2012-08"),
        ("about March 2019", "2019-03~"),
        ("circa 2009", "2009~"),
        ("maybe 2009", "2009?"),
        ("perhaps about March 2009", "2009-03%"),
        ("between 3 and 5 May 2013", "[2013-05-03..2013-05-05]"),
        ("3-5 May 2013", "2013-05-03/2013-05-05"),
        ("May 3 to 5, 2013", "2013-05-03/2013-05-05"),
        ("from August to October 2012", "2012-08/2012-10"),
        ("from 2012-08 to 2013-04", "2012-08/2013-04"),
        ("since 2008", "2008/.."),
        ("Since 2008, still", "2008/.."),
        ("2008 - present", "2008/.."),
        ("until 2010", "../2010"),
        ("2012-08 until unknown", "2012-08/"),
        ("from 9 December 2011, the end is not known", "2011-12-09/"),
        ("until 2010; the start is not known", "/2010"),
        ("summer 2013", "2013-22"),
        ("the 1990s", "199X"),
        ("the night of 3 May 2013", "2013-05-03/2013-05-04"),
        ("before 2010", "[..2009]"),
        ("before 1 May 2013", "[..2013-04-30]"),
        ("after August 2012", "[2012-09..]"),
        ("2010 or earlier", "[..2010]"),
        ("13 August 2012 at 2:30 pm", "2012-08-13T14:30:00"),
        ("some day in August 2012", "2012-08-XX"),
        ("2012年8月13日", "2012-08-13"),
        ("二〇一二年八月十三日", "2012-08-13"),
        ("２０１２年８月", "2012-08"),
        ("大约2019年3月", "2019-03~"),
        ("2008年以来", "2008/.."),
        ("2008年至今", "2008/.."),
        ("2012年8月到2013年4月", "2012-08/2013-04"),
        ("2013年5月3日至5日之间", "[2013-05-03..2013-05-05]"),
        ("20世纪90年代", "199X"),
        ("2013年5月3日夜", "2013-05-03/2013-05-04"),
        ("2012年8月起，结束时间不明", "2012-08/"),
        ("١٣ أغسطس ٢٠١٢", "2012-08-13"),
        ("13 آب 2012", "2012-08-13"),
        ("آب/أغسطس 2012", "2012-08"),
        ("حوالي مارس 2019", "2019-03~"),
        ("منذ 2008", "2008/.."),
        ("منذ عام 2008 وحتى الآن", "2008/.."),
        ("بين 3 و5 مايو 2013", "[2013-05-03..2013-05-05]"),
        ("من أغسطس 2012 إلى أبريل 2013", "2012-08/2013-04"),
        ("ليلة 3 مايو 2013", "2013-05-03/2013-05-04"),
        ("2012-08/..", "2012-08/.."),
        ("le 1er mai 2013", "2013-05-01"),
        ("vers mars 2019", "2019-03~"),
        ("depuis août 2012", "2012-08/.."),
        ("du 3 au 5 mai 2013", "2013-05-03/2013-05-05"),
        ("13 de agosto de 2012", "2012-08-13"),
        ("desde agosto de 2012 hasta abril de 2013", "2012-08/2013-04"),
        ("entre el 3 y el 5 de mayo de 2013", "[2013-05-03..2013-05-05]"),
        ("13 августа 2012 года", "2012-08-13"),
        ("с 2008 года", "2008/.."),
        ("между 3 и 5 мая 2013", "[2013-05-03..2013-05-05]"),
    ],
)
def test_it_reads_what_people_type(words: str, edtf: str) -> None:
    said = read(words)
    assert said is not None
    assert said.edtf == edtf
    assert said.calendar == "gregorian"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "may",
        "five people",
        "the week after the festival",
        "31 February 2013",
        "from 2013 to 2012",
        "1900s",
        "5月3日",
        "二十年代",
        "13 رمضان 1634",
        "three days later",
        "31 Ramadan 1433",
        "15 Ramadan 1300",
        "عام 1434",
        "13 August",
        "yesterday",
        "x" * 5000,
    ],
)
def test_what_it_cannot_read_stays_words(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("since 2008 and still held", "2008/.."),
        ("still in custody since 14 September 2012", "2012-09-14/.."),
        ("ongoing since 2008", "2008/.."),
        ("March or April 2013", "[2013-03..2013-04]"),
        ("either 3 or 4 May 2013", "[2013-05-03..2013-05-04]"),
        ("2011 or 2012", "[2011..2012]"),
        ("3 days after 3 May 2013", "2013-05-06"),
        ("the day before 1 May 2013", "2013-04-30"),
        ("two weeks before 14 September 2013", "2013-08-31~"),
        ("two months after August 2012", "2012-10"),
        ("a year after 2011", "2012"),
        ("3 May 2013, 3pm", "2013-05-03T15:00:00"),
        ("sometime in 2012", "2012"),
        ("throughout 2012", "2012/2012"),
        ("2013年5月3日后三天", "2013-05-06"),
        ("2013年5月3日三天前", "2013-04-30"),
        ("2013年3月或4月", "[2013-03..2013-04]"),
        ("2013年5月3日至4日夜间", "2013-05-03/2013-05-04"),
        ("بعد ثلاثة أيام من 3 مايو 2013", "2013-05-06"),
        ("قبل شهرين من أغسطس 2012", "2012-06"),
        ("مارس أو أبريل 2012", "[2012-03..2012-04]"),
    ],
)
def test_it_reads_dates_told_from_others_and_one_of_two(words: str, edtf: str) -> None:
    said = read(words)
    assert said is not None
    assert said.edtf == edtf


def test_a_night_and_one_of_two_days_apart_say_what_they_mean() -> None:
    night, apart, beside = read("the night of 3 May 2013"), read("3 or 9 May 2013"), read("3 or 4 May 2013")
    assert night is not None
    assert "two days" in night.doubt
    assert apart is not None
    assert apart.edtf == "[2013-05-03..2013-05-09]"
    assert "One of the two" in apart.doubt
    assert beside is not None
    assert beside.doubt == ""


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("15 Ramadan 1433", "[2012-08-02..2012-08-04]"),
        ("15th of Ramaḍān 1433 AH", "[2012-08-02..2012-08-04]"),
        ("Ramadan 15, 1433", "[2012-08-02..2012-08-04]"),
        ("15/9/1433 AH", "[2012-08-02..2012-08-04]"),
        ("١٥ رمضان ١٤٣٣", "[2012-08-02..2012-08-04]"),
        ("15 رمضان 1433 هـ", "[2012-08-02..2012-08-04]"),
        ("١٥ من شهر رمضان المبارك سنة ١٤٣٣ هجرية", "[2012-08-02..2012-08-04]"),
        ("Ramadan 1433", "[2012-07-19..2012-08-19]"),
        ("رمضان ١٤٣٣", "[2012-07-19..2012-08-19]"),
        ("Ramadan 2012", "[2012-07-19..2012-08-19]"),
        ("1433 AH", "[2011-11-25..2012-11-15]"),
        ("عام ١٤٣٣ هـ", "[2011-11-25..2012-11-15]"),
        ("about 15 Ramadan 1433", "[2012-08-02~..2012-08-04~]"),
        ("between 3 and 5 Dhu al-Hijja 1433", "[2012-10-18..2012-10-22]"),
        ("بين ٣ و٥ ذي الحجة ١٤٣٣", "[2012-10-18..2012-10-22]"),
        ("since Rabi' al-Awwal 1433, still", "2012-01-23~/.."),
        ("من ربيع الأول ١٤٣٣ إلى جمادى الآخرة ١٤٣٣", "2012-01-23~/2012-05-22~"),
        ("before 15 Ramadan 1433", "[..2012-08-03]"),
        ("ليلة ١٥ رمضان ١٤٣٣", "2012-08-01~/2012-08-04~"),
        ("the night of 15 Ramadan 1433", "2012-08-01~/2012-08-04~"),
    ],
)
def test_dates_of_the_hijra_are_read_with_a_days_doubt_either_way(words: str, edtf: str) -> None:
    said = read(words)
    assert said is not None
    assert said.edtf == edtf
    assert said.calendar == "hijri"
    assert "a day earlier or later" in said.doubt


@pytest.mark.parametrize(
    ("words", "calendar"),
    [
        ("2 Farvardin 1391", "persian"),
        ("۲ فروردین ۱۳۹۱", "persian"),
        ("۱۳۹۱/۰۶/۲۴", "persian"),
        ("农历八月十五", "chinese"),
        ("2012年腊月初八", "chinese"),
    ],
)
def test_of_other_calendars_only_the_calendar_is_told(words: str, calendar: str) -> None:
    said = read(words)
    assert said is not None
    assert (said.edtf, said.alternatives, said.calendar) == ("", (), calendar)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (
            "between 3 and 5 May",
            ("[2012-05-03..2012-05-05]", "[2011-05-03..2011-05-05]"),
        ),
        ("13 March", ("2013-03-13", "2012-03-13", "2011-03-13")),
        ("3月初", ("2013-03", "2012-03", "2011-03")),
        ("١٣ مارس", ("2013-03-13", "2012-03-13", "2011-03-13")),
        ("15 Ramadan", ("[2012-08-02..2012-08-04]", "[2011-08-14..2011-08-16]")),
    ],
)
def test_of_a_date_without_its_year_the_last_years_are_offered_and_none_is_taken(
    words: str, offered: tuple[str, ...]
) -> None:
    said = read(words, today=TODAY)
    assert said is not None
    assert said.edtf == ""
    assert said.alternatives == offered


@pytest.mark.parametrize("words", ["3/4/2012", "03-04-2012", "٣/٤/٢٠١٢"])
def test_a_date_that_can_be_meant_two_ways_is_not_read_but_both_are_offered(words: str) -> None:
    said = read(words)
    assert said is not None
    assert said.edtf == ""
    assert said.alternatives == ("2012-04-03", "2012-03-04")


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("today", "2013-04-10"),
        ("yesterday", "2013-04-09"),
        ("last night", "2013-04-09/2013-04-10"),
        ("last week", "[2013-04-01..2013-04-07]"),
        ("three days ago", "2013-04-07"),
        ("last month", "2013-03"),
        ("昨天", "2013-04-09"),
        ("去年", "2012"),
        ("上周", "[2013-04-01..2013-04-07]"),
        ("أمس", "2013-04-09"),
        ("الشهر الماضي", "2013-03"),
    ],
)
def test_days_told_from_today_are_read_when_today_is_known(words: str, edtf: str) -> None:
    said = read(words, today=TODAY)
    assert said is not None
    assert said.edtf == edtf
    assert read(words) is None


@pytest.mark.parametrize(
    ("words", "edtf"), [("early 2013", "2013"), ("end of May 2013", "2013-05"), ("2013年初", "2013")]
)
def test_a_part_without_bounds_is_read_as_the_whole_and_says_so(words: str, edtf: str) -> None:
    said = read(words)
    assert said is not None
    assert said.edtf == edtf
    assert "no fixed bounds" in said.doubt


def test_a_day_of_the_week_that_does_not_fit_is_told() -> None:
    fits, wrong = read("Monday, 13 August 2012"), read("Tuesday, 13 August 2012")
    assert fits is not None
    assert wrong is not None
    assert fits.doubt == ""
    assert wrong.edtf == "2012-08-13"
    assert "does not fit" in wrong.doubt


@pytest.mark.parametrize(
    ("edtf", "english"),
    [
        ("2012-08-13", "13 August 2012"),
        ("2019-03~", "about March 2019"),
        ("[2013-05-03..2013-05-05]", "some day between 3 and 5 May 2013"),
        ("2012-08/..", "since August 2012, still going on"),
        ("2012-08/", "from August 2012; the end is not known"),
        ("2009~/2013-04-02", "from about 2009 until 2 April 2013"),
        ("199X", "in the 1990s"),
        ("2013-21", "spring 2013 (March to May)"),
        ("2013-24", "winter 2013 (December 2013 to February 2014)"),
        ("2012-08-13T14:30:00+08:00", "13 August 2012 at 14:30 UTC+08:00"),
        ("no date at all", "no date at all"),
    ],
)
def test_it_says_dates_in_words(edtf: str, english: str) -> None:
    assert in_words(edtf, "en") == english


def test_it_says_them_in_the_languages_of_the_window_and_in_numbers_elsewhere() -> None:
    assert in_words("2012-08/..", "zh") == "2012年8月以来，仍在持续"
    assert in_words("[2013-05-03..2013-05-05]", "ar") == "يوم ما بين 3 و5 مايو 2013"
    assert in_words("2013-05-03/2013-05-05", "fr") == "du 3 au 5 mai 2013"
    assert in_words("[2013-05-03..2013-05-05]", "es") == "un día entre el 3 y el 5 de mayo de 2013"
    assert in_words("2012-08/..", "ru") == "август 2012 – по настоящее время"
    assert in_words("2012-08-13", "xx") == "2012-08-13"
