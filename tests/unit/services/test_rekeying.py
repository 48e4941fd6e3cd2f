"""New keys between two vaults: the exchange goes on, nothing is lost or sent twice, and no thief takes a place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput, BundleForged, BundleRefused, CannotOpen, UnknownRecipient
from app.crypto.recipients import parse_identity
from app.crypto.signing import SigningKeys, new_signing_keys
from app.domain import notice
from app.domain.notice import ERASE, Erasure
from app.exchange.card import Card, make_card, parse_card
from app.services import (
    authoring,
    casework,
    checking,
    comparing,
    contacts,
    erasing,
    foreseeing,
    quarantining,
    receiving,
    recovery_sheet,
    rekeying,
    revoking,
    sealing,
    sending,
    session,
    succession,
    trusting,
    ways,
)
from app.services.session import Session
from app.storage import log, revisions, trust
from tests.unit.services import making

NEW = "another passphrase of the tests"


def anew(opened: Session, **more: Any) -> tuple[Session, rekeying.Prepared]:
    """Rekey a vault and open it again."""
    folder = opened.vault.folder
    prepared = rekeying.prepare(opened)
    rekeying.rekey(opened, prepared, NEW, making.FLOOR, weak_anyway=True, **more)
    return session.open_session(folder, NEW), prepared


class Pair:
    """A field laptop and its office, which know each other."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.field = making.create(place / "field", "Lark")
        self.office = making.create(place / "office", "HQ", "headquarters")
        making.introduce(place, self.field, self.office)

    def close(self) -> None:
        self.field.close()
        self.office.close()

    def add(self, text: str) -> str:
        return casework.add(self.field, "note", {"text": {"text": text}})

    def up(self) -> list[dict[str, Any]]:
        return making.carry(self.field, self.office, self.place)

    def down(self) -> list[dict[str, Any]]:
        return [
            receiving.receive(self.field, Path(path))
            for path in sending.send(self.office, self.field.card.key_id, self.place)["bundles"]
        ]

    def introduce_anew(self, *, compared: bool = True) -> dict[str, Any]:
        """Let the office take in the field's card again."""
        digits = contacts.write_card(self.field, self.place / "new.card")
        return trusting.take_card(self.office, self.place / "new.card", digits if compared else None)


@pytest.fixture
def pair(tmp_path: Path) -> Any:
    made = Pair(tmp_path)
    yield made
    made.close()


def test_the_new_card_follows_the_old_one_and_both_keys_signed_it(pair: Pair) -> None:
    before = pair.field.card
    pair.field, prepared = anew(pair.field)
    card = pair.field.card
    assert (card.name, card.version, card.previous, card.predecessor) == ("Lark", 2, before.hash, before.key_id)
    assert card.key_id == prepared.signing.key_id != before.key_id
    assert set(card.xwing).isdisjoint(before.xwing)
    assert succession.own_keys(pair.field) == (card.key_id, before.key_id)


def test_only_the_new_ways_open_it(pair: Pair) -> None:
    folder = pair.field.vault.folder
    secret = ways.add_recovery(pair.field)
    pair.field, prepared = anew(pair.field)
    pair.field.close()
    for way in (making.PASSPHRASE, ways.Way(recovery=secret)):
        with pytest.raises(CannotOpen):
            session.open_session(folder, way)
    assert prepared.secret is not None
    for right in (NEW, ways.Way(recovery=prepared.secret)):
        session.open_session(folder, right).close()
    pair.field = session.open_session(folder, NEW)
    assert [one.kind for one in ways.listed(pair.field)] == ["passphrase", "recovery"]


def test_the_present_passphrase_and_a_weak_one_are_refused_and_nothing_changes(pair: Pair) -> None:
    prepared = rekeying.prepare(pair.field)
    with pytest.raises(BadInput, match="opens the vault now"):
        rekeying.rekey(pair.field, prepared, making.PASSPHRASE, making.FLOOR, weak_anyway=True)
    for weak in ("short", ""):
        with pytest.raises(BadInput):
            rekeying.rekey(pair.field, prepared, weak, making.FLOOR)
    with pytest.raises(BadInput):
        rekeying.rekey(pair.field, prepared, ways.Way(recovery=ways.new_secret()), making.FLOOR)
    pair.add("the vault goes on")
    pair.field = making.reopen(pair.field)


def test_the_exchange_goes_on_and_nothing_is_sent_twice(pair: Pair) -> None:
    first = pair.add("before")
    pair.up()
    pair.down()  # the receipt for it
    pair.field, _prepared = anew(pair.field)
    second = pair.add("after")
    (waits,) = pair.up()
    assert (waits["trust"], waits["refused"]) == ("unknown", True)
    done = pair.introduce_anew()
    assert done["status"] == "verified"
    assert done["told"] == "It takes the place of the earlier card of Lark."
    (taken,) = [receiving.receive(pair.office, Path(path)) for path in done["waiting"]]
    assert not taken["refused"]
    assert taken["bundle"]["revisions"] == 1  # what the office receipted before does not come again
    assert {row["id"] for row in casework.listing(pair.office)} == {first, second}
    third = casework.add(pair.office, "note", {"text": {"text": "from the office"}})
    (got,) = pair.down()
    assert got["counts"]["new"] == 1
    assert {row["id"] for row in casework.listing(pair.field)} == {first, second, third}
    pair.up()  # the receipt for it
    assert pair.down() == []
    for opened in (pair.field, pair.office):
        making.standing(opened)


def test_the_office_writes_to_the_new_card_by_the_same_name(pair: Pair) -> None:
    old = pair.field.card.key_id
    pair.field, _prepared = anew(pair.field)
    pair.introduce_anew(compared=False)
    with pytest.raises(UnknownRecipient, match="Several contact cards"):
        contacts.recipient(pair.office, "Lark")
    pair.introduce_anew()
    assert contacts.recipient(pair.office, "Lark")[0].key_id == pair.field.card.key_id
    assert contacts.recipient(pair.office, old)[0].key_id == old
    told = {one["key"]: one for one in contacts.listing(pair.office)}
    assert told[old]["followed_by"] == pair.field.card.key_id
    assert told[pair.field.card.key_id]["follows"] == old


def test_a_bundle_to_the_old_card_that_is_on_its_way_is_received(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": "on its way"}})
    (path,) = sending.send(pair.office, "Lark", pair.place)["bundles"]
    pair.field, _prepared = anew(pair.field)
    got = receiving.receive(pair.field, Path(path))
    assert not got["refused"]
    assert [row["id"] for row in casework.listing(pair.field)] == [record]
    again = receiving.inspect(pair.field, Path(path))
    assert again["receipt"] is not None
    pair.introduce_anew()
    pair.up()
    casework.edit(pair.office, record, {"remarks": {"text": "more"}})
    (more,) = pair.down()
    assert more["bundle"]["revisions"] == 1  # the receipt by the new keys counts for what went to the old card


def test_a_receipt_made_by_the_old_keys_is_signed_anew_when_it_travels(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": "received before"}})
    pair.down()
    pair.field, _prepared = anew(pair.field)
    pair.introduce_anew()
    (got,) = pair.up()
    assert len(got["arrived"]) == 1
    casework.edit(pair.office, record, {"remarks": {"text": "more"}})
    (more,) = pair.down()
    assert more["bundle"]["revisions"] == 1
    making.standing(pair.field)


def test_identities_of_the_card_before_the_last_are_gone(pair: Pair) -> None:
    casework.add(pair.office, "note", {"text": {"text": "too late"}})
    (path,) = sending.send(pair.office, "Lark", pair.place)["bundles"]
    for turn in range(2):
        folder, prepared = pair.field.vault.folder, rekeying.prepare(pair.field)
        rekeying.rekey(pair.field, prepared, f"{NEW} {turn}", making.FLOOR, weak_anyway=True)
        pair.field = session.open_session(folder, f"{NEW} {turn}")
    assert len(pair.field.vault.meta().identities) == 4
    with pytest.raises(BundleRefused):
        receiving.receive(pair.field, Path(path))


def test_what_was_prepared_and_not_written_goes_out_under_the_new_keys(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = pair.add("prepared")

    def cut_off(*_more: object) -> None:
        raise OSError(5, "the stick was pulled")

    monkeypatch.setattr(sending, "write_out", cut_off)
    with pytest.raises(OSError, match="stick"):
        sending.send(pair.field, "HQ", pair.place)
    monkeypatch.undo()
    folder, prepared = pair.field.vault.folder, rekeying.prepare(pair.field)
    done = rekeying.rekey(pair.field, prepared, NEW, making.FLOOR, weak_anyway=True)
    assert done.withdrawn == 1
    pair.field = session.open_session(folder, NEW)
    pair.introduce_anew()
    pair.up()
    assert [row["id"] for row in casework.listing(pair.office)] == [record]
    making.standing(pair.field)


def test_our_own_earlier_work_stays_ours(pair: Pair) -> None:
    record = pair.add("before")
    pair.field, _prepared = anew(pair.field)
    casework.edit(pair.field, record, {"remarks": {"text": "after"}})
    versions = comparing.versions(pair.field, record)
    assert {one.trust for one in versions} == {"own"}
    assert {one.by for one in versions} == {"Lark"}
    assert checking.verify(pair.field)["problems"] == []


def test_earlier_work_is_taken_by_somebody_who_knows_only_the_new_card_from_its_owner(pair: Pair) -> None:
    pair.add("before")
    pair.field, _prepared = anew(pair.field)
    with making.create(pair.place / "third", "Wren") as third:
        making.introduce(pair.place, pair.field, third)
        (got,) = making.carry(pair.field, third, pair.place)
        assert got["held"] == {}
        assert got["counts"]["new"] == 1


def test_a_new_card_that_was_not_compared_is_endorsed_and_lets_nothing_in(pair: Pair) -> None:
    pair.field, _prepared = anew(pair.field)
    done = pair.introduce_anew(compared=False)
    assert (done["status"], done["standing"]) == ("unverified", "endorsed")
    assert "compare the new digits too" in done["told"]
    pair.add("waits")
    (got,) = pair.up()
    assert (got["refused"], got["quarantine"] is not None) == (True, True)


def _claim(victim: Session, keys: SigningKeys, endorsing: SigningKeys) -> Card:
    recipients = [str(parse_identity(one).recipient) for one in victim.vault.meta().identities[:2]]
    made = make_card(
        keys, "Lark", "field", recipients, practice=True, version=2, previous=victim.card.hash, endorsing=endorsing
    )
    return parse_card(made)


def test_two_cards_that_claim_to_follow_one_suspend_each_other(pair: Pair) -> None:
    thief = new_signing_keys()
    stolen = _claim(pair.field, thief, pair.field.keys)
    pair.field, _prepared = anew(pair.field)
    assert trusting.take(pair.office, stolen.data, None)["standing"] == "endorsed"
    done = pair.introduce_anew(compared=False)
    assert done["standing"] == "suspended"
    assert "two cards claim" in done["told"]
    assert succession.standing(pair.office, stolen.key_id) == "suspended"
    verified = pair.introduce_anew()
    assert verified["status"] == "verified"
    assert "two cards claim" in verified["told"]
    assert succession.standing(pair.office, stolen.key_id) == "suspended"
    trust.revoke(pair.office.vault, stolen.key_id)
    assert succession.contested(pair.office) == frozenset()


def test_a_card_endorsed_by_keys_we_did_not_verify_is_only_unverified(pair: Pair) -> None:
    with making.create(pair.place / "stranger", "Lark") as stranger:
        card = _claim(stranger, new_signing_keys(), stranger.keys)
        assert trusting.take(pair.office, card.data, None)["standing"] == "unverified"
        trusting.take(pair.office, stranger.card.data, None)
        assert succession.standing(pair.office, card.key_id) == "unverified"
        trusting.take(pair.office, stranger.card.data, stranger.card.fingerprint)
        assert succession.standing(pair.office, card.key_id) == "endorsed"  # whichever came first
        trust.revoke(pair.office.vault, stranger.card.key_id)
        assert succession.standing(pair.office, card.key_id) == "unverified"


def test_a_key_given_up_lets_nothing_in_any_more_and_what_it_signed_before_is_marked(pair: Pair) -> None:
    record = pair.add("before the theft")
    pair.up()
    pair.add("after the theft")
    (late,) = sending.send(pair.field, "HQ", pair.place)["bundles"]
    text = revoking.own(pair.field)
    done = revoking.take(pair.office, text)
    assert (done["name"], done["new"]) == ("Lark", True)
    assert not revoking.take(pair.office, text)["new"]
    with pytest.raises(BundleForged, match="revoked"):
        receiving.receive(pair.office, Path(late))
    (entry,) = log.entries(pair.office.vault, ("rejected",))
    assert entry.detail["reason"] == "revoked"
    assert [row["id"] for row in casework.listing(pair.office)] == [record]
    assert {one.trust for one in comparing.versions(pair.office, record)} == {"revoked"}
    with pytest.raises(UnknownRecipient, match="revoked"):
        contacts.recipient(pair.office, "Lark")
    making.standing(pair.office)


def test_a_key_is_given_up_here_when_its_owner_cannot(pair: Pair) -> None:
    record = pair.add("before")
    pair.up()
    pair.add("by who took the laptop")
    (late,) = sending.send(pair.field, "HQ", pair.place)["bundles"]
    key = pair.field.card.key_id
    for wrong in ("Lark", key[:8], "", "0" * 16, pair.office.card.key_id):
        with pytest.raises(UnknownRecipient):
            revoking.distrust(pair.office, wrong)
    done = revoking.distrust(pair.office, key[:16])
    assert (done["key"], done["name"], done["new"]) == (key, "Lark", True)
    assert not revoking.distrust(pair.office, key)["new"]
    with pytest.raises(BundleForged, match="revoked"):
        receiving.receive(pair.office, Path(late))
    assert [row["id"] for row in casework.listing(pair.office)] == [record]
    making.standing(pair.office)


def test_who_stole_our_old_keys_erases_nothing_here_through_a_colleagues_bundle(pair: Pair) -> None:
    others = pair.add("of the field")
    ours = casework.add(pair.office, "note", {"text": {"text": "of the office"}})
    mine = casework.add(pair.office, "note", {"text": {"text": "erased by ourselves, before"}})
    pair.up()
    erasing.erase(pair.office, [mine], "by decision")
    thief = replace(pair.office, keys=pair.office.keys)
    making.carry(pair.office, pair.field, pair.place)
    pair.office, _prepared = anew(pair.office)
    for record in (others, ours):
        there = revisions.of_record(pair.office.vault, record)
        covers = tuple(sorted((one.id, one.header.author) for one in there))
        fields = notice.fields_of(Erasure(covers, True, "by a thief"))
        heads = casework.state_of(pair.office, record).heads
        revisions.save(pair.field.vault, authoring.make(thief, record, "note", fields, heads, (ERASE,)))
    digits = contacts.write_card(pair.office, pair.place / "office.card")
    trusting.take_card(pair.field, pair.place / "office.card", digits)
    (got,) = [
        receiving.receive(pair.office, Path(path))
        for path in sending.send(pair.field, pair.office.card.key_id, pair.place)["bundles"]
    ]
    assert not got["refused"]
    for record in (others, ours):
        assert casework.show(pair.office, record)["fields"]["text"]["text"]
    assert erasing.requests(pair.office) == (), "held back, as all that our earlier keys say since then"
    assert casework.state_of(pair.office, mine).closed == "erased"
    making.standing(pair.office)


def test_what_a_thief_writes_with_our_old_keys_is_held_back_when_a_colleague_brings_it(pair: Pair) -> None:
    record = casework.add(pair.office, "note", {"text": {"text": "as we wrote it"}})
    thief = replace(pair.office, keys=pair.office.keys)
    making.carry(pair.office, pair.field, pair.place)
    pair.office, _prepared = anew(pair.office)
    heads = casework.state_of(pair.office, record).heads
    written = authoring.make(thief, record, "note", {"text": {"text": "as a thief would have it"}}, heads)
    revisions.save(pair.field.vault, written)
    digits = contacts.write_card(pair.office, pair.place / "office.card")
    trusting.take_card(pair.field, pair.place / "office.card", digits)
    for path in sending.send(pair.field, pair.office.card.key_id, pair.place)["bundles"]:
        receiving.receive(pair.office, Path(path))
    assert casework.show(pair.office, record)["fields"]["text"]["text"] == "as we wrote it"
    assert revisions.get(pair.office.vault, written.id) is None
    assert checking.verify(pair.office)["problems"] == []


def test_what_was_sealed_for_our_old_keys_goes_on_under_the_new_ones(pair: Pair) -> None:
    with making.create(pair.place / "third", "Wren") as third:
        making.introduce(pair.place, pair.field, pair.office, third)
        record = pair.add("sealed for two")
        sealing.seal(pair.field, [record], ["HQ", "Wren"], "a note")
        making.carry(pair.field, third, pair.place)
        pair.up()
        pair.office, _prepared = anew(pair.office)
        casework.edit(third, record, {"remarks": {"text": "more"}})
        digits = contacts.write_card(pair.office, pair.place / "office.card")
        trusting.take_card(third, pair.place / "office.card", None)
        key = pair.office.card.key_id
        assert [one.why for one in foreseeing.foresee(third, key).staying] == ["sealed"], "not compared yet"
        trusting.take_card(third, pair.place / "office.card", digits)
        assert foreseeing.foresee(third, key).staying == ()
        for path in sending.send(third, key, pair.place)["bundles"]:
            receiving.receive(pair.office, Path(path))
        assert casework.show(pair.office, record)["fields"]["remarks"]["text"] == "more"


def test_after_the_old_key_is_given_up_the_new_card_is_taken_by_its_digits_alone(pair: Pair) -> None:
    record = pair.add("before")
    pair.up()
    late = pair.add("written before, and not sent yet")
    pair.field, prepared = anew(pair.field)
    revoking.take(pair.office, prepared.revocation_before)
    assert pair.introduce_anew(compared=False)["standing"] == "unverified"
    assert pair.introduce_anew()["status"] == "verified"
    after = pair.add("after")
    (got,) = pair.up()
    assert got["held"] == {}
    assert {row["id"] for row in casework.listing(pair.office)} == {record, late, after}
    assert {one.trust for one in comparing.versions(pair.office, late)} == {"revoked"}
    assert {one.trust for one in comparing.versions(pair.office, after)} == {"verified"}


def test_a_revocation_of_our_own_keys_is_refused_with_what_to_do(pair: Pair) -> None:
    with pytest.raises(BadInput, match="rekey"):
        revoking.take(pair.field, revoking.own(pair.field))
    pair.field, prepared = anew(pair.field)
    with pytest.raises(BadInput, match="earlier keys"):
        revoking.take(pair.field, prepared.revocation_before)
    assert revoking.own(pair.field) == prepared.revocation


def test_a_revocation_that_comes_before_the_card_holds(pair: Pair) -> None:
    with making.create(pair.place / "stranger", "Wren") as stranger:
        assert revoking.take(pair.office, revoking.own(stranger))["name"] == ""
        assert contacts.status_of(pair.office, stranger.card.key_id) == "revoked"
        done = trusting.take(pair.office, stranger.card.data, stranger.card.fingerprint)
        assert done["status"] == "revoked"


def test_the_sheet_carries_what_gives_the_keys_up(pair: Pair) -> None:
    prepared = rekeying.prepare(pair.field)
    assert prepared.secret is not None
    sheet = recovery_sheet.of_code(prepared.secret, "Lark", giving_up=prepared.revocation)
    text, page = recovery_sheet.as_text(sheet), recovery_sheet.as_html([sheet])
    for line in prepared.revocation.splitlines():
        assert line in text
        assert line in page
    assert page.count("<svg") == 2
    assert "keepsake revoke" not in recovery_sheet.as_text(recovery_sheet.of_code(prepared.secret, "Lark"))


def test_a_practice_vault_can_be_rekeyed_and_stays_one(pair: Pair) -> None:
    pair.field, _prepared = anew(pair.field)
    assert pair.field.practice
    assert quarantining.listing(pair.field) == ()
