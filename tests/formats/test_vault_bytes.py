"""The golden vault of format 1 opens for ever: with Keepsake, and with the printed script alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.base import resources
from app.services import casework, checking, session
from app.storage import blobs

GOLDEN = Path(__file__).parent / "golden" / "vault-v1"
PASSPHRASE = "golden vault of format 1"
KNOWN = json.loads((GOLDEN.parent / "vault-v1.json").read_bytes())
"""What is in it, written down when it was made."""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A copy to work on."""
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)  # git keeps no empty folder
    return folder


def test_it_opens_and_every_check_passes(vault: Path) -> None:
    with session.open_session(vault, PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        assert report["digest"] == KNOWN["digest"]
        assert opened.card.fingerprint == KNOWN["fingerprint"]
        assert {row["id"] for row in casework.listing(opened)} == set(KNOWN["records"])
        for record, fields in KNOWN["records"].items():
            assert casework.show(opened, record)["fields"] == fields
        assert [one["id"] for one in casework.conflicts(opened)] == KNOWN["conflicts"]
        with blobs.open_blob(opened.vault, KNOWN["attachment"]) as content:
            assert hashlib.sha256(content.read()).hexdigest() == KNOWN["attachment"]


def test_the_printed_script_opens_it(vault: Path, tmp_path: Path) -> None:
    script = resources.path("help", "open-vault.py")
    command = [sys.executable, str(script), str(vault), "--attachments", str(tmp_path / "files")]
    ran = subprocess.run(command, input=PASSPHRASE + "\n", capture_output=True, text=True, check=True, cwd=tmp_path)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {line["id"] for line in lines} == set(KNOWN["records"])
    assert [path.name for path in (tmp_path / "files").iterdir()] == [KNOWN["attachment"]]
