"""The language the window speaks: ours, and the toolkit's own words in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.base import i18n


def speak(language: str) -> str:
    """Use an interface language, the system's for an empty one; return which it is."""
    chosen = language or QLocale.system().name().partition("_")[0]
    if language or chosen in ("ar", "es", "fr", "ru", "zh"):
        i18n.use(chosen)
    application = QCoreApplication.instance()
    if application is None:
        return chosen
    for earlier in application.findChildren(QTranslator):
        QCoreApplication.removeTranslator(earlier)
        earlier.deleteLater()
    translator = QTranslator(application)
    name = {"zh": "zh_CN"}.get(chosen, chosen)
    if translator.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QCoreApplication.installTranslator(translator)
    return chosen
