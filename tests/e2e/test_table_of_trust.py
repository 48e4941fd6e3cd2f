"""The rows of the table "input | answer" that turn on trust: unknown senders, unknown authors, forks of a stream."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.services import attachments, casework, checking, contacts, receiving, sending, session, trusting
from app.services.session import Session
from app.storage import held, quarantine, trust
from tests.unit.exchange import forging
from tests.unit.services import making

NOTHING = {"new": 0, "same": 0, "updated": 0, "conflicting": 0, "quarantined": 0}


def _note(opened: Session, words: str) -> str:
    return casework.add(opened, "note", {"text": {"text": words}})


def _bundle(sender: Session, to: str, stick: Path, **how: Any) -> Path:
    (one,) = sending.send(sender, to, stick, **how)["bundles"]
    return Path(one)


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    """A field laptop that knows the office; the office does not know it."""
    with (
        making.create(tmp_path / "field", "Field") as field,
        making.create(tmp_path / "hq", "HQ", "headquarters") as office,
    ):
        trusting.take_card(field, tmp_path / "card", contacts.write_card(office, tmp_path / "card"))
        yield field, office


@pytest.mark.parametrize("imported", [False, True])
def test_an_unknown_sender_waits_in_quarantine(vaults: tuple[Session, Session], tmp_path: Path, imported: bool) -> None:
    field, office = vaults
    record = _note(field, "seen")
    (tmp_path / "photo").write_bytes(b"photo" * 40_000)
    attachments.attach(field, record, tmp_path / "photo")
    bundle = _bundle(field, "HQ", tmp_path)
    contacts.write_card(field, tmp_path / "field.card")
    if imported:
        assert trusting.take_card(office, tmp_path / "field.card", None)["status"] == "unverified"
    before = making.standing(office)
    looked = receiving.inspect(office, bundle)
    making.unchanged(office, before)
    kept: Path | None = None
    for turn in range(2):  # the same bundle twice in quarantine is one
        answer = receiving.receive(office, bundle)
        assert answer["refused"]
        assert answer["trust"] == ("unverified" if imported else "unknown")
        assert answer["sender"]["fingerprint"] == field.card.fingerprint
        assert answer["counts"] == looked["counts"] == {**NOTHING, "quarantined": 1}
        assert answer["types"] == {"note": 1}
        assert answer["receipt"] is None
        assert casework.listing(office) == []
        assert [one.path for one in quarantine.listing(office.vault)] == [Path(answer["quarantine"])]
        kept = Path(answer["quarantine"])
        assert kept.read_bytes() == bundle.read_bytes()
        assert str(kept) in answer["message"]
        after = making.standing(office)
        assert after.report == before.report
        assert after.logged == before.logged + 1, f"turn {turn}"
        assert len(after.names - before.names) == 1
    assert kept
    done = trusting.take_card(office, tmp_path / "field.card", field.card.fingerprint)
    assert done["waiting"] == [str(kept)]
    assert casework.listing(office) == []  # verifying alone takes nothing in
    got = receiving.receive(office, kept)
    assert got["counts"] == {**NOTHING, "new": 1}
    assert not kept.exists()
    assert quarantine.listing(office.vault) == []
    assert making.standing(office).report["digest"] == checking.verify(field)["digest"]
    assert receiving.receive(office, bundle)["counts"] == {**NOTHING, "same": 1}


def test_an_unknown_sender_whose_bundle_is_broken_is_not_even_kept(
    vaults: tuple[Session, Session], tmp_path: Path
) -> None:
    field, office = vaults
    _note(field, "seen")
    data = _bundle(field, "HQ", tmp_path).read_bytes()
    parts = forging.members(forging.plaintext(data, making.person_of(office)))
    one, two = (making.revise(field.keys, {"text": {"text": words}}) for words in ("one", "two"))
    bad = replace(one, signature=two.signature)
    forged = forging.signed(making.with_revisions(parts, [bad]), making.person_of(field))
    before = making.standing(office)
    (tmp_path / "bad").write_bytes(data[:-1])
    with pytest.raises(errors.BundleBroken):
        receiving.receive(office, tmp_path / "bad")
    making.unchanged(office, before)
    (tmp_path / "bad").write_bytes(forging.sealed(forging.tarball(forged), making.person_of(office)))
    with pytest.raises(errors.BundleForged):
        receiving.receive(office, tmp_path / "bad")
    making.unchanged(office, before, "rejected")


def test_a_fork_of_the_stream_is_kept_apart_and_said(vaults: tuple[Session, Session], tmp_path: Path) -> None:
    field, office = vaults
    making.introduce(tmp_path, field, office)
    _note(field, "before the theft")
    making.carry(field, office, tmp_path)
    field.close()
    shutil.copytree(field.vault.folder, tmp_path / "copied")
    bundles = []
    for folder, words in ((field.vault.folder, "the owner"), (tmp_path / "copied", "the thief")):
        with session.open_session(folder, making.PASSPHRASE) as opened:
            _note(opened, words)
            bundles.append(_bundle(opened, "HQ", tmp_path))
    first = receiving.receive(office, bundles[0])
    assert first["counts"]["new"] == 1
    before = making.standing(office)
    seen = receiving.inspect(office, bundles[1])
    assert seen["refused"]
    assert seen["earlier"] == {"manifest": first["bundle"]["manifest"], "at": first["receipt"]["at"]}
    making.unchanged(office, before)
    for _turn in range(2):
        later = receiving.receive(office, bundles[1])
        assert later["refused"]
        assert later["trust"] == "verified"
        assert later["bundle"]["n"] == first["bundle"]["n"]
        assert later["earlier"] == seen["earlier"]
        assert "copied" in later["message"]
        assert later["quarantine"] in later["message"]
        assert later["counts"]["quarantined"] == 2  # the note of the thief, and the one no receipt covers
        assert [one.reason for one in quarantine.listing(office.vault)] == ["forked"]
    after = making.standing(office)
    assert after.report == before.report
    assert [kind for kind, _detail in making.logged(office, before)] == ["quarantined"]
    assert len(casework.listing(office)) == 2
    assert receiving.receive(office, Path(later["quarantine"]))["refused"]  # from there it is a fork still


@pytest.fixture
def four(tmp_path: Path) -> Iterator[tuple[Session, Session, Session, Session]]:
    """Two field laptops, an office that knows both, and a second office that knows the first and field B, not A."""
    with (
        making.create(tmp_path / "a", "Field A") as a,
        making.create(tmp_path / "b", "Field B") as b,
        making.create(tmp_path / "one", "Office one", "headquarters") as one,
        making.create(tmp_path / "two", "Office two", "headquarters") as two,
    ):
        making.introduce(tmp_path, a, b)
        making.introduce(tmp_path, a, one)
        making.introduce(tmp_path, b, one)
        making.introduce(tmp_path, b, two)
        making.introduce(tmp_path, one, two)
        yield a, b, one, two


def test_an_author_nobody_vouches_for_is_held_and_the_rest_imported(
    four: tuple[Session, Session, Session, Session], tmp_path: Path
) -> None:
    a, b, _one, two = four
    theirs, shared = _note(a, "by A"), _note(a, "by A, continued by B")
    (tmp_path / "photo").write_bytes(b"photo" * 40_000)
    item = attachments.attach(a, theirs, tmp_path / "photo")["attachment"]
    making.carry(a, b, tmp_path)
    mine = _note(b, "by B")
    casework.edit(b, shared, {"title": {"text": "B's title"}})
    bundle = _bundle(b, "Office two", tmp_path)
    looked = receiving.inspect(two, bundle)
    got = receiving.receive(two, bundle)
    assert looked["counts"] == got["counts"] == {**NOTHING, "new": 2, "quarantined": 1}
    assert looked["types"] == got["types"] == {"note": 3}
    assert looked["held"] == got["held"] == {a.card.key_id: 3}
    assert not got["refused"]
    assert a.card.key_id[:16] in got["message"]
    assert {row["id"] for row in casework.listing(two)} == {mine, shared}
    assert casework.show(two, shared)["incomplete"]
    with pytest.raises(errors.UnknownRecord):
        casework.show(two, theirs)
    making.standing(two)
    assert receiving.receive(two, bundle)["message"].startswith("Already received")
    contacts.write_card(a, tmp_path / "a.card")
    assert trusting.take_card(two, tmp_path / "a.card", None)["released"] == 0
    assert held.authors(two.vault) == {a.card.key_id: 3}
    assert trusting.take_card(two, tmp_path / "a.card", a.card.fingerprint)["released"] == 3
    assert held.authors(two.vault) == {}
    assert making.standing(two).report["digest"] == making.standing(b).report["digest"]
    for record in (theirs, shared, mine):
        assert casework.show(two, record) == casework.show(b, record)
    attachments.detach_copy(two, theirs, item, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == (tmp_path / "photo").read_bytes()
    assert trusting.take_card(two, tmp_path / "a.card", a.card.fingerprint)["released"] == 0
    (back,) = making.carry(two, b, tmp_path)
    assert back["counts"] == NOTHING  # what was released came from B: only the receipt goes back
    assert back["bundle"]["revisions"] == 0


def test_an_office_vouches_for_those_it_lists(four: tuple[Session, Session, Session, Session], tmp_path: Path) -> None:
    a, b, one, two = four
    record = _note(a, "by A")
    making.carry(a, one, tmp_path)
    casework.edit(one, record, {"title": {"text": "the office's title"}})
    (got,) = making.carry(one, two, tmp_path)
    assert got["counts"] == {**NOTHING, "new": 1}
    assert got["held"] == {}
    making.carry(one, b, tmp_path)
    for opened in (b, one, two):
        assert making.standing(opened).report["digest"] == making.standing(one).report["digest"]
        shown = casework.show(opened, record, history=True)
        assert shown["fields"]["title"] == {"text": "the office's title"}
    marks = [entry["trust"] for entry in casework.show(two, record, history=True)["history"]]
    assert sorted(marks) == ["verified", "vouched"]
    assert [entry["trust"] for entry in casework.show(one, record, history=True)["history"]].count("own") == 1
    # B is no office: what it hands on of A's is not vouched for again, but office two has it already
    extra = _note(b, "by B")
    (got,) = making.carry(b, two, tmp_path)
    assert got["counts"] == {**NOTHING, "new": 1, "same": 1}
    assert casework.show(two, extra)["fields"] == {"text": {"text": "by B"}}


def test_a_revoked_author_is_held_even_when_an_office_vouches(
    four: tuple[Session, Session, Session, Session], tmp_path: Path
) -> None:
    a, b, one, _two = four
    trust.revoke(b.vault, a.card.key_id)
    record = _note(a, "by A")
    making.carry(a, one, tmp_path)
    (got,) = making.carry(one, b, tmp_path, scope="ids", ids=[record])
    assert got["counts"] == {**NOTHING, "quarantined": 1}
    assert got["held"] == {a.card.key_id: 1}
    making.standing(b)


def test_a_held_revision_with_a_foreign_parent_never_comes_out(
    four: tuple[Session, Session, Session, Session], tmp_path: Path
) -> None:
    a, b, _one, two = four
    known = making.revise(b.keys, {"text": {"text": "known"}})
    sane = making.revise(a.keys, {"text": {"text": "sane"}})
    liar = making.revise(a.keys, {"text": {"text": "liar"}}, [known], record="ab" * 16)
    _note(b, "anything")
    parts = forging.members(forging.plaintext(_bundle(b, "Office two", tmp_path).read_bytes(), making.person_of(two)))
    for number, some in enumerate(([known], [liar, sane]), 1):
        place = {"n": number, "previous": None if number == 1 else "ab" * 32}
        forged = forging.signed(
            making.with_revisions(parts, some), making.person_of(b), lambda m, place=place: m["stream"].update(place)
        )
        (tmp_path / "forged").write_bytes(forging.sealed(forging.tarball(forged), making.person_of(two)))
        receiving.receive(two, tmp_path / "forged")
    assert held.authors(two.vault) == {a.card.key_id: 2}
    contacts.write_card(a, tmp_path / "a.card")
    assert trusting.take_card(two, tmp_path / "a.card", a.card.fingerprint)["released"] == 1
    assert held.authors(two.vault) == {a.card.key_id: 1}
    making.standing(two)
