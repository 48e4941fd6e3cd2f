"""Consent by the real command on real vaults: taken, sent, withdrawn, sent again, and in effect where it arrives."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Keepsake


def test_recorded_consented_sent_withdrawn_and_received(friends: tuple[Keepsake, Keepsake], tmp_path: Path) -> None:
    field, office = friends
    stick = tmp_path / "stick"
    stick.mkdir()

    def carry(giver: Keepsake, name: str, taker: Keepsake) -> list[dict[str, object]]:
        sent = giver.json("send", "--to", name, "--out", stick)
        return [taker.json("receive", one) for one in sent["bundles"]]

    person = field.add("person", names=[{"text": "Invented Witness", "kind": "legal"}])
    told = field.add("testimony", title={"text": "invented"}, witness=[{"role": "by", "to": person}])
    act = field.add("act", cites=[{"source": told}])
    free = field.add("note", text={"text": "of something else"})
    (tmp_path / "voice").write_bytes(b"not really a recording" * 100)
    attached = field.json("attach", told, tmp_path / "voice")
    field.run("detach-copy", told, attached["attachment"], "--out", tmp_path / "copy")
    assert field.json("consent", told)["state"] == "not-asked"
    consent = field.json("consent", told, "--take", "named")["id"]
    before = field.json("consent", act)
    assert before["state"] == "given"
    assert before["purposes"]["purpose/named-publication"] == {
        "decision": "decision/granted",
        "consent": consent,
        "why": "cited",
        "through": told,
        "when": field.json("show", consent)["fields"]["date"]["edtf"],
    }
    carry(field, "Headquarters", office)
    carry(office, "Field one", field)

    withdrawn = field.json("withdraw", consent, "--reason", "invented", "--by", "invented", "--form", "oral")
    assert {one["id"] for one in withdrawn["covered"]} == {person, told, act}
    assert [(one["to"], set(one["records"])) for one in withdrawn["bundles"]] == [("Headquarters", {person, told, act})]
    assert [(one["name"], one["state"]) for one in withdrawn["telling"]] == [("Headquarters", "unsent")]
    assert len(withdrawn["copies"]) == 1
    assert "1 decrypted copy" in field.run("consent", withdrawn["id"]).stdout
    assert {one["id"] for one in field.json("list", "--consent", "withdrawn")["records"]} == {person, told, act}
    assert "Consent withdrawn" in field.run("show", act).stdout
    assert "not told yet" in field.run("consent", withdrawn["id"]).stdout
    field.run("edit", told, given={"summary": {"text": "later"}})

    (answer,) = carry(field, "Headquarters", office)
    assert answer["withdrawn"] == {"consents": 1, "records": 3, "bundles": 0, "late": 0}
    assert {one["id"] for one in office.json("list", "--consent", "withdrawn")["records"]} == {person, told, act}
    assert "summary" not in office.json("show", told)["fields"]
    assert office.json("show", act)["consent"]["state"] == "withdrawn"
    assert office.json("show", free)["consent"]["state"] == ""
    there = office.json("consent", withdrawn["id"])
    assert (there["came_from"], there["seen"]) == ("Field one", False)
    assert office.json("consent", withdrawn["id"], "--seen")["seen"]
    sent = office.json("send", "--to", "Field one", "--out", stick, "--all")
    assert set(sent["withheld"]) == {person, told, act}
    field.run("receive", sent["bundles"][0])
    assert [one["state"] for one in field.json("consent", withdrawn["id"])["telling"]] == ["known"]


def test_what_cannot_be_withdrawn_or_taken(field: Keepsake) -> None:
    note = field.add("note", text={"text": "invented"})
    assert "Name a consent" in field.run("withdraw", note, code=1).stderr
    assert "internal-only" in field.run("consent", note, "--take", "all", code=1).stderr
    person = field.add("person", names=[{"text": "Invented Witness", "kind": "legal"}])
    assert "named-publication" in field.run("withdraw", person, "--purpose", "everything", code=1).stderr
    assert field.json("withdraw", person, "--purpose", "press")["purposes"] == ["purpose/press"]
    assert "withdrawn before" in field.run("withdraw", person, "--purpose", "press", code=1).stderr
