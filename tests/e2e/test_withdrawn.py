"""Consent that is withdrawn: it marks what it covers and what was sent, travels, and takes effect where it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput
from app.domain import consent
from app.services import casework, consenting, presets, receiving, sending, withdrawals, withdrawing, withholding
from app.services.session import Session
from app.storage import revisions
from tests.unit.services import making

INTERNAL, PRESS = consent.INTERNAL, "purpose/press"


class Told:
    """A witness, what she told, an act that cites it, and the consent she gave."""

    def __init__(self, vault: Session, preset: str = "everything") -> None:
        names = [{"id": "n1", "text": "Invented Witness", "kind": "legal"}]
        self.person = casework.add(vault, "person", {"names": names})
        self.testimony = casework.add(
            vault,
            "testimony",
            {"title": {"text": "invented"}, "witness": [{"id": "w1", "role": "by", "to": self.person}]},
        )
        self.act = casework.add(vault, "act", {"cites": [{"id": "c1", "source": self.testimony}]})
        self.other = casework.add(vault, "note", {"text": {"text": "of something else"}})
        self.consent = presets.take(vault, self.testimony, preset)
        self.covered = {self.person, self.testimony, self.act}


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Session, Session, Session]]:
    """A field laptop, an office, and another office that only trusts the first."""
    with (
        making.create(tmp_path / "a", "Lark") as a,
        making.create(tmp_path / "b", "HQ", "headquarters") as b,
        making.create(tmp_path / "c", "Second office", "headquarters") as c,
    ):
        making.introduce(tmp_path, a, b)
        making.introduce(tmp_path, b, c)
        yield a, b, c


def _sent(sender: Session, to: Session, stick: Path, **how: Any) -> tuple[set[str], list[Path]]:
    """Send; return the records whose versions went, and the bundles."""
    answer = sending.send(sender, to.card.name, stick, **how)
    bundles = [Path(one) for one in answer["bundles"]]
    names = {path.name for path in bundles}
    rows = sender.vault.db.all("SELECT name, ids FROM outgoing")
    ids = {ids[at : at + 32].hex() for name, ids in rows if name in names for at in range(0, len(ids), 32)}
    return {one.header.record for one in revisions.get_all(sender.vault, ids)}, bundles


def test_recorded_consented_sent_withdrawn_sent_received(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, second = three
    told = Told(field)
    making.carry(field, office, tmp_path)
    making.carry(office, second, tmp_path)
    assert not told.covered & withholding.withheld(office)
    making.carry(office, field, tmp_path)
    making.carry(second, office, tmp_path)

    made = withdrawing.withdraw(field, told.consent, reason="invented: afraid", by="Lark")

    here = withdrawals.look(field, made)
    assert {one.record for one in here.covered} == told.covered
    assert here.everything
    assert [set(one.records) for one in here.bundles] == [told.covered]
    assert [(one.name, one.state, one.records) for one in here.telling] == [("HQ", withdrawals.UNSENT, 3)]
    assert told.covered <= withholding.withheld(field)
    assert told.covered <= consenting.marked(field, "withdrawn")
    assert told.other not in withholding.withheld(field)
    assert [one.consent for one in withdrawals.waiting(field)] == [made]

    casework.edit(field, told.testimony, {"summary": {"text": "written after it was withdrawn"}})
    went, bundles = _sent(field, office, tmp_path)
    assert went == {made}
    assert [one.state for one in withdrawals.look(field, made).telling] == [withdrawals.SENT]
    (answer,) = [receiving.receive(office, one) for one in bundles]

    assert answer["withdrawn"] == {"consents": 1, "records": 3, "bundles": 1, "late": 0}
    assert "1 consent was withdrawn: 3 records here are covered; 1 bundle you sent holds them" in answer["message"]
    assert told.covered <= withholding.withheld(office)
    assert told.covered <= consenting.marked(office, "withdrawn")
    for record in told.covered:
        assert consenting.standing(office, record).state == "withdrawn"
    assert "summary" not in casework.show(office, told.testimony)["fields"]
    there = withdrawals.look(office, made)
    assert (there.came_from, there.seen) == ("Lark", False)
    assert [(one.name, one.state) for one in there.telling] == [("Second office", withdrawals.UNSENT)]
    assert withdrawals.count_unseen(office) == 1
    withdrawals.see(office, made)
    assert withdrawals.count_unseen(office) == 0

    casework.edit(office, told.act, {"remarks": {"text": "of the office"}})
    went, bundles = _sent(office, second, tmp_path)
    assert went == {made}
    receiving.receive(second, bundles[0])
    assert told.covered <= withholding.withheld(second)
    assert consenting.standing(second, told.act).state == "withdrawn"

    making.carry(office, field, tmp_path)
    assert [one.state for one in withdrawals.look(field, made).telling] == [withdrawals.KNOWN]
    assert withdrawals.waiting(field) == ()


def test_a_withdrawal_goes_with_the_next_bundle_whatever_is_chosen(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, _second = three
    told, free = Told(field), casework.add(field, "note", {"text": {"text": "free"}})
    making.carry(field, office, tmp_path)
    making.carry(office, field, tmp_path)
    made = withdrawing.withdraw(field, told.consent)
    went, bundles = _sent(field, office, tmp_path, scope="ids", ids=[free])
    assert went == {free, made}
    receiving.receive(office, bundles[0])
    making.carry(office, field, tmp_path)
    assert _sent(field, office, tmp_path, scope="ids", ids=[free])[0] == {free}


def test_who_had_nothing_of_it_is_not_told_by_a_selection(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, second = three
    told = Told(field)
    making.carry(field, office, tmp_path)
    withdrawing.withdraw(field, told.consent)
    making.carry(field, office, tmp_path)
    assert _sent(office, second, tmp_path, scope="ids", ids=[told.other])[0] == {told.other}


def test_withdrawn_for_one_purpose_the_others_stand(three: tuple[Session, Session, Session], tmp_path: Path) -> None:
    field, office, _second = three
    told = Told(field)
    withdrawing.withdraw(field, told.consent, ["press"])
    making.carry(field, office, tmp_path)
    for vault in (field, office):
        decided = {one.purpose: one.decision for one in consenting.standing(vault, told.testimony).decisions}
        assert (decided[PRESS], decided[INTERNAL]) == (consent.WITHDRAWN, consent.GRANTED)
        assert not told.covered & withholding.withheld(vault)
        assert told.covered <= consenting.marked(vault, "withdrawn")
    with pytest.raises(BadInput):
        withdrawing.withdraw(field, told.consent, ["press"])
    withdrawing.withdraw(field, told.consent)
    assert told.covered <= withholding.withheld(field)


def test_a_person_withdraws_everything_also_what_they_never_consented_to(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, _second = three
    told, unasked = Told(field), Told(field)
    casework.edit(field, unasked.consent, {"trashed": True})
    making.carry(field, office, tmp_path)
    withdrawing.withdraw(field, told.person)
    withdrawing.withdraw(field, unasked.person)
    making.carry(field, office, tmp_path)
    for vault in (field, office):
        assert told.covered | unasked.covered <= withholding.withheld(vault)
    with pytest.raises(BadInput):
        withdrawing.withdraw(field, told.person)


def test_what_is_agreed_to_anew_is_open_again_everywhere(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, _second = three
    told = Told(field)
    withdrawing.withdraw(field, told.consent)
    making.carry(field, office, tmp_path)
    presets.take(field, told.testimony, "internal-only")
    making.carry(field, office, tmp_path)
    for vault in (field, office):
        assert not told.covered & withholding.withheld(vault)
        assert consenting.standing(vault, told.act).state == "given"


def test_a_withdrawal_that_comes_before_its_records_takes_effect_when_they_come(
    three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    field, office, _second = three
    told = Told(field)
    first = _sent(field, office, tmp_path)[1]
    withdrawing.withdraw(field, told.consent)
    then = _sent(field, office, tmp_path)[1]
    early = [receiving.receive(office, one) for one in then]
    assert [one["withdrawn"]["records"] for one in early] == [0]
    late = [receiving.receive(office, one) for one in first]
    assert [one["withdrawn"]["late"] for one in late] == [3]
    assert "3 records that came are covered by consents withdrawn before" in late[0]["message"]
    assert told.covered <= withholding.withheld(office)
    again = [receiving.receive(office, one) for one in (*first, *then)]
    assert [one["withdrawn"]["consents"] for one in again] == [0, 0]
    assert told.covered <= withholding.withheld(office)


def test_a_record_typed_after_the_withdrawal_is_covered_when_it_cites_the_testimony(
    three: tuple[Session, Session, Session],
) -> None:
    field, _office, _second = three
    told = Told(field)
    withdrawing.withdraw(field, told.consent)
    late = casework.add(field, "incident", {"cites": [{"id": "c1", "source": told.testimony}]})
    assert late in withholding.withheld(field)
    casework.edit(field, late, {"cites": None})
    assert late not in withholding.withheld(field)


def test_nothing_given_is_changed_by_withdrawing_it(three: tuple[Session, Session, Session]) -> None:
    field, _office, _second = three
    told = Told(field)
    before = casework.show(field, told.consent)
    withdrawing.withdraw(field, told.consent)
    assert casework.show(field, told.consent) == before


@pytest.mark.parametrize("wrong", [{"purposes": ["everything-else"]}, {"when": "the day before"}])
def test_what_cannot_be_withdrawn_is_said(three: tuple[Session, Session, Session], wrong: dict[str, Any]) -> None:
    field, _office, _second = three
    told = Told(field)
    with pytest.raises(BadInput):
        withdrawing.withdraw(field, told.consent, **wrong)
    with pytest.raises(BadInput):
        withdrawing.withdraw(field, told.testimony)
    assert withdrawals.waiting(field) == ()
