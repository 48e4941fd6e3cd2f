"""The chain of custody of a record's files: what people wrote, what versions, log and bundles tell, what is not known.

Nothing of it is stored twice. What happened outside this vault is an entry of the record or of a file's item, signed
with it; what happened inside is computed from versions, the activity log, and bundles sent and received.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.base.errors import VaultDamaged
from app.base.i18n import _, ngettext
from app.domain import edtf, reading, saying
from app.domain.body import Fields
from app.domain.revision import Revision
from app.domain.schema import attachments as listed
from app.services import casework, contacts, wording
from app.services.session import Session
from app.storage import blobs, conveyed, log, revisions, streams
from app.storage.states import parsed

RECORD, VERSION, LOG, BUNDLE, NOTHING = "record", "version", "log", "bundle", "gap"
"""Where an event is told: by people in the record, by a version, the log, a bundle; or that nothing is known."""

PIECE = 1 << 20
LOGGED = ("copied_out", "compared", "sealed", "unsealed", "erased")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or a time of which nothing is known."""

    kind: str
    told_by: str
    at: str
    """A UTC moment, or an EDTF date as people said it; empty when nobody said when."""
    when: str = field(repr=False)
    words: str = field(repr=False)
    by: str = field(repr=False, default="")
    file: str = field(repr=False, default="")
    sha256: str = ""
    outside: bool = False
    """Whether it is about the thing before it came into a vault, or about its original outside."""
    bounds: tuple[int, int] | None = None
    """The first and last day it may have been, as ordinals."""

    @property
    def gap(self) -> bool:
        """Whether it says that nothing is known."""
        return self.told_by == NOTHING


def of_record(session: Session, record: str, language: str = "en") -> tuple[Event, ...]:
    """Return the chain of custody of a record's files, in order of time, gaps stated. Raises UnknownRecord."""
    record = casework.find(session, record)
    state = casework.state_of(session, record)
    history = _parents_first(revisions.of_record(session.vault, record))
    names = contacts.names(session)
    found = _of_versions(history, names, language)
    files = {event.sha256: event.file for event in found if event.sha256}
    if not files and not state.fields.get("custody"):
        return ()
    found += _of_fields(session, state.type, state.fields, language)
    found += _of_log(session, record, history, files, language)
    found += _of_bundles(session, history, files, names, language)
    return _with_gaps(sorted(found, key=_order), language)


def compare(
    session: Session, record: str, progress: Callable[[int, int], None] | None = None
) -> tuple[int, tuple[str, ...]]:
    """Read every file of a record and compare its SHA-256; note it in the log, and return how many, and those wrong.

    Wrong are the names of files that are damaged, or whose contents are not here. Raises UnknownRecord.
    """
    record = casework.find(session, record)
    items = listed(casework.state_of(session, record).fields)
    wrong = []
    for number, one in enumerate(items, 1):
        if not _whole(session, str(one["sha256"])):
            wrong.append(_name(one))
        if progress is not None:
            progress(number, len(items))
    if not session.read_only and items:
        log.note(session.vault, "compared", {"record": record, "right": len(items) - len(wrong), "wrong": len(wrong)})
    return len(items), tuple(wrong)


def _whole(session: Session, sha256: str) -> bool:
    try:
        with blobs.open_blob(session.vault, sha256) as source:  # it compares the hash itself
            while source.read(PIECE):
                pass
    except VaultDamaged:
        return False
    return True


def _of_versions(history: Sequence[Revision], names: Mapping[str, str], language: str) -> list[Event]:
    """Return when each file was taken in, made from another one, or taken off the list."""
    found: list[Event] = []
    seen = dict[str, Fields]()
    listed_by = dict[str, dict[str, Fields]]()
    for one in history:
        body = parsed(one.body)
        if body is None or not body.readable:
            continue
        items = {str(item.get("id")): item for item in listed(body.fields)}
        before = {key: item for parent in one.header.parents for key, item in listed_by.get(parent, {}).items()}
        by, when = names.get(one.header.author, one.header.author[:16]), _clock(one.header.at, language)
        found += [
            _taken_in(item, seen | items, one.header.at, by, language) for key, item in items.items() if key not in seen
        ]
        for item in (before[key] for key in before.keys() - items.keys()):
            words = _("Taken off the record's list; earlier versions keep it.")
            found.append(Event("removed", VERSION, one.header.at, when, words, by, _name(item), str(item["sha256"])))
        listed_by[one.id] = items
        seen |= items
    return found


def _parents_first(history: Sequence[Revision]) -> list[Revision]:
    """Return versions so that each comes after those it is made from, and else by their time."""
    left, done, found = sorted(history, key=lambda one: (one.header.at, one.id)), set[str](), list[Revision]()
    known = {one.id for one in history}
    while left:
        ready = [one for one in left if known.intersection(one.header.parents) <= done] or left
        found += ready
        done |= {one.id for one in ready}
        left = [one for one in left if one.id not in done]
    return found


def _taken_in(item: Fields, others: Mapping[str, Fields], at: str, by: str, language: str) -> Event:
    intake = item.get("intake")
    name, sha256 = _name(item), str(item["sha256"])
    if isinstance(intake, dict) and isinstance(intake.get("at"), str):
        at, by = intake["at"], str(intake.get("name") or by)
        words = _("Taken into the vault.")
    else:
        words = _("Named for the first time; when it was taken in is not said.")
    origin = item.get("of")
    if isinstance(origin, str):
        parts = [_("made from {name}").format(name=_name(others[origin])) if origin in others else ""]
        parts += [reading.text(item.get(part)) for part in ("made_how", "made_with", "made_by")]
        date_ = item.get("made_on")
        parts.append(wording.date_words(date_, language) if isinstance(date_, dict) and "answer" not in date_ else "")
        said = "; ".join(part for part in parts if part)
        words = f"{words} {said[:1].upper()}{said[1:]}."
        return Event("made", VERSION, at, _clock(at, language), words, by, name, sha256)
    return Event("attached", VERSION, at, _clock(at, language), words, by, name, sha256, bounds=_day(at))


def _of_fields(session: Session, type_: str, fields: Fields, language: str) -> list[Event]:
    """Return what people wrote: the entries, and the dates when the thing was captured or obtained."""
    schema = session.schema
    known = schema.fields_of(type_)
    titles = wording.titles(session, type_, fields)
    found = []
    for name, kind, words in (
        ("captured", "captured", _("Captured from the web.")),
        ("obtained", "obtained", _("Obtained.")),
    ):
        value = fields.get(name)
        if name in known and isinstance(value, dict) and "answer" not in value:
            how = reading.text(fields.get("capture_method" if name == "captured" else "how_obtained"))
            by = ""
            if name == "captured" and isinstance(fields.get("captured_by"), dict):
                by = wording.link_words(fields["captured_by"], titles)
            found.append(_said(kind, value, f"{words} {how}".strip(), by, "", language))
    entries = fields.get("custody")
    if "custody" not in known or not isinstance(entries, list):
        return found
    parts = {part.name: part for part in getattr(known["custody"].kind, "fields", ())}

    def told(entry: Fields, name: str) -> str:
        value = entry.get(name)
        return wording.words_of(parts[name], value, language, titles, schema) if value else ""

    for entry in entries:
        if isinstance(entry, dict) and "answer" not in entry:
            labels = {"from_whom": _("from {name}"), "to_whom": _("to {name}"), "place": _("at {name}")}
            more = [words.format(name=told(entry, name)) for name, words in labels.items() if told(entry, name)]
            more += [told(entry, name).rstrip(". ") for name in ("how", "why", "container", "condition")]
            words = ", ".join([told(entry, "event") or _("Something that is not named"), *filter(None, more)]) + "."
            when = entry.get("when")
            found.append(
                _said(
                    "entry",
                    when if isinstance(when, dict) else {},
                    words,
                    told(entry, "by"),
                    reading.text(entry.get("sha256")),
                    language,
                )
            )
    return found


def _said(kind: str, when: Fields, words: str, by: str, sha256: str, language: str) -> Event:
    text = when.get("edtf") if isinstance(when.get("edtf"), str) else ""
    said = wording.date_words(when, language) if when and "answer" not in when else ""
    return Event(
        kind,
        RECORD,
        str(text),
        said or _("when is not said"),
        words,
        by,
        sha256=sha256,
        outside=True,
        bounds=_bounds(str(text)),
    )


def _of_log(
    session: Session, record: str, history: Sequence[Revision], files: Mapping[str, str], language: str
) -> list[Event]:
    found = []
    ours = {one.id for one in history}
    words = {
        "copied_out": _("A decrypted copy was written to a file outside the vault."),
        "sealed": _("Sealed: its text left this vault in a package."),
        "unsealed": _("The sealed package was opened here."),
        "erased": _("Versions of it were erased for good."),
    }
    for entry in log.entries(session.vault, LOGGED):
        sha256 = str(entry.detail.get("sha256", ""))
        named = entry.detail.get("revisions")
        touched = isinstance(named, list) and not ours.isdisjoint(str(one) for one in named)
        if sha256 not in files and entry.detail.get("record") != record and not touched:
            continue
        said = _compared(entry.detail) if entry.kind == "compared" else words[entry.kind]
        when, by = _clock(entry.at, language), session.card.name
        found.append(Event(entry.kind, LOG, entry.at, when, said, by, files.get(sha256, ""), sha256))
    return found


def _compared(detail: Mapping[str, Any]) -> str:
    wrong, right = (value if isinstance(value := detail.get(key), int) else 0 for key in ("wrong", "right"))
    if wrong:
        return ngettext(
            "Compared with their SHA-256: {n} file is damaged or not here.",
            "Compared with their SHA-256: {n} files are damaged or not here.",
            wrong,
        ).format(n=wrong)
    return ngettext(
        "Compared with its SHA-256: {n} file is as it was taken in.",
        "Compared with their SHA-256: {n} files are as they were taken in.",
        right,
    ).format(n=right)


def _of_bundles(
    session: Session, history: Sequence[Revision], files: Mapping[str, str], names: Mapping[str, str], language: str
) -> list[Event]:
    ids, found = [one.id for one in history], []
    for one in conveyed.out(session.vault, ids, list(files)):
        if one.state == streams.WITHDRAWN:
            continue
        who = names.get(one.who, one.who[:16])
        what = ", ".join(files[sha256] for sha256 in one.contents)
        words = _("Sent to {name} in bundle {n}.") if what else _("Sent to {name} in bundle {n}, without its files.")
        said = words.format(name=who, n=one.n)
        if (receipt := streams.receipt_for(session.vault, one.manifest_hash, one.who)) is not None:
            said += " " + _("They signed for it: {when}.").format(when=_clock(receipt.at, language))
        by = session.card.name
        found.append(Event("sent", BUNDLE, one.at, _clock(one.at, language), said, by, what))
    for one in conveyed.into(session.vault, ids):
        who = names.get(one.who, one.who[:16])
        said = _("Received from {name} in bundle {n}.").format(name=who, n=one.n)
        found.append(Event("received", BUNDLE, one.at, _clock(one.at, language), said, session.card.name))
    return found


def _with_gaps(found: list[Event], language: str) -> tuple[Event, ...]:
    """Put in what is not known: before the first thing told, and between things told of the outside."""
    chain: list[Event] = []
    last: int | None = None
    begun = False
    for event in found:
        if event.bounds is not None and (event.outside or event.kind == "attached"):
            first, until = event.bounds
            if last is not None and first > last + 1:
                days = saying.in_words(_iso(last), language), saying.in_words(_iso(first), language)
                words = _("Nothing is known between {a} and {b}.").format(a=days[0], b=days[1])
                chain.append(Event("gap", NOTHING, _iso(last), "", words))
            elif last is None and not begun and not event.outside:
                day = saying.in_words(_iso(first), language)
                chain.append(Event("gap", NOTHING, "", "", _("Nothing is known before {date}.").format(date=day)))
            last = max(until, last or until)
        begun = True
        chain.append(event)
    return tuple(chain)


def _order(event: Event) -> tuple[int, str]:
    day = event.bounds[0] if event.bounds else (_day(event.at) or (0, 0))[0]
    return day, event.at if event.at.endswith("Z") else ""


def _bounds(text: str) -> tuple[int, int] | None:
    when = edtf.read(text)
    if when is None:
        return None
    ends = [one for one in (when.earliest, when.latest) if one is not None]
    if any(not 1 <= one <= date.max.toordinal() for one in ends):  # far years, told as they were written
        return None
    return (ends[0], ends[-1]) if ends else None


def _day(at: str) -> tuple[int, int] | None:
    try:
        day = datetime.fromisoformat(at).toordinal()
    except ValueError:
        return None
    return day, day


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _clock(at: str, language: str) -> str:
    try:
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError):
        return at
    day = saying.in_words(moment.date().isoformat(), language)
    return _("{date}, {time}, zone {zone}").format(date=day, time=f"{moment:%H:%M}", zone="UTC")


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("name") or "") or _("Without a name")


def missing(events: Iterable[Event]) -> int:
    """Return how many gaps a chain has."""
    return sum(one.gap for one in events)
