"""Ed25519 keys of other people: which are refused, and verifying with the rest (RFC 8032)."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.base import errors
from app.base.i18n import _

PUBLIC = 32
SIGNATURE = 64

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SIGN_BIT = 1 << 255
_KEYS_REMEMBERED = 1024


def check_key(raw: bytes) -> None:
    """Raise errors.BadSignature unless `raw` encodes, in the one way, a point of the curve of large order.

    Under one of the eight points of small order one signature fits many messages; a second way of writing a
    point would be a second name for one author. The library looks at neither, nor for a point at all.
    """
    number = int.from_bytes(raw, "little")
    y = number % _SIGN_BIT
    if len(raw) != PUBLIC or y >= _P or not _on_curve(y) or _has_small_order(y):
        raise errors.BadSignature(_("A signing key is weak or malformed. Nothing signed by it is taken."))


def verify(raw: bytes, signature: bytes, message: bytes) -> None:
    """Raise errors.BadSignature unless `signature` (64 bytes) is that of the key `raw` over `message`.

    The key passes `check_key` first. The library refuses S from the group order on, and it computes R and
    compares its bytes, so that R has one form too.
    """
    try:
        _public_key(raw).verify(signature, message)
    except InvalidSignature:
        raise errors.BadSignature(_("A signature is wrong. What it covers was not taken.")) from None


@lru_cache(_KEYS_REMEMBERED)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    check_key(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


def _on_curve(y: int) -> bool:
    """Tell whether -x^2 + y^2 = 1 + d x^2 y^2 for some x: whether (y^2 - 1) / (d y^2 + 1) is a square."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P  # d y^2 + 1 is never zero: -1/d is no square
    return pow(square, (_P - 1) // 2, _P) in (0, 1)


def _has_small_order(y: int) -> bool:
    """Tell whether eight times the point of ordinate `y` is the neutral one, by three doublings.

    The sign of its x does not matter: the ordinate of the double depends on x^2 only.
    """
    y %= _P
    for _doubling in range(3):
        if y == 1:
            return True
        # 2(x, y) has y' = (y^2 + x^2) / (1 - d x^2 y^2), as a = -1
        yy = y * y % _P
        xx = (yy - 1) * pow(_D * yy + 1, -1, _P) % _P
        y = (yy + xx) * pow(1 - _D * xx * yy, -1, _P) % _P
    return y == 1
