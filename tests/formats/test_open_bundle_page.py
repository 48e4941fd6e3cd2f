"""The commands printed on the help page open and check a bundle, with public tools only."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import attachments, casework, contacts, sending, session, trusting

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "resources" / "help" / "open-bundle.md"
TOOLS = ("age", "tar", "ssh-keygen", "sha256sum", "gzip", "sh")
FLOOR = 64 << 10

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason=f"needs {', '.join(tool for tool in TOOLS if shutil.which(tool) is None)}",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `bundle.age` and `identity.txt`, as a person would have them before them."""
    place = tmp_path_factory.mktemp("open-bundle")
    (place / "photo.bin").write_bytes(b"not really a photo" * 10_000)
    (place / "stick").mkdir()
    with (
        session.create(place / "laptop", "one", name="Laptop", role="field", memory_kib=FLOOR) as field,
        session.create(place / "office", "two", name="Office", role="headquarters", memory_kib=FLOOR) as office,
    ):
        for giver, taker, name in ((field, office, "field.card"), (office, field, "office.card")):
            trusting.take_card(taker, place / name, contacts.write_card(giver, place / name))
        record = casework.add(field, "incident", {"title": {"text": "At the gate"}})
        attachments.attach(field, record, place / "photo.bin")
        sent = sending.send(field, "Office", place / "stick", profile="x25519")
    shutil.copy(sent["bundles"][0], place / "bundle.age")
    shutil.copy(place / "field.card", place / "sender.card")
    script = [sys.executable, str(PAGE.with_name("open-vault.py")), str(place / "office"), "--identities"]
    ran = subprocess.run(script, input=b"two\n", capture_output=True, check=True)
    (place / "identity.txt").write_bytes(ran.stdout)
    if subprocess.run(["age", "--version"], capture_output=True, text=True, check=True).stdout < "v1.3":
        lines = [line for line in ran.stdout.decode().splitlines() if "-PQ-" not in line]
        (place / "identity.txt").write_text("\n".join(lines) + "\n")
    return place


def test_every_command_of_the_page_runs(place: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    tools = place / "tools"
    tools.mkdir()
    python = tools / "python3"  # the one bagit is installed for
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -W ignore "$@"\n')
    python.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    said = []
    for block in blocks:
        ran = subprocess.run(
            ["sh", "-ec", block], cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout}{ran.stderr}"
        said.append(ran.stdout + ran.stderr)
    assert "is valid" in said[1]
    manifest = json.loads((place / "bag" / "manifest.json").read_bytes())
    assert manifest["payload"]["sha256"] in said[1]
    assert 'Good "keepsake-bundle-v1" signature for sender' in said[2]
    assert "At the gate" in said[3]
    assert [path.name for path in (place / "bag" / "data" / "attachments").iterdir()] == ["000001"]


def test_a_changed_manifest_is_noticed(place: Path) -> None:
    signature = place / "bag" / "manifest.json.sig"
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "sender", "-n", "keepsake-bundle-v1"]
    changed = (place / "bag" / "manifest.json").read_bytes().replace(b'"format":1', b'"format":2', 1)
    ran = subprocess.run([*command, "-s", str(signature)], cwd=place, input=changed, capture_output=True, check=False)
    assert ran.returncode != 0
