"""Background work: reads and writes of a real vault, stopped, let through and told in the window's thread."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.base.errors import BadField
from app.services import casework, drafting, session
from app.services.session import Session
from app.storage import drafts, revisions, trust
from app.storage.handle import Vault
from app.ui.jobs import Cancelled, Job, Jobs
from tests.gui.conftest import PASSPHRASE

NOTE = {"text": {"text": "(invented) a note"}}


@pytest.fixture
def jobs(qtbot: QtBot, vault: Path) -> Any:
    made = Jobs()
    made.adopt(session.open_session(vault, PASSPHRASE))
    yield made
    over: list[bool] = []
    made.release(lambda _error: over.append(True))
    qtbot.waitUntil(lambda: bool(over), timeout=120_000)


def _wait(qtbot: QtBot, job: Job) -> None:
    qtbot.waitUntil(lambda: job.over, timeout=10_000)


def test_results_come_back_in_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    found: list[Any] = []
    threads: list[threading.Thread] = []

    def work(opened: Session) -> int:
        threads.append(threading.current_thread())
        return len(casework.listing(opened))

    def then(n: int) -> None:
        found.append(n)
        threads.append(threading.current_thread())

    _wait(qtbot, jobs.read(work, then))
    assert found
    assert found[0] > 20
    assert threads[0] is not threading.current_thread()
    assert threads[1] is threading.current_thread()


def test_the_reading_thread_can_change_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[Exception] = []
    _wait(qtbot, jobs.read(lambda opened: casework.add(opened, "note", NOTE), failed=errors.append))
    assert "cannot be written" in str(errors[0])


def test_what_was_written_is_read_at_once(qtbot: QtBot, jobs: Jobs) -> None:
    made: list[str] = []
    _wait(qtbot, jobs.write(lambda opened, _tell: casework.add(opened, "note", NOTE), made.append))
    found: list[Any] = []
    _wait(qtbot, jobs.read(lambda opened: casework.show(opened, made[0])["fields"], found.append))
    assert found[0]["text"]["text"] == NOTE["text"]["text"]


def test_an_error_goes_to_who_asked_or_else_to_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[Exception] = []
    jobs.stumbled.connect(told.append)
    own: list[Exception] = []
    bad = {"period": {"edtf": "never"}}
    _wait(qtbot, jobs.write(lambda opened, _tell: casework.add(opened, "incident", bad), failed=own.append))
    assert isinstance(own[0], BadField)
    assert not told
    _wait(qtbot, jobs.write(lambda opened, _tell: casework.add(opened, "incident", bad)))
    assert isinstance(told[0], BadField)


def test_nobody_is_told_whose_widget_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    told: list[Any] = []
    go = threading.Event()
    job = jobs.read(lambda _opened: go.wait(5), told.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(20)
    go.set()
    _wait(qtbot, job)
    assert not told


def test_a_replaced_read_is_interrupted(qtbot: QtBot, jobs: Jobs) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    first = jobs.read(lambda opened: opened.vault.db.value(endless))
    qtbot.waitUntil(lambda: first.begun, timeout=120_000)
    qtbot.wait(50)
    found: list[int] = []
    second = jobs.read(lambda opened: int(opened.vault.db.value("SELECT 7")), found.append, replaces=first)
    _wait(qtbot, second)
    assert found == [7]
    assert first.over


def test_typing_is_kept_while_something_long_goes_on(qtbot: QtBot, jobs: Jobs) -> None:
    kept = threading.Event()
    order: list[str] = []

    def long(_opened: Session, tell: Any) -> None:
        for n in range(2000):
            tell(n, 2000)
            if kept.is_set():
                break
            time.sleep(0.005)
        order.append("long")

    def keep(opened: Session, _tell: Any) -> None:
        drafting.keep(opened, "ab" * 16, "note", NOTE, ())
        order.append("draft")
        kept.set()

    job = jobs.write(long, gaps=True)
    qtbot.waitUntil(lambda: job.begun, timeout=120_000)
    _wait(qtbot, jobs.write(keep, urgent=True))
    _wait(qtbot, job)
    assert order == ["draft", "long"]


def test_a_cancelled_write_is_rolled_back_and_says_so(qtbot: QtBot, jobs: Jobs) -> None:
    before = threading.Event()

    def work(opened: Session, tell: Any) -> None:
        with opened.vault.transaction():
            drafts.put(opened.vault, "cd" * 16, "note", NOTE)
            before.set()
            while True:
                tell(1, 2)
                time.sleep(0.005)

    told: list[Exception] = []
    job = jobs.write(work, failed=told.append, gaps=True)
    qtbot.waitUntil(before.is_set, timeout=120_000)
    job.cancel()
    _wait(qtbot, job)
    found: list[Any] = []
    _wait(qtbot, jobs.read(lambda opened: drafts.get(opened.vault, "cd" * 16), found.append))
    assert found == [None]
    assert [type(one) for one in told] == [Cancelled]


def test_locking_stops_long_work_and_does_what_keeps_typing(qtbot: QtBot, vault: Path) -> None:
    jobs = Jobs()
    jobs.adopt(session.open_session(vault, PASSPHRASE))

    def endless(_opened: Session, tell: Any) -> None:
        while True:
            tell(1, 2)
            time.sleep(0.002)

    long = jobs.write(endless, gaps=True)
    qtbot.waitUntil(lambda: long.begun, timeout=120_000)
    jobs.write(lambda opened, _tell: drafting.keep(opened, "ef" * 16, "note", NOTE, ()), urgent=True)
    over: list[bool] = []
    jobs.release(lambda _error: over.append(True))
    qtbot.waitUntil(lambda: bool(over), timeout=10_000)
    with session.open_session(vault, PASSPHRASE) as again:  # the lock is free, the keys were dropped
        assert drafting.waiting(again) == {"ef" * 16: "note"}


def test_a_draft_typed_before_something_arrived_is_merged_with_it(qtbot: QtBot, jobs: Jobs) -> None:
    def story(opened: Session, _tell: Any) -> tuple[Any, int]:
        record = casework.add(opened, "incident", {"title": {"text": "one"}})
        ground = drafting.open_record(opened, record)
        drafting.keep(opened, record, "incident", {**ground.fields, "narrative": {"text": "typed"}}, ground.heads)
        drafts_before = drafting.open_record(opened, record)
        assert drafts_before.drafted
        kept = drafts.get(opened.vault, record)
        casework.edit(opened, record, {"title": {"text": "two"}})  # it came from elsewhere meanwhile
        assert kept is not None
        drafts.put(opened.vault, record, kept.type, kept.fields, kept.heads)
        casework.save_draft(opened, record)
        return casework.show(opened, record)["fields"], len(revisions.of_record(opened.vault, record))

    found: list[Any] = []
    _wait(qtbot, jobs.write(story, found.append))
    fields, versions = found[0]
    assert (fields["title"]["text"], fields["narrative"]["text"], versions) == ("two", "typed", 3)


def test_a_stick_pulled_out_before_locking_is_told_and_leaves_nothing_open(qtbot: QtBot, vault: Path) -> None:
    jobs = Jobs()
    jobs.adopt(session.open_session(vault, PASSPHRASE))
    found: list[str] = []
    _wait(qtbot, jobs.write(lambda opened, _tell: casework.add(opened, "note", NOTE), found.append))
    _wait(qtbot, jobs.write(lambda opened, _tell: trust.revoke(opened.vault, "ab" * 32)))
    away = vault.rename(vault.with_name("pulled out"))
    over: list[Exception | None] = []
    jobs.release(over.append)
    qtbot.waitUntil(lambda: bool(over), timeout=10_000)
    away.rename(vault)
    with session.open_session(vault, PASSPHRASE) as again:  # the stick is back: nothing saved is lost
        assert casework.show(again, found[0])["type"] == "note"


def test_what_could_not_be_kept_is_told_even_when_its_page_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[Exception] = []
    jobs.stumbled.connect(told.append)
    owner = QObject()
    bad = {"period": {"edtf": "never"}}
    job = jobs.write(lambda opened, _tell: casework.add(opened, "incident", bad), owner=owner, urgent=True)
    owner.deleteLater()
    qtbot.wait(5)
    _wait(qtbot, job)
    assert [type(one) for one in told] == [BadField]


def test_who_is_told_last_is_who_asked(qtbot: QtBot, jobs: Jobs) -> None:
    order: list[str] = []
    job = jobs.write(lambda _opened, _tell: None, lambda _none: order.append("then"))
    job.ended.connect(lambda: order.append("ended"))
    _wait(qtbot, job)
    qtbot.wait(5)
    assert order == ["then", "ended"]


def test_no_connection_is_opened_in_the_windows_thread(
    qtbot: QtBot, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_in: list[threading.Thread] = []
    reading = Vault.reading
    monkeypatch.setattr(Vault, "reading", lambda self: opened_in.append(threading.current_thread()) or reading(self))
    jobs = Jobs()
    jobs.adopt(session.open_session(vault, PASSPHRASE))
    found: list[object] = []
    jobs.read(lambda opened: opened.vault.db.value("SELECT count(*) FROM record"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=30_000)
    assert len(opened_in) == 1
    assert opened_in[0] is not threading.main_thread()
    over: list[object] = []
    jobs.release(over.append)
    qtbot.waitUntil(lambda: bool(over), timeout=30_000)


DELETED_WHILE_THEY_END = """
import sys, threading
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from app.ui.jobs import Jobs

application = QCoreApplication([])
sys.setswitchinterval(1e-6)
go = threading.Event()
for n in range(1500):
    window = QObject()
    jobs = Jobs(window)
    go.clear()
    for _ in range(6):
        jobs.compute(lambda tell: go.wait())
    go.set()
    for _ in range(n % 40):
        pass
    shiboken6.delete(window)
    if n % 50 == 0:
        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
print("alive")
"""


def test_a_window_may_go_just_while_what_it_asked_for_ends() -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", DELETED_WHILE_THEY_END],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.stdout == "alive\n", ran.stderr[-2000:]
