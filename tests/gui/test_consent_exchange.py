"""A withdrawal that arrives: told where it is received, counted until it was seen, marked and found in the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.query import Query
from app.services import browsing, casework, presets, withdrawing
from app.services.session import Session
from app.ui.rail import Rail
from tests.gui.conftest import Window, make_vault
from tests.gui.meeting import BARE, drop, faults_of, introduce, other_vault, send_to_window


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "hq", "Headquarters", "headquarters", sample=False)


@pytest.fixture
def field(window: Window, tmp_path: Path) -> Iterator[Session]:
    with other_vault(tmp_path / "field", "Field", "field") as opened:
        introduce(window, opened, tmp_path)
        yield opened


def words_on(page: Any) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible()).translate(BARE)


def press(page: Any, words: str) -> None:
    found = [one for one in page.findChildren(QPushButton) if one.text().translate(BARE) == words and one.isVisible()]
    assert found, [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
    found[0].click()


def take_in(window: Window, *bundles: Path) -> Any:
    page = window.go("receive")
    drop(page, *bundles)
    window.settle()
    page.files[-1].take()
    window.settle()
    return page


def counted(window: Window) -> str:
    (rail,) = window.shell.findChildren(Rail)
    return str(rail._buttons["conflicts"].accessibleName())


def test_a_withdrawal_that_came_is_told_counted_seen_and_stays_marked(
    window: Window, field: Session, tmp_path: Path
) -> None:
    person = casework.add(field, "person", {"names": [{"text": "Invented Witness"}]})
    told = casework.add(field, "testimony", {"title": {"text": "told"}, "witness": [{"role": "by", "to": person}]})
    free = casework.add(field, "note", {"text": {"text": "free"}})
    given = presets.take(field, told, "everything")
    take_in(window, *send_to_window(field, window, tmp_path / "stick"))
    withdrawing.withdraw(field, given)
    page = take_in(window, *send_to_window(field, window, tmp_path / "later"))
    assert "1 consent was withdrawn: 2 records here are covered." in words_on(page)
    assert counted(window) == "1 record waits for a decision"
    press(page, "Look at it")
    window.settle()
    decisions = window.page
    window.wait(lambda: decisions.withdrawn.cards)
    assert "It came from Field" in words_on(decisions)
    assert faults_of(decisions) == []
    press(decisions, "I have seen it")
    window.settle()
    window.wait(lambda: not decisions.withdrawn.cards)
    assert counted(window) == "Decisions"

    def listed(session: Session) -> dict[str, str]:
        orders = browsing.Orders()
        found = browsing.listing(session, Query(consent=("withdrawn",)), browsing.query.Order(), orders)
        return {one.id: one.cells[-1] for one in browsing.rows(session, found).values()}

    assert window.do(listed) == dict.fromkeys([person, told], "Consent withdrawn")
    library = window.go("library")
    library.filters.consent.choose(["withdrawn"])
    library.filters.changed.emit()
    window.settle()
    assert library.filters.query().consent == ("withdrawn",)
    window.wait(lambda: library.table.model().rowCount() == 2)
    assert free not in window.do(listed)
