"""Sealing: text leaves this vault or never enters it; only the audience opens it, and only when everything holds."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput, KeepsakeError, NotForUs, TextGone, UnknownRecipient
from app.crypto.recipients import parse_identity
from app.domain import notice
from app.domain.notice import SEAL
from app.domain.revision import Revision
from app.exchange.sealed import Package, read_package, write_package
from app.services import (
    authoring,
    browsing,
    casework,
    checking,
    contacts,
    erasing,
    foreseeing,
    sealing,
    titles,
    trashing,
    trusting,
    undoing,
    unsealing,
)
from app.services.session import Session
from app.storage import blobs, drafts, log, revisions, selection
from tests.e2e.pair import Pair, made
from tests.unit.services import making
from tests.unit.storage import pages

MARK = "zqxj8w1vkp"
NEEDLES = (MARK.encode(), MARK[3:].encode())
LABEL = "Interview 7"


def _traces(opened: Session) -> list[str]:
    return pages.find(opened.vault.folder, bytes(opened.vault.database_key), *NEEDLES)


def _states(opened: Session, record: str) -> dict[str, int]:
    return dict(casework.state_of(opened, record).states)


def _seal_of(opened: Session, record: str) -> tuple[Revision, notice.Seal]:
    (one,) = selection.notices(opened.vault, SEAL, [record])
    said = notice.read(SEAL, revisions.states.parsed(one.body))
    assert isinstance(said, notice.Seal)
    return one, said


def _contents(opened: Session) -> list[bytes]:
    """Return every attachment of a vault, decrypted with all the vault's own keys."""
    found = []
    for (sha256,) in opened.vault.db.all("SELECT sha256 FROM blob WHERE kind = 'attachment'"):
        with blobs.open_blob(opened.vault, sha256.hex()) as reader:
            found.append(reader.read())
    return found


def test_sealed_later_it_is_gone_here_and_whole_at_the_office(pair: Pair) -> None:
    record = pair.note(f"words {MARK}")
    pair.attach(record, MARK.encode() * 5000)
    (pair.stick / "photo.jpg").unlink()
    drafts.put(pair.field.vault, record, "note", {"text": {"text": f"typed {MARK}"}})
    before = {one.id: one.body for one in revisions.of_record(pair.field.vault, record)}
    done = sealing.seal(pair.field, [record], ["HQ"], LABEL)
    assert done.versions == 3
    assert _traces(pair.field) == []
    assert not any(needle in data for data in _contents(pair.field) for needle in NEEDLES)
    assert _states(pair.field, record) == {"sealed": 3}
    shown = casework.show(pair.field, record, history=True)
    assert (shown["closed"], shown["label"], shown["fields"]) == ("sealed", LABEL, {})
    assert [one["said"] for one in shown["history"] if one.get("notice")] == [LABEL]
    (answer,) = making.carry(pair.field, pair.office, pair.stick)
    assert (answer["unsealed"], answer["unopened"]) == (3, 0)
    assert _states(pair.office, record) == {"present": 3}
    there = {one.id: one.body for one in revisions.of_record(pair.office.vault, record)}
    assert {id_: there[id_] for id_ in before} == before
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == f"typed {MARK}"
    assert len(casework.search(pair.office, MARK)) == 1
    item = casework.state_of(pair.office, record).fields.get("attachments")
    assert item is None or blobs.has(pair.office.vault, item[0]["sha256"])
    pair.alike()
    assert {"sealed"} <= {entry.kind for entry in log.entries(pair.field.vault)}
    assert {"unsealed"} <= {entry.kind for entry in log.entries(pair.office.vault)}


def test_attachments_go_into_the_package_and_come_out_of_it(pair: Pair) -> None:
    record = pair.note("words")
    sha256 = pair.attach(record, MARK.encode() * 40_000)
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    assert not blobs.has(pair.field.vault, sha256)
    pair.take(*pair.send())
    with blobs.open_blob(pair.office.vault, sha256) as reader:
        assert reader.read() == MARK.encode() * 40_000
    assert casework.show(pair.office, record)["fields"]["attachments"][0]["sha256"] == sha256


def test_sealed_from_the_start_the_text_is_never_here(pair: Pair) -> None:
    fields = {"text": {"text": f"words {MARK}"}}
    record, warnings = sealing.seal_new(pair.field, "note", fields, ["HQ"], LABEL)
    assert warnings == ()
    assert _traces(pair.field) == []
    assert not any(needle in data for data in _contents(pair.field) for needle in NEEDLES)
    assert _states(pair.field, record) == {"sealed": 1}
    identities = [parse_identity(one) for one in pair.field.vault.meta().identities]
    _one, said = _seal_of(pair.field, record)
    with blobs.open_blob(pair.field.vault, said.package) as source, pytest.raises(NotForUs):
        read_package(source, identities, _Nothing())
    making.carry(pair.field, pair.office, pair.stick)
    assert casework.show(pair.office, record)["fields"] == fields
    pair.alike()


class _Nothing:
    def revision(self, _found: Revision) -> None:
        raise AssertionError

    def attachment(self, _sha256: str, _pieces: Any) -> None:
        raise AssertionError


def test_lists_search_and_links_go_by_the_label(pair: Pair) -> None:
    person = casework.add(pair.field, "person", {"names": [{"text": f"Name {MARK}"}]})
    act = casework.add(pair.field, "act", {"act_type": "act/detention", "victim": {"role": "victim", "to": person}})
    done = sealing.seal(pair.field, [person], ["HQ"], "Person K")
    assert [(one.record, one.type) for one in done.naming] == [(act, "act")]
    assert [row["title"] for row in casework.listing(pair.field, "person")] == ["Person K"]
    assert {row["id"] for row in casework.search(pair.field, "Person K")} >= {person}
    assert casework.search(pair.field, MARK) == []
    assert titles.titles(pair.field, [person]) == {person: "Person K"}
    number = browsing.whereabouts(pair.field, person)
    assert number is not None
    row = browsing.rows(pair.field, [number.number])[number.number]
    assert (row.cells[1], row.cells[5]) == ("Person K", "Sealed")
    assert "Person K" in casework.connections(pair.field, casework.show(pair.field, act))["titles"].values()
    assert checking.rebuild(pair.field) == 2
    assert [row["title"] for row in casework.listing(pair.field, "person")] == ["Person K"]


def test_what_is_sealed_is_not_edited_trashed_or_sealed_again_and_a_note_links_to_it(pair: Pair) -> None:
    record = pair.note("words")
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    with pytest.raises(TextGone):
        casework.edit(pair.field, record, {"text": {"text": "other"}})
    assert trashing.put(pair.field, [record]) == []
    with pytest.raises(TextGone):
        sealing.seal(pair.field, [record], ["HQ"], LABEL)
    addendum = casework.add(
        pair.field, "note", {"text": {"text": "later"}, "became": [{"role": "became", "to": record}]}
    )
    pair.take(*pair.send())
    linked = casework.connections(pair.office, casework.show(pair.office, record))["linked_from"]
    assert [one["id"] for one in linked] == [addendum]
    pair.alike()


def test_later_versions_stay_within_the_audience(tmp_path: Path) -> None:
    with made(tmp_path) as pair, making.create(tmp_path / "third", "Third") as third:
        making.introduce(tmp_path, pair.field, pair.office, third)
        record = pair.note(f"words {MARK}")
        sealing.seal(pair.field, [record], ["HQ"], LABEL)
        pair.take(*pair.send())
        casework.edit(pair.office, record, {"remarks": {"text": f"more {MARK}"}})
        for outsider in (pair.field, third):
            seen = foreseeing.foresee(pair.office, outsider.card.name)
            assert [(one.record, one.why) for one in seen.staying] == [(record, "sealed")]
            making.carry(pair.office, outsider, pair.stick)
            assert "present" not in _states(outsider, record)
            assert _traces(outsider) == []
            assert casework.show(outsider, record)["label"] == LABEL
            assert checking.verify(outsider)["problems"] == []


def test_a_colleagues_seal_keeps_nothing_that_others_wrote_from_being_sent(tmp_path: Path) -> None:
    with made(tmp_path) as pair, making.create(tmp_path / "third", "Third") as third:
        making.introduce(tmp_path, pair.field, pair.office, third)
        record = casework.add(pair.office, "note", {"text": {"text": "of the office"}})
        pair.reply()
        own = revisions.of_record(pair.field.vault, pair.note("of the field, another record"))
        said = notice.Seal((own[0].id,), "by who stole the key", ("0a" * 32,), "0b" * 32, 10)
        heads = casework.state_of(pair.field, record).heads
        made_up = authoring.make(pair.field, record, "note", notice.fields_of(said), heads, (SEAL,))
        revisions.save(pair.field.vault, made_up)
        pair.take(*pair.send())
        assert revisions.known(pair.office.vault, [made_up.id])
        assert foreseeing.foresee(pair.office, "Third").staying == ()
        making.carry(pair.office, third, pair.stick)
        assert casework.show(third, record)["fields"]["text"]["text"] == "of the office"


def test_a_package_reaches_the_office_through_a_third_vault(tmp_path: Path) -> None:
    with made(tmp_path) as pair, making.create(tmp_path / "third", "Third") as third:
        making.introduce(tmp_path, pair.field, pair.office, third)
        record = pair.note(f"words {MARK}")
        sealing.seal(pair.field, [record], ["HQ"], LABEL)
        making.carry(pair.field, third, pair.stick)
        assert _traces(third) == []
        making.carry(third, pair.office, pair.stick)
        assert casework.show(pair.office, record)["fields"]["text"]["text"] == f"words {MARK}"


def test_a_package_that_comes_in_a_later_bundle_is_opened_then(pair: Pair) -> None:
    record = pair.note("words")
    pair.attach(record, bytes(range(256)) * 20_000, "big.bin")
    pair.attach(pair.note("other"), bytes(range(255)) * 20_000, "other.bin")
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    sent = pair.send(max_size=6_000_000)
    assert len(sent) > 1
    pair.take(sent[0])
    assert _states(pair.office, record) == {"absent": 2}
    assert casework.show(pair.office, record)["closed"] == "sealed"
    pair.take(*sent[1:])
    assert _states(pair.office, record) == {"present": 2}
    pair.alike()


def _forged(pair: Pair, record: str, change: Any) -> None:
    """Replace the package of a sealed record by one that `change` made of what the office would open."""
    held: list[Revision] = []

    class Keeping:
        def revision(self, found: Revision) -> None:
            held.append(found)

        def attachment(self, _sha256: str, pieces: Any) -> None:
            for _piece in pieces:
                pass

    one, said = _seal_of(pair.field, record)
    identities = [parse_identity(text) for text in pair.office.vault.meta().identities]
    with blobs.open_blob(pair.field.vault, said.package) as source:
        read_package(source, identities, Keeping())
    out = io.BytesIO()
    write_package(out, pair.office.card.xwing, change(Package(record, held, ())), lambda _sha256: io.BytesIO(b"x" * 9))
    kept = blobs.intake(pair.field.vault, io.BytesIO(out.getvalue()))
    false = notice.fields_of(replace(said, package=kept.sha256, size=kept.size))
    made_ = authoring.make(pair.field, record, "note", false, one.header.parents, (SEAL,))
    n = pair.field.vault.db.value("SELECT n FROM revision WHERE id = ?", (bytes.fromhex(one.id),))
    for table, column in (("parent", "child"), ("mention", "n"), ("revision", "n")):
        pair.field.vault.db.run(f"DELETE FROM {table} WHERE {column} = ?", (n,))
    revisions.save(pair.field.vault, made_)


def _other_text(package: Package) -> Package:
    (one,) = package.revisions
    assert one.body is not None
    return replace(package, revisions=[replace(one, body=one.body.replace(b"words", b"lies "))])


def _nothing_in_it(package: Package) -> Package:
    return replace(package, revisions=[])


def _twice(package: Package) -> Package:
    return replace(package, revisions=[*package.revisions, *package.revisions])


def _a_file_nobody_names(package: Package) -> Package:
    return replace(package, attachments=[("ab" * 32, 9)])


def _of_another_record(package: Package) -> Package:
    return replace(package, record="ab" * 16)


def _without_text(package: Package) -> Package:
    (one,) = package.revisions
    return replace(package, revisions=[replace(one, state="absent", body=None, salt=None)])


@pytest.mark.parametrize(
    "change", [_other_text, _nothing_in_it, _twice, _a_file_nobody_names, _of_another_record, _without_text]
)
def test_a_package_that_does_not_hold_is_refused_whole_and_told(pair: Pair, change: Any) -> None:
    record = pair.note("words")
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    _forged(pair, record, change)
    (answer,) = making.carry(pair.field, pair.office, pair.stick)
    assert (answer["unsealed"], answer["unopened"]) == (0, 1)
    assert "does not hold" in answer["message"]
    assert _states(pair.office, record) == {"absent": 1}
    assert checking.verify(pair.office)["problems"] == []
    assert unsealing.open_all(pair.office) == unsealing.Unsealed(), "it is told once"
    making.standing(pair.office)


def test_sealing_is_for_verified_cards_and_warns_when_told_otherwise(pair: Pair, tmp_path: Path) -> None:
    record = pair.note("words")
    with making.create(tmp_path / "new", "New") as new:
        contacts.write_card(new, tmp_path / "new.card")
        trusting.take_card(pair.field, tmp_path / "new.card", None)
        with pytest.raises(BadInput, match="never compared"):
            sealing.seal(pair.field, [record], ["HQ", "New"], LABEL)
        assert _states(pair.field, record) == {"present": 1}
        done = sealing.seal(pair.field, [record], ["HQ", "New"], LABEL, unverified=True)
        assert len(done.warnings) == 1
        _one, said = _seal_of(pair.field, record)
        assert set(said.audience) == {pair.office.card.key_id, new.card.key_id}


def test_what_goes_to_nobody_and_what_has_no_label_is_not_sealed(pair: Pair) -> None:
    protected = {"confidentiality": {"term": "confidentiality/source-protected"}, "text": {"text": "hush"}}
    record = casework.add(pair.field, "note", protected)
    refusing = casework.add(pair.field, "consent", {})
    plain = pair.note("words")
    for bad in ([record], [refusing], [record, plain]):
        with pytest.raises(BadInput):
            sealing.seal(pair.field, bad, ["HQ"], LABEL)
    for label in ("", " ", "x" * 1001):
        with pytest.raises(BadInput):
            sealing.seal(pair.field, [plain], ["HQ"], label)
    with pytest.raises(UnknownRecipient):
        sealing.seal(pair.field, [plain], ["Nobody"], LABEL)
    with pytest.raises(BadInput):
        sealing.seal(pair.field, [plain], [], LABEL)
    for type_, fields in (("note", protected), ("consent", {})):
        with pytest.raises(BadInput):
            sealing.seal_new(pair.field, type_, fields, ["HQ"], LABEL)
    assert _states(pair.field, plain) == _states(pair.field, record) == {"present": 1}
    making.standing(pair.field)


def test_a_sealing_that_fails_leaves_everything(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [pair.note("one"), pair.note("two")]
    tried = 0

    def failing(*args: Any, **more: Any) -> Any:
        nonlocal tried
        tried += 1
        if tried > 1:
            raise KeepsakeError("no")
        return write_package(*args, **more)

    monkeypatch.setattr(sealing, "write_package", failing)
    before = making.standing(pair.field)
    with pytest.raises(KeepsakeError):
        sealing.seal(pair.field, records, ["HQ"], LABEL)
    making.unchanged(pair.field, before)


def test_erasing_a_sealed_record_takes_its_label_and_its_package(pair: Pair) -> None:
    record = pair.note("words")
    sealing.seal(pair.field, [record], ["HQ"], f"label {MARK}")
    pair.take(*pair.send())
    _one, said = _seal_of(pair.field, record)
    erasing.erase(pair.field, [record], "why")
    pair.take(*pair.send())
    pair.agree()
    for opened in (pair.field, pair.office):
        assert _states(opened, record) == {"erased": 1}
        assert not blobs.has(opened.vault, said.package)
        assert _traces(opened) == []
        assert casework.show(opened, record)["closed"] == "erased"
    pair.alike()


def test_an_office_erasing_before_it_opens_never_opens_it(pair: Pair) -> None:
    record = pair.note(f"words {MARK}")
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    first = pair.send()
    erasing.erase(pair.field, [record], "why")
    pair.take(*pair.send())
    pair.agree()
    pair.take(*first)
    assert _states(pair.office, record) == {"erased": 1}
    assert _traces(pair.office) == []
    pair.alike()


def test_one_version_erased_before_the_package_is_opened_leaves_neither_text_nor_attachment(pair: Pair) -> None:
    record = pair.note("stays")
    film = MARK.encode() * 5000
    sha256 = pair.attach(record, film)
    (pair.stick / "photo.jpg").unlink()
    (second,) = casework.state_of(pair.field, record).heads
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    erasing.erase(pair.field, [record], "A face slipped in", version=second)
    pair.take(*pair.send())
    pair.agree()
    assert _states(pair.office, record) == {"present": 1, "erased": 1}
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == "stays"
    assert not blobs.has(pair.office.vault, sha256)
    assert checking.verify(pair.office)["problems"] == []


def test_a_copy_of_sealed_text_that_comes_back_is_dropped(pair: Pair) -> None:
    record = pair.note(f"words {MARK}")
    copies = revisions.of_record(pair.field.vault, record)
    sealing.seal(pair.field, [record], ["HQ"], LABEL)
    from app.storage import batches

    with batches.begin(pair.field.vault, "test") as batch:
        batch.add(copies)
        batch.reveal()
    assert _states(pair.field, record) == {"sealed": 1}
    assert _traces(pair.field) == []


def test_undoing_an_import_leaves_what_is_sealed(pair: Pair, tmp_path: Path) -> None:
    with making.create(tmp_path / "third", "Third") as third:
        making.introduce(tmp_path, pair.field, pair.office, third)
        record = pair.note("words")
        sealing.seal(pair.field, [record], ["HQ"], LABEL)
        (answer,) = making.carry(pair.field, third, pair.stick)
        manifest = answer["bundle"]["manifest"]
        assert undoing.foresee(third, manifest).left == (record,)
        undoing.undo(third, manifest)
        assert json.dumps(_states(third, record)) == '{"absent": 1}'
