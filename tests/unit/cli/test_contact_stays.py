"""Contact data is in no answer but that of the record itself: not in lists, counts, case files, or what links to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.main import group
from app.services import practice

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}
NUMBERS = ("+00 000 000 0001", "+00 000 000 0002")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words before every command: a practice vault with the sample."""
    root: Path = tmp_path_factory.mktemp("contact") / "vault"
    practice.make_sample(root, practice.PASSPHRASE, memory_kib=64 << 10)
    (root.parent / "passphrase").write_text(practice.PASSPHRASE)
    return ["--vault", str(root), "--passphrase-file", str(root.parent / "passphrase")]


def _ask(before: list[str], *words: str) -> str:
    done = CliRunner().invoke(group, [*before, *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("json", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("search", "Renee"),
        ("count",),
        ("case", SAMPLE["C1"]),
        ("show", SAMPLE["I1"]),
        ("show", SAMPLE["O1"]),
        ("activity",),
    ],
    ids=lambda words: words[0],
)
def test_no_number_is_in_an_answer(before: list[str], words: tuple[str, ...], json: bool) -> None:
    told = _ask(before, *words, *(["--json"] if json else []))
    assert not any(number in told for number in NUMBERS)


def test_the_record_itself_tells_it(before: list[str]) -> None:
    assert NUMBERS[0] in _ask(before, "show", SAMPLE["P5"])
