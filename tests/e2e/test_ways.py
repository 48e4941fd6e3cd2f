"""Ways in by the real command: slots added, changed, removed, shares made and tried, and the vault opened by each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.crypto import recovery, shares
from tests.e2e.conftest import ROOT, Keepsake, environment

FLOOR = ("--kdf-memory", 64)
STRONG = "harbour velvet tundra ostrich"


def _run(folder: Path, before: list[object], *words: object, given: str = "", code: int = 0) -> str:
    """Run the command with options before it; return what it printed, on stderr when it failed."""
    command = [sys.executable, "-m", "app", "--vault", folder, *before, *words]
    done = subprocess.run(
        list(map(str, command)),
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, f"{words[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stderr if code else done.stdout


def _kinds(field: Keepsake) -> list[str]:
    return [one["kind"] for one in field.json("slots")["slots"]]


def _file(place: Path, text: str) -> Path:
    place.write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def strong(tmp_path: Path) -> Path:
    """A file with another good passphrase."""
    return _file(tmp_path / "strong", STRONG + "\n")


def test_a_keyfile_is_made_opens_with_the_passphrase_and_takes_its_place(
    field: Keepsake, strong: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick.key"
    made = field.json("slot", "add", "keyfile", "--new-keyfile", stick, "--new-passphrase-file", strong, *FLOOR)
    assert (made["kind"], made["memory_mib"]) == ("keyfile", 64)
    told = field.run("slot", "add", "keyfile", "--new-keyfile", stick, "--new-passphrase-file", strong, *FLOOR, code=1)
    assert "opens the vault already" in told.stderr
    assert stick.stat().st_mode & 0o777 == 0o600
    both: list[object] = ["--passphrase-file", strong, "--keyfile", stick]
    assert [one["kind"] for one in json.loads(_run(field.folder, both, "slots", "--json"))["slots"]] == [
        "passphrase",
        "keyfile",
    ]
    told = _run(field.folder, both, "slot", "remove", "passphrase", given="n\n", code=1)
    assert re.search(r"opens only by: Passphrase with keyfile \([0-9a-f]+\)\.", told)
    assert "Nothing was changed" in told
    _run(field.folder, both, "slot", "remove", "passphrase", given="y\n")
    messages = {
        _run(field.folder, ["--passphrase-file", field.passphrase_file], "slots", code=1),
        _run(field.folder, ["--passphrase-file", strong], "slots", code=1),
        _run(field.folder, ["--passphrase-file", field.passphrase_file, "--keyfile", stick], "slots", code=1),
    }
    assert len(messages) == 1
    assert "does not open" in messages.pop()
    assert "only way" in _run(field.folder, both, "slot", "remove", "keyfile", code=1)
    # a new keyfile with the same passphrase: the old one opens no more
    new = tmp_path / "new.key"
    _run(field.folder, both, "slot", "change", "keyfile", "--new-keyfile", new, "--new-passphrase-file", strong, *FLOOR)
    _run(field.folder, both, "slots", code=1)
    _run(field.folder, ["--passphrase-file", strong, "--keyfile", new], "list")


def test_a_passphrase_is_changed_and_its_cost_raised(field: Keepsake, strong: Path, tmp_path: Path) -> None:
    weak = _file(tmp_path / "weak", "password1234")
    told = field.run("slot", "change", "passphrase", "--new-passphrase-file", weak, code=1).stderr
    assert "too weak" in told
    assert "too easy to guess" in told
    same = field.run("slot", "change", "passphrase", "--new-passphrase-file", field.passphrase_file, code=1).stderr
    assert "This is as it was" in same
    field.run("slot", "change", "passphrase", "--new-passphrase-file", strong, *FLOOR)
    field.run("slots", code=1)  # the old one opens no more
    new: list[object] = ["--passphrase-file", strong]
    changed = json.loads(
        _run(field.folder, new, "slot", "change", "passphrase", "--keep", "--kdf-memory", 80, "--json")
    )
    assert changed["memory_mib"] == 80
    by_chance = json.loads(_run(field.folder, new, "slot", "add", "passphrase", "--generate", *FLOOR, "--json"))
    phrase = _file(tmp_path / "phrase", by_chance["passphrase"])
    first, second = json.loads(_run(field.folder, ["--passphrase-file", phrase], "slots", "--json"))["slots"]
    assert (first["memory_mib"], second["memory_mib"]) == (80, 64)
    assert json.loads((field.folder / "vault.json").read_bytes())["slots"][0]["kdf"]["memory_kib"] == 80 << 10


def test_the_recovery_code_opens_is_changed_and_removed(field: Keepsake, strong: Path, tmp_path: Path) -> None:
    record = field.add("note", text={"text": "kept"})
    code = field.json("slot", "add", "recovery")["code"]
    paper = _file(tmp_path / "code", code.lower().replace("-", " "))
    assert record in _run(field.folder, ["--recovery-code-file", paper], "list", "--json")
    assert "already" in field.run("slot", "add", "recovery", code=1).stderr
    sheet = tmp_path / "sheet.html"
    done = field.run("slot", "change", "recovery", "--sheet", sheet)
    assert code not in done.stdout
    assert "Print it, delete it" in done.stderr
    assert "every share of it, opens the vault no more" in done.stderr
    (printed,) = re.findall(r'<ol class="secret">(.*?)</ol>', sheet.read_text(encoding="utf-8"))
    typed = "-".join(re.findall(r"<li>(\w+)</li>", printed))
    assert typed not in done.stdout + done.stderr
    assert "does not open" in _run(field.folder, ["--recovery-code-file", paper], "slots", code=1)
    paper.write_text(typed)
    by_code: list[object] = ["--recovery-code-file", paper]
    listed = json.loads(_run(field.folder, by_code, "slots", "--json"))
    assert [one["kind"] for one in listed["slots"]] == ["passphrase", "recovery"]
    assert listed["recovery_opens_backups"] is True
    _run(field.folder, by_code, "slot", "change", "passphrase", "--new-passphrase-file", strong, *FLOOR)  # forgotten
    field.run("slots", code=1)
    field.passphrase_file.write_text(STRONG)
    field.run("slot", "remove", "recovery", "--yes")
    assert _kinds(field) == ["passphrase"]
    _run(field.folder, ["--recovery-code-file", paper], "slots", code=1)
    paper.write_text(typed[:-1] + ("0" if typed[-1] != "0" else "1"))
    assert "group by group" in _run(field.folder, ["--recovery-code-file", paper], "slots", code=1)


def test_shares_are_made_tried_and_open_the_vault(field: Keepsake, tmp_path: Path) -> None:
    code = field.json("slot", "add", "recovery")["code"]
    paper = _file(tmp_path / "code", code)
    made = field.json("shares", "make", 2, 3, "--code-file", paper)
    saved = _file(tmp_path / "saved", field.run("shares", "make", 2, 3, "--code-file", paper).stdout)
    assert "These shares open the vault: 1, 2, 3." in _run(field.folder, [], "shares", "try", saved)
    assert (made["needed"], made["count"], len(made["shares"])) == (2, 3, 3)
    assert shares.combine(made["shares"][1:]) == recovery.from_code(code)
    files = [_file(tmp_path / f"share{n}", text) for n, text in enumerate(made["shares"], 1)]
    before = (field.folder / "vault.json").read_bytes(), (field.folder / "vault.db").read_bytes()
    tried = json.loads(_run(field.folder, [], "shares", "try", files[0], files[2], "--json"))
    assert tried == {"opens": True, "shares": [1, 3], "needed": 2}
    numbered = "\n\n".join(
        "\n".join(f"{n}. {word}" for n, word in enumerate(text.split(), 1)) for text in made["shares"][:2]
    )
    assert "These shares open the vault: 1, 2." in _run(field.folder, [], "shares", "try", given=numbered)
    assert "2 different shares are needed" in _run(field.folder, [], "shares", "try", files[0], code=1)
    words = made["shares"][1].split()
    words[6] = "zzzz"
    mistyped = _file(tmp_path / "mistyped", " ".join(words))
    told = _run(field.folder, [], "shares", "try", mistyped, files[0], code=1)
    assert "Share 2: Word 7 is not one of the words" in told
    other = [_file(tmp_path / f"other{n}", text) for n, text in enumerate(shares.split(bytes(32), 2, 2))]
    told = _run(field.folder, [], "shares", "try", *other, code=1)
    assert "belong together, but the vault does not open by them" in told
    assert "passphrase" not in told
    opening: list[object] = ["--share", other[0], "--share", other[1]]
    assert "belong together" in _run(field.folder, opening, "list", code=1)
    assert ((field.folder / "vault.json").read_bytes(), (field.folder / "vault.db").read_bytes()) == before
    _run(field.folder, ["--share", files[1], "--share", files[2]], "list")


def test_new_shares_take_the_place_of_the_code(field: Keepsake, tmp_path: Path) -> None:
    sheet = tmp_path / "shares.html"
    made = field.json("shares", "make", 3, 5, "--new", "--sheet", sheet)
    assert made == {"needed": 3, "count": 5, "sheet": str(sheet)}
    page = sheet.read_text(encoding="utf-8")
    printed = [re.sub(r"<[^>]+>", " ", one) for one in re.findall(r'<ol class="secret">(.*?)</ol>', page)]
    assert len(printed) == 5
    assert all(f"Share {n} of 5" in page for n in range(1, 6))
    _run(field.folder, [], "shares", "try", given="\n".join(printed[2:]))
    again = field.json("shares", "make", 2, 2, "--new")["shares"]
    assert "does not open" in _run(field.folder, [], "shares", "try", given="\n".join(printed[2:]), code=1)
    _run(field.folder, [], "shares", "try", given="\n".join(again))
    assert _kinds(field) == ["passphrase", "recovery"]


def test_options_that_do_not_fit_change_nothing(field: Keepsake, strong: Path, tmp_path: Path) -> None:
    before = (field.folder / "vault.json").read_bytes()
    key, sheet = tmp_path / "key", _file(tmp_path / "there.html", "mine")
    for words in (
        ("slot", "add", "keyfile"),
        ("slot", "add", "passphrase", "--new-keyfile", key),
        ("slot", "add", "recovery", "--kdf-memory", 64),
        ("slot", "add", "passphrase", "--sheet", key),
        ("slot", "change", "recovery", "--keep"),
        ("slot", "add", "card"),
        ("slot", "add", "passphrase", "--kdf-memory", 63),
        ("slot", "add", "passphrase", "--kdf-memory", 1025),
        ("shares", "make", 1, 3),
        ("shares", "make", 2, 17),
    ):
        field.run(*words, code=2)
    for words in (
        ("slot", "remove", "keyfile"),
        ("slot", "change", "passphrase", "--slot", "ffff", "--new-passphrase-file", strong),
        ("slot", "add", "recovery", "--sheet", sheet),
        ("shares", "make", 3, 2, "--new"),
    ):
        field.run(*words, code=1)
    weak = _file(tmp_path / "weak", "abc")
    field.run("slot", "add", "keyfile", "--new-keyfile", key, "--new-passphrase-file", weak, code=1)
    assert not key.exists()  # made for a way in that was refused
    assert sheet.read_text() == "mine"
    _run(field.folder, ["--keyfile", sheet, "--recovery-code-file", sheet], "slots", code=2)
    assert json.loads(before)["slots"] == json.loads((field.folder / "vault.json").read_bytes())["slots"]


def test_a_vault_is_made_with_its_sheet_and_a_passphrase_by_chance(tmp_path: Path) -> None:
    folder, sheet = tmp_path / "vault", tmp_path / "sheet.html"
    words = ("new", "--role", "field", "--name", "Lark", *FLOOR)
    made: dict[str, Any] = json.loads(_run(folder, [], *words, "--generate", "--sheet", sheet, "--json"))
    assert len(made["passphrase"].split()) == 6
    phrase = _file(tmp_path / "phrase", made["passphrase"])
    listed = json.loads(_run(folder, ["--passphrase-file", phrase], "slots", "--json"))["slots"]
    assert [one["kind"] for one in listed] == ["passphrase", "recovery"]
    (printed,) = re.findall(r'<ol class="secret">(.*?)</ol>', sheet.read_text(encoding="utf-8"))
    paper = _file(tmp_path / "code", re.sub(r"<[^>]+>", " ", printed))
    _run(folder, ["--recovery-code-file", paper], "verify")
    weak = _file(tmp_path / "weak", "abcdefghijkl")
    told = _run(tmp_path / "two", ["--passphrase-file", weak], *words, "--sheet", tmp_path / "two.html", code=1)
    assert "too weak" in told
    assert not (tmp_path / "two").exists()
    assert not (tmp_path / "two.html").exists()
    _run(tmp_path / "two", ["--passphrase-file", weak], *words[:-2], "--weak-anyway")  # what a try costs is measured
    (only,) = json.loads((tmp_path / "two" / "vault.json").read_bytes())["slots"]
    assert 64 << 10 <= only["kdf"]["memory_kib"] <= 512 << 10
