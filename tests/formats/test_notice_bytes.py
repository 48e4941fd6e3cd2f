"""Notices, packages of seals, and the vault with the tables of version 3: bytes and meaning, fixed forever."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from app.crypto import age
from app.crypto.recipients import parse_identity
from app.domain import notice, revision
from app.domain.body import encode_body, parse_body
from app.domain.header import Header, header_bytes, parse_header
from app.domain.revision import Revision
from app.exchange.sealed import read_package
from app.services import backing_up, casework, checking, session

GOLDEN = Path(__file__).parent / "golden"
KNOWN = json.loads((GOLDEN / "vault-tables-3.json").read_bytes())
PACKAGE = json.loads((GOLDEN / "sealed-v1.json").read_bytes())
PASSPHRASE = "golden vault, tables of version 3"

ERASE = (
    b'{"fields":{"erase":{"covers":[{"author":"' + b"ab" * 32 + b'","id":"' + b"01" * 32 + b'"},{"author":"'
    b"" + b"cd" * 32 + b'","id":"' + b"02" * 32 + b'"}],"reason":"Consent was withdrawn","whole":true}},'
    b'"format":1,"type":"note"}'
)
SEAL = (
    b'{"fields":{"seal":{"audience":["' + b"ab" * 32 + b'"],"covers":["' + b"01" * 32 + b'","' + b"02" * 32 + b'"],'
    b'"label":"Interview 7","package":{"sha256":"' + b"ef" * 32 + b'","size":67195}}},"format":1,"type":"note"}'
)
SAID = {
    notice.ERASE: notice.Erasure((("01" * 32, "ab" * 32), ("02" * 32, "cd" * 32)), True, "Consent was withdrawn"),
    notice.SEAL: notice.Seal(("01" * 32, "02" * 32), "Interview 7", ("ab" * 32,), "ef" * 32, 67195),
}
IDS = {
    notice.ERASE: "c28766b6aaf081ba5d6da89ba36336f736469546eb68055a6a8f0202a7d68d8b",
    notice.SEAL: "b0557b196d6b3de361f6c34471f9a48ed58ce9624eb2904ff3836f771ea076cb",
}


@pytest.mark.parametrize(("kind", "body"), [(notice.ERASE, ERASE), (notice.SEAL, SEAL)])
def test_the_body_of_a_notice(kind: str, body: bytes) -> None:
    assert encode_body("note", notice.fields_of(SAID[kind])) == body
    assert notice.read(kind, parse_body(body)) == SAID[kind]


@pytest.mark.parametrize(("kind", "body"), [(notice.ERASE, ERASE), (notice.SEAL, SEAL)])
def test_the_header_of_a_notice_says_so_where_older_software_looks(kind: str, body: bytes) -> None:
    commit = revision.commit(bytes(range(32)), body)
    assert commit == hashlib.sha256(b"keepsake/body/v1\0" + bytes(range(32)) + body).hexdigest()
    expected = (
        b'{"at":"2026-01-02T03:04:05Z","author":"%s","body_commit":"%s","crit":["%s"],"parents":["%s"],"record":"%s",'
        b'"software":"keepsake 1","type":"note","v":1,"zone":"+00:00"}'
        % (b"ab" * 32, commit.encode(), kind.encode(), b"02" * 32, b"0f" * 16)
    )
    header = Header(
        record="0f" * 16,
        type="note",
        parents=("02" * 32,),
        author="ab" * 32,
        at="2026-01-02T03:04:05Z",
        zone="+00:00",
        software="keepsake 1",
        body_commit=commit,
        crit=(kind,),
    )
    assert header_bytes(header) == expected
    assert parse_header(expected) == header
    assert (header.notice, header.readable) == (kind, False)
    assert revision.revision_id(expected) == IDS[kind]


def test_a_vault_with_the_tables_of_version_3_opens(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN / "vault-tables-3", tmp_path / "vault"))
    (folder / "quarantine").mkdir(exist_ok=True)
    _holds(folder)


def test_a_backup_of_it_is_restored(tmp_path: Path) -> None:
    backing_up.restore(GOLDEN / "backup-v1-tables-3.age", PASSPHRASE, tmp_path / "vault")
    _holds(tmp_path / "vault")


def _holds(folder: Path) -> None:
    with session.open_session(folder, PASSPHRASE) as opened:
        report = checking.verify(opened)
        assert (report["problems"], report["digest"], report["states"]) == ([], KNOWN["digest"], KNOWN["states"])
        for record, fields in KNOWN["records"].items():
            assert casework.show(opened, record)["fields"] == fields
        for record, label in KNOWN["sealed"].items():
            shown = casework.show(opened, record)
            assert (shown["closed"], shown["label"], shown["fields"]) == ("sealed", label, {})
        for record, reason in KNOWN["erased"].items():
            shown = casework.show(opened, record, history=True)
            assert shown["closed"] == "erased"
            assert [one["said"] for one in shown["history"] if one.get("notice")] == [reason]


class _Sink:
    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}
        self.files: dict[str, str] = {}

    def revision(self, found: Revision) -> None:
        self.bodies[found.id] = (found.body or b"").decode()

    def attachment(self, sha256: str, pieces: Iterable[bytes]) -> None:
        self.files[sha256] = hashlib.sha256(b"".join(pieces)).hexdigest()


def test_a_package_opens_for_its_audience() -> None:
    data = (GOLDEN / "sealed-v1.age").read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (PACKAGE["sha256"], PACKAGE["size"])
    sink = _Sink()
    identities = [parse_identity(one) for one in PACKAGE["identities"]]
    assert read_package(io.BytesIO(data), identities, sink) == PACKAGE["record"]
    assert sink.bodies == PACKAGE["revisions"]
    assert sink.files == {PACKAGE["attachment"]: PACKAGE["attachment"]}


def test_a_package_is_an_age_file_with_an_ordinary_tar_in_it() -> None:
    identities = [parse_identity(one) for one in PACKAGE["identities"]]
    data = age.decrypting(io.BytesIO((GOLDEN / "sealed-v1.age").read_bytes()), identities).read()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        names = archive.getnames()
        told: dict[str, Any] = json.loads(_content(archive, names[0]))
        lines = _content(archive, names[1]).splitlines()
    assert names == ["sealed/package.json", "sealed/revisions.jsonl", "sealed/attachments/000001"]
    assert told["record"] == PACKAGE["record"]
    assert len(lines) == len(PACKAGE["revisions"])


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None
    return member.read()
