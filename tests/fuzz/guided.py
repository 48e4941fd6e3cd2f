"""One process of atheris on one target; `python -m tests.fuzz` starts it."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path


def main() -> None:
    """Fuzz the target named first; new inputs go into the folder named second, what follows goes to libFuzzer."""
    import atheris

    name, found, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz import planted
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.mutation import mutated

    target = {**TARGETS, "planted": planted.TARGET}[name]
    start = Path(found).parent / "start"
    start.mkdir()
    inputs = [*target.seeds(), *target.kept()]
    for number, data in enumerate(inputs):
        (start / str(number)).write_bytes(data)

    def change(data: bytes, size: int, seed: int) -> bytes:
        dice = random.Random(seed)
        if dice.randrange(2):
            return atheris.Mutate(data, size)
        return mutated(data, dice, inputs)[:size]

    limit = f"-max_len={target.longest}"
    arguments = [sys.argv[0], found, str(start), limit, *options]
    atheris.Setup(arguments, target.run, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    os.environ["LANGUAGE"] = "en"
    main()
