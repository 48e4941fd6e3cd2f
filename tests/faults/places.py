"""Where an operation is walked: copies of vaults made once, and a way to say what is confirmed without any call."""

from __future__ import annotations

import ctypes
import mmap
import os
import random
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import KeepsakeError
from app.services import attachments, backing_up, casework, contacts, practice, sending, session, trusting
from app.services.session import Session
from app.storage import batches
from app.storage.layout import PAGE
from tests.unit.storage import making

PASSPHRASE = "worker"
GOLDEN = Path(__file__).parents[1] / "formats" / "golden" / "vault-v1"
GOLDEN_PASSPHRASE = "golden vault of format 1"
FLOOR = 64 << 10
_PR_SET_PTRACER, _ANYBODY = 0x59616D61, ctypes.c_ulong(-1)


@dataclass(frozen=True)
class Place:
    """Copies an operation works on, and what it confirms; every name is a path in the folder `root`."""

    root: Path
    said: mmap.mmap = field(repr=False)

    @property
    def vault(self) -> Path:
        """A field vault with records, a document and an attachment."""
        return self.root / "vault"

    @property
    def office(self) -> Path:
        """An office that trusts it, and has received nothing yet."""
        return self.root / "office"

    @property
    def stick(self) -> Path:
        """An empty folder to write into."""
        return self.root / "stick"

    @property
    def new(self) -> Path:
        """A folder that is not there."""
        return self.root / "new"

    def given(self, name: str) -> Path:
        """What was there before: `bundle.age`, `backup.age`, `recording.bin`; vaults `crashed`, `damaged`, `old`."""
        return self.root / "given" / name

    def open(self, passphrase: str = PASSPHRASE, folder: Path | None = None) -> Session:
        """Open the vault."""
        return session.open_session(folder or self.vault, passphrase)

    def ready(self) -> None:
        """Say that everything is prepared: from here on the operation is walked."""
        with suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)

    def confirm(self, words: str) -> None:
        """Confirm: what the words name must still be there, whatever happens from now on."""
        self.said.write(words.encode() + b"\n")

    def confirmed(self) -> list[str]:
        """Return everything confirmed so far."""
        return bytes(self.said[:]).rstrip(b"\0").decode().splitlines()


def make(scene: Path) -> None:
    """Make in the folder `scene` what every place is a copy of."""
    for name in ("stick", "given"):
        (scene / name).mkdir()
    given = scene / "given"
    (given / "recording.bin").write_bytes(random.Random(1).randbytes(300_000))
    with (
        session.create(
            scene / "vault", PASSPHRASE, name="Field", role="field", practice=True, memory_kib=FLOOR
        ) as field,
        session.create(
            scene / "office", PASSPHRASE, name="HQ", role="headquarters", practice=True, memory_kib=FLOOR
        ) as hq,
    ):
        for giver, taker in ((field, hq), (hq, field)):
            trusting.take_card(taker, given / "card", contacts.write_card(giver, given / "card"))
        practice.fill(field)
        record = casework.add(field, "document", {"title": {"text": "to attach to"}})
        attachments.attach(field, record, given / "recording.bin")
        (given / "record").write_text(record)
        bundle = Path(sending.send(field, "HQ", given)["bundles"][0])
        bundle.rename(given / "bundle.age")
        casework.add(field, "note", {"text": {"text": "not sent yet"}})
        backing_up.back_up(field, given / "backup.age")
    shutil.copytree(scene / "vault", given / "damaged")
    with (given / "damaged" / "vault.db").open("rb+") as file:
        file.seek(PAGE // 2)
        file.write(b"damage")
    shutil.copytree(GOLDEN, given / "old")
    (given / "old" / "quarantine").mkdir(exist_ok=True)
    _crash(scene / "office", given / "crashed")


def _crash(vault: Path, copy: Path) -> None:
    """Make a copy of a vault as a killed process leaves it: saved, and in the midst of receiving."""
    with session.open_session(vault, PASSPHRASE) as opened:
        shutil.copytree(vault, vault.with_name("before"))
        for n in range(3):
            casework.add(opened, "note", {"text": {"text": f"saved before the crash {n}"}})
        batch = batches.begin(opened.vault, "test")
        batch.add([making.note(f"half received {n}") for n in range(20)])
        with suppress(KeepsakeError):
            shutil.copytree(vault, copy)
    shutil.rmtree(vault)
    vault.with_name("before").rename(vault)
