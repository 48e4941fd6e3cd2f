"""The bytes by which an office defines fields, lists and forms of its own, read forever."""

from __future__ import annotations

from pathlib import Path

from app.domain import schema
from app.domain.body import encode_body, parse_body
from app.domain.schema import office
from app.domain.schema.kinds import Term
from app.domain.schema.office import Definition

GOLDEN = Path(__file__).parent / "golden" / "definitions"
LIST, FIELD = "76d5e31c3b36914f5dffa4d360d915bf", "a972687e97a4a328c4d8da5d9c2add83"
DEFINED = {
    "definition-vocabulary": LIST,
    "definition-extending": "1b0f7f2c7d7a4f0e9a3cc1c2d3e4f506",
    "definition-field": FIELD,
    "definition-form": "2b0f7f2c7d7a4f0e9a3cc1c2d3e4f506",
}


def test_definitions_of_the_first_version_mean_the_same_forever() -> None:
    given = []
    for name, record in DEFINED.items():
        data = (GOLDEN / f"{name}.json").read_bytes()
        body = parse_body(data)
        assert encode_body(body.type, body.fields) == data
        given.append(Definition(record, body.type, body.fields))
    read = office.read(given)
    assert read.problems == []
    types, lists = office.applied(schema.OURS.types, read)
    known = schema.Schema(types, lists)
    field = known.fields_of("act")[f"x_{FIELD}"]
    assert field.kind == Term(f"x_{LIST}")
    assert field.section == "When and where"
    assert known.broader(f"x_{LIST}/thunder1") == f"x_{LIST}/storm1"
    assert known.label(f"x_{LIST}/storm1", "zh") == "风暴"
    assert known.label("act/x_tyres1") == "Slashing of tyres"
    assert known.broader("act/x_tyres1") == "act/threat"
    assert types["act"].wanted == {f"x_{FIELD}": ("output/wgad",), "place": ("output/wgad",)}


def test_a_value_of_a_field_that_is_defined_elsewhere_is_kept_to_the_byte() -> None:
    data = (GOLDEN / "body-own-field.json").read_bytes()
    body = parse_body(data)
    checked = schema.OURS.check_fields("act", body.fields, before=body.fields)
    assert encode_body("act", checked) == data
    assert schema.OURS.said(body.fields["act_type"]) == "Slashing of tyres"
