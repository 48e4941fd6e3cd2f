"""Collects the text people see, brings the translations up to date with it, and compiles them (uses Babel).

.venv/bin/python packaging/translate.py           writes keepsake.pot, every .po and every .mo
.venv/bin/python packaging/translate.py --check   only says what is not up to date or not translated
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
TEMPLATE = FOLDER / "keepsake.pot"
LANGUAGES = ("ar", "es", "fr", "ru", "zh")  # English is the source
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # Babel wants dates; true ones would make every build differ
PLURALS = {  # Babel numbers the last two forms of Arabic the other way round than gettext and every translator does
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
}
HEADER = "# Text of Keepsake, GPL-3.0-or-later.\n#"


def collect() -> Catalog:
    """Return every message of `app`, with the floor it comes from: text that only moves changes no file."""
    catalog = _empty(None)
    found = extract.extract_from_dir(ROOT / "app", [("**.py", "python")], keywords=KEYWORDS)
    for name, line, message, _comments, context in found:
        catalog.add(message, locations=[(f"app/{Path(name).parts[0]}", line)], context=context)
    return catalog


def merged(language: str, template: Catalog) -> Catalog:
    """Return the translations of `language` for exactly the messages of `template`."""
    path = po_path(language)
    catalog = _empty(language)
    old = pofile.read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else catalog
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        # read_po keys a counted message by its singular
        string = known.string if known is not None and "fuzzy" not in known.flags else ""
        catalog.add(message.id, string, locations=message.locations, context=message.context)
    return catalog


def _empty(language: str | None) -> Catalog:
    catalog = Catalog(
        locale=language,
        project="Keepsake",
        version="1",
        header_comment=HEADER,
        fuzzy=False,
        charset="utf-8",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
    )
    if language in PLURALS:
        forms, rule = PLURALS[language]
        vars(catalog).update(_num_plurals=forms, _plural_expr=rule)  # Babel has no other way to say it
    return catalog


def po_path(language: str) -> Path:
    """Return where the translations of `language` are kept."""
    return FOLDER / language / "LC_MESSAGES" / "keepsake.po"


def po_bytes(catalog: Catalog) -> bytes:
    """Return a catalog as a .po file, the same on every day and machine."""
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=110, sort_output=True, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    noise = re.compile(r'"(POT-Creation|PO-Revision|Report-Msgid|Generated-By|Last-Translator|Language-Team)')
    return ("\n".join(line for line in lines if not noise.match(line)).rstrip() + "\n").encode()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a catalog compiled, the same on every day and machine."""
    clean = pofile.read_po(io.BytesIO(po_bytes(catalog)), locale=catalog.locale)
    clean.revision_date = clean.creation_date = NO_DATE
    clean.msgid_bugs_address, clean.last_translator, clean.language_team = "-", "-", "-"
    out = io.BytesIO()
    mofile.write_mo(out, clean)
    return out.getvalue()


def faults(language: str, catalog: Catalog) -> Iterator[str]:
    """Say which messages are not translated, or have other placeholders than the source."""
    for message in catalog:
        if not message.id:
            continue
        texts = _strings(message)
        source = message.id if isinstance(message.id, str) else message.id[-1]
        if not all(texts):
            yield f"{language}: not translated: {source}"
        for text in filter(None, texts):
            ours, theirs = _placeholders(source), _placeholders(text)
            # a plural form for one or two may do without the number
            if not theirs <= ours or (theirs != ours and not message.pluralizable):
                yield f"{language}: placeholders differ: {source}"


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)[^}]*\}", text))


def files() -> Iterator[tuple[Path, bytes]]:
    """Return every file as it should be."""
    template = collect()
    yield TEMPLATE, po_bytes(template)
    for language in LANGUAGES:
        catalog = merged(language, template)
        yield po_path(language), po_bytes(catalog)
        yield po_path(language).with_suffix(".mo"), mo_bytes(catalog)


def main() -> int:
    """Write or check everything; return 1 when a check finds something."""
    parser = argparse.ArgumentParser(description="Brings the translations up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is not up to date")
    check = parser.parse_args().check
    problems = []
    for path, content in files():
        if check and (not path.exists() or path.read_bytes() != content):
            problems.append(f"not up to date: {path.relative_to(ROOT)}")
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    template = collect()
    for language in LANGUAGES:
        found = list(faults(language, merged(language, template)))
        problems += found
        print(f"{language}: {len(template) - len(found)} of {len(template)} translated")
    print("\n".join(problems))
    return int(check and bool(problems))


if __name__ == "__main__":
    sys.exit(main())
