"""`python -m tests.fuzz [TARGET ...] [--minutes N] [--keep]`: looks for inputs no one thought of, guided by coverage.

Each target runs in a process of its own. A fault's input is written into the folder that is named at the end; make a
unit test of it. `--keep` puts what reached more into `tests/fuzz/corpus`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = 20
MEMORY_MB = 1024
SLOW_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one target."""

    name: str
    code: int
    runs: int
    seconds: float
    covered: int
    kept: int
    output: str
    folder: Path

    def __str__(self) -> str:
        speed = self.runs / self.seconds if self.seconds else 0
        fault = "" if self.code == 0 else f"  FAULT: input in {self.folder}"
        kept = f"  corpus {self.kept}" if self.kept else ""
        return (
            f"{self.name:<20} {self.runs:>11,} runs {speed:>9,.0f}/s  {self.covered:>5} jumps"
            f"  {self.seconds:5.1f} s{kept}{fault}"
        )


def missing() -> str:
    """Return why atheris cannot be used here, or nothing."""
    try:
        import atheris  # noqa: F401
    except ImportError as error:
        return (
            f"atheris is not here ({error}): its wheels are for Linux on x86-64. The corpus and hypothesis still run."
        )
    return ""


def hunt(name: str, seconds: float, *, keep: bool = False, seed: int = SEED) -> Ran:
    """Run one target for so many seconds, from seeds and corpus; return what came of it."""
    folder = Path(tempfile.mkdtemp(prefix=f"keepsake-fuzz-{name}-"))
    found = folder / "found"
    found.mkdir()
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(found)]
    options = [
        f"-max_total_time={max(1, round(seconds))}",
        f"-seed={seed}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-timeout={SLOW_SECONDS}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    began = time.monotonic()
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    took = time.monotonic() - began
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    kept = 0
    if keep and done.returncode == 0:
        from tests.fuzz import corpus
        from tests.fuzz.targets import TARGETS

        kept = corpus.keep(TARGETS[name], (path.read_bytes() for path in found.iterdir()))
    if done.returncode == 0:
        shutil.rmtree(folder)
    return Ran(
        name=name,
        code=done.returncode,
        runs=int(runs[1]) if runs else 0,
        seconds=took,
        covered=int(covered[-1]) if covered else 0,
        kept=kept,
        output=done.stdout + done.stderr,
        folder=folder,
    )


def main(arguments: list[str]) -> int:
    """Run the targets named, or all; return 1 when there was a fault."""
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(TARGETS)}; all when none")
    parser.add_argument("--minutes", type=float, default=1, help="for each target")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed tries the same first inputs")
    parser.add_argument("--keep", action="store_true", help="put what reached more into tests/fuzz/corpus")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.targets) - set(TARGETS):
        parser.error(f"no target is named {', '.join(sorted(unknown))}")
    if why := missing():
        print(why)
        return 2
    worst = 0
    for name in chosen.targets or TARGETS:
        ran = hunt(name, chosen.minutes * 60, keep=chosen.keep, seed=chosen.seed)
        print(ran, flush=True)
        if ran.code:
            worst = 1
            print("\n".join(ran.output.splitlines()[-40:]))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
