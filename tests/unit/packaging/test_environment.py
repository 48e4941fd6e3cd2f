"""The scripts that prepare a machine do nothing twice and ask for what they may not do themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import environment
import start

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = [ROOT / "packaging" / name for name in ("environment.py", "start.py", "check.py", "package.py")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_they_import_the_standard_library_only(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "environment"}


def test_what_is_there_is_not_missing() -> None:
    assert environment.missing_programs({Path(sys.executable).name: "x", "no-such-program": "y"}) in (
        ["y"],
        ["x", "y"],
    )
    assert environment.missing_libraries({"libno-such.so.9": "y"}) == (["y"] if sys.platform == "linux" else [])


def test_a_prepared_environment_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    environment.python().parent.mkdir()
    environment.python().touch()
    (tmp_path / "installed-requirements").write_text(environment._mark(environment.RUN_TIME))
    environment.prepare(environment.RUN_TIME)  # would fail at once if it ran that empty interpreter


def test_without_the_right_to_install_it_prints_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    assert not environment.install(["age"], "for a test")
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends age" in capsys.readouterr().out


def test_check_shows_its_help_with_nothing_installed() -> None:
    ran = subprocess.run(
        [sys.executable, "-S", str(ROOT / "packaging" / "check.py"), "--help"],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()


@pytest.mark.parametrize(
    ("screen", "given", "ran"),
    [
        (True, [], ["window", "--practice", str(start.PRACTICE)]),
        (False, [], ["demo"]),
        (True, ["--help"], ["--help"]),
        (False, ["--", "sample", "x"], ["sample", "x"]),
    ],
)
def test_start_opens_the_window_where_there_is_a_screen_and_walks_the_job_where_there_is_none(
    screen: bool, given: list[str], ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "prepare", lambda _requirements: None)
    monkeypatch.setattr(environment, "has_screen", lambda: screen)
    monkeypatch.setattr(environment, "missing_libraries", lambda _libraries: [])
    monkeypatch.setattr(start, "_run", lambda command: commands.append(command) or 0)
    assert start.main(given) == 0
    (command,) = commands
    assert command[command.index("app") + 1 :] == ran


def test_every_library_of_a_window_has_a_package_named_in_lower_case() -> None:
    known = environment.QT_LIBRARIES | environment.WINDOW_LIBRARIES
    assert all(".so." in file and package == package.lower() for file, package in known.items())
