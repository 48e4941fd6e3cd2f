"""The window around the pages."""

from __future__ import annotations

from app.services import casework
from tests.gui.conftest import Window


def test_it_opens_says_nothing_of_a_case_and_locks_at_once(window: Window) -> None:
    assert window.shell.windowTitle() == "Keepsake"
    assert window.shell._shown.page == "library"
    window.shell.lock()
    assert window.shell.desk is None
    window.wait(window.shell.jobs.idle)
    window.open()  # the keys are gone, so that it can be opened again
    assert window.do(casework.count_conflicts) == 0


def test_it_comes_back_to_the_place_it_was_locked_at(window: Window) -> None:
    window.go("library", detail="x")
    window.shell.lock()
    window.wait(window.shell.jobs.idle)
    window.open()
    assert window.shell._shown.detail == {"detail": "x"}
