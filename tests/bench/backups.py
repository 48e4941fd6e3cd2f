"""`python -m tests.bench.backups [--file-mb N] [--records N]` prints how fast backing up and restoring are.

Beside, in the same run and on the same folder: `tar` into the age program, which neither syncs nor reads back, and `cp`
with `sync`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from app.services import backing_up, session
from tests.bench.figures import child, clock, peak_mb, table

PASSPHRASE = "bench"


def backup(place: Path) -> dict[str, Any]:
    """Back the laptop up; `written_seconds` is until all is encrypted and handed to the system."""
    figures: dict[str, Any] = {}
    (place / "stick").mkdir(exist_ok=True)
    with session.open_session(place / "laptop", PASSPHRASE) as opened:
        before, began = peak_mb(), time.perf_counter()

        def tell(done: int, total: int) -> None:
            if 2 * done >= total and "written_seconds" not in figures:
                figures["written_seconds"] = round(time.perf_counter() - began, 3)

        with clock(figures, "seconds"):
            report = backing_up.back_up(opened, place / "stick" / "bench.age", tell)
    return figures | {"bytes": report.bytes, "size": report.size, "before_mb": before, "peak_mb": peak_mb()}


def restore(place: Path) -> dict[str, Any]:
    """Restore that backup; opening and checking the vault is in it."""
    figures: dict[str, Any] = {}
    before = peak_mb()
    with clock(figures, "seconds"):
        report = backing_up.restore(place / "stick" / "bench.age", PASSPHRASE, place / "restored")
    return figures | {"bytes": report.bytes, "before_mb": before, "peak_mb": peak_mb()}


def _rate(size: int, seconds: float) -> str:
    return f"{seconds} s, {size / 1e6 / seconds:,.0f} MB/s"


def _timed(*commands: str) -> float:
    began = time.perf_counter()
    for command in commands:
        subprocess.run(["sh", "-ec", command], check=True)
    return round(time.perf_counter() - began, 3)


def _peers(place: Path, size: int) -> list[tuple[str, str]]:
    rows = [("cp and sync", _rate(size, _timed(f"cp -r {place}/laptop {place}/copied", f"sync -f {place}/copied")))]
    if not shutil.which("age"):
        return [*rows, ("tar and the age program", "the age program is not here: no peer figure")]
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    (place / "identity").write_text(made)
    recipient = next(line.split()[-1] for line in made.splitlines() if "public key" in line)
    there = _timed(f"tar cf - -C {place} laptop | age -r {recipient} -o {place}/peer.age")
    back = _timed(f"mkdir {place}/back && age -d -i {place}/identity {place}/peer.age | tar xf - -C {place}/back")
    return [*rows, ("tar | age", _rate(size, there)), ("age -d | tar", _rate(size, back))]


def _measure(title: str, place: Path) -> None:
    made = child("backup", place)
    got = child("restore", place)
    size = made["bytes"]
    memory = "peak {peak_mb} MB (at start {before_mb})"
    rows = [
        ("backed up, synced and read back", f"{_rate(size, made['seconds'])}; {memory.format(**made)}"),
        ("  of it until written, not yet synced", _rate(size, made["written_seconds"])),
        ("restored, synced, opened and checked", f"{_rate(size, got['seconds'])}; {memory.format(**got)}"),
        ("the file is larger than its contents by", f"{100 * (made['size'] / size - 1):.1f} %"),
    ]
    table(f"{title}, {size / 1e6:,.0f} MB", rows + _peers(place, size))


def _main() -> None:
    parser = argparse.ArgumentParser(description="Print how fast backing up and restoring are.")
    parser.add_argument("--file-mb", type=int, default=1024)
    parser.add_argument("--records", type=int, default=20_000)
    chosen = parser.parse_args()
    for title, records, size in (
        (f"{chosen.records:,} records", chosen.records, 0),
        ("one large attachment", 0, chosen.file_mb),
    ):
        with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
            place = Path(name)
            child("make", place, records)
            if size:
                with (place / "recording.bin").open("wb") as target:
                    for _ in range(size):
                        target.write(os.urandom(1 << 20))
                child("attach", place, place / "recording.bin")
                (place / "recording.bin").unlink()
            _measure(title, place)


if __name__ == "__main__":
    _main()
