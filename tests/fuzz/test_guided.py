"""A second of atheris on each target, and on one with a fault planted in it."""

from __future__ import annotations

import pytest

from tests.fuzz.__main__ import hunt, main, missing
from tests.fuzz.targets import TARGETS

SECONDS = 1
SEED = 4

here = pytest.mark.skipif(bool(missing()), reason=missing())


@here
@pytest.mark.parametrize("name", TARGETS)
def test_a_second_guided_by_coverage_finds_no_fault(name: str) -> None:
    ran = hunt(name, SECONDS, seed=SEED)
    print(ran)
    assert ran.code == 0, f"an input in {ran.folder} does it:\n{ran.output[-3000:]}"
    assert ran.runs > 10
    assert ran.covered > 10


@here
def test_a_fault_is_found() -> None:
    ran = hunt("planted", 30, seed=SEED)
    print(ran)
    assert ran.code != 0
    assert "ZeroDivisionError" in ran.output
    assert [path for path in ran.folder.iterdir() if path.name.startswith("crash-")]


def test_an_unknown_target_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such"])
    assert "no target is named no-such" in capsys.readouterr().err
