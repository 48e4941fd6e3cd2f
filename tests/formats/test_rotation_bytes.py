"""The bytes of a card of format 2, which the keys of the card before signed too, and of a revocation, fixed forever."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from app.exchange import revocation
from app.exchange.card import parse_card

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "card-v2-before.json": "ba7fdd789f216a7d3569d45016c31d7ac6b49dbbe2a0e77d45d60962f59ed2fd",
    "card-v2-field.json": "9bac5a462edb5ab436516a63094a3150a2df1910783c67bc7a628648d937505f",
    "revocation-v1.txt": "ef9721c7a52541e8462edf5e98b91e4331ee111f46b8ec76c75dd97ce3e060ca",
}
OLD = "8d65ae944b85fd3c5132aaa8011aaa6f2cd4b4c4e518526587761db7dd2ea16c"
NEW = "e06d7ecc100bdb1878c1ba6acf0dbed97a1b6cc4a748d09dc7fe8789ac6b165f"


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_golden_files_are_untouched(name: str) -> None:
    assert hashlib.sha256(golden(name)).hexdigest() == FILES[name]


def test_a_card_of_format_2_says_what_it_says() -> None:
    card, before = parse_card(golden("card-v2-field.json")), parse_card(golden("card-v2-before.json"))
    assert (card.key_id, card.predecessor, card.version, card.practice) == (NEW, OLD, 2, True)
    assert (card.name, card.role, card.previous) == ("Lark 百灵", "field", FILES["card-v2-before.json"])
    assert (before.key_id, before.predecessor, before.version) == (OLD, None, 1)
    assert card.fingerprint == "986134722444472944263511172842387975936977467346159424196794"
    assert card.endorsement is not None
    assert card.endorsement.fingerprint == before.fingerprint


def test_the_old_keys_signed_all_the_rest_of_it_without_any_code_of_ours() -> None:
    value = json.loads(golden("card-v2-field.json"))["card"]
    endorsement = value.pop("endorsement")
    assert value["format"] == 2
    data = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    second = MLDSA65PublicKey.from_public_bytes(base64.b64decode(endorsement["mldsa65"]))
    second.verify(base64.b64decode(endorsement["mldsa"]), data, b"keepsake-rotation-v1")
    armored = "".join(endorsement["ssh"].splitlines()[1:-1])
    blob = base64.b64decode(armored)
    assert blob[:6] == b"SSHSIG"
    namespace = b"keepsake-rotation-v1"
    parts = [namespace, b"", b"sha512", hashlib.sha512(data).digest()]
    signed = b"SSHSIG" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(OLD)).verify(blob[-64:], signed)


def test_a_revocation_is_a_key_its_signature_and_four_bytes_of_a_hash() -> None:
    text = golden("revocation-v1.txt").decode("ascii")
    assert revocation.parse(text).key_id == OLD
    head, *lines = text.split("\n")
    assert head == "KEEPSAKE-REVOCATION-1"
    content = base64.b32decode("".join(lines).replace(" ", ""))
    key, signature, check = content[:32], content[32:96], content[96:]
    assert key.hex() == OLD
    label = b"keepsake/revocation/v1\0"
    Ed25519PublicKey.from_public_bytes(key).verify(signature, label + key)
    assert check == hashlib.sha256(label + key + signature).digest()[:4]
