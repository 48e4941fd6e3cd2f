"""How files are spoken of: their size in words, their kind and its icon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.i18n import N_, _, ngettext

UNITS = (N_("{n} KB"), N_("{n} MB"), N_("{n} GB"))
KINDS = {
    "image": (N_("Picture"), "picture"),
    "pdf": (N_("PDF document"), "document"),
    "text": (N_("Text"), "text"),
    "audio": (N_("Sound"), "sound"),
    "video": (N_("Film"), "film"),
    "": (N_("File"), "attach"),
}
"""Kind of a file: its words and its icon."""


def size_in_words(size: int) -> str:
    """Return a size in bytes as people say it."""
    if size < 1000:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    amount, unit = size / 1000, 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return _(UNITS[unit]).format(n=f"{amount:.0f}" if amount >= 10 or not unit else f"{amount:.1f}")


def kind_of(item: Mapping[str, Any]) -> str:
    """Return the kind of an attachment by what it was taken in as: a key of KINDS."""
    media_type = str(item.get("media_type", ""))
    first = media_type.partition("/")[0]
    if media_type == "application/pdf":
        return "pdf"
    return first if first in KINDS else ""


def name_of(item: Mapping[str, Any]) -> str:
    """Return the name of an attachment, or what stands for one without."""
    return str(item.get("name") or "") or _("Without a name")
