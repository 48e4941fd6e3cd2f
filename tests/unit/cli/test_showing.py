"""What `show` prints for a person: every record of the sample, and values of a form nobody knows."""

from __future__ import annotations

from typing import Any

from app.cli import showing
from app.domain.schema import OURS
from app.services import practice


def _lines(type_: str, fields: dict[str, Any], titles: dict[str, str] | None = None) -> str:
    shown = {"id": "a" * 32, "type": type_, "fields": fields, "conflict": [], "history": []}
    return "\n".join(showing.lines(OURS, shown, {"titles": titles or {}, "linked_from": []}))


def test_every_record_of_the_sample_is_readable() -> None:
    for record in practice.sample_records():
        text = _lines(record["type"], record["fields"])
        assert "{" not in text, record["label"]
        assert "term" not in text.split(), record["label"]


def test_links_carry_the_title_of_their_target_and_the_words() -> None:
    victim = {"role": "victim", "to": "b" * 32, "words": "a teacher"}
    assert "Victim: Cao Shunli (bbbbbbbb) [a teacher]" in _lines("act", {"victim": victim}, {"b" * 32: "Cao Shunli"})
    unknown = [
        {
            "id": "x",
            "role": "perpetrator",
            "to": None,
            "words": "two men",
            "number": {"min": 2},
            "attributes": {"alleged": True},
        }
    ]
    assert "Perpetrators: not identified; two men, at least 2, Alleged: Yes" in _lines("act", {"perpetrators": unknown})


def test_what_a_newer_version_wrote_is_shown_as_it_is() -> None:
    assert "deep: 1" in _lines("act", {"aura": {"hue": {"deep": 1}}})
    assert "Aura" not in _lines("hologram", {"aura": 5})
    assert "When: Unknown" in _lines("act", {"period": {"answer": "unknown"}})
    assert "When: since August 2012, still" in _lines("act", {"period": {"edtf": "2012-08/.."}})


def test_a_page_of_an_index_is_told_to_cost_nothing() -> None:
    found = [{"kind": "page", "page": 5, "part": "mention index"}, {"kind": "page", "page": 6, "part": "batch"}]
    assert list(showing.damage(found)) == [
        "  Page 5 (mention index): nothing is lost with it; recovering makes it anew",
        "  Page 6 (batch)",
    ]
