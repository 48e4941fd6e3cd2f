"""Lists of any length: which records match, in which order, what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain import edtf
from app.domain.query import (
    CHANGED,
    DATE,
    DECLINED,
    NOT_ASKED,
    TITLE,
    TYPE,
    UNKNOWN,
    Order,
    Query,
    from_json,
    to_json,
)
from app.services import casework, drafting, trashing
from app.services.session import Session
from app.storage import browsing
from app.storage.numbers import Orders
from tests.unit.services import making

UP = Order(DATE, descending=False)


def _text(text: str) -> dict[str, str]:
    return {"text": text}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as made:
        yield made


def _ids(opened: Session, query: Query | None = None, order: Order | None = None) -> list[str]:
    found = browsing.matching(opened.vault, query or Query(), order or Order(), Orders())
    return browsing.ids(opened.vault, found)


def _incident(opened: Session, title: str, edtf: str = "", **more: Any) -> str:
    period = {"period": {"edtf": edtf}} if edtf else {}
    return casework.add(opened, "incident", {"title": _text(title), **period, **more})


def test_it_sorts_by_each_key_in_both_directions_and_undated_come_last_in_both(opened: Session) -> None:
    late = _incident(opened, "banana", "2014")
    early = _incident(opened, "Apple", "2012-08/..")
    undated = _incident(opened, "cherry")
    assert _ids(opened, order=UP) == [early, late, undated]
    assert _ids(opened, order=Order(DATE, descending=True)) == [late, early, undated]
    assert _ids(opened, order=Order(TITLE, descending=False)) == [early, late, undated]
    assert _ids(opened, order=Order(TITLE, descending=True)) == [undated, late, early]
    note = casework.add(opened, "note", {"text": _text("a note")})
    assert _ids(opened, order=Order(TYPE, descending=True))[0] == note
    assert set(_ids(opened, order=Order(CHANGED))) == {late, early, undated, note}


def test_an_order_kept_from_before_loses_nothing_that_came_since(opened: Session) -> None:
    orders = Orders()
    one = _incident(opened, "one", "2012")
    browsing.matching(opened.vault, Query(), UP, orders)
    two = _incident(opened, "two", "2011")
    found = browsing.matching(opened.vault, Query(), UP, orders)
    assert set(browsing.ids(opened.vault, found)) == {one, two}


def test_words_types_terms_and_tags_narrow(opened: Session) -> None:
    person = casework.add(opened, "person", {"names": [{"text": "曹顺利"}], "nationality": [{"term": "country/CN"}]})
    act = casework.add(opened, "act", {"act_type": {"term": "act/detention"}, "tags": [_text("Équipe B")]})
    other = casework.add(opened, "note", {"text": _text("equipe b has no tag")})
    for words in ("曹顺利", "cao shunli", "顺利"):
        assert _ids(opened, Query(words=words)) == [person], words
    assert _ids(opened, Query(types=("act",))) == [act]
    assert _ids(opened, Query(acts=("act/detention",))) == [act]
    assert _ids(opened, Query(countries=("country/CN",))) == [person]
    assert _ids(opened, Query(tag="equipe b")) == [act]
    assert set(_ids(opened, Query(words="equipe"))) == {act, other}
    assert _ids(opened, Query(types=("act",), words="曹顺利")) == []
    assert _ids(opened, Query(words="!!!")) == []


def test_a_date_filter_never_rules_out_an_open_or_unknown_end(opened: Session) -> None:
    ended = _incident(opened, "ended", "2012-08-13")
    going_on = _incident(opened, "going on", "2012/..")
    unknown = _incident(opened, "unknown end", "2011-12-09/")
    _incident(opened, "undated")
    assert set(_ids(opened, Query(since="2013"))) == {going_on, unknown}
    assert set(_ids(opened, Query(since="2012-08", until="2012-08"))) == {ended, going_on, unknown}
    assert _ids(opened, Query(until="2011")) == [unknown]


def test_the_trash_is_apart_and_what_is_put_back_comes_back(opened: Session) -> None:
    kept, gone = _incident(opened, "kept"), _incident(opened, "gone")
    assert trashing.put(opened, [gone]) == [gone]
    assert _ids(opened) == [kept]
    assert _ids(opened, Query(trash=True)) == [gone]
    assert browsing.count_marks(opened.vault)["trash"] == 1
    trashing.put(opened, [gone], trashed=False)
    assert set(_ids(opened)) == {kept, gone}


def test_what_was_typed_and_never_saved_is_listed_first(opened: Session) -> None:
    saved = _incident(opened, "saved")
    draft = "ab" * 16
    drafting.keep(opened, draft, "note", {"text": _text("just typed in the street")}, ())
    assert _ids(opened) == [draft, saved]
    assert _ids(opened, Query(drafts=True)) == [draft]
    assert _ids(opened, Query(words="street")) == [draft]
    assert _ids(opened, Query(words="elsewhere")) == []
    number = browsing.number_of(opened.vault, draft)
    assert number is not None
    assert number < 0
    page = browsing.page(opened.vault, [number])
    assert page[number].title == "just typed in the street"
    assert page[number].drafted
    assert browsing.count_types(opened.vault, Query()) == {"incident": 1, "note": 1}


def test_a_draft_of_a_record_is_what_a_page_tells(opened: Session) -> None:
    record = _incident(opened, "before")
    drafting.keep(opened, record, "incident", {"title": _text("after")}, ())
    (row,) = browsing.page(opened.vault, browsing.matching(opened.vault, Query(), Order(), Orders())).values()
    assert (row.drafted, row.fields["title"]) == (True, _text("after"))
    assert _ids(opened, Query(drafts=True)) == [record]


def test_the_first_records_are_those_changed_last(opened: Session) -> None:
    made = [_incident(opened, str(n)) for n in range(5)]
    found = browsing.first(opened.vault, Query(), 3)
    assert browsing.ids(opened.vault, found) == made[:-4:-1]


def test_terms_are_counted_by_records(opened: Session) -> None:
    for _ in range(2):
        casework.add(opened, "act", {"act_type": {"term": "act/detention"}})
    casework.add(opened, "act", {"act_type": {"answer": "unknown"}})
    assert browsing.count_terms(opened.vault, ["act_type"], Query()) == {"act/detention": 2}


FUZZY = [
    "../2009",
    "2008-12/2013-04-02",
    "2009~/2013-04-02",
    "2011-12-09/",
    "2012-08",
    "[2012-08..2013-04-02]",
    "2012-08/",
    "2012-08/..",
]


def test_dates_sort_by_their_earliest_and_latest_day_and_an_unknown_end_before_an_open_one(opened: Session) -> None:
    made = {_incident(opened, text, text): text for text in reversed(FUZZY)}
    assert [made[one] for one in _ids(opened, order=UP)] == FUZZY
    assert [made[one] for one in _ids(opened, order=Order(DATE, descending=True))] == FUZZY[::-1]
    by_domain = sorted(FUZZY, key=lambda text: edtf.parse(text).sort_key)
    assert by_domain == FUZZY


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2012-09", "2012-09", {"[2012-08..2013-04-02]", "2012-08/..", "2012-08/", "2011-12-09/", "2009~/2013-04-02"}),
        ("2014", "", {"2012-08/..", "2012-08/", "2011-12-09/"}),
        ("", "2008-11-30", set()),
        ("", "2008", set()),
        ("", "2011-12-08", {"2009~/2013-04-02"}),
        ("2013-04-02", "2013-04-02", set(FUZZY[2:]) - {"2012-08"}),
        ("2013-04-03", "2013-04-03", {"2012-08/..", "2012-08/", "2011-12-09/"}),
    ],
)
def test_a_filter_shows_what_may_have_happened_then(opened: Session, since: str, until: str, found: set[str]) -> None:
    made = {_incident(opened, text, text): text for text in FUZZY[2:]}
    assert {made[one] for one in _ids(opened, Query(since=since, until=until))} == found


def test_unknown_declined_and_not_asked_are_found_apart(opened: Session) -> None:
    def person(birth: dict[str, str] | None) -> str:
        return casework.add(opened, "person", {"birth": birth} if birth else {"code_name": _text("Heron")})

    unknown, declined = person({"answer": "unknown"}), person({"answer": "declined"})
    said, in_words, not_asked = person({"edtf": "1970"}), person({"words": "in the year of the flood"}), person(None)
    _incident(opened, "of another type")
    asked = {code: _ids(opened, Query(fields=(("birth", code),))) for code in (UNKNOWN, DECLINED, NOT_ASKED)}
    assert asked == {UNKNOWN: [unknown], DECLINED: [declined], NOT_ASKED: [not_asked]}
    either = Query(fields=(("birth", UNKNOWN), ("birth", NOT_ASKED)))
    assert set(_ids(opened, either)) == {unknown, not_asked}
    casework.edit(opened, said, {"birth": None})
    casework.edit(opened, not_asked, {"birth": {"edtf": "1980"}})
    assert _ids(opened, Query(fields=(("birth", NOT_ASKED),))) == [said]
    assert in_words not in _ids(opened, either)


def test_numbers_are_found_by_what_may_be_and_by_what_surely_is(opened: Session) -> None:
    def group(**number: Any) -> str:
        return casework.add(opened, "person", {"number": number})

    exact, about, least = group(min=13, best=13, max=13), group(best=13), group(min=13, words="more than a dozen")
    most, between = group(max=9), group(min=5, max=20)
    group(words="many")

    def found(sign: str, number: int) -> set[str]:
        return set(_ids(opened, Query(numbers=(("number", sign, number),))))

    assert found(">=", 10) == {exact, about, least, between}
    assert found(">=!", 10) == {exact, about, least}
    assert found("<=", 10) == {most, between}
    assert found("<=!", 10) == {most}
    assert found(">=", 21) == {least}
    both = Query(numbers=(("number", ">=!", 10), ("number", "<=!", 13)))
    assert set(_ids(opened, both)) == {exact, about}


def test_a_filter_by_date_can_leave_out_what_only_may_have_happened_then(opened: Session) -> None:
    made = {_incident(opened, text, text): text for text in FUZZY[2:]}
    wanted = Query(since="2012", until="2013-04-02", surely=True)
    assert {made[one] for one in _ids(opened, wanted)} == {"2012-08", "[2012-08..2013-04-02]"}
    assert {made[one] for one in _ids(opened, Query(since="2012", surely=True))} == {*FUZZY[4:]}


def test_a_saved_query_keeps_answers_and_numbers() -> None:
    query = Query(fields=(("birth", NOT_ASKED),), numbers=(("number", ">=!", 13),), since="2012", surely=True)
    assert from_json(to_json(query)) == query
    assert from_json({"numbers": [["number", ">", 3], ["number", ">=", True], "x", ["number", "<=", 3]]}) == Query(
        numbers=(("number", "<=", 3),)
    )
