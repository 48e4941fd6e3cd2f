"""What a person does in an emergency: destroying a vault's keys, and letting too many wrong tries do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.base import config
from app.base.i18n import N_, _, ngettext
from app.services.session import Session
from app.storage import destroying, log, tries

CHOICES = (0, 5, 10, 20)
"""After how many wrong tries the window offers to destroy; 0 is never."""
LIMITS = (
    N_("Copies of the folder made earlier still open, and so do backups, by their keys file or the recovery code."),
    N_("Bundles you sent can be read by whoever they were sent to."),
    N_(
        "Flash memory (SSDs, sticks, cards) and some file systems keep old blocks for a while where no program "
        "reaches them. A laboratory may find some; to open those it still needs your passphrase or recovery code."
    ),
)
"""Where destroying ends, one sentence each; to be said before and after."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of it."""

    folder: Path
    files: int
    overwritten: int
    others: int
    """Files in the folder that are not the vault's, and were left."""

    @property
    def words(self) -> str:
        """What to tell the person: the truth, with its limits."""
        lines = [
            _(
                "The keys of this vault are destroyed. Nothing that was in it can be opened any more: not by "
                "passphrase, keyfile, recovery code or shares, not by us, not by anybody."
            ),
            *[_(limit) for limit in LIMITS],
        ]
        if self.others:
            lines.append(
                ngettext(
                    "{n} file in the folder is not the vault's and was left.",
                    "{n} files in the folder are not the vault's and were left.",
                    self.others,
                ).format(n=f"{self.others:,}")
            )
        return "\n".join(lines)


def destroy(folder: Path, progress: Callable[[int, int], None] | None = None) -> Report:
    """Destroy the keys of the vault in `folder`, locked or never opened here; no passphrase is asked for.

    `progress` counts bytes. Killed half way it is finished by whoever looks at the folder next. Raises NotAVault,
    VaultInUse, VaultDestroyed before anything is done, VaultError when the disk refuses.
    """
    target = folder.absolute()
    done = destroying.destroy(target, progress)
    if config.read().folder == str(target):
        config.write(folder="")  # the next start shall not lead here
    return Report(target, done.files, done.overwritten, done.others)


def lock_out(session: Session) -> int:
    """Return after how many wrong tries in a row the keys are destroyed; 0 for never."""
    return tries.limit(session.vault.folder)


def set_lock_out(session: Session, most: int) -> None:
    """Set after how many wrong tries in a row the keys are destroyed; 0 for never. Raises BadInput."""
    tries.set_limit(session.vault.folder, most)
    log.note(session.vault, "lock_out", {"tries": most})
