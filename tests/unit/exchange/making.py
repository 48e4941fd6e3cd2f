"""What exchange tests are made of: people with keys and cards, revisions, bundles, a sink that remembers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from app.crypto import signing
from app.crypto.recipients import Identity, X25519Identity, XWingIdentity
from app.crypto.signing import SigningKeys
from app.domain import body, header, revision
from app.domain.revision import Revision
from app.exchange import plan as planning
from app.exchange import records, writer
from app.exchange.card import Card, Profile, make_card, parse_card
from app.exchange.evidence import EvidenceItem
from app.exchange.manifest import Manifest, Stream
from app.exchange.plan import Attachment, Plan
from app.exchange.reader import Received, open_bundle
from app.exchange.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Person:
    keys: SigningKeys
    xwing: XWingIdentity
    x25519: X25519Identity
    card: Card

    @property
    def identities(self) -> list[Identity]:
        return [self.xwing, self.x25519]


def seed(*words: str) -> bytes:
    return hashlib.sha256(" ".join(words).encode()).digest()


@cache
def person(name: str, role: str = "field", *, practice: bool = False) -> Person:
    keys = SigningKeys(seed(name, "ed25519"), seed(name, "mldsa"))
    xwing, x25519 = XWingIdentity(seed(name, "xwing")), X25519Identity(seed(name, "x25519"))
    recipients = [str(xwing.recipient), str(x25519.recipient)]
    return Person(keys, xwing, x25519, parse_card(make_card(keys, name, role, recipients, practice)))


def revise(author: Person, number: int, text: str, parents: Sequence[str] = ()) -> Revision:
    made = body.encode_body("note", {"text": {"text": text}})
    salt = seed("salt", str(number), text)
    head = header.header_bytes(
        header.Header(
            record=f"{number:032x}",
            type="note",
            parents=tuple(sorted(parents)),
            author=author.keys.key_id,
            at="2024-05-06T07:08:09Z",
            zone="+02:00",
            software="test",
            body_commit=revision.commit(salt, made),
        )
    )
    name = revision.revision_id(head)
    signature = signing.sign_revision(author.keys, revision.message(name))
    return Revision(name, head, signature, revision.PRESENT, made, salt)


def stream(sender: Person, n: int = 1) -> Stream:
    return Stream(sender.card.key_id, "5a" * 16, None, n, None if n == 1 else "7b" * 32)


@dataclass(frozen=True, slots=True)
class Made:
    plan: Plan
    spool: bytes
    attachments: Mapping[str, bytes]

    def written(self) -> bytes:
        out = io.BytesIO()
        writer.write(
            out,
            self.plan,
            lambda: io.BytesIO(self.spool),
            lambda sha256: io.BytesIO(self.attachments[sha256]),
        )
        return out.getvalue()


def bundle(
    sender: Person,
    recipient: Person,
    revisions: Sequence[Revision] = (),
    attachments: Sequence[bytes] = (),
    evidence: Sequence[EvidenceItem] = (),
    receipts: Sequence[bytes] = (),
    *,
    profile: Profile = "xwing",
    n: int = 1,
) -> Made:
    spool = io.BytesIO()
    compressed = records.compress_lines((revision.to_line(one) for one in revisions), spool)
    content = {hashlib.sha256(data).hexdigest(): data for data in attachments}
    settled = planning.plan(
        keys=sender.keys,
        card=sender.card.data,
        recipient=recipient.card,
        stream=stream(sender, n),
        ids=[one.id for one in revisions],
        records=compressed,
        authors={one.header.author for one in revisions},
        software="keepsake test",
        evidence=evidence,
        receipts=receipts,
        attachments=[Attachment(sha256, len(data)) for sha256, data in content.items()],
        profile=profile,
    )
    return Made(settled, spool.getvalue(), content)


class Part(io.BytesIO):
    """A part that keeps its content after it was closed as whole."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = False

    def close(self) -> None:
        self.whole = True


@dataclass
class Kept:
    """A sink that remembers everything."""

    spool: Part = field(default_factory=Part)
    items: list[tuple[EvidenceItem, Manifest]] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    def records(self, _size: int) -> Part:
        return self.spool

    def evidence(self, item: EvidenceItem, manifest: Manifest) -> None:
        self.items.append((item, manifest))

    def receipt(self, found: Receipt) -> None:
        self.receipts.append(found)

    def attachment(self, _number: int, sha256: str, _size: int) -> Part:
        self.parts[sha256] = Part()
        return self.parts[sha256]


@dataclass(frozen=True, slots=True)
class Read:
    manifest: Manifest
    received: Received
    kept: Kept
    revisions: list[Revision]


def read(data: bytes, recipient: Person) -> Read:
    """Read a whole bundle as a receiver would, records included."""
    opened = open_bundle(io.BytesIO(data), recipient.identities)
    kept = Kept()
    received = opened.read_rest(kept)
    spool = io.BytesIO(kept.spool.getvalue())
    found = list(records.lines(spool, opened.manifest, received.ids))
    return Read(opened.manifest, received, kept, found)
