"""What is computed of a record each time it is shown: warnings, counts, custody, relations, what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.base.i18n import _
from app.services import corroborating, counted, counting, custody, reaching, relations, rivals
from app.services.session import Session

COUNTED = ("incident", "case")
RELATED = ("person", "organisation")


def of(session: Session, shown: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """Return what is computed of a record, as `casework.show` returned it: plain values and the lines that tell them.

    Only what says something is in it. Contact data is in no part of it.
    """
    type_, fields, record = str(shown["type"]), shown["fields"], str(shown["id"])
    found: dict[str, Any] = {}
    if type_ in RELATED:
        reach = reaching.of_fields(session, type_, fields, language)
        if reach.never:
            found["do_not_contact"] = list(reach.why)
        related = relations.of_record(session, record, language)
        if related:
            found["relations"] = [
                {"record": one.record, "words": one.words, "detail": one.detail, "said_there": one.theirs}
                for one in related
            ]
    if type_ == "person" and (held := custody.of_person(session, record, language)):
        found["custody"] = _custody(held)
    if type_ in COUNTED:
        count = counting.count(session, [record], language)
        if count.counted.acts or count.reported.acts:
            found["count"] = counted.as_object(count)
    standing = corroborating.of_record(session, type_, fields, language)
    if standing.whole.cites or standing.warning:
        found["stands_on"] = corroborating.as_object(standing) | {"sentence": corroborating.sentence(standing.whole)}
    if disputed := rivals.of_record(session, type_, fields, language):
        found["accounts"] = [{**rivals.as_object(one), "label": one.label} for one in disputed]
    return found


def head(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is told before anything else."""
    if "do_not_contact" in found:
        yield _("Do not contact. {why}").format(why="; ".join(found["do_not_contact"])).strip()
    stands = found.get("stands_on")
    if stands and stands["warning"]:
        yield str(stands["warning"])


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rest as lines, each part under its heading."""
    if count := found.get("count"):
        yield _("How many people")
        yield from (f"  {one}" for one in (count["sentence"], *count["how"]))
    if held := found.get("custody"):
        yield _("Times in custody")
        yield from (f"  {one['words']}" for one in held["spans"])
        if held["total_words"]:
            yield f"  {held['total_words']}"
    if related := found.get("relations"):
        yield _("Who they are to others")
        yield from ("  " + "; ".join(filter(None, (one["words"], one["detail"]))) for one in related)
    for one in found.get("accounts", ()):
        state = _("{label}: nobody has decided yet") if one["open"] else _("{label}: decided")
        yield _("Accounts that differ: {words}").format(words=state.format(label=one["label"]))
        yield from (f"  {words}" for account in one["accounts"] for words in _account(account))
    if stands := found.get("stands_on"):
        yield _("What this stands on")
        yield f"  {stands['sentence']}"
        yield from (f"  {words}" for words in stands["same"])


def _custody(held: tuple[custody.Held, ...]) -> dict[str, Any]:
    total = custody.total(held)
    return {
        "spans": [
            {
                "act": one.act,
                "kind": one.kind,
                "how": one.how,
                "where": one.where,
                "began": one.began,
                "ended": one.ended,
                "as_of": one.as_of,
                "marks": list(one.marks),
                "notes": list(one.notes),
                "words": "; ".join(
                    filter(None, (one.kind, *one.marks, one.how, one.where, one.began, one.ended, *one.notes))
                ),
            }
            for one in held
        ],
        "days": None if total is None else {"least": total.least, "most": total.most},
        "total_words": custody.total_words(held),
    }


def _account(account: Mapping[str, Any]) -> Iterator[str]:
    mark = "*" if account["taken"] else "-"
    yield f"{mark} {account['words']}"
    yield from (f"    {one}" for one in account["sources"] or (_("No source"),))
    if account["reason"]:
        yield "    " + _("Reason: {words}").format(words=account["reason"])
