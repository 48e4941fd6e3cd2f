"""A process that runs a scenario once for each step of the file system it takes, and is gone or failing at that step.

`python -m tests.unit.storage.stepping FOLDER die|fail FIRST STRIDE`: every run is a forked child in a folder of its
own, struck at the step FIRST, then at every STRIDE-th after it; the parent opens what is left and checks it. Prints at
least how many steps there were; ends with an error when one went wrong.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.base.errors import KeepsakeError, NotAVault
from app.storage import batches, blobs, check, quarantine, revisions, spools
from app.storage import vault as vaults
from tests.unit.storage import making

CALLS = ("fsync", "rename", "replace", "link", "unlink", "mkdir", "open", "rmdir")


def scenario(folder: Path, promise: Callable[[str], None]) -> None:
    """Create, attach, save, receive, erase, quarantine, close."""
    vault = making.create(folder)
    try:
        taken = blobs.intake(vault, io.BytesIO(b"content"))
        first = making.revise("document", {"attachments": [making.attachment(taken.sha256, taken.size)]})
        revisions.save(vault, first)
        promise(first.id)
        with batches.begin(vault, "test") as batch:
            theirs = making.note("theirs")
            batch.add([theirs])
            with batch.blob_writer() as writer:
                writer.write(b"their content")
                writer.finish()
            batch.reveal()
        promise(theirs.id)
        with spools.spool(vault) as spool:
            spool.write(b"waiting")
            spool.keep()
        revisions.erase(vault, [theirs.id])
        quarantine.keep(vault, io.BytesIO(b"bundle"), manifest_hash="ab" * 32, sender="cd" * 32, reason="test")
    finally:
        vault.close()


def patch(at: int, action: Callable[[], None]) -> Callable[[], int]:
    """Call `action` in place of the step number `at` of the file system; return what counts the steps."""
    count = 0

    def wrapped(real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                action()
            return real(*args, **more)

        return call

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))
    return lambda: count


def child(folder: Path, at: int, how: str) -> None:
    """Run the scenario; end with 9 when killed, 1 when it failed in our words or came through, 2 when otherwise.

    0 is the end of it all: the scenario has fewer steps.
    """

    def die() -> None:
        os._exit(9)

    def fail() -> None:
        raise OSError(errno.ENOSPC, "full")

    def promise(id_: str) -> None:
        with (folder.parent / "promised").open("a") as file:
            file.write(f"{id_}\n")

    steps = patch(at, die if how == "die" else fail)
    code = 2
    try:
        scenario(folder, promise)
        code = 1 if steps() >= at else 0
    except KeepsakeError:
        code = 1
    finally:
        if code == 2:
            traceback.print_exc()
        os._exit(code)


def look(folder: Path) -> None:
    """Open what is left and check it."""
    told = folder.parent / "promised"
    promised = told.read_text().split() if told.exists() else []
    told.unlink(missing_ok=True)
    try:
        vault = vaults.open_vault(folder, making.PASSPHRASE)
    except NotAVault:
        assert not promised
        assert not folder.exists()
        making.create(folder).close()
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]
        return
    with vault:
        report = check.verify(vault)
        assert not report.problems, report.problems
        assert revisions.known(vault, promised) == set(promised)
        files = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
        assert len(files) == vault.db.value("SELECT count(*) FROM blob")
        revisions.save(vault, making.note("life goes on"))


def main(place: Path, how: str, first: int, stride: int) -> int:
    """Return the last step struck."""
    for at in range(first, 1000, stride):
        folder = place / "vault"
        pid = os.fork()
        if not pid:
            child(folder, at, how)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert code in ((9, 0) if how == "die" else (1, 0)), (at, code)
        look(folder)
        shutil.rmtree(folder)
        if code == 0:
            return at - stride
    raise AssertionError("no end")


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
