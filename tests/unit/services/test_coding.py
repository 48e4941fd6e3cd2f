"""Records made of a passage: each cites it, several victims make several acts, one undo takes all back."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import BadField
from app.domain.body import Fields
from app.services import casework, coding, linked
from app.services.coding import Quoted
from app.services.session import Session

TEXT = "On Monday three people were taken from the counter. 曹顺利 was beaten."


def fields(session: Session, record: str) -> dict[str, Any]:
    return dict(casework.state_of(session, record).fields)


def note(session: Session, **more: Any) -> str:
    return casework.add(session, "note", {"text": {"text": TEXT, "language": "en"}, **more})


def quoted(record: str, words: str, field: str = "text") -> Quoted:
    start = TEXT.index(words)
    return Quoted(record, field, start, start + len(words), words)


def people(session: Session, *names: str) -> list[Fields]:
    return [{"to": casework.add(session, "person", {"names": [{"text": name}]}), "words": name} for name in names]


def test_an_act_cites_the_passage_and_the_note_names_it(vault: Session) -> None:
    source = note(vault)
    made = coding.make_act(vault, quoted(source, "曹顺利 was beaten"), act_type="act/torture")
    [record] = made.records
    found = fields(vault, record)
    assert found["description"] == {"text": "曹顺利 was beaten", "language": "en"}
    [cite] = found["cites"]
    assert cite["source"] == source
    assert cite["quote"] == "曹顺利 was beaten"
    assert cite["field"] == "description"
    assert cite["locator"] == f"text, characters {TEXT.index('曹') + 1}-{TEXT.index('曹') + 14}"
    assert [link["to"] for link in fields(vault, source)["became"]] == [record]
    assert "alleged" not in found


def test_several_victims_make_one_act_each_and_one_undo_takes_all_back(vault: Session) -> None:
    source = note(vault)
    before = fields(vault, source)
    victims = people(vault, "One", "Two", "Three")
    made = coding.make_act(vault, quoted(source, "three people were taken"), act_type="act/detention", victims=victims)
    assert len(made.records) == 3
    assert [fields(vault, one)["victim"]["to"] for one in made.records] == [who["to"] for who in victims]
    assert len({fields(vault, one)["description"]["text"] for one in made.records}) == 1
    changed = coding.unmake(vault, made)
    assert set(changed) == {*made.records, source}
    assert all(fields(vault, one)["trashed"] is True for one in made.records)
    assert fields(vault, source) == before


def test_what_a_testimony_says_stays_alleged_and_is_in_the_incident_it_is_about(vault: Session) -> None:
    incident = casework.add(vault, "incident", {"title": {"text": "At the counter"}})
    about = [{"id": "l1", "role": "about", "to": incident}]
    source = casework.add(vault, "testimony", {"narrative": {"text": TEXT}, "about": about})
    [record] = coding.make_act(vault, quoted(source, "was beaten", "narrative")).records
    found = fields(vault, record)
    assert found["alleged"] is True
    assert found["incident"]["to"] == incident
    assert {link["to"] for link in fields(vault, source)["about"]} == {incident, record}
    assert [act.record for act in linked.acts_of(vault, incident)] == [record]


def test_a_person_has_the_passage_as_name_and_one_here_already_cites_it(vault: Session) -> None:
    source = note(vault)
    [record] = coding.make_person(vault, quoted(source, "曹顺利")).records
    assert fields(vault, record)["names"][0]["text"] == "曹顺利"
    [known] = people(vault, "曹顺利")
    made = coding.cite_person(vault, quoted(source, "曹顺利"), known["to"])
    assert fields(vault, known["to"])["cites"][0]["source"] == source
    assert {link["to"] for link in fields(vault, source)["became"]} == {record, known["to"]}
    coding.unmake(vault, made)
    assert "cites" not in fields(vault, known["to"])
    assert not fields(vault, known["to"]).get("trashed")
    assert {link["to"] for link in fields(vault, source)["became"]} == {record}


def test_a_testimony_of_a_note_has_its_words_and_files_and_the_words_for_dates(vault: Session) -> None:
    item = {"id": "a1", "name": "x.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64, "role": "original"}
    source = note(vault, attachments=[item], when={"words": "last Monday"}, place={"words": "the counter"})
    whole = Quoted(source, "text", 0, len(TEXT), TEXT)
    [record] = coding.make_testimony(vault, whole).records
    found = fields(vault, record)
    assert found["narrative"] == {"text": TEXT, "language": "en"}
    assert found["attachments"] == [item]
    assert found["words_for_dates"]["text"] == "last Monday"
    assert "given" not in found
    [incident] = coding.make_incident(vault, whole).records
    assert fields(vault, incident)["period"] == {"words": "last Monday"}
    [document] = coding.make_document(vault, whole).records
    assert fields(vault, document)["text"]["text"] == TEXT
    assert [link["to"] for link in fields(vault, source)["became"]] == [record, incident, document]


def test_a_date_takes_the_place_of_the_old_one_whole_cites_and_is_undone(vault: Session) -> None:
    source = note(vault, when={"edtf": "2012", "words": "some time", "basis": "guess"})
    value = {"edtf": "2012-08-13", "words": "Monday"}
    made = coding.make_date(vault, quoted(source, "Monday"), source, "when", value)
    assert fields(vault, source)["when"] == value
    assert fields(vault, source)["cites"][0]["field"] == "when"
    coding.unmake(vault, made)
    assert fields(vault, source)["when"] == {"edtf": "2012", "words": "some time", "basis": "guess"}
    assert "cites" not in fields(vault, source)


def test_the_dates_a_passage_may_set_are_those_of_the_record_and_its_incident(vault: Session) -> None:
    incident = casework.add(vault, "incident", {})
    source = note(vault, became=[{"id": "l1", "role": "became", "to": incident}])
    assert [(one[0], one[1]) for one in coding.date_fields(vault, source)] == [
        (source, "when"),
        (incident, "period"),
        (incident, "received"),
    ]


def test_when_one_of_several_acts_cannot_be_made_none_is(vault: Session) -> None:
    source = note(vault)
    before = len(casework.listing(vault, "act"))
    with pytest.raises(BadField):
        coding.make_act(vault, quoted(source, "Monday"), victims=[{"words": "somebody"}, {"to": "not an id"}])
    assert len(casework.listing(vault, "act")) == before
    assert "became" not in fields(vault, source)


def test_acts_added_to_an_incident_have_its_time_and_make_rows(vault: Session) -> None:
    incident = casework.add(vault, "incident", {"period": {"edtf": "2012-08-13"}})
    victims = people(vault, "One", "Two", "Three")
    made = coding.add_acts(
        vault,
        incident,
        act_type="act/detention",
        victims=victims,
        perpetrators=[{"words": "two men in plain clothes"}],
    )
    rows = linked.acts_of(vault, incident)
    assert {row.record for row in rows} == set(made.records)
    assert {row.victim for row in rows} == {"One", "Two", "Three"}
    assert {(row.when, row.perpetrators) for row in rows} == {("13 August 2012", "two men in plain clothes")}
    coding.unmake(vault, made)
    assert linked.acts_of(vault, incident) == ()


def test_who_names_a_record(vault: Session) -> None:
    [person] = people(vault, "Zhao")
    act = casework.add(vault, "act", {"victim": {"role": "victim", **person}})
    [found] = linked.named_by(vault, person["to"])
    assert (found.record, found.type, found.label_source) == (act, "act", "Victim")
    casework.edit(vault, act, {"trashed": True})
    assert linked.named_by(vault, person["to"]) == ()


def test_what_a_testimony_tells_is_one_incident_with_alleged_acts_that_cite_it(vault: Session) -> None:
    first = casework.add(vault, "person", {"names": [{"text": "Wren (invented)"}]})
    second = casework.add(vault, "person", {"names": [{"text": "Heron (invented)"}]})
    told = casework.add(vault, "testimony", {"narrative": {"text": "They came at night. (Invented)"}})
    night = {"edtf": "2013-05-03", "words": "the night of 3 May"}
    arrest = coding.tell_acts(
        vault, told, act_type="act/arrest", victims=[{"to": first}], perpetrators=[{"words": "two men"}], period=night
    )
    beating = coding.tell_acts(vault, told, act_type="act/ill-treatment", victims=[{"to": second}, {"to": first}])
    acts = [casework.state_of(vault, one).fields for one in (*arrest.records[:1], *beating.records)]
    assert len(acts) == 3
    assert len({one["incident"]["to"] for one in acts}) == 1
    assert all(one["alleged"] and one["period"] == night for one in acts)
    assert all(one["cites"][0]["source"] == told for one in acts)
    rows = {row.record for row in linked.acts_told(vault, told)}
    assert rows == {arrest.records[0], *beating.records}
    coding.unmake(vault, arrest)
    assert len(linked.acts_told(vault, told)) == 2


def test_a_passage_of_a_transcript_is_cited_by_its_time_in_the_recording(vault: Session) -> None:
    text = "[0:10] They came. [1:05] He was beaten. [2:00] Then silence. (Invented)"
    tape = {"id": "a1", "name": "tape.ogg", "media_type": "audio/ogg", "size": 1, "sha256": "0" * 64}
    told = casework.add(vault, "testimony", {"transcript": {"text": text}, "attachments": [tape]})
    start = text.index("He was")
    quoted = Quoted(told, "transcript", start, start + len("He was beaten."), "He was beaten.")
    made = coding.make_act(vault, quoted, act_type="act/beating")
    [cite] = fields(vault, made.records[0])["cites"]
    assert cite["at"] == {"start": 65, "end": 120}
    assert cite["attachment"] == "a1"
    assert "at" not in coding._cite("text", Quoted(told, "summary", 0, 3, "abc"), casework.state_of(vault, told))
