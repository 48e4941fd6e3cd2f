"""How parsers grow: the time, calls and memory of inputs made to be slow, at 64 KiB and at 8 MiB.

`python -m tests.fuzz.growth` prints them. Where time grows faster than size, something is quadratic.
"""

from __future__ import annotations

import base64
import io
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.base import errors
from app.crypto.armor import ArmorReader
from app.crypto.header import parse_header
from app.domain import body, canonical, merge, revision, schema, search
from app.exchange import bag, card, receipt, records, tar
from app.storage import keyfile
from tests.fuzz import exchange_targets
from tests.unit.exchange import forging

SMALL, LARGE = (64 << 10) - 4096, (8 << 20) - 4096
"""A little below the ceilings: what is above them is refused unread."""


def _body(fields: dict[str, Any], kind: str = "person") -> bytes:
    return canonical.encode({"fields": fields, "format": 1, "type": kind})


def _names(size: int) -> bytes:
    item = {"id": "n0000000", "kind": "legal", "language": "zh", "script": "Hans", "text": "曹顺利"}
    count = max(1, size // (len(canonical.encode(item)) + 1) - 1)
    return _body({"names": [{**item, "id": f"n{n:07}"} for n in range(count)]})


def _derived(data: bytes) -> None:
    found = body.parse_body(data)
    rows = schema.OURS.extract(found.type, found.fields)
    schema.OURS.title_of(found.type, found.fields)
    search.fold([text for _field, text in rows.texts], [name[1] for name in rows.names])


def _merged(data: bytes) -> None:
    fields = body.parse_body(data).fields
    other = {key: value[::-1] if isinstance(value, list) else value for key, value in fields.items()}
    merge.merge({}, [fields, other, fields])


def _checked(data: bytes) -> None:
    found = body.parse_body(data)
    schema.OURS.check_fields(found.type, found.fields)


def _armored(data: bytes) -> None:
    reader = ArmorReader(io.BytesIO(data))
    while reader.read(1 << 16):
        pass


def _listed(data: bytes) -> None:
    listed = bag.IdList(data)
    for one in list(listed)[:1000]:
        listed.find(one)


def _one_member(data: bytes) -> None:
    read = tar.Archive(io.BytesIO(data))
    read.member(bag.MANIFEST)
    read.content()


def _records(data: bytes) -> None:
    announced = replace(exchange_targets.opened(), decompressed=LARGE * 2, lines=1 << 20)
    list(records.lines(io.BytesIO(data), announced, bag.IdList(b"")))


def _ids(size: int) -> bytes:
    return bag.ids_bytes(f"{n:064x}" for n in range(size // 65))


def _text_form(size: int) -> bytes:
    text = base64.b64encode(bytes(size // 64 * 48))
    lines = b"".join(text[start : start + 64] + b"\n" for start in range(0, len(text), 64))
    return b"-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"-----END AGE ENCRYPTED FILE-----\n"


def _gzip(content: bytes) -> bytes:
    out = io.BytesIO()
    records.compress_lines([content], out)
    return out.getvalue()


Case = tuple[Callable[[int], bytes], Callable[[bytes], object]]
CASES: dict[str, Case] = {
    "canonical: many numbers": (lambda n: b"[" + b"0," * (n // 2) + b"0]", canonical.decode),
    "canonical: many keys": (
        lambda n: canonical.encode({f"k{k:07}": 0 for k in range(n // 13)}), canonical.decode),
    "canonical: many lists": (lambda n: b"[" + b"[]," * (n // 3) + b"[]]", canonical.decode),
    "canonical: one key over and over": (lambda n: b"{" + b'"a":0,' * (n // 6) + b'"a":0}', canonical.decode),
    "canonical: opened and never closed": (lambda n: b"[" * n, canonical.decode),
    "canonical: one long number": (lambda n: b"1" * n, canonical.decode),
    "canonical: escapes": (lambda n: b'"' + b"\\u0001" * (n // 6) + b'"', canonical.decode),
    "age header: many stanzas": (
        lambda n: b"age-encryption.org/v1\n" + b"-> a\n\n" * (n // 6), lambda d: parse_header(io.BytesIO(d))),
    "age header: one long line": (
        lambda n: b"age-encryption.org/v1\n-> " + b"a " * (n // 2), lambda d: parse_header(io.BytesIO(d))),
    "age text: whole": (_text_form, _armored),
    "age text: one long line": (lambda n: b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b"A" * n, _armored),
    "age text: empty lines": (lambda n: b"\n" * n, _armored),
    "tar: one member": (lambda n: forging.entry(bag.MANIFEST, bytes(n)), _one_member),
    "ids": (_ids, _listed),
    "contents: no end of line": (lambda n: b"a" * n, lambda d: bag.read_payload([d], [])),
    "records: one line without end": (lambda n: _gzip(b"a" * n), _records),
    "records: empty lines": (lambda n: _gzip(b"\n" * n), _records),
    "line: a long text": (
        lambda n: b'{"body":{"fields":{"text":{"text":"' + b"a" * n + b'"}}}}', revision.from_line),
    "card": (lambda n: b'{"card":"' + b"a" * n + b'"}', card.parse_card.__wrapped__),
    "receipt": (lambda n: b'{"receipt":"' + b"a" * n + b'"}', receipt.read_receipt),
    "vault.json": (lambda n: b'{"backup":"' + b"a" * n + b'"}', keyfile.parse),
    "body: rows and words of many names": (_names, _derived),
    "body: rows and words of one text": (
        lambda n: _body({"text": {"language": "zh", "text": "曹顺利a " * (n // 11)}}, "note"), _derived),
    "body: checked, many names": (_names, _checked),
    "body: merged, many names": (_names, _merged),
}  # fmt: skip


def tried(read: Callable[[bytes], object], data: bytes) -> None:
    """Read `data`; that it is refused is as good."""
    with suppress(errors.KeepsakeError):
        read(data)


def calls(read: Callable[[bytes], object], data: bytes) -> int:
    """Return how many functions are called to read `data`."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        tried(read, data)
    finally:
        sys.setprofile(before)
    return count


def _seconds(read: Callable[[bytes], object], data: bytes) -> float:
    best = float("inf")
    for _n in range(3):
        began = time.process_time()
        tried(read, data)
        best = min(best, time.process_time() - began)
        if best > 1:
            break
    return best


def _memory(read: Callable[[bytes], object], data: bytes) -> int:
    tracemalloc.start()
    tried(read, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def main() -> None:
    """Print a line for each case."""
    print(f"{'':36} {'64 KiB':>10} {'8 MiB':>10} {'growth':>8}   memory asked for at 8 MiB (size grows 128 times)")
    for name, (make, read) in CASES.items():
        small, large = make(SMALL), make(LARGE)
        slow, fast = _seconds(read, large), _seconds(read, small)
        growth = slow / max(fast, 1e-5)
        mark = "  <<< look" if growth > 3 * len(large) / len(small) and slow > 0.2 else ""
        memory = _memory(read, large) / 1e6
        print(f"{name:36} {fast * 1000:>7.2f} ms {slow * 1000:>7.1f} ms {growth:>7.0f}x {memory:>8.1f} MB{mark}")


if __name__ == "__main__":
    main()
