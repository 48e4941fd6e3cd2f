"""What stays in the vault whatever is sent, and what is forwarded with the work of others: proof of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain import canonical
from app.services import attachments, casework, checking, receiving, sending
from app.services.session import Session
from app.storage import drafts, evidence, streams
from app.storage import revisions as stored
from tests.e2e.pair import Pair, cut_off
from tests.unit.services import making

PROTECTED = {"term": "confidentiality/source-protected"}


def _consent(pair: Pair, decision: str, *records: str) -> str:
    return casework.add(
        pair.field,
        "consent",
        {
            "purposes": [{"purpose": {"term": "purpose/internal"}, "decision": {"term": f"decision/{decision}"}}],
            "records": [{"role": "on", "to": record} for record in records],
        },
    )


def _sent(pair: Pair, **how: Any) -> tuple[set[str], list[bytes], dict[str, Any]]:
    """Send; return the records that went, their attachments, and the answer."""
    answer = sending.send(pair.field, "HQ", pair.stick, **how)
    bundles = [Path(one) for one in answer["bundles"]]
    ids = {one for path in bundles for one in pair.ids(path)}
    records = {one.header.record for one in stored.get_all(pair.field.vault, ids)}
    return records, [data for path in bundles for data in pair.contents(path)], answer


def test_source_protected_records_stay_with_what_only_they_name(pair: Pair) -> None:
    secret, open_ = pair.note("secret"), pair.note("open")
    pair.attach(secret, b"only the secret names it" * 1000, "secret.jpg")
    pair.attach(secret, b"both name it" * 1000, "both.jpg")
    pair.attach(open_, b"both name it" * 1000, "both.jpg")
    casework.edit(pair.field, secret, {"confidentiality": PROTECTED})
    for how in ({"scope": "all"}, {"scope": "since-last"}, {"scope": "ids", "ids": [secret, open_]}):
        records, contents, answer = _sent(pair, **how)
        assert records == {open_}
        assert contents == [b"both name it" * 1000]
        assert answer["withheld"] == [secret]
        assert len(answer["warnings"]) == 1
    records, contents, answer = _sent(pair, scope="ids", ids=[secret])
    assert (records, contents, answer["bundles"]) == (set(), [], [])
    assert answer["withheld"] == [secret]
    casework.edit(pair.field, secret, {"confidentiality": {"term": "confidentiality/case-team"}})
    records, contents, answer = _sent(pair)
    assert records == {secret, open_}
    assert len(contents) == 2
    assert answer["withheld"] == []


def test_a_refused_consent_keeps_its_records_until_one_that_names_it_allows(pair: Pair) -> None:
    told, other = pair.note("told in confidence"), pair.note("other")
    refusal = _consent(pair, "refused", told)
    records, _contents, answer = _sent(pair)
    assert records == {other, refusal}
    assert answer["withheld"] == [told]
    for at in ("2026-01-01T00:00:00Z", "2199-01-01T00:00:00Z"):  # no clock decides
        _consent_at(pair, "granted", told, at=at)
        assert told not in _sent(pair)[0]
    later = _consent_at(pair, "granted", told, at="2001-01-01T00:00:00Z", replaces=refusal)
    assert told in _sent(pair)[0]
    casework.edit(pair.field, refusal, {"remarks": {"text": "said again"}})
    assert told in _sent(pair)[0]
    last = _consent_at(pair, "withdrawn", told, other, at="2001-01-02T00:00:00Z", withdraws=later)
    records, _contents, answer = _sent(pair, scope="all")
    assert not {told, other} & records
    assert answer["withheld"] == sorted([told, other])
    casework.edit(pair.field, last, {"trashed": True})
    assert not {told, other} & _sent(pair, scope="all")[0]
    opened = [{"id": "p1", "purpose": {"term": "purpose/internal"}, "decision": {"term": "decision/granted"}}]
    casework.edit(pair.field, last, {"trashed": None, "purposes": opened})
    assert {told, other} <= _sent(pair, scope="all")[0]


def test_a_withdrawal_without_a_word_on_purposes_withdraws_them_all(pair: Pair) -> None:
    told = pair.note("told")
    granted = _consent(pair, "granted", told)
    casework.add(pair.field, "consent", {"withdraws": [{"role": "withdraws", "to": granted}]})
    assert told not in _sent(pair)[0]


def test_two_consents_that_name_each_other_open_nothing(pair: Pair) -> None:
    told = pair.note("told")
    refusal = _consent(pair, "refused", told)
    granted = _consent_at(pair, "granted", told, at="2026-01-01T00:00:00Z", replaces=refusal)
    assert told in _sent(pair)[0]
    casework.edit(pair.field, refusal, {"replaces": [{"role": "replaces", "to": granted}]})
    assert told not in _sent(pair)[0]


def _consent_at(pair: Pair, decision: str, *records: str, at: str, **named: str) -> str:
    """Save a consent as of another time, that names another by the fields `named`."""
    fields: dict[str, Any] = {
        "purposes": [
            {"id": "p1", "purpose": {"term": "purpose/internal"}, "decision": {"term": f"decision/{decision}"}}
        ],
        "records": [{"id": f"r{number}", "role": "on", "to": record} for number, record in enumerate(records)],
    }
    fields |= {name: [{"id": "n1", "role": name, "to": to}] for name, to in named.items()}
    made = making.revise(pair.field.keys, fields, type_="consent", header=lambda header: header.update(at=at))
    stored.save(pair.field.vault, made)
    return made.header.record


def test_what_a_newer_version_protects_stays(pair: Pair) -> None:
    keys, vault = pair.field.keys, pair.field.vault
    unknown = making.revise(keys, {"confidentiality": PROTECTED}, type_="aura")
    first = making.revise(keys, {"confidentiality": PROTECTED})
    newer = making.revise(keys, {}, [first], body=canonical.encode({"format": 2, "type": "note", "glyphs": []}))
    marked = making.revise(
        keys, {}, body=canonical.encode({"format": 2, "type": "note", "who": ["confidentiality/source-protected"]})
    )
    open_ = making.revise(keys, {"text": "on confidentiality/source-protected"}, type_="aura")
    for one in (unknown, first, newer, marked, open_):
        stored.save(vault, one)
    records, _contents, answer = _sent(pair, scope="all")
    assert records == {open_.header.record}
    assert answer["withheld"] == sorted(one.header.record for one in (unknown, first, marked))


def test_what_is_to_stay_by_now_is_not_written_from_a_call_cut_off(pair: Pair) -> None:
    secret, open_ = pair.note("secret"), pair.note("open")
    pair.attach(secret, b"only the secret names it" * 1000, "secret.jpg")
    cut_off(pair.field, pair.stick, 1000)
    casework.edit(pair.field, secret, {"confidentiality": PROTECTED})
    records, contents, answer = _sent(pair)
    assert (records, contents) == ({open_}, [])
    assert answer["withheld"] == [secret]
    assert streams.pending(pair.field.vault) == []


def test_a_draft_that_protects_counts_before_anything_is_written(pair: Pair) -> None:
    secret = pair.note("secret")
    cut_off(pair.field, pair.stick, 1000)
    drafts.put(pair.field.vault, secret, "note", {"text": {"text": "secret"}, "confidentiality": PROTECTED})
    records, _contents, answer = _sent(pair)
    assert (records, answer["withheld"]) == (set(), [secret])


def test_of_records_named_only_those_named_are_counted(pair: Pair) -> None:
    secret, open_ = pair.note("secret"), pair.note("open")
    other = pair.note("another secret")
    for record in (secret, other):
        casework.edit(pair.field, record, {"confidentiality": PROTECTED})
    assert _sent(pair, scope="ids", ids=[open_])[2]["warnings"] == []
    answer = _sent(pair, scope="ids", ids=[open_, secret])[2]
    assert answer["withheld"] == [secret]
    assert answer["warnings"][0].startswith("1 ")


def test_while_two_versions_disagree_the_stricter_counts(pair: Pair) -> None:
    record = pair.note("disputed")
    consent = _consent(pair, "granted", record)
    for name in (record, consent):
        base = stored.of_record(pair.field.vault, name)[0]
        fields = casework.show(pair.field, name)["fields"]
        if name == record:
            sides: list[dict[str, Any]] = [
                {**fields, "confidentiality": PROTECTED},
                {**fields, "confidentiality": {"term": "confidentiality/public"}},
            ]
        else:
            sides = [
                {**fields, "purposes": [{**fields["purposes"][0], "decision": {"term": f"decision/{term}"}}]}
                for term in ("refused", "ask-again")
            ]
        for side in sides:
            type_ = "note" if name == record else "consent"
            stored.save(pair.field.vault, making.revise(pair.field.keys, side, [base], type_=type_))
    assert len(casework.conflicts(pair.field)) == 2
    records, _contents, answer = _sent(pair)
    assert records == {consent}
    casework.edit(pair.field, record, {"confidentiality": {"term": "confidentiality/public"}})
    assert record not in _sent(pair)[0]  # the consent is not decided
    purposes = casework.show(pair.field, consent)["fields"]["purposes"]
    casework.edit(pair.field, consent, {"purposes": [{**purposes[0], "decision": {"term": "decision/granted"}}]})
    assert record in _sent(pair)[0]
    assert answer["withheld"] == [record]


def test_the_office_sends_a_field_worker_only_what_is_theirs_or_its_own(
    chain: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    a, one, _two = chain
    with making.create(tmp_path / "b", "Field B") as b:
        making.introduce(tmp_path, b, one)
        record = casework.add(a, "note", {"text": {"text": "of A"}})
        (tmp_path / "film").write_bytes(b"film of A" * 1000)
        attachments.attach(a, record, tmp_path / "film")
        shared = casework.add(a, "note", {"text": {"text": "of A, then the office"}})
        making.carry(a, one, tmp_path)
        theirs = casework.add(b, "note", {"text": {"text": "of B"}})
        making.carry(b, one, tmp_path)
        casework.edit(one, shared, {"text": {"text": "seen"}})
        own = casework.add(one, "note", {"text": {"text": "of the office"}})
        for scope in ("since-last", "all"):
            sent = sending.send(one, "Field B", tmp_path, scope=scope, own=True)
            assert sent["warnings"] == ["1 records of other people stay here; name them with --ids to send them."]
            for path in sent["bundles"]:
                receiving.receive(b, Path(path))
            assert {row["id"] for row in casework.listing(b)} == {shared, theirs, own}
        assert record not in {row["id"] for row in casework.listing(b)}
        sent = sending.send(one, "Field B", tmp_path, scope="ids", ids=[record])
        assert sent["warnings"] == []
        (answer,) = [receiving.receive(b, Path(path)) for path in sent["bundles"]]
        assert answer["bundle"]["attachments"] == 1
        (warning,) = sending.send(one, "Field B", tmp_path, scope="all")["warnings"]
        assert "1 records of other people go" in warning


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[tuple[Session, Session, Session]]:
    """A field laptop, and two offices: one it reports to, and one that trusts only the first."""
    with (
        making.create(tmp_path / "a", "Field A") as a,
        making.create(tmp_path / "one", "Office one", "headquarters") as one,
        making.create(tmp_path / "two", "Office two", "headquarters") as two,
    ):
        making.introduce(tmp_path, a, one)
        making.introduce(tmp_path, one, two)
        yield a, one, two


def _proved(opened: Session, key: str) -> set[str]:
    """Return the revisions that evidence signed by a key covers in a vault."""
    found = set[str]()
    for one in evidence.each(opened.vault):
        if canonical.decode_object(one.manifest)["sender"]["card"]["ed25519"] == key:
            found.update(one.ids)
    return found


def test_evidence_travels_on_with_the_work_of_others(chain: tuple[Session, Session, Session], tmp_path: Path) -> None:
    a, one, two = chain
    for number in range(3):
        record = casework.add(a, "note", {"text": {"text": f"number {number}"}})
        making.carry(a, one, tmp_path)
    mine = casework.add(one, "note", {"text": {"text": "the office's own"}})
    making.carry(one, two, tmp_path)
    theirs = {id_.id for id_ in stored.of_record(two.vault, record)}
    assert theirs <= _proved(two, a.card.key_id)
    assert {id_.id for id_ in stored.of_record(two.vault, mine)} <= _proved(two, one.card.key_id)
    assert len(_proved(two, a.card.key_id)) == 3
    assert making.standing(two).report["digest"] == making.standing(one).report["digest"]
    assert not theirs & _proved(one, two.card.key_id)
    casework.edit(two, record, {"title": {"text": "edited"}})
    making.carry(two, one, tmp_path)
    assert making.standing(two).report["digest"] == making.standing(one).report["digest"]
    proofs = two.vault.db.all("SELECT n, ssh, mldsa FROM evidence")
    assert len(proofs) > 2
    for n, ssh, mldsa in proofs:  # and it is checked where it ends
        for column, bad in (("ssh", ssh.replace("A", "B")), ("mldsa", mldsa[:-1] + bytes([mldsa[-1] ^ 1]))):
            two.vault.db.run(f"UPDATE evidence SET {column} = ? WHERE n = ?", (bad, n))
            assert len(checking.verify(two)["problems"]) == 1
            two.vault.db.run("UPDATE evidence SET ssh = ?, mldsa = ? WHERE n = ?", (ssh, mldsa, n))
    making.standing(two)


def test_contents_that_come_late_go_on(chain: tuple[Session, Session, Session], tmp_path: Path) -> None:
    a, one, two = chain
    record = casework.add(a, "note", {"text": {"text": "with films"}})
    for name in ("film", "other"):
        (tmp_path / name).write_bytes(secrets.token_bytes(300_000))
        item = attachments.attach(a, record, tmp_path / name)["attachment"]
    records, *films = (Path(one_) for one_ in sending.send(a, "Office one", tmp_path, max_size=520_000)["bundles"])
    receiving.receive(one, records)
    sent = sending.send(one, "Office two", tmp_path)
    assert sent["warnings"] == ["2 attachments are named but not in this vault."]
    receiving.receive(two, Path(sent["bundles"][0]))
    making.carry(two, one, tmp_path)  # the receipt
    for film in films:
        receiving.receive(one, film)
    (answer,) = making.carry(one, two, tmp_path)
    assert answer["bundle"]["attachments"] == 2
    attachments.detach_copy(two, record, item, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == (tmp_path / "other").read_bytes()
    making.carry(two, one, tmp_path)
    assert sending.send(one, "Office two", tmp_path)["bundles"] == []
