"""The bytes that crypto writes, fixed: each constant is built again here by the standard library or by hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto import age, derive, recipients, recovery, signing, slots, sshsig
from app.crypto.header import Stanza
from app.crypto.ways import Way
from app.domain import canonical

COUNT = bytes(range(256))
KEYS = signing.SigningKeys(COUNT[:32], COUNT[32:64])
KEY_ID = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"

SLOT = {
    "commitment": "380a15ac99086221ae624465e705cddbed84ce28590c9d0ec2b75f9c05ec5af3",
    "id": "0001020304050607",
    "kdf": {
        "lanes": 2,
        "memory_kib": 65536,
        "name": "argon2id",
        "passes": 3,
        "salt": "000102030405060708090a0b0c0d0e0f",
    },
    "kind": "passphrase",
    "nonce": "000102030405060708090a0b",
    "wrapped": ("e8c268885b8a3098e1fdf230e0bacf40172abb33289569057497906fbfa2c1e0146ba75ba91eaac6552aef7184815107"),
}
PASSPHRASE = "correct horse battery staple"
KEYFILE, SECRET = COUNT[64:96], COUNT[96:128]
OTHERS = {
    "keyfile": (
        "72b43698a55d3159cd4ce94b8520d75481b218d965379e2d8be01dc62bb5b39b",
        "30b9ed2db2e6b318e3614b42eea9d90b85fd448da77fbed6d36fde6d094af767b4242f9384e76348a78bb8d9dbb4b03d",
    ),
    "recovery": (
        "48446ed6f057b879c0e7c6aad25c7613d76fd8cc103dbc246315afc12ad3127e",
        "e2efb80007b5c0ab48fe4da52ed77f6272405165c14bdb74cc0d4165cd5130e9ea1c1deb4b109ad177d8f1bd457a5cf0",
    ),
}
"""Commitment and wrapped key of the slots of other kinds, of the same id, salt, nonce and vault key."""

SSHSIG = """\
-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgA6EHv/POEL4dcN0Y50vAmWfk1j
CbpQ1fHdyGZBJVMbgAAAASa2VlcHNha2UtYnVuZGxlLXYxAAAAAAAAAAZzaGE1MTIAAABT
AAAAC3NzaC1lZDI1NTE5AAAAQCla7UTcooWCMzPXBKeRgaj5pOJk2achCe4n3NW1YTQF3L
QgOQqAR0d1SafqYN/T4F096QXzx02X107iKfC9Awk=
-----END SSH SIGNATURE-----
"""

HEADER = b"""\
age-encryption.org/v1
-> X25519 AAAA
AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8
-> grease

--- q4C10ocNvvN2clo33an4yLFD0OUUnxC8LDr45yN6R+M
"""


def _hkdf(secret: bytes, info: bytes, size: int, salt: bytes = bytes(32)) -> bytes:
    key = hmac.digest(salt, secret, "sha256")
    block, out = b"", b""
    for number in range(1, size // 32 + 1):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        out += block
    return out


def test_slot() -> None:
    made = slots.seal_slot(
        PASSPHRASE,
        COUNT[:32],
        slots.Randomness(id=COUNT[:8], salt=COUNT[:16], nonce=COUNT[:12]),
        memory_kib=65536,
        passes=3,
        lanes=2,
    )
    assert made == SLOT
    assert slots.open_slot(SLOT, PASSPHRASE) == COUNT[:32]


def test_slot_by_hand() -> None:
    stretched = Argon2id(salt=COUNT[:16], length=32, iterations=3, lanes=2, memory_cost=65536).derive(
        PASSPHRASE.encode()
    )
    info = b'keepsake/slot/v1\0{"id":"0001020304050607","kind":"passphrase"}'
    okm = _hkdf(stretched, info, 64)
    associated = (
        b'keepsake/slot-aad/v1\0{"id":"0001020304050607","kdf":{"lanes":2,"memory_kib":65536,"name":"argon2id",'
        b'"passes":3,"salt":"000102030405060708090a0b0c0d0e0f"},"kind":"passphrase"}'
    )
    assert SLOT["commitment"] == okm[32:].hex()
    assert SLOT["wrapped"] == AESGCMSIV(okm[:32]).encrypt(COUNT[:12], COUNT[:32], associated).hex()
    assert canonical.encode(SLOT) == json.dumps(SLOT, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize("kind", OTHERS)
def test_slots_of_the_other_kinds(kind: str) -> None:
    """The constants were computed by the standard library's HMAC and the two primitives, as in the test above."""
    way = Way(PASSPHRASE, keyfile=KEYFILE) if kind == "keyfile" else Way(recovery=SECRET)
    randomness = slots.Randomness(id=COUNT[:8], salt=COUNT[:16], nonce=COUNT[:12])
    made = slots.seal_slot(way, COUNT[:32], randomness, memory_kib=65536)
    commitment, wrapped = OTHERS[kind]
    kdf = SLOT["kdf"] if kind == "keyfile" else {"name": "hkdf"}
    assert made == {**SLOT, "kind": kind, "kdf": kdf, "commitment": commitment, "wrapped": wrapped}
    assert slots.open_slot(made, way) == COUNT[:32]


def test_the_key_of_backups_from_the_recovery_secret() -> None:
    assert recovery.LABEL == "keepsake/recovery/backup/v1"
    seed = _hkdf(SECRET, recovery.LABEL.encode(), 32)
    assert seed.hex() == "9f23de0c40ff9a8a1f28f3d6125a52d42930ba8a187a4623768f2bffdd6b7bf1"
    assert recovery.backup_recipient(SECRET) == str(recipients.XWingIdentity(seed).recipient)


def test_labels_of_the_vault_key() -> None:
    labels = ("keepsake/database/v1", "keepsake/log/v1", "keepsake/backup/v1", "keepsake/vault-json/v1")
    assert labels == (derive.DATABASE, derive.LOG, derive.BACKUP, derive.VAULT_JSON)
    assert [derive.derive(COUNT[:32], label).hex()[:16] for label in labels] == [
        _hkdf(COUNT[:32], label.encode(), 32).hex()[:16] for label in labels
    ]


def test_key_id_and_public_keys() -> None:
    assert KEYS.key_id == KEY_ID
    assert hashlib.sha256(KEYS.mldsa_public).hexdigest() == (
        "408071bcaf4fe051b0b68f8e5b2a9dbbc15dabd9440757bf197a677bbca50b9b"
    )


def test_revision_signature_is_that_of_rfc_8032() -> None:
    """Section 7.1, test 2: a message of one byte."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    keys = signing.SigningKeys(seed, bytes(32))
    assert keys.key_id == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signing.sign_revision(keys, b"\x72") == signature
    signing.verify_revision(keys.key_id, b"\x72", signature)


def test_sshsig() -> None:
    assert sshsig.sign(KEYS.ed25519_key, b"words\n", "keepsake-bundle-v1") == SSHSIG
    assert sshsig.allowed_signers_line(KEY_ID, "keepsake") == (
        "keepsake ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    )


def test_sshsig_by_hand() -> None:
    def string(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    namespace, hashed = string(b"keepsake-bundle-v1"), string(hashlib.sha512(b"words\n").digest())
    signature = KEYS.ed25519_key.sign(b"SSHSIG" + namespace + string(b"") + string(b"sha512") + hashed)
    public = string(b"ssh-ed25519") + string(bytes.fromhex(KEY_ID))
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + string(public) + namespace + string(b"") + string(b"sha512")
    blob += string(string(b"ssh-ed25519") + string(signature))
    assert base64.b64decode("".join(SSHSIG.splitlines()[1:-1])) == blob


def test_age_header() -> None:
    made = age.encrypt_header(COUNT[:16], [Stanza(("X25519", "AAAA"), COUNT[:32]), Stanza(("grease",), b"")])
    assert made == HEADER
    covered = HEADER[: HEADER.index(b"---") + 3]
    mac = hmac.digest(_hkdf(COUNT[:16], b"header", 32), covered, "sha256")
    assert covered + b" " + base64.b64encode(mac).rstrip(b"=") + b"\n" == HEADER


def test_age_payload() -> None:
    out = io.BytesIO()
    with age.encrypting_again(out, header=HEADER, file_key=COUNT[:16], nonce=COUNT[:16]) as writer:
        writer.write(bytes(65536) + b"words\n")
    key = ChaCha20Poly1305(_hkdf(COUNT[:16], b"payload", 32, salt=COUNT[:16]))
    first = key.encrypt(bytes(12), bytes(65536), None)
    last = key.encrypt(bytes(10) + b"\1\1", b"words\n", None)
    assert out.getvalue() == HEADER + COUNT[:16] + first + last
    assert hashlib.sha256(out.getvalue()).hexdigest() == (
        "fbd011fcfa2994ae3dd5103927b202c848e88b68e9ff4b358640d9ce991c4076"
    )


def test_age_keys() -> None:
    x25519, xwing = recipients.X25519Identity(COUNT[:32]), recipients.XWingIdentity(COUNT[:32])
    assert x25519.to_string() == "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG"
    assert str(x25519.recipient) == "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh"
    assert xwing.to_string() == "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S5DYVQQ"
    assert hashlib.sha256(str(xwing.recipient).encode()).hexdigest() == (
        "e1704ce7caadaa4e436845c280d1527742f46a8af62d934c41b60c624e7cb185"
    )
