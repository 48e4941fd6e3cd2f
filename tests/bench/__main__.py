"""`python -m tests.bench [--records N ...] [--file-mb N]` prints every figure; each step is a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.figures import child, table


def _casework(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        place = Path(name)
        made = child("make", place, count)
        sent = child("send", place)
        received = child("receive", place, sent["bundle"])
        bare = child("bare", place)
        saved = child("save", place)
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
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        from tests.bench.steps import STEPS  # a child needs the whole application, the parent none of it

        name, place, *words = chosen.step
        print(json.dumps(STEPS[name](Path(place), *words)))
        return
    if chosen.window is not None:
        for count in chosen.window or [100_000]:
            _window(count)
        return
    for count in chosen.records:
        _casework(count)
    if chosen.file_mb:
        _attachment(chosen.file_mb)


_main()
