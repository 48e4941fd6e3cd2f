"""What is refused before anything is made or overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base import errors
from app.services import casework, contacts, session
from app.services.session import Session
from app.storage import revisions as stored
from tests.unit.services import making


def test_a_name_no_card_can_hold_makes_no_vault(tmp_path: Path) -> None:
    for name in ("", "  ", "x" * 201, "a\nb"):
        with pytest.raises(errors.BadInput):
            making.create(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()
    with making.create(tmp_path / "new", " Field ") as made:
        assert made.vault.meta().name == made.card.name == "Field"
    with session.open_session(tmp_path / "new", making.PASSPHRASE) as again:
        assert again.card.name == "Field"


def test_a_card_replaces_only_a_card(vault: Session, tmp_path: Path) -> None:
    out = tmp_path / "my.card"
    contacts.write_card(vault, out)
    contacts.write_card(vault, out)
    assert out.read_bytes() == vault.card.data
    out.write_bytes(b"the only photo")
    with pytest.raises(errors.BadInput):
        contacts.write_card(vault, out)
    assert out.read_bytes() == b"the only photo"


def test_records_of_newer_software_are_listed_by_their_type(vault: Session) -> None:
    made = making.revise(vault.keys, {"text": "x"}, type_="glyph")
    stored.save(vault.vault, made)
    assert [row["id"] for row in casework.listing(vault, "glyph")] == [made.header.record]
    with pytest.raises(errors.UnknownType):
        casework.listing(vault, "nothing-like-it")
