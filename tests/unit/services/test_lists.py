"""Lists of terms taken in from tables as offices have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import BadInput
from app.services import casework, defining, lists
from app.services.session import Session
from tests.unit.services import making

TABLE = "code;label-en;label-zh;broader;huridocs;Remark\nW1;Storm;风暴;;;x\nW2;Thunderstorm;雷暴;W1;020100000000;\n"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with making.create(tmp_path_factory.mktemp("lists") / "vault", "Lark") as opened:
        yield opened


def taken_in(vault: Session, place: Path, text: str | bytes, **how: object) -> lists.Imported:
    file = place / "terms.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return lists.import_table(vault, file, **({"name": "Weathers"} | how))  # type: ignore[arg-type]


def test_a_table_with_a_mark_and_semicolons_becomes_a_list_and_is_brought_up_to_date(
    vault: Session, tmp_path: Path
) -> None:
    done = taken_in(vault, tmp_path, b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    assert (done.added, done.changed, done.same, done.ignored) == (2, 0, 0, ("Remark",))
    storm, thunder = vault.schema.vocabulary(done.name).terms.values()
    assert (storm.labels["zh"], thunder.broader, thunder.huridocs) == ("风暴", storm.code, "020100000000")
    field = defining.add_field(vault, "note", {"en": "Weather"}, "term", vocabulary=done.name)
    record = casework.add(vault, "note", {field: thunder.code})
    again = taken_in(vault, tmp_path, TABLE)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    fewer = taken_in(vault, tmp_path, "code,label-en\nW1,Gale\nW3,Hail\n")
    assert (fewer.name, fewer.added, fewer.changed, fewer.absent, fewer.retired) == (
        done.name,
        1,
        1,
        ("Thunderstorm",),
        0,
    )
    assert not vault.schema.vocabulary(done.name).terms[thunder.code].retired
    gone = taken_in(vault, tmp_path, "code,label-en\nW1,Gale\nW3,Hail\n", retire_missing=True)
    assert gone.retired == 1
    assert vault.schema.vocabulary(done.name).terms[thunder.code].retired
    assert casework.show(vault, record)["fields"][field]["term"] == thunder.code
    assert [row["id"] for row in casework.search(vault, "thunderstorm")] == [record]


def test_what_a_table_says_nothing_of_stays_as_it_was(vault: Session, tmp_path: Path) -> None:
    done = taken_in(vault, tmp_path, TABLE, name="Skies")
    again = taken_in(vault, tmp_path, "code,label-en\nW1,Gale\nW2,Thunderstorm\n", name="Skies")
    assert (again.added, again.changed, again.same) == (0, 1, 1)
    storm, thunder = vault.schema.vocabulary(done.name).terms.values()
    assert storm.labels == {"en": "Gale", "zh": "风暴"}
    assert (thunder.labels["zh"], thunder.broader, thunder.huridocs) == ("雷暴", storm.code, "020100000000")
    taken_in(vault, tmp_path, "code,label-en,broader\nW1,Gale,\nW2,Thunderstorm,\n", name="Skies")
    assert vault.schema.broader(thunder.code) is None


def test_terms_are_added_to_a_list_of_ours_below_ours(vault: Session, tmp_path: Path) -> None:
    done = taken_in(
        vault, tmp_path, "code,label,broader\nA1,Wiretap,detention\nA2,Deep wiretap,A1\n", name="", extends="act"
    )
    assert done.name == "act"
    first = vault.schema.find("wiretap", "act")[0]
    assert vault.schema.broader(first) == "act/detention"
    assert vault.schema.label("act/detention") == "Detention"


def test_unicode_text_of_spreadsheets_and_labels_without_codes_are_read(vault: Session, tmp_path: Path) -> None:
    done = taken_in(vault, tmp_path, "label\tbroader\nOne\t\nTwo\tOne\n".encode("utf-16"), name="Numbers")
    one, two = vault.schema.vocabulary(done.name).terms.values()
    assert two.broader == one.code


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Line 1"),
        ("code,broader\na,b\n", "Line 1: there is no column label"),
        ("code,label\n", "Line 1: there is no term"),
        ("code,label\na,A\na,B\n", "Line 3: the code a was given in line 2"),
        ("code,label\na,A\n\nb,\n", "Line 4: the term has no label"),
        ("code,label\n,A\n", "Line 2: the term has no code"),
        ("code,label,broader\na,A,zz\n", "Line 2: the wider term zz"),
        ("code,label,broader\na,A,b\nb,B,a\n", "lead back to it"),
        ("code,label,huridocs\na,A,12\n", "Line 2: a HURIDOCS code has twelve digits"),
        (b"code,label\na,\xff\n", "Line 2: it is no UTF-8 text"),
        ('code,label\na,"A\n', "Line 2: its quotation marks"),
        ("code,label\na," + "x" * 200 + "\n", "Line 2: a code or label is longer"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_changes(
    vault: Session, tmp_path: Path, table: str | bytes, said: str
) -> None:
    before = vault.vault.defined.now
    with pytest.raises(BadInput, match=said):
        taken_in(vault, tmp_path, table, name="Wrong")
    assert vault.vault.defined.now is before


def test_lists_the_program_goes_by_take_no_terms(vault: Session, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Nothing can be added"):
        taken_in(vault, tmp_path, "code,label\na,A\n", name="", extends="answer")
    with pytest.raises(BadInput, match="either"):
        taken_in(vault, tmp_path, "code,label\na,A\n", name="", extends="")
