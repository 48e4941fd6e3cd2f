"""A list of the hashes of attachments, in the form `sha256sum` checks, signed so that `ssh-keygen` can verify it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base import durable
from app.base.errors import BadInput
from app.base.i18n import _
from app.crypto import sshsig
from app.domain.schema import attachments
from app.services import casework, medium
from app.services.session import Session
from app.storage import log

NAMESPACE = "file"
"""What `ssh-keygen -Y sign` itself uses for files."""
PRINCIPAL = "keepsake"
BAG = "data/"
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class Line:
    """One file: its SHA-256 in lowercase hexadecimal, the name it is listed by, its record and attachment."""

    sha256: str
    name: str
    record: str
    attachment: str


def lines(session: Session, wanted: Sequence[str] = ()) -> tuple[Line, ...]:
    """Return the files of these records, or of all that are not in the trash, each under a name of its own.

    Raises UnknownRecord.
    """
    chosen = [casework.find(session, one) for one in wanted] or [row["id"] for row in casework.listing(session)]
    found, taken = list[Line](), set[str]()
    for record in dict.fromkeys(chosen):
        for item in attachments(casework.state_of(session, record).fields):
            name, number = file_name(str(item.get("name") or "")), 1
            own = name
            while own.casefold() in taken:
                number += 1
                stem, dot, end = name.rpartition(".")
                own = f"{stem} ({number}).{end}" if dot and stem else f"{name} ({number})"
            taken.add(own.casefold())
            found.append(Line(str(item["sha256"]), own, record, str(item.get("id"))))
    return tuple(found)


def file_name(name: str) -> str:
    """Return a file name that can be written anywhere and stands on one line, whatever a bundle called it."""
    kept = "".join("_" if one in _NOT_IN_NAMES or not one.isprintable() else one for one in name)
    return kept.strip(" .")[:120] or "copy"


def save(session: Session, out: Path, wanted: Sequence[str] = (), *, bag: bool = False) -> tuple[Line, ...]:
    """Write the list to `out`, its signature to `out`.sig, by whose key it is to `out`.signers; return its lines.

    With `bag` the names begin with `data/`, as in the `manifest-sha256.txt` of BagIt (RFC 8493). None of the three
    files may exist. The log notes it. Raises UnknownRecord, BadInput, NoRoom.
    """
    signature, signers = (out.with_name(out.name + end) for end in (".sig", ".signers"))
    if session.vault.folder.resolve() in out.resolve().parents:
        raise BadInput(_("This file does not belong into the vault's own folder. Nothing was written."))
    for one in (out, signature, signers):
        if one.exists():
            raise BadInput(_("{path} exists already. Nothing was written.").format(path=one))
    found = lines(session, wanted)
    if not found:
        raise BadInput(_("There is no file to list. Nothing was written."))
    medium.check_folder(out.parent)
    data = "".join(f"{one.sha256}  {BAG if bag else ''}{one.name}\n" for one in found).encode()
    signed = sshsig.sign(session.keys.ed25519_key, data, NAMESPACE)
    signer = sshsig.allowed_signers_line(session.keys.key_id, PRINCIPAL)
    if not session.read_only:
        log.note(session.vault, "hashes_saved", {"files": len(found)})
    for path, content in ((out, data), (signature, signed.encode()), (signers, f"{signer}\n".encode())):
        with medium.written_to(out.parent), durable.writing_plain(path) as target:
            target.write(content)
    return found
