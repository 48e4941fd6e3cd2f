"""What each kind of entry of the activity log says to a person, and which kinds belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.base.i18n import N_, _, ngettext
from app.storage.log import Entry

SHORT = 16
"""Digits of an id or hash shown: enough to find it, short enough to read."""

RECORDS, EXCHANGE, TRUST, VAULT = "records", "exchange", "trust", "vault"
GROUPS: Mapping[str, str] = {
    RECORDS: N_("Records"),
    EXCHANGE: N_("Sending and receiving"),
    TRUST: N_("Contact cards and trust"),
    VAULT: N_("The vault and its keys"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: the group it belongs to, its name, and what it tells, with places for what its details say."""

    group: str
    label: str
    words: str


KINDS: Mapping[str, Kind] = {
    "saved": Kind(RECORDS, N_("Saved"), N_("Version {revision} was saved.")),
    "copied_out": Kind(RECORDS, N_("Copied out"), N_("A decrypted copy of attachment {sha256} was written to a file.")),
    "compared": Kind(
        RECORDS,
        N_("Files compared"),
        N_("Files of a record were compared with their SHA-256: {right} right, {wrong} not."),
    ),
    "hashes_saved": Kind(RECORDS, N_("Hash list saved"), N_("A list of the hashes of {files} files was written.")),
    "erased": Kind(RECORDS, N_("Erased"), N_("Erased for good, by decision: {revisions}.")),
    "erasure_refused": Kind(RECORDS, N_("Erasing refused"), N_("Request {notice} to erase was refused here.")),
    "sealed": Kind(RECORDS, N_("Sealed"), N_("Sealed in package {package}: {revisions}.")),
    "unsealed": Kind(RECORDS, N_("Opened"), N_("Package {package}, sealed for you, was opened: {revisions}.")),
    "seal_refused": Kind(RECORDS, N_("Package refused"), N_("Package {package} does not hold what its seal says.")),
    "sent": Kind(EXCHANGE, N_("Sent"), N_("Bundle {n}, {manifest}, was prepared for {to}: {revisions}.")),
    "withdrawn": Kind(EXCHANGE, N_("Withdrawn"), N_("Bundle {manifest} for {to} was given up before it was written.")),
    "withdrawal_seen": Kind(
        RECORDS, N_("Withdrawal seen"), N_("That consent {consent} is a withdrawal was seen by a person here.")
    ),
    "received": Kind(EXCHANGE, N_("Received"), N_("Bundle {n}, {manifest}, came from {from} and was taken in.")),
    "accepted": Kind(EXCHANGE, N_("Taken in later"), N_("Versions held back from bundle {manifest} were taken in.")),
    "receipt": Kind(EXCHANGE, N_("Receipt"), N_("A receipt for bundle {manifest}, signed by {by}, was kept.")),
    "quarantined": Kind(
        EXCHANGE, N_("Put in quarantine"), N_("Bundle {manifest}, which says it is from {from}, waits: {reason}.")
    ),
    "unquarantined": Kind(EXCHANGE, N_("Out of quarantine"), N_("Bundle {manifest} left the quarantine.")),
    "rejected": Kind(EXCHANGE, N_("Rejected"), N_("A bundle, {manifest}, was rejected: {reason}.")),
    "card_imported": Kind(TRUST, N_("Card taken in"), N_("The card of {key} was taken in, not verified.")),
    "card_verified": Kind(TRUST, N_("Card verified"), N_("The card of {key} was verified.")),
    "card_revoked": Kind(TRUST, N_("Key revoked"), N_("The key of {key} was revoked, for good.")),
    "key_revoked": Kind(TRUST, N_("Key revoked"), N_("The key {key}, whose card is not here, was revoked, for good.")),
    "own_card": Kind(TRUST, N_("Own card made"), N_("Your contact card {card} was made.")),
    "created": Kind(VAULT, N_("Created"), N_("The vault {vault} was made.")),
    "slot_added": Kind(VAULT, N_("Way in added"), N_("A way to open the vault was added: {kind}.")),
    "slot_changed": Kind(VAULT, N_("Way in changed"), N_("A way to open the vault was changed: {kind}.")),
    "slot_removed": Kind(VAULT, N_("Way in removed"), N_("A way to open the vault was removed: {kind}.")),
    "backed_up": Kind(VAULT, N_("Backed up"), N_("A backup was written and read back: {sha256}.")),
    "restored": Kind(VAULT, N_("Restored"), N_("The vault was restored from a backup.")),
    "recovered": Kind(VAULT, N_("Recovered"), N_("What could be read of a damaged vault was brought into this one.")),
    "cut_short": Kind(
        VAULT,
        N_("Cut short"),
        N_("Before this opening the computer stopped while something was being saved: that last step was left out."),
    ),
    "rekeyed": Kind(VAULT, N_("Keys changed"), N_("All keys were made new: {new_key} in the place of {old_key}.")),
    "lock_out": Kind(VAULT, N_("Lock-out"), N_("So many wrong tries destroy the keys: {tries} (0 is never).")),
    "activity_saved": Kind(VAULT, N_("Activity saved"), N_("The activity log was written to a file.")),
}
_UNKNOWN = Kind(VAULT, N_("Other"), N_("Something was noted that this version has no words for: {kind}."))

_SAID: Mapping[str, str] = {
    "passphrase": N_("a passphrase"),
    "keyfile": N_("a passphrase with a keyfile"),
    "recovery": N_("the recovery code"),
    "forged": N_("a signature was wrong"),
    "recipient": N_("it is addressed to another card"),
    "revoked": N_("the sender's key was revoked"),
    "unknown_sender": N_("the sender's card was not verified"),
    "forked": N_("another bundle had come in its place"),
}
_KEYS = frozenset({"by", "from", "key", "new_key", "old_key", "to"})
_ID = re.compile(r"[0-9a-f]{17,}")


class _Values(dict[str, str]):
    """What the details say; what they do not say is a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def kind_of(name: str) -> Kind:
    """Return what is known of a kind; of one made by a newer version, that it is other."""
    return KINDS.get(name, _UNKNOWN)


def words(entry: Entry, names: Mapping[str, str]) -> str:
    """Return an entry in plain words; `names` are those of the cards known here, by key."""
    values = _Values({name: _said(name, value, names) for name, value in entry.detail.items()})
    if entry.kind not in KINDS:
        values["kind"] = entry.kind
    return _(kind_of(entry.kind).words).format_map(values)


def _said(name: str, value: object, names: Mapping[str, str]) -> str:
    if name == "revisions":
        n = len(value) if isinstance(value, list) else value if isinstance(value, int) else 0
        return ngettext("{n} version", "{n} versions", n).format(n=f"{n:,}")
    if not isinstance(value, str):
        return f"{value:,}" if isinstance(value, int) else "-"
    if name in _KEYS and value in names:
        return f"{names[value]} ({value[:SHORT]})"
    if value in _SAID:
        return _(_SAID[value])
    return value[:SHORT] if _ID.fullmatch(value) else value
