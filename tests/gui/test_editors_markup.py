"""A received record's words are never read as markup: in a tooltip that could make the machine call elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.schema.kinds import Field, Link, Names, Term, Text
from app.services import defining
from app.services.linked import Act
from app.services.picking import Linked
from app.ui.desk import Desk
from app.ui.editors.link import LinkEditor
from app.ui.files.item import ItemRow
from app.ui.files.taking import Coming, Taking
from app.ui.library.choices import Terms
from app.ui.look import Look
from app.ui.record.actrows import Rows
from app.ui.record.entry import Entry
from tests.gui import forms
from tests.gui.conftest import Window
from tests.gui.editors import shown

EVIL = "<img src='file:///share/x'><b>bold</b>"


def read(tip: str) -> str:
    """Return what a tooltip says to the eye, as Qt reads it."""
    page = QTextDocument()
    page.setHtml(tip)
    return page.toPlainText()


def plain(within: QWidget) -> None:
    """Check that no tooltip holds what the words would be as markup."""
    for one in [within, *within.findChildren(QWidget)]:
        assert "<img" not in one.toolTip(), one
        assert "<b>" not in one.toolTip(), one
        if isinstance(one, QLabel):
            assert one.textFormat().name == "PlainText" or "<" not in one.text(), one


def test_the_title_of_a_linked_record(window: Window) -> None:
    field = Field("source", Link(("source",), ("document",)), "Source")
    editor = LinkEditor(window.desk, field, lambda _field: QWidget())  # type: ignore[arg-type,return-value]
    window.qtbot.addWidget(editor)
    editor._title = Linked("a" * 32, "document", EVIL * 5, trashed=False)
    editor._asked = "a" * 32
    editor.set_value({"role": "source", "to": "a" * 32})
    editor.resize(250, 60)
    editor.show()
    assert editor.opener is not None
    assert read(editor.opener.toolTip()) == EVIL * 5
    plain(editor)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Text(), {"text": EVIL, "language": EVIL, "translations": [{"id": "t", "text": EVIL, "language": EVIL}]}),
        (Term("act"), {"term": f"act/{EVIL}"}),
        (Names(), {"text": EVIL, "language": EVIL}),
    ],
)
def test_the_words_of_values(desk: Desk, qtbot: QtBot, kind: Text | Term | Names, value: dict[str, object]) -> None:
    plain(shown(desk, qtbot, kind, value))


def test_the_name_of_a_file(window: Window) -> None:
    item = {"id": "a1", "name": EVIL, "media_type": EVIL, "size": 5, "sha256": "ab" * 32, "role": EVIL}
    for row in (ItemRow(window.desk, item, ""), Taking(window.desk, Coming(EVIL, data=b"x"))):
        window.qtbot.addWidget(row)
        plain(row)
    window.settle()


def test_a_line_of_the_file_of_a_case(look: Look, qtbot: QtBot) -> None:
    made = Entry(look, "note", EVIL, EVIL, lambda: None, EVIL)
    qtbot.addWidget(made)
    plain(made)
    assert read(made.toolTip()) == f"{EVIL} · {EVIL}"


def test_who_did_what_to_whom(qtbot: QtBot) -> None:
    table = Rows()
    qtbot.addWidget(table)
    table.show_acts((Act("a" * 32, EVIL, EVIL, EVIL, "", EVIL, alleged=True, reported=False),))
    for place in range(table.columnCount()):
        cell = table.item(0, place)
        assert cell is not None
        assert "<img" not in cell.toolTip()


def test_the_terms_of_an_office_that_came_with_a_bundle(qtbot: QtBot) -> None:
    terms = Terms(EVIL)
    qtbot.addWidget(terms)
    terms.count([("x_1", EVIL, 2)])
    assert "<img" not in terms.list.item(0).toolTip()


def test_the_label_of_a_field_that_came_with_a_bundle(window: Window) -> None:
    name = window.do(lambda session: defining.add_field(session, "document", {"en": EVIL}, "text", many=True))
    window.settle()
    form = forms.show(window, "document", {name: [{"id": "a1", "text": "one"}, {"id": "b1", "text": "two"}]})
    forms.unfold(window, form)
    assert form.fields()[name][1]["text"] == "two"
    plain(form)


def test_a_whole_form(window: Window) -> None:
    form = forms.show(window, "document", {"title": {"text": EVIL, "language": EVIL}, "later": {"text": EVIL}})
    forms.unfold(window, form)
    plain(form)
