"""A field laptop and an office with open vaults, what they send each other, and being killed while sending."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.exchange import bag
from app.services import attachments, casework, checking, erasing, receiving, sending, session
from app.services.session import Session
from app.storage import streams
from tests.unit.exchange import forging
from tests.unit.services import making


@dataclass(frozen=True)
class Pair:
    """A field laptop and an office that trust each other, and a stick."""

    field: Session
    office: Session
    stick: Path

    def note(self, words: str) -> str:
        return casework.add(self.field, "note", {"text": {"text": words}})

    def attach(self, record: str, content: bytes, name: str = "photo.jpg") -> str:
        (self.stick / name).write_bytes(content)
        return str(attachments.attach(self.field, record, self.stick / name)["sha256"])

    def send(self, **how: Any) -> list[Path]:
        return [Path(path) for path in sending.send(self.field, "HQ", self.stick, **how)["bundles"]]

    def take(self, *bundles: Path) -> list[dict[str, int]]:
        return [receiving.receive(self.office, path)["counts"] for path in bundles]

    def reply(self) -> None:
        """Let the office answer: its bundle carries its receipts."""
        making.carry(self.office, self.field, self.stick)

    def agree(self) -> None:
        """Let a person at the office confirm every request to erase, and the field hear of it."""
        for request in erasing.requests(self.office):
            erasing.confirm(self.office, request.id)
        self.reply()

    def alike(self) -> None:
        """Both vaults are whole, and hold the same."""
        one, two = checking.verify(self.field), checking.verify(self.office)
        assert one["problems"] == two["problems"] == []
        assert one["digest"] == two["digest"]

    def members(self, bundle: Path) -> forging.Members:
        return forging.members(forging.plaintext(bundle.read_bytes(), making.person_of(self.office)))

    def ids(self, bundle: Path) -> set[str]:
        """Return the ids of the revisions in a bundle."""
        return set(self.members(bundle)[bag.IDS].decode().split())

    def contents(self, bundle: Path) -> list[bytes]:
        """Return the attachments in a bundle."""
        return [data for name, data in self.members(bundle).items() if name.startswith("bag/data/attachments/")]


@contextmanager
def made(place: Path) -> Iterator[Pair]:
    """Yield two new vaults under `place`."""
    (place / "stick").mkdir()
    with (
        making.create(place / "field", "Field") as field,
        making.create(place / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(place, field, office)
        yield Pair(field, office, place / "stick")


class Killed(Exception):
    """Stands for a kill in the middle of writing."""


def cut_off(killed: Session, stick: Path, at: int, bundle: int = 1, **how: Any) -> list[Path]:
    """Send and be killed after so many bytes of one of the bundles; return where those pending would be."""
    begun, before = 0, 0

    def progress(done: int, _total: int) -> None:
        nonlocal begun, before
        begun, before = begun + (done < before or not begun), done
        if begun == bundle and done > at:
            raise Killed

    with pytest.raises(Killed):
        sending.send(killed, "HQ", stick, progress=progress, **how)
    return [stick / one.name for one in streams.pending(killed.vault)]


def copy_of(opened: Session, folder: Path) -> Session:
    """Return an open copy of an open vault."""
    opened.vault.anchor()
    opened.vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(opened.vault.folder, folder, ignore=shutil.ignore_patterns("lock"))
    return session.open_session(folder, making.PASSPHRASE)


def elsewhere(killed: Session, place: Path) -> list[Path]:
    """Write the pending bundles of a copy of a vault elsewhere, so that the vault itself does not know."""
    place.mkdir()
    with copy_of(killed, place / "copy") as copy:
        return [Path(one) for one in sending.send(copy, "HQ", place)["bundles"]]
