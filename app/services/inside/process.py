"""The process that reads what files say of themselves, without key or vault: bytes come on stdin, an answer goes out.

In: the length in 8 bytes, then the file. Out: one byte (what became of it), the length of the rest in 4 bytes, then the
facts as JSON: a list of pairs. It reads one file and ends. It may stop reading before the end of the file.
"""

from __future__ import annotations

import json
import os
import struct
from contextlib import suppress
from typing import BinaryIO

from app.services import keyless
from app.services.inside import reading
from app.services.inside.facts import Facts, Protected, Source, Unreadable

OK, BROKEN, PROTECTED = range(3)
LENGTH = struct.Struct(">Q")
ANSWER = struct.Struct(">BI")
LARGEST_ANSWER = 2 << 20


def main() -> int:
    """Read one file; return the exit code."""
    import exifread  # noqa: F401, PLC0415 - before the limits: libraries open files of their own
    import pypdfium2  # noqa: F401, PLC0415
    import tinytag  # noqa: F401, PLC0415

    keyless.limit()
    with suppress(BrokenPipeError), open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as out:
        _serve(source, out)
    return 0


def _serve(source: BinaryIO, out: BinaryIO) -> None:
    facts: Facts = []
    try:
        (length,) = LENGTH.unpack(source.read(LENGTH.size))
        facts = reading.facts_of(Source(source, length))
        status = OK
    except Protected:
        status = PROTECTED
    except Unreadable:
        status = BROKEN
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a library
        status = BROKEN
    os.close(0)  # whoever still writes the rest of the file is told that it is not wanted
    answer = json.dumps(facts, ensure_ascii=True).encode()
    out.write(ANSWER.pack(status, len(answer)))
    out.write(answer)
    out.flush()
