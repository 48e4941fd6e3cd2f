"""Who has a code name is told by it alone, in every list and summary, until a person asks who it is."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.services import casework
from app.services.session import Session
from tests.gui.conftest import Window
from tests.gui.test_library import _rest, _type

REAL = "Markername Realperson"
CODE = "Heron"
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    Qt.ItemDataRole.StatusTipRole,
)


def _casework(opened: Session) -> dict[str, str]:
    person = casework.add(
        opened,
        "person",
        {"names": [{"text": REAL}], "code_name": {"text": CODE}, "later_field": {"text": f"{REAL} too"}},
    )
    incident = casework.add(opened, "incident", {"title": {"text": "In the square"}})
    act = casework.add(
        opened,
        "act",
        {
            "act_type": {"term": "act/detention"},
            "victim": {"role": "victim", "to": person, "words": REAL},
            "incident": {"role": "in", "to": incident},
        },
    )
    testimony = casework.add(
        opened,
        "testimony",
        {"witness": [{"role": "by", "to": person, "words": REAL}], "cites": [{"field": "x", "source": act}]},
    )
    note = casework.add(opened, "note", {"text": {"text": "later"}, "cites": [{"field": "text", "source": testimony}]})
    return {"person": person, "incident": incident, "act": act, "testimony": testimony, "note": note}


def _seen(window: Window) -> str:
    """Return everything a person or a screen reader could meet: of the whole window, and of every row."""
    told: list[str] = []
    for one in window.shell.findChildren(QObject):
        for name in ("text", "toolTip", "accessibleName", "accessibleDescription", "statusTip", "plainText", "title"):
            value: Any = one.property(name)
            if isinstance(value, str) and not (isinstance(one, QWidget) and one is window.page.search):
                told.append(value)
    model = window.page.model
    for place in range(len(model.numbers)):
        for column in range(model.columnCount()):
            told += [str(model.data(model.index(place, column), role)) for role in ROLES]
    return "\n".join(told)


@pytest.mark.parametrize("field", ["code", "act", "testimony", "incident", "note"])
def test_the_real_name_is_nowhere_until_it_is_asked_for(window: Window, field: str) -> None:
    made = window.do(_casework)
    window.desk.tell()
    _rest(window)
    record = made["person" if field == "code" else field]
    window.page.table.select_place(window.page.model.place_of_record(record))
    _rest(window)
    seen = _seen(window)
    assert CODE in seen
    assert "Markername" not in seen
    if field == "code":
        window.page.detail.reveal.click()
        assert REAL in _seen(window)
        window.page.detail.reveal.click()
        assert "Markername" not in _seen(window)
        _type(window, "markername")
        assert window.page.model.place_of_record(record) is not None
        assert "Markername" not in _seen(window)
