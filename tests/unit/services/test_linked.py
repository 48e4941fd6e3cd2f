"""What links to a record: told by code names, dates in words, asked for at once however many there are."""

from __future__ import annotations

from app.services import casework, linked, trashing
from app.services.session import Session


def test_who_names_a_person_is_told_with_code_names_and_dates_in_words(vault: Session) -> None:
    person = casework.add(vault, "person", {"names": [{"text": "Real"}], "code_name": {"text": "Heron"}})
    incident = casework.add(vault, "incident", {"title": {"text": "In the square"}})
    act = casework.add(
        vault,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "victim": {"role": "victim", "to": person},
            "period": {"edtf": "2012-08-13"},
            "incident": {"role": "in", "to": incident},
        },
    )
    [naming] = linked.named_by(vault, person)
    assert (naming.record, naming.type, naming.label_source) == (act, "act", "Victim")
    assert naming.title == "Detention · Heron · 13 August 2012"
    [row] = linked.acts_of(vault, incident)
    assert (row.record, row.victim, row.when) == (act, "Heron", "13 August 2012")
    assert linked.named_by(vault, person, most=0) == ()
    trashing.put(vault, [act])
    assert linked.named_by(vault, person) == ()
    assert linked.acts_of(vault, incident) == ()


def test_a_record_that_names_another_twice_is_told_once_by_the_first_field(vault: Session) -> None:
    person = casework.add(vault, "person", {"names": [{"text": "Wren"}]})
    link = {"to": person, "role": "about"}
    testimony = casework.add(
        vault, "testimony", {"about": [link, dict(link)], "witness": [{"role": "by", "to": person}]}
    )
    assert [one.record for one in linked.named_by(vault, person)] == [testimony]
