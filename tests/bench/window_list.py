"""The window with many records, measured as a person meets it: how long each step takes, and the longest gap in it.

A timer of 5 ms beats in the window's thread; the longest time between two beats is what a person would feel.
Beside it stands what of it was the window's own work: the rest is a machine busy with other things.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.figures import peak_mb

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PASSPHRASE = "bench"
BEAT_MS = 5
LONGEST = 120_000
"""Milliseconds one step may take."""
WORDS = ("p", "police", "police witness", "曹顺", "caoshunli", "zzz", "")
FILTERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("only acts", {"types": ("act",)}),
    ("incidents of 2012", {"types": ("incident",), "since": "2012", "until": "2012"}),
    ("everything again", {}),
)
SCROLLS = 200
MOVED = 1000


class Walk:
    """The window on one vault, and what is measured while it is used."""

    def __init__(self, place: Path) -> None:
        from PySide6.QtCore import QTimer

        from app.ui.look import Look
        from app.ui.main import SWITCH, application
        from app.ui.shell import Shell

        sys.setswitchinterval(SWITCH)
        self.application = application(["keepsake"])
        look = Look(self.application)
        look.use(theme="light", language="en")
        self.figures: dict[str, Any] = {}
        self.shell = Shell(look, place / "laptop")
        self.shell.resize(1366, 768)
        self.shell.show()
        self._beat = QTimer(interval=BEAT_MS, timeout=self._on_beat)
        self._beat.start()
        self._last, self._longest, self._began = time.perf_counter(), 0.0, 0.0
        self._worked, self._most = time.thread_time(), 0.0
        self.shell.begin()
        self.rest()
        self.figures["before_mb"] = resident_mb()

    @property
    def page(self) -> Any:
        return self.shell.page

    def _on_beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._most = max(self._most, worked - self._worked)
        self._last, self._worked = now, worked

    def until(self, true: Callable[[], object]) -> None:
        """Let the event loop run until something is true."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, reached = QEventLoop(), []

        def look() -> None:
            if true():
                reached.append(True)
                loop.quit()

        again = QTimer(interval=1, timeout=look)
        limit = QTimer(singleShot=True, interval=LONGEST, timeout=loop.quit)
        again.start()
        limit.start()
        loop.exec()
        assert reached, "a step took too long"

    def rest(self) -> None:
        """Wait until nothing is under way, nor about to be."""
        for _ in range(3):
            self.until(self.shell.jobs.idle)
            began = time.perf_counter()
            self.until(lambda began=began: time.perf_counter() - began > 0.1)

    def step(self, name: str, does: Callable[[], object], done: Callable[[], object]) -> None:
        self.rest()
        self._longest, self._last = 0.0, time.perf_counter()
        self._most, self._worked = 0.0, time.thread_time()
        self._began = time.perf_counter()
        does()
        self.until(done)
        self.figures[name] = self.since()
        self.rest()
        self.figures[f"{name} gap"] = round(self._longest * 1000)
        self.figures[f"{name} work"] = round(self._most * 1000)

    def since(self) -> int:
        """Return the milliseconds since the step began."""
        return round((time.perf_counter() - self._began) * 1000)

    def painted(self) -> bool:
        model, table = self.page.model, self.page.table
        return not len(model.numbers) or model.row(max(0, table.rowAt(4))) is not None

    def listed(self, name: str, does: Callable[[], object]) -> None:
        """Measure until the list was asked for again and its first row is there."""
        counts: list[int] = []
        self.page.asking.found.connect(lambda numbers, _query: counts.append(len(numbers)))
        self.step(name, does, lambda: counts and self.painted())
        self.figures[f"{name} found"] = counts[-1]

    def open(self, place: Path) -> None:
        from app.services import session

        began = time.perf_counter()
        opened = session.open_session(place / "laptop", PASSPHRASE)
        self.figures["vault opens"] = round((time.perf_counter() - began) * 1000)
        first: list[int] = []

        def there() -> bool:
            if not first and self.shell.page is not None and self.page.model.row(0) is not None:
                first.append(self.since())
            return bool(first) and self.page._total >= 0

        self.step("all rows in order", lambda: self.shell._on_opened(opened), there)
        self.figures["first rows"] = first[0]

    def scroll(self) -> None:
        from PySide6.QtCore import QTimer

        bar = self.page.table.verticalScrollBar()
        places = list(range(0, bar.maximum(), max(1, bar.maximum() // SCROLLS)))

        def on() -> None:
            if places:
                bar.setValue(places.pop(0))

        timer = QTimer(interval=16, timeout=on)
        self.step(f"scroll through in {SCROLLS} steps", timer.start, lambda: not places and self.painted())
        timer.stop()

    def trash(self, n: int) -> None:
        page = self.page
        all_of = len(page.model.numbers)
        some = page.model.numbers[:n]
        self.step(
            f"{n:,} into the trash",
            lambda: page.moving.move(some, trashed=True),
            lambda: len(page.model.numbers) == all_of - len(some) and self.painted(),
        )
        self.step(
            "undo that",
            self.shell.messages._undo_button.click,
            lambda: len(page.model.numbers) == all_of and self.painted(),
        )

    def lock(self) -> None:
        self.step("lock", self.shell.lock, lambda: self.shell.desk is None and self.shell.jobs.idle())


def window(place: Path) -> dict[str, Any]:
    """Open the vault `make` made in the real window and use its library."""
    from app.domain.query import CHANGED, DATE, TITLE, TYPE, Order, Query

    os.environ["XDG_CONFIG_HOME"] = str(place / "config")
    walk = Walk(place)
    walk.open(place)
    library, table = walk.page, walk.page.table
    for key in (TITLE, TYPE, DATE, CHANGED):
        for down in (False, True):
            order = Order(key, down)
            walk.listed(f"sort by {key}, {'down' if down else 'up'}", lambda order=order: library._on_sort(order))
    for words in WORDS:
        walk.listed(f"search {words or 'nothing again'}", lambda words=words: library.search.setText(words))
    all_of = len(library.model.numbers)
    walk.step("select all", table.selectAll, lambda: table.count_selected() == all_of)
    walk.step("select none", table.clearSelection, lambda: table.count_selected() == 0)
    walk.scroll()
    walk.step("to the end", table.scrollToBottom, walk.painted)
    walk.trash(MOVED)
    for name, asked in FILTERS:
        walk.listed(f"filter {name}", lambda asked=asked: library.ask(Query(**asked)))
    walk.figures |= {"records": all_of, "resident_mb": resident_mb(), "peak_mb": peak_mb()}
    walk.lock()
    return walk.figures


def resident_mb() -> float:
    """Return this process's resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def rows_of(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures as rows of a table: what took how long, and the longest gap in it."""
    rows = [
        ("vault opens, key derivation of 64 MiB included", f"{figures['vault opens']} ms"),
        ("then the first rows", f"{figures['first rows']} ms (aim 300)"),
    ]
    for name, value in figures.items():
        gap, found = figures.get(f"{name} gap"), figures.get(f"{name} found")
        if gap is not None:
            told = f"{value} ms; longest gap {gap} ms, own work at most {figures[f'{name} work']} ms"
            rows.append((name, told if found is None else f"{told}; {found:,} found"))
    memory = f"{figures['resident_mb']} MB, peak {figures['peak_mb']} MB (at start {figures['before_mb']})"
    return [*rows, ("resident memory", memory)]
