"""Bech32 (BIP 173) without its length limit: how age writes recipients and identities."""

from __future__ import annotations

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LONGEST = 4096


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lowercase Bech32 under a lowercase `prefix`."""
    values = _regroup(data, 8, 5, pad=True)
    check = _checksum(_expand(prefix) + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(CHARSET[value] for value in values)


def decode(text: str, prefix: str) -> bytes:
    """Return the bytes of a Bech32 `text`, all in one case, whose prefix is `prefix` in that case.

    Raises ValueError, naming no part of the text, for anything but the one encoding of those bytes.
    """
    lower = text.lower()
    if len(text) > _LONGEST or not text.isascii() or (text not in (lower, text.upper())):
        raise ValueError("not Bech32")
    start = len(prefix) + 1
    if not text.startswith(prefix + "1") or len(text) < start + 6:
        raise ValueError("another prefix")
    try:
        values = [_VALUES[character] for character in lower[start:]]
    except KeyError:
        raise ValueError("not a Bech32 character") from None
    if _checksum(_expand(prefix.lower()) + values) != 1:
        raise ValueError("a character was mistyped")
    return bytes(_regroup(values[:-6], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= generator
    return check


def _regroup(data: bytes | list[int], size_from: int, size_to: int, *, pad: bool) -> list[int]:
    found = []
    held = bits = 0
    for value in data:
        held = held << size_from | value
        bits += size_from
        while bits >= size_to:
            bits -= size_to
            found.append(held >> bits)
            held &= (1 << bits) - 1
    if pad and bits:
        found.append(held << size_to - bits)
    elif not pad and (bits >= size_from or held):
        raise ValueError("not the shortest way to write these bytes")
    return found
