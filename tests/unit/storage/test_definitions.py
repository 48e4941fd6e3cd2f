"""What a vault knows follows the definitions in it, in every transaction and however it is opened or made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.services import casework, defining, lists, receiving, sending, session
from app.services.session import Session
from app.storage import check, rebuild, stale
from app.storage.handle import put_meta
from tests.unit.services import making


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "vault", "Lark") as opened:
        yield opened


def mood(vault: Session) -> tuple[str, str]:
    name = lists.make(vault, {"en": "Moods"})
    code = lists.add_term(vault, name, {"en": "Serene"})
    return defining.add_field(vault, "note", {"en": "Mood"}, "term", vocabulary=name), code


def test_a_transaction_that_fails_defines_nothing(vault: Session) -> None:
    known = vault.schema
    with suppress(ZeroDivisionError), vault.vault.transaction():
        defining.add_field(vault, "note", {"en": "Mood"}, "text")
        raise ZeroDivisionError
    assert vault.schema is known
    assert casework.listing(vault, "field") == []


def test_a_vault_rebuilt_opened_read_only_and_reopened_half_way_knows_the_same(vault: Session) -> None:
    field, code = mood(vault)
    record = casework.add(vault, "note", {field: code})
    rebuild.rebuild(vault.vault)
    assert vault.schema.label(code) == "Serene"
    assert check.verify(vault.vault).problems == ()
    with vault.vault.transaction() as db:  # as an update of the program does it, cut off before anything is derived
        stale.mark_all(db)
        put_meta(db, derived="of an older version")
    assert field not in vault.schema.fields_of("note")
    folder = vault.vault.folder
    vault.close()
    with session.open_session(folder, making.PASSPHRASE) as again:
        assert [row["id"] for row in casework.search(again, "serene")] == [record]
        assert check.verify(again.vault).problems == ()
    with session.open_session(folder, making.PASSPHRASE, read_only=True) as shown:
        assert field in shown.schema.fields_of("note")
        assert [row["id"] for row in casework.search(shown, "serene")] == [record]


def test_every_connection_of_a_vault_knows_the_same_at_once(vault: Session) -> None:
    other = vault.vault.reading()
    field, _code = mood(vault)
    assert other.schema is vault.schema
    assert field in other.schema.fields_of("note")


def test_a_bundle_that_is_only_looked_at_defines_nothing(vault: Session, tmp_path: Path) -> None:
    with making.create(tmp_path / "office", "HQ", "headquarters") as office:
        making.introduce(tmp_path, vault, office)
        field, _code = mood(office)
        stick = tmp_path / "stick"
        stick.mkdir()
        bundle = Path(sending.send(office, "Lark", stick)["bundles"][0])
        receiving.inspect(vault, bundle)
        assert field not in vault.schema.fields_of("note")
        receiving.receive(vault, bundle)
        assert field in vault.schema.fields_of("note")
