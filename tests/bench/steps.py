"""The steps that are measured, each in its own process on real vaults."""

from __future__ import annotations

import json
import os
import time
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlcipher3 import dbapi2 as sqlcipher

from app.crypto import slots
from app.crypto.signing import verify_revision
from app.domain import revision, schema, search
from app.services import attachments, authoring, casework, contacts, receiving, sending, session, trusting
from app.storage import check
from app.storage import revisions as stored
from tests.bench.backups import backup, restore
from tests.bench.consents import consents
from tests.bench.figures import clock, peak_mb, percentile
from tests.bench.invented import records
from tests.bench.window_list import window

PASSPHRASE = "bench"
FLOOR = 64 << 10


def _open(place: Path, name: str) -> session.Session:
    return session.open_session(place / name, PASSPHRASE)


def make(place: Path, count: str) -> dict[str, Any]:
    """Make two vaults that trust each other, the first with `count` records."""
    field = session.create(place / "laptop", PASSPHRASE, name="Field", role="field", memory_kib=FLOOR)
    office = session.create(place / "office", PASSPHRASE, name="HQ", role="headquarters", memory_kib=FLOOR)
    figures: dict[str, Any] = {}
    with field, office:
        for giver, taker in ((field, office), (office, field)):
            card = place / "card"
            trusting.take_card(taker, card, contacts.write_card(giver, card))
            card.unlink()
        source = records(int(count))
        with clock(figures, "seconds"):
            while some := list(islice(source, 500)):
                stored.save_all(
                    field.vault,
                    [
                        authoring.make(field, id_, kind, schema.OURS.check_fields(kind, fields), ())
                        for id_, kind, fields in some
                    ],
                )
    figures["vault_mb"] = round((place / "laptop" / "vault.db").stat().st_size / 1e6, 1)
    return figures


def save(place: Path) -> dict[str, Any]:
    """Save one record at a time, durably, in the vault as it is."""
    figures: dict[str, Any] = {}
    with clock(figures, "open_seconds"):
        opened = _open(place, "laptop")
    times = []
    with opened:
        for _, kind, fields in records(300, seed=2):
            began = time.perf_counter()
            casework.add(opened, kind, fields)
            times.append((time.perf_counter() - began) * 1000)
        with clock(figures, "list_seconds"):
            rows = casework.listing(opened)
        with clock(figures, "search_seconds"):
            hits = casework.search(opened, "曹顺")
    figures |= {"records": len(rows), "hits": len(hits), "peak_mb": peak_mb()}
    return figures | {"p50_ms": round(percentile(times, 0.5), 2), "p95_ms": round(percentile(times, 0.95), 2)}


def unlock(place: Path, memory_mib: str) -> dict[str, Any]:
    """Open and close a small vault whose passphrase costs so much; the same derivation and an open database alone."""
    folder, memory_kib = place / f"unlock-{memory_mib}", int(memory_mib) << 10
    session.create(folder, PASSPHRASE, name="Field", role="field", memory_kib=memory_kib).close()
    opened_ms, inside_ms, kdf_ms, bare_ms = [], [], [], []
    stretch = slots._stretch

    def timed(*given: Any) -> None:
        started = time.perf_counter()
        stretch(*given)
        inside_ms.append((time.perf_counter() - started) * 1000)

    slots._stretch = timed
    for _n in range(5):
        began = time.perf_counter()
        one = session.open_session(folder, PASSPHRASE)
        opened_ms.append((time.perf_counter() - began) * 1000)
        key, salt = bytearray(one.vault.database_key), one.vault.key_file.salt
        one.close()
        began = time.perf_counter()
        Argon2id(salt=bytes(16), length=32, iterations=3, lanes=2, memory_cost=memory_kib).derive(b"bench")
        kdf_ms.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        database = sqlcipher.connect(str(folder / "vault.db"))
        database.set_key(bytearray(b"x'%s%s'" % (key.hex().encode(), salt.hex().encode())))
        for pragma in ("cipher_page_size=8192", "cipher_hmac_algorithm=HMAC_SHA256"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("SELECT count(*) FROM revision").fetchone()
        database.close()
        bare_ms.append((time.perf_counter() - began) * 1000)
    slots._stretch = stretch
    rest_ms = [opened - inside for opened, inside in zip(opened_ms, inside_ms, strict=True)]
    all_times = {"opened": opened_ms, "inside": inside_ms, "rest": rest_ms, "kdf": kdf_ms, "bare": bare_ms}
    return {name: round(min(times), 1) for name, times in all_times.items()}


def verify(place: Path) -> dict[str, Any]:
    """Check everything in the vault as it is; the peer reads every page and verifies every signature, no more."""
    figures: dict[str, Any] = {}
    with _open(place, "laptop") as opened:
        before = peak_mb()
        with clock(figures, "seconds"):
            report = check.verify(opened.vault)
        figures |= {"before_mb": before, "peak_mb": peak_mb(), "revisions": report.revisions}
        figures["problems"] = len(report.problems)
        with clock(figures, "pages_seconds"):
            opened.vault.db.all("PRAGMA cipher_integrity_check")
        with clock(figures, "signatures_seconds"):
            for one in stored.each(opened.vault):
                verify_revision(one.header.author, revision.message(one.id), one.signature)
    return figures


def send(place: Path) -> dict[str, Any]:
    """Send everything new to Headquarters."""
    figures: dict[str, Any] = {}
    (place / "stick").mkdir(exist_ok=True)
    with _open(place, "laptop") as opened:
        before = peak_mb()
        began = time.perf_counter()

        def tell(done: int, total: int) -> None:
            if done == total:  # encrypted and handed to the system; what follows is syncing and reading back
                figures["written_seconds"] = round(time.perf_counter() - began, 3)

        with clock(figures, "seconds"):
            bundles = sending.send(opened, "HQ", place / "stick", progress=tell)["bundles"]
    size = round(sum(Path(one).stat().st_size for one in bundles) / 1e6, 1)
    return figures | {"bundle": bundles[0], "size_mb": size, "before_mb": before, "peak_mb": peak_mb()}


def receive(place: Path, bundle: str) -> dict[str, Any]:
    """Receive a bundle at Headquarters."""
    figures: dict[str, Any] = {}
    with _open(place, "office") as opened:
        before = peak_mb()
        with clock(figures, "seconds"):
            answer = receiving.receive(opened, Path(bundle))
    return figures | {"counts": answer["counts"], "before_mb": before, "peak_mb": peak_mb()}


def bare(place: Path) -> dict[str, Any]:
    """Verify, insert and index the same revisions with nothing around: the peer that receiving is held against."""
    figures: dict[str, Any] = {}
    with _open(place, "laptop") as opened:
        lines = [revision.to_line(one) for one in stored.each(opened.vault)]
    with clock(figures, "parse_seconds"):
        found = [revision.from_line(line) for line in lines]
    with clock(figures, "verify_seconds"):
        for one in found:
            verify_revision(one.header.author, revision.message(one.id), one.signature)
    database = sqlcipher.connect(str(place / "bare.db"), isolation_level=None)
    database.set_key(bytearray(b"x'" + os.urandom(48).hex().encode() + b"'"))
    for pragma in (
        "cipher_page_size=8192",
        "cipher_hmac_algorithm=HMAC_SHA256",
        "journal_mode=wal",
        "synchronous=full",
    ):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        "CREATE TABLE revision(n INTEGER PRIMARY KEY, id BLOB UNIQUE, header BLOB, sig BLOB, salt BLOB, body BLOB)"
    )
    database.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='ascii')")
    database.execute("INSERT INTO words(words, rank) VALUES('pgsz', 8000)")
    with clock(figures, "insert_seconds"):
        for start in range(0, len(found), 500):
            database.execute("BEGIN")
            database.executemany(
                "INSERT INTO revision(id, header, sig, salt, body) VALUES(?,?,?,?,?)",
                [
                    (bytes.fromhex(r.id), r.header_bytes, r.signature, r.salt, r.body)
                    for r in found[start : start + 500]
                ],
            )
            database.execute("COMMIT")
    with clock(figures, "index_seconds"):
        for start in range(0, len(found), 500):
            database.execute("BEGIN")
            database.executemany("INSERT INTO words(rowid, text) VALUES(?,?)", _folded(found, start))
            database.execute("COMMIT")
    database.close()
    for path in place.glob("bare.db*"):
        path.unlink()
    return figures | {"revisions": len(found), "peak_mb": peak_mb()}


def _folded(found: list[revision.Revision], start: int) -> list[tuple[int, str]]:
    rows = []
    for n, one in enumerate(found[start : start + 500], start + 1):
        body = json.loads(one.body or b"{}")
        drawn = schema.OURS.extract(body["type"], body["fields"])
        rows.append((n, search.fold([text for _, text in drawn.texts], [name[1] for name in drawn.names])))
    return rows


def attach(place: Path, file: str) -> dict[str, Any]:
    """Attach one large file to a new record."""
    figures: dict[str, Any] = {}
    with _open(place, "laptop") as opened:
        record = casework.add(opened, "document", {"title": {"text": "A large recording"}})
        before = peak_mb()
        with clock(figures, "seconds"):
            attachments.attach(opened, record, Path(file))
    return figures | {"before_mb": before, "peak_mb": peak_mb()}


STEPS = {
    step.__name__: step
    for step in (make, save, send, receive, bare, attach, backup, restore, window, unlock, verify, consents)
}
