"""The invented sample: marked throughout, whole, and with the other sample it fills every field there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.base import resources
from app.domain import body, canonical, ids
from app.domain.schema import OURS, Field
from app.domain.schema.kinds import Attachment, Group, Link
from app.services import attachments, casework, consenting, counting, custody, practice, standing
from app.services.places import INVENTED, PUBLIC, SAMPLES
from app.services.session import Session
from tests.unit.services import making

RECORDS = practice.sample_records(INVENTED)
BY_LABEL = {record["label"]: record for record in RECORDS}
SHARED = frozenset(OURS.fields_of("note")) & frozenset(OURS.fields_of("act"))
"""Fields every type has: filled once is enough."""


def _inner(field: Field) -> tuple[Field, ...]:
    match field.kind:
        case Group(fields=fields) | Link(attributes=fields) | Attachment(parts=fields):
            return fields
    return ()


def _declared(field: Field, prefix: str) -> Iterator[str]:
    yield prefix + field.name
    for inner in _inner(field):
        yield from _declared(inner, f"{prefix}{field.name}.")


def _filled(fields: Mapping[str, Any], known: Mapping[str, Field], prefix: str) -> Iterator[str]:
    """Yield the paths of what is said; an answer fills its field and nothing inside it."""
    for name, value in fields.items():
        if name not in known:
            continue
        yield prefix + name
        inside = {inner.name: inner for inner in _inner(known[name])}
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "answer" not in item:
                held = item.get("attributes", {}) if isinstance(known[name].kind, Link) else item
                yield from _filled(held, inside, f"{prefix}{name}.")


FILLED = {
    path
    for sample in SAMPLES
    for record in practice.sample_records(sample)
    for path in _filled(record["fields"], OURS.fields_of(record["type"]), f"{record['type']}.")
}


@pytest.mark.parametrize("type_", sorted(OURS.types))
def test_every_field_of_a_type_is_filled_somewhere(type_: str) -> None:
    """A new field needs a value in `resources/sample/halqara.json`: it is then seen in every screen and test."""
    ours = [field for field in OURS.fields_of(type_).values() if field.name not in SHARED]
    wanted = {path for field in ours for path in _declared(field, f"{type_}.")}
    assert sorted(wanted - FILLED) == []


def test_every_field_that_all_types_have_is_filled_somewhere() -> None:
    wanted = {path for name in SHARED for path in _declared(OURS.fields_of("note")[name], "")}
    assert sorted(path for path in wanted if not any(one.partition(".")[2] == path for one in FILLED)) == []


@pytest.mark.parametrize("label", sorted(BY_LABEL))
def test_a_record_is_marked_whole_and_passes_unchanged(label: str) -> None:
    record = BY_LABEL[label]
    fields = record["fields"]
    assert record["id"] == hashlib.sha256(f"keepsake/sample/halqara/{label}".encode()).hexdigest()[:32]
    assert fields["tags"][0]["text"] == "invented"
    assert "nvented" in fields["remarks"]["text"]
    assert set(fields) <= set(OURS.fields_of(record["type"]))
    assert OURS.check_fields(record["type"], fields) == fields
    assert canonical.decode(canonical.encode(fields)) == fields
    assert body.parse_body(body.encode_body(record["type"], fields)).fields == fields
    here = {one["id"] for one in RECORDS}
    for _field, _item, _role, to in OURS.extract(record["type"], fields).links:
        assert to is None or to in here
    for cite in fields.get("cites", ()):
        assert cite["field"] in fields


def test_it_is_large_enough_and_has_no_id_of_the_other_sample() -> None:
    assert len(RECORDS) >= 60
    assert {record["type"] for record in RECORDS} == set(OURS.types)
    assert all(ids.is_record_id(record["id"]) for record in RECORDS)
    assert not {record["id"] for record in RECORDS} & {record["id"] for record in practice.sample_records(PUBLIC)}


def test_it_speaks_arabic_russian_french_and_english() -> None:
    text = resources.read_text("sample", f"{INVENTED}.json")
    for language in ("ar", "ru", "fr", "en"):
        assert text.count(f'"language": "{language}"') >= 3, language
    assert text.count('"calendar": "hijri"') >= 3


@pytest.mark.parametrize("name", sorted(path.name for path in resources.path("sample", INVENTED).iterdir()))
def test_its_files_are_those_that_records_name(name: str) -> None:
    data = resources.read_bytes("sample", INVENTED, name)
    named = [item for record in RECORDS for item in record["fields"].get("attachments", ()) if item["name"] == name]
    assert [(item["sha256"], item["size"]) for item in named] == [(hashlib.sha256(data).hexdigest(), len(data))]


@pytest.fixture(scope="module")
def halqara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("halqara") / "vault"
    with making.create(folder, "Lark") as opened:
        assert practice.fill(opened, INVENTED) == len(RECORDS)
        yield opened


def test_its_files_are_in_the_vault(halqara: Session) -> None:
    named = {item["sha256"] for record in RECORDS for item in record["fields"].get("attachments", ())}
    assert len(named) == 4
    assert attachments.here(halqara, named) == named


def test_a_person_is_found_by_a_name_in_any_script(halqara: Session) -> None:
    for words in ("المرسى", "Yusuf", "Вербина", "Verbina", "يوسف"):
        assert casework.search(halqara, words), words


def test_the_days_in_prison_come_from_the_spans_of_the_arrest(halqara: Session) -> None:
    held = custody.of_person(halqara, BY_LABEL["P3"]["id"])
    assert [one.how for one in held if one.act == BY_LABEL["A2"]["id"]] == [
        "Police custody",
        "Detention before trial",
        "House arrest",
    ]


def test_a_group_with_known_members_counts_by_its_number(halqara: Session) -> None:
    people = counting.count(halqara, [BY_LABEL["E7"]["id"]]).counted.people
    assert (people.least, people.most) == (11, 14)


def test_a_withdrawal_reaches_what_it_covers(halqara: Session) -> None:
    found = consenting.standing(halqara, BY_LABEL["T1"]["id"])
    assert "withdrawn" in str(found)
    assert "withdrawn" not in str(consenting.standing(halqara, BY_LABEL["T4"]["id"]))


def test_requests_stand_as_their_replies_and_attempts_say(halqara: Session) -> None:
    told = {label: standing.tell(halqara, BY_LABEL[label]["id"]) for label in ("R1", "R2", "R3", "R4", "R6")}
    assert [one.standing.shown.value for one in told.values()] == [
        "partly-answered",
        "refused-to-receive",
        "let-go",
        "refused",
        "withdrawn",
    ]
    assert {one.record for one in told["R2"].acts} == {BY_LABEL["A10"]["id"]}


def test_accounts_that_differ_stand_side_by_side_with_their_sources(halqara: Session) -> None:
    [police, guard] = [one for label in ("A1", "E3") for one in BY_LABEL[label]["fields"]["accounts"]][:2]
    assert police["cites"][0]["source"] == BY_LABEL["Y1"]["id"]
    assert guard["cites"][0]["source"] == BY_LABEL["T3"]["id"]
    assert casework.state_of(halqara, BY_LABEL["T3"]["id"]).fields["confidentiality"] == {
        "term": "confidentiality/source-protected"
    }
