"""Reading a table of terms from a CSV file as offices have them, and saying in which line something is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import BadInput
from app.base.i18n import _
from app.domain.schema.office import LONGEST, MOST_TERMS, cleaned

LARGEST = 8 << 20
"""Bytes of a file that is read."""

_LABEL = re.compile(r"label(?:[-_ ]([a-z]{2,3}(?:-[a-z0-9]{2,8})*))?")
_HURIDOCS = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Row:
    """One term of a table."""

    line: int
    code: str
    labels: Mapping[str, str] = field(repr=False)
    broader: str = ""
    huridocs: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The terms of a file, in its order, and its columns that mean nothing to us."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    silent: frozenset[str] = frozenset()
    """Of `broader` and `huridocs` those without a column: it says nothing of them."""


def read_table(file: Path, language: str) -> Table:
    """Return the terms of a CSV file; `language` is that of the column `label`. Raises BadInput naming the line."""
    lines = _lines(_text(file))
    if not lines:
        raise _wrong(1, _("the file is empty"))
    (first, head), rest = lines[0], lines[1:]
    columns = [" ".join(cleaned(name).casefold().split()) for name in head]
    labels = {at: found[1] or language for at, name in enumerate(columns) if (found := _LABEL.fullmatch(name))}
    if not labels:
        raise _wrong(first, _("there is no column label (or label-en, label-zh, and so on)"))
    known: dict[str, int] = {name: columns.index(name) for name in ("code", "broader", "huridocs") if name in columns}
    rows = [_row(line, cells, labels, known) for line, cells in rest if any(cell.strip() for cell in cells)]
    if not rows:
        raise _wrong(first, _("there is no term below the names of the columns"))
    if len(rows) > MOST_TERMS:
        raise _wrong(rows[MOST_TERMS].line, _("a list has at most {n} terms").format(n=f"{MOST_TERMS:,}"))
    seen: dict[str, int] = {}
    for row in rows:
        if row.code in seen:
            raise _wrong(row.line, _("the code {code} was given in line {n}").format(code=row.code, n=seen[row.code]))
        seen[row.code] = row.line
    meant = {*labels, *known.values()}
    ignored = tuple(name for at, name in enumerate(head) if at not in meant and name.strip())
    return Table(tuple(rows), ignored, frozenset({"broader", "huridocs"} - known.keys()))


def _row(line: int, cells: list[str], labels: Mapping[int, str], known: Mapping[str, int]) -> Row:
    said = {at: cleaned(cell) for at, cell in enumerate(cells)}
    words = {language: text for at, language in labels.items() if (text := said.get(at, ""))}
    if not words:
        raise _wrong(line, _("the term has no label"))
    code = said.get(known["code"], "") if "code" in known else next(iter(words.values()))
    if not code:
        raise _wrong(line, _("the term has no code"))
    if any(len(text) > LONGEST for text in (code, *words.values())):
        raise _wrong(line, _("a code or label is longer than {n} letters").format(n=LONGEST))
    huridocs = said.get(known.get("huridocs", -1), "")
    if huridocs and not _HURIDOCS.fullmatch(huridocs):
        raise _wrong(line, _("a HURIDOCS code has twelve digits"))
    broader = said.get(known.get("broader", -1), "")
    return Row(line, code, words, "" if broader == code else broader, huridocs)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a table with the number of the line each begins in."""
    head = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise _wrong(begins, _("its quotation marks do not fit together")) from None
    return found


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise BadInput(_("The table cannot be read: {problem}.").format(problem=problem)) from None
    if len(data) > LARGEST:
        raise BadInput(_("The table is larger than 8 MiB. Nothing was changed."))
    unicode_text = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as spreadsheets call it
    try:
        return data.decode("utf-16" if unicode_text else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _wrong(line, _("it is no UTF-8 text; save the table as “CSV UTF-8”")) from None


def _wrong(line: int, what: str) -> BadInput:
    return BadInput(_("Line {line}: {what}. Nothing was changed.").format(line=line, what=what))
