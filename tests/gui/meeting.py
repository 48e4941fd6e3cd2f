"""Two vaults that meet: one in the window, the other opened beside it in the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.services import checking, contacts, receiving, sending, session, trusting
from app.services.session import Session
from tests.gui import sweeps
from tests.gui.conftest import FLOOR, PASSPHRASE, Window

BARE = {0x2068: None, 0x2069: None}
"""Takes away the marks that set a name apart in a sentence."""


@contextmanager
def other_vault(folder: Path, name: str = "Headquarters", role: str = "headquarters") -> Iterator[Session]:
    """Open a new practice vault beside the window's."""
    with session.create(folder, PASSPHRASE, name=name, role=role, practice=True, memory_kib=FLOOR) as opened:
        yield opened


def card_of(opened: Session, place: Path) -> Path:
    """Write the card of a vault to a file."""
    path = place / f"{opened.card.key_id[:8]}.card"
    contacts.write_card(opened, path)
    return path


def introduce(window: Window, other: Session, place: Path, *, both: bool = True) -> None:
    """Let the window's vault be verified by the other, and the other by it when `both`."""
    theirs = card_of(other, place)
    if both:
        window.do(lambda mine: trusting.take_card(mine, theirs, other.card.fingerprint))
    ours = window.do(lambda mine: card_of(mine, place))
    trusting.take_card(other, ours, window.desk.owner.fingerprint)


def send_to_window(other: Session, window: Window, stick: Path, **how: Any) -> list[Path]:
    """Send what is new for the window's vault."""
    stick.mkdir(exist_ok=True)
    return [Path(one) for one in sending.send(other, window.desk.owner.key_id, stick, **how)["bundles"]]


def receive_all(other: Session, stick: Path) -> list[dict[str, Any]]:
    """Receive every file of a folder in the other vault."""
    return [receiving.receive(other, path) for path in sorted(stick.glob("*.age"))]


def drop(target: QWidget, *paths: Path) -> None:
    """Drop files on a widget as a person does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, keys, buttons = QPointF(20, 20), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    target.dragEnterEvent(QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys))
    target.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))


def sound(window: Window) -> str:
    """Check that the window's vault is whole; return its digest."""
    report = window.do(checking.verify)
    assert not report["problems"], report["problems"]
    return str(report["digest"])


def faults_of(page: QWidget) -> list[str]:
    """Return what keeps a page, as it stands, from being read, named and gone through."""
    return [*sweeps.nameless(page), *sweeps.clipped(page), *sweeps.trapping(page), *sweeps.out_of_order(page)]
