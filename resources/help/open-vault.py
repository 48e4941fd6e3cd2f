"""Opens a Keepsake vault without Keepsake: Python 3.11, `cryptography` and `sqlcipher3` are all it needs.

python3 open-vault.py DIR                        each record's current versions, as lines of JSON
python3 open-vault.py DIR --attachments FOLDER   also its attachments, decrypted, named by their SHA-256
python3 open-vault.py DIR --identities           only the secret keys that open bundles sent to this vault
python3 open-vault.py DIR --keyfile FILE         asks for the passphrase that goes with this keyfile
python3 open-vault.py DIR --recovery             asks for the recovery code instead of the passphrase
python3 open-vault.py FILE.keys.json --backup-key   only the key that open-backup.py takes
"""

import argparse
import base64
import getpass
import hashlib
import json
import os
import pathlib
import sys
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2

CHUNK = 65536 + 16  # a piece of an attachment: 64 KiB and its tag


def derive(secret, info, size=32, salt=None):
    return HKDF(SHA256(), size, salt, info).derive(secret)


def compact(slot, *names):
    return json.dumps({name: slot[name] for name in names}, sort_keys=True, separators=(",", ":")).encode()


def stretched(kdf, passphrase):
    text = unicodedata.normalize("NFC", passphrase.removesuffix("\n").removesuffix("\r"))
    text = "".join(" " if c == "\t" or unicodedata.category(c) == "Zs" else c for c in text)
    costs = {"iterations": kdf["passes"], "lanes": kdf["lanes"], "memory_cost": kdf["memory_kib"]}
    return Argon2id(salt=bytes.fromhex(kdf["salt"]), length=32, **costs).derive(text.encode())


def decoded(code):
    letters = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZOIL", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABB")
    typed = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    if len(typed) == 64:  # what another program made of SLIP-39 shares
        return bytes.fromhex(typed)
    return base64.b32decode(typed.translate(letters)[:56].ljust(56, "A"))[:32]  # what follows is a checksum


def vault_key(slot, given, keyfile):
    secret = decoded(given) if slot["kind"] == "recovery" else stretched(slot["kdf"], given)
    if slot["kind"] == "keyfile":
        secret += bytes.fromhex(keyfile.read_text().split()[1])
    keys = derive(secret, b"keepsake/slot/v1\0" + compact(slot, "id", "kind"), 64)
    if keys[32:].hex() != slot["commitment"]:
        return None
    about = b"keepsake/slot-aad/v1\0" + compact(slot, "id", "kdf", "kind")
    return AESGCMSIV(keys[:32]).decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), about)


def database(folder, key, salt):
    link = dbapi2.connect(f"{(folder / 'vault.db').resolve().as_uri()}?mode=ro", uri=True)
    link.execute(f"PRAGMA key = \"x'{derive(key, b'keepsake/database/v1').hex()}{salt}'\"")
    link.executescript("PRAGMA cipher_page_size = 8192; PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
    return link


def extract(source, target, file_key, size, sha256):
    with source.open("rb") as sealed, target.open("xb") as out:
        cipher = ChaCha20Poly1305(derive(file_key, b"payload", salt=sealed.read(16)))
        piece, number, left, digest = sealed.read(CHUNK), 0, size, hashlib.sha256()
        while piece:
            following = sealed.read(CHUNK)
            nonce = number.to_bytes(11, "big") + (b"\0" if following else b"\1")
            plain = cipher.decrypt(nonce, piece, None)[:left]  # what follows the true length is padding
            out.write(plain)
            digest.update(plain)
            piece, number, left = following, number + 1, left - len(plain)
    if left or digest.digest() != sha256:
        sys.exit(f"{target}: this attachment is not whole.")


os.umask(0o077)  # what is written is decrypted: for nobody else
parser = argparse.ArgumentParser()
parser.add_argument("folder", metavar="DIR", type=pathlib.Path)
parser.add_argument("--attachments", metavar="FOLDER", type=pathlib.Path)
parser.add_argument("--identities", action="store_true")
parser.add_argument("--backup-key", action="store_true")
parser.add_argument("--keyfile", metavar="FILE", type=pathlib.Path)
parser.add_argument("--recovery", action="store_true")
wanted = parser.parse_args()
about = json.loads((wanted.folder if wanted.folder.is_file() else wanted.folder / "vault.json").read_bytes())
kind = "recovery" if wanted.recovery else "keyfile" if wanted.keyfile else "passphrase"
prompt = "Recovery code: " if wanted.recovery else "Passphrase: "
given = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
keys = (vault_key(slot, given, wanted.keyfile) for slot in about["slots"] if slot["kind"] == kind)
key = next(filter(None, keys), None)
if key is None:
    sys.exit("The vault does not open: the passphrase, keyfile or code is wrong, or vault.json was changed.")
if wanted.backup_key:
    sys.exit(print(derive(key, b"keepsake/backup/v1").hex()))
link = database(wanted.folder, key, about["database"]["salt"])
if wanted.identities:
    (identities,) = link.execute("SELECT value FROM meta WHERE name = 'identities'").fetchone()
    sys.exit(print("\n".join(json.loads(identities))))
for record, version, type_, state, body in link.execute(
    "SELECT hex(record), hex(id), type, state, body FROM shown_revision WHERE id NOT IN"
    ' (SELECT parent FROM parent JOIN shown_revision ON n = child WHERE NOT instr(header, \'"crit":["\'))'
    " ORDER BY record, id"
):
    found = {"id": record.lower(), "revision": version.lower(), "state": state, "type": type_}
    found |= json.loads(body or "{}")
    print(json.dumps(found, ensure_ascii=False))
if wanted.attachments:
    wanted.attachments.mkdir(exist_ok=True)
    for name, *rest, sha256 in link.execute("SELECT name, key, size, sha256 FROM shown_blob GROUP BY sha256"):
        extract(wanted.folder / "blobs" / name, wanted.attachments / sha256.hex(), *rest, sha256)
