"""What is being typed: kept, found again, saved as a version once."""

from __future__ import annotations

import pytest

from app.base.errors import BadField
from app.domain import ids
from app.services import casework, drafting
from app.services.session import Session


def test_what_was_typed_and_never_saved_is_found_again_by_its_own_words(vault: Session) -> None:
    record = ids.new_record_id()
    drafting.keep(vault, record, "note", {"text": {"text": "at the counter"}}, ())
    [found] = [one for one in drafting.unfinished(vault) if one.record == record]
    assert (found.type, found.title) == ("note", "at the counter")
    opened = drafting.open_record(vault, record)
    assert opened.drafted
    assert opened.heads == ()
    assert opened.fields["text"]["text"] == "at the counter"
    saved = drafting.save(vault, record, "note", opened.fields, ())
    assert casework.state_of(vault, record).heads == (saved.revision,)
    assert not [one for one in drafting.unfinished(vault) if one.record == record]


def test_a_draft_of_a_record_that_has_a_version_is_not_unfinished(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "one"}})
    drafting.keep(vault, record, "note", {"text": {"text": "two"}}, casework.state_of(vault, record).heads)
    assert record in drafting.waiting(vault)
    assert record not in {one.record for one in drafting.unfinished(vault)}
    drafting.discard(vault, record)
    assert drafting.open_record(vault, record).fields["text"]["text"] == "one"


def test_saving_what_did_not_change_makes_no_version_and_what_is_not_valid_stays_a_draft(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "one"}})
    heads = casework.state_of(vault, record).heads
    assert drafting.save(vault, record, "note", {"text": {"text": "one"}}, heads).revision == heads[0]
    with pytest.raises(BadField):
        drafting.save(vault, record, "note", {"text": 5}, heads)
    assert drafting.open_record(vault, record).fields == {"text": 5}
