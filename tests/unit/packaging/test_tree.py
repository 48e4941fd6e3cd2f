"""The tree keeps its habits: short files, no hosts, no machine's paths, locked requirements."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
REQUIREMENTS = sorted((ROOT / "packaging").glob("requirements*.txt"))


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_source_file_is_longer_than_350_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "app").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert not long


def test_every_module_says_what_it_owns() -> None:
    silent = [str(path) for path in (ROOT / "app").rglob("*.py") if not path.read_text().startswith(('"""', 'r"""'))]
    assert not silent


def test_no_registry_host_and_no_path_of_a_machine() -> None:
    # written in pieces, so that this file does not hold what it looks for
    hosts = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "npm" + "mirror")
    words = re.compile("|".join(map(re.escape, hosts)) + "|/w" + "ork/|/home" + r"/[a-z]|/roo" + "t/|/opt/py" + "pi")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in _tracked()
        if (match := words.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert not found


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned_by_hash_and_name_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=", ""), re.MULTILINE)
    for entry in re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        assert re.match(r"[a-z0-9-]+==[0-9][0-9a-z.]* ", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry


def test_the_test_requirements_hold_the_run_time_ones() -> None:
    run_time, with_tests = (set(_pins(ROOT / "packaging" / name)) for name in _NAMES)
    assert run_time <= with_tests


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!;\[ ]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names <= {pin.split("==")[0] for pin in _pins(ROOT / "packaging" / _NAMES[1])}


_NAMES = ("requirements.txt", "requirements-dev.txt")


def _pins(path: Path) -> list[str]:
    return re.findall(r"^[a-z0-9-]+==\S+", path.read_text(encoding="utf-8"), re.MULTILINE)
