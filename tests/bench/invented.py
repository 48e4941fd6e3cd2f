"""Invented records of a usual size, the same for every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

TEXT = (
    "witness said police came at night took him from home no warrant was shown the family asked at the "
    "station nobody answered later a lawyer was refused twice and the hearing was put off letter sent to "
    "the ministry without reply neighbours saw two cars plates covered he was held eleven days in a guest "
    "house"
)
WORDS = TEXT.split()
FAMILY, GIVEN = "曹彭张胡李王陈刘杨赵", "顺利兰岚明光秀英伟芳娜敏静丽强磊军洋勇艳杰"
TYPES = ("incident", "act", "person", "testimony", "note")


def records(count: int, seed: int = 1) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield `count` of (record id, type, fields); about 1 KB a body, linked to one another."""
    dice = random.Random(seed)
    ids: list[str] = []
    for n in range(count):
        record = f"{dice.getrandbits(128):032x}"
        kind = TYPES[n % len(TYPES)]
        yield record, kind, _fields(dice, kind, n, ids)
        ids.append(record)
        if len(ids) > 1000:
            del ids[:500]


def _text(dice: random.Random, words: int) -> dict[str, str]:
    return {"text": " ".join(dice.choices(WORDS, k=words)), "language": "en"}


def _fields(dice: random.Random, kind: str, n: int, ids: list[str]) -> dict[str, Any]:
    some = dice.choice(ids) if ids else None
    day = f"20{dice.randint(10, 25)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    name = dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(GIVEN)
    match kind:
        case "incident":
            return {"title": _text(dice, 6), "period": {"edtf": day}, "narrative": _text(dice, 70)}
        case "act":
            return {
                "act_type": {"term": "act/detention"},
                "date": {"edtf": day},
                "victim": {"role": "victim", "to": some},
                "remarks": _text(dice, 60),
            }
        case "person":
            names = [{"id": "n1", "text": name, "script": "Hans", "language": "zh", "kind": "legal"}]
            return {"names": names, "remarks": _text(dice, 40)}
        case "testimony":
            return {"narrative": _text(dice, 110), "about": [{"id": "l1", "role": "about", "to": some}]}
        case _:
            return {"text": _text(dice, 60)}
