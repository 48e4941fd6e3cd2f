"""The activity log is read in plain words, by kind and period, in pages, and saved without a word of a case."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import BadInput
from app.services import activity, casework, logged, session
from app.services.activity import Filter
from app.services.session import Session
from app.storage import log, trust
from tests.unit.services import making

APP = Path(__file__).resolve().parents[3] / "app"


def test_every_page_together_is_the_whole_log(vault: Session) -> None:
    for n in range(7):
        casework.add(vault, "note", {"text": {"text": f"words {n}"}})
    whole = activity.entries(vault, Filter(), most=10_000)
    assert [one.n for one in whole] == list(range(len(whole), 0, -1))
    found: list[activity.Row] = []
    before = None
    while page := activity.entries(vault, Filter(), before=before, most=3):
        assert len(page) <= 3
        found += page
        before = page[-1].n
    assert tuple(found) == whole
    assert activity.count(vault, Filter()) == len(whole)


def test_a_saved_version_leads_to_its_record_and_says_nothing_of_it(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "a word of the case"}})
    row = activity.entries(vault, Filter(), most=1)[0]
    assert (row.kind, row.record) == ("saved", record)
    assert "a word" not in row.words
    assert row.words.startswith("Version ")


def test_names_of_known_cards_stand_in_the_place_of_keys(vault: Session, office: Session) -> None:
    (row,) = activity.entries(vault, Filter(("card_verified",)))
    assert row.words == f"The card of HQ ({office.card.key_id[:16]}) was verified."


def test_kinds_groups_and_days_narrow_it(vault: Session) -> None:
    assert {one.kind for one in activity.entries(vault, Filter(("vault",)))} == {"created"}
    assert {one.kind for one in activity.entries(vault, Filter(("created", "own_card")))} == {"created", "own_card"}
    day = activity.entries(vault, Filter(), most=1)[0].at[:4]
    assert activity.count(vault, Filter(since=f"{int(day) + 1}-12-31")) == 0
    assert activity.count(vault, Filter(until=f"{int(day) - 2}-01-01")) == 0
    assert activity.count(vault, Filter(since=f"{int(day) - 1}-01-01", until=f"{int(day) + 1}-12-31")) > 1
    assert activity.count(vault, Filter(until="9999-12-30")) > 1
    for wrong in (
        Filter(("nonsense",)),
        Filter(since="yesterday"),
        Filter(until="2026-13-01"),
        Filter(until="9999-12-31"),
    ):
        with pytest.raises(BadInput):
            activity.entries(vault, wrong)


def test_it_is_saved_as_a_table_and_as_lines(vault: Session, tmp_path: Path) -> None:
    rows = activity.entries(vault, Filter(), most=10_000)[::-1]
    assert activity.save(vault, tmp_path / "all.csv", Filter()) == len(rows) + 1
    table = list(csv.reader(io.StringIO((tmp_path / "all.csv").read_text(), newline="")))
    assert table[0] == ["n", "at", "kind", "label", "words"]
    assert [line[:3] for line in table[1:-1]] == [[str(one.n), one.at, one.kind] for one in rows]
    assert table[-1][2] == "activity_saved"
    activity.save(vault, tmp_path / "some.jsonl", Filter(("vault",)))
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "some.jsonl").read_text().splitlines()]
    assert kinds == ["created", "activity_saved", "activity_saved"]
    with pytest.raises(BadInput):
        activity.save(vault, tmp_path / "all.csv", Filter())
    with pytest.raises(BadInput):
        activity.save(vault, vault.vault.folder / "all.csv", Filter())


def test_it_is_saved_from_a_vault_open_for_reading_only_too(tmp_path: Path) -> None:
    making.create(tmp_path / "vault", "Lark").close()
    before = {path: path.read_bytes() for path in (tmp_path / "vault").rglob("*") if path.is_file()}
    with session.open_session(tmp_path / "vault", making.PASSPHRASE, read_only=True) as opened:
        assert activity.save(opened, tmp_path / "all.csv", Filter()) == activity.count(opened, Filter()) == 2
    assert {path: path.read_bytes() for path in before} == before


def test_a_name_that_is_a_formula_stays_a_name(vault: Session, tmp_path: Path) -> None:
    log.note(vault.vault, "=1+1", {})
    activity.save(vault, tmp_path / "formula.csv", Filter())
    assert "'=1+1" in (tmp_path / "formula.csv").read_text()


def test_a_kind_of_a_newer_version_is_shown_as_that(vault: Session) -> None:
    log.note(vault.vault, "from_the_future", {"n": 1})
    row = activity.entries(vault, Filter(), most=1)[0]
    assert row.kind == "from_the_future"
    assert row.words == "Something was noted that this version has no words for: from_the_future."


def test_each_kind_has_words_for_whatever_its_details_say_or_lack() -> None:
    for name, kind in logged.KINDS.items():
        assert kind.group in logged.GROUPS
        for detail in ({}, {"revisions": ["a"], "n": 3, "kind": "recovery", "reason": "forged", "to": None}):
            assert logged.words(log.Entry(1, "", name, dict(detail)), {})


KIND_AT = {"log.note": 1, "doors.exchange": 3, "_exchange": 3}
"""Which argument of a call is the kind of the entry it writes, or hands on."""


def _written(module: Path) -> Iterator[str]:
    """Yield the kinds of entries that a module writes into the log."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [(ast.unparse(one.func), one) for one in ast.walk(tree) if isinstance(one, ast.Call)]
    for name, call in calls:
        if name in KIND_AT:
            kind = call.args[KIND_AT[name]]
            handed_on = isinstance(kind, ast.Name) and kind.id == "kind"
            assert handed_on or isinstance(kind, ast.Constant), f"{module.name}:{call.lineno}: say the kind outright"
            if isinstance(kind, ast.Constant):
                yield str(kind.value)
    if all(name != "log.append" for name, _call in calls):
        return
    for one in ast.walk(tree):  # pairs of a kind and its details, wherever the module makes them
        if isinstance(one, ast.Tuple) and len(one.elts) == 2 and isinstance(one.elts[0], ast.Constant):
            first, second = one.elts
            named = isinstance(second, ast.Name) and second.id == "detail"
            if isinstance(first.value, str) and (named or isinstance(second, ast.Dict | ast.Call)):
                yield first.value


def test_every_kind_the_application_writes_has_words() -> None:
    modules = [path for path in APP.rglob("*.py") if "ui" not in path.relative_to(APP).parts]
    written = {kind for module in modules for kind in _written(module)} | set(trust.KINDS)
    assert {"saved", "sent", "erased", "own_card", "created", "rejected", "card_revoked", "slot_added"} <= written
    assert written <= set(logged.KINDS)
