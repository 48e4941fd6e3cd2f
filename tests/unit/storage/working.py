"""A process that works on a vault until it is killed, and tells on standard output what it was promised.

`python -m tests.unit.storage.working FOLDER SEED`; a line is written only after the call it tells of has returned.
"""

from __future__ import annotations

import io
import itertools
import random
import sys
from pathlib import Path

from app.storage import batches, blobs, compacting, drafts, revisions
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making


def tell(*words: object) -> None:
    print(*words, flush=True)


def save(vault: Vault, dice: random.Random) -> None:
    some = [making.note(f"words {dice.getrandbits(40)}") for _ in range(dice.choice((1, 1, 5, 40)))]
    revisions.save_all(vault, some)
    tell("saved", *(one.id for one in some))


def attach(vault: Vault, dice: random.Random) -> None:
    data = dice.randbytes(dice.choice((10, 70_000, 900_000)))
    taken = blobs.intake(vault, io.BytesIO(data))
    revisions.save(
        vault, made := making.revise("document", {"attachments": [making.attachment(taken.sha256, taken.size)]})
    )
    tell("attached", taken.sha256, made.id)


def receive(vault: Vault, dice: random.Random) -> None:
    some = [making.note(f"theirs {dice.getrandbits(40)}") for _ in range(700)]
    tell("receiving", *(one.id for one in some))
    with batches.begin(vault, "test") as batch:
        batch.add(some[:350])
        with batch.blob_writer() as writer:
            writer.write(dice.randbytes(50_000))
            writer.finish()
        batch.add(some[350:])
        batch.reveal()
    tell("received", some[0].id)


def erase(vault: Vault, _dice: random.Random) -> None:
    victim = making.note("to be erased")
    revisions.save(vault, victim)
    revisions.erase(vault, [victim.id])
    tell("erased", victim.id)


def draft(vault: Vault, dice: random.Random) -> None:
    record = f"{dice.getrandbits(128):032x}"
    drafts.put(vault, record, "note", {"text": {"text": "typing"}})
    tell("drafted", record)


def rewrite(vault: Vault, _dice: random.Random) -> None:
    compacting.compact(vault)
    vault.anchor()


def work(folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    vault = vaults.open_vault(folder, making.PASSPHRASE)
    tell("open")
    for n in itertools.count(1):
        dice.choice((save, save, attach, receive, erase, draft, rewrite))(vault, dice)
        if n % 7 == 0:
            vault.close()
            vault = vaults.open_vault(folder, making.PASSPHRASE)


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
