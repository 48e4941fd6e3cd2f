"""The table of operations that are walked. A row is a function and its decorator: prepare, `ready()`, do, `confirm`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from app.base.errors import BundleRefused, CannotOpen, KeepsakeError, NotAVault, VaultDestroyed
from app.services import (
    attachments,
    backing_up,
    casework,
    checking,
    contacts,
    drafting,
    emergency,
    erasing,
    quarantining,
    receiving,
    recovering,
    rekeying,
    revoking,
    sealing,
    sending,
    session,
    settings,
    trusting,
    undoing,
    ways,
)  # fmt: skip
from app.services.session import Session
from app.storage import revisions, trust
from tests.faults.places import FLOOR, GOLDEN, GOLDEN_PASSPHRASE, PASSPHRASE, Place
from tests.faults.walking import Operation

Check = Callable[[Place, list[str]], None]
TABLE: dict[str, Operation] = {}
OTHER = "another passphrase, as good as the first"


def whole(opened: Session) -> None:
    """Assert that a vault is whole and can go on."""
    assert checking.verify(opened)["problems"] == []
    casework.add(opened, "note", {"text": {"text": "life goes on"}})


def usual(place: Place, confirmed: list[str]) -> None:
    """Look at a vault after any operation: it opens, is whole, holds what was there and what was confirmed."""
    with place.open() as opened:
        here = {row["id"] for row in casework.listing(opened, trash=True)}
        assert _before(place) <= set(revisions.all_ids(opened.vault))
        assert set(confirmed) <= here
        whole(opened)


def _before(place: Place) -> set[str]:
    """Return the revisions that were in the vault before."""
    return set(json.loads((place.root / "given" / "before.json").read_text()))


def walked(name: str, check: Check = usual) -> Callable[[Callable[[Place], None]], Callable[[Place], None]]:
    """Add an operation to the table; without `check` what it confirms are ids of records."""

    def add(run: Callable[[Place], None]) -> Callable[[Place], None]:
        TABLE[name] = Operation(name, run, check)
        return run

    return add


@walked("save")
def _save(place: Place) -> None:
    place.ready()
    with place.open() as opened:
        for n in range(3):
            place.confirm(casework.add(opened, "note", {"text": {"text": f"number {n}"}}))


def _drafted(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    with place.open() as opened:
        waiting = [one.fields["text"]["text"] for one in _drafts(opened)]
        assert not confirmed or waiting[0] >= confirmed[-1]


def _drafts(opened: Session) -> list[drafting.drafts.Draft]:
    return drafting.drafts.all(opened.vault)


@walked("autosave", _drafted)
def _autosave(place: Place) -> None:
    record = place.given("record").read_text()
    with place.open() as opened:
        place.ready()
        for n in range(3):
            drafting.keep(opened, record, "document", {"text": {"text": f"typing {n}"}}, ())
            place.confirm(f"typing {n}")


def _attached(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    with place.open() as opened:
        shown = casework.show(opened, place.given("record").read_text())["fields"]["attachments"]
        assert len(shown) == 1 or [item["sha256"] for item in shown[1:]] == confirmed or not confirmed
        assert not confirmed or shown[-1]["sha256"] == confirmed[0]


@walked("attach", _attached)
def _attach(place: Place) -> None:
    place.ready()
    with place.open() as opened:
        record, file = place.given("record").read_text(), place.given("recording.bin")
        place.confirm(attachments.attach(opened, record, file)["sha256"])


@walked("lock")
def _lock(place: Place) -> None:
    opened = place.open()
    place.confirm(casework.add(opened, "note", {"text": {"text": "saved before locking"}}))
    settings.write(opened, "theme", "dark")
    place.ready()
    opened.close()


def _made(place: Place, confirmed: list[str]) -> None:
    try:
        opened = place.open(folder=place.new)
    except NotAVault:
        assert not confirmed
        assert not place.new.exists() or not any(place.new.iterdir())
        opened = session.create(place.new, PASSPHRASE, name="Again", role="field", memory_kib=FLOOR)
    with opened:
        whole(opened)
    assert not list(place.root.glob(".keepsake-new-*")) or not confirmed


@walked("create", _made)
def _create(place: Place) -> None:
    place.ready()
    with session.create(place.new, PASSPHRASE, name="New", role="field", memory_kib=FLOOR):
        place.confirm("made")


def _up_again(place: Place, confirmed: list[str]) -> None:
    del confirmed
    with place.open(folder=place.given("crashed")) as opened:
        assert len(casework.listing(opened)) == 3
        whole(opened)


@walked("open after a crash", _up_again)
def _open(place: Place) -> None:
    place.ready()
    with place.open(folder=place.given("crashed")) as opened:
        assert len(casework.listing(opened)) == 3
        place.confirm("opened")


def _migrated(place: Place, confirmed: list[str]) -> None:
    del confirmed
    known = json.loads(GOLDEN.with_suffix(".json").read_bytes())
    with place.open(GOLDEN_PASSPHRASE, place.given("old")) as opened:
        assert {row["id"] for row in casework.listing(opened)} == set(known["records"])
        assert checking.verify(opened)["digest"] == known["digest"]
        whole(opened)


@walked("migrate", _migrated)
def _migrate(place: Place) -> None:
    place.ready()
    with place.open(GOLDEN_PASSPHRASE, place.given("old")):
        place.confirm("opened")


@walked("rebuild")
def _rebuild(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        checking.rebuild(opened)


def _sent(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    left = sorted(place.stick.glob("*.age"))
    assert {Path(one).name for one in confirmed} <= {path.name for path in left}
    with place.open(folder=place.office) as office:
        receiving.receive(office, place.given("bundle.age"))
        for path in left:  # what has the final name is whole
            receiving.receive(office, path)


@walked("send", _sent)
def _send(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        for path in sending.send(opened, "HQ", place.stick)["bundles"]:
            place.confirm(Path(path).name)


def _received(place: Place, confirmed: list[str]) -> None:
    with place.open(folder=place.office) as opened:
        count = len(casework.listing(opened, trash=True))
        assert checking.verify(opened)["problems"] == []
        assert count or not confirmed
        answer = receiving.receive(opened, place.given("bundle.age"))  # it can still be received, or was
        assert answer["counts"]["new"] == 0 if count else answer["counts"]["new"] > 10
        whole(opened)


@walked("receive", _received)
def _receive(place: Place) -> None:
    with place.open(folder=place.office) as opened:
        place.ready()
        place.confirm(receiving.receive(opened, place.given("bundle.age"))["receipt"]["manifest"])


def _backed_up(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    file = place.stick / "backup.age"
    assert file.exists() or not confirmed
    if file.exists():  # what has its name is whole, and has its keys beside it
        backing_up.restore(file, PASSPHRASE, place.new)
        with place.open(folder=place.new) as opened:
            whole(opened)


@walked("backup", _backed_up)
def _backup(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        backing_up.back_up(opened, place.stick / "backup.age")
        place.confirm("backed up")


def _restored(place: Place, confirmed: list[str]) -> None:
    if not place.new.exists():
        assert not confirmed
        backing_up.restore(place.given("backup.age"), PASSPHRASE, place.new)
    with place.open(folder=place.new) as opened:
        assert _before(place) <= set(revisions.all_ids(opened.vault))
        whole(opened)


@walked("restore", _restored)
def _restore(place: Place) -> None:
    place.ready()
    backing_up.restore(place.given("backup.age"), PASSPHRASE, place.new)
    place.confirm("restored")


def _recovered(place: Place, confirmed: list[str]) -> None:
    if not place.new.exists():
        assert not confirmed
        recovering.recover(place.given("damaged"), PASSPHRASE, place.new)
    with place.open(folder=place.new) as opened:
        assert _before(place) <= set(revisions.all_ids(opened.vault))
        whole(opened)


@walked("recover", _recovered)
def _recover(place: Place) -> None:
    place.ready()
    recovering.recover(place.given("damaged"), PASSPHRASE, place.new)
    place.confirm("recovered")


def _erased(place: Place, confirmed: list[str]) -> None:
    record = place.given("record").read_text()
    with place.open() as opened:
        assert checking.verify(opened)["problems"] == []
        states = {one.state for one in revisions.of_record(opened.vault, record) if one.state != "absent"}
        gone = "erased" in states
        assert gone or not confirmed
        if not gone:
            erasing.erase(opened, [record], "a court's order")
        whole(opened)


@walked("erase", _erased)
def _erase(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        erasing.erase(opened, [place.given("record").read_text()], "a court's order")
        place.confirm("erased")


def _opens(place: Place, passphrase: str) -> bool:
    try:
        ways.try_way(place.vault, passphrase)
    except KeepsakeError:
        return False
    return True


def _two_ways(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    assert _opens(place, OTHER) or not confirmed


@walked("add a way in", _two_ways)
def _add_way(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        ways.add_passphrase(opened, OTHER, FLOOR)
        place.confirm("added")


def _one_way(place: Place, confirmed: list[str]) -> None:
    old, new = _opens(place, PASSPHRASE), _opens(place, OTHER)
    assert old != new
    assert new or not confirmed
    with place.open(OTHER if new else PASSPHRASE) as opened:
        whole(opened)


@walked("change the passphrase", _one_way)
def _change_way(place: Place) -> None:
    with place.open() as opened:
        slot = ways.listed(opened)[0].id
        place.ready()
        ways.change(opened, slot, ways.Way(OTHER), FLOOR)
        place.confirm("changed")


def _other_way(place: Place, confirmed: list[str]) -> None:
    assert _opens(place, OTHER)
    assert not (confirmed and _opens(place, PASSPHRASE))
    with place.open(OTHER) as opened:
        whole(opened)


@walked("remove a way in", _other_way)
def _remove_way(place: Place) -> None:
    with place.open() as opened:
        first = ways.listed(opened)[0].id
        ways.add_passphrase(opened, OTHER, FLOOR)
        place.ready()
        ways.remove(opened, first)
        place.confirm("removed")


def prepare(scene: Path) -> None:
    """Note beside the scene what was in the vault before anything is walked."""
    with session.open_session(scene / "vault", PASSPHRASE, read_only=True) as opened:
        (scene / "given" / "before.json").write_text(json.dumps(sorted(revisions.all_ids(opened.vault))))
    shutil.rmtree(scene / "stick")
    (scene / "stick").mkdir()


def _sealed(place: Place, confirmed: list[str]) -> None:
    record = place.given("record").read_text()
    with place.open() as opened:
        assert checking.verify(opened)["problems"] == []
        states = {one.state for one in revisions.of_record(opened.vault, record) if not one.header.notice}
        assert states in ({"present"}, {"sealed"})
        assert states == {"sealed"} or not confirmed
        if states == {"present"}:
            sealing.seal(opened, [record], ["HQ"], "a paper")
        stick = place.stick / "after"
        stick.mkdir()
        bundles = sending.send(opened, "HQ", stick)["bundles"]
        whole(opened)
    with place.open(folder=place.office) as office:  # and the office can open it
        receiving.receive(office, place.given("bundle.age"))
        for path in bundles:
            receiving.receive(office, Path(path))
        assert casework.show(office, record)["fields"]["title"]["text"] == "to attach to"


@walked("seal", _sealed)
def _seal(place: Place) -> None:
    with place.open() as opened:
        place.ready()
        sealing.seal(opened, [place.given("record").read_text()], ["HQ"], "a paper")
        place.confirm("sealed")


def _gone(place: Place, confirmed: list[str]) -> None:
    try:
        opened = place.open()
    except VaultDestroyed:
        assert sorted(path.name for path in place.vault.iterdir() if path.name != "lock") == ["vault.json"]
        return
    with opened:  # not begun: whole as before
        assert not confirmed
        whole(opened)


@walked("destroy", _gone)
def _destroy(place: Place) -> None:
    place.ready()
    emergency.destroy(place.vault)
    place.confirm("destroyed")


def _rekeyed(place: Place, confirmed: list[str]) -> None:
    old, new = _opens(place, PASSPHRASE), _opens(place, OTHER)
    assert old != new
    assert new or not confirmed
    with place.open(OTHER if new else PASSPHRASE) as opened:
        assert _before(place) <= set(revisions.all_ids(opened.vault))
        whole(opened)
    assert not list(place.vault.glob("*.next*"))


@walked("rekey", _rekeyed)
def _rekey(place: Place) -> None:
    with place.open() as opened:
        prepared = rekeying.prepare(opened, with_recovery=False)
        place.ready()
        rekeying.rekey(opened, prepared, OTHER, FLOOR)
        place.confirm("rekeyed")


def _unsealed(place: Place, confirmed: list[str]) -> None:
    record = place.given("record").read_text()
    (bundle,) = place.stick.glob("*.age")
    with place.open(folder=place.office) as office:
        assert checking.verify(office)["problems"] == []
        if not confirmed:
            receiving.receive(office, bundle)
        assert casework.show(office, record)["fields"]["title"]["text"] == "to attach to"
        whole(office)


@walked("receive what is sealed", _unsealed)
def _unseal(place: Place) -> None:
    with place.open() as opened:
        sealing.seal(opened, [place.given("record").read_text()], ["HQ"], "a paper")
        (bundle,) = sending.send(opened, "HQ", place.stick)["bundles"]
    with place.open(folder=place.office) as office:
        place.ready()
        receiving.receive(office, Path(bundle))
        place.confirm("opened")


def _taken_back(place: Place, confirmed: list[str]) -> None:
    with place.open(folder=place.office) as office:
        assert checking.verify(office)["problems"] == []
        shown = casework.listing(office)
        assert not (confirmed and shown)
        assert len(casework.listing(office, trash=True)) > 10
        whole(office)


@walked("undo an import", _taken_back)
def _undo(place: Place) -> None:
    with place.open(folder=place.office) as office:
        manifest = receiving.receive(office, place.given("bundle.age"))["receipt"]["manifest"]
        place.ready()
        undoing.undo(office, manifest)
        place.confirm("undone")


def _revoked(place: Place, confirmed: list[str]) -> None:
    with place.open(folder=place.office) as office:
        assert checking.verify(office)["problems"] == []
        assert not confirmed or [one.status for one in trust.cards(office.vault)] == ["revoked"]
        whole(office)


@walked("revoke a key", _revoked)
def _revoke(place: Place) -> None:
    with place.open() as opened:
        text = revoking.own(opened)
    with place.open(folder=place.office) as office:
        place.ready()
        revoking.take(office, text)
        place.confirm("revoked")


def _quarantined(place: Place, confirmed: list[str]) -> None:
    del confirmed
    with place.open(folder=place.given("stranger")) as stranger:
        assert checking.verify(stranger)["problems"] == []
        assert casework.listing(stranger) == []
        whole(stranger)


@walked("put a bundle in quarantine", _quarantined)
def _quarantine(place: Place) -> None:
    stranger = place.given("stranger")
    with (
        place.open() as opened,
        session.create(
            stranger, PASSPHRASE, name="Stranger", role="headquarters", practice=True, memory_kib=FLOOR
        ) as other,
    ):
        card = place.given("stranger.card")
        trusting.take_card(opened, card, contacts.write_card(other, card))
        (bundle,) = sending.send(opened, "Stranger", place.stick)["bundles"]
        place.ready()
        try:
            receiving.receive(other, Path(bundle))
        except BundleRefused:
            assert len(quarantining.listing(other)) == 1
            place.confirm("kept")


def _not_destroyed(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    assert confirmed in ([], ["refused"])


@walked("a wrong try", _not_destroyed)
def _wrong(place: Place) -> None:
    with place.open() as opened:
        emergency.set_lock_out(opened, 5)
    place.ready()
    try:
        place.open("not the passphrase")
    except CannotOpen:
        place.confirm("refused")


def _two_ways_by_code(place: Place, confirmed: list[str]) -> None:
    usual(place, [])
    if confirmed:
        ways.try_way(place.vault, ways.Way(recovery=place.given("secret").read_bytes()))


@walked("add the recovery code", _two_ways_by_code)
def _add_code(place: Place) -> None:
    secret = ways.new_secret()
    place.given("secret").write_bytes(secret)
    with place.open() as opened:
        place.ready()
        ways.add_recovery(opened, secret)
        place.confirm("added")
