"""Erasing: gone here and, by its rules, there; whoever may not erase asks; what comes later is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import BadInput, NoRoom, TextGone, UnknownRecord
from app.domain import notice
from app.services import (
    attachments,
    authoring,
    casework,
    checking,
    drafting,
    erasing,
    receiving,
    sending,
    session,
    withholding,
)
from app.services.session import Session
from app.storage import blobs, compacting, revisions
from tests.e2e.pair import Pair, made
from tests.unit.services import making
from tests.unit.storage import pages

MARK = "zqxj8w1vkp"
NEEDLES = (MARK.encode(), MARK[3:].encode())


def _traces(opened: Session) -> list[str]:
    return pages.find(opened.vault.folder, bytes(opened.vault.database_key), *NEEDLES)


def _states(opened: Session, record: str) -> dict[str, int]:
    return dict(casework.state_of(opened, record).states)


def test_an_authors_erasing_takes_everything_here_and_at_the_office(pair: Pair) -> None:
    record = pair.note(f"words {MARK}")
    sha256 = pair.attach(record, MARK.encode() * 5000)
    (pair.stick / "photo.jpg").unlink()
    pair.take(*pair.send())
    assert casework.search(pair.office, MARK)
    drafting.keep(pair.field, record, "note", {"text": {"text": f"typed {MARK}"}}, ())
    done = erasing.erase(pair.field, [record], "Consent was withdrawn")
    assert done.versions == 2
    assert _traces(pair.field) == []
    assert not blobs.has(pair.field.vault, sha256)
    assert drafting.waiting(pair.field) == {}
    pair.take(*pair.send())
    assert casework.search(pair.office, MARK)
    pair.agree()
    assert _traces(pair.office) == []
    assert not blobs.has(pair.office.vault, sha256)
    for opened in (pair.field, pair.office):
        assert _states(opened, record) == {"erased": 2}
        assert casework.search(opened, MARK) == []
        history = casework.show(opened, record, history=True)["history"]
        assert [one["said"] for one in history if one.get("notice") == "erase"] == ["Consent was withdrawn"] * 2
        with pytest.raises(TextGone):
            casework.edit(opened, record, {"text": {"text": "again"}})
    pair.alike()


def test_one_version_goes_and_the_record_shows_the_others(pair: Pair) -> None:
    record = pair.note("plain words")
    saved = casework.edit(pair.field, record, {"text": {"text": f"too much {MARK}"}})
    pair.take(*pair.send())
    erasing.erase(pair.field, [record], "A name slipped in", version=saved.revision[:12])
    pair.take(*pair.send())
    pair.agree()
    for opened in (pair.field, pair.office):
        assert casework.show(opened, record)["fields"]["text"]["text"] == "plain words"
        assert _states(opened, record) == {"present": 1, "erased": 1}
        assert _traces(opened) == []
    casework.edit(pair.office, record, {"text": {"text": "better words"}})
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == "better words"
    with pytest.raises(UnknownRecord):
        erasing.erase(pair.field, [record], "why", version="no")


def test_without_room_to_write_the_database_anew_it_is_said_and_the_next_opening_does_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise NoRoom("full")

    record = pair.note(f"words {MARK}")
    pair.take(*pair.send())
    with monkeypatch.context() as patch:
        patch.setattr(compacting, "_compact", full)
        with pytest.raises(NoRoom, match="open the vault again"):
            erasing.erase(pair.office, [record], "why")
        assert _states(pair.office, record) == {"erased": 1}
        (told,) = making.carry(pair.office, pair.field, pair.stick)
        assert told["erased"] == 1
        assert _states(pair.field, record) == {"erased": 1}
        pair.field.close()
        with session.open_session(pair.field.vault.folder, making.PASSPHRASE) as again:
            assert _states(again, record) == {"erased": 1}, "it opens on a full disk too"
    with session.open_session(pair.field.vault.folder, making.PASSPHRASE) as again:
        assert _traces(again) == []


def test_what_is_being_typed_on_a_version_that_stays_is_not_lost_by_anothers_erasing(pair: Pair) -> None:
    record = pair.note(f"first {MARK}")
    (first,) = casework.state_of(pair.field, record).heads
    other = pair.note("second")
    pair.take(*pair.send())
    mine = casework.edit(pair.field, record, {"text": {"text": "by the field"}}).revision
    drafting.keep(pair.field, record, "note", {"text": {"text": "the field goes on typing"}}, (mine,))
    erasing.erase(pair.office, [record], "why", version=first)
    pair.reply()
    assert _states(pair.field, record) == {"present": 1, "erased": 1}
    assert drafting.open_record(pair.field, record).fields == {"text": {"text": "the field goes on typing"}}
    heads = casework.state_of(pair.field, other).heads
    drafting.keep(pair.field, other, "note", {"text": {"text": f"second {MARK}"}}, heads)
    erasing.erase(pair.office, [other], "why")
    pair.reply()
    assert drafting.waiting(pair.field).keys() == {record}
    assert _traces(pair.field) == []


def test_what_the_office_types_on_a_version_that_stays_is_not_lost_when_it_confirms(pair: Pair) -> None:
    record = pair.note(f"first {MARK}")
    (first,) = casework.state_of(pair.field, record).heads
    pair.take(*pair.send())
    mine = casework.edit(pair.office, record, {"text": {"text": "by the office"}}).revision
    drafting.keep(pair.office, record, "note", {"text": {"text": "the office goes on typing"}}, (mine,))
    erasing.erase(pair.field, [record], "why", version=first)
    pair.take(*pair.send())
    (request,) = erasing.requests(pair.office)
    erasing.confirm(pair.office, request.id)
    assert _states(pair.office, record) == {"present": 1, "erased": 1}
    assert drafting.open_record(pair.office, record).fields == {"text": {"text": "the office goes on typing"}}
    assert _traces(pair.office) == []


def test_the_work_of_another_is_erased_only_when_a_person_there_says_so(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": f"ours {MARK}"}})
    pair.reply()
    erasing.erase(pair.field, [record], "The witness is in danger")
    assert _traces(pair.field) == []
    pair.take(*pair.send())
    assert casework.search(pair.office, MARK)
    (request,) = erasing.requests(pair.office)
    assert (request.record, request.by, request.reason) == (record, "Field", "The witness is in danger")
    assert (request.versions, request.whole, request.title) == (1, True, f"ours {MARK}")
    done = erasing.confirm(pair.office, request.id[:10])
    assert done.versions == 1
    assert _traces(pair.office) == []
    assert erasing.requests(pair.office) == ()
    pair.reply()
    pair.alike()


def test_a_stolen_trusted_key_erases_nothing_at_headquarters_until_a_person_confirms(pair: Pair) -> None:
    kept, goes = pair.note("stays"), pair.note(f"words {MARK}")
    pair.take(*pair.send())
    erasing.erase(pair.field, [kept, goes], "by who stole the key")
    (told,) = [receiving.receive(pair.office, path) for path in pair.send()]
    assert told["erased"] == 0
    assert _states(pair.office, kept) == _states(pair.office, goes) == {"present": 1}
    requests = {one.record: one.id for one in erasing.requests(pair.office)}
    assert requests.keys() == {kept, goes}
    erasing.refuse(pair.office, requests[kept])
    assert casework.show(pair.office, kept)["fields"]["text"]["text"] == "stays"
    assert erasing.confirm(pair.office, requests[goes]).versions == 1
    assert _traces(pair.office) == []
    assert erasing.requests(pair.office) == ()
    assert _states(pair.office, kept) == {"present": 1}


def test_a_refused_request_is_not_asked_again_and_changes_nothing(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": "ours"}})
    pair.reply()
    erasing.erase(pair.field, [record], "why")
    pair.take(*pair.send())
    (request,) = erasing.requests(pair.office)
    erasing.refuse(pair.office, request.id)
    assert erasing.requests(pair.office) == ()
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == "ours"
    with pytest.raises(UnknownRecord):
        erasing.confirm(pair.office, request.id)
    pair.reply()
    assert _states(pair.field, record) == {"erased": 1}, "what comes back is dropped"
    pair.alike()


def test_an_offices_erasing_acts_on_what_others_wrote(pair: Pair) -> None:
    record = pair.note(f"words {MARK}")
    pair.take(*pair.send())
    erasing.erase(pair.office, [record], "A court ordered it")
    pair.reply()
    assert _traces(pair.field) == []
    assert _states(pair.field, record) == {"erased": 1}
    assert erasing.requests(pair.field) == ()
    pair.alike()


def test_a_copy_that_arrives_after_its_tombstone_is_never_written(pair: Pair, tmp_path: Path) -> None:
    record = pair.note(f"words {MARK}")
    pair.attach(record, MARK.encode() * 5000)
    (pair.stick / "photo.jpg").unlink()
    first = pair.send()
    erasing.erase(pair.field, [record], "why")
    second = pair.send()
    pair.take(*second)
    pair.agree()
    assert _states(pair.office, record) == {"erased": 2}
    pair.take(*first)
    assert _traces(pair.office) == []
    assert _states(pair.office, record) == {"erased": 2}
    assert [path for path in (pair.office.vault.folder / "blobs").rglob("*") if path.is_file()] == []
    pair.alike()


def test_versions_of_others_that_come_later_to_a_record_erased_whole_are_asked_about(pair: Pair) -> None:
    record = pair.note("mine")
    pair.take(*pair.send())
    casework.edit(pair.office, record, {"text": {"text": f"the office's {MARK}"}})
    erasing.erase(pair.field, [record], "why")
    pair.take(*pair.send())
    assert _states(pair.office, record) == {"present": 2}
    (request,) = erasing.requests(pair.office)
    erasing.confirm(pair.office, request.id)
    assert _states(pair.office, record) == {"erased": 2}
    assert _traces(pair.office) == []


def test_a_tombstone_that_names_a_false_author_reaches_nothing(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": "ours"}})
    head = casework.state_of(pair.office, record).heads[0]
    pair.reply()
    me = pair.field.card.key_id
    fields = notice.fields_of(notice.Erasure(((head, me),), True, "theft"))
    lie = authoring.make(pair.field, record, "note", fields, [head], ("erase",))
    revisions.save(pair.field.vault, lie)
    pair.take(*pair.send())
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == "ours"
    assert erasing.requests(pair.office) == ()
    assert _states(pair.office, record) == {"present": 1}


def test_what_protected_its_source_stays_here_without_its_text_too(pair: Pair) -> None:
    protected = {"confidentiality": {"term": "confidentiality/source-protected"}, "text": {"text": "hush"}}
    record = casework.add(pair.field, "note", protected)
    erasing.erase(pair.field, [record], "why")
    assert withholding.withheld(pair.field) == {record}
    assert sending.send(pair.field, "HQ", pair.stick)["bundles"] == []


def test_a_reason_is_needed_and_nothing_is_erased_twice(pair: Pair) -> None:
    record = pair.note("words")
    for bad in ("", "  ", "x" * 1001):
        with pytest.raises(BadInput):
            erasing.erase(pair.field, [record], bad)
    assert _states(pair.field, record) == {"present": 1}
    other = casework.add(
        pair.field, "note", {"text": {"text": "names it"}, "became": [{"role": "became", "to": record}]}
    )
    done = erasing.erase(pair.field, [record], "why")
    assert [one.record for one in done.naming] == [other]
    with pytest.raises(BadInput):
        erasing.erase(pair.field, [record], "why")


def test_verifying_an_office_lets_its_tombstones_act(tmp_path: Path) -> None:
    with made(tmp_path) as pair, making.create(tmp_path / "third", "Third") as third:
        making.introduce(tmp_path, pair.field, third)
        record = pair.note(f"words {MARK}")
        pair.take(*pair.send())
        making.carry(pair.field, third, pair.stick, scope="all")
        erasing.erase(pair.office, [record], "A court ordered it")
        pair.reply()
        making.carry(pair.field, third, pair.stick, scope="all")
        assert _states(third, record) == {"present": 1}
        making.introduce(tmp_path, pair.office, third)
        assert _states(third, record) == {"erased": 1}
        assert _traces(third) == []
        assert checking.verify(third)["problems"] == []
        assert receiving.release(third, pair.office.card.key_id) == 0


def test_attaching_to_what_is_erased_is_refused(pair: Pair, tmp_path: Path) -> None:
    record = pair.note("words")
    erasing.erase(pair.field, [record], "why")
    file = tmp_path / "x.txt"
    file.write_text("x")
    with pytest.raises(TextGone):
        attachments.attach(pair.field, record, file)


def test_words_typed_before_do_not_come_back_as_a_draft(pair: Pair) -> None:
    record = pair.note("words")
    heads = casework.state_of(pair.field, record).heads
    erasing.erase(pair.field, [record], "why")
    for way in (drafting.keep, drafting.save):
        with pytest.raises(TextGone):
            way(pair.field, record, "note", {"text": {"text": f"typed {MARK}"}}, heads)
    assert drafting.waiting(pair.field) == {}
    assert _traces(pair.field) == []


def test_a_consent_that_keeps_records_here_is_not_erased_before_them(pair: Pair) -> None:
    record = pair.note("words")
    refused = casework.add(
        pair.field,
        "consent",
        {
            "records": [{"role": "on", "to": record}],
            "purposes": [{"purpose": {"term": "purpose/internal"}, "decision": {"term": "decision/refused"}}],
        },
    )
    if record not in withholding.withheld(pair.field):
        pytest.fail("the consent of this test does not refuse")
    with pytest.raises(BadInput, match="consent"):
        erasing.erase(pair.field, [refused], "why")
    assert erasing.erase(pair.field, [refused, record], "why").versions == 2
