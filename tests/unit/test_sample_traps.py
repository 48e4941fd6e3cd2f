"""The traps of the sample, one by one as `records.md` lists them: what the application says of each, in a vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain import edtf
from app.domain.schema import OURS
from app.domain.schema.kinds import Sensitivity
from app.services import browsing, casework, corroborating, counting, custody, practice, standing, telling
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}
LABELS = {id_: label for label, id_ in SAMPLE.items()}
NUMBERS = ("+00 000 000 0001", "+00 000 000 0002")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("traps") / "vault"
    with making.create(folder, "Lark") as opened:
        practice.fill(opened)
        yield opened


def fields(sample: Session, label: str) -> dict[str, Any]:
    return dict(casework.state_of(sample, SAMPLE[label]).fields)


def words(sample: Session, label: str) -> str:
    """Return all that the summary beside a list says of a record."""
    lines = telling.summary(sample, SAMPLE[label]).lines
    return str([(line.label, line.text, [link.title for link in line.links]) for line in lines])


def title(sample: Session, label: str) -> str:
    return OURS.title_of(casework.state_of(sample, SAMPLE[label]).type, fields(sample, label))


def named(found: tuple[standing.Named, ...]) -> set[str]:
    return {LABELS[one.record] for one in found}


def test_an_end_unknown_and_an_end_open_as_of_the_sources_date(sample: Session) -> None:
    [brief] = [one for one in custody.of_person(sample, SAMPLE["P1"]) if one.act == SAMPLE["A2a"]]
    [ongoing] = custody.of_person(sample, SAMPLE["P2"])
    assert brief.ended == "end not known"
    assert ongoing.ended == "still, as of 2 April 2013"
    assert edtf.parse("2011-12-09/").latest is None
    assert edtf.parse("2012-08/..").open_end


def test_a_group_of_more_than_a_dozen_with_nobody_named(sample: Session) -> None:
    found = counting.count(sample, [SAMPLE["E3"]])
    people = found.counted.people
    assert (people.least, people.most, people.identified) == (13, None, 0)
    assert [(LABELS[one.record], one.members) for one in found.victims] == [("G1", 0)]
    assert SAMPLE["P2"] not in str([fields(sample, label) for label in ("E3", "A3", "A4", "R7", "G1")])


def test_a_reply_to_requests_nobody_named(sample: Session) -> None:
    asked = standing.tell(sample, SAMPLE["R5"])
    assert named(asked.replies) == set()
    assert "R4" in named(asked.unnamed)
    answered = standing.tell(sample, SAMPLE["R1"])
    assert named(answered.replies) == {"R2"}
    assert "R4" not in named(answered.replies)


def test_a_document_dated_the_day_after_the_custody_for_preparing_it(sample: Session) -> None:
    custody_began = edtf.parse(fields(sample, "A2a")["period"]["edtf"]).earliest
    document = edtf.parse(fields(sample, "D5")["date"]["edtf"]).earliest
    assert custody_began is not None
    assert document == custody_began + 1
    assert "9 December 2011" in title(sample, "A2a")
    assert fields(sample, "D5")["of"][0]["to"] == fields(sample, "A2a")["triggered_by"][0]["to"] == SAMPLE["R3"]


def test_a_publisher_who_is_not_the_author(sample: Session) -> None:
    said = words(sample, "D1")
    assert "Chinese Human Rights Defenders" in said
    assert "Amnesty International UK" in said
    stands = corroborating.of_record(sample, "act", fields(sample, "A5"))
    assert (stands.whole.sources, stands.whole.independent) == (1, 1)
    reprint = casework.add(
        sample,
        "document",
        {"author": [{"to": SAMPLE["O1"]}], "publisher": [{"to": SAMPLE["O5"]}], "reprint_of": [{"to": SAMPLE["D1"]}]},
    )
    with_reprint = {**fields(sample, "A5")}
    with_reprint["cites"] = [*with_reprint["cites"], {"id": "x1", "field": "charges", "source": reprint}]
    assert corroborating.of_record(sample, "act", with_reprint).whole.independent == 1


def test_an_inference_of_ours_is_marked(sample: Session) -> None:
    for label in ("A2a", "A2b"):
        [perpetrator] = fields(sample, label)["perpetrators"]
        assert perpetrator["words"] == "police in Beijing"
        assert LABELS[perpetrator["to"]] == "O2"
        told = "\n".join(telling.tell("Perpetrators", [perpetrator], {}, ""))
        assert "inference taken to be the Beijing police" in told
        assert "[police in Beijing]" in told
    assert "inference" not in str(fields(sample, "A1a"))


def test_an_alleged_act_stays_marked_and_is_counted_apart(sample: Session) -> None:
    assert title(sample, "A6").startswith("Torture (alleged)")
    found = browsing.whereabouts(sample, SAMPLE["A6"])
    assert found is not None
    row = browsing.rows(sample, [found.number])[found.number]
    assert row.cells[browsing.COLUMNS.index("title")].startswith("Torture (alleged)")
    count = counting.count(sample, [SAMPLE["E4"]])
    assert (count.counted.acts, count.alleged, count.firm.acts) == (2, 1, 1)


def test_acts_that_are_reported_are_shown_and_in_no_count(sample: Session) -> None:
    count = counting.count(sample, [SAMPLE["C1"]])
    assert (count.counted.acts, count.reported.acts) == (8, 4)
    for label in ("A7", "A8a", "A8b", "A8c"):
        assert fields(sample, label)["counting"] == {"term": "counting/reported"}
    [reported] = [one for one in custody.of_person(sample, SAMPLE["P1"]) if one.reported]
    assert reported.act == SAMPLE["A7"]
    assert reported.marks == ("reported, not counted",)


def test_contact_numbers_are_in_nothing_that_may_leave(sample: Session) -> None:
    for label, number in zip(("P5", "P6"), NUMBERS, strict=True):
        holding = {name for name, value in fields(sample, label).items() if number in str(value)}
        assert holding == {"contacts"}
        assert OURS.fields_of("person")["contacts"].sensitivity is Sensitivity.NEVER
        assert number not in title(sample, label)
    for label, record in SAMPLE.items():
        if label not in ("P5", "P6"):
            shown = casework.show(sample, record)
            assert not any(number in str(shown) for number in NUMBERS)
