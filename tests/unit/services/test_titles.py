"""What records are called, also when what others wrote links to nothing one could look up."""

from __future__ import annotations

from app.services import casework, titles
from app.services.session import Session
from app.storage import revisions
from tests.unit.storage.making import revise


def test_a_title_takes_in_the_person_it_is_about(vault: Session) -> None:
    person = casework.add(vault, "person", {"code_name": {"text": "Heron"}})
    act = casework.add(vault, "act", {"victim": {"to": person}, "act_type": {"term": "act/detention"}})
    assert titles.titles(vault, [act]) == {act: "Detention · Heron"}


def test_a_link_to_what_is_no_record_id_is_passed_over(vault: Session) -> None:
    made = [
        revise("act", {"victim": {"role": "victim", "to": to}}) for to in ("nobody", "", "ab" * 15 + "zz", "ab" * 17)
    ]
    revisions.save_all(vault.vault, made)
    records = {one.header.record for one in made}
    assert titles.titles(vault, records).keys() == records
