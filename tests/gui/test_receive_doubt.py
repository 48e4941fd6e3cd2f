"""Files from a vault that was copied, from a key that was revoked, and from a sender who claims to be another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.domain import canonical
from app.exchange.card import make_card
from app.services import casework, contacts, quarantining, session
from app.storage import trust
from app.ui.exchange import receive
from tests.gui.conftest import PASSPHRASE, Window, make_vault
from tests.gui.meeting import BARE, card_of, introduce, other_vault, send_to_window, sound
from tests.unit.exchange import forging
from tests.unit.services import making


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "hq", "Headquarters", "headquarters", sample=False)


def note(words: str) -> dict[str, object]:
    return {"text": {"text": words, "language": "en"}}


def words_on(page: receive.ReceivePage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)


def test_a_second_file_in_the_place_of_another_is_refused_and_kept_apart(window: Window, tmp_path: Path) -> None:
    with other_vault(tmp_path / "field", "Field", "field") as opened:
        introduce(window, opened, tmp_path)
    shutil.copytree(tmp_path / "field", tmp_path / "copied")
    files = []
    for folder in ("field", "copied"):
        with session.open_session(tmp_path / folder, PASSPHRASE) as opened:
            casework.add(opened, "note", note(folder))
            files += send_to_window(opened, window, tmp_path / f"stick-{folder}")
    page: receive.ReceivePage = window.go("receive")
    page.add(files[:1])
    window.settle()
    page.files[0].take()
    window.settle()
    digest = sound(window)
    page.add(files[1:])
    window.settle()
    assert page.files[1].state == "refused"
    window.wait(lambda: "may have been copied" in words_on(page))
    page.files[1].take()
    window.settle()
    assert [one.reason for one in window.do(quarantining.listing)] == ["forked"]
    window.wait(lambda: "Another file came in its place before" in words_on(page))
    assert not page.waiting.main_buttons
    assert sound(window) == digest


def test_a_file_of_a_revoked_key_is_refused(window: Window, tmp_path: Path) -> None:
    with other_vault(tmp_path / "field", "Field", "field") as field:
        introduce(window, field, tmp_path)
        casework.add(field, "note", note("one"))
        files = send_to_window(field, window, tmp_path / "stick")
    window.do(lambda mine: trust.revoke(mine.vault, field.card.key_id))
    page: receive.ReceivePage = window.go("receive")
    page.add(files)
    window.settle()
    assert page.files[0].state == "failed"
    window.wait(lambda: "key was revoked. Nothing was received." in words_on(page))
    assert window.do(casework.listing) == []


def test_a_sender_who_claims_another_name_is_shown_by_the_card_that_was_verified(
    window: Window, tmp_path: Path
) -> None:
    with other_vault(tmp_path / "field", "Field", "field") as field:
        introduce(window, field, tmp_path)
        casework.add(field, "note", note("one"))
        (file,) = send_to_window(field, window, tmp_path / "stick")
        office = window.do(making.person_of)
        parts = forging.members(forging.plaintext(file.read_bytes(), office))
        recipients = (*field.card.xwing, *field.card.x25519)
        claim = canonical.decode(make_card(field.keys, "Head office", "headquarters", recipients, field.practice))
        signed = forging.signed(parts, making.person_of(field), lambda manifest: manifest.update(sender=claim))
        file.write_bytes(forging.sealed(forging.tarball(signed), office))
    page: receive.ReceivePage = window.go("receive")
    page.add([file])
    window.settle()
    window.wait(lambda: "From Field" in words_on(page))
    assert "In this file they call themselves Head office" in words_on(page)


def test_a_contact_card_is_known_for_one_and_taken_in_where_cards_are(window: Window, tmp_path: Path) -> None:
    with other_vault(tmp_path / "field", "Field", "field") as field:
        card = card_of(field, tmp_path)
    page: receive.ReceivePage = window.go("receive")
    page.add([card])
    window.settle()
    window.wait(lambda: "It says it is the card of Field" in words_on(page))
    assert window.do(contacts.known) == ()
    window.wait(lambda: window.shell.focusWidget() is page.files[0].first)
    page.files[0].first.click()
    window.settle()
    assert [(one.name, one.status) for one in window.do(contacts.known)] == [("Field", "unverified")]
    assert window.page.comparing.isVisible()


def test_a_file_that_is_none_of_ours_is_put_away_and_not_tried_again(window: Window, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8 a picture")
    page: receive.ReceivePage = window.go("receive")
    page.add([tmp_path / "holiday.jpg"])
    window.settle()
    window.wait(lambda: "not a file Keepsake wrote for you to receive. Nothing was changed." in words_on(page))
    assert page.files[0].first.text() == "Put this file away"
    page.files[0].first.click()
    window.settle()
    assert page.files == []
