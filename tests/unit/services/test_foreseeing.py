"""What sending would do is told truly, and telling it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.errors import KeepsakeError, WrongFingerprint
from app.domain.ids import new_record_id
from app.services import casework, contacts, drafting, foreseeing, quarantining, receiving, sending, trusting
from app.services.session import Session
from tests.unit.services.making import carry, create, introduce, standing, unchanged

PROTECTED = {"term": "confidentiality/source-protected"}


def note(text: str) -> dict[str, object]:
    return {"text": {"text": text, "language": "en"}}


@pytest.fixture
def strangers(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    (tmp_path / "stick").mkdir()
    with create(tmp_path / "field", "Field") as field, create(tmp_path / "office", "HQ", "headquarters") as office:
        yield field, office


@pytest.fixture
def pair(strangers: tuple[Session, Session], tmp_path: Path) -> tuple[Session, Session]:
    introduce(tmp_path, *strangers)
    return strangers


def test_it_tells_what_goes_and_what_stays_and_changes_nothing(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    casework.add(field, "note", note("one"))
    hidden = casework.add(field, "note", note("two") | {"confidentiality": PROTECTED})
    typed = new_record_id()
    drafting.keep(field, typed, "note", note("three"), ())
    broken = new_record_id()
    drafting.keep(field, broken, "note", {"text": 5}, ())
    before = standing(field)
    reader = replace(field, vault=field.vault.reading())
    told = foreseeing.foresee(reader, office.card.key_id)
    unchanged(field, before)
    assert (told.types, told.records, told.empty) == ({"note": 2}, 2, False)
    assert [(one.record, one.why) for one in told.staying] == [(hidden, "protected")]
    assert [one.record for one in told.drafts] == [typed]
    assert [one.record for one in told.unfinished] == [broken]
    sent = sending.send(field, office.card.key_id, tmp_path / "stick")
    assert sent["withheld"] == [hidden]
    (file,) = sent["files"]
    assert told.size >= file["size"] // 2
    answer = receiving.receive(office, Path(file["path"]))
    assert answer["counts"]["new"] == 2


def test_people_are_named_by_their_code_names_and_of_many_records_only_the_first(
    pair: tuple[Session, Session],
) -> None:
    field, _office = pair
    person = {"names": [{"id": "aa", "text": "Li Hua", "script": "Latn"}], "code_name": {"text": "Heron"}}
    hidden = casework.add(field, "person", person | {"confidentiality": PROTECTED})
    with field.vault.transaction():
        notes = [casework.add(field, "note", note(f"{n}") | {"confidentiality": PROTECTED}) for n in range(230)]
    (named,) = foreseeing.titles(field, [hidden])
    assert (named.title, named.type) == ("Heron", "person")
    assert len(foreseeing.titles(field, notes)) == foreseeing.MOST_NAMED
    told = foreseeing.foresee(field, "HQ", scope="ids", ids=[hidden, *notes])
    assert (told.stay, len(told.staying)) == (231, foreseeing.MOST_NAMED)
    assert not any("Li Hua" in one.title for one in told.staying)


def test_after_a_receipt_there_is_nothing_new(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    casework.add(field, "note", note("one"))
    carry(field, office, tmp_path / "stick")
    carry(office, field, tmp_path / "stick")
    assert foreseeing.foresee(field, "HQ").empty
    assert not foreseeing.foresee(field, "HQ", scope="all").empty


def test_steps_are_told_and_stopping_takes_back_the_file_under_way(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = pair
    casework.add(field, "note", note("one"))
    before = standing(field)
    steps: list[str] = []

    class Stop(KeepsakeError):
        pass

    def stop(_done: int, _total: int) -> None:
        if "put" in steps:
            raise Stop

    with pytest.raises(Stop):
        sending.send(field, "HQ", tmp_path / "stick", progress=stop, step=lambda _name, step: steps.append(step))
    assert steps == ["begun", "put"]
    assert not list((tmp_path / "stick").iterdir())
    unchanged(field, before, "sent", "withdrawn")
    sent = sending.send(field, "HQ", tmp_path / "stick")
    assert receiving.receive(office, Path(sent["bundles"][0]))["counts"]["new"] == 1


def test_a_card_named_like_anothers_key_takes_nobodys_place(pair: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = pair
    with create(tmp_path / "trap", office.card.key_id) as trap:
        introduce(tmp_path, field, trap)
    card, _status = contacts.recipient(field, office.card.key_id)
    assert card.key_id == office.card.key_id


def test_a_card_taken_in_is_verified_later_and_what_waited_is_ready(
    strangers: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = strangers
    contacts.write_card(office, tmp_path / "office.card")
    trusting.take_card(field, tmp_path / "office.card", None)
    contacts.write_card(field, tmp_path / "field.card")
    casework.add(field, "note", note("one"))
    (bundle,) = sending.send(field, "HQ", tmp_path)["bundles"]
    assert receiving.receive(office, Path(bundle))["refused"]
    (waiting,) = quarantining.listing(office)
    assert (waiting.status, waiting.ready, waiting.name) == ("unknown", False, "")
    taken = trusting.take_card(office, tmp_path / "field.card", None)
    with pytest.raises(WrongFingerprint):
        trusting.verify(office, taken["key"], "1" * 60)
    (known,) = contacts.known(office)
    assert (known.status, len(known.groups), known.seen[:2]) == ("unverified", 12, "20")
    done = trusting.verify(office, taken["key"], " ".join(known.groups))
    assert done["status"] == "verified"
    (waiting,) = quarantining.listing(office)
    assert waiting.ready
    assert not receiving.receive(office, waiting.path)["refused"]
    assert quarantining.listing(office) == ()


def test_a_bundle_is_removed_from_quarantine_and_the_log_says_so(
    strangers: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = strangers
    contacts.write_card(office, tmp_path / "office.card")
    trusting.take_card(field, tmp_path / "office.card", office.card.fingerprint)
    casework.add(field, "note", note("one"))
    (bundle,) = sending.send(field, "HQ", tmp_path)["bundles"]
    receiving.receive(office, Path(bundle))
    before = standing(office)
    (waiting,) = quarantining.listing(office)
    quarantining.remove(office, waiting.manifest)
    assert not waiting.path.exists()
    assert standing(office).logged == before.logged + 1


def test_what_goes_is_named_people_first_and_what_has_no_basis_is_counted(pair: tuple[Session, Session]) -> None:
    field, _office = pair
    bare = casework.add(field, "note", note("one"))
    consented = casework.add(field, "note", note("two"))
    person = {"names": [{"id": "aa", "text": "Li Hua", "script": "Latn"}], "code_name": {"text": "Heron"}}
    based = casework.add(field, "person", person | {"basis": {"term": "basis/consent"}})
    consent = casework.add(field, "consent", {"records": [{"id": "bb", "to": consented}]})
    told = foreseeing.foresee(field, "HQ")
    assert (told.going[0].record, told.going[0].title) == (based, "Heron")
    assert {one.record for one in told.going} == {bare, consented, based, consent}
    assert told.baseless == 1
    with field.vault.transaction():
        for n in range(30):
            casework.add(field, "note", note(f"{n}"))
    told = foreseeing.foresee(field, "HQ")
    assert len(told.going) == foreseeing.MOST_SHOWN
    assert told.baseless == 31
