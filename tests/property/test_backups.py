"""Whatever a vault's files hold, a backup gives back exactly that; whatever is changed in it, nothing is given back."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import errors
from app.crypto import age
from app.crypto.recipients import XWingIdentity
from app.exchange import backup
from app.exchange.backup import About, Contents
from app.exchange.plan import padded_size

IDENTITY = XWingIdentity(bytes(32))
MAC = b"m" * 32

blob = st.text("0123456789abcdef", min_size=32, max_size=32).map(lambda name: f"blobs/{name[:2]}/{name}")
kept = st.text("0123456789abcdef", min_size=16, max_size=16).map(lambda name: f"quarantine/{name}.age")
content = st.binary(max_size=3000)


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the files of a vault in their order."""
    files = {"vault.json": draw(st.binary(min_size=2, max_size=500)), "vault.db": draw(content)}
    for names in (blob, kept):
        files |= dict(sorted(draw(st.dictionaries(names, content, max_size=5)).items()))
    return files


class Kept(backup.Sink):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.files: dict[str, io.BytesIO] = {}

    def file(self, name: str, size: int) -> backup.Sink | io.BytesIO:  # type: ignore[override]
        assert size >= 0
        self.files[name] = io.BytesIO()
        return self.files[name]


def written(files: dict[str, bytes]) -> bytes:
    about = About("ab" * 16, "2026-05-04T03:02:01Z", "tests", backup.WHOLE, len(files), sum(map(len, files.values())))
    contents = [Contents(name, len(data), lambda data=data: iter([data])) for name, data in files.items()]  # type: ignore[misc]
    out = io.BytesIO()
    backup.write(out, about, contents, [IDENTITY.recipient], MAC, lambda _done: None)
    assert len(out.getvalue()) <= backup.file_size(about, list(files), [len(data) for data in files.values()])
    return out.getvalue()


@settings(max_examples=30)
@given(vaults())
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    kept = Kept()
    backup.open_backup(io.BytesIO(written(files)), [IDENTITY]).read_rest(kept, MAC)
    assert {name: data.getvalue() for name, data in kept.files.items()} == files


@settings(max_examples=30)
@given(vaults(), st.data())
def test_a_plaintext_changed_by_whoever_lacks_the_vaults_key_is_refused(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    plain = age.decrypting(io.BytesIO(written(files)), [IDENTITY]).read()
    start = data.draw(st.integers(0, len(plain) - 1))
    length = data.draw(st.integers(0, 600))
    instead = data.draw(st.binary(max_size=600))
    changed = plain[:start] + instead + plain[start + length :]
    if changed == plain:
        return
    changed += bytes(max(0, padded_size(len(changed)) - len(changed)) if data.draw(st.booleans()) else 0)
    if changed == plain:
        return
    with pytest.raises(errors.KeepsakeError):
        backup.open_plaintext(io.BytesIO(changed)).read_rest(backup.Sink(), MAC)


@settings(max_examples=50)
@given(st.binary(max_size=5000))
def test_any_bytes_are_refused_with_words(data: bytes) -> None:
    for opening in (
        lambda: backup.open_backup(io.BytesIO(data), [IDENTITY]),
        lambda: backup.open_plaintext(io.BytesIO(data)),
    ):
        with pytest.raises(errors.BackupError) as caught:
            opening()
        assert len(str(caught.value)) > 20
