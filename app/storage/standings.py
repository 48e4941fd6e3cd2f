"""What decides where requests stand, read from what is derived of them and of the replies and acts that name them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain import edtf, standing
from app.domain.body import Fields
from app.domain.standing import Facts, Reply, Standing
from app.storage import revisions
from app.storage.database import Row, numbered
from app.storage.handle import Vault

SOME = 500

_NAMING = """
    SELECT link.target, one.rid, one.id, link.field FROM link JOIN shown_record AS one USING (rid)
    WHERE link.target IN (SELECT value FROM json_each(?)) AND NOT one.trashed AND (
        (one.type = 'reply' AND link.field IN ('answers', 'responses.request'))
        OR (one.type = 'act' AND link.field = 'refused')
        OR (one.type = 'act' AND link.field = 'triggered_by' AND EXISTS (
            SELECT 1 FROM term WHERE term.rid = one.rid AND term.code = 'act/refusal-to-receive'
        ))
    )
    ORDER BY link.rid, link.k
"""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is derived of some records, by number: fields with what they say."""

    terms: Mapping[int, list[tuple[str, str]]]
    spans: Mapping[int, list[tuple[str, str]]]
    links: Mapping[int, list[tuple[str, str]]]


def of_records(vault: Vault, record_ids: Sequence[str]) -> dict[str, Standing]:
    """Return where those of the records stand, today, that are requests."""
    rows: list[Row] = []
    for start in range(0, len(record_ids), SOME):
        some = json.dumps(record_ids[start : start + SOME])
        rows += vault.db.all(
            """
            SELECT rid, id FROM shown_record
            WHERE type = 'request' AND id IN (SELECT unhex(value) FROM json_each(?))
            """,
            (some,),
        )
    found = _standings(vault, [(rid, id_.hex()) for rid, id_ in rows])
    return {record: one for _rid, record, one in found}


def numbers(vault: Vault, states: Iterable[str]) -> list[int]:
    """Return the numbers of all requests that stand so today."""
    wanted = set(states)
    return [rid for rid, _record, one in _standings(vault, _requests(vault)) if one.shown in wanted]


def count(vault: Vault, *, trashed: bool = False) -> dict[str, int]:
    """Return how many requests stand how today."""
    found: dict[str, int] = {}
    for _rid, _record, one in _standings(vault, _requests(vault, trashed=trashed)):
        found[one.shown.value] = found.get(one.shown.value, 0) + 1
    return found


def one(vault: Vault, record: str, fields: Fields) -> Standing:
    """Return where a request stands whose fields are these, saved or not."""
    drawn = vault.schema.extract("request", fields)
    replies, acts = _naming(vault, [record])
    facts = standing.facts_from(
        drawn.terms,
        [(name, text) for name, _first, _last, text in drawn.spans],
        [(name, to or "") for name, _item, _role, to in drawn.links],
        replies=replies.get(record, ()),
        acts=acts.get(record, ()),
    )
    return standing.decide(replace(facts, asks=standing.asks_of(fields.get("asks"))), today())


def unnamed(vault: Vault, authorities: Sequence[str], most: int) -> list[str]:
    """Return replies that name no request, from one of these authorities; without any, from whomever."""
    rows = vault.db.all(
        """
        SELECT id FROM shown_record WHERE type = 'reply' AND NOT trashed
        AND NOT EXISTS (
            SELECT 1 FROM link WHERE link.rid = shown_record.rid AND field IN ('answers', 'responses.request')
            AND target IS NOT NULL
        )
        AND (?2 OR EXISTS (
            SELECT 1 FROM link WHERE link.rid = shown_record.rid AND field = 'sender'
            AND target IN (SELECT value FROM json_each(?1))
        ))
        ORDER BY rid DESC LIMIT ?3
        """,
        (json.dumps(list(authorities)), not authorities, most),
    )
    return [row[0].hex() for row in rows]


def today() -> int:
    """Return the day it is here, as an ordinal."""
    return datetime.now(UTC).astimezone().date().toordinal()


def _requests(vault: Vault, *, trashed: bool = False) -> list[tuple[int, str]]:
    rows = vault.db.all("SELECT rid, id FROM shown_record WHERE type = 'request' AND trashed = ?", (trashed,))
    return [(rid, id_.hex()) for rid, id_ in rows]


def _standings(vault: Vault, requests: Sequence[tuple[int, str]]) -> list[tuple[int, str, Standing]]:
    if not requests:
        return []
    day = today()
    replies, acts = _naming(vault, [record for _rid, record in requests])
    rows = _derived(vault, [rid for rid, _record in requests])
    made: dict[str, Facts] = {}
    for rid, record in requests:
        made[record] = standing.facts_from(
            rows.terms.get(rid, ()),
            rows.spans.get(rid, ()),
            rows.links.get(rid, ()),
            replies=replies.get(record, ()),
            acts=acts.get(record, ()),
        )
    in_parts = [
        record
        for rid, record in requests
        if any(one.parts is not None for one in made[record].replies)
        or any(name == "asks.outcome" for name, _code in rows.terms.get(rid, ()))
    ]
    for record, fields in _fields(vault, in_parts).items():
        made[record] = replace(made[record], asks=standing.asks_of(fields.get("asks")))
    return [(rid, record, standing.decide(made[record], day)) for rid, record in requests]


def _naming(vault: Vault, records: Sequence[str]) -> tuple[dict[str, list[Reply]], dict[str, list[str]]]:
    """Return the replies that name each of these requests, and the acts of refusing to receive it."""
    named: dict[str, dict[int, str]] = {}
    acts: dict[str, list[str]] = {}
    for target, rid, id_, field in vault.db.all(_NAMING, (json.dumps(records),)):
        if field in ("answers", "responses.request"):
            named.setdefault(target, {})[rid] = id_.hex()
        elif id_.hex() not in acts.setdefault(target, []):
            acts[target].append(id_.hex())
    rows = _derived(vault, {rid for some in named.values() for rid in some})
    several = {
        rid: record
        for some in named.values()
        for rid, record in some.items()
        if any(name.startswith("responses.") for name, _code in (*rows.terms.get(rid, ()), *rows.links.get(rid, ())))
    }
    full = _fields(vault, list(several.values()))
    replies: dict[str, list[Reply]] = {}
    for target, some in named.items():
        for rid, record in some.items():
            made = _reply(record, rows, rid)
            if rid in several and record in full:
                made = replace(made, parts=_parts(full[record], target))
            replies.setdefault(target, []).append(made)
    return replies, acts


def _reply(record: str, rows: _Rows, rid: int) -> Reply:
    days = dict(rows.spans.get(rid, ()))
    codes = dict(rows.terms.get(rid, ()))
    outcome = codes.get("outcome", "")
    return Reply(
        record=record,
        outcome="" if outcome.startswith("answer/") else outcome,
        date=edtf.read(days.get("date") or days.get("received") or ""),
        deferred=edtf.read(days.get("deferred_until", "")),
        transfers=any(name == "transferred_to" for name, _to in rows.links.get(rid, ())) and not outcome,
    )


def _parts(fields: Fields, request: str) -> tuple[standing.Part, ...] | None:
    answers = fields.get("answers")
    named = [one.get("to") for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    return standing.parts_of(fields.get("responses"), request, alone=named == [request])


def _fields(vault: Vault, records: Sequence[str]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for start in range(0, len(records), SOME):
        states = revisions.states_of(vault, records[start : start + SOME])
        found |= {record: state.fields for record, state in states.items()}
    return found


def _derived(vault: Vault, rids: Iterable[int]) -> _Rows:
    wanted = numbered(sorted(rids))

    def by_number(sql: str) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = {}
        for rid, name, value in vault.db.all(sql, (wanted,)):
            found.setdefault(rid, []).append((name, value))
        return found

    return _Rows(
        by_number(
            "SELECT rid, field, code FROM term WHERE rid IN (SELECT value FROM json_each(?)) AND field IN "
            "('filing', 'attempts.result', 'asks.outcome', 'outcome', 'responses.outcome') ORDER BY rid, k"
        ),
        by_number(
            "SELECT rid, field, edtf FROM span WHERE rid IN (SELECT value FROM json_each(?)) AND field IN "
            "('due', 'extensions.until', 'withdrawn', 'let_go', 'delivered', 'receipt_date', 'transfers.date', 'date', "
            "'received', 'deferred_until') ORDER BY rid, k"
        ),
        by_number(
            "SELECT rid, field, ifnull(target, '') FROM link WHERE rid IN (SELECT value FROM json_each(?)) AND field "
            "IN ('transfers.to_authority', 'transferred_to', 'responses.request') ORDER BY rid, k"
        ),
    )
