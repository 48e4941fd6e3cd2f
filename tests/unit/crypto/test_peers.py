"""Both ways with other implementations: the age program, pyrage (Rust), and age and ML-DSA of JavaScript."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.base import errors
from app.crypto import age, signing
from app.crypto.recipients import (
    Identity,
    Recipient,
    ScryptIdentity,
    ScryptRecipient,
    eight_stanzas,
    new_x25519,
    new_xwing,
    parse_identity,
    parse_recipient,
)
from app.crypto.stream import CHUNK

PEERS = Path(__file__).resolve().parents[2] / "peers"
AGE, NODE = shutil.which("age"), shutil.which("node")
needs_age = pytest.mark.skipif(AGE is None, reason="the age program is not installed")
needs_node = pytest.mark.skipif(
    NODE is None or not (PEERS / "node_modules").is_dir(),
    reason="the age of JavaScript is not installed (node, then `npm ci` in tests/peers)",
)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]
IDENTITY = new_x25519()


def _words(size: int) -> bytes:
    return bytes(range(256)) * (size // 256) + bytes(size % 256)


def _ours(plaintext: bytes, *recipients: Recipient) -> bytes:
    out = io.BytesIO()
    with age.encrypting(out, recipients) as writer:
        writer.write(plaintext)
    return out.getvalue()


def _read(file: bytes, identity: Identity, *, armor: bool = False) -> bytes:
    reader = age.decrypting(io.BytesIO(file), [identity], armor=armor)
    plaintext = reader.read()
    assert reader.ended
    return plaintext


def _run(*command: object, data: bytes) -> bytes:
    done = subprocess.run([str(part) for part in command], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def identity_file(tmp_path: Path) -> Path:
    path = tmp_path / "identity.txt"
    path.write_text(f"# a comment\n{IDENTITY.to_string()}\n")
    return path


@needs_age
@pytest.mark.parametrize("size", SIZES)
def test_both_ways_with_the_age_program(size: int, identity_file: Path) -> None:
    assert _run(AGE, "-d", "-i", identity_file, data=_ours(_words(size), IDENTITY.recipient)) == _words(size)
    for options in ([], ["-a"]):
        theirs = _run(AGE, "-e", *options, "-r", IDENTITY.recipient, data=_words(size))
        assert _read(theirs, IDENTITY, armor=True) == _words(size)


@needs_age
def test_the_age_program_finds_its_stanza_among_eight(identity_file: Path) -> None:
    file_key, nonce = age.new_file_key(), age.new_nonce()
    header = age.encrypt_header(file_key, eight_stanzas([IDENTITY.recipient], file_key))
    out = io.BytesIO()
    with age.encrypting_again(out, header=header, file_key=file_key, nonce=nonce) as writer:
        writer.write(_words(100_000))
    assert _run(AGE, "-d", "-i", identity_file, data=out.getvalue()) == _words(100_000)


@needs_age
def test_a_file_of_the_age_program_for_several(identity_file: Path) -> None:
    others = [new_x25519() for _ in range(3)]
    theirs = _run(AGE, "-e", *(part for o in others for part in ("-r", o.recipient)), data=b"words")
    for identity in others:
        assert _read(theirs, identity) == b"words"
    with pytest.raises(errors.NotForUs):
        _read(theirs, IDENTITY)


@pytest.mark.parametrize("size", SIZES)
def test_both_ways_with_pyrage(size: int) -> None:
    pyrage = pytest.importorskip("pyrage")
    theirs = pyrage.x25519.Identity.generate()
    ours = parse_identity(str(theirs))
    assert str(ours.recipient) == str(theirs.to_public())
    sealed = pyrage.encrypt(_words(size), [pyrage.x25519.Recipient.from_str(str(ours.recipient))])
    assert _read(sealed, ours) == _words(size)
    assert pyrage.decrypt(_ours(_words(size), ours.recipient), [theirs]) == _words(size)


@pytest.mark.parametrize("passphrase", ["a few words", "几个词 e\u0301 ", "\t"])
def test_passphrases_both_ways_with_pyrage(passphrase: str) -> None:
    pyrage = pytest.importorskip("pyrage")
    sealed = pyrage.passphrase.encrypt(_words(1000), passphrase)
    assert _read(sealed, ScryptIdentity(passphrase)) == _words(1000)
    ours = _ours(_words(1000), ScryptRecipient(passphrase, log_n=12))
    assert pyrage.passphrase.decrypt(ours, passphrase) == _words(1000)


def _node(*arguments: object, data: bytes = b"") -> bytes:
    return _run(NODE, PEERS / "age.mjs", *arguments, data=data)


@needs_node
@pytest.mark.parametrize("size", [0, CHUNK, 3 * CHUNK + 1])
def test_hybrid_files_both_ways_with_the_age_of_javascript(size: int) -> None:
    keys = json.loads(_node("keys"))
    ours = parse_identity(keys["identity"])
    assert str(ours.recipient) == keys["recipient"]
    assert ours.to_string() == keys["identity"]
    assert _read(_node("encrypt", keys["recipient"], data=_words(size)), ours) == _words(size)
    assert _node("decrypt", keys["identity"], data=_ours(_words(size), parse_recipient(keys["recipient"]))) == _words(
        size
    )


@needs_node
def test_our_hybrid_keys_are_known_to_the_age_of_javascript() -> None:
    identity = new_xwing()
    assert json.loads(_node("recipient", identity.to_string())) == {"recipient": str(identity.recipient)}
    file_key = age.new_file_key()
    header = age.encrypt_header(file_key, eight_stanzas([identity.recipient], file_key))
    out = io.BytesIO()
    with age.encrypting_again(out, header=header, file_key=file_key, nonce=age.new_nonce()) as writer:
        writer.write(b"words")
    assert _node("decrypt", identity.to_string(), data=out.getvalue()) == b"words"


@needs_node
def test_passphrases_and_x25519_both_ways_with_the_age_of_javascript() -> None:
    assert _node("open", "a few words", data=_ours(b"words", ScryptRecipient("a few words", log_n=10))) == b"words"
    assert _read(_node("seal", "a few words", data=b"words"), ScryptIdentity("a few words")) == b"words"
    assert _node("decrypt", IDENTITY.to_string(), data=_ours(b"words", IDENTITY.recipient)) == b"words"
    assert _read(_node("encrypt", IDENTITY.recipient, data=b"words"), IDENTITY) == b"words"


@needs_node
def test_ml_dsa_both_ways_with_another_hand(tmp_path: Path) -> None:
    keys, program = signing.new_signing_keys(), PEERS / "mldsa.mjs"
    context, data = "keepsake-bundle-v1", _words(1000)
    public = _run(NODE, program, "public", keys.mldsa_seed.hex(), data=b"").decode().strip()
    assert public == keys.mldsa_public.hex()
    ours = signing.sign_both(keys, data, context)
    (tmp_path / "signature").write_bytes(ours.mldsa)
    for words, answer in ((context, b"true"), ("keepsake-card-v1", b"false")):
        assert _run(NODE, program, "verify", public, words, tmp_path / "signature", data=data).strip() == answer
    theirs = bytes.fromhex(_run(NODE, program, "sign", keys.mldsa_seed.hex(), context, data=data).decode().strip())
    both = signing.Signatures(ours.ssh, theirs)
    signing.verify_both(keys.ed25519_public, keys.mldsa_public, data, context, both)
    with pytest.raises(errors.BadSignature):
        signing.verify_both(keys.ed25519_public, keys.mldsa_public, data + b"x", context, both)
