"""A bundle opened and checked without any code of ours: age, pyrage, JavaScript's age, tar, bagit, ssh-keygen."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from app.crypto import sshsig
from tests.unit.exchange import making

PEERS = Path(__file__).resolve().parents[2] / "peers"
AGE, TAR, SSH, NODE = (shutil.which(program) for program in ("age", "tar", "ssh-keygen", "node"))
needs_age = pytest.mark.skipif(AGE is None, reason="the age program is not installed")
needs_tar = pytest.mark.skipif(TAR is None, reason="the tar program is not installed")
needs_ssh_keygen = pytest.mark.skipif(SSH is None, reason="ssh-keygen is not installed (openssh-client)")
needs_node = pytest.mark.skipif(
    NODE is None or not (PEERS / "node_modules").is_dir(),
    reason="the age of JavaScript is not installed (node, then `npm ci` in tests/peers)",
)

FIELD = making.person("Lark")
OFFICE = making.person("Desk", "headquarters")
FILES = [b"photo" * 1000, b"", bytes(70_000)]
REVISIONS = [making.revise(FIELD, number, f"words {number}") for number in range(20)]


def run(*command: object, folder: Path, data: bytes | None = None) -> bytes:
    parts = [str(part) for part in command]
    done = subprocess.run(parts, cwd=folder, input=data, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a bundle, an identity for it, and what other programs made of them."""
    folder = tmp_path_factory.mktemp("peers")
    earlier = making.bundle(OFFICE, FIELD, [making.revise(OFFICE, 9, "from the desk")])
    made = making.bundle(FIELD, OFFICE, REVISIONS, FILES, [earlier.plan.item], profile="x25519")
    (folder / "bundle.age").write_bytes(made.written())
    (folder / "identity.txt").write_text(OFFICE.x25519.to_string() + "\n")
    if AGE:
        run(AGE, "-d", "-i", "identity.txt", "-o", "bundle.tar", "bundle.age", folder=folder)
        if TAR:
            run(TAR, "xf", "bundle.tar", folder=folder)
    return folder


@needs_age
@needs_tar
def test_age_and_tar_open_it(unpacked: Path) -> None:
    lines = gzip.decompress((unpacked / "bag/data/records.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(line)["body"]["fields"]["text"]["text"] for line in lines] == [
        f"words {number}" for number in range(20)
    ]
    for number, content in enumerate(FILES, 1):
        assert (unpacked / f"bag/data/attachments/{number:06}").read_bytes() == content
    names = [path.name for path in unpacked.iterdir()]
    assert sorted(names) == ["bag", "bundle.age", "bundle.tar", "identity.txt"]


@needs_age
def test_tarfile_finds_only_plain_files(unpacked: Path) -> None:
    with tarfile.open(unpacked / "bundle.tar", "r:", format=tarfile.USTAR_FORMAT) as archive:
        for member in archive.getmembers():
            assert member.isreg()
            assert (member.mode, member.uid, member.gid, member.mtime) == (0o644, 0, 0, 0)
            assert (member.uname, member.gname, member.pax_headers) == ("", "", {})


@needs_age
@needs_tar
def test_bagit_validates(unpacked: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bagit", "--validate"]
    assert b"is valid" in run(*command, "bag", folder=unpacked)
    copy = unpacked / "copy" / "bag"
    shutil.copytree(unpacked / "bag", copy)
    (copy / "data/attachments/000001").write_bytes(b"changed")
    done = subprocess.run([*command, "bag"], cwd=copy.parent, capture_output=True, check=False)
    assert done.returncode != 0
    shutil.rmtree(copy.parent)


@needs_age
@needs_tar
@needs_ssh_keygen
def test_ssh_keygen_accepts_the_signature_of_the_manifest(unpacked: Path, tmp_path: Path) -> None:
    manifest = (unpacked / "bag/manifest.json").read_bytes()
    key_id = json.loads(manifest)["sender"]["card"]["ed25519"]
    assert key_id == FIELD.card.key_id
    (tmp_path / "signers").write_text(sshsig.allowed_signers_line(key_id, "sender") + "\n")
    verify = [SSH, "-Y", "verify", "-f", "signers", "-I", "sender", "-n", "keepsake-bundle-v1"]
    signature = unpacked / "bag/manifest.json.sig"
    assert b"Good" in run(*verify, "-s", signature, folder=tmp_path, data=manifest)
    parts = [str(part) for part in [*verify, "-s", signature]]
    done = subprocess.run(parts, cwd=tmp_path, input=manifest + b" ", capture_output=True, check=False)
    assert done.returncode != 0


@needs_ssh_keygen
def test_ssh_keygen_accepts_the_signature_of_a_card(tmp_path: Path) -> None:
    document = json.loads(FIELD.card.data)
    value = json.dumps(document["card"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    (tmp_path / "signers").write_text(sshsig.allowed_signers_line(FIELD.card.key_id, "lark") + "\n")
    (tmp_path / "card.sig").write_text(document["ssh"])
    verify = [SSH, "-Y", "verify", "-f", "signers", "-I", "lark", "-n", "keepsake-card-v1", "-s", "card.sig"]
    assert b"Good" in run(*verify, folder=tmp_path, data=value)


def test_pyrage_opens_it(unpacked: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.from_str(OFFICE.x25519.to_string())
    tar = pyrage.decrypt((unpacked / "bundle.age").read_bytes(), [identity])
    assert tar.startswith(b"bag/manifest.json\0")


@needs_node
def test_the_age_of_javascript_opens_the_hybrid_profile(tmp_path: Path) -> None:
    data = making.bundle(FIELD, OFFICE, REVISIONS, FILES).written()
    command = [str(NODE), str(PEERS / "age.mjs"), "decrypt", OFFICE.xwing.to_string()]
    done = subprocess.run(command, input=data, capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith(b"bag/manifest.json\0")
    payload = hashlib.sha256(FILES[0]).hexdigest()
    assert f"{payload}  data/attachments/000001\n".encode() in done.stdout
