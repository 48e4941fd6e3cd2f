from __future__ import annotations

import pytest

from app.crypto import bech32


@pytest.mark.parametrize(
    "text",  # BIP 173, Test vectors: valid ones whose data are whole bytes
    [
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    ],
)
def test_known_texts_are_read(text: str) -> None:
    prefix = text[: text.rindex("1")]
    data = bech32.decode(text, prefix)
    assert bech32.encode(prefix.lower(), data) == text.lower()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 32, 1216])
def test_what_is_written_is_read(size: int) -> None:
    data = bytes(index * 7 % 256 for index in range(size))
    text = bech32.encode("age", data)
    assert bech32.decode(text, "age") == data
    assert bech32.decode(text.upper(), "AGE") == data


def test_every_mistyped_character_is_found() -> None:
    text = bech32.encode("age", bytes(range(32)))
    for position in range(len(text)):
        for other in bech32.CHARSET + "1bio-. \n":
            changed = text[:position] + other + text[position + 1 :]
            if changed != text:
                with pytest.raises(ValueError, match=r"."):
                    bech32.decode(changed, "age")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age",
        "age1",
        "age1qqqqq",
        "AGE1" + bech32.encode("age", b"x")[4:],
        bech32.encode("age", b"x").upper(),
        bech32.encode("age", b"x") + "\n",
        " " + bech32.encode("age", b"x"),
        bech32.encode("agf", b"x"),
        bech32.encode("age1pq", b"x"),
        "age1\u0131" + bech32.encode("age", b"x")[5:],
        "age1" + "q" * 5000,
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        bech32.decode(text, "age")


def test_bytes_have_one_text() -> None:
    values = [bech32.CHARSET.index(character) for character in bech32.encode("a", b"x")[2:-6]]
    for changed in ([*values[:-1], values[-1] | 1], [*values, 0]):
        check = bech32._checksum([*bech32._expand("a"), *changed, *[0] * 6]) ^ 1
        text = "a1" + "".join(bech32.CHARSET[v] for v in [*changed, *(check >> 5 * (5 - i) & 31 for i in range(6))])
        with pytest.raises(ValueError, match="shortest"):
            bech32.decode(text, "a")
