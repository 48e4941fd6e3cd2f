"""What is known before a vault is open: the language and the last folder, and never an error."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from app.base import config


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_nothing_is_known_at_first_and_what_was_kept_later() -> None:
    assert config.read() == config.Start()
    config.write(language="ar")
    config.write(folder="somewhere")
    assert config.read() == config.Start(language="ar", folder="somewhere")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"language": 5}', b'"text"'])
def test_a_damaged_file_is_no_error(content: bytes) -> None:
    config.path().parent.mkdir(parents=True)
    config.path().write_bytes(content)
    assert config.read().folder == ""


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX systems")
def test_only_its_owner_reads_it() -> None:
    config.write(folder="somewhere")
    assert stat.S_IMODE(config.path().stat().st_mode) == 0o600
    assert stat.S_IMODE(config.path().parent.stat().st_mode) == 0o700
    assert [path.name for path in config.path().parent.iterdir()] == [config.FILE]


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"a file where the folder should be")
    config.write(language="fr")
    assert config.read().language == ""
