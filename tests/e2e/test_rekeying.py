"""New keys on the command line: the exchange goes on, and what was given up on paper stays given up."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.e2e.conftest import Keepsake, introduce

NEW = "other horse battery (a test's)"


def anew(vault: Keepsake, place: Path, *words: object) -> tuple[Keepsake, dict[str, object]]:
    """Rekey a vault; return it with its new passphrase, and the answer."""
    file = place / "new passphrase"
    file.write_text(NEW)
    answer = vault.json("rekey", "--new-passphrase-file", file, "--kdf-memory", 64, "--weak-anyway", *words)
    return replace(vault, passphrase_file=file), answer


def test_keys_are_made_new_and_the_exchange_goes_on(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    stick = tmp_path / "stick"
    stick.mkdir()
    first = field.add("note", text={"text": "before"})
    (bundle,) = field.json("send", "--to", "Headquarters", "--out", stick)["bundles"]
    office.run("receive", bundle)
    digest = field.json("verify")["digest"]
    old = field
    sheet, revocation = tmp_path / "sheet.html", tmp_path / "revocation.txt"
    field, answer = anew(field, tmp_path, "--sheet", sheet, "--revocation", revocation)
    assert old.run("list", code=1).stderr.startswith("The vault does not open")
    report = field.json("verify")
    assert (report["digest"], report["problems"]) == (digest, [])
    assert "recovery_code" not in answer
    code = re.search(r'class="secret">(.*?)</ol>', sheet.read_text())
    assert code is not None
    typed = tmp_path / "code"
    typed.write_text(re.sub(r"<[^>]+>", " ", code[1]))
    opened = ["--vault", field.folder, "--recovery-code-file", typed]
    listed = _run_by(opened, "list", "--json")
    assert first in listed
    # the office: the new card follows the old one, and once compared takes its place
    card = tmp_path / "new.card"
    digits = field.json("card", "--out", card)["fingerprint"]
    assert digits == answer["card_fingerprint"]
    taken = office.json("trust", card)
    assert (taken["status"], taken["standing"], taken["follows"]) == ("unverified", "endorsed", answer["before"])
    assert "(endorsed, field)" in office.run("cards").stdout
    office.run("trust", card, "--fingerprint", digits)
    shown = office.run("cards").stdout
    assert f"follows the key {str(answer['before'])[:16]}, which signed it" in shown
    assert f"followed by the key {str(answer['key'])[:16]}" in shown
    second = field.add("note", text={"text": "after"})
    (bundle,) = field.json("send", "--to", "Headquarters", "--out", stick)["bundles"]
    assert office.json("receive", bundle)["counts"]["new"] == 1
    third = office.add("note", text={"text": "from the office"})
    (bundle,) = office.json("send", "--to", "Field one", "--out", stick)["bundles"]
    field.run("receive", bundle)
    ids = {row["id"] for row in field.json("list")["records"]}
    assert ids == {first, second, third}
    assert {row["id"] for row in office.json("list")["records"]} == ids
    # the old key is given up
    done = office.json("revoke", revocation)
    assert (done["key"], done["new"]) == (answer["before"], True)
    assert "was revoked before" in office.run("revoke", revocation).stdout
    assert "was revoked before" in office.run("revoke", "--key", str(answer["before"])).stdout
    office.run("revoke", revocation, "--key", str(answer["before"]), code=2)
    words = [one["words"] for one in office.json("activity", "--kind", "trust")["entries"]]
    assert any(one.startswith("The key of Field one") for one in words)
    kinds = [one["kind"] for one in field.json("activity", "--kind", "vault")["entries"]]
    assert kinds[:3] == ["rekeyed", "slot_added", "slot_added"]
    for vault in (field, office):
        assert vault.json("verify")["problems"] == []


def _run_by(opened: list[object], *words: str) -> str:
    import subprocess
    import sys

    from tests.e2e.conftest import ROOT, environment

    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, opened), *words],
        capture_output=True, text=True, cwd=ROOT, env=environment(), check=True,
    )  # fmt: skip
    return done.stdout


def test_without_files_the_code_and_the_revocation_are_shown(field: Keepsake, tmp_path: Path) -> None:
    again, answer = anew(field, tmp_path)
    assert re.fullmatch(r"([0-9A-Z]{4}-){13}[0-9A-Z]{1,4}", str(answer["recovery_code"]))
    assert str(answer["revocation_before"]).startswith("KEEPSAKE-REVOCATION-1\n")
    again.run("list")


def test_what_is_refused_leaves_no_file_and_no_change(field: Keepsake, tmp_path: Path) -> None:
    sheet, revocation, key = tmp_path / "sheet.html", tmp_path / "revocation.txt", tmp_path / "new.key"
    files = ("--sheet", sheet, "--revocation", revocation, "--new-keyfile", key)
    told = field.run("rekey", "--new-passphrase-file", field.passphrase_file, *files, code=1)
    assert "Nothing was changed" in told.stderr
    assert not any(file.exists() for file in (sheet, revocation, key))
    field.run("rekey", "--no-recovery", "--sheet", sheet, code=2)
    field.run("list")


def test_one_writes_ones_own_revocation_and_a_stranger_takes_it(
    field: Keepsake, office: Keepsake, tmp_path: Path
) -> None:
    file = tmp_path / "mine.txt"
    own = field.json("revoke", "--own", file)
    assert file.read_text() == own["revocation"]
    assert "rekey" in field.run("revoke", file, code=1).stderr
    file.write_text(str(own["revocation"]).lower())
    assert office.json("revoke", file)["name"] == ""
    introduce(field, office, tmp_path)
    assert office.json("cards")["cards"][0]["status"] == "revoked"
    head, _line, letters = str(own["revocation"]).partition("\n")
    file.write_text(f"{head}\n{letters[1:]}")
    assert "letter of this revocation" in office.run("revoke", file, code=1).stderr
    field.run("revoke", code=2)


def test_the_sheet_of_a_new_vault_has_the_revocation_of_its_card(
    office: Keepsake, passphrase_file: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.html"
    new = Keepsake(tmp_path / "new", passphrase_file)
    new.run("new", "--role", "field", "--name", "Wren", "--kdf-memory", 64, "--sheet", sheet, "--weak-anyway")
    lines = re.search(r"<pre>(KEEPSAKE-REVOCATION-1\n.*?)</pre>", sheet.read_text(), re.DOTALL)
    assert lines is not None
    file = tmp_path / "typed"
    file.write_text(lines[1])
    card = tmp_path / "card"
    new.run("card", "--out", card)
    office.run("trust", card)
    assert office.json("revoke", file)["name"] == "Wren"
