"""Fingerprints compare as people type them."""

from __future__ import annotations

import hashlib

import pytest

from app.exchange import fingerprint

PLAIN = "".join(str(n % 10) for n in range(60))


def test_digits_are_sha512_modulo() -> None:
    number = int.from_bytes(hashlib.sha512(b"keepsake/card-fp/v1\0" + b"a" * 32 + b"b" * 1952).digest(), "big")
    digits = fingerprint.digits(b"a" * 32, b"b" * 1952)
    assert len(digits) == 60
    assert int(digits) == number % 10**60


def test_groups_of_five() -> None:
    groups = fingerprint.group_digits(PLAIN).split(" ")
    assert len(groups) == 12
    assert {len(group) for group in groups} == {5}


def in_script(zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in PLAIN)


@pytest.mark.parametrize(
    "typed",
    [
        PLAIN,
        fingerprint.group_digits(PLAIN),
        "  " + fingerprint.group_digits(PLAIN).replace(" ", "\n") + "\n",
        fingerprint.group_digits(PLAIN).replace(" ", "-"),
        fingerprint.group_digits(PLAIN).replace(" ", "\u2013"),
        fingerprint.group_digits(PLAIN).replace(" ", "\u00a0\u3000"),
        "\u200f" + in_script("\u0660"),
        in_script("\u06f0"),
        in_script("\u0966"),
        in_script("\uff10"),
        PLAIN.translate(str.maketrans("0123456789", "〇一二三四五六七八九")),
        PLAIN.translate(str.maketrans("0123456789", "零一二三四五六七八九")),
    ],
)
def test_same_in_any_writing(typed: str) -> None:
    assert fingerprint.same_fingerprint(PLAIN, typed)
    assert fingerprint.same_fingerprint(typed, PLAIN)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        PLAIN[:-1],
        PLAIN + "0",
        PLAIN[:-1] + "0",
        PLAIN[:59] + "x",
        PLAIN[:59] + "½",
        PLAIN[:59] + "十",
        "一" * 60,
    ],
)
def test_other_digits_are_not_the_same(typed: str) -> None:
    assert not fingerprint.same_fingerprint(PLAIN, typed)
    assert not fingerprint.same_fingerprint(typed, typed[:-1])
