"""Where requests stand, the calendar and the file of a case never fail, whatever shapes fields from elsewhere have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import ids
from app.services import authoring, casefile, casework, deadlines, standing
from app.services.session import Session
from tests.unit.services import making

REQUEST, REPLY, CASE, ACT = (f"{n}" * 32 for n in "1234")
FIELDS = {
    "request": [
        "due",
        "extensions",
        "filing",
        "attempts",
        "asks",
        "to",
        "transfers",
        "withdrawn",
        "let_go",
        "documents",
    ],
    "reply": ["answers", "responses", "outcome", "date", "deferred_until", "transferred_to", "sender"],
    "case": ["contains", "steps", "next_step", "next_date", "risk_assessments", "status", "handled_by", "reference"],
    "act": [
        "incident",
        "victim",
        "perpetrators",
        "refused",
        "triggered_by",
        "stages",
        "period",
        "act_type",
        "counting",
    ],
    "process": ["date", "status", "sessions", "deadlines", "recommendations", "decisions"],
}
KEYS = [
    "id", "to", "role", "text", "term", "edtf", "words", "answer", "until", "result", "date", "done", "what", "who",
    "who_words", "ask", "request", "outcome", "whom", "severity", "review_on", "attributes", "alleged", "due", "stage",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [REQUEST, REPLY, CASE, ACT, "2013", "2012-08/..", "[..2013]", "20x", "1", "a", "", "outcome/granted",
         "outcome/referred", "filing/filed", "attempt/refused", "process-status/scheduled", "act/refusal-to-receive"]
    ),
    st.none(), st.booleans(), st.integers(-3, 99),
)  # fmt: skip
SHAPES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with making.create(tmp_path_factory.mktemp("vault") / "vault", "Lark") as opened:
        yield opened


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_shapes_fields_have(vault: Session, data: st.DataObject) -> None:
    """Records are saved unchecked, as those of another version are."""
    known = {"request": REQUEST, "reply": REPLY, "case": CASE, "act": ACT, "process": ids.new_record_id()}
    for type_, record in known.items():
        names = data.draw(st.lists(st.sampled_from(FIELDS[type_]), max_size=4, unique=True))
        fields: dict[str, Any] = {name: data.draw(SHAPES) for name in names}
        if type_ == "case":
            fields["contains"] = fields.get("contains") or [{"role": "contains", "to": one} for one in known.values()]
        heads = casework.records.get(vault.vault, record) and casework.state_of(vault, record).heads
        authoring.save(vault, record, type_, fields, heads or ())
    assert standing.tell(vault, REQUEST).words
    assert list(standing.plain(standing.tell(vault, REQUEST)))
    for step in deadlines.gather(vault, done=True):
        assert step.kind
    assert casefile.gather(vault, CASE).case == CASE
    assert standing.counts(vault) == {standing.tell(vault, REQUEST).standing.shown.value: 1}
