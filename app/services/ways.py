"""Ways into a vault: listing, adding, changing and removing them, and proving that one opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base import durable
from app.base.errors import BadInput, CannotOpen
from app.base.i18n import N_, _
from app.crypto import derive, keyfiles, recovery, shares, slots
from app.crypto.ways import KEYFILE, PASSPHRASE, RECOVERY, Way
from app.domain.canonical import JsonObject
from app.services import beginning
from app.services.session import Session, look
from app.storage import doors, faults, keyfile, log

KINDS = (PASSPHRASE, KEYFILE, RECOVERY)
LABELS = {
    PASSPHRASE: N_("Passphrase"),
    KEYFILE: N_("Passphrase with keyfile"),
    RECOVERY: N_("Recovery code or shares"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: its id, its kind, the memory one try costs (0 for recovery), and since when it is as it is."""

    id: str
    kind: str
    memory_kib: int
    created: str
    """Device time, UTC, from the log: made or last changed."""

    @property
    def label(self) -> str:
        """The kind in words."""
        return _(LABELS[self.kind])


def listed(session: Session) -> list[Slot]:
    """Return the ways in, in the order in which they were added."""
    since: dict[str, str] = {}
    first = ""
    for entry in log.entries(session.vault, ("created", "slot_added", "slot_changed")):
        first = first or entry.at
        if "slot" in entry.detail:
            since[entry.detail["slot"]] = entry.at
    return [
        Slot(one["id"], one["kind"], one["kdf"].get("memory_kib", 0), since.get(one["id"], first))
        for one in session.vault.key_file.slots
    ]


def kinds(folder: Path) -> frozenset[str]:
    """Return which kinds of ways a vault has, as anyone can see without opening it.

    Raises NotAVault, NewerVault, and CannotOpen when `vault.json` cannot be read.
    """
    look(folder)
    with faults.told():
        data = keyfile.read(folder)
    return frozenset(str(one["kind"]) for one in keyfile.parse(data).slots)


def beside_keyfile(session: Session) -> str:
    """Return the warning that a passphrase alone opens a vault that has a keyfile, too; empty where that is not so."""
    there = {one["kind"] for one in session.vault.key_file.slots}
    if not {PASSPHRASE, KEYFILE} <= there:
        return ""
    return _("A passphrase alone opens this vault, too: the keyfile protects it only once that way is removed.")


def find(session: Session, kind: str, slot_id: str | None = None) -> Slot:
    """Return the one way of a kind, or the one whose id begins as given; raise BadInput for none and for several."""
    found = [one for one in listed(session) if one.kind == kind and one.id.startswith(slot_id or "")]
    if not found:
        raise BadInput(_("This vault has no such way in. Nothing was changed."))
    if len(found) > 1:
        raise BadInput(_("There are several such ways in; say which by its id. Nothing was changed."))
    return found[0]


def require_strong(passphrase: str) -> None:
    """Raise BadInput, with the reason, for a passphrase that is too easy to guess. It takes a while."""
    strength = beginning.judge(passphrase)
    if not strength.enough:
        raise BadInput(_("This passphrase is too weak. {why} Nothing was changed.").format(why=strength.why_not))


def add_passphrase(
    session: Session, passphrase: str, memory_kib: int | None = None, *, weak_anyway: bool = False
) -> Slot:
    """Let this passphrase, too, open the vault; see `add`."""
    return add(session, Way(passphrase), memory_kib, weak_anyway=weak_anyway)


def add_keyfile(
    session: Session, passphrase: str, key: bytes, memory_kib: int | None = None, *, weak_anyway: bool = False
) -> Slot:
    """Let this passphrase together with the 32 bytes of a keyfile, too, open the vault; see `add`."""
    return add(session, Way(passphrase, keyfile=key), memory_kib, weak_anyway=weak_anyway)


def add(session: Session, way: Way, memory_kib: int | None = None, *, weak_anyway: bool = False) -> Slot:
    """Let `way`, too, open the vault, durably; it is noted in the log.

    `memory_kib` is what one try costs, measured on this machine when not given. Raises BadInput for a ninth way, a
    second recovery, a passphrase that is weak (unless `weak_anyway`) or empty, what opens it already; NoRoom.
    """
    there = session.vault.key_file.slots
    if len(there) >= slots.MOST_SLOTS:
        raise BadInput(
            _("A vault has at most {n} ways in. Remove one before you add another. Nothing was changed.").format(
                n=slots.MOST_SLOTS
            )
        )
    if way.kind == RECOVERY and any(one["kind"] == RECOVERY for one in there):
        raise BadInput(_("This vault has a recovery code already. Change it to get another. Nothing was changed."))
    if way.kind != RECOVERY and not weak_anyway:
        require_strong(way.passphrase)
    if any(one["kind"] == way.kind and opens(session, one["id"], way) for one in there):
        raise BadInput(_("This opens the vault already. Choose another passphrase. Nothing was changed."))
    made = slots.new_slot(way, session.vault.vault_key, memory_kib=_cost(way, memory_kib))
    return _exchange(session, [*there, made], way, "slot_added", made)


def add_recovery(session: Session, secret: bytes | None = None) -> bytes:
    """Let a recovery secret open the vault, and its backups, and return it: 32 bytes that are kept nowhere.

    `secret` is one from `new_secret` that was shown and proved before; without it a new one is made. Raises BadInput
    when there is a recovery secret already, and for a ninth way; NoRoom.
    """
    secret = new_secret() if secret is None else secret
    add(session, Way(recovery=secret))
    return secret


def change(
    session: Session, slot_id: str, way: Way, memory_kib: int | None = None, *, weak_anyway: bool = False
) -> Slot:
    """Put `way` in the place of a way of its kind, durably; it is noted in the log. The old one opens no more.

    The passphrase may be the same, to raise or lower what a try costs: then its strength is not judged again.
    Whoever copied the vault before, and knows the old way, still opens that copy. Raises BadInput, NoRoom.
    """
    there = session.vault.key_file.slots
    place, old = _place(there, slot_id)
    if old["kind"] != way.kind:
        raise BadInput(_("A way in can only be changed for one of its own kind. Nothing was changed."))
    if way.kind != RECOVERY and not weak_anyway and not opens(session, slot_id, way):
        require_strong(way.passphrase)
    made = slots.new_slot(way, session.vault.vault_key, slot_id=slot_id, memory_kib=_cost(way, memory_kib))
    return _exchange(session, [*there[:place], made, *there[place + 1 :]], way, "slot_changed", made)


def change_recovery(session: Session, secret: bytes | None = None) -> bytes:
    """Put another recovery secret in the place of the vault's, and return it; see `add_recovery` and `change`.

    The old code and all shares of it open neither the vault nor later backups. Earlier backups stay as they are.
    """
    secret = new_secret() if secret is None else secret
    change(session, find(session, RECOVERY).id, Way(recovery=secret))
    return secret


def remove(session: Session, slot_id: str) -> None:
    """Take a way in away, durably; it is noted in the log. Raises BadInput for the last one; NoRoom."""
    there = session.vault.key_file.slots
    place, old = _place(there, slot_id)
    if len(there) == 1:
        raise BadInput(_("This is the only way into the vault: add another before you remove it. Nothing was changed."))
    backup = None if old["kind"] == RECOVERY else session.vault.key_file.backup
    left = [*there[:place], *there[place + 1 :]]
    doors.exchange(session.vault, left, backup, "slot_removed", {"kind": old["kind"], "slot": slot_id})


def opens(session: Session, slot_id: str, way: Way) -> bool:
    """Tell whether `way` opens this very slot of the open vault."""
    _at, slot = _place(session.vault.key_file.slots, slot_id)
    try:
        key = slots.open_slot(slot, way)
    except CannotOpen:
        return False
    derive.wipe(key)
    return True


def try_way(folder: Path, way: str | Way) -> None:
    """Prove that `way` opens the vault in `folder`: nothing is changed, and it may be open elsewhere.

    Raises NotAVault, CannotOpen, NewerVault.
    """
    look(folder)
    _key_file, key = keyfile.unlocked(folder, way)
    derive.wipe(key)


def try_shares(folder: Path, texts: Sequence[str]) -> None:
    """Prove that these shares open the vault in `folder`, as `try_way` does; BadShare where they are not enough."""
    way = Way(recovery=shares.combine(texts))
    try:
        try_way(folder, way)
    except CannotOpen:
        raise CannotOpen(other_shares()) from None


def other_shares() -> str:
    """Return what to say where shares are whole and the vault does not open by them, whatever the reason."""
    return _(
        "These shares belong together, but the vault does not open by them: they are of another vault, or its recovery "
        "code was changed since, or the file vault.json was changed. Nothing was lost."
    )


def new_secret() -> bytes:
    """Return a new recovery secret: 32 bytes; it opens nothing until it is added to a vault."""
    return recovery.new_secret()


def new_keyfile() -> bytes:
    """Return the 32 bytes of a new keyfile; it opens nothing until it is added to a vault."""
    return keyfiles.new_keyfile()


def write_keyfile(file: Path, key: bytes) -> None:
    """Write a keyfile, for its owner only; raise BadInput when there is something of that name."""
    try:
        durable.replace_bytes(file, keyfiles.to_text(key), overwrite=False)
    except FileExistsError:
        raise BadInput(_("{name} is there already and was left as it is.").format(name=file.name)) from None


def read_keyfile(file: Path) -> bytes:
    """Return the 32 bytes of a keyfile; raise BadInput for another file."""
    with file.open("rb") as source:
        return keyfiles.from_text(source.read(keyfiles.LARGEST + 1))


def _cost(way: Way, memory_kib: int | None) -> int:
    if way.kind == RECOVERY:
        return slots.USUAL_KIB  # not used
    return beginning.measure() if memory_kib is None else memory_kib


def _place(there: Sequence[JsonObject], slot_id: str) -> tuple[int, JsonObject]:
    for place, one in enumerate(there):
        if one["id"] == slot_id:
            return place, one
    raise BadInput(_("This vault has no such way in. Nothing was changed."))


def _exchange(session: Session, after: list[Any], way: Way, kind: str, made: JsonObject) -> Slot:
    backup = session.vault.key_file.backup if way.recovery is None else recovery.backup_recipient(way.recovery)
    doors.exchange(session.vault, after, backup, kind, {"kind": made["kind"], "slot": made["id"]})
    return next(one for one in listed(session) if one.id == made["id"])
