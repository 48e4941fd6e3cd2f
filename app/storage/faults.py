"""Failures of the disk and the database, told as errors a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2 as sqlite

from app.base.errors import DatabaseDamaged, KeepsakeError, NoRoom, VaultError
from app.base.i18n import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


# Primary result codes of SQLite (https://sqlite.org/rescode.html)
_BUSY, _LOCKED, _READ_ONLY, _INTERRUPT, _IO, _CORRUPT = 5, 6, 8, 9, 10, 11
_FULL_DATABASE, _CANNOT_OPEN, _NOT_A_DATABASE = 13, 14, 26


class Interrupted(KeepsakeError):
    """A read was cut short because nobody waits for it any more."""


def damaged(what: str) -> DatabaseDamaged:
    """Return the error for contents that do not agree with themselves; `what` is a translated sentence."""
    return DatabaseDamaged(
        what
        + " "
        + _(
            "What can be read stays as it is. Copy the vault's folder, then restore a backup; or open it read-only and "
            "recover the rest into a new vault."
        )
    )


def from_sqlite(error: sqlite.Error | MemoryError | UnicodeDecodeError) -> KeepsakeError:
    """Return what a database error means; its own words may quote content and are dropped."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = 0 if code is None else int(code) & 0xFF
    if primary == _FULL_DATABASE:
        return no_room()
    if primary == _INTERRUPT:
        return Interrupted(_("The search was stopped."))
    if primary in {_CORRUPT, _NOT_A_DATABASE} or isinstance(error, UnicodeDecodeError):
        return damaged(_("A page of the vault's database is damaged."))
    if primary == _IO or isinstance(error, MemoryError):
        return VaultError(
            _(
                "The disk did not do what was asked: it may be full, worn or unplugged. "
                "What was saved before stands; what was being saved is not."
            )
        )
    if primary in {_BUSY, _LOCKED}:
        return VaultError(_("The vault is busy with something else. Nothing was changed; try again."))
    if primary in {_READ_ONLY, _CANNOT_OPEN}:
        return VaultError(_("The vault's folder cannot be written. Nothing was changed."))
    return VaultError(
        _("The vault's database refused a step ({name}). Nothing was changed.").format(
            name=getattr(error, "sqlite_errorname", type(error).__name__)
        )
    )


def no_room() -> NoRoom:
    """Return the error for a full disk."""
    return NoRoom(_("The disk is full. What was saved before stands; make room and try again."))


@contextmanager
def told() -> Iterator[None]:
    """Tell failures of the disk inside the block as NoRoom or VaultError."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise no_room() from error
        raise VaultError(
            _("The disk did not do what was asked ({reason}). What was saved before stands.").format(
                reason=errno.errorcode.get(error.errno or 0, "?")
            )
        ) from error
