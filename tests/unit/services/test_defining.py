"""An office's own fields, lists and forms: usable at once, nothing dropped, nothing bad let in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import i18n
from app.base.errors import BadInput
from app.domain import schema
from app.domain.query import Order, Query
from app.domain.schema import office
from app.services import browsing, casework, comparing, defining, lists, telling
from app.services.session import Session
from app.storage import check
from app.storage.numbers import Orders
from tests.unit.services import making


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        yield opened


def weather(vault: Session) -> tuple[str, str, str]:
    """A field of notes whose terms are a list of the office's: field, list, the term for a storm."""
    name = lists.make(vault, {"en": "Weathers", "zh": "天气表"})
    storm = lists.add_term(vault, name, {"en": "Storm", "zh": "风暴"})
    return defining.add_field(vault, "note", {"en": "Weather", "zh": "天气"}, "term", vocabulary=name), name, storm


def test_a_field_is_usable_at_once_in_search_filter_summary_and_history(vault: Session) -> None:
    field, _name, storm = weather(vault)
    record = casework.add(vault, "note", {"text": "at the gate", field: storm})
    assert [row["id"] for row in casework.search(vault, "storm")] == [record]
    assert [row["id"] for row in casework.search(vault, "风暴")] == [record]
    for asked in (storm, schema.KEPT):
        found = browsing.listing(vault, Query(fields=((field, asked),)), Order(), Orders())
        assert browsing.record_ids(vault, found) == [record]
    assert not browsing.listing(vault, Query(fields=((field, "answer/unknown"),)), Order(), Orders())
    lines = {line.label: line.text for line in telling.summary(vault, record, "en").lines}
    assert lines["Weather"] == "Storm"
    revision = casework.edit(vault, record, {field: None}).revision
    [(difference, _pieces)] = comparing.what_changed(vault, revision, "zh")
    assert (difference.before, difference.after) == ("风暴", "")
    assert check.verify(vault.vault).problems == ()


def test_labels_are_the_offices_in_the_language_of_the_reader(vault: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    field = defining.add_field(vault, "act", {"en": "Notes", "zh": "备忘"}, "text")
    declared = vault.schema.fields_of("act")[field]
    assert i18n._(declared.label) == "Notes"
    monkeypatch.setattr(i18n, "_code", "zh")
    assert i18n._(declared.label) == "备忘"
    monkeypatch.setattr(i18n, "_code", "fr")
    assert i18n._(declared.label) == "Notes"


def test_a_field_stays_after_opening_again_and_values_that_came_first_are_found(tmp_path: Path) -> None:
    place = tmp_path / "vault"
    with making.create(place, "Lark") as vault:
        field, name, storm = weather(vault)
        given = casework.show(vault, casework.add(vault, "note", {field: storm}))["fields"]
    with making.create(tmp_path / "other", "Wren") as other:
        casework.add(other, "note", given)
        assert [row["id"] for row in casework.search(other, "Storm")] == []  # nothing says what the value is
        assert defining.preview(other, field).records == 1
    with making.session.open_session(place, making.PASSPHRASE) as vault:
        assert field in vault.schema.fields_of("note")
        assert vault.schema.label(storm, "zh") == "风暴"
        assert name in vault.schema.lists.own


def test_what_was_typed_stays_when_its_field_is_taken_out_of_use(vault: Session) -> None:
    field = defining.add_field(vault, "note", {"en": "Mood"}, "text")
    records = [casework.add(vault, "note", {field: f"calm {n}"}) for n in range(14)]
    told = defining.preview(vault, field)
    assert told.records == 14
    assert told.told.startswith("14 records keep a value that no longer shows")
    assert defining.retire(vault, field) == told
    assert vault.schema.fields_of("note")[field].retired
    assert len(casework.search(vault, "calm")) == 14
    assert casework.show(vault, records[0])["fields"][field] == {"text": "calm 0"}
    [line] = [line for line in telling.summary(vault, records[0]).lines if line.text == "calm 0"]
    assert line.section == "Kept values"
    defining.retire(vault, field, retired=False)
    assert not vault.schema.fields_of("note")[field].retired


def test_a_kind_is_not_changed(vault: Session) -> None:
    field = defining.add_field(vault, "note", {"en": "Mood"}, "text")
    with pytest.raises(BadInput, match="Add another field"):
        defining.change_field(vault, field, kind="date")
    defining.change_field(vault, field, label={"en": "Temper"}, kind="text", section="Handling")
    assert vault.schema.fields_of("note")[field].label == "Temper"
    assert vault.schema.fields_of("note")[field].section == "Handling"


@pytest.mark.parametrize(
    ("kind", "given", "found"),
    [
        ("long-text", "many words", "words"),
        ("date", "2012-08", "2012-08"),
        ("place", {"words": "the old mill"}, "mill"),
        ("names", [{"text": "Invented Name"}], "invented"),
        ("flag", True, ""),
        ("number", {"min": 3}, ""),
        ("link", {"to": None, "words": "a driver"}, "driver"),
    ],
)
def test_every_kind_can_be_saved_and_found(vault: Session, kind: str, given: object, found: str) -> None:
    field = defining.add_field(vault, "incident", {"en": "Extra"}, kind)
    record = casework.add(vault, "incident", {field: given})
    asked = Query(words=found, fields=((field, schema.KEPT),))
    assert browsing.record_ids(vault, browsing.listing(vault, asked, Order(), Orders())) == [record]


def test_yes_and_no_are_asked_for(vault: Session) -> None:
    field = defining.add_field(vault, "incident", {"en": "Filmed"}, "flag")
    yes, no = (casework.add(vault, "incident", {field: one}) for one in (True, False))
    for asked, record in (("flag/yes", yes), ("flag/no", no)):
        found = browsing.listing(vault, Query(fields=((field, asked),)), Order(), Orders())
        assert browsing.record_ids(vault, found) == [record]


def test_a_form_is_in_the_order_the_office_gave_it_and_keeps_what_it_does_not_name(vault: Session) -> None:
    own = defining.add_field(vault, "note", {"en": "Mood"}, "text")
    ours = list(schema.OURS.fields_of("note"))
    defining.arrange(vault, "note", [("Mine", [own, "place"]), ("What", ["text"])])
    after = list(vault.schema.fields_of("note"))
    assert set(after) == {*ours, own}
    assert after[:2] == [own, "place"]
    assert vault.schema.fields_of("note")["place"].section == "Mine"
    assert after.index("trashed") > after.index("text")
    defining.mark(vault, "note", "place", shown=True, wanted_for=["wgad", "press-release"])
    declared = vault.schema.record_type("note")
    assert declared is not None
    assert declared.shown == {"place": True}
    missing = defining.missing(vault.schema, "note", {})
    assert {output: [one.name for one in fields] for output, fields in missing.items()} == {
        "output/wgad": ["place"],
        "output/press-release": ["place"],
    }
    assert defining.missing(vault.schema, "note", {"place": {"answer": "unknown"}}) == {}


def test_terms_are_added_to_ours_below_ours_and_ours_stay(vault: Session) -> None:
    code = lists.add_term(vault, "act", {"en": "Wiretap"}, broader="act/detention")
    record = casework.add(vault, "act", {"act_type": code})
    assert casework.show(vault, record)["fields"]["act_type"] == {"term": code, "words": "Wiretap"}
    found = browsing.listing(vault, Query(acts=("act/detention",)), Order(), Orders())
    assert browsing.record_ids(vault, found) == [record]
    lists.change_term(vault, code, label={"en": "Tapping"}, retired=True)
    assert vault.schema.label(code) == "Tapping"
    assert code not in vault.schema.vocabulary("act").offered
    assert lists.preview(vault, code).records == 1
    with pytest.raises(BadInput):
        lists.change_term(vault, "act/detention", label={"en": "Held"})
    for name in ("answer", "decision", "coverage", "after-expiry"):  # what the program itself goes by
        with pytest.raises(BadInput):
            lists.add_term(vault, name, {"en": "Perhaps"})


def test_a_term_is_found_by_what_the_wider_one_is_called_now(vault: Session) -> None:
    name = lists.make(vault, {"en": "Moods"})
    calm = lists.add_term(vault, name, {"en": "Calm"})
    serene = lists.add_term(vault, name, {"en": "Serene"}, broader=calm)
    field = defining.add_field(vault, "note", {"en": "Mood"}, "term", vocabulary=name)
    record = casework.add(vault, "note", {field: serene})
    lists.change_term(vault, calm, label={"en": "Tranquil"})
    assert [row["id"] for row in casework.search(vault, "tranquil")] == [record]
    assert casework.search(vault, "calm") == []
    assert check.verify(vault.vault).problems == ()


def test_terms_below_each_other_without_end_hang_only_so_deep() -> None:
    items = [f"i{n:05}" for n in range(3000)]
    own = f"x_{'a' * 32}"
    terms = [
        {"id": one, "label": {"text": one}, "broader": {"text": f"{own}/{wider}"}}
        for one, wider in zip(items, ["", *items], strict=False)
    ]
    given = office.Definition("a" * 32, "vocabulary", {"label": {"text": "Deep"}, "terms": terms})
    found = schema.OURS.with_definitions([given]).lists
    assert len(found.load(own).terms) == 3000
    assert len(found.wider(f"{own}/{items[15]}")) == 15
    assert max(len(found.wider(f"{own}/{one}")) for one in items) == office.DEEPEST


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"label": "no text"},
        {"label": {"text": "x" * 5000}, "of_type": {"term": "record-type/act"}, "kind": {"term": "field-kind/text"}},
        {"label": {"text": "X"}, "of_type": {"term": "record-type/spaceship"}, "kind": {"term": "field-kind/text"}},
        {"label": {"text": "X"}, "of_type": {"term": "record-type/act"}, "kind": {"term": "field-kind/tensor"}},
        {"label": {"text": "X"}, "of_type": {"term": "record-type/act"}, "kind": {"term": "field-kind/term"}},
        {"label": {"text": "\u202e\n"}, "of_type": [], "kind": 5, "many": "yes", "section": [1], "targets": {"a": 1}},
    ],
)
def test_bad_definitions_from_elsewhere_are_left_out_with_a_reason(bad: dict[str, object]) -> None:
    given = office.Definition("a" * 32, "field", bad)
    [problem] = office.read([given]).problems
    assert problem.record == "a" * 32
    assert schema.OURS.with_definitions([given]) is schema.OURS


def test_there_are_not_more_fields_than_a_form_can_bear() -> None:
    one = {"label": {"text": "X"}, "of_type": {"term": "record-type/act"}, "kind": {"term": "field-kind/text"}}
    many = [office.Definition(f"{n:032x}", "field", one) for n in range(office.MOST_FIELDS + 5)]
    found = office.read(many)
    assert sum(map(len, found.fields.values())) == office.MOST_FIELDS
    assert len(found.problems) == 5


def test_definitions_are_no_casework(vault: Session) -> None:
    before = len(casework.listing(vault))
    weather(vault)
    assert len(casework.listing(vault)) == before
    assert [row["title"] for row in casework.listing(vault, "field")] == ["Weather"]
    assert casework.search(vault, "Weather") == []
    assert not browsing.listing(vault, Query(words="Weather"), Order(), Orders())


def test_what_many_records_hold_of_a_field_that_comes_later_is_found_after_catching_up(
    vault: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = f"x_{'ab' * 16}"
    for n in range(9):
        casework.add(vault, "note", {"text": f"note {n}", **({field: {"text": "serene"}} if n % 2 else {})})
    monkeypatch.setattr("app.storage.definitions.MANY", 2)
    monkeypatch.setattr("app.storage.derived.MANY_WORDS", 2)
    given = {"label": "Mood", "of_type": "record-type/note", "kind": "field-kind/text"}
    casework.add(vault, "field", given, record="ab" * 16)
    assert casework.search(vault, "serene") == []
    assert defining.catch_up(vault) == 4
    assert len(casework.search(vault, "serene")) == 4
    assert len(casework.search(vault, "note")) == 9
    assert check.verify(vault.vault).problems == ()
