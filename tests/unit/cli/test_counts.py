"""`keepsake count`: the sample's figures, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.main import group
from app.services import practice


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words before every command: a practice vault with the sample."""
    root: Path = tmp_path_factory.mktemp("count")
    practice.make_sample(root / "vault", practice.PASSPHRASE, memory_kib=64 << 10)
    (root / "passphrase").write_text(practice.PASSPHRASE)
    return ["--vault", str(root / "vault"), "--passphrase-file", str(root / "passphrase")]


def _ask(before: list[str], *words: str) -> str:
    done = CliRunner().invoke(group, [*before, "count", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_whole_vault_is_counted_in_words(before: list[str]) -> None:
    first, *lines = _ask(before).splitlines()
    assert first == "At least 17 people, 4 of them named."
    assert "  1 of them is alleged; without it: at least 17 people." in lines
    assert "  4 acts are only reported, and in no figure: at least 3 people." in lines
    assert "  Torture: 1 act, 1 person" in lines


def test_one_incident_is_counted_as_json(before: list[str]) -> None:
    incident = next(row["id"] for row in practice.sample_records() if row["label"] == "E3")
    told = json.loads(_ask(before, incident[:8], "--json"))
    assert told["people"] == {
        "least": 13,
        "most": None,
        "identified": 0,
        "named": 0,
        "unallocated": 0,
        "in_groups_counted": 0,
    }
    assert told["acts"]["number"] == 2
    assert [one["title"] for one in told["victims"]] == [
        "Activists on their way to the State Council Information Office, 13 August 2012"
    ]
    assert told["sentence"] == "At least 13 people."
