"""What every test stands on: a hypothesis profile without deadlines, and no unexpected log warning."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import hypothesis
import pytest

os.environ["LANGUAGE"] = "en"  # tests read what the application says in its source language, wherever they run

hypothesis.settings.register_profile(
    "keepsake",
    deadline=None,  # a shared machine is slow at times; time is measured in tests/bench
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),  # the gate gives one answer; people at their desks explore
    print_blob=True,
)
hypothesis.settings.load_profile("keepsake")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_warnings: this test provokes a log warning and looks at it itself")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests with figures printed: points that were struck, times side by side, copies left in memory."""
    reports = [one for one in terminalreporter.getreports("passed") if "figures" in one.keywords]
    told = [one.capstdout.strip() for one in reports if getattr(one, "when", "") == "call" and one.capstdout.strip()]
    if told:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(autouse=True)
def _no_log_warning(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logged a warning or worse without saying so."""
    yield
    if request.node.get_closest_marker("logs_warnings"):
        return
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    bad = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    if bad:
        pytest.fail("unexpected log output:\n" + "\n".join(bad))
