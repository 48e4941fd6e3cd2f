"""What `list` is asked for: days, answers and numbers, as a person types them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import pytest

from app.cli import narrowing
from app.services import casework
from app.services.session import Session
from tests.unit.services import making


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with making.create(tmp_path_factory.mktemp("listed") / "vault", "Lark") as made:
        casework.add(made, "incident", {"title": {"text": "spring"}, "period": {"edtf": "2012-03"}})
        casework.add(made, "incident", {"title": {"text": "since"}, "period": {"edtf": "2012-08/.."}})
        casework.add(made, "person", {"code_name": {"text": "Heron"}, "birth": {"answer": "unknown"}})
        casework.add(made, "person", {"code_name": {"text": "group"}, "number": {"min": 13}})
        yield made


def _titles(opened: Session, *days: str, surely: bool = False, **asked: Any) -> set[str]:
    rows = casework.listing(opened)
    given = (days[0] if days else "", days[1] if len(days) > 1 else "")
    found = narrowing.narrowed(opened, rows, given, asked.get("answers", ()), asked.get("numbers", ()), surely=surely)
    return {row["title"] for row in found}


def test_days_are_typed_as_people_say_them(opened: Session) -> None:
    assert _titles(opened, "about May 2012") == {"since"}
    assert _titles(opened, "", "early 2012") == {"spring", "since"}
    assert _titles(opened, "", "summer 2012", surely=True) == {"spring"}
    for words in ("3/4/2012", "between 3 and 5 May", "when it rained"):
        with pytest.raises(click.UsageError):
            _titles(opened, words)


def test_answers_and_numbers(opened: Session) -> None:
    assert _titles(opened, answers=("birth=unknown",)) == {"Heron"}
    assert _titles(opened, answers=("birth=not-asked",)) == {"group"}
    assert _titles(opened, numbers=("number >= 20",)) == {"group"}
    assert _titles(opened, numbers=("number>=20",), surely=True) == set()
    for asked in ({"answers": ("birth=perhaps",)}, {"answers": ("brith=unknown",)}, {"numbers": ("number>20",)}):
        with pytest.raises(click.UsageError):
            _titles(opened, **asked)
