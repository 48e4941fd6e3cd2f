"""Contact cards in the window: taking in, comparing, and what verifying sets free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from app.base import i18n
from app.services import contacts, rekeying, session, trusting
from app.services.session import Session
from app.ui.exchange.cards import CardsPage
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import Window
from tests.gui.meeting import BARE, card_of, drop, faults_of, other_vault


@pytest.fixture
def office(window: Window, tmp_path: Path) -> Iterator[Session]:
    with other_vault(tmp_path / "office") as opened:
        yield opened


def words_on(page: CardsPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)


def status(window: Window, other: Session) -> str:
    return str(window.do(lambda mine: contacts.status_of(mine, other.card.key_id)))


def test_a_dropped_card_is_compared_by_typing_what_one_was_told(
    window: Window, office: Session, tmp_path: Path
) -> None:
    page: CardsPage = window.go("cards")
    drop(page, card_of(office, tmp_path))
    window.settle()
    assert status(window, office) == "unverified"
    assert QApplication.focusWidget() is page.comparing.field
    keys = window.qtbot.keyClicks
    keys(page.comparing.field, "1" * 59)
    assert not page.comparing.check.isEnabled()
    keys(page.comparing.field, "1")
    window.qtbot.keyClick(page.comparing.field, Qt.Key.Key_Return)
    window.settle()
    window.wait(lambda: "This is not their fingerprint" in words_on(page))
    assert status(window, office) == "unverified"
    page.comparing.field.clear()
    keys(page.comparing.field, " ".join(contacts.groups(office.card.fingerprint)))
    window.qtbot.keyClick(page.comparing.field, Qt.Key.Key_Return)
    window.settle()
    assert status(window, office) == "verified"
    window.wait(lambda: "Headquarters is verified" in words_on(page))
    assert page.send_button.isVisible()


def test_group_by_group_all_twelve_must_agree(window: Window, office: Session, tmp_path: Path) -> None:
    page: CardsPage = window.go("cards")
    page.take(card_of(office, tmp_path))
    window.settle()
    for box in page.comparing.boxes[:-1]:
        window.qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not page.comparing.agree.isEnabled()
    page.comparing.differ.click()
    window.wait(lambda: "This is not their fingerprint" in words_on(page))
    window.qtbot.keyClick(page.comparing.boxes[-1], Qt.Key.Key_Space)
    page.comparing.agree.click()
    window.settle()
    assert status(window, office) == "verified"


def test_two_cards_of_one_name_are_told_apart(window: Window, office: Session, tmp_path: Path) -> None:
    page: CardsPage = window.go("cards")
    theirs = card_of(office, tmp_path)
    window.do(lambda mine: trusting.take_card(mine, theirs, office.card.fingerprint))
    window.go("cards")
    with other_vault(tmp_path / "twin") as twin:
        page.take(card_of(twin, tmp_path))
        window.settle()
        assert "another card with the name Headquarters" in words_on(page)
        assert page.list.chosen_key() == twin.card.key_id
        told = [page.list.item(row).text() for row in range(page.list.count())]
        assert any(contacts.groups(twin.card.fingerprint)[0] in one for one in told)
        assert len(set(told)) == 2


def test_my_card_is_saved_and_its_code_is_drawn_in_memory(window: Window, tmp_path: Path) -> None:
    page: CardsPage = window.go("cards")
    page.own.write(tmp_path / "mine.card")
    window.settle()
    with other_vault(tmp_path / "office") as office:
        done = trusting.take_card(office, tmp_path / "mine.card", window.desk.owner.fingerprint)
    assert done["status"] == "verified"
    image = page.own.code.image
    assert isinstance(image, QImage)
    assert image.width() > 20
    (tmp_path / "other.card").write_text("something else")
    page.own.write(tmp_path / "other.card")
    window.settle()
    assert (tmp_path / "other.card").read_text() == "something else"


def test_a_file_that_is_no_card_changes_nothing(window: Window, tmp_path: Path) -> None:
    page: CardsPage = window.go("cards")
    (tmp_path / "x.card").write_bytes(b"{}")
    page.take(tmp_path / "x.card")
    window.settle()
    assert window.shell.messages is not None
    assert "not a contact card" in window.shell.messages.text
    assert window.do(contacts.known) == ()


@pytest.mark.parametrize(("size", "language"), [("normal", "en"), ("largest", "en"), ("normal", "ar")])
def test_the_page_is_named_in_order_and_whole(
    window: Window, office: Session, tmp_path: Path, look: Look, size: str, language: str
) -> None:
    window.desk.set("text_size", size)
    i18n.use(language)
    look.use(size=size, language=language)
    try:
        page: CardsPage = window.go("cards")
        page.take(card_of(office, tmp_path))
        window.settle()
        page.comparing.differ.click()
        window.qtbot.wait(50)
        faults = [one for one in faults_of(page) if one.count("QCheckBox") < 2]  # digits go left to right everywhere
        assert faults == []
        assert sweeps.too_large(window.shell) == ""
    finally:
        i18n.use("en")
        look.use(size="normal", language="en")


def test_a_card_of_new_keys_says_whose_it_follows_and_takes_its_place_once_compared(
    window: Window, tmp_path: Path
) -> None:
    page: CardsPage = window.go("cards")
    with other_vault(tmp_path / "office") as before:
        old, theirs = before.card, card_of(before, tmp_path)
        window.do(lambda mine: trusting.take_card(mine, theirs, old.fingerprint))
        rekeying.rekey(before, rekeying.prepare(before), "another passphrase", 64 << 10, weak_anyway=True)
    with session.open_session(tmp_path / "office", "another passphrase") as office:
        page = window.go("cards")
        page.take(card_of(office, tmp_path))
        window.settle()
        window.wait(lambda: "It follows the card of Headquarters that you verified" in words_on(page))
        assert status(window, office) == "unverified"
        assert not page.send_button.isVisible()
        window.qtbot.keyClicks(page.comparing.field, office.card.fingerprint)
        window.qtbot.keyClick(page.comparing.field, Qt.Key.Key_Return)
        window.settle()
        window.wait(lambda: "It takes the place of the earlier card of Headquarters" in words_on(page))
        page = window.go("cards", key=old.key_id)
        window.wait(lambda: "Headquarters has a newer card, which you verified too" in words_on(page))
