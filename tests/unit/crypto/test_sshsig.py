from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.base import errors
from app.crypto import sshsig

SSH_KEYGEN = shutil.which("ssh-keygen")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RAW = KEY.public_key().public_bytes_raw()
NAMESPACE = "keepsake-bundle-v1"
needs_ssh_keygen = pytest.mark.skipif(SSH_KEYGEN is None, reason="ssh-keygen is not installed (openssh-client)")


def _ssh_keygen(*arguments: str | Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    assert SSH_KEYGEN
    return subprocess.run([SSH_KEYGEN, *map(str, arguments)], input=data, capture_output=True, check=False)


def _verify_outside(folder: Path, data: bytes, armored: str, namespace: str = NAMESPACE) -> bool:
    (folder / "allowed").write_text(sshsig.allowed_signers_line(RAW.hex(), "keepsake") + "\n")
    (folder / "data.sig").write_text(armored)
    files = ("-f", folder / "allowed", "-s", folder / "data.sig")
    done = _ssh_keygen("-Y", "verify", "-I", "keepsake", "-n", namespace, *files, data=data)
    return done.returncode == 0


@needs_ssh_keygen
@pytest.mark.parametrize("size", [0, 1, 65536])
def test_ssh_keygen_takes_ours(tmp_path: Path, size: int) -> None:
    data = b"m" * size
    armored = sshsig.sign(KEY, data, NAMESPACE)
    assert _verify_outside(tmp_path, data, armored)
    assert not _verify_outside(tmp_path, data + b"x", armored)
    assert not _verify_outside(tmp_path, data, armored, "keepsake-card-v1")


@needs_ssh_keygen
@pytest.mark.parametrize("namespace", ["keepsake-bundle-v1", "keepsake-card-v1", "n", "file@example.org"])
def test_ours_is_what_ssh_keygen_writes(tmp_path: Path, namespace: str) -> None:
    private = tmp_path / "key"
    private.touch(0o600)
    private.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    (tmp_path / "data").write_bytes(b"words")
    done = _ssh_keygen("-Y", "sign", "-f", private, "-n", namespace, tmp_path / "data")
    assert done.returncode == 0, done.stderr
    armored = (tmp_path / "data.sig").read_text()
    sshsig.verify(RAW, b"words", namespace, armored)
    assert armored == sshsig.sign(KEY, b"words", namespace)


@needs_ssh_keygen
def test_ssh_keygen_knows_the_public_line(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(sshsig.public_line(RAW) + "\n")
    done = _ssh_keygen("-l", "-f", tmp_path / "key.pub")
    assert done.returncode == 0
    assert done.stdout.startswith(b"256 SHA256:")
    assert b"(ED25519)" in done.stdout


def test_it_covers_data_namespace_and_key() -> None:
    armored = sshsig.sign(KEY, b"words", NAMESPACE)
    sshsig.verify(RAW, b"words", NAMESPACE, armored)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    for raw, data, namespace in ((other, b"words", NAMESPACE), (RAW, b"word", NAMESPACE), (RAW, b"words", "other")):
        with pytest.raises(errors.BadSignature):
            sshsig.verify(raw, data, namespace, armored)


def test_it_has_one_form() -> None:
    armored = sshsig.sign(KEY, b"words", NAMESPACE)
    for other in (
        "",
        armored[:-1],
        armored + "\n",
        armored.replace("\n", "\r\n"),
        armored.replace("\n", "", 2),
        armored.replace("-----BEGIN SSH SIGNATURE-----\n", "-----BEGIN SSH SIGNATURE-----\n\n"),
        armored.replace("U1NIU0lH", "U1NI\nU0lH"),
        armored.replace("U1NIU0lH", "U1NIU0lH!"),
        armored.replace("U1NIU0lH", "U1NIU0lé"),
        " " + armored,
        armored * 2,
        armored + "x" * 100_000,
        sshsig.BEGIN + sshsig.END,
        sshsig.BEGIN[:-1] + sshsig.END,
    ):
        with pytest.raises(errors.BadSignature):
            sshsig.verify(RAW, b"words", NAMESPACE, other)


@pytest.mark.parametrize("namespace", ["", "Two Words", "é", "a\n"])
def test_namespaces_are_plain(namespace: str) -> None:
    with pytest.raises(ValueError, match="namespace"):
        sshsig.sign(KEY, b"words", namespace)


@pytest.mark.parametrize("principal", ["", "two words", "a,b", "*", '"a"', "a\nb", "é"])
def test_principals_cannot_add_lines_or_patterns(principal: str) -> None:
    with pytest.raises(ValueError, match="principal"):
        sshsig.allowed_signers_line(RAW.hex(), principal)
