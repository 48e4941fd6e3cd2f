"""A process that works with marked records and stops where a test looks: `python -m tests.e2e.traces_worker DIR FILE`.

It says one word at each stop and goes on when it gets a line. The passphrase comes from a file, as a person's does from
the terminal: it is in no argument.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from app.services import attachments, casework, drafting, session
from app.storage import compacting
from tests.e2e.marked import Markers, every_type


def _stop(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _work(folder: Path, passphrase_file: Path, attached: Path) -> None:
    marker = Markers()
    with session.open_session(folder, passphrase_file.read_text()) as opened:
        made = [(casework.add(opened, type_, fields), type_, fields) for type_, fields in every_type(marker)]
        for record, type_, _fields in made[:3]:
            again = next(fields for name, fields in every_type(marker) if name == type_)
            casework.edit(opened, record, again)
        record, type_, fields = made[-1]
        state = drafting.open_record(opened, record)
        drafting.keep(opened, record, type_, {**fields, "remarks": {"text": f"typed {marker()}"}}, state.heads)
        attachments.attach(opened, made[0][0], attached)
        assert casework.search(opened, marker())[:1] == []
        reader = opened.vault.reading()
        reader.db.all("SELECT * FROM record ORDER BY title DESC, updated")  # sorts, so that there may be a spill
        _stop(f"worked {marker.given}")
        compacting.compact(opened.vault)  # every page is written anew, by way of a temporary database
        _stop("compacted")


if __name__ == "__main__":
    _work(*map(Path, sys.argv[1:]))
    gc.collect()
    _stop("locked")
