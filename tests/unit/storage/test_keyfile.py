"""`vault.json`: every changed byte and every cut refuse, in one session."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.base import errors
from app.crypto import derive
from app.storage import keyfile
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making

Bytes = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Bytes:
    """Return the bytes of a vault.json and the key of its MAC."""
    with making.create(tmp_path_factory.mktemp("written") / "vault") as vault:
        key = bytes(vault.json_key)  # wiped in a moment
    return (vault.folder / "vault.json").read_bytes(), key


def _opens(data: bytes, key: bytes) -> None:
    keyfile.parse(data)
    keyfile.check(data, key)


def test_it_reads_back_what_was_written(written: Bytes) -> None:
    data, key = written
    _opens(data, key)
    assert keyfile.encode(keyfile.parse(data), key) == data


def test_every_changed_byte_is_refused(written: Bytes) -> None:
    data, key = written
    for position in range(len(data)):
        for change in (0x01, 0x20, 0x80):
            flipped = bytearray(data)
            flipped[position] ^= change
            with pytest.raises((errors.CannotOpen, errors.NewerVault)):
                _opens(bytes(flipped), key)


def test_only_a_larger_format_reads_as_newer(written: Bytes) -> None:
    data, key = written
    newer = []
    for position in range(len(data)):
        for change in range(1, 256, 7):
            flipped = bytearray(data)
            flipped[position] ^= change
            try:
                _opens(bytes(flipped), key)
            except errors.NewerVault:
                newer.append(position)
            except errors.CannotOpen:
                pass
    assert set(newer) <= {data.index(b'"format":1') + len('"format":')}


def test_every_cut_and_every_addition_is_refused(written: Bytes) -> None:
    data, key = written
    for length in range(len(data)):
        with pytest.raises(errors.CannotOpen):
            _opens(data[:length], key)
    for more in (b" ", b"\n", b"{}", b"\0"):
        with pytest.raises(errors.CannotOpen):
            _opens(data + more, key)


def _changed(value: dict[str, Any], path: str, new: object) -> None:
    *outer, last = path.split(".")
    inner: Any = value
    for part in outer:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    inner[last] = new


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("slots", []),
        ("slots", {}),
        ("slots", None),
        ("slots.0.kdf.memory_kib", 1 << 40),
        ("slots.0.kdf.memory_kib", 1024),
        ("slots.0.kdf.passes", 11),
        ("slots.0.kdf.lanes", 5),
        ("slots.0.kdf.name", "scrypt"),
        ("slots.0.kind", "keyfile"),
        ("database", []),
        ("database.cipher_page_size", 4096),
        ("database.hmac", "HMAC_SHA1"),
        ("database.salt", "AB" * 16),
        ("database.salt", "00" * 15),
        ("database.salt", 7),
        ("head", None),
        ("head.n", -1),
        ("head.n", True),
        ("head.n", "1"),
        ("head.mac", "zz" * 32),
        ("vault", "00"),
        ("backup", {}),
        ("format", 0),
        ("format", "1"),
        ("format", True),
        ("more", 1),
        ("mac", "00" * 32),
        ("mac", None),
    ],
)
def test_what_is_misshapen_is_refused_before_any_work(written: Bytes, path: str, new: object) -> None:
    data, key = written
    value = json.loads(data)
    _changed(value, path, new)
    changed = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(errors.CannotOpen):
        _opens(changed, key)


def test_nine_slots_are_too_many(written: Bytes) -> None:
    data, key = written
    value = json.loads(data)
    value["slots"] = [{**value["slots"][0], "id": f"{n:016x}"} for n in range(9)]
    with pytest.raises(errors.CannotOpen):
        _opens(json.dumps(value, sort_keys=True, separators=(",", ":")).encode(), key)


def test_a_sample_of_changed_bytes_refuses_the_whole_way(vault: Vault) -> None:
    vault.close()
    path = vault.folder / "vault.json"
    data = path.read_bytes()
    before = (vault.folder / "vault.db").read_bytes()
    for position in range(0, len(data), len(data) // 25):
        flipped = bytearray(data)
        flipped[position] ^= 1
        path.write_bytes(flipped)
        with pytest.raises((errors.CannotOpen, errors.NewerVault)):
            vaults.open_vault(vault.folder, making.PASSPHRASE)
    path.write_bytes(data)
    assert (vault.folder / "vault.db").read_bytes() == before
    vaults.open_vault(vault.folder, making.PASSPHRASE).close()


def test_the_second_slot_opens_too(vault: Vault) -> None:
    from app.crypto import slots

    vault.close()
    data = (vault.folder / "vault.json").read_bytes()
    key_file = keyfile.parse(data)
    vault_key = keyfile.unlock(key_file, making.PASSPHRASE)
    second = slots.new_slot("second", vault_key, memory_kib=making.FLOOR)
    both = keyfile.KeyFile(key_file.vault, key_file.salt, (*key_file.slots, second), key_file.head_n, key_file.head_mac)
    keyfile.write(vault.folder, both, derive.derive(vault_key, derive.VAULT_JSON))
    for passphrase in ("second", making.PASSPHRASE):
        vaults.open_vault(vault.folder, passphrase).close()


def test_more_than_64_kib_are_not_read(vault: Vault) -> None:
    vault.close()
    path = vault.folder / "vault.json"
    data = path.read_bytes()
    path.write_bytes(data + b" " * (keyfile.LIMIT + 1 - len(data)))
    with pytest.raises(errors.CannotOpen):
        keyfile.read(vault.folder)
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # a hole: nobody has the memory to read it all
    with pytest.raises(errors.CannotOpen):
        vaults.open_vault(vault.folder, making.PASSPHRASE)
