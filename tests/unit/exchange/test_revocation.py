"""Revocations: typed from paper as people type, and refused when the key itself did not sign."""

from __future__ import annotations

import base64

import pytest

from app.base.errors import BadInput
from app.crypto.signing import sign_revision
from app.exchange import revocation
from tests.unit.exchange import making

LARK = making.person("Lark")
DESK = making.person("Desk", "headquarters")


def test_it_names_the_key_that_gave_itself_up() -> None:
    text = revocation.make(LARK.keys)
    found = revocation.parse(text)
    assert (found.key_id, found.text) == (LARK.card.key_id, text)
    assert text == revocation.make(LARK.keys)
    assert len(text) < 250
    assert max(map(len, text.splitlines())) <= 40


def test_it_may_be_typed_in_any_case_and_spacing_and_scanned() -> None:
    text = revocation.make(LARK.keys)
    head, _, rest = text.partition("\n")
    for typed in (
        text.lower(),
        text.replace("\n", "\r\n"),
        f"  {head}   " + "".join(rest.split()),
        head + "\n" + rest.replace(" ", " - "),
        head + "\n" + rest.replace("O", "0").replace("I", "1").replace("B", "8"),
        revocation.qr(text),
    ):
        assert revocation.parse(typed).key_id == LARK.card.key_id
    assert set(revocation.qr(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -")  # a QR code's alphanumeric mode


def test_every_letter_changed_cut_or_added_is_refused() -> None:
    text = revocation.make(LARK.keys)
    for place, letter in enumerate(text):
        if letter.isspace():
            continue
        for other in ("A", "Z", "7", "é", ""):
            if other != letter:
                with pytest.raises(BadInput):
                    revocation.parse(text[:place] + other + text[place + 1 :])
    for other in ("", "\n", revocation.MARK, text + "A", text * 2, "x" * 10_000, "\ud800", LARK.card.data.decode()):
        with pytest.raises(BadInput):
            revocation.parse(other)


def test_another_key_cannot_revoke() -> None:
    for signer, named in ((DESK, LARK), (LARK, DESK)):
        signature = sign_revision(signer.keys, revocation.LABEL + named.keys.ed25519_public)
        content = named.keys.ed25519_public + signature
        letters = base64.b32encode(content + revocation._check(content)).decode()
        with pytest.raises(BadInput, match="not signed by the key"):
            revocation.parse(f"{revocation.MARK} {letters}")
    other = sign_revision(LARK.keys, LARK.keys.ed25519_public)  # signed for another purpose
    content = LARK.keys.ed25519_public + other
    letters = base64.b32encode(content + revocation._check(content)).decode()
    with pytest.raises(BadInput, match="not signed by the key"):
        revocation.parse(f"{revocation.MARK} {letters}")
