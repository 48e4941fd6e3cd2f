"""A bundle on its way in: opened, read, checked revision by revision, and divided by who vouches for the authors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from typing import BinaryIO

from app.base.errors import (
    AgeError,
    BadSignature,
    BundleBroken,
    BundleForged,
    BundleRefused,
    KeepsakeError,
    NotABundle,
    NotAgeFile,
    PracticeOnly,
    WrongRecipient,
)
from app.base.i18n import _
from app.crypto.recipients import parse_identity
from app.crypto.signing import verify_revision
from app.domain.revision import Revision, message
from app.exchange.bag import IdList
from app.exchange.manifest import Manifest
from app.exchange.reader import Opened, Received, Sink, open_bundle
from app.exchange.records import lines
from app.exchange.tar import Readable
from app.services import contacts, succession
from app.services.session import Session
from app.storage import log, revisions, trust

Tell = Callable[[int, int], None]
Divide = Callable[[list[Revision]], tuple[list[Revision], list[Revision]]]
"""Divides revisions into those that are taken in and those that are kept back."""
AT_ONCE = 500


@contextmanager
def noting(session: Session, manifest_hash: str | None = None) -> Iterator[None]:
    """Note in the activity log that the block found a forgery. No transaction may be open around it."""
    try:
        yield
    except BundleForged:
        detail = {"manifest": manifest_hash} if manifest_hash else {}
        with suppress(KeepsakeError):  # a full disk must not turn a refusal into another error
            log.note(session.vault, "rejected", {"reason": "forged", **detail})
        raise


def opened(session: Session, source: BinaryIO) -> Opened:
    """Open a bundle as far as its manifest; what is not a bundle for us is refused in its own words."""
    identities = [parse_identity(one) for one in session.vault.meta().identities]
    try:
        with noting(session):
            found = open_bundle(source, identities)
    except NotAgeFile:
        raise NotABundle(_("This is not a file Keepsake wrote for you to receive. Nothing was changed.")) from None
    except AgeError as error:
        raise BundleBroken(str(error)) from None
    manifest = found.manifest
    ours = manifest.recipient_key in succession.own_keys(session)
    if not ours or manifest.recipient_card not in trust.own_cards(session.vault):
        log.note(session.vault, "rejected", {"reason": "recipient", "manifest": found.hash})
        raise WrongRecipient(
            _("This bundle is addressed to another card, although our key opens it. Nothing was received.")
        )
    try:
        contacts.same_world(session, found.manifest.sender)
    except PracticeOnly:
        raise BundleRefused(
            _("Practice vaults and real ones do not exchange anything. Nothing was received.")
        ) from None
    return found


def rest(found: Opened, sink: Sink, size: int, progress: Tell | None) -> Received:
    """Read all else into `sink`; `progress` is told bytes read of `size`, the file's."""
    tell = (lambda done: progress(done, size)) if progress else None
    try:
        return found.read_rest(sink, tell)
    except AgeError as error:
        raise BundleBroken(str(error)) from None


def checked(spool: Readable, manifest: Manifest, ids: IdList) -> Iterator[list[Revision]]:
    """Yield the bundle's revisions, some at once, after checking each signature and whose child it is.

    Signatures are checked in a second thread while the caller works on the revisions before.
    """
    source = lines(spool, manifest, ids)
    families = _Families(ids)
    with ThreadPoolExecutor(1) as verifying:
        waiting: Future[list[Revision]] | None = None
        while some := list(islice(source, AT_ONCE)):
            coming = verifying.submit(_verified, some)
            families.add(some)
            if waiting:
                yield waiting.result()
            waiting = coming
        if waiting:
            yield waiting.result()


def _verified(some: list[Revision]) -> list[Revision]:
    for one in some:
        try:
            verify_revision(one.header.author, message(one.id), one.signature)
        except BadSignature:
            raise BundleForged(
                _("A revision in the bundle is not signed by its author. Nothing was received.")
            ) from None
    return some


class _Families:
    """Whether the revisions of a bundle build on revisions of their own record, whichever of the two comes first.

    Sixteen bytes for each revision of the bundle, found by its place in the list of ids.
    """

    def __init__(self, ids: IdList) -> None:
        self._ids = ids
        self._came = bytearray(len(ids))
        self._records = bytearray(16 * len(ids))
        self._awaited: dict[int, bytes] = {}  # place of a parent still to come, and the record of its children

    def add(self, some: list[Revision]) -> None:
        """Take the next revisions; raise BundleBroken when one builds on another record."""
        for one in some:
            record = bytes.fromhex(one.header.record)
            place = self._ids.find(one.id)
            if self._awaited.pop(place, record) != record:
                raise foreign_parent()
            self._came[place] = 1
            self._records[16 * place : 16 * place + 16] = record
            for parent in one.header.parents:
                self._check(self._ids.find(parent), record)

    def _check(self, parent: int, record: bytes) -> None:
        if parent < 0:
            return  # not in this bundle: here already, or not known
        if self._came[parent]:
            if self._records[16 * parent : 16 * parent + 16] != record:
                raise foreign_parent()
        elif self._awaited.setdefault(parent, record) != record:
            raise foreign_parent()


def foreign_parent() -> BundleBroken:
    """Return the error for a revision that builds on a revision of another record."""
    return BundleBroken(_("A revision in the bundle builds on another record. Nothing was received."))


def vouched_by(session: Session, manifest: Manifest) -> set[str]:
    """Return the authors the sender vouches for: those it lists, when the card verified here has office authority.

    The card inside a bundle is signed by the sender alone and gives no authority.
    """
    stored = trust.card_of(session.vault, manifest.sender.key_id)
    office = stored is not None and stored.status == trust.VERIFIED and "office" in stored.authority
    return set(manifest.authors) if office else set()


def by_authors(session: Session, manifest: Manifest) -> Divide:
    """Return what takes in the work of authors known to us, of the sender, and of those an office vouches for.

    What is here already is taken whoever brings it: it changes nothing. What our own earlier keys signed is here, so
    anything else by them needs an office's word: who stole one signs with it too.
    """
    vouched = vouched_by(session, manifest)
    left = succession.own_keys(session)[1:]
    known: dict[str, bool] = {key: key in vouched for key in left} | {manifest.sender.key_id: True}
    for earlier in succession.signed_as(session, manifest.sender.key_id)[1:]:
        known[earlier] = True  # revoked too: no thief of that key signs this bundle, and the mark stays

    def accepts(author: str) -> bool:
        if author not in known:
            status = contacts.status_of(session, author)
            known[author] = status in ("own", "verified") or (author in vouched and status != "revoked")
        return known[author]

    def divide(some: list[Revision]) -> tuple[list[Revision], list[Revision]]:
        doubted = {one.id for one in some if not accepts(one.header.author)}
        doubted -= revisions.known(session.vault, doubted)
        return [one for one in some if one.id not in doubted], [one for one in some if one.id in doubted]

    return divide


def none(some: list[Revision]) -> tuple[list[Revision], list[Revision]]:
    """Take nothing in: the sender is not trusted."""
    return [], some
