"""Sending: what goes, what does not go twice, what stays, and what the folder it is written to may do."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.base import errors
from app.services import attachments, casework, contacts, receiving, sending, trusting
from app.storage import drafts, trust
from tests.e2e.pair import Pair
from tests.unit.services import making


def test_a_lost_stick_loses_nothing_and_a_receipt_ends_it(pair: Pair) -> None:
    first = pair.note("first")
    pair.attach(first, b"photo" * 20_000)
    (lost,) = pair.send()
    pair.note("second")
    (found,) = pair.send()
    assert pair.ids(lost) < pair.ids(found)
    assert pair.contents(lost) == pair.contents(found)
    assert pair.take(found) == [{**dict.fromkeys(("same", "updated", "conflicting", "quarantined"), 0), "new": 2}]
    assert len(pair.send()) == 1  # no receipt has come yet
    pair.reply()
    assert pair.send() == []
    casework.edit(pair.field, first, {"title": {"text": "edited"}})
    (edit,) = pair.send()
    assert len(pair.ids(edit)) == 1
    assert pair.contents(edit) == []  # the film does not go again with every edit of its record
    pair.take(edit)
    casework.edit(pair.office, first, {"remarks": {"text": "seen"}})
    (back,) = sending.send(pair.office, "Field", pair.stick)["bundles"]
    assert receiving.inspect(pair.field, Path(back))["bundle"]["attachments"] == 0
    receiving.receive(pair.field, Path(back))
    (owed,) = pair.send()  # only a receipt
    assert pair.ids(owed) == set()
    assert pair.contents(owed) == []
    assert making.standing(pair.field).report["digest"] == making.standing(pair.office).report["digest"]


def test_some_records_or_all(pair: Pair) -> None:
    one, two = pair.note("one"), pair.note("two")
    pair.attach(two, b"photo" * 100)
    (some,) = pair.send(scope="ids", ids=[one])
    assert len(pair.ids(some)) == 1
    (some,) = pair.send(scope="ids", ids=[two[:12], one])
    assert len(pair.ids(some)) == 3
    assert len(pair.contents(some)) == 1
    with pytest.raises(errors.UnknownRecord):
        pair.send(scope="ids", ids=[one, "0" * 32])
    pair.take(some)
    pair.reply()
    assert pair.send() == []
    (everything,) = pair.send(scope="all")
    assert len(pair.ids(everything)) == 3
    assert len(pair.contents(everything)) == 1
    assert pair.take(everything)[0]["same"] == 2


def test_bundles_of_a_largest_size_each_stand_alone(pair: Pair) -> None:
    dice = random.Random(7)
    limit = 600_000
    for number in range(12):
        record = pair.note(dice.randbytes(60_000).hex(" ", 8))
        if number % 3 == 0:
            pair.attach(record, dice.randbytes(100_000 * (number % 4 + 1)), f"{number}.bin")
    bundles = pair.send(max_size=limit)
    assert len(bundles) > 4
    assert all(path.stat().st_size <= limit for path in bundles)
    kinds = [(bool(pair.ids(path)), sum(map(len, pair.contents(path)))) for path in bundles]
    assert [kind[0] for kind in kinds] == sorted((kind[0] for kind in kinds), reverse=True)  # records first
    assert [kind[1] for kind in kinds] == sorted(kind[1] for kind in kinds)  # large media last
    order = list(bundles)
    dice.shuffle(order)
    *most, last = order
    pair.take(*most)
    making.standing(pair.office)
    pair.reply()
    (rest,) = pair.send(max_size=limit)  # only what is missing is sent again
    assert (pair.ids(rest), pair.contents(rest)) == (pair.ids(last), pair.contents(last))
    pair.take(rest, last)
    pair.reply()
    assert pair.send() == []
    assert making.standing(pair.office).report["digest"] == making.standing(pair.field).report["digest"]
    for row in casework.listing(pair.office):
        shown = casework.show(pair.office, row["id"])
        for item in shown["fields"].get("attachments", []):
            attachments.detach_copy(pair.office, row["id"], item["id"], pair.stick / item["id"])
            assert (pair.stick / item["id"]).read_bytes() == (pair.stick / item["name"]).read_bytes()


def test_a_size_nothing_fits_is_said_before_anything_is_written(pair: Pair) -> None:
    record = pair.note(random.Random(1).randbytes(300_000).hex(" ", 8))
    before = making.standing(pair.field)
    with pytest.raises(errors.BadInput):
        pair.send(max_size=400_000)
    making.unchanged(pair.field, before)
    pair.attach(record, random.Random(2).randbytes(3_000_000))
    before = making.standing(pair.field)
    with pytest.raises(errors.BadInput, match="3,000,000"):
        pair.send(max_size=2_000_000)
    making.unchanged(pair.field, before)
    assert list(pair.stick.glob("*.age")) == []
    assert len(pair.send(max_size=3_400_000)) == 2


def test_the_profile_for_old_tools(pair: Pair) -> None:
    pair.note("first")
    (new,), (old,) = pair.send(), pair.send(profile="x25519")
    assert new.read_bytes().count(b"\n-> mlkem768x25519 ") == 8
    assert old.read_bytes().count(b"\n-> X25519 ") == 8
    assert pair.take(old, new)[0]["new"] == 1


def test_a_draft_becomes_a_revision_and_a_bad_one_stops_nothing(pair: Pair) -> None:
    record = pair.note("saved")
    drafts.put(pair.field.vault, record, "note", {"text": {"text": "typed on"}})
    fresh, bad, same = "ab" * 16, "cd" * 16, pair.note("unchanged")
    drafts.put(pair.field.vault, fresh, "note", {"text": {"text": "new"}})
    drafts.put(pair.field.vault, bad, "note", {"when": {"edtf": "no date"}})
    drafts.put(pair.field.vault, same, "note", {"text": {"text": "unchanged"}})
    sent = sending.send(pair.field, "HQ", pair.stick)
    (warning,) = sent["warnings"]
    assert bad in warning
    pair.take(Path(sent["bundles"][0]))
    assert {row["id"] for row in casework.listing(pair.office)} == {record, fresh, same}
    assert casework.show(pair.office, record)["fields"] == {"text": {"text": "typed on"}}
    assert len(casework.show(pair.field, same, history=True)["history"]) == 1
    assert [one.record for one in drafts.all(pair.field.vault)] == [bad]


def test_who_it_goes_to(pair: Pair, tmp_path: Path) -> None:
    pair.note("first")
    with pytest.raises(errors.UnknownRecipient):
        sending.send(pair.field, "Nobody", pair.stick)
    with making.create(tmp_path / "twin", "HQ", "headquarters") as twin:
        trusting.take_card(pair.field, tmp_path / "card", None) if contacts.write_card(
            twin, tmp_path / "card"
        ) else None
        with pytest.raises(errors.UnknownRecipient) as caught:
            pair.send()
        assert pair.office.card.key_id[:16] in str(caught.value)
        assert twin.card.key_id[:16] in str(caught.value)
        assert sending.send(pair.field, pair.office.card.key_id[:16], pair.stick)["warnings"] == []
        sent = sending.send(pair.field, twin.card.key_id[:16].upper(), pair.stick)
        (warning,) = sent["warnings"]
        assert "never compared" in warning
        receiving.receive(twin, Path(sent["bundles"][0]))


def test_practice_and_real_never_meet(pair: Pair, tmp_path: Path) -> None:
    with making.create(tmp_path / "real", "Real", practice=False) as real:
        for giver, taker in ((real, pair.field), (pair.field, real)):
            contacts.write_card(giver, tmp_path / "card")
            before = making.standing(taker)
            with pytest.raises(errors.PracticeOnly):
                trusting.take_card(taker, tmp_path / "card", giver.card.fingerprint)
            making.unchanged(taker, before)


def test_nothing_is_sent_to_a_revoked_key(pair: Pair) -> None:
    pair.note("first")
    trust.revoke(pair.field.vault, pair.office.card.key_id)
    before = making.standing(pair.field)
    for name in ("HQ", pair.office.card.key_id):
        with pytest.raises(errors.UnknownRecipient, match="revoked"):
            sending.send(pair.field, name, pair.stick)
    making.unchanged(pair.field, before)
