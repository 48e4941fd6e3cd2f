"""A bulk move to the trash that a person stops: what was moved is told as it is, and can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services import trashing
from app.ui.jobs import Job
from tests.gui.conftest import Window
from tests.gui.test_library import SAMPLE, _count, _rest


def test_stopped_half_way_it_says_what_was_moved_and_undo_brings_that_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trashing, "AT_ONCE", 2)
    _rest(window)
    messages, jobs = window.shell.messages, window.shell.jobs
    assert messages is not None

    def stop_at_its_first_step(job: Job) -> None:
        if job.label == "Moving to the trash":
            job.progressed.connect(lambda _done, _total: job.cancel(), Qt.ConnectionType.DirectConnection)

    jobs.started.connect(stop_at_its_first_step)
    window.page.table.selectAll()
    window.shell.actions_["trash"].trigger()
    window.wait(lambda: "in the trash" in messages.text)
    _rest(window)
    moved = SAMPLE - _count(window)
    assert 0 < moved < SAMPLE
    records = "record is" if moved == 1 else "records are"
    assert messages.text.startswith(f"{moved} {records} in the trash. {SAMPLE - moved} records stayed")
    assert messages._undo_button.isVisible()
    messages._undo_button.click()
    window.wait(lambda: _count(window) == SAMPLE)
