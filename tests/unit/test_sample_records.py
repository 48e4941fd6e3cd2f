"""The sample casework: every fact of its source as a typed field, every trap kept.

`chrd-2013.json` beside this test is the source, facts of one published statement in the words of who read it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base import resources
from app.domain import body, canonical, edtf, ids, schema, vocabulary
from app.domain.schema.kinds import Sensitivity

SOURCE: dict[str, Any] = json.loads(Path(__file__).with_name("chrd-2013.json").read_text(encoding="utf-8"))
RECORDS: list[dict[str, Any]] = json.loads(resources.read_text("sample", "chrd-2013.json"))
BY_LABEL = {record["label"]: record for record in RECORDS}
LABELS = {record["id"]: record["label"] for record in RECORDS}

TYPES = {
    "people": "person", "organisations": "organisation", "processes": "process", "incidents": "incident",
    "acts": "act", "requests": "request", "replies": "reply", "documents": "document",
    "interventions": "intervention",
}  # fmt: skip

# Words of the source that a term stands for whose code or English label is not the same word.
MAPPED = {
    "UN office": "organisation/un",
    "application for disclosure": "request/disclosure",
    "international director of O1": "occupation/ngo-director",
    "researcher of O1": "occupation/researcher",
}


def fields(label: str) -> dict[str, Any]:
    found: dict[str, Any] = BY_LABEL[label]["fields"]
    return found


def linked(value: Any) -> list[str | None]:
    """Return the labels of the records a link or a list of links leads to."""
    return [LABELS.get(link["to"]) for link in (value if isinstance(value, list) else [value])]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def said(label: str) -> set[str]:
    """Return all a record says: its strings, the labels and codes of its terms, the labels of its links."""
    found = set(strings(fields(label)))
    for text in list(found):
        if entry := vocabulary.OURS.entry(text):
            found |= {entry.labels["en"].casefold(), text.partition("/")[2].replace("-", " "), text}
        if text in LABELS:
            found.add(LABELS[text])
    return found


def latin_name(label: str) -> str:
    names = fields(label)["names"]
    return str(next((name for name in names if name["language"] == "zh-Latn-pinyin"), names[0])["text"])


def readable(text: str) -> str:
    """Return a sentence of the source with its labels of people and organisations as names."""
    return re.sub(r"\b[POG][0-9]\b", lambda found: latin_name(found[0]), text)


def test_ids_types_and_labels() -> None:
    for record in RECORDS:
        assert set(record) == {"id", "label", "type", "fields"}
        assert record["id"] == hashlib.sha256(f"keepsake/sample/{record['label']}".encode()).hexdigest()[:32]
        assert ids.is_record_id(record["id"])
    expected = {one["id"]: type_ for group, type_ in TYPES.items() for one in SOURCE[group]} | {"C1": "case"}
    assert {record["label"]: record["type"] for record in RECORDS} == expected


@pytest.mark.parametrize("label", sorted(BY_LABEL))
def test_a_record_is_typed_throughout_canonical_and_already_public(label: str) -> None:
    record = BY_LABEL[label]
    known = schema.OURS.fields_of(record["type"])
    assert set(record["fields"]) <= set(known)
    assert schema.OURS.check_fields(record["type"], record["fields"]) == record["fields"]
    assert canonical.decode(canonical.encode(record["fields"])) == record["fields"]
    assert body.parse_body(body.encode_body(record["type"], record["fields"])).fields == record["fields"]
    assert record["fields"]["basis"] == {"term": "basis/already-public"}
    for _field, _item, _role, to in schema.OURS.extract(record["type"], record["fields"]).links:
        assert to is None or to in LABELS
    for cite in record["fields"].get("cites", ()):
        assert cite["field"] in record["fields"]


def test_every_string_of_the_source_is_in_its_record() -> None:
    missing = []
    for group in TYPES:
        for one in SOURCE[group]:
            heard = said(one["id"])
            for text in strings({key: value for key, value in one.items() if key not in {"id", "type"}}):
                wanted = {text, text.casefold(), readable(text), MAPPED.get(text)}
                if not wanted & heard:
                    missing.append((one["id"], text))
    assert missing == []


@pytest.mark.parametrize(
    ("group", "pairs"),
    [
        ("incidents", {"part_of": "part_of"}),
        ("acts", {"incident": "incident", "victim": "victim", "triggered_by": "triggered_by"}),
        ("requests", {"by": "filed_by", "to": "to", "in": "within", "document": "documents"}),
        ("replies", {"answers": "answers", "from": "sender", "document": "documents", "documents": "documents"}),
        (
            "documents",
            {
                "author": "author",
                "publisher": "publisher",
                "of": "of",
                "translation_of": "translation_of",
                "cited_by": "cited_by",
            },
        ),
        (
            "interventions",
            {
                "by": "by",
                "spokesperson": "spokesperson",
                "addressees": "addressees",
                "on_behalf_of": "on_behalf_of",
                "in": "within",
                "document": "documents",
            },
        ),
    ],
)
def test_links_lead_where_the_source_says(group: str, pairs: dict[str, str]) -> None:
    for one in SOURCE[group]:
        for key, field in pairs.items():
            value = one.get(key)
            if value is None:
                assert key not in one or fields(one["id"])[field] == {"answer": "unknown"}
                continue
            parts = value if isinstance(value, list) else [value]
            given = [part if isinstance(part, str) else part["to"] for part in parts]
            assert linked(fields(one["id"])[field]) == given


def test_the_rest_of_the_source_is_there() -> None:
    case = fields("C1")
    assert case["title"]["text"] == SOURCE["case"]["title"]
    assert set(linked(case["contains"])) == set(BY_LABEL) - {"C1"}
    about = SOURCE["about"].removesuffix(" Ids here are labels of this file.")
    assert f"{case['summary']['text']} {case['remarks']['text']}" == about
    assert fields("D1")["date"]["edtf"] == SOURCE["source_date"]
    for claim, account in zip(SOURCE["rival_claims"], fields("U3")["accounts"], strict=True):
        assert account["value"]["text"] in claim.values()
        assert account["note"] in claim
    grading = SOURCE["grading"]
    for act in SOURCE["acts"]:
        one = fields(act["id"])
        assert one["review"]["term"] == f"review/{grading['review']}"
        assert one["proof"]["value"]["term"] == "proof/credible-allegation"
        assert {LABELS[cite["source"]] for cite in one["cites"]} == {grading["single_source"]}
        assert "proof" in {cite["field"] for cite in one["cites"]}


def test_numbers_and_allegations_as_in_the_source() -> None:
    for group in SOURCE["people"]:
        if "number" in group:
            assert fields(group["id"])["number"] == group["number"]
            assert fields(group["id"])["members"] == []
    for act in SOURCE["acts"]:
        one = fields(act["id"])
        assert one.get("occurrences") == act.get("occurrences")
        assert one.get("alleged", False) is act.get("alleged", False)
        for given, link in zip(act["perpetrators"], one["perpetrators"], strict=True):
            assert linked(link) == [given["to"]]
            assert link.get("words") == given.get("words")
            assert link.get("attributes", {}).get("alleged", False) is given.get("alleged", False)
    for request in SOURCE["requests"]:
        attempted = fields(request["id"]).get("filing") == {"term": "filing/attempted"}
        assert attempted is request.get("attempted", False)


def test_languages_as_in_the_source() -> None:
    for group in ("documents", "requests", "replies"):
        for one in SOURCE[group]:
            given = one.get("languages", [one["language"]] if "language" in one else [])
            terms = [item["term"] for item in fields(one["id"]).get("languages", [])]
            assert terms == [f"language/{language}" for language in given]


def test_the_trap_of_ends_an_unknown_one_is_not_an_open_one() -> None:
    brief, ongoing = (edtf.parse(fields(label)["period"]["edtf"]) for label in ("A2a", "A5"))
    assert (brief.unknown_end, brief.open_end) == (True, False)
    assert (ongoing.unknown_end, ongoing.open_end) == (False, True)
    assert fields("A5")["as_of"] == {"edtf": "2013-04-02"}
    assert fields("A2b")["period"] == fields("A2a")["period"]


def test_the_trap_of_the_group_without_members() -> None:
    assert fields("G1")["unit"] == {"term": "unit/group"}
    assert fields("G1")["number"] == {
        "best": None,
        "min": 13,
        "max": None,
        "words": "more than a dozen activists",
    }
    assert fields("G1")["members"] == []
    named = {LABELS.get(text) for text in strings(fields("G1"))} | {
        LABELS.get(text) for label in ("A3", "A4", "E3", "R7") for text in strings(fields(label))
    }
    assert "P2" not in named


def test_the_trap_of_the_reply_to_unnamed_requests() -> None:
    assert fields("R4")["answers"] == []
    assert linked(fields("R2")["answers"]) == ["R1"]


def test_the_trap_of_the_document_dated_after_the_custody_for_preparing_it() -> None:
    custody = edtf.parse(fields("A2a")["period"]["edtf"]).earliest
    document = edtf.parse(fields("D5")["date"]["edtf"]).earliest
    assert custody is not None
    assert document == custody + 1
    assert linked(fields("A2a")["triggered_by"]) == ["R3"]
    assert linked(fields("R3")["documents"]) == ["D5"]
    assert linked(fields("R3")["filed_by"]) == [None]


def test_the_trap_of_the_publisher_who_is_not_the_author() -> None:
    assert linked(fields("D1")["author"]) == ["O1"]
    assert linked(fields("D1")["publisher"]) == ["O5"]


def test_the_trap_of_the_inference() -> None:
    for label in ("A2a", "A2b"):
        (perpetrator,) = fields(label)["perpetrators"]
        assert perpetrator["words"] == "police in Beijing"
        assert linked(perpetrator) == ["O2"]
        assert perpetrator["attributes"]["inference"]["text"] == "taken to be the Beijing police"


def test_the_trap_of_the_alleged_act() -> None:
    assert fields("A6")["alleged"] is True
    assert schema.OURS.title_of("act", fields("A6")).startswith("Torture (alleged)")
    assert linked(fields("A6")["perpetrators"]) == [None]
    assert edtf.parse(fields("A6")["period"]["edtf"]).one_of


def test_the_trap_of_acts_reported_and_not_counted() -> None:
    reported = {label for label in BY_LABEL if fields(label).get("counting") == {"term": "counting/reported"}}
    assert reported == {"A7", "A8a", "A8b", "A8c"}
    assert all(fields(label)["occurrences"]["best"] is None for label in reported)


def test_the_trap_of_contact_numbers_that_must_never_leave() -> None:
    for label in ("P5", "P6"):
        (contact,) = fields(label)["contacts"]
        assert contact["value"]["text"].startswith("+00 000 ")
        assert contact["confidentiality"] == {"term": "confidentiality/organisation"}
        assert "nvented" in contact["note"]
    assert schema.OURS.fields_of("person")["contacts"].sensitivity is Sensitivity.NEVER
    elsewhere = {label for label in BY_LABEL if any("+00" in text for text in strings(fields(label)))}
    assert elsewhere == {"P5", "P6"}


def test_the_names_asked_for_are_found_by_their_record() -> None:
    assert schema.OURS.title_of("person", fields("P1")) == "曹顺利 (Cao Shunli)"
    assert schema.OURS.title_of("person", fields("P1"), "zh") == "曹顺利"
    rows = schema.OURS.extract("person", fields("P1"))
    assert [(text, script) for _item, text, script, _kind in rows.names] == [
        ("曹顺利", "Hans"),
        ("Cao Shunli", "Latn"),
    ]
