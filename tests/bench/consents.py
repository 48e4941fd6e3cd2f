"""What consents cost in a large vault: how one record stands, a page of a list, and all that is withheld."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from app.domain import ids, schema
from app.services import authoring, consenting, inforce, presets, session, withdrawals, withholding
from app.services.session import Session
from app.storage import records
from app.storage import revisions as stored
from tests.bench.figures import clock, percentile

PASSPHRASE = "bench"
WITHDRAWN_OF = 50
"""One consent in so many is withdrawn."""


def consents(place: Path) -> dict[str, Any]:
    """Take consent with every second testimony, withdraw some, and measure what is asked of them."""
    figures: dict[str, Any] = {}
    with session.open_session(place / "laptop", PASSPHRASE) as opened:
        told = [row.id for row in records.rows(opened.vault, type="testimony")]
        figures["consents"], figures["withdrawn"] = _take(opened, told[::2])
        every = [row.id for row in records.rows(opened.vault)]
        figures["records"] = len(every)
        one = _times(every[:: max(1, len(every) // 300)], lambda record: consenting.standing(opened, record))
        pages = [every[at : at + 64] for at in range(0, min(len(every), 64 * 50), 64)]
        page = _times(pages, lambda some: consenting.standings(opened, some))
        for name, work in (
            ("withheld_seconds", lambda: withholding.withheld(opened)),
            ("closed_seconds", lambda: inforce.closed(opened)),
            ("marked_seconds", lambda: consenting.marked(opened, "withdrawn")),
            ("unasked_seconds", lambda: consenting.marked(opened, "not-asked")),
            ("unseen_seconds", lambda: withdrawals.count_unseen(opened)),
            ("waiting_seconds", lambda: withdrawals.waiting(opened)),
            ("arrived_seconds", lambda: withdrawals.arrived(opened, set(every[:1000]))),
        ):
            with clock(figures, name):
                found: Any = work()
            if name == "marked_seconds":
                figures["marked"] = len(found)
    return figures | {
        "one_p50_ms": round(percentile(one, 0.5), 2),
        "one_p95_ms": round(percentile(one, 0.95), 2),
        "page_p50_ms": round(percentile(page, 0.5), 2),
        "page_p95_ms": round(percentile(page, 0.95), 2),
    }


def rows_of(took: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures as rows of a table."""
    return [
        ("how one record stands", f"p50 {took['one_p50_ms']} ms, p95 {took['one_p95_ms']} ms"),
        ("a page of 64 rows", f"p50 {took['page_p50_ms']} ms, p95 {took['page_p95_ms']} ms"),
        (
            "closed for internal use",
            f"{took['closed_seconds']} s; with what protects its source {took['withheld_seconds']} s",
        ),
        ("marked as withdrawn", f"{took['marked_seconds']} s, {took['marked']:,} records"),
        ("never asked", f"{took['unasked_seconds']} s"),
        ("the number at Decisions / its cards", f"{took['unseen_seconds']} s / {took['waiting_seconds']} s"),
        ("told after receiving 1,000 records", f"{took['arrived_seconds']} s"),
    ]


def _take(opened: Session, told: list[str]) -> tuple[int, int]:
    """Save a consent for each testimony, as the window would, and the withdrawals of some; return how many of each."""
    filled = presets.filled("named")
    made, withdrawn = [], 0
    for number, record in enumerate(told):
        fields = filled | {"records": [presets.link("on", record)], "date": {"edtf": "2020-01-02"}}
        given = _made(opened, fields)
        made.append(given)
        if number % WITHDRAWN_OF == 0:
            withdrawn += 1
            everything = {"otherwise": {"term": "decision/withdrawn"}}
            back = {"records": fields["records"], "withdraws": [presets.link("withdraws", given.header.record)]}
            made.append(_made(opened, back | everything))
    waiting = iter(made)
    while some := list(islice(waiting, 500)):
        stored.save_all(opened.vault, some)
    return len(told), withdrawn


def _made(opened: Session, fields: dict[str, Any]) -> Any:
    checked = schema.OURS.check_fields("consent", fields)
    return authoring.make(opened, ids.new_record_id(), "consent", checked, ())


def _times(some: list[Any], work: Callable[[Any], object]) -> list[float]:
    found = []
    for one in some:
        began = time.perf_counter()
        work(one)
        found.append((time.perf_counter() - began) * 1000)
    return found
