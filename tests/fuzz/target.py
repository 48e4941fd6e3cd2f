"""What a target is: one function from bytes to nothing, the errors it may raise, and where its inputs come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import KeepsakeError

CORPUS = Path(__file__).parent / "corpus"
GOLDEN = Path(__file__).parents[1] / "formats" / "golden"


@dataclass(frozen=True, slots=True)
class Target:
    """A parser under test. `check` asserts what holds of every input that is taken."""

    name: str
    check: Callable[[bytes], None]
    refusals: tuple[type[KeepsakeError], ...]
    """What it may raise; anything else is a fault."""
    seeds: Callable[[], Iterable[bytes]]
    longest: int = 64 << 10
    """Bytes of the longest input tried."""
    memory: int = 32
    """Most bytes of memory for each byte of input, beside eight million: more is a fault."""

    def run(self, data: bytes) -> bool:
        """Try one input; tell whether it was taken. Raises what is a fault."""
        try:
            self.check(data)
        except self.refusals:
            return False
        return True

    def kept(self) -> list[bytes]:
        """Return the inputs kept in the corpus."""
        return [path.read_bytes() for path in sorted((CORPUS / self.name).glob("*"))]
