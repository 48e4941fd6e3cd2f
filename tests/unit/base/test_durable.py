"""A replaced file is the old one or the new one, private, and never a leftover."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.base import durable

posix_only = pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")


def test_replacing_leaves_the_new_bytes_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "file"
    durable.replace_bytes(target, b"old")
    durable.replace_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_block_that_fails_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    durable.replace_bytes(target, b"old")
    with pytest.raises(ZeroDivisionError), durable.replacing(target) as file:
        file.write(b"%d" % (1 // 0))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    target = tmp_path / "file"
    durable.replace_bytes(target, b"old", overwrite=False)
    with pytest.raises(FileExistsError):
        durable.replace_bytes(target, b"new", overwrite=False)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_overwritten_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)  # as a FAT stick answers
    target = tmp_path / "file"
    durable.replace_bytes(target, b"old", overwrite=False)
    with pytest.raises(FileExistsError):
        durable.replace_bytes(target, b"new", overwrite=False)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@posix_only
def test_files_and_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        durable.make_private_folder(tmp_path / "folder")
        durable.replace_bytes(tmp_path / "folder" / "file", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "folder" / "file").stat().st_mode) == 0o600


def test_leftovers_are_known_by_their_name(tmp_path: Path) -> None:
    assert durable.is_temporary(durable.temporary_name(tmp_path))
    assert not durable.is_temporary(tmp_path / "vault.json")


def test_plain_contents_have_no_name_until_they_are_whole(tmp_path: Path) -> None:
    target = tmp_path / "copy"
    with durable.writing_plain(target) as file:
        file.write(b"whole")
        assert [path.name for path in tmp_path.iterdir()] in ([], ["copy.part"])
    assert target.read_bytes() == b"whole"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError), durable.writing_plain(target):
        pass
    assert target.read_bytes() == b"whole"


def test_plain_contents_that_fail_leave_nothing(tmp_path: Path) -> None:
    def half() -> None:
        with durable.writing_plain(tmp_path / "copy") as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_plain_contents_where_nameless_files_are_not_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.O_TMPFILE", raising=False)
    target = tmp_path / "copy"
    with durable.writing_plain(target) as file:
        file.write(b"whole")
        assert [path.name for path in tmp_path.iterdir()] == ["copy.part"]
    assert target.read_bytes() == b"whole"
