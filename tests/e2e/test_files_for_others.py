"""What is handed to others of files: copies, hashes and a signature, checked by public tools; and no traces."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import telling_files as files
from tests.e2e.conftest import Keepsake

KEYGEN = shutil.which("ssh-keygen")


@pytest.mark.skipif(shutil.which("sha256sum") is None or KEYGEN is None, reason="the public tools are not here")
def test_public_tools_check_the_files_copied_out_and_the_signed_list(field: Keepsake, tmp_path: Path) -> None:
    record = field.add("document", title={"text": "Letter (invented)"})
    for name, data in (("photo.jpg", files.photo()), ("letter.pdf", files.pdf())):
        (tmp_path / name).write_bytes(data)
        field.run("attach", record, tmp_path / name)
    out = tmp_path / "out"
    out.mkdir()
    listed = field.json("hashes", record, "--out", out / "SHA256SUMS")["files"]
    for one in listed:
        field.run("detach-copy", record, one["attachment"], "--out", out / one["name"])
    check = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "photo.jpg: OK\nletter.pdf: OK\n"), done.stderr

    def verify() -> int:
        words = [str(KEYGEN), "-Y", "verify", "-f", "SHA256SUMS.signers", "-I", "keepsake", "-n", "file"]
        with (out / "SHA256SUMS").open("rb") as data:
            command = [*words, "-s", "SHA256SUMS.sig"]
            return subprocess.run(command, cwd=out, stdin=data, capture_output=True, check=False).returncode

    assert verify() == 0
    with (out / "photo.jpg").open("ab") as photo:
        photo.write(b"!")
    assert subprocess.run(check, cwd=out, capture_output=True, check=False).returncode == 1
    with (out / "SHA256SUMS").open("ab") as data:
        data.write(b"\n")
    assert verify() != 0
    assert "exists already" in field.run("hashes", "--out", out / "SHA256SUMS", code=1).stderr


def test_a_bag_made_of_copies_and_the_list_is_valid(field: Keepsake, tmp_path: Path) -> None:
    import bagit

    record = field.add("document", title={"text": "Letter (invented)"})
    (tmp_path / "letter.pdf").write_bytes(files.pdf())
    attachment = field.run("attach", record, tmp_path / "letter.pdf").stdout.strip()
    bag = tmp_path / "bag"
    (bag / "data").mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    field.run("hashes", record, "--bag", "--out", bag / "manifest-sha256.txt")
    field.run("detach-copy", record, attachment, "--out", bag / "data" / "letter.pdf")
    assert bagit.Bag(str(bag)).is_valid()


def test_the_chain_is_told_from_intake_to_copy(field: Keepsake, tmp_path: Path) -> None:
    record = field.add("document", title={"text": "Letter (invented)"}, obtained="2012-03-01")
    (tmp_path / "photo.jpg").write_bytes(files.photo())
    (tmp_path / "covered.jpg").write_bytes(files.jpeg())
    original = field.run("attach", record, tmp_path / "photo.jpg").stdout.strip()
    how = ("--role", "redacted", "--of", original, "--how", "face covered", "--with", "Tool 1", "--on", "2012-03-02")
    field.run("attach", record, tmp_path / "covered.jpg", *how)
    field.run("detach-copy", record, original, "--out", tmp_path / "copy.jpg")
    answer = field.json("custody", record, "--compare")
    kinds = [one["kind"] for one in answer["events"]]
    assert kinds[:3] == ["obtained", "gap", "attached"]
    assert sorted(kinds[3:]) == ["compared", "copied_out", "made"]
    assert (answer["gaps"], answer["wrong"]) == (1, [])
    plain = field.run("custody", record).stdout
    assert "Nothing is known between 1 March 2012 and" in plain
    assert "Made from photo.jpg; face covered; Tool 1; 2 March 2012." in plain
    assert str(tmp_path) not in plain


def test_what_a_file_says_is_told_and_left_nowhere(
    field: Keepsake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        (tmp_path / "left" / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(tmp_path / "left" / name))
    record = field.add("document", title={"text": "Photo (invented)"})
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(files.photo())
    attachment = field.run("attach", record, photo).stdout.strip()
    photo.unlink()
    plain = field.run("metadata", record).stdout
    assert "Taken: 1 March 2012, 14:02:00, time zone not said" in plain
    assert "Serial number of the camera" in plain.splitlines()[-2]
    assert "can be wrong or forged" in plain.splitlines()[-1]
    (one,) = field.json("metadata", record, attachment)["attachments"]
    assert {"code": "serial", "value": files.SERIAL, "telling": True} in one["says"]
    needles = (files.SERIAL.encode(), files.PHOTOGRAPHER.encode())
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert [path for path in written if any(one in path.read_bytes() for one in needles)] == []
