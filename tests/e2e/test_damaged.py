"""A damaged vault on the command line: refused, read, checked by name, recovered; nothing in its folder changes."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Keepsake
from tests.unit.storage.making import files


def test_a_damaged_vault_from_the_first_message_to_the_recovered_one(field: Keepsake, tmp_path: Path) -> None:
    record = field.add("note", text={"text": "words that stay"})
    (tmp_path / "paper.txt").write_bytes(b"paper")
    field.run("attach", record, tmp_path / "paper.txt")
    attachment = field.json("show", record)["fields"]["attachments"][0]["id"]
    assert field.json("--read-only", "list")["records"]
    refused = field.run("--read-only", "add", "note", given={"text": {"text": "more"}}, code=1)
    assert "reading only" in refused.stderr

    path = field.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1  # the first page: without it the database opens for nobody else
    path.write_bytes(data)
    (blob,) = [one for one in (field.folder / "blobs").rglob("*") if one.is_file()]
    before = files(field.folder)
    refused = field.run("list", code=1)
    assert "read-only" in refused.stderr
    shown = field.run("--read-only", "show", record)
    assert "words that stay" in shown.stdout
    assert "1 page of the vault's database is damaged" in shown.stderr
    field.run("--read-only", "detach-copy", record, attachment, "--out", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"paper"
    assert len(field.json("--read-only", "search", "words")["records"]) == 1
    report = field.json("--read-only", "verify", code=1)
    assert report["damage"][0] == {"kind": "page", "page": 1, "part": "sqlite_schema"}
    assert files(field.folder) == before

    content = bytearray(blob.read_bytes())
    content[50] ^= 1
    blob.write_bytes(content)
    told = field.run("--read-only", "verify", code=1).stdout
    assert "paper.txt" in told
    assert "words that stay" in told
    done = field.json("recover", "--to", tmp_path / "new")
    assert done["revisions"] == 2
    assert [one["name"] for one in done["damage"] if one["kind"] == "attachment"] == ["paper.txt"]
    again = Keepsake(tmp_path / "new", field.passphrase_file)
    assert again.json("verify")["problems"] == []
    assert again.json("show", record)["fields"]["text"]["text"] == "words that stay"
    field.run("recover", "--to", tmp_path / "new", code=1)
