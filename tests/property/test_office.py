"""Whatever a definition from elsewhere says, it is read or left out: no form breaks, no list goes round."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.i18n import Worded
from app.domain import schema
from app.domain.schema import DEFINITIONS, office
from app.domain.schema.office import Definition

records = st.text("0123456789abcdef", min_size=32, max_size=32)
words = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["act", "note", "Detention", "\u202eeroM", "x_" + "a" * 32, "act/detention", "x_aa/t1", "Files"]),
)
terms = st.sampled_from(
    [f"record-type/{one}" for one in ("act", "note", "spaceship")]
    + [f"field-kind/{one}" for one in ("text", "term", "link", "names", "flag", "tensor")]
    + ["output/wgad", "sensitivity/never", "nothing"]
)
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    words,
    words.map(lambda text: {"text": text}),
    terms.map(lambda term: {"term": term}),
    st.integers(-5, 9).map(lambda n: {"best": n}),
)
names = sorted(
    {name for one in DEFINITIONS.values() for name in one.fields} | {"text", "language", "id", "term", "best"}
)
items = st.dictionaries(
    st.sampled_from([*names, "field", "code", "broader", "shown", "translations"]), plain, max_size=6
)
values = st.one_of(plain, items, st.lists(st.one_of(plain, items), max_size=5))
definitions = st.builds(
    Definition, records, st.sampled_from(list(DEFINITIONS)), st.dictionaries(st.sampled_from(names), values, max_size=9)
)


@settings(max_examples=400)
@given(st.lists(definitions, max_size=8), st.randoms())
def test_anything_is_read_or_left_out_and_the_order_does_not_matter(given_: list[Definition], chance: Any) -> None:
    known = schema.OURS.with_definitions(given_)
    again = list(given_)
    chance.shuffle(again)
    if len({one.record for one in given_}) == len(given_):
        assert schema.OURS.with_definitions(again).fingerprint() == known.fingerprint()
    for type_, ours in schema.OURS.types.items():
        fields = known.fields_of(type_)
        assert ours.fields.keys() <= fields.keys()
        for name, one in fields.items():
            if name in ours.fields:
                assert (one.kind, one.many) == (ours.fields[name].kind, ours.fields[name].many)
            else:
                assert isinstance(one.label, Worded)
                assert 0 < len(one.label) <= office.LONGEST
                assert not set(one.label) & office.TURNING
                assert "\n" not in one.label
        assert known.record_type(type_) is not None
        assert known.title_of(type_, {})
    for name in known.lists.own:
        seen = []
        for code in known.vocabulary(name).terms:
            wider = known.broader(code)
            assert wider is None or wider in seen, "a wider term stands before its narrower ones, so none leads round"
            seen.append(code)
        if not name.startswith("x_"):
            assert schema.OURS.vocabulary(name).terms.keys() <= known.vocabulary(name).terms.keys()


def texts() -> st.SearchStrategy[dict[str, Any]]:
    return words.filter(lambda text: bool(office.cleaned(text)) and len(text) < office.LONGEST).map(
        lambda text: {"text": text}
    )


sound = st.fixed_dictionaries(
    {
        "label": texts(),
        "of_type": st.just({"term": "record-type/note"}),
        "kind": st.sampled_from(list(office.KINDS)).map(lambda kind: {"term": f"field-kind/{kind}"}),
    }
)


@given(st.dictionaries(records, sound, max_size=6), st.dictionaries(records, plain, max_size=4))
def test_values_of_any_shape_are_kept_searched_and_counted(
    fields: dict[str, dict[str, Any]], said: dict[str, Any]
) -> None:
    known = schema.OURS.with_definitions(Definition(record, "field", one) for record, one in fields.items())
    assert {f"x_{record}" for record in fields} == {one for one in known.fields_of("note") if one.startswith("x_")}
    body = {f"x_{record}": value for record, value in said.items()}
    rows = known.extract("note", body)
    assert {field for field, code in rows.terms if code == schema.KEPT} == body.keys()
    assert schema.OURS.check_fields("note", body) == body
    assert known.check_fields("note", body, body) == body
