"""The translations follow the text of the program, and say the same with the same placeholders."""

from __future__ import annotations

import gettext

import pytest

import translate
from app.base import i18n, resources


def test_template_catalogs_and_compiled_files_are_up_to_date() -> None:
    late = [path.name for path, content in translate.files() if not path.exists() or path.read_bytes() != content]
    assert not late, "run packaging/translate.py"


@pytest.mark.parametrize("language", translate.LANGUAGES)
def test_placeholders_agree_and_hardly_anything_is_missing(language: str) -> None:
    template = translate.collect()
    faults = list(translate.faults(language, translate.merged(language, template)))
    assert not [fault for fault in faults if "placeholders" in fault]
    assert len(faults) <= len(template) // 20, faults


@pytest.mark.parametrize("language", translate.LANGUAGES)
def test_every_counted_message_has_a_form_for_every_number(language: str) -> None:
    catalog = gettext.translation("keepsake", resources.path("translations"), [language])
    for n in (0, 1, 2, 3, 5, 11, 21, 100, 101, 1_000_000):
        said = catalog.ngettext("{n} record", "{n} records", n)
        assert said not in ("", "{n} record", "{n} records")


def test_arabic_counts_as_its_readers_do() -> None:
    catalog = gettext.translation("keepsake", resources.path("translations"), ["ar"])
    said = {n: catalog.ngettext("{n} record", "{n} records", n) for n in (2, 5, 11, 99, 100, 103)}
    assert said[2] == "سجلان"
    assert said[5] == said[103] == "{n} سجلات"
    assert said[11] == said[99] == "{n} سجلًا"
    assert said[100] == "{n} سجل"


def test_the_interface_changes_its_language() -> None:
    try:
        i18n.use("zh")
        assert i18n._("Incident") == "事件"
        i18n.use("ar")
        assert i18n._("Incident") == "واقعة"
    finally:
        i18n.use("en")
