"""Editors of single values: by keyboard, with nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.schema.kinds import Date, Field, Flag, Kind, Names, Number, Place, Term, Text
from app.ui.desk import Desk
from app.ui.editor import Editor
from app.ui.editors.date import DateEditor
from app.ui.editors.flag import FlagEditor
from app.ui.editors.names import NameEditor
from app.ui.editors.number import NumberEditor
from app.ui.editors.place import PlaceEditor
from tests.gui.editors import FULL, KINDS, checked, shown, type_
from tests.gui.pace import Pace

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
notes = st.fixed_dictionaries({}, optional={"note": words, "later": st.integers(0, 9)})
language = st.sampled_from(["en", "zh", "ar", "ug", "xx"])
item = st.text("abcdef0123456789", min_size=1, max_size=8)
bounds = st.one_of(st.none(), st.integers(-9, 99), st.sampled_from(["2.50", "1.0"]))
edtfs = st.sampled_from(["2012", "2012-08/..", "2009~/2013-04-02", "[2012-08..2013-04]", "2013-21", "Y12345", "199X"])


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


def together(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda told: {key: value for one in told for key, value in one.items()})


def in_order(number: dict[str, Any]) -> bool:
    told = [float(number[key]) for key in ("min", "best", "max") if number.get(key) is not None]
    return told == sorted(told) and bool(told or "words" in number)


texts = together(
    st.fixed_dictionaries({"text": words}),
    optional(language=language),
    optional(
        translations=st.lists(
            together(st.fixed_dictionaries({"id": item, "text": words}), optional(language=language, by=words)),
            max_size=3,
        )
    ),
    notes,
)
dates = together(
    st.one_of(st.fixed_dictionaries({"edtf": edtfs}), st.fixed_dictionaries({"words": words})),
    optional(words=words, calendar=st.sampled_from(["gregorian", "islamic"]), basis=words),
    notes,
)
numbers = together(optional(min=bounds, best=bounds, max=bounds, words=words), notes).filter(in_order)
terms = together(st.sampled_from(["act/detention", "act/killing"]).map(lambda code: {"term": code}), notes)
names = together(
    st.fixed_dictionaries({"id": item, "text": words}),
    optional(
        script=st.sampled_from(["Hans", "Latn", "Zzzz", None]),
        language=st.one_of(st.none(), language),
        kind=st.sampled_from(["legal", "code", None]),
        order=st.sampled_from(["family-first", None]),
        scheme=st.one_of(st.none(), words),
        preferred=st.booleans(),
    ),
    notes,
)
points = together(
    st.fixed_dictionaries({"lat": st.integers(-(9 * 10**7), 9 * 10**7), "lon": st.integers(-(18 * 10**7), 18 * 10**7)}),
    optional(precision_m=st.integers(0, 10**6), later=st.just("kept")),
)
places = together(
    st.one_of(st.fixed_dictionaries({"words": words}), st.fixed_dictionaries({"within": st.lists(words, max_size=3)})),
    optional(names=st.lists(names, max_size=2), point=points),
    notes,
)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Text(), texts),
        (Text(long=True), texts),
        (Date(), dates),
        (Number(), numbers),
        (Term("act"), terms),
        (Place(), places),
        (Names(), names),
        (Flag(), st.sampled_from([None, True, False])),
    ],
    ids=["text", "long text", "date", "number", "term", "place", "name", "flag"],
)
def test_what_it_was_given_comes_back_unchanged_even_after_a_change_elsewhere(
    desk: Desk, qtbot: QtBot, kind: Kind, values: st.SearchStrategy[Any]
) -> None:
    editor = shown(desk, qtbot, kind)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(values)
    def comes_back(value: Any) -> None:
        editor.set_value(value)
        assert editor.value() == value
        assert editor.changes == []
        if isinstance(value, dict):  # built anew from its parts, it is the same
            editor._kept.touched = True
            anew = editor.value()
            said = any(one not in (None, "", []) for key, one in value.items() if key != "id")
            assert anew == value or (anew is None and (not said or not value.get("text", "said").strip()))
            assert anew is None or checked(kind, anew) == value
        editor.set_value(None)
        assert editor.value() is None

    comes_back()


@pytest.mark.parametrize("answer", [{"answer": "unknown"}, {"answer": "declined", "note": "too early"}])
def test_an_answer_without_a_value_is_kept_until_a_value_is_said(
    desk: Desk, qtbot: QtBot, answer: dict[str, Any]
) -> None:
    for kind in (Text(), Date(), Number(), Term("act"), Place(), Names(), Flag()):
        assert shown(desk, qtbot, kind, answer).value() == answer
    editor = shown(desk, qtbot, Text(), answer)
    type_(editor, "said")
    assert editor.value() == {"text": "said"} | ({"note": "too early"} if "note" in answer else {})


def test_a_flag_is_said_by_keyboard_and_unsaid(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Flag())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert editor.value() is True
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert editor.value() is False
    assert len(editor.changes) == 2
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert editor.value() is None


@pytest.mark.parametrize(("kind", "value"), FULL)
def test_every_part_has_a_name_and_read_only_lets_text_be_selected(
    desk: Desk, qtbot: QtBot, kind: Kind, value: Any
) -> None:
    editor = shown(desk, qtbot, kind, value)
    if isinstance(editor, NameEditor):
        editor._more.click()
    for one in editor.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.inherits("QScrollBar"):
            assert one.focusProxy() or one.accessibleName().startswith("Field"), one
    editor.set_read_only(True)
    for line in editor.findChildren(QLineEdit):
        if line.isVisible():
            assert line.isReadOnly()
            assert line.isEnabled()
            QTest.keyClicks(line, "x")
    assert editor.changes == []
    assert editor.value() == value
    editor.set_read_only(False)


@pytest.mark.parametrize(("kind", "value"), FULL)
def test_tab_goes_through_the_parts_as_they_are_seen_also_those_unfolded_late(
    desk: Desk, qtbot: QtBot, kind: Kind, value: Any
) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    below = QVBoxLayout(both)
    which = next(one for one, known in KINDS.items() if type(known) is type(kind))
    first, last = (which(desk, Field("when", kind, "Field")) for _n in range(2))
    below.addWidget(first)
    below.addWidget(last)
    both.resize(600, 900)
    both.show()
    first.set_value(value)
    if isinstance(first, NameEditor):
        first._more.click()
    both.activateWindow()
    first.focus_first()
    qtbot.waitUntil(lambda: first.isAncestorOf(QApplication.focusWidget() or both), timeout=120_000)
    met: list[QWidget] = []
    for _step in range(40):
        now = QApplication.focusWidget()
        assert now is not None
        if last.isAncestorOf(now):
            break
        met.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    reachable = [
        one
        for one in first.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not one.focusProxy()
    ]
    if not isinstance(first, FlagEditor):  # of a group of choices Tab meets the chosen one
        assert set(reachable) - set(met) == ({first._manner} if isinstance(first, NumberEditor) else set())
    places = [one.mapTo(both, QPoint(0, one.height() // 2)) for one in met]
    rows = [(place.y() // 12, place.x()) for place in places]
    assert rows == sorted(rows) or not isinstance(first, PlaceEditor | NameEditor | DateEditor)
    assert last.isAncestorOf(QApplication.focusWidget() or both)


def test_sixty_editors_are_built_in_a_blink(desk: Desk, qtbot: QtBot) -> None:
    made: list[Editor] = []
    pace = Pace()
    for n in range(60):
        kind, _value = FULL[n % len(FULL)]
        which = next(one for one, known in KINDS.items() if type(known) is type(kind))
        made.append(which(desk, Field("x", kind, "Field")))
    built = pace.felt
    pace.begin()
    for n, editor in enumerate(made):
        qtbot.addWidget(editor)
        editor.set_value(FULL[n % len(FULL)][1])
    filled = pace.felt
    print(f"60 editors built in {built * 1000:.0f} ms, filled in {filled * 1000:.0f} ms")
    assert built < 1
