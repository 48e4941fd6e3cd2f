"""PDF: who made it, with what and when, how it is protected, and how often it was changed after it was first saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.services.inside import markup
from app.services.inside.facts import Protected, Unreadable, moment

SAYS = (
    ("Title", "title"),
    ("Author", "author"),
    ("Subject", "subject"),
    ("Keywords", "keywords"),
    ("Creator", "made_with"),
    ("Producer", "producer"),
)
MOMENTS = (("CreationDate", "created"), ("ModDate", "changed"))


def read(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield what a PDF says of itself. Raises Protected for one that opens with a password only."""
    import pypdfium2  # noqa: PLC0415 - loaded before the process's limits were set

    document = _opened(pypdfium2, data)
    raw = pypdfium2.raw
    said = document.get_metadata_dict()
    for name, code in SAYS:
        yield code, said.get(name, "")
    for name, code in MOMENTS:
        yield code, moment(said.get(name, ""))
    yield "pages", len(document)
    version = document.get_version()
    yield "format_version", f"PDF {version // 10}.{version % 10}" if version else ""
    revision = raw.FPDF_GetSecurityHandlerRevision(document.raw)
    if revision >= 0:
        yield "protected", f"R{revision}"
    if (signatures := raw.FPDF_GetSignatureCount(document.raw)) > 0:
        yield "signatures", signatures
    if (inner := document.count_attachments()) > 0:
        yield "files_inside", inner
    if (updates := updates_of(data)) > 0:
        yield "updates", updates
    document.close()
    yield from markup.packet(data)


def updates_of(data: bytes) -> int:
    """Return how often something was added at the end of a PDF after it was first saved; earlier states lie in it."""
    ends = data.count(b"%%EOF") - (1 if b"/Linearized" in data[:2048] else 0)
    return max(0, ends - 1)


def _opened(pdfium: Any, data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file does to the library
        if getattr(error, "err_code", 0) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise Protected from None
        raise Unreadable from None
