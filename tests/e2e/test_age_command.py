"""`keepsake age` as a person uses it, and as the age program does."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
AGE = shutil.which("age")
WORDS = bytes(range(256)) * 1000
SECRET = re.compile(r"AGE-SECRET-KEY-[A-Z0-9-]+")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "error", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}


def _run(*words: object, given: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "app", "age", *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=_environment(), check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode == code, done.stderr.decode()
    return done


def _main(*words: object) -> int:
    return main(["age", *map(str, words)])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    assert _main("keygen", "-o", tmp_path / "key.txt") == 0
    return tmp_path / "key.txt"


def _recipient(key: Path) -> str:
    return key.read_text().split("# public key: ")[1].split()[0]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain"
    path.write_bytes(WORDS)
    return path


@pytest.fixture
def sealed(tmp_path: Path, key: Path, plain: Path) -> Path:
    assert _main("encrypt", "-r", _recipient(key), plain, "-o", tmp_path / "sealed.age") == 0
    return tmp_path / "sealed.age"


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("options", [[], ["--pq"]], ids=["x25519", "hybrid"])
def test_a_file_goes_and_comes_back(tmp_path: Path, plain: Path, options: list[str]) -> None:
    key, sealed, back = tmp_path / "key.txt", tmp_path / "sealed.age", tmp_path / "back"
    recipient = _run("keygen", *options, "-o", key).stdout.decode().strip()
    assert recipient == _recipient(key)
    assert recipient.startswith("age1pq1" if options else "age1")
    assert not _run("encrypt", "-r", recipient, plain, "-o", sealed).stdout
    assert not _run("decrypt", "-i", key, sealed, "-o", back).stdout
    assert back.read_bytes() == WORDS
    if os.name != "nt":
        assert {path.stat().st_mode & 0o777 for path in (key, sealed, back)} == {0o600}


def test_standard_input_and_output(key: Path) -> None:
    sealed = _run("encrypt", "-r", _recipient(key), "-", "-o", "-", given=WORDS).stdout
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert _run("decrypt", "-i", key, "-", "-o", "-", given=sealed).stdout == WORDS


@pytest.mark.skipif(AGE is None, reason="the age program is not installed")
def test_both_ways_with_the_age_program(tmp_path: Path, key: Path, plain: Path, sealed: Path) -> None:
    assert AGE
    done = subprocess.run([AGE, "-d", "-i", key, sealed], capture_output=True, check=True)
    assert done.stdout == WORDS
    for options in ([], ["-a"]):
        theirs = tmp_path / f"theirs{len(options)}"
        subprocess.run([AGE, *options, "-r", _recipient(key), "-o", theirs, plain], check=True)
        assert _main("decrypt", "-i", key, theirs, "-o", tmp_path / f"back{len(options)}") == 0
        assert (tmp_path / f"back{len(options)}").read_bytes() == WORDS


def test_by_passphrase(tmp_path: Path, plain: Path) -> None:
    for name, text in (("one", "a few words\n"), ("same", "a few words"), ("other", "other words\n")):
        (tmp_path / name).write_text(text)
    sealed = tmp_path / "sealed.age"
    assert _main("encrypt", "-p", "--passphrase-file", tmp_path / "one", plain, "-o", sealed) == 0
    for name in ("one", "same"):
        assert _main("decrypt", "-p", "--passphrase-file", tmp_path / name, sealed, "-o", tmp_path / f"{name}.out") == 0
        assert (tmp_path / f"{name}.out").read_bytes() == WORDS
    assert _main("decrypt", "-p", "--passphrase-file", tmp_path / "other", sealed, "-o", tmp_path / "no") == 1
    assert not (tmp_path / "no").exists()
    before_the_command = ["--passphrase-file", str(tmp_path / "one"), "age", "decrypt", "-p", str(sealed)]
    assert main([*before_the_command, "-o", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again").read_bytes() == WORDS


def test_a_passphrase_is_asked_for_twice_and_not_shown(tmp_path: Path, plain: Path) -> None:
    sealed = tmp_path / "sealed.age"
    shown = _at_a_terminal("encrypt", "-p", plain, "-o", sealed, typed=["a few words", "a few words"])
    assert sealed.exists()
    assert "a few words" not in shown
    (tmp_path / "file").write_text("a few words")
    assert _main("decrypt", "-p", "--passphrase-file", tmp_path / "file", sealed, "-o", tmp_path / "back") == 0
    assert (tmp_path / "back").read_bytes() == WORDS


def _at_a_terminal(*words: object, typed: list[str]) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "age", *map(str, words)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=_environment(), start_new_session=True
    )
    os.close(theirs)
    shown, answers = "", list(typed)
    while True:
        try:
            part = os.read(ours, 1000).decode()
        except OSError:  # the other end was closed
            break
        shown += part
        if part.rstrip(" ").endswith(":") and answers:
            os.write(ours, answers.pop(0).encode() + b"\n")
    os.close(ours)
    assert process.wait() == 0, shown
    return shown


def test_several_identities_and_comments(tmp_path: Path, key: Path, sealed: Path) -> None:
    others = [tmp_path / f"other{number}.txt" for number in range(2)]
    for other in others:
        _main("keygen", "-o", other)
    together = tmp_path / "together.txt"
    together.write_text("\n".join(["", "# all keys", *(path.read_text() for path in (*others, key)), "  "]))
    assert _main("decrypt", "-i", together, sealed, "-o", tmp_path / "one") == 0
    assert _main("decrypt", "-i", others[0], "-i", key, sealed, "-o", tmp_path / "two") == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() == WORDS
    assert _main("decrypt", "-i", others[0], "-i", others[1], sealed, "-o", tmp_path / "three") == 1
    assert not (tmp_path / "three").exists()


def test_a_bad_identity_file_is_said_and_not_shown(
    tmp_path: Path, key: Path, sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = SECRET.search(key.read_text())
    assert secret
    for text, answer in (
        ("", "no secret key in bad.txt"),
        ("# only a comment\n", "no secret key in bad.txt"),
        (f"# c\n{secret[0][:-1]}\n", "Line 2 of bad.txt"),
        (f"{secret[0]}\nwords\n", "Line 2 of bad.txt"),
        ("\0\xff" * 100, "Line 1 of bad.txt"),
    ):
        (tmp_path / "bad.txt").write_text(text)
        assert _main("decrypt", "-i", tmp_path / "bad.txt", sealed, "-o", tmp_path / "out") == 1
        said = capsys.readouterr().err
        assert answer in said
        assert "AGE-SECRET-KEY-" not in said
        assert not (tmp_path / "out").exists()


def test_what_is_there_is_left_as_it_is(
    tmp_path: Path, key: Path, plain: Path, sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    commands = (("encrypt", "-r", _recipient(key), plain), ("decrypt", "-i", key, sealed))
    for command in commands:
        assert _main(*command, "-o", there) == 1
        assert "there is there already" in capsys.readouterr().err
        assert there.read_text() == "mine"
    assert _main("keygen", "-o", there) == 1
    assert there.read_text() == "mine"
    for command in commands:
        assert _main(*command, "-o", there, "--force") == 0
        assert there.read_bytes() != b"mine"
    assert there.read_bytes() == WORDS


def test_in_place_with_force(key: Path, plain: Path) -> None:
    assert _main("encrypt", "-r", _recipient(key), plain, "-o", plain, "--force") == 0
    assert plain.read_bytes() != WORDS
    assert _main("decrypt", "-i", key, plain, "-o", plain, "--force") == 0
    assert plain.read_bytes() == WORDS


def test_damage_leaves_nothing_behind(
    tmp_path: Path, key: Path, sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = sealed.read_bytes()
    files = _files(tmp_path)
    places = (0, 30, 60, 120, 180, 200, 1000, 70_000, len(good) - 1)
    broken = [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in places]
    broken += [good[:place] for place in places] + [good + b"\0", b""]
    messages = set()
    for data in broken:
        sealed.write_bytes(data)
        assert _main("decrypt", "-i", key, sealed, "-o", tmp_path / "out") == 1
        assert _files(tmp_path) == files
        messages.add(capsys.readouterr().err)
    assert len(messages) == 4  # no age file, damaged header, not for us, damaged contents


def test_damage_does_not_touch_what_force_would_replace(tmp_path: Path, key: Path, sealed: Path) -> None:
    (tmp_path / "out").write_text("mine")
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert _main("decrypt", "-i", key, sealed, "-o", tmp_path / "out", "--force") == 1
    assert (tmp_path / "out").read_text() == "mine"


def test_damage_behind_standard_output_shows_in_the_exit_code(key: Path, sealed: Path) -> None:
    done = _run("decrypt", "-i", key, "-", "-o", "-", given=sealed.read_bytes()[:-1], code=1)
    assert done.stderr
    assert WORDS.startswith(done.stdout)


def test_usage(tmp_path: Path, key: Path, plain: Path) -> None:
    out = tmp_path / "out"
    recipient = _recipient(key)
    for words in (
        ("encrypt", plain, "-o", out),
        ("encrypt", "-p", "-r", recipient, plain, "-o", out),
        ("encrypt", "-r", recipient, plain),
        ("encrypt", "-r", recipient, "-o", out),
        ("decrypt", plain, "-o", out),
        ("decrypt", "-p", "-i", key, plain, "-o", out),
        ("burn", plain),
    ):
        assert _main(*words) == 2
    for words in (
        ("encrypt", "-r", "age1nobody", plain, "-o", out),
        ("encrypt", "-r", recipient, tmp_path / "missing", "-o", out),
        ("encrypt", "-r", recipient, tmp_path, "-o", out),
        ("encrypt", "-r", recipient, plain, "-o", tmp_path / "no folder" / "out"),
        ("decrypt", "-i", tmp_path / "missing", plain, "-o", out),
        ("decrypt", "-i", key, plain, "-o", out),
    ):
        assert _main(*words) == 1
    assert not out.exists()


def test_kinds_of_recipients_do_not_mix(tmp_path: Path, key: Path, plain: Path) -> None:
    _main("keygen", "--pq", "-o", tmp_path / "hybrid.txt")
    both = ("-r", _recipient(key), "-r", _recipient(tmp_path / "hybrid.txt"))
    assert _main("encrypt", *both, plain, "-o", tmp_path / "out") == 1
    assert not (tmp_path / "out").exists()
