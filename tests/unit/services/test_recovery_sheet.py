"""The recovery sheet: everything on it leads back to the secret, and nothing else shows it."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.base.errors import BadInput
from app.crypto import recovery, shares
from app.services import recovery_sheet

SECRET = bytes(range(32))
MADE = date(2026, 5, 4)


def test_the_sheet_of_a_code_leads_back_to_the_secret() -> None:
    sheet = recovery_sheet.of_code(SECRET, "Lark", MADE)
    assert recovery.from_code(sheet.qr) == SECRET
    assert recovery.from_code(" ".join(sheet.pieces)) == SECRET
    text = recovery_sheet.as_text(sheet)
    assert re.findall(r"(\d+)\. +(\S+)", text)[:14] == [(str(n), piece) for n, piece in enumerate(sheet.pieces, 1)]
    assert recovery.from_code(recovery_sheet.typed(text)) == SECRET
    assert "Vault: Lark" in text
    assert "2026-05-04" in text
    assert sheet.which == ""


def test_the_sheets_of_shares_lead_back_to_the_secret() -> None:
    sheets = recovery_sheet.of_shares(shares.split(SECRET, 2, 3), "Lark", MADE)
    assert [sheet.which for sheet in sheets] == [f"Share {n} of 3. Any 2 of them open the vault." for n in (1, 2, 3)]
    assert shares.combine([sheet.qr for sheet in sheets[1:]]) == SECRET
    lines = [re.findall(r"^ {4}.*$", recovery_sheet.as_text(sheet), re.MULTILINE) for sheet in sheets]
    assert shares.combine(["\n".join(each) for each in lines[:2]]) == SECRET
    assert all("2 of these pages" in sheet.warning for sheet in sheets)
    saved = recovery_sheet.typed("\n\n".join(map(recovery_sheet.as_text, sheets[:2]))).split()
    assert shares.combine([" ".join(saved[:33]), " ".join(saved[33:])]) == SECRET
    assert recovery_sheet.typed("any other text") == "any other text"


def test_what_opens_the_vault_is_not_in_its_repr() -> None:
    sheet = recovery_sheet.of_code(SECRET, "Lark", MADE)
    assert not any(piece in repr(sheet) for piece in sheet.pieces)
    share = recovery_sheet.of_shares(shares.split(SECRET, 2, 2), "Lark", MADE)[0]
    assert share.qr not in repr(share)
    assert " ".join(share.pieces) not in repr(share)


def test_the_qr_code_is_a_square_with_its_three_eyes() -> None:
    matrix = recovery_sheet.of_code(SECRET, "Lark", MADE).matrix
    assert {len(row) for row in matrix} == {len(matrix)}
    eye = bytes([1, 1, 1, 1, 1, 1, 1])
    assert matrix[0][:7] == matrix[0][-7:] == matrix[-1][:7] == eye


class _Links(HTMLParser):
    """What a page would fetch, and how many pages it prints."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "data")]


def test_the_file_to_print_stands_alone_and_escapes_names(tmp_path: Path) -> None:
    name = "<script>alert(1)</script> & Lark"
    sheets = recovery_sheet.of_shares(shares.split(SECRET, 2, 3), name, MADE)
    recovery_sheet.save(tmp_path / "sheet.html", sheets, "ar")
    data = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert (tmp_path / "sheet.html").stat().st_mode & 0o777 == 0o600
    page = _Links()
    page.feed(data)
    assert page.fetched == []
    assert "script" not in page.tags
    assert page.tags.count("section") == page.tags.count("svg") == 3
    assert 'dir="rtl"' in data
    assert "@import" not in data
    assert "url(" not in data
    words = re.findall(r'<ol class="secret">(.*?)</ol>', data)
    assert shares.combine([re.sub(r"<[^>]+>", " ", one) for one in words[1:]]) == SECRET
    with pytest.raises(BadInput, match="there already"):
        recovery_sheet.save(tmp_path / "sheet.html", sheets)
    code = recovery_sheet.as_html([recovery_sheet.of_code(SECRET, "Lark", MADE)])
    (typed,) = re.findall(r'<ol class="secret">(.*?)</ol>', code)
    assert recovery.from_code(re.sub(r"<[^>]+>", " ", typed)) == SECRET
