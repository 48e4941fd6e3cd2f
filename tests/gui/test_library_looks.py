"""The library as it looks: names, order, direction, and nothing clipped, in three languages and at twice the size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.base import i18n
from app.domain.query import Query
from app.services import browsing, session, settings
from app.ui.library import rows
from app.ui.look import Look
from tests.gui import sweeps
from tests.gui.conftest import PASSPHRASE, Window


@pytest.fixture
def dressed(qtbot: QtBot, look: Look, vault: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Window, str, str]]:
    language, size = request.param
    with session.open_session(vault, PASSPHRASE) as opened:
        settings.write(opened, "text_size", size)
    i18n.use(language)
    look.use(size=size, language=language)
    made = Window(qtbot, look, vault)
    made.open()
    made.page.ask(Query(types=("act", "person"), acts=("act/detention",), since="2009"))
    made.page.filters.fill()  # on a slow machine the counts that fill it may come later than the wait
    made.page.filters._sections["confidentiality"].unfold()
    _rest(made)
    made.page.table.select_place(0)
    _rest(made)
    yield made, language, size
    made.close()
    i18n.use("en")
    look.use(size="normal", language="en")


def _rest(window: Window) -> None:
    for _ in range(2):
        window.qtbot.wait(200)
        window.settle()


LOOKS = [("en", "normal"), ("en", "largest"), ("ar", "normal"), ("zh", "largest"), ("ar", "largest")]


@pytest.mark.parametrize("dressed", LOOKS, indirect=True)
def test_everything_has_a_name_and_room_and_tab_follows_sight(dressed: tuple[Window, str, str]) -> None:
    window, language, size = dressed
    page = window.page
    assert sweeps.nameless(page) == []
    assert sweeps.clipped(page) == []
    assert sweeps.out_of_order(page) == []
    assert sweeps.too_large(window.shell) == ""
    assert [one for one in sweeps.unreachable(window.shell) if "Library" in one] == []
    reached = sweeps.focusable(page)
    order = [page.search, page.bar.columns_button, *page.chips.buttons(), page.table]
    seen = [one for one in reached if one in order]
    assert seen == order
    if size == "largest":
        assert not page.detail.isVisible()
        page.filters_button.click()
        window.qtbot.wait(100)
        assert page.filters.isVisible()
        assert sweeps.clipped(page) == []
        for box in page.filters.types.findChildren(QCheckBox):  # the pane scrolls down, never to the side
            end = box.mapTo(page.filters, QPoint(box.width(), 0)).x()
            assert box.isHidden() or 0 <= end <= page.filters.width()
    elif language == "ar":
        assert page.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = [pane.mapTo(page, QPoint(0, 0)).x() for pane in (page.filters, page.table, page.detail)]
        assert left == sorted(left, reverse=True)


def test_with_all_panes_open_the_title_has_the_most_room(window: Window) -> None:
    _rest(window)
    page = window.page
    assert page.filters.isVisible()
    assert page.detail.isVisible()
    shown = {name: page.table.columnWidth(n) for n, name in enumerate(browsing.COLUMNS)}
    assert shown["title"] > 2 * max(width for name, width in shown.items() if name != "title")
    assert page.table.shown_columns() == ["type", "title", "when", "changed", "marks"]


def test_a_text_is_cut_at_its_own_end(window: Window) -> None:
    assert rows.isolated("Peng Lanlan") == "\u2066Peng Lanlan\u2069"
    assert rows.isolated("\u0645\u062d\u0645\u062f") == "\u2067\u0645\u062d\u0645\u062f\u2069"
    _rest(window)
    assert "\u2066" not in str(window.page.model.data(window.page.model.index(0, 1)))
