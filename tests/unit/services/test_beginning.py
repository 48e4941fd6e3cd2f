"""What the first run asks, checked one by one, and the vault made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import BadInput, PracticeOnly, VaultExists
from app.services import beginning, contacts, session
from app.services.beginning import Plan

FLOOR = 64 << 10
WORDS = "lorry anvil quince thirty meadow"


def _plan(folder: Path, **more: object) -> Plan:
    return Plan(folder=folder, name="Winter", role="field", passphrase=WORDS, memory_kib=FLOOR, **more)  # type: ignore[arg-type]


def test_weak_passphrases_are_refused_with_a_reason_and_strong_ones_are_not() -> None:
    assert not beginning.judge("").enough
    assert "Twelve" in beginning.judge("x7#Qp!").why_not
    weak = beginning.judge("password12345")
    assert not weak.enough
    assert "within an hour" in weak.lasts
    strong = beginning.judge(WORDS)
    assert strong.enough
    assert "centuries" in strong.lasts


def test_a_very_long_passphrase_is_judged_in_time() -> None:
    assert beginning.judge("a b" * 10_000).score >= 0


def test_the_folder_must_be_named_whole_and_be_new_or_empty(tmp_path: Path) -> None:
    for text in ("", "  ", "documents/vault"):
        with pytest.raises(BadInput):
            beginning.check_folder(text)
    assert beginning.check_folder(f" {tmp_path}/new ") == tmp_path / "new"
    assert not (tmp_path / "new").exists()
    (tmp_path / "letter").write_text("x")
    with pytest.raises(VaultExists):
        beginning.check_folder(str(tmp_path))


def test_a_chosen_folder_that_is_full_gets_a_new_one_inside(tmp_path: Path) -> None:
    assert beginning.place_in(tmp_path) == tmp_path
    (tmp_path / "Keepsake").mkdir()
    assert beginning.place_in(tmp_path) == tmp_path / "Keepsake 2"
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "vault.json").touch()
    assert beginning.place_in(tmp_path / "vault") == tmp_path / "Keepsake 2", "beside a vault, not in it"


def test_the_cost_stays_between_floor_and_ceiling() -> None:
    assert beginning.LEAST_KIB <= beginning.measure() <= beginning.MOST_KIB


def test_a_vault_is_made_with_its_card_taken_in(tmp_path: Path) -> None:
    card = tmp_path / "office.card"
    with session.create(tmp_path / "hq", WORDS, name="Office", role="headquarters", memory_kib=FLOOR) as office:
        contacts.write_card(office, card)
    shown = beginning.read_card(card)
    assert len(shown.groups) == 12
    assert beginning.same_digits(shown, " ".join(shown.groups))
    told: list[tuple[int, int]] = []
    begun = beginning.make(
        _plan(tmp_path / "vault", card=card, digits=shown.fingerprint), lambda done, total: told.append((done, total))
    )
    with begun.session as opened:
        assert begun.problem is None
        assert [one["status"] for one in contacts.listing(opened)] == ["verified"]
    assert told == [(0, 2), (1, 2)]


def test_a_card_that_was_not_compared_is_unverified_and_one_that_is_gone_leaves_the_vault(tmp_path: Path) -> None:
    card = tmp_path / "office.card"
    with session.create(tmp_path / "hq", WORDS, name="Office", role="headquarters", memory_kib=FLOOR) as office:
        contacts.write_card(office, card)
    with beginning.make(_plan(tmp_path / "one", card=card), lambda *_: None).session as opened:
        assert [one["status"] for one in contacts.listing(opened)] == ["unverified"]
    card.unlink()
    begun = beginning.make(_plan(tmp_path / "two", card=card), lambda *_: None)
    begun.session.close()
    assert isinstance(begun.problem, FileNotFoundError)


def test_the_card_of_a_practice_vault_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with session.create(tmp_path / "p", WORDS, name="P", role="field", practice=True, memory_kib=FLOOR) as opened:
        contacts.write_card(opened, tmp_path / "p.card")
    with pytest.raises(PracticeOnly):
        beginning.read_card(tmp_path / "p.card")


def test_passphrases_do_not_show_where_a_plan_is_printed(tmp_path: Path) -> None:
    assert WORDS not in repr(_plan(tmp_path))
