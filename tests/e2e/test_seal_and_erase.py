"""Sealing and erasing by the command, over two real vaults; no trace of the words where none may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import session
from app.storage import blobs
from tests.e2e.conftest import PASSPHRASE, Keepsake, introduce
from tests.unit.storage import pages

MARK = "Zqxmarker"
FORMS = [MARK.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")] + [MARK.lower().encode()]


def _in_the_vault(vault: Keepsake) -> list[str]:
    """Return where the marker is: any page, gap, free page or frame, decrypted; any file; any attachment, decrypted."""
    with session.open_session(vault.folder, PASSPHRASE) as opened:
        found = pages.find(vault.folder, bytes(opened.vault.database_key), *FORMS)
        for name, key, size in opened.vault.db.all("SELECT name, key, size FROM blob"):
            with blobs.open_named(opened.vault, name, key, size, None) as reader:
                data = reader.read()
            found += [f"blob {name}" for form in FORMS if form in data]
    return found


def _outside(*folders: Path) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(form in path.read_bytes() for form in FORMS)]


def _same(one: Keepsake, two: Keepsake) -> None:
    left, right = one.json("verify"), two.json("verify")
    assert left["problems"] == right["problems"] == []
    assert left["digest"] == right["digest"]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the home and the temporary folder of every command."""
    place = tmp_path / "watched"
    for name in ("home", "tmp"):
        (place / name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(place / "home"))
    for name in ("TMPDIR", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(place / "tmp"))
    return place


def _carry(giver: Keepsake, taker: Keepsake, name: str, stick: Path) -> list[dict[str, object]]:
    stick.mkdir(exist_ok=True)
    return [taker.json("receive", bundle) for bundle in giver.json("send", "--to", name, "--out", stick)["bundles"]]


def test_sealed_from_the_start_no_word_is_anywhere_and_the_office_reads_it(
    friends: tuple[Keepsake, Keepsake], watched: Path, tmp_path: Path
) -> None:
    field, office = friends
    given = {"text": {"text": f"They said {MARK}."}, "remarks": {"text": f"{MARK} " * 3000}}
    command = ("add", "note", "--sealed", "--to", "Headquarters", "--label", "Interview 7", "-")
    record = field.json(*command, given=given)["id"]
    assert _in_the_vault(field) == []
    assert _outside(field.folder, watched) == []
    shown = field.json("show", record)
    assert (shown["closed"], shown["label"], shown["fields"]) == ("sealed", "Interview 7", {})
    assert [row["title"] for row in field.json("list")["records"]] == ["Interview 7"]
    assert field.json("search", MARK)["records"] == []
    assert "sealed" in field.run("edit", record, given={"text": {"text": "x"}}, code=1).stderr
    (answer,) = _carry(field, office, "Headquarters", tmp_path / "stick")
    assert answer["unsealed"] == 1
    assert office.json("show", record)["fields"] == given
    assert _outside(tmp_path / "stick", watched) == []
    _same(field, office)


def test_sealed_later_the_words_leave_and_an_addendum_links_to_them(
    friends: tuple[Keepsake, Keepsake], watched: Path, tmp_path: Path
) -> None:
    field, office = friends
    record = field.add("note", text={"text": f"They said {MARK}."})
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(MARK.encode() * 9000)
    item = field.json("attach", record, photo)
    naming = field.add("note", text={"text": "about it"}, became=[{"role": "became", "to": record}])
    assert _in_the_vault(field) != [], "there is something to take away, or the scan would prove nothing"
    asked = field.run("seal", record, "--to", "Headquarters", "--label", "Interview 7", given="2\n", code=1)
    assert "Nothing was changed" in asked.stderr
    assert field.json("show", record)["closed"] == ""
    command = ("seal", record, "--to", "Headquarters", "--label", "Interview 7", "--json")
    done = field.run(*command, given="1\n")
    assert naming in done.stdout
    assert _in_the_vault(field) == []
    assert _outside(field.folder, watched) == []
    (answer,) = _carry(field, office, "Headquarters", tmp_path / "stick")
    assert answer["unsealed"] == 2
    office.run("detach-copy", record, item["attachment"], "--out", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == photo.read_bytes()
    assert [one["title"] for one in field.json("list")["records"]].count("Interview 7") == 1
    _same(field, office)


def test_erased_it_is_gone_on_both_sides_and_the_reason_stays(
    friends: tuple[Keepsake, Keepsake], watched: Path, tmp_path: Path
) -> None:
    field, office = friends
    record = field.add("note", text={"text": f"They said {MARK}."})
    old = field.json("send", "--to", "Headquarters", "--out", tmp_path)["bundles"][0]
    office.run("receive", old)
    assert "That is not the number" in field.run("erase", record, "--reason", "why", given="7\n", code=1).stderr
    assert "why" in field.run("erase", record, "--yes", code=1).stderr
    done = field.json("erase", record, "--reason", "Consent was withdrawn", "--yes")
    assert done["versions"] == 1
    (answer,) = _carry(field, office, "Headquarters", tmp_path / "stick")
    assert (answer["erased"], answer["erasures_asked"]) == (0, 1)
    (request,) = office.json("erase", "--requests")["requests"]
    office.run("erase", "--confirm", request["request"][:12], given="1\n")
    _carry(office, field, "Field one", tmp_path / "stick")
    for vault in friends:
        assert _in_the_vault(vault) == []
        assert "Consent was withdrawn" in vault.run("show", record, "--history").stdout
        assert vault.json("show", record)["closed"] == "erased"
    assert _outside(field.folder, office.folder, watched) == []
    _same(field, office)


def test_what_another_wrote_is_erased_when_a_person_confirms(
    friends: tuple[Keepsake, Keepsake], tmp_path: Path
) -> None:
    field, office = friends
    kept, goes = (office.add("note", text={"text": f"{MARK} {n}"}) for n in range(2))
    _carry(office, field, "Field one", tmp_path / "stick")
    for record in (kept, goes):
        field.run("erase", record, "--reason", f"about {record[:6]}", "--yes")
    (answer,) = _carry(field, office, "Headquarters", tmp_path / "stick")
    assert (answer["erased"], answer["erasures_asked"]) == (0, 2)
    requests = {one["record"]: one["request"] for one in office.json("erase", "--requests")["requests"]}
    assert "Field one" in office.run("erase", "--requests").stdout
    office.run("erase", "--refuse", requests[kept][:12])
    asked = office.run("erase", "--confirm", requests[goes][:12], given="2\n", code=1).stderr
    assert asked.startswith("1 record will be erased for good")
    office.run("erase", "--confirm", requests[goes][:12], given="1\n")
    assert office.json("erase", "--requests")["requests"] == []
    assert office.json("show", kept)["closed"] == ""
    assert office.json("show", goes)["closed"] == "erased"
    office.run("erase", "--confirm", requests[goes], code=1)
    office.run("erase", code=2)
    _carry(office, field, "Field one", tmp_path / "stick")
    _same(field, office)


def test_sealing_asks_for_a_verified_card(field: Keepsake, office: Keepsake, tmp_path: Path) -> None:
    card = tmp_path / "card"
    office.run("card", "--out", card)
    field.run("trust", card)
    record = field.add("note", text={"text": "words"})
    command = ("seal", record, "--to", "Headquarters", "--label", "Interview 7", "--yes")
    assert "never compared" in field.run(*command, code=1).stderr
    assert field.json("show", record)["closed"] == ""
    assert "never compared" in field.run(*command, "--unverified").stderr
    introduce(field, office, tmp_path)
    (answer,) = _carry(field, office, "Headquarters", tmp_path / "stick")
    assert answer["unsealed"] == 1
