"""Attachments come back byte for byte, or not at all."""

from __future__ import annotations

import hashlib
import io
import secrets
import shutil
import stat

import pytest

from app.base import durable, errors
from app.crypto.padme import padme
from app.crypto.stream import StreamReader, payload_key, sealed_size
from app.storage import blobs, check, drafts, revisions
from app.storage import vault as vaults
from app.storage.vault import Vault
from tests.unit.storage import making
from tests.unit.storage.making import revise


def _stored(vault: Vault) -> list[making.Path]:
    return [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 1_000_003])
def test_contents_come_back_and_files_have_the_sizes_of_the_format(vault: Vault, size: int) -> None:
    data = secrets.token_bytes(size)
    taken = blobs.intake(vault, io.BytesIO(data))
    assert (taken.sha256, taken.size) == (hashlib.sha256(data).hexdigest(), size)
    vault = making.reopen(vault)
    with blobs.open_blob(vault, taken.sha256) as reader:
        assert reader.size == size
        assert reader.read() == data
        assert reader.read() == reader.read(5) == b""
    with blobs.open_blob(vault, taken.sha256) as reader:
        assert b"".join(iter(lambda: reader.read(10_007), b"")) == data
    (path,) = _stored(vault)
    assert path.stat().st_size == 16 + sealed_size(padme(max(size, 65536)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.name.startswith(path.parent.name)
    vault.close()


def test_a_file_is_a_nonce_and_a_payload_of_age_padded_with_zeros(vault: Vault) -> None:
    blobs.intake(vault, io.BytesIO(b"hello"))
    (path,) = _stored(vault)
    key = vault.db.value("SELECT key FROM blob")
    data = path.read_bytes()
    plain = StreamReader(io.BytesIO(data[16:]), payload_key(key, data[:16])).read()
    assert plain == b"hello".ljust(65536, b"\0")


def test_the_same_content_twice_is_two_files_and_either_serves(vault: Vault) -> None:
    one = blobs.intake(vault, io.BytesIO(b"twice"))
    blobs.intake(vault, io.BytesIO(b"twice"))
    first, _second = sorted(_stored(vault))
    first.unlink()
    with blobs.open_blob(vault, one.sha256) as reader:
        assert reader.read() == b"twice"


def test_damage_anywhere_is_noticed_before_the_end(vault: Vault) -> None:
    data = secrets.token_bytes(200_000)
    taken = blobs.intake(vault, io.BytesIO(data))
    (path,) = _stored(vault)
    whole = path.read_bytes()
    for position in (0, 15, 16, 17, 65_536, 131_200, 200_010, len(whole) - 17, len(whole) - 1):
        changed = bytearray(whole)
        changed[position] ^= 1
        path.write_bytes(changed)
        _refused(vault, taken.sha256, data)
    for length in (0, 5, 16, 70_000, len(whole) - 1):
        path.write_bytes(whole[:length])
        _refused(vault, taken.sha256, data)
    path.write_bytes(whole + b"x")
    _refused(vault, taken.sha256, data)
    path.unlink()
    _refused(vault, taken.sha256, data)


def _read(vault: Vault, sha256: str, got: bytearray) -> None:
    with blobs.open_blob(vault, sha256) as reader:
        while piece := reader.read(65_536):
            got += piece


def _refused(vault: Vault, sha256: str, data: bytes) -> None:
    got = bytearray()
    with pytest.raises(errors.VaultDamaged):
        _read(vault, sha256, got)
    assert len(got) < len(data)
    assert data.startswith(got)
    assert len(check.verify(vault).problems) == 1


def test_another_hash_in_the_row_is_noticed(vault: Vault) -> None:
    blobs.intake(vault, io.BytesIO(b"content"))
    vault.db.run("UPDATE blob SET sha256 = zeroblob(32)")
    with pytest.raises(errors.VaultDamaged), blobs.open_blob(vault, "00" * 32) as reader:
        reader.read()
    with blobs.open_blob(vault, "00" * 32, hashed=False) as reader:
        assert reader.read() == b"content"
    blobs.intake(vault, io.BytesIO(b""))
    vault.db.run("UPDATE blob SET sha256 = ? WHERE size = 0", (bytes(31) + b"\x01",))
    with pytest.raises(errors.VaultDamaged), blobs.open_blob(vault, "00" * 31 + "01") as reader:
        reader.read()


def test_a_source_that_fails_leaves_nothing(vault: Vault) -> None:
    class Failing:
        def read(self, _size: int, /) -> bytes:
            if not hasattr(self, "once"):
                self.once = True
                return b"x" * 1000
            raise OSError("pulled")

    with pytest.raises(OSError, match="pulled"):
        blobs.intake(vault, Failing())
    assert _stored(vault) == []
    assert vault.db.value("SELECT count(*) FROM blob") == 0


def test_an_announced_hash_is_compared(vault: Vault) -> None:
    with blobs.BlobWriter(vault) as writer:
        assert writer.write(bytearray(b"content")) == 7
        with pytest.raises(errors.VaultDamaged):
            writer.finish("00" * 32)
    assert _stored(vault) == []


def test_files_without_a_row_are_removed_at_opening(vault: Vault) -> None:
    taken = blobs.intake(vault, io.BytesIO(b"kept"))
    (kept,) = _stored(vault)
    (kept.parent / (durable.TEMPORARY + "0011")).write_bytes(b"half")
    (kept.parent / (kept.parent.name + "00" * 15)).write_bytes(b"whole, but its row was never written")
    vault = making.reopen(vault)
    assert _stored(vault) == [kept]
    assert blobs.has(vault, taken.sha256)
    vault.close()


def test_a_lost_folder_of_attachments_is_told_and_the_rest_opens(vault: Vault) -> None:
    taken = blobs.intake(vault, io.BytesIO(b"content"))
    vault.close()
    shutil.rmtree(vault.folder / "blobs")
    (vault.folder / "quarantine").rmdir()
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    with pytest.raises(errors.VaultDamaged):
        blobs.open_blob(vault, taken.sha256)
    assert len(check.verify(vault).problems) == 1
    again = blobs.intake(vault, io.BytesIO(b"content"))
    with blobs.open_blob(vault, again.sha256) as reader:
        assert reader.read() == b"content"
    vault.close()


def test_only_what_nothing_names_is_dropped(vault: Vault) -> None:
    contents = {name: blobs.intake(vault, io.BytesIO(name.encode())) for name in ("saved", "old", "draft", "loose")}

    def naming(name: str) -> dict[str, object]:
        return {"attachments": [making.attachment(contents[name].sha256, contents[name].size)]}

    old = revise("document", naming("old"))
    revisions.save_all(vault, [old, revise("document", naming("saved"), [old])])
    drafts.put(vault, "ab" * 16, "document", naming("draft"))
    assert blobs.drop_unreferenced(vault, [contents["saved"].sha256]) == 0
    assert blobs.drop_unreferenced(vault) == 1
    assert {name for name, blob in contents.items() if blobs.has(vault, blob.sha256)} == {"saved", "old", "draft"}
    assert len(_stored(vault)) == 3


def test_attachments_of_types_to_come_are_kept_too(vault: Vault) -> None:
    taken = blobs.intake(vault, io.BytesIO(b"content"))
    strange = revise("type_to_come", {"inner": [{"pictures": {"p": [{"sha256": taken.sha256}]}}]})
    spoken = revise("note", {"text": {"text": f'"sha256":"{"ab" * 32}"'}})
    revisions.save_all(vault, [strange, spoken])
    assert blobs.drop_unreferenced(vault) == 0
    assert blobs.mentioned(vault, [strange.id, spoken.id]) == {taken.sha256: [strange.id]}


def test_removal_waits_for_the_transaction(vault: Vault) -> None:
    taken = blobs.intake(vault, io.BytesIO(b"content"))
    with pytest.raises(ZeroDivisionError), vault.transaction():
        assert blobs.drop_unreferenced(vault) // 0
    with blobs.open_blob(vault, taken.sha256) as reader:
        assert reader.read() == b"content"
    making.leave(vault)
    vault = vaults.open_vault(vault.folder, making.PASSPHRASE)
    assert blobs.has(vault, taken.sha256)
    vault.close()
