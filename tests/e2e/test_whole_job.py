"""The whole job by the real command: record, attach, send, inspect, receive, edit, conflict, verify."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.e2e.conftest import Keepsake

NARRATIVE = {"text": "They stopped us at the gate.", "language": "en"}


def _stick(place: Path) -> Path:
    stick = place / "stick"
    stick.mkdir(exist_ok=True)
    return stick


def test_record_send_receive_and_find_it_there(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    incident = field.add("incident", title={"text": "At the gate"}, period={"edtf": "2012-08/.."})
    testimony = field.add("testimony", narrative=NARRATIVE, about=[{"role": "about", "to": incident}])
    document = tmp_path / "photo.jpg"
    document.write_bytes(b"\xff\xd8 not really a photo" * 5000)
    attached = field.json("attach", testimony, document)
    sent = field.json("send", "--to", "Headquarters", "--out", _stick(tmp_path))
    assert len(sent["bundles"]) == 1
    bundle = sent["bundles"][0]

    seen = office.json("inspect", bundle)
    assert seen["sender"]["name"] == "Field one"
    assert seen["trust"] == "verified"
    assert seen["counts"] == {"new": 2, "same": 0, "updated": 0, "conflicting": 0, "quarantined": 0}
    assert office.json("list")["records"] == []

    got = office.json("receive", bundle)
    assert got["counts"]["new"] == 2
    assert got["receipt"]["manifest"]
    shown = office.json("show", testimony, "--history")
    assert shown["type"] == "testimony"
    assert shown["fields"]["narrative"] == NARRATIVE
    assert [entry["by"] for entry in shown["history"]] == ["Field one", "Field one"]
    assert office.json("show", incident)["fields"] == field.json("show", incident)["fields"]
    copy = tmp_path / "copy.jpg"
    office.run("detach-copy", testimony, attached["attachment"], "--out", copy)
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == attached["sha256"]
    assert field.json("verify")["digest"] == office.json("verify")["digest"]

    again = office.json("receive", bundle)
    assert again["counts"]["new"] == again["counts"]["updated"] == 0
    assert office.json("verify")["revisions"] == 3


def test_edits_on_both_sides(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    stick = _stick(tmp_path)
    record = field.add("incident", title={"text": "One"}, narrative=NARRATIVE)
    office.run("receive", field.json("send", "--to", "Headquarters", "--out", stick)["bundles"][0])
    field.run("edit", record, given={"title": {"text": "Field's title"}})
    office.run("edit", record, given={"title": {"text": "Office's title"}, "place": {"words": "Beijing"}})
    from_field = field.json("send", "--to", "Headquarters", "--out", stick)["bundles"]
    from_office = office.json("send", "--to", "Field one", "--out", stick)["bundles"]
    office.run("receive", from_field[0])
    answer = field.json("receive", from_office[0])
    assert answer["counts"]["conflicting"] == 1
    assert field.json("verify")["digest"] == office.json("verify")["digest"]
    assert field.json("show", record) == office.json("show", record)
    conflict = office.json("conflicts")["conflicts"]
    assert [one["id"] for one in conflict] == [record]
    assert [one["path"] for one in conflict[0]["conflict"]] == ["title"]
    assert field.json("show", record)["fields"]["place"] == {"words": "Beijing"}
    before = field.json("verify")["revisions"]
    field.run("edit", record, given={"title": {"text": "Agreed"}})
    assert field.json("conflicts")["conflicts"] == []
    assert field.json("verify")["revisions"] == before + 1
    office.run("receive", field.json("send", "--to", "Headquarters", "--out", stick)["bundles"][0])
    assert office.json("show", record)["fields"]["title"] == {"text": "Agreed"}
    assert office.json("conflicts")["conflicts"] == []


def test_answers_and_exit_codes(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    record = field.run("add", "person", given={"names": [{"text": "曹顺利"}]}).stdout.strip()
    assert len(record) == 32
    assert field.json("search", "顺利")["records"][0]["id"] == record
    assert field.json("search", "shunli")["records"][0]["id"] == record
    row = field.json("list", "--type", "person")["records"][0]
    assert set(row) == {"id", "type", "title", "updated"}
    assert row["title"] == "曹顺利"
    assert field.run("add", "nonsense", given={}, code=1).stderr
    assert field.run("add", "person", given="{", code=1).stderr
    assert field.run("add", "person", given='{"a": 1, "a": 2}', code=1).stderr
    assert field.run("show", "0" * 32, code=1).stderr
    field.run("no-such-command", code=2)
    field.run("send", "--to", "Nobody", "--out", tmp_path, code=1)
    card = tmp_path / "wrong.card"
    field.run("card", "--out", card)
    office.run("trust", card, "--fingerprint", "0" * 60, code=1)
    card.write_bytes(card.read_bytes().replace(b"Field one", b"Field two"))
    office.run("trust", card, "--fingerprint", "0" * 60, code=1)
    junk = tmp_path / "junk.age"
    junk.write_bytes(b"hello")
    office.run("receive", junk, code=3)
    stranger = field.json("send", "--to", "Headquarters", "--out", _stick(tmp_path))["bundles"][0]
    field.run("receive", stranger, code=3)  # not addressed to us


def test_an_unknown_sender_waits_until_the_card_is_verified(field: Keepsake, office: Keepsake, tmp_path: Path) -> None:
    card = tmp_path / "office.card"
    digits = office.json("card", "--out", card)["fingerprint"]
    field.run("trust", card, "--fingerprint", digits)
    record = field.add("note", text={"text": "seen"})
    bundle = field.json("send", "--to", "Headquarters", "--out", _stick(tmp_path))["bundles"][0]
    refused = office.json("receive", bundle, code=3)
    assert refused["trust"] == "unknown"
    assert refused["sender"]["fingerprint"] == field.json("card", "--out", tmp_path / "field.card")["fingerprint"]
    assert office.json("list")["records"] == []
    trusted = office.json("trust", tmp_path / "field.card", "--fingerprint", refused["sender"]["fingerprint"])
    assert len(trusted["waiting"]) == 1
    assert office.json("receive", trusted["waiting"][0])["counts"]["new"] == 1
    assert office.json("show", record)["fields"] == {"text": {"text": "seen"}}
    assert not Path(trusted["waiting"][0]).exists()
