"""Strict ustar: one spelling of each header, agreed with Python's tarfile and GNU tar."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from app.base import errors
from app.exchange import tar


def one_member(name: str, data: bytes) -> bytes:
    return tar.header_bytes(name, len(data)) + data + tar.tail_of(len(data))


def test_header_is_what_tarfile_reads() -> None:
    member = tarfile.TarInfo.frombuf(tar.header_bytes("bag/data/attachments/000001", 12345), "ascii", "strict")
    assert (member.name, member.size, member.mode, member.mtime) == (
        "bag/data/attachments/000001",
        12345,
        0o644,
        0,
    )
    assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
    assert member.isreg()


def test_header_is_what_gnu_tar_writes(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag/manifest.json").write_bytes(b"x" * 777)
    fixed = ["--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mode=0644", "--mtime=@0"]
    command = ["tar", *fixed, "-cf", "-", "bag/manifest.json"]
    made = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    theirs, ours = made.stdout[:512], tar.header_bytes("bag/manifest.json", 777)
    # since 1.35 it leaves the device numbers of a regular file empty, where it wrote zeros before, as we do
    assert [theirs[a:b] for a, b in ((0, 148), (156, 329), (345, 512))] == [
        ours[a:b] for a, b in ((0, 148), (156, 329), (345, 512))
    ]


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, tar.LARGEST])
def test_sizes_have_eleven_octal_digits(size: int) -> None:
    header = tar.header_bytes("a", size)
    assert len(header) == 512
    assert header[124:136] == b"%011o\0" % size
    assert tar.padded(size) % 512 == 0


@pytest.mark.parametrize(("name", "size"), [("", 0), ("a" * 101, 0), ("a", -1), ("a", 8 << 30)])
def test_what_does_not_fit_is_a_mistake_of_ours(name: str, size: int) -> None:
    with pytest.raises(ValueError, match="ustar"):
        tar.header_bytes(name, size)


def test_gnu_tar_unpacks(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(one_member("bag/one", b"1" * 513) + one_member("bag/two", b"") + tar.END)
    subprocess.run(["tar", "xf", "a.tar"], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "bag/one").read_bytes() == b"1" * 513
    assert (tmp_path / "bag/two").read_bytes() == b""


def test_members_come_back() -> None:
    archive = tar.Archive(io.BytesIO(one_member("x", b"abc") + one_member("y", b"z" * 512) + tar.END + bytes(100)))
    assert archive.member("x") == 3
    assert archive.content() == b"abc"
    assert archive.member("y", largest=512) == 512
    assert b"".join(archive.chunks()) == b"z" * 512
    assert archive.finish(lambda size: size + 100) == 1024 + 1024 + 1024


def hostile_headers() -> dict[str, bytes]:
    """Headers of other tars that a lenient reader would follow."""
    made: dict[str, bytes] = {}
    for label, kind in {
        "hard link": tarfile.LNKTYPE,
        "symbolic link": tarfile.SYMTYPE,
        "folder": tarfile.DIRTYPE,
        "device": tarfile.CHRTYPE,
        "pipe": tarfile.FIFOTYPE,
        "old regular": tarfile.AREGTYPE,
        "contiguous": tarfile.CONTTYPE,
        "sparse": tarfile.GNUTYPE_SPARSE,
        "gnu long name": tarfile.GNUTYPE_LONGNAME,
        "gnu long link": tarfile.GNUTYPE_LONGLINK,
        "pax": tarfile.XHDTYPE,
        "pax global": tarfile.XGLTYPE,
    }.items():
        member = tarfile.TarInfo("x")
        member.size, member.mode, member.type = 3, 0o644, kind
        made[label] = member.tobuf(tarfile.USTAR_FORMAT)[:512]
    for label, fields in {
        "absolute": {"name": "/x"},
        "upwards": {"name": "../x"},
        "dotted": {"name": "./x"},
        "other name": {"name": "X"},
        "prefixed": {"name": "p" * 90 + "/" + "x" * 60},
        "executable": {"mode": 0o755},
        "setuid": {"mode": 0o4644},
        "owned": {"uid": 1000},
        "named owner": {"uname": "someone"},
        "dated": {"mtime": 1},
    }.items():
        member = tarfile.TarInfo("x")
        member.size, member.mode = 3, 0o644
        for field, value in fields.items():
            setattr(member, field, value)
        made[label] = member.tobuf(tarfile.USTAR_FORMAT)[:512]
    gnu = tarfile.TarInfo("x")
    gnu.size, gnu.mode = 3, 0o644
    made["gnu magic"] = gnu.tobuf(tarfile.GNU_FORMAT)
    gnu.size = 1 << 40
    made["base-256"] = gnu.tobuf(tarfile.GNU_FORMAT)
    good = tar.header_bytes("x", 3)
    for label, field in {
        "negative": b"-0000000003\0",
        "spaces": b"          3\0",
        "space at the end": b"00000000003 ",
        "no end": b"000000000003",
        "not octal": b"00000000009\0",
        "empty size": bytes(12),
    }.items():
        made[label] = resummed(good[:124] + field + good[136:])
    made["hidden in the end"] = resummed(good[:500] + b"hidden" + good[506:])
    made["hidden in the link name"] = resummed(good[:157] + b"/etc/passwd" + good[168:])
    made["checksum with zeros"] = good[:148] + good[148:154] + b"  " + good[156:]
    made["zero block"] = bytes(512)
    return made


def resummed(header: bytes) -> bytes:
    blank = header[:148] + b" " * 8 + header[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


@pytest.mark.parametrize("label", hostile_headers())
def test_hostile_header_is_refused(label: str) -> None:
    header = hostile_headers()[label]
    with pytest.raises(errors.BundleBroken):
        tar.Archive(io.BytesIO(header + b"abc" + bytes(509) + tar.END)).member("x")


def test_every_flipped_byte_of_a_header_is_refused() -> None:
    header = tar.header_bytes("bag/manifest.json", 0o1234567)
    for position in range(512):
        for bit in range(8):
            changed = bytearray(header)
            changed[position] ^= 1 << bit
            with pytest.raises(errors.BundleBroken):
                tar.Archive(io.BytesIO(bytes(changed))).member("bag/manifest.json")


def test_bounds_and_padding() -> None:
    with pytest.raises(errors.BundleBroken):
        tar.Archive(io.BytesIO(one_member("x", b"abc"))).member("x", largest=2)
    with pytest.raises(errors.BundleBroken):
        tar.Archive(io.BytesIO(one_member("x", b"abc"))).member("x", least=4)
    archive = tar.Archive(io.BytesIO(one_member("x", b"abc")[:-1] + b"\1"))
    archive.member("x")
    with pytest.raises(errors.BundleBroken):
        archive.content()


def test_every_cut_is_refused() -> None:
    data = one_member("x", b"abc") + tar.END + bytes(512)

    def read(part: bytes) -> None:
        archive = tar.Archive(io.BytesIO(part))
        archive.member("x")
        archive.content()
        archive.finish(lambda size: size + 512)

    read(data)
    for length in range(len(data)):
        with pytest.raises(errors.BundleBroken):
            read(data[:length])
    with pytest.raises(errors.BundleBroken):
        read(data + b"\0")
    for position in range(1024, len(data)):
        with pytest.raises(errors.BundleBroken):
            read(data[:position] + b"\1" + data[position + 1 :])
