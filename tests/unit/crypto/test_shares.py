"""Recovery shares against the published vectors of SLIP-39, and what a person mistypes."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
import shamir_mnemonic

from app.base.errors import BadShare
from app.crypto import shares

SECRET = bytes(range(32))
VECTORS: list[list[Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "vectors" / "slip39" / "vectors.json").read_bytes()
)


def _of_a_vault(vector: list[Any]) -> bool:
    """Tell whether a vector is of the kind that vaults have: 256 bits, one group, two or more needed, and valid."""
    _name, words, secret, *_key = vector
    if not secret or any(len(one.split()) != shares.WORDS for one in words):
        return False
    first = shamir_mnemonic.Share.from_mnemonic(words[0])
    return first.group_count == 1 and first.member_threshold >= 2


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0].split(".")[0])
def test_the_published_vectors(vector: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    if _of_a_vault(vector):  # theirs are under a passphrase of SLIP-39, which ours never have
        combine = shamir_mnemonic.combine_mnemonics
        monkeypatch.setattr(shamir_mnemonic, "combine_mnemonics", lambda words: combine(words, b"TREZOR"))
        assert shares.combine(vector[1]).hex() == vector[2]
    else:
        with pytest.raises(BadShare):
            shares.combine(vector[1])


def test_enough_vectors_are_of_our_kind() -> None:
    assert sum(map(_of_a_vault, VECTORS)) >= 2
    assert len(VECTORS) >= 40


@pytest.mark.parametrize(("needed", "count"), [(2, 2), (2, 3), (3, 5), (16, 16)])
def test_any_that_are_enough_give_the_secret_and_fewer_do_not(needed: int, count: int) -> None:
    made = shares.split(SECRET, needed, count)
    assert len(made) == len(set(made)) == count
    assert all(len(one.split()) == shares.WORDS for one in made)
    for some in itertools.islice(itertools.combinations(made, needed), 4):
        assert shares.combine(some) == SECRET
        with pytest.raises(BadShare, match=f"{needed} different shares are needed"):
            shares.combine(some[1:])
    assert shares.combine(made[::-1]) == SECRET  # more than needed, in another order


@pytest.mark.parametrize(("needed", "count"), [(1, 1), (1, 3), (3, 2), (2, 17), (0, 0), (2, 1)])
def test_what_cannot_be_split(needed: int, count: int) -> None:
    with pytest.raises(BadShare, match="Nothing was made"):
        shares.split(SECRET, needed, count)


def test_a_share_says_its_number_and_how_many_are_needed() -> None:
    made = [shares.read(one) for one in shares.split(SECRET, 3, 5)]
    assert [one.number for one in made] == [1, 2, 3, 4, 5]
    assert {one.needed for one in made} == {3}
    assert len({one.of for one in made}) == 1
    assert "Share(number=1, needed=3" in repr(made[0])
    assert made[0].words[5] not in repr(made[0]).split()


def test_it_is_typed_as_people_type() -> None:
    one, two = shares.split(SECRET, 2, 2)
    numbered = "\n".join(f" {n:2}. {word.upper()}," for n, word in enumerate(one.split(), 1))
    short = "-".join(word[:4] for word in two.split())
    assert shares.combine([numbered, short]) == SECRET
    assert shares.read(numbered).text == one


def test_the_same_share_twice_is_one() -> None:
    one, _two = shares.split(SECRET, 2, 2)
    with pytest.raises(BadShare, match="2 different shares are needed to open the vault; these are 1"):
        shares.combine([one, one])


def test_shares_of_two_sets() -> None:
    ours, theirs = shares.split(SECRET, 2, 2), shares.split(SECRET, 2, 2)
    with pytest.raises(BadShare, match="share 1, number 2 of those given, belongs to another"):
        shares.combine([ours[1], theirs[0]])


def test_shares_that_only_say_they_are_of_a_set() -> None:
    one, two = (shamir_mnemonic.Share.from_mnemonic(text) for text in shares.split(SECRET, 2, 2))
    from dataclasses import replace

    forged = replace(two, value=bytes(32)).mnemonic()
    with pytest.raises(BadShare, match="do not fit together"):
        shares.combine([one.mnemonic(), forged])
    with pytest.raises(BadShare, match="do not fit together"):
        shares.combine([two.mnemonic(), forged])


@pytest.mark.parametrize("place", range(1, shares.WORDS + 1))
def test_the_word_that_was_mistyped_is_named(place: int) -> None:
    words = shares.split(SECRET, 2, 2)[0].split()
    wrong = list(words)
    wrong[place - 1] = "academic" if words[place - 1] != "academic" else "zero"
    with pytest.raises(BadShare, match=rf"^Word {place} is another one") as caught:
        shares.read(" ".join(wrong))
    assert not set(words) & set(re.findall(r"[a-z]{4,}", str(caught.value))) - {"paper", "look", "than"}
    told = "Share number 2 of those given" if place in (3, 4) else "Share 1"  # these two say which it is
    wrong[place - 1] = "acadmic"
    with pytest.raises(BadShare, match=rf"^{told}: Word {place} is not one of the words"):
        shares.combine([shares.split(SECRET, 2, 2)[0], " ".join(wrong)])


def test_two_wrong_words_are_not_taken_for_one() -> None:
    words = shares.split(SECRET, 2, 2)[0].split()
    for one, two in ((3, 4), (0, 32), (1, 2), (10, 20)):
        wrong = list(words)
        for at in (one, two):
            wrong[at] = "academic" if words[at] != "academic" else "zero"
        with pytest.raises(BadShare, match="Some words"):
            shares.read(" ".join(wrong))


def test_words_missing_or_too_many() -> None:
    words = shares.split(SECRET, 2, 2)[0].split()
    for some in (words[:-1], [*words, "zero"], [], ["academic"] * 20):
        with pytest.raises(BadShare, match=f"A share has 33 words; these are {len(some)}"):
            shares.read(" ".join(some))
    with pytest.raises(BadShare, match="no share"):
        shares.combine([])


def test_shares_that_ask_for_more_work_than_ours_are_not_begun() -> None:
    ((first, second),) = shamir_mnemonic.generate_mnemonics(1, [(2, 2)], SECRET, iteration_exponent=5)
    with pytest.raises(BadShare, match="something else than a vault"):
        shares.combine([first, second])
    ((first, second),) = shamir_mnemonic.generate_mnemonics(1, [(2, 2)], SECRET, iteration_exponent=4)
    assert shares.combine([first, second]) == SECRET
