"""Recovery shares: the recovery secret split so that any k of n open the vault and fewer tell nothing (SLIP-39)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import shamir_mnemonic
from shamir_mnemonic import rs1024, wordlist
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE, CUSTOMIZATION_STRING_ORIG

from app.base.errors import BadShare
from app.base.i18n import _
from app.crypto.derive import SIZE

LEAST, MOST = 2, 16
MOST_WORK = 4
"""Largest exponent of the work a share may ask for (SLIP-39); ours ask for 1, and 15 would take an hour."""
WORDS = 33
"""Words of a share of 32 bytes."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ENOUGH = 4
"""Letters by which each word of the list is told from all others."""
_BY_START = {word[:_ENOUGH]: index for index, word in enumerate(wordlist.WORDLIST)}
_EXTENDABLE = 1 << 4


@dataclass(frozen=True, slots=True)
class Share:
    """One share as it was read: its words, its number in the set, how many are needed, and which set it is of."""

    words: tuple[str, ...] = field(repr=False)
    number: int
    needed: int
    of: str

    @property
    def text(self) -> str:
        """The words, as they are printed."""
        return " ".join(self.words)


def split(secret: bytes, needed: int, count: int) -> list[str]:
    """Return `count` shares of the 32-byte secret, 33 words each, any `needed` of which give it back.

    Raises BadShare unless 2 <= needed <= count <= 16.
    """
    if len(secret) != SIZE:
        raise ValueError("a recovery secret has 32 bytes")
    if not LEAST <= needed <= count <= MOST:
        raise BadShare(
            _("Between two and sixteen shares can be made, and between two and all of them needed. Nothing was made.")
        )
    (made,) = shamir_mnemonic.generate_mnemonics(1, [(needed, count)], secret)
    return [str(one) for one in made]


def read(text: str) -> Share:
    """Return the share in `text`, typed with or without numbers, in any case, each word by four letters at least.

    Raises BadShare, which says the word that is wrong wherever that can be known, and quotes none.
    """
    typed = _LETTERS.findall(text.lower())
    if len(typed) != WORDS:
        raise BadShare(_("A share has {all} words; these are {n}.").format(all=WORDS, n=len(typed)))
    indices = []
    for place, word in enumerate(typed, 1):
        index = _BY_START.get(word[:_ENOUGH])
        if index is None or not wordlist.WORDLIST[index].startswith(word):
            raise BadShare(_("Word {n} is not one of the words of shares. Please look at the paper.").format(n=place))
        indices.append(index)
    if not rs1024.verify_checksum(indices, _customization(indices)):
        wrong = _mistyped(indices)
        if wrong is None:
            raise BadShare(_("Some words of this share are mistyped. Please compare it with the paper, word by word."))
        raise BadShare(_("Word {n} is another one than was printed. Please look at the paper.").format(n=wrong))
    words = tuple(wordlist.words_from_indices(indices))
    try:
        found = shamir_mnemonic.Share.from_mnemonic(" ".join(words))
    except shamir_mnemonic.MnemonicError:
        raise _not_ours() from None
    if found.group_count != 1 or found.member_threshold < LEAST or found.iteration_exponent > MOST_WORK:
        raise _not_ours()
    return Share(words, found.index + 1, found.member_threshold, " ".join(words[:2]))


def combine(texts: Sequence[str]) -> bytes:
    """Return the secret that the shares were split from; more than are needed do no harm.

    Raises BadShare for none, too few, shares of different sets, a mistyped word (which share and which word), and
    shares that do not fit together.
    """
    found: dict[int, Share] = {}
    for place, text in enumerate(texts, 1):
        try:
            share = read(text)
        except BadShare as error:
            number = _printed(text)
            if number is None:
                told = _("Share number {n} of those given: {problem}").format(n=place, problem=error)
            else:
                told = _("Share {n}: {problem}").format(n=number, problem=error)
            raise BadShare(told) from None
        known = next(iter(found.values()), share)
        if (share.of, share.needed) != (known.of, known.needed):
            raise BadShare(
                _(
                    "These shares are not of one set: share {n}, number {place} of those given, belongs to another."
                ).format(n=share.number, place=place)
            )
        if share.text != found.setdefault(share.number, share).text:
            raise _do_not_fit()
    if not found:
        raise BadShare(_("There is no share to try."))
    needed = next(iter(found.values())).needed
    if len(found) < needed:
        raise BadShare(
            _("{needed} different shares are needed to open the vault; these are {n}.").format(
                needed=needed, n=len(found)
            )
        )
    enough = sorted(found.values(), key=lambda share: share.number)[:needed]
    try:
        return bytes(shamir_mnemonic.combine_mnemonics([share.text for share in enough]))
    except shamir_mnemonic.MnemonicError:
        raise _do_not_fit() from None


def _printed(text: str) -> int | None:
    """Return the number that stands on the paper of a share with a mistyped word; None where that cannot be known."""
    typed = _LETTERS.findall(text.lower())
    known = [_BY_START.get(word[:_ENOUGH]) for word in typed]
    indices = [at for at, word in zip(known, typed, strict=True) if at is not None and _whole(at, word)]
    if len(typed) < 4 or not all(
        at is not None and _whole(at, word) for at, word in zip(known[2:4], typed[2:4], strict=True)
    ):
        return None
    third, fourth = known[2], known[3]
    if third or fourth is None or fourth > 0xFF:  # ours are all of one group of one
        return None
    if len(indices) == WORDS and _mistyped(indices) in (None, 4):
        return None
    return (fourth >> 4) + 1


def _whole(index: int, word: str) -> bool:
    return str(wordlist.WORDLIST[index]).startswith(word)


def _customization(indices: Sequence[int]) -> bytes:
    extendable = indices[1] & _EXTENDABLE
    return bytes(CUSTOMIZATION_STRING_EXTENDABLE if extendable else CUSTOMIZATION_STRING_ORIG)


def _mistyped(indices: Sequence[int]) -> int | None:
    """Return the number of the one word whose exchange explains the checksum; None when no single one does.

    The code detects any three wrong words, so that two are never taken for one.
    """
    told = _customization(indices)
    other = ({bytes(CUSTOMIZATION_STRING_EXTENDABLE), bytes(CUSTOMIZATION_STRING_ORIG)} - {told}).pop()
    for at in range(len(indices)):
        for start in (told, other) if at == 1 else (told,):  # the second word says which of the two it is
            # the checksum is linear: solve for the ten bits of the word at this place
            trial = list(indices)
            trial[at] = 0
            zero = _residue(start, trial)
            rows = []
            for bit in range(10):
                trial[at] = 1 << bit
                rows.append(_residue(start, trial) ^ zero)
            if _spans(rows, zero ^ 1):
                return at + 1
    return None


def _residue(start: bytes, indices: Sequence[int]) -> int:
    return int(rs1024._polymod([*start, *indices]))  # the library has no public name for it


def _spans(rows: list[int], wanted: int) -> bool:
    """Tell whether some of `rows`, added without carry, make `wanted`."""
    for row in _reduced(rows):
        wanted = min(wanted, wanted ^ row)
    return wanted == 0


def _reduced(rows: list[int]) -> list[int]:
    basis: list[int] = []
    for row in rows:
        left = row
        for known in basis:
            left = min(left, left ^ known)
        if left:
            basis.append(left)
            basis.sort(reverse=True)
    return basis


def _not_ours() -> BadShare:
    return BadShare(_("This is a share of something else than a vault of Keepsake."))


def _do_not_fit() -> BadShare:
    return BadShare(_("These shares do not fit together: one of them is not of this set, though it says so."))
