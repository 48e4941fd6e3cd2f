"""What SECURITY.md says is held to: the tests it names are there, every promise names one, every command runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.crypto import recovery, shares
from app.services import (
    attachments,
    backing_up,
    casework,
    contacts,
    sealing,
    sending,
    session,
    trusting,
    ways,
)

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "SECURITY.md"
SCRIPTS = ROOT / "resources" / "help"
TEXT = PAGE.read_text(encoding="utf-8")
TOOLS = ("age", "tar", "ssh-keygen", "sha256sum", "grep", "sh")
FLOOR = 64 << 10
RIGHT, OFFICE, OTHER = "the laptop's passphrase", "the office's passphrase", "harbour velvet tundra ostrich"


def _section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"SECURITY.md has no section {title!r}"
    return found[1]


def _named(text: str) -> list[tuple[str, str]]:
    """Return file and function of every test a text names; the function may be left out."""
    return re.findall(r"`(tests/[a-z0-9_/]+\.py)(?:::([a-z0-9_]+))?`", text)


def test_every_test_that_is_named_is_there() -> None:
    named = _named(TEXT)
    assert len(named) > 40
    missing = []
    for file, function in named:
        path = ROOT / file
        if not path.is_file() or (function and f"def {function}(" not in path.read_text(encoding="utf-8")):
            missing.append(f"{file}::{function}")
    assert not missing


def test_every_promise_names_the_tests_that_hold_it() -> None:
    promises = re.split(r"\n(?=\*\*)", _section("What is promised").strip())
    promises = [one for one in promises if one.startswith("**")]
    assert len(promises) >= 12
    assert not [one[:60] for one in promises if not any(function for _file, function in _named(one))]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands are about, and no Keepsake."""
    place = tmp_path_factory.mktemp("security")
    (place / "photo.bin").write_bytes(b"not really a photo" * 9000)
    (place / "stick").mkdir()
    key, secret = ways.new_keyfile(), ways.new_secret()
    ways.write_keyfile(place / "stick.key", key)
    (place / "code.txt").write_text(recovery.to_code(secret) + "\n")
    (place / "shares.txt").write_text("\n".join(shares.split(secret, 2, 3)[:2]) + "\n")
    with (
        session.create(
            place / "laptop", RIGHT, name="Laptop", role="field", memory_kib=FLOOR, recovery=secret
        ) as field,
        session.create(place / "office", OFFICE, name="Office", role="headquarters", memory_kib=FLOOR) as office,
    ):
        ways.add_keyfile(field, OTHER, key, FLOOR)
        for giver, taker, name in ((field, office, "sender.card"), (office, field, "office.card")):
            trusting.take_card(taker, place / name, contacts.write_card(giver, place / name))
        casework.add(field, "incident", {"title": {"text": "At the gate 在门口"}})
        sealing.seal_new(field, "note", {"text": {"text": "for the office alone"}}, ["Office"], "a note")
        sent = sending.send(field, "Office", place / "stick")
        shutil.copy(sent["bundles"][0], place / "bundle.age")
        record = casework.add(field, "document", {"title": {"text": "A photo"}})
        attachments.attach(field, record, place / "photo.bin")
        sent = sending.send(field, "Office", place / "stick", profile="x25519")
        shutil.copy(sent["bundles"][0], place / "x25519.age")
        backing_up.back_up(field, place / "backup.age")
    for name in ("open-vault.py", "open-backup.py"):
        shutil.copy(SCRIPTS / name, place / name)
    return place


def _asked(block: str) -> str:
    """Return what a person types into the block's one prompt."""
    if "office --" in block:
        return OFFICE
    if "--keyfile" in block:
        return OTHER
    return RIGHT


@pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason=f"needs {', '.join(tool for tool in TOOLS if shutil.which(tool) is None)}",
)
def test_every_command_of_the_page_runs(place: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", _section("Open everything without Keepsake"), re.DOTALL)
    assert len(blocks) == len(re.findall("^```sh$", TEXT, re.MULTILINE)) == 12
    (place / "tools").mkdir()
    python = place / "tools" / "python3"  # the one the libraries are installed for
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -W ignore -P "$@"\n')
    python.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PATH": f"{place / 'tools'}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
    said = []
    for block in blocks:
        code = (place / "code.txt").read_text()
        given = code if "--recovery" in block else _asked(block) + "\n"
        ran = subprocess.run(
            ["sh", "-ec", block], cwd=place, env=environment, input=given, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout}{ran.stderr}"
        said.append(ran.stdout + ran.stderr)
    printed = (place / "records.jsonl").read_text(encoding="utf-8")
    assert {json.loads(line).get("type") for line in printed.splitlines()} >= {"incident", "document"}
    assert "At the gate 在门口" in printed
    assert "for the office alone" not in printed
    assert said[1:4] == [printed] * 3, "keyfile, code and shares open the same"
    whole = "".join(said)
    assert "bag is valid" in whole
    assert 'Good "keepsake-bundle-v1" signature for sender' in whole
    assert "Good ML-DSA signature" in whole
    assert whole.count("Good present") >= 2
    assert "Good sealed" in whole
    assert "for the office alone" in whole, "the office opens the package"
    assert "data/vault.db: OK" in whole
    assert (place / "x25519.tar").stat().st_size
    photos = [path for path in (place / "files").iterdir() if path.read_bytes() == b"not really a photo" * 9000]
    assert len(photos) == 1
