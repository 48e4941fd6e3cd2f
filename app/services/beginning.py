"""Beginning: what the first run asks, checked one by one, and the vault made of the answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import BadInput, KeepsakeError, PracticeOnly
from app.base.i18n import N_, _
from app.crypto import slots
from app.crypto.signing import SigningKeys, new_signing_keys
from app.domain import phrases
from app.exchange import card as cards
from app.services import session, trusting
from app.services.session import Session

USUAL_KIB, LEAST_KIB, MOST_KIB = 256 << 10, 64 << 10, 512 << 10
STEP_KIB = 16 << 10
TARGET = 1.0
"""Seconds opening a vault should take."""
SHORTEST = 12
LEAST_SCORE = 3
LONGEST_JUDGED = 100
A_SECOND = 1000
"""Tries a second we reckon with: many machines, each slowed by the memory one try costs."""
_LASTS = (  # seconds, and how long that is in words
    (3600, N_("It could be guessed within an hour.")),
    (86_400, N_("It could be guessed within a day.")),
    (30 * 86_400, N_("It could be guessed in days.")),
    (365 * 86_400, N_("It could be guessed in months.")),
    (100 * 365 * 86_400, N_("It would take years to guess.")),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """How long a passphrase would last: 0 to 4, in words, and whether it will do; `why_not` says what is missing."""

    score: int
    lasts: str
    enough: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact card read from a file, before anyone trusts it."""

    file: Path
    name: str
    role: str
    fingerprint: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The fingerprint's twelve groups of five digits."""
        return tuple(cards.group_digits(self.fingerprint).split())


@dataclass(frozen=True, slots=True)
class Plan:
    """What the vault is made of. `digits` are the card's when they were compared, else empty: taken in unverified.

    `recovery` is the secret of the recovery sheet that was shown before (`ways.new_secret`), or None for a vault
    without one; its slot and the recipient of backups are made together with the vault.
    """

    folder: Path
    name: str
    role: str
    passphrase: str = field(repr=False)
    memory_kib: int = USUAL_KIB
    card: Path | None = None
    digits: str = ""
    recovery: bytes | None = field(default=None, repr=False)
    signing: SigningKeys | None = field(default=None, repr=False)
    """The keys whose revocation is on that sheet (`new_keys`), or None: then they are made with the vault."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The open vault, and what kept the card out, if anything did."""

    session: Session
    problem: KeepsakeError | OSError | None = None


def check_name(name: str) -> str:
    """Return the name as a card holds it; raise BadInput."""
    return cards.clean_name(name)


def check_folder(text: str) -> Path:
    """Return the folder a new vault can be made in; raise BadInput or VaultExists. Nothing is made."""
    if not text.strip():
        raise BadInput(_("Say in which folder the vault shall be."))
    folder = Path(text.strip()).expanduser()
    if not folder.is_absolute():
        raise BadInput(_("Give the whole path of the folder, from its beginning."))
    try:
        session.look_free(folder)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise BadInput(_("This folder cannot be used: {problem}.").format(problem=problem)) from None
    return folder


def place_in(chosen: Path) -> Path:
    """Return the folder for a vault when a person chose this one: itself when it is empty, else a new one inside.

    Of a vault's own folder: a new one beside it.
    """
    try:
        session.look_free(chosen)
    except (KeepsakeError, OSError):
        n, within = 1, chosen.parent if (chosen / "vault.json").is_file() else chosen
        while (inside := within / ("Keepsake" if n == 1 else f"Keepsake {n}")).exists():
            n += 1
        return inside
    return chosen


def has_words(language: str) -> bool:
    """Tell whether a passphrase made by chance has words of this language; else it has digits."""
    return language in phrases.LISTED


def propose(language: str) -> str:
    """Return a passphrase made by chance."""
    return phrases.generate(language)


def new_keys() -> SigningKeys:
    """Return signing keys for a vault to be made; nothing uses them yet."""
    return new_signing_keys()


def measure() -> int:
    """Return the KiB of memory with which opening takes about a second on this machine."""
    try:
        began = time.perf_counter()
        slots.try_cost(LEAST_KIB)
        took = time.perf_counter() - began
    except KeepsakeError:
        return LEAST_KIB
    wanted = int(LEAST_KIB * TARGET / max(took, 0.001)) // STEP_KIB * STEP_KIB
    return min(max(wanted, LEAST_KIB), MOST_KIB)


def judge(passphrase: str) -> Strength:
    """Say how long a passphrase of one's own would last. It takes a while: not for the window's thread."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists are large, and most starts need none of it

    if not passphrase.strip():
        return Strength(0, "", False, _("Type a passphrase."))
    found = zxcvbn(passphrase[:LONGEST_JUDGED], max_length=LONGEST_JUDGED)
    seconds = float(found["guesses"]) / A_SECOND
    lasts = next((_(words) for limit, words in _LASTS if seconds < limit), _("It would take centuries to guess."))
    score = int(found["score"])
    why = ""
    if len(passphrase) < SHORTEST:
        why = _("Twelve characters are the least, because shorter ones are tried first.")
    elif score < LEAST_SCORE:
        why = _("It is too easy to guess. Several words that have nothing to do with each other are best.")
    return Strength(score, lasts, not why, why)


def read_card(file: Path) -> Shown:
    """Return the card in a file; raise BadCard, or PracticeOnly for the card of a practice vault."""
    with file.open("rb") as source:
        card = cards.parse_card(source.read(trusting.MAX_CARD + 1))
    if card.practice:
        raise PracticeOnly(_("This is the card of a practice vault; a real vault does not take it."))
    return Shown(file, card.name, card.role, card.fingerprint)


def same_digits(shown: Shown, typed: str) -> bool:
    """Tell whether the digits somebody told are this card's."""
    return cards.same_fingerprint(shown.fingerprint, typed)


def make(plan: Plan, tell: Callable[[int, int], None]) -> Begun:
    """Make the vault, open it, take the card in; there is a whole vault in the end or none.

    A card that cannot be taken in leaves the vault as it is. Raises VaultExists, NoRoom, VaultError, BadInput.
    """
    tell(0, 2)
    opened = session.create(
        plan.folder,
        plan.passphrase,
        name=plan.name,
        role=plan.role,
        memory_kib=plan.memory_kib,
        recovery=plan.recovery,
        signing=plan.signing,
    )
    if plan.card is None:
        return Begun(opened)
    try:
        tell(1, 2)
        trusting.take_card(opened, plan.card, plan.digits or None)
    except (KeepsakeError, OSError) as error:
        return Begun(opened, error)
    except BaseException:
        opened.close()
        raise
    return Begun(opened)
