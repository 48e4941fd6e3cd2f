"""An office's own field and list, from its definition through a vault that lacks it and back, by the real command."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Keepsake

TABLE = "code;label-en;label-zh;broader\nW1;Storm;风暴;\nW2;Thunderstorm;雷暴;W1\n"


def carry(sender: Keepsake, receiver: Keepsake, name: str, stick: Path, *how: str) -> None:
    stick.mkdir()
    (bundle,) = sender.json("send", "--to", name, "--out", stick, *how)["bundles"]
    receiver.run("receive", bundle)


def test_a_field_survives_a_vault_that_lacks_it_and_is_usable_where_its_definition_comes(
    friends: tuple[Keepsake, Keepsake], tmp_path: Path
) -> None:
    field, office = friends
    table = tmp_path / "weathers.csv"
    table.write_text(TABLE, encoding="utf-8-sig")
    listed = office.json("import-list", table, "--name", "Weathers")
    assert (listed["added"], listed["changed"]) == (2, 0)
    name = office.json("define", "note", "Weather", "--kind", "term", "--list", "Weathers", "--in", "zh=天气")["field"]
    terms = office.json("fields", "note", name)["field"]["terms"]
    thunder = next(one["term"] for one in terms if one["label"] == "Thunderstorm")
    record = office.add("note", text="at the gate", **{name: thunder})
    assert [row["id"] for row in office.json("search", "雷暴")["records"]] == [record]
    assert "Weather: Thunderstorm" in office.run("show", record).stdout
    assert record not in {one["id"] for one in office.json("list", "--answer", "Weather=not-asked")["records"]}

    # to a vault that gets the record alone: it keeps the value, says what it cannot name, and edits beside it
    carry(office, field, "Field one", tmp_path / "first", "--ids", record, "--without-definitions")
    assert field.json("definitions") == {"fields": [], "lists": [], "left_out": []}
    shown = field.run("show", record).stdout
    assert "A field this vault has no definition of: Thunderstorm" in shown
    assert name not in field.run("fields", "note").stdout
    field.run("edit", record, given={"text": {"text": "at the gate, and after"}})
    carry(field, office, "Headquarters", tmp_path / "second")
    kept = office.json("show", record)["fields"]
    assert kept == {"text": {"text": "at the gate, and after"}, name: {"term": thunder, "words": "Thunderstorm"}}

    # with the definitions it is usable there at once, the value that was there before too
    carry(office, field, "Field one", tmp_path / "third")
    assert "Weather: Thunderstorm" in field.run("show", record).stdout
    assert [row["id"] for row in field.json("search", "雷暴")["records"]] == [record]
    assert name in field.run("fields", "note").stdout
    own = field.add("note", text="mine", **{name: thunder})
    assert "Weather: Thunderstorm" in field.run("show", own).stdout

    # out of use there: every value stays, and says so
    assert field.json("definitions", name)["records"] == 2
    assert field.json("definitions", name, "--retire")["retired"]
    assert "Weather (no longer in use): Thunderstorm" in field.run("show", record).stdout
    carry(field, office, "Headquarters", tmp_path / "fourth")
    assert "Weather (no longer in use): Thunderstorm" in office.run("show", own).stdout
    for vault in (field, office):
        assert vault.json("verify")["problems"] == []


def test_a_table_with_a_mistake_names_the_line_and_changes_nothing(field: Keepsake, tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_text("code,label\na,A\na,B\n", encoding="utf-8")
    assert "Line 3" in field.run("import-list", table, "--name", "Bad", code=1).stderr
    assert field.json("definitions")["lists"] == []
