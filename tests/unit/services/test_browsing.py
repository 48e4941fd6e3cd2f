"""What lists and summaries tell of records."""

from __future__ import annotations

from app.domain.query import TITLE, Order, Query
from app.services import browsing, casework, drafting, telling, trashing
from app.services.session import Session


def _row(vault: Session, record: str) -> browsing.Row:
    found = browsing.whereabouts(vault, record)
    assert found is not None
    return browsing.rows(vault, [found.number])[found.number]


def _cell(row: browsing.Row, name: str) -> str:
    return row.cells[browsing.COLUMNS.index(name)]


def test_an_act_is_called_by_its_victim_and_its_day_in_words(vault: Session) -> None:
    victim = casework.add(vault, "person", {"names": [{"text": "曹顺利"}]})
    act = casework.add(
        vault,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "victim": {"role": "victim", "to": victim},
            "period": {"edtf": "2012-08-13"},
        },
    )
    row = _row(vault, act)
    assert _cell(row, "title").startswith("Detention · 曹顺利 · ")
    assert "2012" in _cell(row, "when")
    assert _cell(row, "type") == "Act"
    found = browsing.whereabouts(vault, act)
    assert found is not None
    chinese = browsing.rows(vault, [found.number], "zh")[found.number]
    assert "Detention" not in _cell(chinese, "title")


def test_a_code_name_stands_for_the_person_everywhere_and_the_name_is_told_when_asked(vault: Session) -> None:
    person = casework.add(
        vault, "person", {"names": [{"text": "Zhang Ming"}], "code_name": {"text": "Heron"}, "birth": {"edtf": "1970"}}
    )
    testimony = casework.add(vault, "testimony", {"witness": [{"role": "by", "to": person}]})
    assert _cell(_row(vault, person), "title") == "Heron"
    assert "Heron" in _cell(_row(vault, testimony), "title")
    told = telling.summary(vault, person)
    assert (told.title, told.real) == ("Heron", "Zhang Ming")
    assert {line.label for line in told.lines if line.hidden} == {"Names", "Born"}
    assert [one.record for one in told.naming] == [testimony]
    links = [link for line in telling.summary(vault, testimony).lines for link in line.links]
    assert [(link.record, link.type, link.title) for link in links] == [(person, "person", "Heron")]


def test_a_summary_tells_terms_in_the_language_and_what_waits(vault: Session) -> None:
    record = casework.add(
        vault,
        "person",
        {"confidentiality": {"term": "confidentiality/source-protected"}, "sex": {"answer": "declined"}},
    )
    told = telling.summary(vault, record)
    assert [kind for _words, kind in told.chips] == ["warning"]
    trashing.put(vault, [record])
    assert telling.summary(vault, record).trashed
    assert telling.summary(vault, record, "zh").chips != telling.summary(vault, record, "en").chips


def test_more_records_than_one_transaction_go_to_the_trash_and_back(vault: Session) -> None:
    records = [casework.add(vault, "note", {"text": {"text": f"tidying {n}"}}) for n in range(trashing.AT_ONCE + 3)]
    seen: list[tuple[int, int]] = []
    moved = trashing.put(vault, records, progress=lambda done, total: seen.append((done, total)))
    assert moved == records
    assert seen == [(trashing.AT_ONCE, len(records)), (len(records), len(records))]
    orders = browsing.Orders()
    assert not browsing.listing(vault, Query(words="tidying"), Order(), orders)
    trashing.put(vault, records, trashed=False)
    assert len(browsing.listing(vault, Query(words="tidying"), Order(), orders)) == len(records)


def test_one_that_cannot_be_moved_stays_and_the_others_go(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "x"}})
    assert trashing.put(vault, ["f" * 32, record]) == [record]


def test_a_tag_is_found_as_the_record_stands_now(vault: Session) -> None:
    def tagged(*words: str) -> dict[str, object]:
        return {"title": {"text": "urgent matter"}, "tags": [{"text": word} for word in words]}

    always = casework.add(vault, "incident", tagged("Urgent"))
    since = casework.add(vault, "incident", {"title": {"text": "urgent matter"}})
    casework.edit(vault, since, tagged("other", "URGENT"))
    before = casework.add(vault, "incident", tagged("urgent"))
    casework.edit(vault, before, {"tags": None})
    found = browsing.listing(vault, Query(tag="urgent"), Order("", descending=False), browsing.Orders())
    assert browsing.record_ids(vault, found) == [always, since]


def _by_title(vault: Session, language: str = "en") -> list[str]:
    order = Order(TITLE, descending=False)
    return browsing.record_ids(vault, browsing.listing(vault, Query(), order, browsing.Orders(), language))


def test_by_title_means_the_title_that_is_shown(vault: Session) -> None:
    made = {
        name: casework.add(vault, "person", fields)
        for name, fields in {
            "Élan": {"names": [{"text": "Élan"}]},
            "zebra": {"names": [{"text": "zebra"}]},
            "草": {"names": [{"text": "草"}]},
            "Crow": {"names": [{"text": "Aaron Aaronson"}], "code_name": {"text": "Crow"}},
            "Wren": {"names": [{"text": "Abel"}], "code_name": {"text": "Wren"}},
        }.items()
    }
    acts = {
        name: casework.add(
            vault,
            "act",
            {"act_type": {"term": "act/detention"}, "victim": {"role": "victim", "to": made[name], "words": "Zz"}},
        )
        for name in ("Wren", "Crow")
    }
    typed = casework.add(vault, "note", {"text": {"text": "zzz"}})
    drafting.keep(vault, typed, "note", {"text": {"text": "dawn"}}, ())
    wanted = [made["草"], made["Crow"], typed, acts["Crow"], acts["Wren"], made["Élan"], made["Wren"], made["zebra"]]
    assert [one for one in _by_title(vault) if one in wanted] == wanted
    chinese = _by_title(vault, "zh")
    assert chinese.index(acts["Crow"]) > chinese.index(made["Élan"])  # 拘留或羁押 is read ju liu
    assert _by_title(vault, "zh") == chinese


def test_many_go_into_the_trash_at_once_and_what_is_typed_is_saved_first(vault: Session) -> None:
    plain = [casework.add(vault, "note", {"text": {"text": f"note {n}"}}) for n in range(60)]
    typed = casework.add(vault, "note", {"text": {"text": "before"}})
    drafting.keep(vault, typed, "note", {"text": {"text": "after"}}, ())
    unknown = "ab" * 16
    assert trashing.put(vault, [*plain, typed, unknown]) == [*plain, typed]
    assert casework.state_of(vault, typed).fields == {"text": {"text": "after"}, "trashed": True}
    assert trashing.put(vault, [*plain, typed], trashed=False) == [*plain, typed]
    assert "trashed" not in casework.state_of(vault, plain[0]).fields


def test_who_asks_for_a_wide_term_gets_the_narrower_ones_too(vault: Session) -> None:
    wide = Query(acts=("act/detention",))

    def listed() -> set[str]:
        return set(browsing.record_ids(vault, browsing.listing(vault, wide, Order(), browsing.Orders())))

    def searched(words: str) -> set[str]:
        return {row["id"] for row in casework.search(vault, words)}

    before, counted = listed() | searched("detention"), browsing.counts(vault, Query(), "acts")
    acts = {
        code: casework.add(vault, "act", {"act_type": {"term": f"act/{code}"}})
        for code in ("detention", "house-arrest", "forced-travel", "torture")
    }
    custody = {acts["detention"], acts["house-arrest"], acts["forced-travel"]}
    assert listed() - before == custody
    assert searched("detention") - before == custody
    assert acts["house-arrest"] in searched("软禁")
    after = browsing.counts(vault, Query(), "acts")
    grown = {code: n - counted.get(code, 0) for code, n in after.items() if n != counted.get(code, 0)}
    assert grown == {
        "act/detention": 3,
        "act/forced-travel": 1,
        "act/house-arrest": 1,
        "act/soft-detention": 1,
        "act/torture": 1,
    }
