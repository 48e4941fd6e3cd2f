"""The whole job between two practice vaults in a temporary folder, step by step, with counts and times."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.base.errors import VaultDamaged
from app.base.i18n import _
from app.services import attachments, casework, checking, contacts, practice, receiving, sending, session, trusting
from app.services.session import Session

FLOOR_KIB = 64 << 10  # the lowest cost a vault may have: these two live for seconds
Say = Callable[[str], None]

TESTIMONY = {  # invented for the demonstration, and marked so
    "narrative": {"text": "(Invented) I was on the way to the office when we were stopped.", "language": "en"},
    "remarks": {"text": "Invented for the demonstration."},
}


class _Steps:
    """The steps taken, each told with its time."""

    def __init__(self, say: Say) -> None:
        self._say, self.done = say, list[dict[str, Any]]()
        self._began = time.perf_counter()

    def tell(self, text: str) -> None:
        now = time.perf_counter()
        seconds = now - self._began
        self._began = now
        self.done.append({"step": len(self.done) + 1, "text": text, "seconds": round(seconds, 3)})
        self._say(f"{len(self.done):2}. {text}  ({seconds:.2f} s)")


def run(say: Say) -> list[dict[str, Any]]:
    """Walk record, attach, send, inspect, receive, edit on both sides, conflict, receipt, verify; return the steps.

    Raises VaultDamaged when the two vaults do not agree at the end.
    """
    steps = _Steps(say)
    with tempfile.TemporaryDirectory(prefix="keepsake-demo-") as place:
        root = Path(place)
        stick = root / "stick"
        stick.mkdir()
        with (
            _vault(root / "laptop", "Field researcher", "field") as field,
            _vault(root / "office", "Headquarters", "headquarters") as office,
        ):
            steps.tell(_("Two practice vaults: a field laptop and Headquarters"))
            _exchange_cards(field, office, root)
            steps.tell(_("Contact cards exchanged, fingerprints compared"))
            testimony = _record(field, root, steps)
            _send_and_receive(field, office, stick, steps)
            _conflict(field, office, stick, testimony, steps)
            _agree(field, office, steps)
    return steps.done


def _vault(folder: Path, name: str, role: str) -> Session:
    return session.create(folder, practice.PASSPHRASE, name=name, role=role, practice=True, memory_kib=FLOOR_KIB)


def _exchange_cards(field: Session, office: Session, root: Path) -> None:
    for giver, taker, name in ((field, office, "field.card"), (office, field, "office.card")):
        digits = contacts.write_card(giver, root / name)
        trusting.take_card(taker, root / name, digits)


def _record(field: Session, root: Path, steps: _Steps) -> str:
    count = practice.fill(field)
    steps.tell(_("The sample casework recorded: {n} records").format(n=count))
    incident = next(row for row in practice.sample_records() if row["label"] == "E3")
    testimony = casework.add(field, "testimony", {**TESTIMONY, "about": [{"role": "about", "to": incident["id"]}]})
    document = root / "photograph (invented).txt"
    document.write_bytes(b"An invented document that stands for a photograph.\n" * 2000)
    taken = attachments.attach(field, testimony, document)
    steps.tell(_("A testimony about an incident, with a document of {n} bytes").format(n=f"{taken['size']:,}"))
    return testimony


def _carry(sender: Session, receiver: Session, name: str, stick: Path) -> dict[str, Any]:
    """Send what is new and receive it; return the receiver's answer."""
    bundle = Path(sending.send(sender, name, stick)["bundles"][0])
    return receiving.receive(receiver, bundle)


def _send_and_receive(field: Session, office: Session, stick: Path, steps: _Steps) -> None:
    bundle = Path(sending.send(field, "Headquarters", stick)["bundles"][0])
    size = f"{bundle.stat().st_size:,}"
    steps.tell(_("One encrypted, signed bundle on the stick: {size} bytes").format(size=size))
    seen = receiving.inspect(office, bundle)
    steps.tell(
        _("Headquarters inspects it: from {name} ({trust}), {n} new records").format(
            name=seen["sender"]["name"], trust=seen["trust"], n=seen["counts"]["new"]
        )
    )
    answer = receiving.receive(office, bundle)
    steps.tell(_("Headquarters receives it: {counts}").format(counts=_counts(answer)))
    again = receiving.receive(office, bundle)
    steps.tell(_("The same bundle again: {message}").format(message=again["message"]))


def _conflict(field: Session, office: Session, stick: Path, testimony: str, steps: _Steps) -> None:
    casework.edit(field, testimony, {"summary": {"text": "(Invented) Stopped at the corner."}})
    casework.edit(office, testimony, {"summary": {"text": "(Invented) Stopped at the gate."}})
    casework.edit(office, testimony, {"remarks": {"text": "Invented; read at Headquarters."}})
    steps.tell(_("The same testimony edited on both sides"))
    answer = _carry(office, field, "Field researcher", stick)
    steps.tell(_("The laptop receives Headquarters' edit and its receipt: {counts}").format(counts=_counts(answer)))
    found = casework.conflicts(field)
    steps.tell(
        _("One field waits for a decision ({path}); the other merged by itself").format(
            path=", ".join(conflict["path"] for one in found for conflict in one["conflict"])
        )
    )
    casework.edit(field, testimony, {"summary": {"text": "(Invented) Stopped at the gate, near the corner."}})
    steps.tell(_("Decided by a person; conflicts left: {n}").format(n=len(casework.conflicts(field))))
    answer = _carry(field, office, "Headquarters", stick)
    steps.tell(_("Headquarters receives the decision: {counts}").format(counts=_counts(answer)))


def _agree(field: Session, office: Session, steps: _Steps) -> None:
    reports = [checking.verify(one) for one in (field, office)]
    if reports[0]["digest"] != reports[1]["digest"] or reports[0]["problems"] or reports[1]["problems"]:
        raise VaultDamaged(_("The two vaults of the demonstration do not agree. Please report this."))
    steps.tell(
        _("Both vaults verified, {n} revisions each, the same digest {digest}").format(
            n=reports[0]["revisions"], digest=reports[0]["digest"][:16]
        )
    )


def _counts(answer: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in answer["counts"].items() if count) or "0"
