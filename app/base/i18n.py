"""Translation of interface text by gettext; English is the source."""

from __future__ import annotations

import gettext

from app.base import resources

_FOLDER = resources.path("translations")
# At first the system's language: LANGUAGE, LC_ALL, LC_MESSAGES or LANG, as for any command.
_current: gettext.NullTranslations = gettext.translation("keepsake", localedir=_FOLDER, fallback=True)
_code = str(_current.info().get("language", "en")).partition("_")[0]


def language() -> str:
    """Return the code of the language in use, `en` where nothing is translated: for labels of terms and dates."""
    return _code


def use(language: str) -> None:
    """Show interface text in `language` (a code such as `fr`); text without a translation stays English."""
    global _current, _code  # noqa: PLW0603 - the language is the process's, like the locale
    _current = gettext.translation("keepsake", localedir=_FOLDER, languages=[language], fallback=True)
    _code = str(_current.info().get("language", "en")).partition("_")[0]


def _(message: str) -> str:
    """Return `message` in the chosen language."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that fits `n` in the chosen language."""
    return _current.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark `message` for translation where it is declared; it is translated where it is shown."""
    return message
