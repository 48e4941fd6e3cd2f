"""Decrypts a Keepsake backup without Keepsake: Python 3.11 and `cryptography` (48 or newer) are all it needs.

A bundle or a sealed package too: KEY is then the line AGE-SECRET-KEY-PQ-1... of open-vault.py --identities.

python3 open-backup.py BACKUP TAR < KEY       decrypts; KEY is a file with what open-vault.py --backup-key printed
python3 open-backup.py --recovery BACKUP TAR  asks for the recovery code instead, and needs no keys file
python3 open-backup.py --identity < KEY       prints the key as the program age (1.3 or newer) takes it
"""

import argparse
import base64
import contextlib
import getpass
import hashlib
import os
import pathlib
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 65536 + 16  # 64 KiB and their tag
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def derive(secret, info, salt=None):
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def decoded(code):
    letters = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZOIL", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABB")
    typed = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    return base64.b32decode(typed.translate(letters)[:56].ljust(56, "A"))[:32]  # what follows is a checksum


def bech32(prefix, data):
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[i : i + 5].ljust(5, "0"), 2) for i in range(0, len(bits), 5)]
    check = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values, 0, 0, 0, 0, 0, 0]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, number in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= number if top >> i & 1 else 0
    values += [(check ^ 1) >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(letters[value] for value in values)


def seed_of(key):
    if not key.startswith("AGE-SECRET-KEY-PQ-1"):
        return bytes.fromhex(key)
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{letters.index(c):05b}" for c in key.strip().lower().rpartition("1")[2][:-6])
    return bytes(int(bits[i : i + 8], 2) for i in range(0, 256, 8))


def file_key(source, seed):
    expanded = hashlib.shake_256(seed).digest(96)
    parts = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    private, found, line = hpke.MLKEM768X25519PrivateKey(*parts), None, source.readline()
    while not line.startswith(b"---"):
        if line.startswith(b"->"):
            enc, body, line = line.split()[2], b"", source.readline().strip()
            while len(line) == 64:  # a shorter line is the last
                body, line = body + line, source.readline().strip()
            sealed = base64.b64decode(enc + b"==") + base64.b64decode(body + line + b"==")
            with contextlib.suppress(InvalidTag):  # made for another key, or for nobody
                found = SUITE.decrypt(sealed, private, b"age-encryption.org/mlkem768x25519")
        line = source.readline()
    return found


os.umask(0o077)  # what is written can be opened: for nobody else
parser = argparse.ArgumentParser()
parser.add_argument("backup", metavar="BACKUP", type=pathlib.Path, nargs="?")
parser.add_argument("tar", metavar="TAR", type=pathlib.Path, nargs="?")
parser.add_argument("--recovery", action="store_true")
parser.add_argument("--identity", action="store_true")
wanted = parser.parse_args()
given = getpass.getpass("Code: " if wanted.recovery else "Key: ") if sys.stdin.isatty() else sys.stdin.readline()
seed = derive(decoded(given), b"keepsake/recovery/backup/v1") if wanted.recovery else seed_of(given)
if wanted.identity:
    sys.exit(print(bech32("age-secret-key-pq-", seed).upper()))
with wanted.backup.open("rb") as source:
    key = file_key(source, seed)
    if key is None or wanted.tar.exists():
        sys.exit("TAR is there already: name another." if key else "This key, or this code, does not open the backup.")
    cipher = ChaCha20Poly1305(derive(key, b"payload", source.read(16)))
    piece, number, out = source.read(CHUNK), 0, wanted.tar.open("xb")  # made only once there is something to write
    while piece:
        following = source.read(CHUNK)
        nonce = number.to_bytes(11, "big") + (b"\0" if following else b"\1")
        out.write(cipher.decrypt(nonce, piece, None))
        piece, number = following, number + 1
    out.close()
