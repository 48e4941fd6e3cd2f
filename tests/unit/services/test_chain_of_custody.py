"""The chain of custody: what is told of a file, in order, and what nobody told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import attachments, casework, chain_of_custody, erasing, hash_list
from app.services.chain_of_custody import Event
from app.services.session import Session
from app.storage import blob_files
from tests.unit.services import making


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    with (
        making.create(tmp_path / "field", "Field") as field,
        making.create(tmp_path / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(tmp_path, field, office)
        yield field, office


@pytest.fixture
def field(pair: tuple[Session, Session]) -> Session:
    return pair[0]


def document(session: Session, **fields: object) -> str:
    return casework.add(session, "document", {"title": {"text": "Letter (invented)"}, **fields})


def attach(session: Session, record: str, tmp_path: Path, name: str, **how: object) -> dict[str, object]:
    (tmp_path / name).write_text(name)
    return attachments.attach(session, record, tmp_path / name, **how)  # type: ignore[arg-type]


def told(session: Session, record: str) -> list[Event]:
    return list(chain_of_custody.of_record(session, record))


def test_attaching_begins_the_chain_and_says_that_nothing_is_known_before(field: Session, tmp_path: Path) -> None:
    record = document(field)
    done = attach(field, record, tmp_path, "letter.txt")
    gap, first = told(field, record)
    assert gap.gap
    assert gap.words.startswith("Nothing is known before ")
    assert (first.kind, first.by, first.file, first.sha256) == ("attached", "Field", "letter.txt", done["sha256"])
    assert first.words == "Taken into the vault."


def test_a_record_without_files_has_no_chain(field: Session) -> None:
    assert told(field, document(field)) == []


def test_what_people_wrote_comes_first_and_gaps_between_are_said(field: Session, tmp_path: Path) -> None:
    entries = [
        {"event": "custody/collected", "when": "2012-03-01", "by": {"words": "K-3"}, "place": {"text": "the yard"}},
        {
            "event": "custody/handed-over",
            "when": "2012-03-02",
            "from_whom": {"words": "K-3"},
            "how": {"text": "sealed"},
        },
        {"event": "custody/stored", "when": "2012-05"},
    ]
    record = document(field, custody=entries)
    attach(field, record, tmp_path, "letter.txt")
    chain = told(field, record)
    assert [one.kind for one in chain] == ["entry", "entry", "gap", "entry", "gap", "attached"]
    assert chain[0].words == "Collected or found, at the yard."
    assert (chain[0].when, chain[0].by) == ("1 March 2012", "K-3")
    assert chain[1].words == "Handed over, from K-3, sealed."
    assert chain[2].words == "Nothing is known between 2 March 2012 and 1 May 2012."
    assert chain[4].words.startswith("Nothing is known between 31 May 2012 and ")
    assert chain_of_custody.missing(chain) == 2


def test_when_a_thing_was_obtained_closes_no_gap_by_itself(field: Session, tmp_path: Path) -> None:
    record = document(field, obtained="2012-03", how_obtained={"text": "By post."})
    attach(field, record, tmp_path, "letter.txt")
    obtained, gap, _attached = told(field, record)
    assert obtained.words == "Obtained. By post."
    assert gap.gap


def test_days_and_clocks_beyond_any_calendar_are_told_as_they_were_written(field: Session, tmp_path: Path) -> None:
    far = [{"event": "custody/copied", "when": {"edtf": year}} for year in ("-0100", "2012", "Y170000")]
    record = document(field, custody=far)
    done = attach(field, record, tmp_path, "letter.txt")
    [item] = casework.show(field, record)["fields"]["attachments"]
    odd = {**item, "id": "odd", "intake": {"at": "0001-01-01T00:00:00+14:00"}, "name": "odd.txt"}
    casework.edit(field, record, {"attachments": [item, odd]})
    events = told(field, record)
    assert sum(one.kind == "entry" for one in events) == 3
    assert {one.file for one in events if one.sha256 == done["sha256"]} == {"letter.txt", "odd.txt"}
    assert "0001-01-01T00:00:00+14:00" in [one.when for one in events]


def test_copies_made_and_files_taken_off_are_in_the_chain(field: Session, tmp_path: Path) -> None:
    record = document(field)
    original = attach(field, record, tmp_path, "letter.txt")
    made = {"made_how": {"text": "names covered"}, "made_with": {"text": "Tool 1"}}
    attach(field, record, tmp_path, "covered.txt", role="redacted", of=original["attachment"], made=made)
    items = casework.state_of(field, record).fields["attachments"]
    casework.edit(field, record, {"attachments": [items[1]]})
    chain = {one.kind: one for one in told(field, record)}
    assert chain["made"].words == "Taken into the vault. Made from letter.txt; names covered; Tool 1."
    assert (chain["removed"].file, chain["removed"].sha256) == ("letter.txt", original["sha256"])


def test_copying_out_sending_and_receiving_are_in_the_chain_of_both(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = pair
    record = document(field)
    done = attach(field, record, tmp_path, "letter.txt")
    attachments.detach_copy(field, record, str(done["attachment"]), tmp_path / "out.txt")
    making.carry(field, office, tmp_path)
    ours = {one.kind: one for one in told(field, record)}
    assert ours["copied_out"].file == "letter.txt"
    assert ours["sent"].words == "Sent to HQ in bundle 1."
    assert ours["sent"].file == "letter.txt"
    making.carry(office, field, tmp_path)
    assert "They signed for it" in next(one for one in told(field, record) if one.kind == "sent").words
    theirs = {one.kind: one for one in told(office, record)}
    assert theirs["received"].words == "Received from Field in bundle 1."
    assert theirs["attached"].by == "Field"
    assert "copied_out" not in theirs


def test_comparing_is_noted_and_finds_a_file_that_is_damaged(field: Session, tmp_path: Path) -> None:
    record = document(field)
    attach(field, record, tmp_path, "letter.txt")
    assert chain_of_custody.compare(field, record) == (1, ())
    (blob,) = [path for path in blob_files.folder(field.vault).rglob("*") if path.is_file()]
    data = bytearray(blob.read_bytes())
    data[100] ^= 1
    blob.write_bytes(data)
    assert chain_of_custody.compare(field, record) == (1, ("letter.txt",))
    words = [one.words for one in told(field, record) if one.kind == "compared"]
    assert words == [
        "Compared with its SHA-256: 1 file is as it was taken in.",
        "Compared with their SHA-256: 1 file is damaged or not here.",
    ]


def test_the_chain_of_what_was_erased_does_not_fail(field: Session, tmp_path: Path) -> None:
    record = document(field)
    attach(field, record, tmp_path, "letter.txt")
    erasing.erase(field, [record], "an invented order")
    assert all("letter" not in one.words + one.file for one in told(field, record))


def test_files_of_one_name_are_listed_under_two(field: Session, tmp_path: Path) -> None:
    record, other = document(field), document(field)
    attach(field, record, tmp_path, "letter.txt")
    attach(field, other, tmp_path, "letter.txt")
    assert [one.name for one in hash_list.lines(field, [record, other])] == ["letter.txt", "letter (2).txt"]
    assert len(hash_list.lines(field)) == 2


@pytest.mark.parametrize(
    ("name", "kept"), [("../a.txt", "_a.txt"), ("a\nb", "a_b"), ("\\x", "_x"), ("", "copy"), ("خبر.txt", "خبر.txt")]
)
def test_a_name_in_the_list_is_one_that_can_be_written(name: str, kept: str) -> None:
    assert hash_list.file_name(name) == kept
