"""`python -m tests.bench.ways [--tries N]` prints how long each way into a vault takes, and each way that fails."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.base.errors import CannotOpen
from app.crypto import slots
from app.crypto.ways import Way
from app.domain import canonical
from app.storage import keyfile
from tests.bench.figures import table

PASSPHRASE = "a passphrase of the bench"
KEY, SECRET, VAULT_KEY = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
FLOOR = 64 << 10


def _written(folder: Path, way: Way, changed: tuple[str, ...] = ()) -> None:
    """Write a `vault.json` with one slot for `way`; the last digit of what `changed` leads to is another."""
    made = slots.new_slot(way, VAULT_KEY, memory_kib=FLOOR)
    key_file = keyfile.KeyFile("ab" * 16, bytes(16), (made,), 0, bytes(32))
    value: Any = json.loads(keyfile.encode(key_file, bytes(32)))
    inner = value
    for part in changed[:-1]:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    if changed:
        inner[changed[-1]] = inner[changed[-1]][:-1] + ("1" if inner[changed[-1]][-1] == "0" else "0")
    (folder / "vault.json").write_bytes(canonical.encode(value))


def _try(folder: Path, way: Way) -> float:
    """Return the seconds until a vault whose MAC is of no key refuses a way."""
    began = time.perf_counter()
    with suppress(CannotOpen):
        keyfile.unlocked(folder, way)
    return time.perf_counter() - began


def _main() -> None:
    parser = argparse.ArgumentParser(description="Print how long each way into a vault takes, and each that fails.")
    parser.add_argument("--tries", type=int, default=9)
    tries = parser.parse_args().tries
    both, code = Way(PASSPHRASE, keyfile=KEY), Way(recovery=SECRET)
    cases = {  # what the vault opens by, what is given, and what was changed
        "right passphrase, vault.json changed elsewhere": (Way(PASSPHRASE), Way(PASSPHRASE), ("head", "mac")),
        "wrong passphrase": (Way(PASSPHRASE), Way("another"), ()),
        "wrong passphrase of a keyfile": (both, Way("another", keyfile=KEY), ()),
        "wrong keyfile": (both, Way(PASSPHRASE, keyfile=bytes(32)), ()),
        "keyfile missing": (both, Way(PASSPHRASE), ()),
        "slot changed: wrapped key": (Way(PASSPHRASE), Way(PASSPHRASE), ("slots", "0", "wrapped")),
        "slot changed: commitment": (Way(PASSPHRASE), Way(PASSPHRASE), ("slots", "0", "commitment")),
        "slot changed: salt": (Way(PASSPHRASE), Way(PASSPHRASE), ("slots", "0", "kdf", "salt")),
        "keyfile slot changed": (both, both, ("slots", "0", "wrapped")),
        "wrong recovery code": (code, Way(recovery=bytes(32)), ()),
        "recovery slot changed": (code, code, ("slots", "0", "wrapped")),
    }
    rows = []
    with tempfile.TemporaryDirectory(prefix="keepsake-bench-") as name:
        took: dict[str, list[float]] = {case: [] for case in cases}
        for case, (way, _given, changed) in cases.items():
            (Path(name) / case).mkdir()
            _written(Path(name) / case, way, changed)
        for _round in range(tries):  # in turns, so that whatever else the machine does falls on all alike
            for case, (_way, given, _changed) in cases.items():
                took[case].append(_try(Path(name) / case, given) * 1000)
    for case, times in took.items():
        rows.append((case, f"median {statistics.median(times):7.1f} ms, {min(times):7.1f} to {max(times):7.1f}"))
    table(f"refused, Argon2id with 64 MiB, {tries} tries each", rows)


if __name__ == "__main__":
    _main()
