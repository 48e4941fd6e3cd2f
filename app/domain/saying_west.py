"""Dates as French, Spanish and Russian say them: plain ones, about, perhaps, since, until, from and to, between."""

from __future__ import annotations

import re

from app.domain.saying_grammar import Reading, Setting, Tongue, decade, literal, moment, numeric, ymd

MONTHS = (
    "janvier|janv|enero|январь|января|январе",
    "février|fevrier|févr|febrero|февраль|февраля|феврале",
    "mars|marzo|март|марта|марте",
    "avril|avr|abril|апрель|апреля|апреле",
    "mai|mayo|май|мая|мае",
    "juin|junio|июнь|июня|июне",
    "juillet|juil|julio|июль|июля|июле",
    "août|aout|agosto|август|августа|августе",
    "septembre|sept|septiembre|setiembre|сентябрь|сентября|сентябре",
    "octobre|oct|octubre|октябрь|октября|октябре",
    "novembre|nov|noviembre|ноябрь|ноября|ноябре",
    "décembre|decembre|déc|diciembre|декабрь|декабря|декабре",
)
SEASONS = {
    "printemps|primavera|весна|весной|весны": 21,
    "été|ete|verano|лето|летом|лета": 22,
    "automne|otoño|осень|осенью|осени": 23,
    "hiver|invierno|зима|зимой|зимы": 24,
}
_MONTH_OF = {name: n for n, names in enumerate(MONTHS, 1) for name in names.split("|")}
_SEASON_OF = {name: n for names, n in SEASONS.items() for name in names.split("|")}
_M = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + ")"
_S = "(" + "|".join(sorted(_SEASON_OF, key=len, reverse=True)) + ")"
_OF = r"(?: de| del| d'| of)?"
_YEAR = r"(\d{4})(?: ?(?:года|году|год|г))?"
_LEAD = re.compile(
    r"^(?:(?:le|la|les|los|en|el|au|au mois|à|a|dans|à partir|del|de|du|d'|des|día|mes|mois|год|в|во|l'|année|año)"
    r"(?: |(?<=')))+(?=.)"
)
_DECADE = re.compile(r"(?:années |años |década de )(\d{3})0|(\d{3})0-?(?:е|х|ые)(?: год[ыа]?| годов| годах)?")
_YEARS = re.compile(r"(?:années|años|годы) (\d{4})-(\d{4})")
_SOME = re.compile(r"(?:un|неизвестный) (jour|mois|día|mes|день|месяц)(?: de| en)? (?P<a>.+)")
_TIME = re.compile(r"(?P<a>.+?) (?:à|a las|в) (\d{1,2}):(\d{2})(?::(\d{2}))?(?: utc([+-]\d\d(?::?\d\d)?)?(z)?)?")


def _prepare(words: str) -> str:
    text = re.sub("[‐‑‒–—−]", "-", words.strip().casefold()).replace("’", "'")
    text = re.sub(r"(?<=[^\W\d])\.(?=[\s,]|$)", "", text)
    return re.sub(r"\s+", " ", re.sub("[,;]", " ", text)).strip()


def _point(text: str, setting: Setting) -> Reading | None:
    text = _LEAD.sub("", text)
    if found := literal(text) or numeric(text, setting):
        return found
    if timed := _TIME.fullmatch(text):
        day = _named(_LEAD.sub("", timed["a"]))
        zone = timed[5] or ("Z" if "utc" in text else "")
        return moment(day, int(timed[2]), int(timed[3]), int(timed[4] or 0), zone)
    if some := _SOME.fullmatch(text):
        inner = _named(some["a"])
        month = some[1] in ("mois", "mes", "месяц")
        if month and len(inner) != 4:
            return None
        return Reading(f"{inner}-XX" if month or len(inner) == 7 else f"{inner}-XX-XX") if inner else None
    edtf = _named(text)
    return Reading(edtf) if edtf else None


def _named(text: str) -> str:
    """Return a date that names its month or season, or a year, a decade."""
    if named := re.fullmatch(rf"(\d{{1,2}})(?:er|º|-го)?{_OF} {_M}{_OF} {_YEAR}", text):
        return ymd(named[3], _MONTH_OF[named[2]], named[1])
    if named := re.fullmatch(rf"{_M}{_OF} {_YEAR}", text):
        return ymd(named[2], _MONTH_OF[named[1]])
    if named := re.fullmatch(rf"{_S}{_OF} {_YEAR}(?: \(.*\))?", text):
        return f"{named[2]}-{_SEASON_OF[named[1]]}"
    if years := _YEARS.fullmatch(text):
        return decade(int(years[1]), int(years[2]))
    if tens := _DECADE.fullmatch(text):
        first = str(tens[1] or tens[2])
        return "" if first.endswith("0") else f"{first}X"  # the 1900s: ten years, or a hundred
    named = re.fullmatch(_YEAR, text)
    return named[1] if named else ""


def _complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return both in full: a day lacks its month and year, a month its year."""
    pairs = [(a, b)]
    if end := re.search(rf"{_M}{_OF} {_YEAR}$", b):
        pairs += [(f"{a} {end[2]}", b), (f"{a} {end[1]} {end[2]}", b)]
    return pairs


_STILL = r"(?:(?:toujours|encore|et |y |aún|todavía|continúa|sigue|и |до сих|по сей|по настоящ|продолжа|до наст).*)"
_NOW = r"(?:aujourd'hui|maintenant|présent|ce jour|hoy|ahora|la fecha|сегодня|сих пор|настоящего времени)"
_ANY = r"(?:un jour |un mois |une année |à un moment |un día |un mes |un año |en algún momento )?"
_SPANS = (
    (rf"{_ANY}entre (?:le |el )?(?P<a>.+?) (?:et|y|e) (?:le |el )?(?P<b>.+)", "between"),
    (r"между (?P<a>.+?) и (?P<b>.+)", "between"),
    (r"в (?:один из (?:дней|месяцев|годов)|какое-то время): (?P<a>.+?) - (?P<b>.+)", "between"),
    (r"(?:depuis|desde)(?: le| el)? (?P<a>.+?) (?:fin inconnue|fin desconocido)", "end unknown"),
    (r"(?P<a>.+?) - (?:конец неизвестен|неизвестно)", "end unknown"),
    (r"(?:jusqu'à|jusqu'au|hasta)(?: el)? (?P<b>.+?) (?:début inconnu|comienzo desconocido)", "start unknown"),
    (r"начало неизвестно - (?P<b>.+)", "start unknown"),
    (rf"(?:depuis|desde|с|со|de|du) (?P<a>.+?) (?:à|jusqu'à|jusqu'au|a|hasta|до|по) {_NOW}", "since"),
    (r"(?P<a>.+?) - по настоящее время", "since"),
    (r"(?:du|de|d'|depuis|dès) ?(?P<a>.+?) (?:au|à|jusqu'au|jusqu'en|jusqu'à) (?P<b>.+)", "to"),
    (r"(?:del|de|desde)(?: el)? (?P<a>.+?) (?:al|a|hasta)(?: el)? (?P<b>.+)", "to"),
    (r"(?:с|со) (?P<a>.+?) (?:по|до) (?P<b>.+)", "to"),
    (rf"(?:depuis|dès|à partir de|à partir du|desde|a partir de|с|со)(?: le| el)? (?P<a>.+?)(?: {_STILL})?", "since"),
    (r"(?:jusqu'à|jusqu'au|jusqu'en|hasta|до|по) ?(?:el |le )?(?P<b>.+)", "until"),
    (r"(?P<b>.+?) (?:ou avant|o antes|или раньше)", "or before"),
    (r"(?P<a>.+?) (?:ou après|o después|или позже)", "or after"),
    (r"(?:avant|antes de|antes del|раньше|ранее)(?: le| el)? (?P<b>.+)", "before"),
    (r"(?:après|después de|después del|после|позже)(?: le| el)? (?P<a>.+)", "after"),
    (r"(?P<a>.+?) - (?P<b>.+)", "to"),
)

WESTERN = Tongue(
    _prepare,
    _point,
    tuple((re.compile(pattern), form) for pattern, form in _SPANS),
    re.compile(
        r"^(?:vers|environ|autour de|aux alentours de|hacia|alrededor de|aproximadamente|около|примерно|приблизительно)"
        r"(?: le| el| la)? (?=.)| environ$| aproximadamente$| примерно$"
    ),
    re.compile(
        r"^(?:peut-être|probablement|sans doute|quizás|quizá|tal vez|probablemente|возможно|может быть) (?=.)| ?\?$"
    ),
    _complete,
)
