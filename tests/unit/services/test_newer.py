"""What newer software wrote: shown, searched, kept, sent and received byte for byte, never edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.base import errors
from app.domain import canonical
from app.domain.revision import Revision
from app.services import attachments, casework, checking
from app.services.session import Session
from app.storage import revisions as stored
from tests.unit.services import making

NEWER: dict[str, Callable[[Session], Revision]] = {
    "an unknown type": lambda vault: making.revise(vault.keys, {"text": {"text": "aura"}}, type_="aura"),
    "another version of the header": lambda vault: making.revise(
        vault.keys, {"text": {"text": "aura"}}, header=lambda header: header.update(v=2, mood=["odd", {"deep": 1}])
    ),
    "a header without our fields": lambda vault: making.revise(
        vault.keys,
        {"text": {"text": "aura"}},
        header=lambda header: [header.update(v=3), *(header.pop(name) for name in ("at", "zone", "software", "crit"))],
    ),
    "something critical": lambda vault: making.revise(
        vault.keys, {"text": {"text": "aura"}}, header=lambda header: header.update(crit=["merge-by-aura"])
    ),
    "another format of the body": lambda vault: making.revise(
        vault.keys, {}, body=canonical.encode({"format": 2, "type": "note", "glyphs": [[1, 2], {"x": None}]})
    ),
}


@pytest.mark.parametrize("label", NEWER)
def test_it_is_kept_and_handed_on_as_it_came(vault: Session, office: Session, tmp_path: Path, label: str) -> None:
    made = NEWER[label](vault)
    record = made.header.record
    stored.save(vault.vault, made)
    (tmp_path / "photo").write_bytes(b"photo")
    shown = casework.show(vault, record, history=True)
    assert shown["newer"]
    assert [entry["revision"] for entry in shown["history"]] == [made.id]
    (row,) = [one for one in casework.listing(vault) if one["id"] == record]
    assert row["title"]
    before = making.standing(vault)
    with pytest.raises(errors.NewerVersion):
        casework.edit(vault, record, {"text": {"text": "changed"}})
    with pytest.raises(errors.NewerVersion):
        attachments.attach(vault, record, tmp_path / "photo")
    making.unchanged(vault, before)
    (answer,) = making.carry(vault, office, tmp_path)
    assert answer["counts"]["new"] == 1
    came = stored.get(office.vault, made.id)
    assert came is not None
    assert (came.header_bytes, came.signature, came.body, came.salt) == (
        made.header_bytes,
        made.signature,
        made.body,
        made.salt,
    )
    assert casework.show(office, record) == casework.show(vault, record)
    making.standing(office)
    checking.rebuild(office)
    assert making.standing(office).report["digest"] == making.standing(vault).report["digest"]
    making.carry(office, vault, tmp_path)


def test_a_newer_version_of_a_known_record_stands_beside_what_we_can_read(vault: Session) -> None:
    record = casework.add(vault, "note", {"text": {"text": "ours"}})
    (ours,) = stored.of_record(vault.vault, record)
    newer = making.revise(vault.keys, {"text": {"text": "theirs"}}, [ours], header=lambda header: header.update(v=2))
    stored.save(vault.vault, newer)
    shown = casework.show(vault, record)
    assert shown["newer"]
    assert shown["heads"] == [newer.id]
    assert shown["fields"] == {"text": {"text": "ours"}}
    with pytest.raises(errors.NewerVersion):
        casework.edit(vault, record, {"text": {"text": "changed"}})
    assert casework.conflicts(vault) == []
    making.standing(vault)


def test_unknown_fields_and_items_survive_an_edit_of_others(vault: Session, office: Session, tmp_path: Path) -> None:
    newer: dict[str, Any] = {"aura": {"text": "x", "hue": {"deep": [1, [2], None]}}, "list": [{"id": "a", "v": 1}]}
    record = casework.add(vault, "note", {**newer, "text": {"text": "x", "tone": "from a newer version"}})
    casework.edit(vault, record, {"title": {"text": "edited"}})
    making.carry(vault, office, tmp_path)
    casework.edit(office, record, {"title": {"text": "edited there"}})
    fields = casework.show(office, record)["fields"]
    assert fields == {
        **newer,
        "text": {"text": "x", "tone": "from a newer version"},
        "title": {"text": "edited there"},
    }
