"""Translation of interface text by gettext; English is the source."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from app.base import resources

_FOLDER = resources.path("translations")
# At first the system's language: LANGUAGE, LC_ALL, LC_MESSAGES or LANG, as for any command.
_current: gettext.NullTranslations = gettext.translation("keepsake", localedir=_FOLDER, fallback=True)
_code = str(_current.info().get("language", "en")).partition("_")[0]


class Worded(str):
    """Words that are not ours, in the languages somebody gave them in: chosen among, never looked up as ours are.

    As text it is the first of them.
    """

    __slots__ = ("by_language",)

    by_language: Mapping[str, str]

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Self:
        """Return these words, of which there is at least one."""
        made = cls(next(iter(by_language.values())))
        made.by_language = MappingProxyType(dict(by_language))
        return made

    def words(self, language: str) -> str:
        """Return the words in a language, else in English, else the first."""
        return self.by_language.get(language) or self.by_language.get("en") or str(self)


def language() -> str:
    """Return the code of the language in use, `en` where nothing is translated: for labels of terms and dates."""
    return _code


def use(language: str) -> None:
    """Show interface text in `language` (a code such as `fr`); text without a translation stays English."""
    global _current, _code  # noqa: PLW0603 - the language is the process's, like the locale
    _current = gettext.translation("keepsake", localedir=_FOLDER, languages=[language], fallback=True)
    _code = str(_current.info().get("language", "en")).partition("_")[0]


def _(message: str) -> str:
    """Return `message` in the chosen language; what is not ours in the language nearest to it that it was given in."""
    if isinstance(message, Worded):
        return message.words(_code)
    return _current.gettext(message) if message else ""  # of nothing gettext tells its catalogue's own head


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that fits `n` in the chosen language."""
    return _current.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark `message` for translation where it is declared; it is translated where it is shown."""
    return message
