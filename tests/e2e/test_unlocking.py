"""Whatever keeps a vault shut: one message, after the same work, from the same place; timings are printed."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.crypto import slots
from app.crypto.ways import KEYFILE, PASSPHRASE, Way
from app.services import session, ways
from app.storage import layout
from tests.unit.services import making

RIGHT, OTHER = "harbour velvet tundra ostrich", "pencil glacier mango tribune"
STICK, SECRET = bytes(range(32)), bytes(range(32, 64))
TIMES = 2
Slots = dict[str, dict[str, Any]]
pytestmark = pytest.mark.figures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a slot of each kind, closed."""
    place = tmp_path_factory.mktemp("unlocking") / "laptop"
    with session.create(place, RIGHT, name="Lark", role="field", memory_kib=making.FLOOR, recovery=SECRET) as opened:
        ways.add_keyfile(opened, OTHER, STICK, making.FLOOR)
    return place


def _harmed(change: Callable[[Slots], None]) -> Callable[[bytes], bytes]:
    """Return a change of `vault.json` that changes its slots, by their kind."""

    def changed(data: bytes) -> bytes:
        value = json.loads(data)
        change({slot["kind"]: slot for slot in value["slots"]})
        again = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        assert again != data
        return again

    return changed


def _flipped(kind: str, key: str) -> Callable[[bytes], bytes]:
    def flip(found: Slots) -> None:
        place = found[kind] if key in found[kind] else found[kind]["kdf"]
        place[key] = ("0" if place[key][0] != "0" else "1") + place[key][1:]

    return _harmed(flip)


def _as_it_is(data: bytes) -> bytes:
    return data


def _other_mac(data: bytes) -> bytes:
    value = json.loads(data)
    return data.replace(value["mac"].encode(), b"0" * 64)


TRIES: Mapping[str, tuple[str | Way, Callable[[bytes], bytes]]] = {
    "wrong passphrase": ("wrong", _as_it_is),
    "empty passphrase": ("", _as_it_is),
    "half a character": ("\ud800", _as_it_is),
    "wrong keyfile": (Way(OTHER, keyfile=bytes(32)), _as_it_is),
    "wrong passphrase with the keyfile": (Way("wrong", keyfile=STICK), _as_it_is),
    "the keyfile's passphrase alone": (OTHER, _as_it_is),
    "passphrase slot: commitment changed": (RIGHT, _flipped(PASSPHRASE, "commitment")),
    "passphrase slot: wrapped key changed": (RIGHT, _flipped(PASSPHRASE, "wrapped")),
    "passphrase slot: salt changed": (RIGHT, _flipped(PASSPHRASE, "salt")),
    "passphrase slot: nonce changed": (RIGHT, _flipped(PASSPHRASE, "nonce")),
    "passphrase slot: id changed": (RIGHT, _flipped(PASSPHRASE, "id")),
    "keyfile slot: wrapped key changed": (Way(OTHER, keyfile=STICK), _flipped(KEYFILE, "wrapped")),
    "the file's own MAC changed": (RIGHT, _other_mac),
    "wrong recovery code": (Way(recovery=bytes(32)), _as_it_is),
}


def _raised_in(error: BaseException) -> str:
    """Return the function of ours that raised."""
    trace = error.__traceback__
    assert trace is not None
    while trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_frame.f_code.co_name}"


def test_one_message_the_same_work_and_the_same_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[tuple[int, int, int]] = []
    real = slots.Argon2id

    def counted(**how: Any) -> Any:
        work.append((how["memory_cost"], how["iterations"], how["lanes"]))
        return real(**how)

    monkeypatch.setattr(slots, "Argon2id", counted)
    path = folder / layout.KEY_FILE
    whole = path.read_bytes()
    heard: dict[str, tuple[str, str]] = {}
    took: dict[str, float] = {}
    derived: dict[str, list[tuple[int, int, int]]] = {}
    for label, (way, change) in TRIES.items():
        path.write_bytes(change(whole))
        times = []
        for _n in range(TIMES):
            work.clear()
            began = time.perf_counter()
            with pytest.raises(errors.CannotOpen) as caught:
                session.open_session(folder, way)
            times.append(time.perf_counter() - began)
        heard[label] = str(caught.value), _raised_in(caught.value)
        took[label], derived[label] = statistics.median(times), list(work)
    path.write_bytes(whole)
    opened = {}
    for label, right in (("passphrase", RIGHT), ("keyfile", Way(OTHER, keyfile=STICK)), ("code", Way(recovery=SECRET))):
        began = time.perf_counter()
        session.open_session(folder, right).close()
        opened[f"opened by {label}"] = time.perf_counter() - began
    print()
    for label, seconds in (took | opened).items():
        print(f"  {label:<38} {seconds * 1000:>7.1f} ms   Argon2id {len(derived.get(label, [])) or '-'} times")
    assert len(set(heard.values())) == 1, heard
    stretched = {label: done for label, done in derived.items() if label != "wrong recovery code"}
    assert derived.pop("half a character")  # no keyboard gives it: what is spared by it tells nobody anything
    assert set(map(tuple, stretched.values())) == {((making.FLOOR, 3, 2),)}
    assert derived["wrong recovery code"] == []  # 256 bits of chance need no stretching: nobody guesses them
