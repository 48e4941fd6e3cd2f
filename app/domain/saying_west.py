"""Dates as French, Spanish and Russian say them: plain ones, about, perhaps, since, until, from and to, between."""

from __future__ import annotations

import re

from app.domain.saying_grammar import Reading, Setting, Tongue, literal, numeric, ymd

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
    r"^(?:(?:le|la|les|en|el|au|au mois|à|a|dans|à partir|del|de|du|d'|des|día|mes|mois|год|в|во|во время|l'|année|año)"
    r"(?: |(?<=')))+(?=.)"
)
_DECADE = re.compile(
    r"(?:les |los |la )?(?:années |años |década de )(\d{3})0|(\d{3})0-?(?:е|х|ые)(?: год[ыа]?| годов| годах)?"
)


def _prepare(words: str) -> str:
    text = re.sub("[‐‑‒–—−]", "-", words.strip().casefold()).replace("’", "'")
    text = re.sub(r"(?<=[^\W\d])\.(?=[\s,]|$)", "", text)
    return re.sub(r"\s+", " ", re.sub("[,;]", " ", text)).strip()


def _point(text: str, setting: Setting) -> Reading | None:
    if decade := _DECADE.fullmatch(text):
        return Reading(f"{decade[1] or decade[2]}X")
    text = _LEAD.sub("", text)
    if found := literal(text) or numeric(text, setting):
        return found
    if named := re.fullmatch(rf"(\d{{1,2}})(?:er|º|-го)?{_OF} {_M}{_OF} {_YEAR}", text):
        return Reading(ymd(named[3], _MONTH_OF[named[2]], named[1]))
    if named := re.fullmatch(rf"{_M}{_OF} {_YEAR}", text):
        return Reading(ymd(named[2], _MONTH_OF[named[1]]))
    if named := re.fullmatch(rf"{_S}{_OF} {_YEAR}", text):
        return Reading(f"{named[2]}-{_SEASON_OF[named[1]]}")
    if named := re.fullmatch(_YEAR, text):
        return Reading(named[1])
    return None


def _complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return both in full: a day lacks its month and year, a month its year."""
    pairs = [(a, b)]
    if end := re.search(rf"{_M}{_OF} {_YEAR}$", b):
        pairs += [(f"{a} {end[2]}", b), (f"{a} {end[1]} {end[2]}", b)]
    return pairs


_STILL = r"(?:(?:toujours|encore|et |y |aún|todavía|continúa|sigue|и |до сих|по сей|по настоящ|продолжа|до наст).*)"
_NOW = r"(?:aujourd'hui|maintenant|présent|ce jour|hoy|ahora|la fecha|сегодня|сих пор|настоящего времени)"
_SPANS = (
    (r"entre (?:le |el )?(?P<a>.+?) (?:et|y|e) (?:le |el )?(?P<b>.+)", "between"),
    (r"между (?P<a>.+?) и (?P<b>.+)", "between"),
    (rf"(?:depuis|desde|с|со|de|du) (?P<a>.+?) (?:à|jusqu'à|jusqu'au|a|hasta|до|по) {_NOW}", "since"),
    (r"(?:du|de|d'|depuis|dès) ?(?P<a>.+?) (?:au|à|jusqu'au|jusqu'en|jusqu'à) (?P<b>.+)", "to"),
    (r"(?:del|de|desde)(?: el)? (?P<a>.+?) (?:al|a|hasta)(?: el)? (?P<b>.+)", "to"),
    (r"(?:с|со) (?P<a>.+?) (?:по|до) (?P<b>.+)", "to"),
    (rf"(?:depuis|dès|à partir de|à partir du|desde|a partir de|с|со)(?: le| el)? (?P<a>.+?)(?: {_STILL})?", "since"),
    (r"(?:jusqu'à|jusqu'au|jusqu'en|hasta|до) ?(?:el |le )?(?P<b>.+)", "until"),
    (r"(?:avant|antes de|antes del|раньше|ранее)(?: le| el)? (?P<b>.+)", "before"),
    (r"(?:après|después de|después del|после|позже)(?: le| el)? (?P<a>.+)", "after"),
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
