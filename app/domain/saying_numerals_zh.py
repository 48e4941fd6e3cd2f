"""Numbers as Chinese says them: numerals, the words around them, loose words, ages."""

from __future__ import annotations

import re

from app.domain.saying_numerals import Numerals, digits, forms, western

_HAN = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "兩": 2}
_HAN_SIZES = {"十": 10, "百": 100, "千": 1000}


def _chinese(text: str) -> int | str | None:
    if (found := digits(text)) is not None:
        return found
    if many := re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,4})?)([十百千万亿])", text):
        size = {**_HAN_SIZES, "万": 10_000, "亿": 100_000_000}[many[2]]
        made = float(many[1]) * size
        return int(made) if made == int(made) else None
    if not re.fullmatch("[零〇一二三四五六七八九两兩十百千万亿]+", text):
        return None
    total = 0
    for part, size in re.findall("([^万亿]*)([万亿]?)", text):
        value = _below(part) if part else 0
        if size and not value:
            return None
        total = (total + value) * {"万": 10_000, "亿": 100_000_000}.get(size, 1)
    return total


def _below(text: str) -> int:
    """Return a number below ten thousand: 三十五, 一百零五; or its digits, 二〇."""
    if not set(text) & _HAN_SIZES.keys():
        return int("".join(str(_HAN[one]) for one in text))
    total, digit = 0, -1
    for one in text:
        if one in _HAN:
            digit = _HAN[one]
        else:
            total += (1 if digit < 0 else digit) * _HAN_SIZES[one]
            digit = -1
    return total + max(digit, 0)


_C = "(?P<a>[0-9][0-9,.]*[万千百十亿]?|[零〇一二三四五六七八九两兩十百千万亿]+)"
_E = _C.replace("?P<a>", "?P<c>")
_D = _C.replace("?P<a>", "?P<b>")
_NOT = "零〇一二三四五六七八九十百千万亿两兩和与及或多几"
_NOUNS = rf"(?:(?![{_NOT}])[\u4e00-\u9fff])"
_UNIT = f"(?:个|名|位|人|口|岁|周岁|次|户|家|辆|起|件|天|年|余)?{_NOUNS}{{0,6}}"
_STRICT = "(?:个|名|位|人|口|岁|周岁|次|户|家|起|件)?"


def _prepare_chinese(words: str) -> str:
    text = re.sub(r"\s+", "", western(words))
    return re.sub("[‐‑‒–—―~～]+", "-", text).rstrip("。.")


def _odd(text: str) -> tuple[int, int | None] | None:
    """Return the bounds of 三十多, 十几, 七八个, 二三十人."""
    unit = "(?:个|名|位|人|口|岁|周岁|次|户|家|起|件|天|年)?" + f"{_NOUNS}{{0,4}}"
    if found := re.fullmatch(
        rf"(?P<n>[0-9]+[万千百十]?|[一二三四五六七八九两十百千万]+)(?:多|余|几)(?P<s>[万])?{unit}", text
    ):
        count = _chinese(found["n"])
        if not isinstance(count, int) or count < 10 or count % 10:
            return None
        size = 10 ** (len(str(count)) - len(str(count).rstrip("0")))
        scale = 10_000 if found["s"] else 1
        return (count * scale + 1, (count + size) * scale - 1)
    if found := re.fullmatch(rf"(?P<x>[一二三四五六七八九两])(?P<y>[二三四五六七八九])(?P<s>[十百千万]?){unit}", text):
        x, y = _HAN[found["x"]], _HAN[found["y"]]
        size = {"": 1, "万": 10_000, **_HAN_SIZES}[found["s"]]
        return (x * size, y * size) if y == x + 1 else None
    return None


CHINESE = Numerals(
    "zh",
    _prepare_chinese,
    _chinese,
    forms(
        (rf"(?:介于|在)?(?:约|大约)?{_C}{_STRICT}(?:和|与|到|至|-){_D}{_STRICT}之间", "between"),
        (rf"(?:约|大约)?{_C}{_STRICT}(?:到|至|-|或){_D}{_UNIT}", "between"),
        (rf"(?:超过|多于|逾|不止|大于){_C}{_UNIT}", "more"),
        (
            rf"(?:至少|不少于|最少|不低于|起码){_C}{_UNIT}|{_E}{_STRICT}(?:以上|及以上|或更多|或以上)",
            "least",
        ),
        (rf"(?:不到|不足|少于|未满|低于|小于|不满){_C}{_UNIT}", "less"),
        (
            rf"(?:至多|最多|不超过|不多于|顶多){_C}{_UNIT}|{_E}{_STRICT}(?:以下|及以下|或更少|或以下)",
            "most",
        ),
        (rf"(?:约|大约|大概|大致|差不多|近|将近|接近|估计){_C}(?!多|余|几){_UNIT}", "about"),
        (rf"{_C}{_UNIT}(?:左右|上下|前后)", "about"),
        (rf"{_C}来{_UNIT}", "about"),
    ),
    re.compile(rf"{_C}(?!多|余|几|来)(?:个|名|位|人|口|岁|周岁|次|户|家|辆|起|件|天|年)?{_NOUNS}{{0,4}}"),
    tuple(
        (re.compile(rf"(?P<w>{word})(?:个|名|位|人|口|次|户)?{_NOUNS}{{0,4}}"), low, high)
        for word, low, high in (
            ("几十万|数十万", 200_000, 999_999),
            ("几万|数万", 20_000, 99_999),
            ("几千|数千", 2000, 9999),
            ("几百|数百", 200, 999),
            ("几十|数十", 20, 99),
            ("上万|成千上万", 10_000, None),
            ("上千|成千", 1000, None),
            ("上百|成百", 100, None),
        )
    ),
    re.compile("^(?:当时|时年|年龄|年纪|年约)(?:为|是)?|^年(?=[0-9一二三四五六七八九十])|(?:周?岁)$"),
    re.compile("(?:一个|一名|还是个?|是个?)?(?:儿童|孩子|小孩子?|未成年人?|幼童|少年儿童|男孩|女孩)|未满(?:18|十八)"),
    re.compile("(?:一个|一名|是)?(?:成年人?|成人)"),
    re.compile("(?P<tens>[2-9]0|[二三四五六七八九]十)(?:几)?(?:多|余)?岁?(?:年纪)(?P<part>初|末)?"),
    re.compile("(?P<n>[0-9]{1,2}|[一二三四五六七八九十]+)个月大?"),
    lambda text: int(_chinese(text) or 0),
    _odd,
)
