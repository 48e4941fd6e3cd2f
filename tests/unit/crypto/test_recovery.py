"""The recovery secret as a code, and keyfiles as text: back from how people type, and damage noticed."""

from __future__ import annotations

import io

import pytest

from app.base.errors import BadCode, BadInput
from app.crypto import age, keyfiles, recipients, recovery

SECRET = bytes(range(32))
CODE = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFJ-39YN"


def test_the_code_is_promised() -> None:
    assert recovery.to_code(SECRET) == CODE
    assert len(recovery.new_secret()) == 32
    assert recovery.new_secret() != recovery.new_secret()


@pytest.mark.parametrize(
    "typed",
    [
        CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f"\n {CODE} \r\n",
        CODE.replace("0", "O"), CODE.replace("1", "l").replace("0", "o"), CODE.replace("1", "I"),
        CODE.replace("-", "\u2013"), CODE.replace("-", "\u00a0"), CODE.replace("4", "\uff14"),
    ],
)  # fmt: skip
def test_it_is_read_however_it_is_typed(typed: str) -> None:
    assert recovery.from_code(typed) == SECRET


@pytest.mark.parametrize("at", [at for at, c in enumerate(CODE) if c != "-"])
def test_every_mistyped_letter_is_noticed(at: int) -> None:
    for other in recovery.LETTERS:
        if other != CODE[at]:
            with pytest.raises(BadCode, match="group by group"):
                recovery.from_code(CODE[:at] + other + CODE[at + 1 :])
    with pytest.raises(BadCode, match=f"Group {at // 5 + 1} "):
        recovery.from_code(CODE[:at] + "u" + CODE[at + 1 :])


@pytest.mark.parametrize(("typed", "count"), [("", 0), ("0", 1), (CODE[:-1], 55), (CODE + "0", 57), (CODE * 2, 112)])
def test_too_few_and_too_many(typed: str, count: int) -> None:
    with pytest.raises(BadCode, match=f"these are {count}"):
        recovery.from_code(typed)


def test_groups_exchanged_are_noticed() -> None:
    groups = CODE.split("-")
    groups[2], groups[3] = groups[3], groups[2]
    with pytest.raises(BadCode):
        recovery.from_code("-".join(groups))


def test_no_error_quotes_what_was_typed() -> None:
    for typed in (CODE[:-1], CODE[:-1] + "U", CODE[:-1] + "0"):
        with pytest.raises(BadCode) as caught:
            recovery.from_code(typed)
        assert not any(group in str(caught.value) for group in CODE.split("-"))


def test_backups_open_with_the_secret_alone() -> None:
    text = recovery.backup_recipient(SECRET)
    assert text == recovery.backup_recipient(SECRET)
    assert text.startswith("age1pq1")
    sealed = io.BytesIO()
    writer = age.encrypting(sealed, [recipients.parse_recipient(text)])
    writer.write(b"a backup")
    writer.finish()
    sealed.seek(0)
    identity = recovery.backup_identity(recovery.from_code(CODE))
    assert age.decrypting(sealed, [identity]).read(100) == b"a backup"
    assert recovery.backup_recipient(bytes(32)) != text


def test_a_keyfile_is_one_line_and_notices_damage() -> None:
    key = bytes(range(32))
    text = keyfiles.to_text(key)
    assert text == b"keepsake-keyfile-1 " + key.hex().encode() + b" 5dadfaa6\n"
    for same in (text, text.strip(), text.replace(b"\n", b"\r\n"), b"\n " + text):
        assert keyfiles.from_text(same) == key
    assert len(keyfiles.new_keyfile()) == 32
    for position in range(len(text) - 1):  # but its end of line, which is any
        for change in (1, 4, 0x80):
            flipped = bytearray(text)
            flipped[position] ^= change
            with pytest.raises(BadInput):
                keyfiles.from_text(bytes(flipped))
    for other in (b"", bytes(32), text[:-2], text + b"more", text * 2, b" " * 5000 + text):
        with pytest.raises(BadInput):
            keyfiles.from_text(other)
