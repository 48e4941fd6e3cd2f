"""Originals stay as they came; what is made from them stands beside them, and says from what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import BadField, BadInput
from app.services import attachments, casework, comparing, originals
from app.services.session import Session
from tests.unit.services import making


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "field", "Field") as opened:
        yield opened


@pytest.fixture
def document(field: Session) -> str:
    return casework.add(field, "document", {"title": {"text": "Letter (invented)"}})


def attached(session: Session, record: str, tmp_path: Path, name: str, **how: object) -> str:
    (tmp_path / name).write_text(name)
    return str(attachments.attach(session, record, tmp_path / name, **how)["attachment"])  # type: ignore[arg-type]


def test_intake_says_when_and_in_whose_vault_and_nothing_of_where_from(
    field: Session, document: str, tmp_path: Path
) -> None:
    attached(field, document, tmp_path, "letter.txt")
    (item,) = casework.state_of(field, document).fields["attachments"]
    assert item["intake"].keys() == {"at", "zone", "by", "name"}
    assert item["intake"]["name"] == "Field"
    assert item["intake"]["by"] == field.keys.key_id
    assert str(tmp_path) not in str(item)


def test_a_copy_says_from_what_how_by_whom_when_and_with_what_it_was_made(
    field: Session, document: str, tmp_path: Path
) -> None:
    original = attached(field, document, tmp_path, "letter.txt")
    made = {"made_how": "Names covered", "made_by": "K-3", "made_on": "2012-03", "made_with": "Tool 1"}
    copy = attached(field, document, tmp_path, "covered.txt", role="redacted", of=original, made=made)
    first, second = casework.state_of(field, document).fields["attachments"]
    assert (first["id"], first["of"]) == (original, None)
    assert (second["id"], second["of"]) == (copy, original)
    assert second["made_how"] == {"text": "Names covered"}
    assert second["made_on"] == {"edtf": "2012-03"}
    assert casework.search(field, "covered K-3") != []


def test_what_was_made_from_another_is_no_original(field: Session, document: str, tmp_path: Path) -> None:
    original = attached(field, document, tmp_path, "letter.txt")
    with pytest.raises(BadInput, match="is no original"):
        attached(field, document, tmp_path, "copy.txt", of=original)
    with pytest.raises(BadInput, match="no attachment with this id"):
        attached(field, document, tmp_path, "copy.txt", role="derivative", of="nothing")


def test_the_contents_of_an_attachment_cannot_become_others(field: Session, document: str, tmp_path: Path) -> None:
    attached(field, document, tmp_path, "letter.txt")
    attached(field, document, tmp_path, "better.txt", role="enhanced")
    first, second = casework.state_of(field, document).fields["attachments"]
    with pytest.raises(BadField, match="those of an attachment never change"):
        casework.edit(field, document, {"attachments": [{**first, "sha256": second["sha256"]}, second]})
    casework.edit(field, document, {"attachments": [second]})  # taken off the list: the history keeps it


def test_files_stand_below_what_they_were_made_from() -> None:
    items = [
        {"id": "a3", "role": "thumbnail", "of": "a2"},
        {"id": "a1", "role": "original", "of": None},
        {"id": "a2", "role": "redacted", "of": "a1"},
        {"id": "a4", "role": "translation", "of": "gone"},
        {"id": "a5", "role": "screenshot", "of": None},
    ]
    placed = originals.tree(items)
    assert [(one.item["id"], one.depth, one.stray) for one in placed] == [
        ("a1", 0, False),
        ("a2", 1, False),
        ("a3", 2, False),
        ("a4", 0, True),
        ("a5", 0, False),
    ]
    assert [one["id"] for one in originals.made_from(items, "a1")] == ["a2", "a3"]


def test_files_that_say_they_are_made_from_each_other_are_all_shown() -> None:
    items = [{"id": "a1", "role": "extract", "of": "a2"}, {"id": "a2", "role": "extract", "of": "a1"}]
    assert [one.item["id"] for one in originals.tree(items)] == ["a1", "a2"]


def test_the_history_tells_when_a_file_becomes_something_else(field: Session, document: str, tmp_path: Path) -> None:
    attached(field, document, tmp_path, "letter.txt")
    before = casework.state_of(field, document).fields
    (item,) = before["attachments"]
    casework.edit(field, document, {"attachments": [{**item, "role": "redacted", "made_how": {"text": "covered"}}]})
    (difference,) = comparing.differences("document", before, casework.state_of(field, document).fields)
    assert difference.before == "letter.txt"
    assert difference.after == "letter.txt, Redacted copy, How it was made: covered"


def test_files_made_from_each_other_over_thousands_of_steps_or_under_one_id_are_listed_once() -> None:
    chain = [{"id": f"a{n}", "of": f"a{n - 1}" if n else None, "role": "redacted"} for n in range(2500)]
    placed = originals.tree(chain)
    assert [one.depth for one in placed] == list(range(2500))
    double = [{"id": "a", "name": "one"}, {"id": "a", "name": "two"}, {"id": "b", "of": "a"}]
    assert [one.item.get("name") or "made" for one in originals.tree(double)] == ["one", "made", "two"]
