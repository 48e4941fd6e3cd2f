"""`python -m tests.bench [--records N ...] [--file-mb N]` prints every figure; each step is a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tests.bench.figures import child, table


def _unlock() -> None:
    """Print what unlocking takes, apart: stretching the passphrase, and all the rest."""
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        rows = []
        for memory in (64, 256):
            took = child("unlock", Path(name), memory)
            parts = f"KDF {took['inside']} ms, the rest {took['rest']} ms"
            rows += [
                (f"opened, {memory} MiB, best of 5", f"{took['opened']} ms: {parts}"),
                ("  bare Argon2id; KDF / bare", f"{took['kdf']} ms; {took['inside'] / took['kdf']:.2f}"),
                ("  bare sqlcipher3; rest / bare", f"{took['bare']} ms; {took['rest'] / took['bare']:.1f}"),
            ]
        table("unlocking a small vault", rows)


def _verified(took: dict[str, float]) -> tuple[str, str]:
    """Return the row of a check against a peer that only reads pages and verifies signatures."""
    peer = took["pages_seconds"] + took["signatures_seconds"]
    speed = f"{took['revisions'] / took['seconds']:,.0f} records/s; {_memory(took)}"
    bare = f"bare pages {took['pages_seconds']} s + signatures {took['signatures_seconds']} s"
    return "verified", f"{took['seconds']} s, {speed}; {bare}; verified / bare {took['seconds'] / peer:.2f}"


def _growth(made: dict[int, dict[str, float]]) -> None:
    """Print how the time of a check grows with the number of records."""
    rows = [
        (
            f"{few:,} to {many:,} records",
            f"{many / few:,.0f} times the records, {made[many]['seconds'] / made[few]['seconds']:,.1f} times the time",
        )
        for few, many in pairwise(sorted(made))
    ]
    if rows:
        table("verify grows", rows)


def _checked(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        made = child("make", Path(name), count)
        took = child("verify", Path(name))
        table(f"verify, {count:,} records, vault.db {made['vault_mb']} MB", [_verified(took)])
        return took


def _casework(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        place = Path(name)
        made = child("make", place, count)
        sent = child("send", place)
        received = child("receive", place, sent["bundle"])
        bare = child("bare", place)
        saved = child("save", place)
        checked = child("verify", place)
        sum_ = bare["verify_seconds"] + bare["insert_seconds"] + bare["index_seconds"]
        bare_parts = (
            f"verify {bare['verify_seconds']} + insert {bare['insert_seconds']} + index {bare['index_seconds']}"
        )
        table(
            f"{count:,} records",
            [
                (
                    "recorded and signed",
                    f"{made['seconds']} s, {count / made['seconds']:,.0f}/s; vault.db {made['vault_mb']} MB",
                ),
                (
                    "sent",
                    f"{sent['seconds']} s, {count / sent['seconds']:,.0f}/s; {sent['size_mb']} MB; {_memory(sent)}",
                ),
                ("received", f"{received['seconds']} s, {count / received['seconds']:,.0f}/s; {_memory(received)}"),
                ("bare sqlcipher3, the same revisions", f"{sum_:.2f} s ({bare_parts})"),
                ("received / bare", f"{received['seconds'] / sum_:.2f} (aim 1.5)"),
                ("open, key derivation of 64 MiB included", f"{saved['open_seconds']} s"),
                _verified(checked),
                ("save one record, durably", f"p50 {saved['p50_ms']} ms, p95 {saved['p95_ms']} ms (aim 30)"),
                (
                    "list all / search 曹顺",
                    f"{saved['list_seconds']} s / {saved['search_seconds']} s, {saved['hits']} hits",
                ),
            ],
        )


def _memory(figures: dict[str, float]) -> str:
    return f"peak {figures['peak_mb']} MB (at start {figures['before_mb']})"


def _attachment(size_mb: int) -> None:
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        place = Path(name)
        child("make", place, 0)
        file = place / "recording.bin"
        block = os.urandom(1 << 20)
        with file.open("wb") as target:
            for n in range(size_mb):
                target.write(n.to_bytes(4, "big") + block[4:])
        attached = child("attach", place, file)
        sent = child("send", place)
        received = child("receive", place, sent["bundle"])
        rows = [
            (label, f"{figures['seconds']} s, {size_mb * 1.048576 / figures['seconds']:,.0f} MB/s; {_memory(figures)}")
            for label, figures in (("attached", attached), ("sent", sent), ("received", received))
        ]
        written = sent["written_seconds"]
        rows.insert(
            2, ("  of it until written, not yet synced", f"{written} s, {size_mb * 1.048576 / written:,.0f} MB/s")
        )
        peer = _age(file, place)
        if peer:
            rows += [("age program, encrypt", f"{peer} s, {size_mb * 1.048576 / peer:,.0f} MB/s")]
            rows += [("sent, synced and read back / age program", f"{sent['seconds'] / peer:.2f}")]
            rows += [("written / age program", f"{written / peer:.2f} (aim 1; two ciphers and a hash against one)")]
        table(f"an attachment of {size_mb:,} MiB", rows)


def _window(count: int) -> None:
    from tests.bench.window_list import rows_of

    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        place = Path(name)
        child("make", place, count)
        table(f"the window with {count:,} records", rows_of(child("window", place)))


def _consents(count: int) -> None:
    from tests.bench.consents import rows_of

    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        place = Path(name)
        child("make", place, count)
        took = child("consents", place)
        title = f"consents: {took['consents']:,} among {took['records']:,} records, {took['withdrawn']:,} withdrawn"
        table(title, rows_of(took))


def _age(file: Path, place: Path) -> float | None:
    program, keygen = shutil.which("age"), shutil.which("age-keygen")
    if not program or not keygen:
        print("the age program is not here: no peer figure")
        return None
    made = subprocess.run([keygen], capture_output=True, text=True, check=True).stdout
    recipient = next(line.split()[-1] for line in made.splitlines() if "public key" in line)
    began = time.perf_counter()
    subprocess.run([program, "-r", recipient, "-o", str(place / "peer.age"), str(file)], check=True)
    return round(time.perf_counter() - began, 3)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Print Keepsake's figures.")
    parser.add_argument("--records", type=int, nargs="*", default=[100, 10_000, 100_000])
    parser.add_argument("--file-mb", type=int, default=1024)
    parser.add_argument("--window", type=int, nargs="*", help="Only the window, with so many records.")
    parser.add_argument("--unlock", action="store_true", help="Only what unlocking takes.")
    parser.add_argument("--verify", type=int, nargs="*", help="Only the check of vaults with so many records.")
    parser.add_argument("--consents", type=int, nargs="*", help="Only consents, in vaults with so many records.")
    parser.add_argument("--merge", action="store_true", help="Only what merging one large record takes.")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        from tests.bench.steps import STEPS  # a child needs the whole application, the parent none of it

        name, place, *words = chosen.step
        print(json.dumps(STEPS[name](Path(place), *words)))
        return
    if chosen.merge:
        from tests.bench.merging import merging

        table("one record of 1,000 items", merging())
        return
    if chosen.window is not None:
        for count in chosen.window or [100_000]:
            _window(count)
        return
    if chosen.consents is not None:
        for count in chosen.consents or [100_000]:
            _consents(count)
        return
    if chosen.unlock or chosen.verify is not None:
        if chosen.unlock:
            _unlock()
        if chosen.verify is not None:
            _growth({count: _checked(count) for count in chosen.verify or [100, 10_000]})
        return
    _unlock()
    for count in chosen.records:
        _casework(count)
    if chosen.file_mb:
        _attachment(chosen.file_mb)


_main()
