"""The recovery sheet: what is printed of a recovery code, or of each share of it, and how one uses it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import segno

from app.base import durable
from app.base.errors import BadInput
from app.base.i18n import _
from app.crypto import recovery, shares
from app.exchange import revocation

QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004): without them cameras do not find it."""
A_LINE = 3
"""How many numbered words, or groups of a code, stand on a line of text."""
_PIECES = re.compile(r"^ {4,5}(\d{1,2}\. .*)$", re.MULTILINE)
_NUMBER = re.compile(r"\d{1,2}\. +")

_STYLE = """
@page { margin: 18mm } body { font: 12pt/1.4 "Noto Sans", sans-serif; color: #000; background: #fff; margin: 0 auto; \
max-width: 170mm } section { break-after: page } section:last-child { break-after: auto } h1 { font-size: 18pt } \
ol.secret { font: 15pt/1.7 monospace; direction: ltr; text-align: left } ol.secret { columns: 3 } \
dt { float: inline-start; margin-inline-end: 1ex } dt::after { content: ":" } .warning { font-weight: bold } \
svg { width: 52mm; height: 52mm; display: block } pre { font: 10pt/1.4 monospace; direction: ltr; text-align: left }
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to print. It is a secret as a whole; nothing of what opens the vault shows in its `repr`."""

    title: str
    which: str
    """Which of several it is and how many are needed; empty for the code, which is alone."""
    facts: tuple[tuple[str, str], ...]
    """What is told of the vault, each with its label."""
    pieces: tuple[str, ...] = field(repr=False)
    """The fourteen groups of the code, or the 33 words of the share."""
    numbered: bool
    """Whether the pieces are the words of a share, not the groups of the code; both stand with their numbers from 1."""
    qr: str = field(repr=False)
    """What the QR code says: it can be typed or scanned where the code or share is asked for."""
    warning: str
    steps: tuple[str, ...]
    """How to use it, in order."""
    revocation: str = ""
    """What gives the keys of the vault's card up for good, as `exchange.revocation` writes it; empty for none."""

    @property
    def matrix(self) -> tuple[bytes, ...]:
        """The rows of the QR code, one byte a module, 1 is dark; `QUIET` light modules belong around it."""
        return tuple(bytes(row) for row in segno.make(self.qr, error="m", micro=False).matrix)


def of_code(secret: bytes, name: str, made: date | None = None, *, giving_up: str = "") -> Sheet:
    """Return the sheet of a recovery secret; `name` is what the vault's card is called.

    With `giving_up`, the revocation of the card's keys, that is printed below.
    """
    code = recovery.to_code(secret)
    return Sheet(
        title=_("Recovery code of a Keepsake vault"),
        which="",
        facts=_facts(name, made),
        pieces=tuple(code.split("-")),
        numbered=False,
        qr=code,
        warning=_("Whoever has this page opens the vault and its backups. No passphrase is needed."),
        steps=(
            _(
                "Keep it far from the computer, where neither fire nor visitors find it. Without it and without the "
                "passphrase nobody can open the records, not even the makers of Keepsake."
            ),
            _(
                "To use it, choose the recovery code where Keepsake asks for the passphrase, and type the letters and "
                "digits above. Small letters, spaces and dashes do not matter; O is read as 0, I and L as 1."
            ),
            _("It also opens every backup made since it was printed, on any computer."),
            _("Without Keepsake: the script open-vault.py, which Keepsake's help prints, takes it with --recovery."),
            _("If somebody may have seen this page, open the vault and change the recovery code."),
        ),
        revocation=giving_up,
    )


def of_shares(texts: Sequence[str], name: str, made: date | None = None) -> list[Sheet]:
    """Return a sheet for each share of one set, as `shares.split` made them."""
    read = [shares.read(text) for text in texts]
    return [
        Sheet(
            title=_("Recovery share of a Keepsake vault"),
            which=_("Share {number} of {count}. Any {needed} of them open the vault.").format(
                number=share.number, count=len(read), needed=share.needed
            ),
            facts=_facts(name, made),
            pieces=share.words,
            numbered=True,
            qr=share.text.upper(),
            warning=_(
                "Whoever has {needed} of these pages opens the vault and its backups. Fewer tell nothing of it."
            ).format(needed=share.needed),
            steps=(
                _("Give each page to another person or keep it in another place. Write down elsewhere who has which."),
                _(
                    "To use them, choose the recovery shares where Keepsake asks for the passphrase, and type the "
                    "words of each page in their order. The first four letters of each word are enough."
                ),
                _("Together they also open every backup made since they were printed, on any computer."),
                _(
                    "Try them once a year: the command “keepsake shares try” proves that they open the vault, and "
                    "changes nothing."
                ),
                _("If too many of these pages may have been seen, open the vault and change the recovery code."),
            ),
        )
        for share in read
    ]


def as_text(sheet: Sheet) -> str:
    """Return a sheet as plain text."""
    pieces = [f"{n:2}. {piece:<10}" for n, piece in enumerate(sheet.pieces, 1)]
    lines = [sheet.title, *filter(None, [sheet.which]), *(f"{label}: {value}" for label, value in sheet.facts), ""]
    lines += ["    " + " ".join(pieces[at : at + A_LINE]).rstrip() for at in range(0, len(pieces), A_LINE)]
    lines += ["", sheet.warning, ""]
    lines += [f"{n}. {step}" for n, step in enumerate(sheet.steps, 1)]
    if sheet.revocation:
        lines += ["", revocation_words(), "", *(f"    {line}" for line in sheet.revocation.splitlines())]
    return "\n".join(lines)


def typed(text: str) -> str:
    """Return the code or the words of the sheets in `text`, saved as `as_text` made them; any other text as it is."""
    found = _PIECES.findall(text)
    return "\n".join(_NUMBER.sub(" ", line) for line in found) if found else text


def as_html(sheets: Sequence[Sheet], language: str = "en") -> str:
    """Return one page of HTML for each sheet, in one file that needs nothing else, to be printed from any browser."""
    side = ' dir="rtl"' if language == "ar" else ""
    head = f'<!doctype html>\n<html lang="{html.escape(language)}"{side}><meta charset="utf-8">'
    title = html.escape(sheets[0].title)
    body = "\n".join(map(_section, sheets))
    return f"{head}\n<title>{title}</title>\n<style>{_STYLE}</style>\n<body>\n{body}\n</body></html>\n"


def save(file: Path, sheets: Sequence[Sheet], language: str = "en") -> None:
    """Write the sheets as HTML, for the owner's eyes only; raise BadInput when there is something of that name."""
    try:
        durable.replace_bytes(file, as_html(sheets, language).encode("utf-8"), overwrite=False)
    except FileExistsError:
        raise BadInput(_("{name} is there already and was left as it is.").format(name=file.name)) from None


def _section(sheet: Sheet) -> str:
    say = html.escape
    pieces = '<ol class="secret">' + "".join(f"<li>{say(piece)}</li>" for piece in sheet.pieces) + "</ol>"
    facts = "".join(f"<dt>{say(label)}</dt><dd>{say(value)}</dd>" for label, value in sheet.facts)
    steps = "".join(f"<li>{say(step)}</li>" for step in sheet.steps)
    picture = segno.make(sheet.qr, error="m", micro=False).svg_inline(border=QUIET, omitsize=True)
    return (
        f"<section><h1>{say(sheet.title)}</h1><p>{say(sheet.which)}</p><dl>{facts}</dl>\n{pieces}\n{picture}\n"
        f'<p class="warning">{say(sheet.warning)}</p><ol>{steps}</ol>{_revocation(sheet)}</section>'
    )


def _revocation(sheet: Sheet) -> str:
    if not sheet.revocation:
        return ""
    picture = segno.make(revocation.qr(sheet.revocation), error="m", micro=False)
    return (
        f"<p>{html.escape(revocation_words())}</p><pre>{html.escape(sheet.revocation)}</pre>\n"
        f"{picture.svg_inline(border=QUIET, omitsize=True)}"
    )


def revocation_words() -> str:
    """Return what stands above a revocation on the sheet."""
    return _(
        "If the keys of this vault are stolen, give these lines, never this page, to everyone who has your contact "
        "card: they take them in with “keepsake revoke”, and receive nothing signed by these keys any more. It cannot "
        "be undone."
    )


def _facts(name: str, made: date | None) -> tuple[tuple[str, str], ...]:
    day = (made or datetime.now().astimezone().date()).isoformat()
    return (_("Vault"), name), (_("Printed on"), day)
