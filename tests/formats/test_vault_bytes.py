"""Golden vaults, of each format and version of its tables, open for ever: with Keepsake and the printed script."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.base import resources
from app.services import casework, checking, drafting, recovering, session, settings
from app.storage import blobs

GOLDEN = Path(__file__).parent / "golden"
VAULTS = {
    "vault-v1": "golden vault of format 1",
    "vault-tables-2": "golden vault, tables of version 2",
    "vault-v2-slots": "golden vault of format 2",
}
"""Name and passphrase. The first two are format 1, the second with the tables of version 2; the third is format 2."""


@pytest.fixture(params=VAULTS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str, dict[str, Any]]:
    """A copy to work on, its passphrase, and what is in it, written down when it was made."""
    name = request.param
    folder = Path(shutil.copytree(GOLDEN / name, tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)  # git keeps no empty folder
    return folder, VAULTS[name], json.loads((GOLDEN / f"{name}.json").read_bytes())


def test_it_opens_and_every_check_passes(golden: tuple[Path, str, dict[str, Any]]) -> None:
    folder, passphrase, known = golden
    with session.open_session(folder, passphrase) as opened:
        report = checking.verify(opened)
        assert report["problems"] == []
        assert report["digest"] == known["digest"]
        assert opened.card.fingerprint == known["fingerprint"]
        assert {row["id"] for row in casework.listing(opened)} == set(known["records"])
        for record, fields in known["records"].items():
            assert casework.show(opened, record)["fields"] == fields
        assert [one["id"] for one in casework.conflicts(opened)] == known["conflicts"]
        with blobs.open_blob(opened.vault, known["attachment"]) as content:
            assert hashlib.sha256(content.read()).hexdigest() == known["attachment"]
        if draft := known.get("draft"):
            found = drafting.open_record(opened, draft["record"])
            assert (found.fields["text"]["text"], list(found.heads)) == (draft["text"], draft["heads"])
        assert settings.read(opened).items() >= known.get("setting", {}).items()


def test_the_printed_script_opens_it(golden: tuple[Path, str, dict[str, Any]], tmp_path: Path) -> None:
    folder, passphrase, known = golden
    script = resources.path("help", "open-vault.py")
    command = [sys.executable, str(script), str(folder), "--attachments", str(tmp_path / "files")]
    ran = subprocess.run(command, input=passphrase + "\n", capture_output=True, text=True, check=True, cwd=tmp_path)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {line["id"] for line in lines} == set(known["records"])
    assert [path.name for path in (tmp_path / "files").iterdir()] == [known["attachment"]]


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_read_and_recovered_without_a_byte_of_it_changing(
    golden: tuple[Path, str, dict[str, Any]], tmp_path: Path
) -> None:
    folder, passphrase, known = golden
    before = _everything(folder)
    with session.open_session(folder, passphrase, read_only=True) as opened:
        report = checking.verify(opened)
        assert (report["problems"], report["digest"]) == ([], known["digest"])
        for record, fields in known["records"].items():
            assert casework.show(opened, record)["fields"] == fields
    done = recovering.recover(folder, passphrase, tmp_path / "new")
    assert (done["damage"], done["parts"], done["attachments"]) == ([], [], 1)
    assert _everything(folder) == before
    with session.open_session(tmp_path / "new", passphrase) as opened:
        report = checking.verify(opened)
        assert (report["problems"], report["digest"]) == ([], known["digest"])
