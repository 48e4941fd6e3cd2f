"""The real command as a process, on real vaults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pair import Pair, made

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse (a test's)\n"


@dataclass(frozen=True)
class Keepsake:
    """One vault and the command on it."""

    folder: Path
    passphrase_file: Path

    def arguments(self, *words: object) -> list[str]:
        """Return the whole command line."""
        start = [sys.executable, "-m", "app", "--vault", str(self.folder)]
        return [*start, "--passphrase-file", str(self.passphrase_file), *map(str, words)]

    def run(self, *words: object, given: object = None, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the command; its exit code must be `code`, and a traceback is never seen."""
        text = given if isinstance(given, str) else json.dumps(given) if given is not None else ""
        done = subprocess.run(
            self.arguments(*words), input=text, capture_output=True, text=True, cwd=ROOT, env=environment(), check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, f"{words[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: object, given: object = None, code: int = 0) -> dict[str, Any]:
        """Run the command with --json and return its answer."""
        answer = json.loads(self.run(*words, "--json", given=given, code=code).stdout)
        assert isinstance(answer, dict)
        return answer

    def add(self, type_: str, **fields: object) -> str:
        """Add a record and return its id."""
        return self.run("add", type_, given=fields).stdout.strip()


def environment() -> dict[str, str]:
    """Return an environment in which nothing of the machine's Python settings shows."""
    return {**os.environ, "PYTHONWARNINGS": "error", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE)
    return path


@pytest.fixture
def field(tmp_path: Path, passphrase_file: Path) -> Keepsake:
    """A field laptop's vault."""
    return _new(tmp_path / "laptop", passphrase_file, "field", "Field one")


@pytest.fixture
def office(tmp_path: Path, passphrase_file: Path) -> Keepsake:
    """Headquarters' vault."""
    return _new(tmp_path / "office", passphrase_file, "headquarters", "Headquarters")


@pytest.fixture
def friends(field: Keepsake, office: Keepsake, tmp_path: Path) -> tuple[Keepsake, Keepsake]:
    """Both vaults, each with the other's verified card."""
    introduce(field, office, tmp_path)
    return field, office


def introduce(one: Keepsake, two: Keepsake, place: Path) -> None:
    """Exchange and verify cards both ways."""
    for giver, taker in ((one, two), (two, one)):
        card = place / f"{giver.folder.name}.card"
        digits = giver.json("card", "--out", card)["fingerprint"]
        taker.run("trust", card, "--fingerprint", digits)


def _new(folder: Path, passphrase_file: Path, role: str, name: str) -> Keepsake:
    vault = Keepsake(folder, passphrase_file)
    answer = vault.json("new", "--role", role, "--name", name, "--kdf-memory", 64)
    assert answer["vault"] == str(folder)
    assert len(answer["card_fingerprint"]) == 60
    return vault


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A field laptop and an office that trust each other, in this process."""
    with made(tmp_path) as vaults:
        yield vaults


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount small disks, where this process may."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "keepsake-test", str(place)]
        if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only root may mount a small disk")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)
