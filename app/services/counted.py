"""A count told in words: one sentence, and line by line how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.base.i18n import _, ngettext
from app.domain.counting import Bounds, People
from app.services.counting import Count, Told, Victim


def sentence(count: Count) -> str:
    """Return how many people are counted, and how many of them are named."""
    people = count.counted.people
    if not count.counted.acts:
        return _("Nobody is counted: no act is itemised.")
    words = number_words(Bounds(people.least, people.most))
    words = words[:1].upper() + words[1:]
    if people.named and people.named == people.most:
        words = _("{people}, named").format(people=words)
    elif people.named:
        words = ngettext("{people}, {n} of them named", "{people}, {n} of them named", people.named).format(
            people=words, n=f"{people.named:,}"
        )
    if people.unallocated and people.least:
        groups = len(people.unallocated)
        words += "; " + ngettext(
            "besides, {n} victim of whom nobody told how many",
            "besides, {n} victims of whom nobody told how many",
            groups,
        ).format(n=f"{groups:,}")
    return _("{words}.").format(words=words)


def short(count: Count) -> str:
    """Return a count in a few sentences: people, acts, what is alleged, what is only reported."""
    told = [sentence(count), _acts_words(count.counted)] if count.counted.acts else [sentence(count)]
    return " ".join((*told, *_apart(count)))


def number_words(number: Bounds | None) -> str:
    """Return how many people that is."""
    if number is None or (number.most is None and not number.least):
        return _("nobody told how many people")
    if number.most == 0:
        return _("nobody")
    if number.most == number.least:
        return ngettext("{n} person", "{n} people", number.least).format(n=f"{number.least:,}")
    if number.most is None:
        return ngettext("at least {n} person", "at least {n} people", number.least).format(n=f"{number.least:,}")
    return _("{least} to {most} people").format(least=f"{number.least:,}", most=f"{number.most:,}")


def lines(count: Count) -> Iterator[str]:
    """Yield how the count came about: the acts, each victim, what is in no figure and why."""
    counted = count.counted
    if count.parts:
        yield ngettext(
            "{n} incident that is part of this is counted with it.",
            "{n} incidents that are part of this are counted with it.",
            count.parts,
        ).format(n=f"{count.parts:,}")
    yield _acts_words(counted)
    yield from _alleged(count)
    yield from map(victim_words, count.victims)
    if counted.unsaid:
        yield ngettext(
            "{n} act does not say to whom it was done: nobody is added for it.",
            "{n} acts do not say to whom they were done: nobody is added for them.",
            counted.unsaid,
        ).format(n=f"{counted.unsaid:,}")
    yield from _reported(count)
    yield _("Two records are two people unless one is a known member of the other or both were merged.")


def _apart(count: Count) -> Iterator[str]:
    yield from _alleged(count)
    yield from _reported(count)


def _alleged(count: Count) -> Iterator[str]:
    if count.alleged:
        yield ngettext(
            "{n} of them is alleged; without it: {people}.",
            "{n} of them are alleged; without them: {people}.",
            count.alleged,
        ).format(n=f"{count.alleged:,}", people=people_words(count.firm.people))


def _reported(count: Count) -> Iterator[str]:
    reported = count.reported
    if reported.acts:
        yield ngettext(
            "{n} act is only reported, and in no figure: {people}.",
            "{n} acts are only reported, and in no figure: {people}.",
            reported.acts,
        ).format(n=f"{reported.acts:,}", people=people_words(reported.people))


def people_words(people: People) -> str:
    """Return how many people some victims are."""
    return number_words(Bounds(people.least, people.most))


def victim_words(one: Victim) -> str:
    """Return one victim, how many people it is, and with whom it is counted."""
    title = one.title or (_("A record that is not here") if one.record else _("Not identified"))
    told = [number_words(one.number)]
    if one.members:
        told.append(
            ngettext("{n} member known, in that number", "{n} members known, in that number", one.members).format(
                n=f"{one.members:,}"
            )
        )
    if one.exceeded:
        told.append(_("more members are known than the number allows: one of both is wrong"))
    if one.within:
        told.append(_("counted with {groups}").format(groups=", ".join(one.within)))
    return _("{title}: {told}").format(title=title, told="; ".join(told))


def type_words(count: Count) -> Iterator[str]:
    """Yield the count by what was done, under a heading, where that is more than one thing."""
    if len(count.by_type) < 2:
        return
    yield _("By what was done; one person may stand in several lines:")
    for _code, label, told in count.by_type:
        acts = ngettext("{n} act", "{n} acts", told.acts).format(n=f"{told.acts:,}")
        yield _("{act}: {acts}, {people}").format(
            act=label or _("Not said what was done"), acts=acts, people=people_words(told.people)
        )


def as_object(count: Count) -> dict[str, Any]:
    """Return a count as plain values, for other programs."""
    return {
        "people": _people(count.counted.people),
        "acts": _acts(count.counted) | {"alleged": count.alleged},
        "without_alleged": {"people": _people(count.firm.people), "acts": _acts(count.firm)},
        "reported": {"people": _people(count.reported.people), "acts": _acts(count.reported)},
        "by_type": [
            {"act_type": code, "people": _people(told.people), "acts": _acts(told)}
            for code, _label, told in count.by_type
        ],
        "victims": [
            {
                "id": one.record or None,
                "title": one.title,
                "acts": one.acts,
                "number": None if one.number is None else _bounds(one.number),
                "known_members": one.members,
                "counted_with": list(one.within),
                "more_known_than_counted": one.exceeded,
            }
            for one in count.victims
        ],
        "parts": count.parts,
        "sentence": sentence(count),
        "how": list(lines(count)),
    }


def _acts_words(told: Told) -> str:
    words = ngettext("{n} act is counted", "{n} acts are counted", told.acts).format(n=f"{told.acts:,}")
    if told.times == Bounds(told.acts, told.acts):
        return _("{words}.").format(words=words)
    least, most = told.times.least, told.times.most
    often = _("at least {n}") if most is None else _("{n} to {most}") if most != least else "{n}"
    return _("{words}; how often, as far as told: {often}.").format(
        words=words, often=often.format(n=f"{least:,}", most=f"{most or 0:,}")
    )


def _bounds(number: Bounds) -> dict[str, int | None]:
    return {"least": number.least, "most": number.most}


def _people(people: People) -> dict[str, Any]:
    return {
        "least": people.least,
        "most": people.most,
        "identified": people.identified,
        "named": people.named,
        "unallocated": len(people.unallocated),
        "in_groups_counted": len(people.within),
    }


def _acts(told: Told) -> dict[str, Any]:
    return {"number": told.acts, "times": _bounds(told.times), "victim_not_said": told.unsaid}
