"""The write-ahead log of a killed process: its bytes changed, a frame taken, put in another order."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.base import errors
from app.storage import keyfile, lock, log, migrations, reading, records, revisions, wal
from app.storage import vault as vaults
from app.storage.keyfile import KeyFile
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import PASSPHRASE

COUNT = 12


class Crashed:
    """A vault as a killed process left it: everything it saved is in the log only."""

    def __init__(self, place: Path) -> None:
        vault = making.create(place / "vault")
        vault.close()
        vault = vaults.open_vault(vault.folder, PASSPHRASE)
        self.ids = []
        for n in range(COUNT):
            one = making.note(f"confirmed {n}")
            revisions.save(vault, one)
            self.ids.append(one.id)
        self.folder = Path(shutil.copytree(vault.folder, place / "crashed"))
        (self.folder / "vault.db-shm").unlink()
        making.leave(vault)
        self.key_file: KeyFile
        self.key_file, self._key = keyfile.unlocked(self.folder, PASSPHRASE)
        self.log = (self.folder / "vault.db-wal").read_bytes()
        self._place = place

    def copy(self, data: bytes) -> Path:
        """Return a copy with another log."""
        shutil.rmtree(self._place / "copy", ignore_errors=True)
        folder = Path(shutil.copytree(self.folder, self._place / "copy"))
        (folder / "vault.db-wal").write_bytes(data)
        return folder

    def open(self, folder: Path) -> Vault:
        return vaults.open_by_key(folder, bytearray(self._key), lock.take(folder), self.key_file)

    def read(self, folder: Path) -> Vault:
        return reading.open_vault(folder, bytearray(self._key), lock.share(folder), self.key_file)


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    return Crashed(tmp_path_factory.mktemp("crashed"))


def _flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


def test_a_changed_byte_is_refused_or_takes_no_more_than_the_last_step_which_is_noted(crashed: Crashed) -> None:
    dice = random.Random(3)
    frames = (len(crashed.log) - wal.HEADER) // wal.FRAME
    places = [*range(wal.HEADER), *range(wal.HEADER, wal.HEADER + 24)]
    places += [wal.HEADER + n * wal.FRAME + dice.choice((dice.randrange(24), 24 + dice.randrange(8192)))
               for n in sorted(dice.sample(range(frames), 40))]  # fmt: skip
    last = wal.HEADER + (frames - 1) * wal.FRAME
    places += [last + 3, last + 10, last + 20, last + 5000]
    tally: Counter[str] = Counter()
    for at in places:
        folder = crashed.copy(_flip(crashed.log, at))
        before = making.files(folder)
        try:
            vault = crashed.open(folder)
        except errors.VaultDamaged:
            assert making.files(folder) == before  # what is behind the changed byte is still there to be read
            tally["refused"] += 1
            continue
        with vault:
            here = revisions.known(vault, crashed.ids)
            kinds = {entry.kind for entry in log.entries(vault)}
            if here == set(crashed.ids):
                tally["all there"] += 1
                continue
            assert here == set(crashed.ids[:-1]), at
            assert "cut_short" in kinds, at
            tally["the last step cut short, and noted"] += 1
    print(f"{len(places)} changed bytes of vault.db-wal: {dict(tally)}")
    assert tally["refused"] > len(places) // 2


def test_what_a_changed_frame_does_not_hold_is_read(crashed: Crashed) -> None:
    frames = (len(crashed.log) - wal.HEADER) // wal.FRAME
    most = 0
    places = [wal.HEADER + n * wal.FRAME + 4000 for n in range(0, frames, 7)]
    for at in (0, 5, 17, 30, wal.HEADER + 2, wal.HEADER + 9, wal.HEADER + 20, *places):
        folder = crashed.copy(_flip(crashed.log, at))
        before = making.files(folder)
        with crashed.read(folder) as vault:
            here = revisions.known(vault, crashed.ids)
            most = max(most, COUNT - len(here))
            assert len(records.rows(vault)) == len(here)
            assert vault.notices or len(here) == COUNT
        assert making.files(folder) == before
    assert most <= 2  # the engine alone would give up everything behind the frame


def test_a_log_that_was_cut_within_a_step_loses_that_step_only(crashed: Crashed) -> None:
    ends = [n for n, one in enumerate(wal.frames(crashed.folder / "vault.db-wal")[0], 1) if one.pages]
    cut = wal.HEADER + (ends[-1] - 1) * wal.FRAME + 100
    with crashed.open(crashed.copy(crashed.log[:cut])) as vault:
        assert revisions.known(vault, crashed.ids) >= set(crashed.ids[:-1])


def test_a_crashed_vault_of_a_newer_version_is_left_as_it_is(crashed: Crashed, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = crashed.copy(crashed.log)
    before = making.files(folder)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:-1])
    with pytest.raises(errors.NewerVault):
        crashed.open(folder)
    assert making.files(folder) == before


def test_a_whole_log_is_taken_over(crashed: Crashed) -> None:
    with crashed.open(crashed.copy(crashed.log)) as vault:
        assert revisions.known(vault, crashed.ids) == set(crashed.ids)
        assert "cut_short" not in {entry.kind for entry in log.entries(vault)}
