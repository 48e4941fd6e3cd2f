"""Whom not to contact, how somebody is reached safely, and who somebody is to others: on a person's page."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ui.record.named import NamedBy
from app.ui.record.reaching import Reaching
from app.ui.record.relations import Relations
from tests.gui import forms
from tests.gui.conftest import Window
from tests.gui.test_record_sourcing import add, panel_of, words

NUMBER = "+00 000 000 0009"  # invented
CONTACT = {
    "kind": "contact/telephone",
    "value": NUMBER,
    "safe_times": "evenings (invented)",
    "avoid": "leave no message (invented)",
    "code_word": "persimmon (invented)",
    "language": "language/ar",
}
EMAIL = {"kind": "contact/email", "value": "x@invented"}


def name(text: str) -> dict[str, object]:
    return {"names": [{"text": f"{text} (invented)"}]}


def push(within: QWidget, name_: str) -> None:
    [found] = [one for one in within.findChildren(QPushButton) if one.accessibleName() == name_ or one.text() == name_]
    found.click()


def test_who_must_not_be_contacted_is_said_first_and_before_a_number_is_copied(window: Window) -> None:
    why = {"since": "2013-01", "by_words": "her sister", "why": "The telephone is watched. (invented)"}
    person = add(window, "person", **name("Wren"), contacts=[CONTACT], do_not_contact=True, no_contact=why)
    panel = panel_of(window, person, Reaching)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    told = words(panel)
    assert told.startswith("Do not contact")
    assert "Why: The telephone is watched. (invented)" in told
    assert "By whom, in words: her sister" in told
    assert NUMBER not in told
    assert "persimmon" not in told
    QApplication.clipboard().clear()
    push(panel, "Copy Telephone")
    assert QApplication.clipboard().text() != NUMBER
    assert "Do not contact. Since: January 2013" in words(panel)
    push(panel, "Leave it")
    assert QApplication.clipboard().text() != NUMBER
    push(panel, "Copy Telephone")
    push(panel, "Copy all the same")
    assert QApplication.clipboard().text() == NUMBER


def test_a_contact_says_what_to_heed_and_hides_its_number_and_code_word_until_asked(window: Window) -> None:
    person = add(
        window, "person", **name("Stork"), contacts=[CONTACT, {"kind": "contact/email", "value": "x@invented"}]
    )
    panel = panel_of(window, person, Reaching)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    assert "Safe times: evenings (invented)" in words(panel)
    assert "What not to do: leave no message (invented)" in words(panel)
    assert "Do not contact" not in words(panel)
    push(panel, "Show Telephone")
    assert NUMBER in words(panel)
    assert "Code word: persimmon (invented)" in words(panel)
    QApplication.clipboard().clear()
    push(panel, "Copy E-mail")  # nothing speaks against it
    assert QApplication.clipboard().text() == "x@invented"


def test_going_to_the_contact_in_the_form_warns_too(window: Window) -> None:
    person = add(window, "person", **name("Crane"), contacts=[CONTACT], do_not_contact=True)
    panel = panel_of(window, person, Reaching)
    window.wait(lambda: panel.reach is not None and panel.reach.never)
    said: list[str] = []
    window.desk.said.connect(lambda text, _kind, _undo: said.append(text))
    window.shell.page.form.reveal("contacts")  # type: ignore[union-attr]
    forms.settle(window, window.shell.page.form)  # type: ignore[union-attr]
    window.wait(lambda: said)
    assert said == ["Do not contact."]


def test_the_other_side_of_a_relation_is_told_in_words_and_opens_who_says_so(window: Window) -> None:
    mother = add(window, "person", **name("Heron"), sex="sex/female")
    relation = {"to": mother, "attributes": {"relation": "relation/parent"}}
    child = add(window, "person", **name("Egret"), relatives=[relation])
    panel = panel_of(window, mother, Relations)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    [entry] = panel.entries
    assert entry.accessibleName() == "mother of Egret (invented)"
    entry.click()
    window.wait(lambda: window.shell.page.form is not None and window.shell.page.form.record == child)  # type: ignore[union-attr]
    other = panel_of(window, child, Relations)
    assert not other.isVisibleTo(other.parentWidget())  # its own form says it


def test_a_code_name_keeps_who_they_are_to_others_to_itself_until_asked(window: Window) -> None:
    hidden = add(window, "person", **name("Real"), code_name={"text": "Kestrel"})
    add(window, "person", **name("Plover"), relatives=[{"to": hidden, "attributes": {"relation": "relation/friend"}}])
    panel = panel_of(window, hidden, Relations)
    window.wait(lambda: panel.isVisibleTo(panel.parentWidget()))
    assert "Plover" not in words(panel)
    assert panel.entries == []
    named = panel_of(window, hidden, NamedBy)
    window.settle()
    foot = [one.accessibleName() for one in named.findChildren(QPushButton)]
    assert not any("Plover" in one for one in foot)
    panel = panel_of(window, hidden, Relations)
    push(panel, "Show")
    assert [one.accessibleName() for one in panel.entries] == ["friend of Plover (invented)"]
