"""A damaged vault in the window: it says so, opens for reading only, changes nothing, gives the rest to a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.services import casework, session
from app.storage import faults
from app.ui.entry.rescuing import RescueScreen
from app.ui.entry.unlock import Unlock
from app.ui.look import Look
from app.ui.safety.standing import Standing
from tests.gui.conftest import PASSPHRASE, Window
from tests.unit.storage.making import files


@pytest.fixture
def hurt(qtbot: QtBot, look: Look, vault: Path) -> Iterator[Window]:
    """A window at the unlock screen of a vault whose first page is damaged."""
    with (vault / "vault.db").open("rb+") as file:
        file.seek(300)
        byte = file.read(1)
        file.seek(300)
        file.write(bytes([byte[0] ^ 1]))
    made = Window(qtbot, look, vault)
    made.shell.begin()
    yield made
    made.close()


def _screen(window: Window) -> Unlock:
    assert isinstance(window.shell.entry, Unlock)
    return window.shell.entry


def _offer(screen: Any, words: str) -> Any:
    (found,) = [one for one in screen.offers if one.text() == words and one.isVisible()]
    return found


def _read_only(window: Window) -> None:
    """Try the passphrase, then open what can be read."""
    screen = _screen(window)
    screen.field.line.setText(PASSPHRASE)
    screen._on_submitted()
    window.wait(lambda: screen.told)
    assert "damaged" in screen.told
    _offer(screen, "Open what can be read").click()
    window.wait(lambda: window.shell.page is not None, timeout=120_000)
    window.settle()


def test_a_damaged_vault_opens_for_reading_only_and_stays_as_it_is(hurt: Window) -> None:
    before = files(hurt.folder)
    _read_only(hurt)
    (standing,) = hurt.shell.findChildren(Standing)
    assert standing.isVisible()
    assert "Open for reading only" in standing.words
    person = casework.listing(hurt.shell.jobs._session, "person")[0]["id"]  # type: ignore[arg-type]
    page = hurt.go("record", person)
    assert not page.typable
    assert not page.head.save.isVisible()
    hurt.desk.go("new")
    hurt.settle()
    assert hurt.shell._shown.page == "record"
    assert hurt.shell.messages is not None
    assert "nothing in it can be changed" in hurt.shell.messages.text
    hurt.go("backup")
    assert not hurt.page.ways.isVisible()
    hurt.close()
    assert files(hurt.folder) == before


def test_the_rest_is_recovered_into_a_new_vault_from_inside(hurt: Window, tmp_path: Path) -> None:
    _read_only(hurt)
    page = hurt.go("backup")
    page.recovering.button.click()
    form = page.recovering.form
    hurt.qtbot.keyClicks(form.form.field.line, PASSPHRASE)
    form.place.line.setText(str(tmp_path / "new"))
    form.begin()
    hurt.wait(lambda: page.recovering.form is None, timeout=120_000)
    assert "Recovered" in page.recovering.told.words.text()
    with session.open_session(tmp_path / "new", PASSPHRASE) as new:
        assert casework.listing(new, "person")


def test_the_rest_is_recovered_from_the_unlock_screen(hurt: Window, tmp_path: Path) -> None:
    screen = _screen(hurt)
    screen.field.line.setText(PASSPHRASE)
    screen._on_submitted()
    hurt.wait(lambda: screen.told)
    _offer(screen, "Recover the rest into a new vault...").click()
    rescue = hurt.shell.entry
    assert isinstance(rescue, RescueScreen)
    rescue.rescue.form.field.line.setText(PASSPHRASE)
    rescue.rescue.place.line.setText(str(tmp_path / "new"))
    rescue.rescue.begin()
    hurt.wait(lambda: isinstance(hurt.shell.entry, Unlock), timeout=120_000)
    assert _screen(hurt).folder == tmp_path / "new"
    assert "Recovered" in _screen(hurt).told


def test_damage_found_at_work_leads_to_what_can_be_done(window: Window) -> None:
    window.desk.fail(faults.damaged("A page is damaged."))
    (standing,) = window.shell.findChildren(Standing)
    assert standing.isVisible()
    standing._on_damage()
    window.wait(lambda: _screen(window).told)
    screen = _screen(window)
    _offer(screen, "Open what can be read").click()
    assert screen._open.text() == "Open what can be read"
    screen.field.line.setText(PASSPHRASE)
    screen._on_submitted()
    window.wait(lambda: window.shell.page is not None, timeout=120_000)
    assert window.desk.owner.read_only


def test_a_vault_whose_key_file_is_damaged_is_recovered_with_the_keys_of_a_backup(
    qtbot: QtBot, look: Look, vault: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "a.keys.json"
    keys.write_bytes((vault / "vault.json").read_bytes())
    (vault / "vault.json").write_bytes(b"{}")
    window = Window(qtbot, look, vault)
    window.shell.begin()
    screen = _screen(window)
    screen.field.line.setText(PASSPHRASE)
    screen._on_submitted()
    window.wait(lambda: screen.told)
    screen.more.click()
    screen.recover.click()
    rescue: Any = window.shell.entry
    rescue.rescue.keys.take(keys)
    rescue.rescue.form.field.line.setText(PASSPHRASE)
    rescue.rescue.place.line.setText(str(tmp_path / "new"))
    rescue.rescue.begin()
    window.wait(lambda: isinstance(window.shell.entry, Unlock), timeout=120_000)
    assert "Recovered" in _screen(window).told
    session.open_session(tmp_path / "new", PASSPHRASE).close()
