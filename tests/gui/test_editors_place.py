"""The editors of places and of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.precision import degrees
from app.domain.schema.kinds import Names, Place
from app.ui.desk import Desk
from app.ui.editors.coordinates import microdegrees, pair
from app.ui.editors.names import guess_script
from tests.gui.editors import checked, shown, type_


def test_a_place_takes_areas_a_name_and_a_point(desk: Desk, qtbot: QtBot) -> None:
    editor = shown(desk, qtbot, Place())
    type_(editor, "on the way to the ministry")
    editor._within.setFocus()
    type_(editor, "Beijing, CN")
    assert editor.value() == {"words": "on the way to the ministry", "within": ["Beijing", "CN"]}
    editor._more.click()
    editor._details._lines["lat"].setFocus()
    type_(editor, "39.904, 116.407")
    editor._details._lines["precision_m"].setFocus()
    type_(editor, "500")
    assert editor.value()["point"] == {"lat": 39_904_000, "lon": 116_407_000, "precision_m": 500}
    exact = editor._details._exact
    assert exact.currentText() == "The village or neighbourhood"
    exact.setCurrentIndex(exact.findData(10_000))
    exact.activated.emit(exact.currentIndex())
    assert editor.value()["point"]["precision_m"] == 10_000
    editor._details._add.click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor._details._names[0].line, timeout=120_000)
    type_(editor, "Beijing")
    value = editor.value()
    assert [one["text"] for one in value["names"]] == ["Beijing"]
    assert checked(Place(), value) == value
    editor._details._lines["lat"].selectAll()
    editor._details._lines["lat"].setFocus()
    type_(editor, "here")
    assert editor._details._wrong.isVisible()
    assert editor.value()["point"]["lat"] == 39_904_000


@pytest.mark.parametrize(
    ("text", "axis", "micro"),
    [
        ("39.904", "lat", 39_904_000),
        ("-33.9", "lat", -33_900_000),
        ("39°54'14.4\"N", "lat", 39_904_000),
        ("116° 24' 25.2\" E", "lon", 116_407_000),
        ("33.9 S", "lat", -33_900_000),
        ("٣٩٫٥", "lat", 39_500_000),
        ("91", "lat", None),
        ("10 E", "lat", None),
        ("north", "lat", None),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, axis: str, micro: int | None) -> None:
    assert microdegrees(text, axis) == micro


@given(st.integers(-(9 * 10**7), 9 * 10**7))
def test_degrees_keep_every_digit(micro: int) -> None:
    assert microdegrees(degrees(micro), "lat") == micro
    assert pair(f"{degrees(micro)}, 1.5") == (degrees(micro), "1.5")


def test_a_name_gets_its_script_from_its_letters_when_they_tell(desk: Desk, qtbot: QtBot) -> None:
    assert [guess_script(one) for one in ("Cao", "曹顺利", "Дина", "محمد", "Cao 曹", "")] == [
        "Latn",
        "",
        "Cyrl",
        "Arab",
        "",
        "",
    ]
    editor = shown(desk, qtbot, Names(), {"id": "n1", "text": ""})
    type_(editor, "Cao Shunli")
    editor._kind.setCurrentIndex(editor._kind.findData("legal"))
    editor._kind.activated.emit(1)
    assert editor.value() == {"id": "n1", "text": "Cao Shunli", "kind": "legal", "script": "Latn"}
    assert checked(Names(), editor.value()) == editor.value()
    editor._more.click()
    editor._details._preferred.click()
    assert editor.value()["preferred"] is True


def test_a_point_and_a_script_that_cannot_be_read_are_told_of(desk: Desk, qtbot: QtBot) -> None:
    place = shown(desk, qtbot, Place())
    assert place.unsettled() == []
    place._more.click()
    place._details._lines["lat"].setFocus()
    type_(place, "north of the river")
    assert place.unsettled() == ["north of the river"]
    name = shown(desk, qtbot, Names(), {"id": "n1", "text": "Cao"})
    name._more.click()
    name._details._script.setFocus()
    type_(name, "scribbles")
    assert name.unsettled() == ["scribbles"]
