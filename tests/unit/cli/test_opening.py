"""What commands print and read: nothing a terminal obeys, nothing repeated that a record may say."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from app.cli import main as command_line
from app.cli.opening import printable


def test_control_characters_and_turns_of_direction_are_not_printed() -> None:
    assert printable("a\x1b[31mb\u202ec\x07\n\td") == "a\ufffd[31mb\ufffdc\ufffd\n\td"
    assert printable("曹顺利 عربي") == "曹顺利 عربي"


@pytest.mark.parametrize("words", [("add", "incident", '{"title": "secret"}'), ("list", "secret", "secret")])
def test_words_typed_in_the_wrong_place_are_not_repeated(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["--vault", "nowhere", *words]) in (1, 2)
    assert "secret" not in "".join(capfd.readouterr())


def test_a_passphrase_file_without_end_is_refused(capfd: pytest.CaptureFixture[str], tmp_path: object) -> None:
    done = CliRunner().invoke(
        command_line.group,
        ["--vault", f"{tmp_path}/v", "--passphrase-file", "/dev/zero", "new", "--role", "field", "--name", "N"],
    )
    assert done.exit_code != 0
