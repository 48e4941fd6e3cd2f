"""What the pictures show: a laptop with the sample casework, an office it knows, something to decide and to receive."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from app.services import (
    attachments,
    casework,
    contacts,
    practice,
    presets,
    receiving,
    sending,
    session,
    trusting,
    withdrawing,
)
from app.services.session import Session

FLOOR_KIB = 64 << 10
SHOWN = {
    "case": "C1",
    "incident": "E3",
    "person": "P1",
    "act": "A3",
    "document": "D1",
    "request": "R1",
    "process": "U1",
    "attempt": "R7",
    "reply": "R2",
}
INVENTED = (  # marked as invented, as everything that is not of the public sample
    "(Invented) I was on the way to the office when we were stopped. There were four men, two of them in uniform. "
    "They took our papers and said that we could not go on. My colleague asked for a reason and was pushed to the "
    "ground. We were brought to a station whose name I could not see, and were held there until the evening."
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The folders and the records of the pictures."""

    laptop: Path
    office: Path
    bundle: Path
    stick: Path
    records: dict[str, str]


def staged(root: Path) -> Stage:
    """Make everything in `root`."""
    laptop, office, stick = root / "laptop", root / "office", root / "stick"
    stick.mkdir()
    by_label = {row["label"]: row["id"] for row in practice.sample_records()}
    records = {name: by_label[label] for name, label in SHOWN.items()}
    with (
        _vault(laptop, "Field researcher", "field") as ours,
        _vault(office, "Headquarters", "headquarters") as theirs,
        _vault(root / "other", "Mei (invented)", "field") as other,
    ):
        for giver, taker in ((ours, theirs), (theirs, ours)):
            digits = contacts.write_card(giver, root / f"{giver.card.name}.card")
            trusting.take_card(taker, root / f"{giver.card.name}.card", digits)
        contacts.write_card(other, root / "other.card")
        trusting.take_card(ours, root / "other.card", None)
        practice.fill(ours)
        records["testimony"] = _testimony(ours, root, by_label["E3"])
        records["files"] = _files(ours, root)
        records |= _consented(ours)
        _carry(ours, theirs, "Headquarters", stick)
        _conflict(ours, theirs, records["testimony"])
        _carry(theirs, ours, "Field researcher", stick)
        casework.edit(theirs, by_label["E3"], {"remarks": {"text": "(Invented) Read at Headquarters."}})
        casework.add(theirs, "note", {"text": {"text": "(Invented) Please ask for the date.", "language": "en"}})
        withdrawing.withdraw(theirs, records["withdrawn"], ["press", "named-publication"], reason="(Invented) Afraid.")
        bundle = Path(sending.send(theirs, "Field researcher", stick)["bundles"][0])
        casework.add(ours, "note", {"text": {"text": "(Invented) 明天再问一次。", "language": "zh"}})
    return Stage(laptop, office, bundle, stick, records)


def _vault(folder: Path, name: str, role: str) -> Session:
    return session.create(folder, practice.PASSPHRASE, name=name, role=role, practice=True, memory_kib=FLOOR_KIB)


def _carry(sender: Session, receiver: Session, name: str, stick: Path) -> None:
    receiving.receive(receiver, Path(sending.send(sender, name, stick)["bundles"][0]))


def _testimony(ours: Session, root: Path, incident: str) -> str:
    testimony = casework.add(
        ours,
        "testimony",
        {
            "narrative": {"text": INVENTED, "language": "en"},
            "remarks": {"text": "Invented for the pictures."},
            "about": [{"role": "about", "to": incident}],
        },
    )
    picture = root / "photograph (invented).png"
    picture.write_bytes(_gradient(640, 420))
    attachments.attach(ours, testimony, picture)
    return testimony


def _files(ours: Session, root: Path) -> str:
    document = casework.add(
        ours,
        "document",
        {
            "title": {"text": "(Invented) A letter and its copy", "language": "en"},
            "obtained": {"edtf": "2012-03-01"},
            "how_obtained": {"text": "(Invented) Handed over in person."},
            "url": {"text": "https://news.example/post/1"},
            "captured": {"edtf": "2012-03-01T14:02:00+08:00"},
            "platform": {"text": "(Invented) News"},
            "account": {"text": "@someone (invented)"},
            "online": {"term": "availability/removed"},
            "custody": [{"event": "custody/stored", "when": "2012-05", "how": {"text": "(Invented) In a safe."}}],
        },
    )
    letter, copy = root / "letter (invented).docx", root / "names covered (invented).png"
    core = (
        '<p xmlns:d="d"><d:title>(Invented) Letter</d:title><d:creator>Someone (invented)</d:creator>'
        "<lastModifiedBy>Somebody else (invented)</lastModifiedBy><created>2012-03-01T06:02:00Z</created>"
        "<modified>2012-03-02T08:00:00</modified><revision>7</revision></p>"
    )
    with zipfile.ZipFile(letter, "w") as packed:
        packed.writestr("docProps/core.xml", core)
    copy.write_bytes(_gradient(320, 210))
    original = attachments.attach(ours, document, letter)["attachment"]
    made = {"made_how": {"text": "(Invented) Names covered"}, "made_with": {"text": "(Invented) Tool 1"}}
    attachments.attach(ours, document, copy, role="redacted", of=original, made=made)
    return document


def _consented(ours: Session) -> dict[str, str]:
    """Return two testimonies of an invented witness, one with consent, that consent, and one nobody was asked for."""
    witness = casework.add(ours, "person", {"names": [{"text": "Lin (invented)", "kind": "legal"}]})
    link = [{"role": "by", "to": witness}]
    first = casework.add(ours, "testimony", {"title": {"text": "(Invented) What Lin saw"}, "witness": link})
    act = {"term": "act/detention"}
    casework.add(ours, "act", {"act_type": act, "cites": [{"source": first, "quote": "(Invented) They took him."}]})
    given = presets.take(ours, first, "named")
    unasked = casework.add(ours, "testimony", {"title": {"text": "(Invented) Lin, later"}, "witness": link})
    return {"unasked": unasked, "told": first, "withdrawn": given}


def _conflict(ours: Session, theirs: Session, testimony: str) -> None:
    casework.edit(ours, testimony, {"summary": {"text": "(Invented) Stopped at the corner, held until the evening."}})
    casework.edit(theirs, testimony, {"summary": {"text": "(Invented) Stopped at the gate, held until the evening."}})


def _gradient(width: int, height: int) -> bytes:
    """Return a PNG that stands for a photograph."""
    rows = b"".join(
        b"\0" + b"".join(bytes((90 + x // 8, 110 + y // 5, 140 - x // 12)) for x in range(width)) for y in range(height)
    )
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
