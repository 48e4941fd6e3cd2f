"""What is computed of a record when it is shown: in words and as values, warnings first, no contact data anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import casework, particulars, practice, telling
from app.services.session import Session
from tests.unit.services import making

SAMPLE = {row["label"]: row["id"] for row in practice.sample_records()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("sample") / "vault"
    with making.create(folder, "Lark") as opened:
        practice.fill(opened)
        yield opened


def of(session: Session, record: str) -> dict[str, Any]:
    return particulars.of(session, casework.show(session, record))


def test_a_person_is_told_with_custody_and_days(sample: Session) -> None:
    found = of(sample, SAMPLE["P2"])
    assert found["custody"]["days"] == {"least": 215, "most": 245}
    told = list(particulars.lines(found))
    assert "Times in custody" in told
    assert "  Detention; Police custody; August 2012; still, as of 2 April 2013" in told
    assert "  In all, as far as told: between 215 and 245 days; as of 2 April 2013" in told


def test_an_incident_is_told_with_its_count_and_an_act_with_what_it_stands_on(sample: Session) -> None:
    assert "  At least 13 people." in list(particulars.lines(of(sample, SAMPLE["E3"])))
    stands = of(sample, SAMPLE["A5"])["stands_on"]
    assert (stands["sources"], stands["independent"], stands["sentence"]) == (1, 1, "1 source")
    assert of(sample, SAMPLE["O3"]).keys() <= {"relations", "stands_on"}


def test_contact_data_is_in_no_part_of_it(sample: Session) -> None:
    for label in ("P5", "P6"):
        assert "+00 000" not in str(of(sample, SAMPLE[label]))


def test_warnings_come_first_and_in_the_list_beside(vault: Session) -> None:
    secret = {"kind": "contact/telephone", "value": "+00 000 000 0009", "code_word": "persimmon"}
    why = {"why": "The telephone is watched. (invented)"}
    person = casework.add(
        vault,
        "person",
        {"names": [{"text": "Wren (invented)"}], "contacts": [secret], "do_not_contact": True, "no_contact": why},
    )
    found = of(vault, person)
    assert list(particulars.head(found)) == ["Do not contact. Why: The telephone is watched. (invented)"]
    assert "0009" not in str(found)
    assert "persimmon" not in str(found)
    assert ("Do not contact", "warning") in telling.summary(vault, person).chips
    act = casework.add(vault, "act", {"proof": {"value": "proof/established"}})
    assert list(particulars.head(of(vault, act))) == [
        "“Established by a court or body” stands on no source that is cited."
    ]


def test_accounts_that_differ_stand_below_each_other_in_words(vault: Session) -> None:
    account = {
        "field": "reference",
        "value": {"text": "B"},
        "cites": [{"words": "a neighbour"}],
        "reason": "the register",
    }
    case = casework.add(vault, "case", {"reference": {"text": "A"}, "accounts": [account]})
    assert list(particulars.lines(of(vault, case)))[:6] == [
        "Accounts that differ: Reference: nobody has decided yet",
        "  * A",
        "      No source",
        "  - B",
        "      a neighbour",
        "      Reason: the register",
    ]
