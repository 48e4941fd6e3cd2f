"""The process that draws pages of a PDF, without key or vault: bytes come on stdin, pixels go to stdout.

In: the length in 8 bytes, the file, then for each page 8 bytes (its index, the longer side in pixels). Out: 13 bytes
(what became of it, three numbers: the count of pages first, then width, height and bytes a row), then the rows in
blue, green, red, none. All numbers are big-endian. It ends with its input.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import Any, BinaryIO

from app.services import keyless

OK, BROKEN, PROTECTED = range(3)
LENGTH = struct.Struct(">Q")
ASKED = struct.Struct(">II")
ANSWER = struct.Struct(">BIII")
LARGEST_SIDE = 6000


def main() -> int:
    """Draw pages until the input ends; return the exit code."""
    import pypdfium2  # noqa: PLC0415 - before the limits: it opens files of its own

    keyless.limit()
    with suppress(BrokenPipeError), open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as out:
        _serve(pypdfium2, source, out)
    return 0


def _serve(pdfium: Any, source: BinaryIO, out: BinaryIO) -> None:
    (length,) = LENGTH.unpack(source.read(LENGTH.size))
    data = source.read(length)
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file does to the library
        protected = getattr(error, "err_code", 0) == pdfium.raw.FPDF_ERR_PASSWORD
        _answer(out, PROTECTED if protected else BROKEN)
        return
    _answer(out, OK, count)
    while len(asked := source.read(ASKED.size)) == ASKED.size:
        index, side = ASKED.unpack(asked)
        _draw(document, index, side, out)


def _draw(document: Any, index: int, side: int, out: BinaryIO) -> None:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = min(side, LARGEST_SIDE) / max(width, height, 1)
        bitmap = page.render(scale=scale, prefer_bgrx=True)
        rows = bytes(bitmap.buffer)
        answer = (bitmap.width, bitmap.height, bitmap.stride)
        bitmap.close()
        page.close()
    except Exception:  # noqa: BLE001 - as above
        _answer(out, BROKEN)
        return
    _answer(out, OK, *answer)
    out.write(rows)
    out.flush()


def _answer(out: BinaryIO, status: int, *numbers: int) -> None:
    out.write(ANSWER.pack(status, *numbers, *[0] * (3 - len(numbers))))
    out.flush()
