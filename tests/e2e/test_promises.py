"""What is promised of the whole command: no content outside the vault, no network, no traceback, no half answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain import schema
from app.domain.schema.kinds import Field, Text
from app.services import casework, contacts, practice, receiving, sending, session, trusting
from tests.added_fields import with_fields
from tests.e2e.conftest import PASSPHRASE, ROOT, Keepsake, environment

MARKER = "Zqxmarker"


def _marked(value: Any, count: list[int]) -> Any:
    """Return the sample's value with a marker in every free text, so that every field of it carries one."""
    if isinstance(value, dict):
        marked = {}
        for key, inner in value.items():
            if key in ("text", "words", "note", "quote", "locator", "by") and isinstance(inner, str):
                count[0] += 1
                marked[key] = f"{inner} {MARKER}{count[0]}"
            else:
                marked[key] = _marked(inner, count)
        return marked
    if isinstance(value, list):
        return [_marked(inner, count) for inner in value]
    return value


def _forms(text: str) -> list[bytes]:
    return [text.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")] + [
        text.lower().encode(),
        text.encode().hex().encode(),
    ]


def _scan(place: Path) -> list[str]:
    """Return the files under `place` whose name or bytes hold the marker."""
    found = []
    for path in place.rglob("*"):
        if MARKER.lower() in path.name.lower():
            found.append(str(path))
        if path.is_file():
            data = path.read_bytes()
            if any(form in data for form in _forms(MARKER)):
                found.append(str(path))
    return found


def test_no_content_in_any_file_name_log_or_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "scanned", tmp_path / "input"
    for folder in (inside, outside, inside / "home", inside / "tmp", inside / "stick"):
        folder.mkdir()
    for name, value in {"HOME": inside / "home", "TMPDIR": inside / "tmp", "XDG_RUNTIME_DIR": inside / "tmp"}.items():
        monkeypatch.setenv(name, str(value))
    secret = outside / "passphrase"
    secret.write_text(f"{MARKER} {PASSPHRASE}")
    document = outside / f"{MARKER} photo.jpg"
    document.write_bytes((MARKER * 3 + "x").encode() * 30_000)
    field, office = (Keepsake(inside / name, secret) for name in ("laptop", "office"))
    field.run("new", "--role", "field", "--name", "Field", "--kdf-memory", 64)
    office.run("new", "--role", "headquarters", "--name", "HQ", "--kdf-memory", 64)
    for giver, taker in ((field, office), (office, field)):
        digits = giver.json("card", "--out", outside / "card")["fingerprint"]
        taker.run("trust", outside / "card", "--fingerprint", digits)
    count = [0]
    with session.open_session(field.folder, secret.read_text()) as opened:
        for record in practice.sample_records():
            casework.add(opened, record["type"], _marked(record["fields"], count))
    ids = [row["id"] for row in field.json("list", "--type", "testimony")["records"]]
    ids += [field.add("testimony", narrative={"text": f"They said {MARKER}."})]
    attached = field.json("attach", ids[-1], document)
    field.run("edit", ids[-1], given={"narrative": {"text": f"They said {MARKER} twice."}})
    found = field.json("search", MARKER)["records"]
    assert len(found) > 40, "the marker is in the records, or the scan would prove nothing"
    bundle = field.json("send", "--to", "HQ", "--out", inside / "stick")["bundles"][0]
    office.run("inspect", bundle)
    office.run("receive", bundle)
    assert len(office.json("search", MARKER)["records"]) == len(found)
    field.run("verify")
    office.run("rebuild")
    office.run("detach-copy", ids[-1], attached["attachment"], "--out", outside / "copy")
    assert (outside / "copy").read_bytes() == document.read_bytes()
    assert _scan(inside) == []
    assert _scan(outside) != []
    print(f"{count[0]} marked values in {len(found)} records; no trace in {sum(1 for _ in inside.rglob('*'))} files")


def test_errors_carry_no_content(field: Keepsake) -> None:
    record = field.add("note", text={"text": "fine"})
    for bad in (
        {"text": {"text": 5, "language": MARKER}},
        {"when": {"edtf": MARKER}},
        {"confidentiality": {"term": MARKER}},
    ):
        for command in (("add", "note"), ("edit", record)):
            said = field.run(*command, given=bad, code=1)
            assert MARKER not in said.stderr + said.stdout


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: packaging/check.py installs it")
def test_the_application_opens_no_network_socket(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(trace),
        "-e",
        "trace=socket,connect,bind",
        sys.executable,
        "-m",
        "app",
        "demo",
    ]
    subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True)
    assert "AF_INET" not in trace.read_text(), "a network socket was opened"


def test_a_field_added_to_the_schema_goes_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = {"practice": True, "memory_kib": 64 << 10}
    added = Field("shoe_size", Text(), "Shoe size")
    monkeypatch.setattr(schema, "OURS", with_fields(schema.OURS, "person", added))
    with (
        session.create(tmp_path / "one", "x", name="One", role="field", **options) as one,
        session.create(tmp_path / "two", "x", name="Two", role="headquarters", **options) as two,
    ):
        for giver, taker in ((one, two), (two, one)):
            trusting.take_card(taker, tmp_path / "card", contacts.write_card(giver, tmp_path / "card"))
        record = casework.add(one, "person", {"shoe_size": {"text": "fortythree"}})
        bundle = Path(sending.send(one, "Two", tmp_path)["bundles"][0])
        receiving.receive(two, bundle)
        assert [row["id"] for row in casework.search(two, "fortythree")] == [record]
        assert casework.show(two, record)["fields"] == {"shoe_size": {"text": "fortythree"}}
        assert [row["id"] for row in casework.listing(two, "person")] == [record]


def test_what_a_newer_version_wrote_survives(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    newer = {"aura": {"text": "from the future", "hue": {"deep": [1, 2]}}, "title": {"text": "known"}}
    record = field.add("incident", **newer)
    field.run("edit", record, given={"title": {"text": "edited here"}})
    stick = tmp_path / "stick"
    stick.mkdir()
    office.run("receive", field.json("send", "--to", "Headquarters", "--out", stick)["bundles"][0])
    assert office.json("show", record)["fields"] == {**newer, "title": {"text": "edited here"}}


def test_starting_is_quick_because_little_is_loaded() -> None:
    script = (
        "import sys, app.cli.main; app.cli.main.main(['--help']); print(sorted(m for m in sys.modules if '.' not in m))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    for heavy in ("PySide6", "pypinyin", "anyascii", "sqlcipher3"):
        assert f"'{heavy}'" not in done.stdout


def test_two_at_once_and_a_wrong_passphrase(field: Keepsake, tmp_path: Path) -> None:
    with session.open_session(field.folder, PASSPHRASE):
        said = field.run("list", code=1)
        assert str(os.getpid()) in said.stderr
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    first = replace(field, passphrase_file=wrong).run("list", code=1).stderr
    data = json.loads((field.folder / "vault.json").read_text())
    assert data["format"] == 1
    text = (field.folder / "vault.json").read_text()
    (field.folder / "vault.json").write_text(text.replace(data["mac"], "0" * 64))
    assert field.run("list", code=1).stderr == first
