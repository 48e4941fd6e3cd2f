"""The tables of the vault by version, as SQL to read.

Hidden batches: rows that came with a batch carry its number (0 for what was made here). While the batch's `revealed` is
NULL nothing of it is shown; revealing is one small update.
"""

from __future__ import annotations

VERSION_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE own_card (n INTEGER PRIMARY KEY, card BLOB NOT NULL) STRICT;

CREATE TABLE log (n INTEGER PRIMARY KEY, entry BLOB NOT NULL, mac BLOB NOT NULL) STRICT;

-- Rows of a batch have numbers from the first ones noted here on.
CREATE TABLE batch (
    n INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    begun TEXT NOT NULL,
    revealed TEXT,
    first_revision INTEGER NOT NULL,
    first_record INTEGER NOT NULL
) STRICT;

CREATE INDEX batch_hidden ON batch (n) WHERE revealed IS NULL;

-- The truth: signed revisions, as they came. The large columns stand last.
CREATE TABLE revision (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    record BLOB NOT NULL,
    batch INTEGER NOT NULL,
    type TEXT NOT NULL,
    author BLOB NOT NULL,
    received TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('present', 'absent', 'sealed', 'erased')),
    signature BLOB NOT NULL,
    salt BLOB,
    header BLOB NOT NULL,
    body BLOB,
    CHECK ((state = 'present') = (salt IS NOT NULL) AND (state = 'present') = (body IS NOT NULL))
) STRICT;

CREATE INDEX revision_record ON revision (record);

CREATE VIEW shown_revision AS
    SELECT * FROM revision WHERE batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL);

CREATE TABLE parent (
    child INTEGER NOT NULL, parent BLOB NOT NULL, PRIMARY KEY (child, parent)
) STRICT, WITHOUT ROWID;

CREATE INDEX parent_parent ON parent (parent);

-- Attachments named by present bodies, whatever their type or version.
CREATE TABLE mention (
    n INTEGER NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY (n, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_sha256 ON mention (sha256);

-- Bodies that came with a batch for revisions that were here without one; taken over when it is revealed.
CREATE TABLE late (
    n INTEGER PRIMARY KEY, batch INTEGER NOT NULL, state TEXT NOT NULL, salt BLOB, body BLOB
) STRICT;

-- Records whose derived rows are behind their revisions; brought up to date after a batch, and at open.
CREATE TABLE stale (
    batch INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY (batch, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    record BLOB PRIMARY KEY, type TEXT NOT NULL, saved TEXT NOT NULL, fields BLOB NOT NULL
) STRICT;

-- Derived from revisions, by kind of field and not by field; made anew by rebuild.
CREATE TABLE record (
    rid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    batch INTEGER NOT NULL,
    type TEXT NOT NULL,
    updated TEXT NOT NULL,
    conflict INTEGER NOT NULL,
    trashed INTEGER NOT NULL,
    title TEXT NOT NULL
) STRICT;

CREATE INDEX record_conflict ON record (rid) WHERE conflict;

CREATE VIEW shown_record AS
    SELECT * FROM record WHERE batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL);

CREATE TABLE term (
    rid INTEGER, k INTEGER, field TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (rid, k)
) STRICT, WITHOUT ROWID;

CREATE INDEX term_code ON term (code, field);

CREATE TABLE span (
    rid INTEGER, k INTEGER, field TEXT NOT NULL, earliest INTEGER, latest INTEGER, edtf TEXT NOT NULL,
    PRIMARY KEY (rid, k)
) STRICT, WITHOUT ROWID;

CREATE TABLE number (
    rid INTEGER, k INTEGER, field TEXT NOT NULL, least ANY, most ANY, best ANY, PRIMARY KEY (rid, k)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    rid INTEGER, k INTEGER, field TEXT NOT NULL, item TEXT NOT NULL, role TEXT NOT NULL, target TEXT,
    PRIMARY KEY (rid, k)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_target ON link (target) WHERE target IS NOT NULL;

CREATE TABLE name (
    rid INTEGER, k INTEGER, item TEXT NOT NULL, text TEXT NOT NULL, script TEXT, kind TEXT,
    PRIMARY KEY (rid, k)
) STRICT, WITHOUT ROWID;

-- Exactly the text given to the index: a contentless index forgets a row only when it is told the same again.
CREATE TABLE text (rid INTEGER PRIMARY KEY, folded TEXT NOT NULL) STRICT;

-- Not detail=none: with secure-delete, SQLite 3.53 loses words there when a row is deleted and written again in one
-- transaction. Queries ask for single words, so no positions are kept.
CREATE VIRTUAL TABLE search USING fts5 (folded, content='', columnsize=0, detail=column, tokenize='ascii');

INSERT INTO search (search, rank) VALUES ('pgsz', 8000);

INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

CREATE TABLE blob (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('attachment', 'spool')),
    batch INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    key BLOB NOT NULL
) STRICT;

CREATE INDEX blob_sha256 ON blob (sha256);

CREATE VIEW shown_blob AS
    SELECT * FROM blob WHERE batch NOT IN (SELECT n FROM batch WHERE revealed IS NULL);

-- Contents that went with what was erased, as HMACs: copies of them that arrive later go too.
CREATE TABLE forgotten (mac BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    key BLOB PRIMARY KEY, hash BLOB NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, data BLOB NOT NULL,
    CHECK (status IN ('unverified', 'verified', 'revoked'))
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing (
    n INTEGER PRIMARY KEY,
    manifest_hash BLOB NOT NULL UNIQUE,
    recipient BLOB NOT NULL,
    epoch TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'written', 'withdrawn')),
    committed TEXT NOT NULL,
    name TEXT NOT NULL,
    spool INTEGER,
    manifest BLOB NOT NULL,
    ssh TEXT NOT NULL,
    mldsa BLOB NOT NULL,
    ids BLOB NOT NULL,
    receipts BLOB NOT NULL,
    attachments BLOB NOT NULL,
    plan BLOB,
    UNIQUE (recipient, epoch, position)
) STRICT;

CREATE TABLE incoming (
    n INTEGER PRIMARY KEY,
    manifest_hash BLOB NOT NULL UNIQUE,
    sender BLOB NOT NULL,
    epoch TEXT NOT NULL,
    position INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    received TEXT NOT NULL,
    accepted BLOB NOT NULL,
    UNIQUE (sender, epoch, position)
) STRICT;

CREATE TABLE receipt (
    manifest_hash BLOB NOT NULL, signer BLOB NOT NULL, at TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (manifest_hash, signer)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    n INTEGER PRIMARY KEY,
    manifest_hash BLOB NOT NULL UNIQUE,
    ssh TEXT NOT NULL,
    mldsa BLOB NOT NULL,
    manifest BLOB NOT NULL,
    ids BLOB NOT NULL
) STRICT;

-- Revisions by authors nobody vouches for yet.
CREATE TABLE held (
    id BLOB PRIMARY KEY,
    author BLOB NOT NULL,
    manifest_hash BLOB NOT NULL,
    held TEXT NOT NULL,
    line BLOB NOT NULL
) STRICT;

CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    manifest_hash BLOB NOT NULL UNIQUE,
    sender BLOB NOT NULL,
    reason TEXT NOT NULL,
    kept TEXT NOT NULL
) STRICT
"""

VERSION_2 = """
-- The heads a draft was typed on: what arrived since then is merged with it, not overwritten.
ALTER TABLE draft ADD COLUMN heads BLOB NOT NULL DEFAULT (x'5b5d');

-- What lists go through: by the time of the last change, with all that tells which records are shown.
CREATE INDEX record_listed ON record (updated, type, trashed, batch);

-- How its owner likes the application: one row for each setting, its value as canonical JSON.
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID
"""

VERSION_3 = """
-- Notices, and whatever else only says something to who understands it: `"crit":["` in the header. They are few.
CREATE INDEX revision_noticed ON revision (record) WHERE instr(header, x'2263726974223a5b22')
"""
