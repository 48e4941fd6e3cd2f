"""Every error a person can meet, in one tree.

Each says what happened, that nothing was lost, and what to do next; none carries case content.

    KeepsakeError                  exit 1
      BadInput                     what was typed or handed in cannot be used
        BadDate, BadField, UnknownType, UnknownRecord, UnknownRecipient, NotCanonical, NewerVersion, Undecided,
        BadCode, BadShare, TextGone
      VaultError                   the vault on disk
        CannotOpen                 wrong passphrase, wrong keyfile or a changed byte: one message
        VaultInUse, NotAVault, VaultExists, VaultDamaged (DatabaseDamaged), VaultDestroyed, NewerVault, NoRoom,
        ReadOnlyVault
      CardError
        BadCard, WrongFingerprint, PracticeOnly
      AgeError                     an age file cannot be read
        NotAgeFile, DamagedHeader, NotForUs, DamagedPayload
      BackupError                  a backup: nothing was made, or nothing of it is left
        BackupStopped, NotABackup, BackupDamaged
      BadSignature
      NoScreen                     a window is asked for where none can be shown
      BundleRefused                exit 3: a bundle rejected or quarantined; nothing of it is imported
        BundleBroken, NotABundle, BundleForged, WrongRecipient
"""

from __future__ import annotations


class KeepsakeError(Exception):
    """Something a person can act on; `str(error)` is the whole message."""

    exit_code = 1


class BadInput(KeepsakeError):
    """What was handed in cannot be used; nothing was changed."""


class BadDate(BadInput):
    """A date is not in the form we read (EDTF levels 0 and 1, and `[a..b]`)."""


class BadField(BadInput):
    """A field's value does not have the shape its kind asks for."""


class UnknownType(BadInput):
    """No record type has this name."""


class UnknownRecord(BadInput):
    """No record, or not exactly one, has this id."""


class UnknownRecipient(BadInput):
    """No contact card, or more than one, has this name."""


class NotCanonical(BadInput):
    """Bytes are not the canonical JSON every format asks for."""


class NewerVersion(BadInput):
    """Something was written by a newer version: it is kept as it is and cannot be changed here."""


class Undecided(BadInput):
    """An edit decides some of a record's conflicts and leaves others open."""


class BadCode(BadInput):
    """A recovery code is not one, or was mistyped."""


class BadShare(BadInput):
    """A recovery share is mistyped, or the shares do not go together."""


class TextGone(BadInput):
    """A record's text is sealed for others or was erased: there is nothing to change here."""


class VaultError(KeepsakeError):
    """The vault on disk."""


class CannotOpen(VaultError):
    """The passphrase is wrong or the vault's key file was changed: one message, one path."""


class VaultInUse(VaultError):
    """Another instance holds this vault."""


class NotAVault(VaultError):
    """This folder holds no vault, or parts of one are missing; nothing is created in its place."""


class VaultExists(VaultError):
    """There is something where a new vault should go."""


class VaultDamaged(VaultError):
    """The vault's contents do not agree with themselves."""


class VaultDestroyed(VaultError):
    """The vault's keys were destroyed on purpose; it can be opened by nobody."""


class DatabaseDamaged(VaultDamaged):
    """Pages of the vault's database are damaged: what can be read opens for reading only."""


class NewerVault(VaultError):
    """The vault was written by a newer version and is left untouched."""


class NoRoom(VaultError):
    """The disk is full; the previous state stands."""


class ReadOnlyVault(VaultError):
    """The vault is open for reading only; what was asked would change it."""


class CardError(KeepsakeError):
    """A contact card."""


class BadCard(CardError):
    """The card is damaged, or not signed by its own keys."""


class WrongFingerprint(CardError):
    """The digits given are not the fingerprint of this card."""


class PracticeOnly(CardError):
    """A practice vault and a real one do not exchange anything."""


class AgeError(KeepsakeError):
    """An age file cannot be read."""


class NotAgeFile(AgeError):
    """The file is not an age file at all."""


class DamagedHeader(AgeError):
    """The age header is damaged or was changed."""


class NotForUs(AgeError):
    """None of our identities opens this file."""


class DamagedPayload(AgeError):
    """The encrypted contents are damaged, cut short or followed by something."""


class BackupError(KeepsakeError):
    """A backup, made or restored."""


class BackupStopped(BackupError):
    """The vault did something meanwhile that a backup must not outlast; nothing of it is left."""


class NotABackup(BackupError):
    """The file is no backup of ours, or of another vault than its keys."""


class BackupDamaged(BackupError):
    """The backup is not what was written; nothing was made of it."""


class BadSignature(KeepsakeError):
    """A signature, or the key it was made with, is not valid."""


class NoScreen(KeepsakeError):
    """There is no screen to show a window on."""


class BundleRefused(KeepsakeError):
    """A bundle was not received; nothing of it is in the records."""

    exit_code = 3


class BundleBroken(BundleRefused):
    """The bundle's contents are not what its format says."""


class NotABundle(BundleBroken):
    """The file is no bundle at all: nothing of it was encrypted for anybody."""


class BundleForged(BundleRefused):
    """A signature of the bundle is wrong, or its key was revoked."""


class WrongRecipient(BundleRefused):
    """The bundle opens with our key but is addressed to another card."""
