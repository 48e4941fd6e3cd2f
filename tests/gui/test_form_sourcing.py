"""Sources in a form: passages of recordings, the grades beside a citation, and who judged when, filled in by itself."""

from __future__ import annotations

from app.domain import schema
from app.services import casework
from app.services.session import Session
from app.ui.editors import assessing
from app.ui.editors.cites import CiteEditor
from tests.gui import forms
from tests.gui.conftest import Window


def test_a_passage_of_a_recording_is_cited_by_minute_and_second_with_the_grades_of_its_source(window: Window) -> None:
    def make(session: Session) -> str:
        grades = {"source_grade": "source-grade/b", "information_grade": "information-grade/3"}
        file = {"id": "f1", "name": "talk.ogg", "media_type": "audio/ogg", "size": 1, "sha256": "0" * 64}
        title = {"text": "A talk (invented)"}
        return casework.add(session, "testimony", {"title": title, **grades, "attachments": [file]})

    source = window.do(make)
    passage = {"at": {"start": 754, "end": 3661}, "quote": "three men", "note": "heard twice"}
    cite = {"id": "c1", "field": "sex", "source": source, **passage}
    form = forms.show(window, "person", {"sex": {"term": "sex/female"}, "cites": [cite]})
    forms.settle(window, form)
    form._rows_by_name()["sex"]._toggle_sources()
    forms.settle(window, form)
    assert form.fields()["cites"] == [cite]  # looking at it changes nothing
    assert not form.can_undo
    line = forms.named(form, "Minute and second")
    assert line.text() == "12:34-1:01:01"
    [editor] = form.findChildren(CiteEditor)
    window.wait(editor.grades.isVisible)
    assert editor.grades.text() == "source B: usually reliable; information 3: possibly true"
    line.setFocus()
    line.clear()
    forms.write("2:05")
    assert form.fields()["cites"] == [{**cite, "at": {"start": 125}}]
    forms.write("x")
    assert "at" not in form.fields()["cites"][0]
    assert [words for _label, words in form.unsettled()] == ["2:05x"]
    editor.file.setCurrentIndex(1)
    editor.file.activated.emit(1)
    assert form.fields()["cites"][0]["attachment"] == "f1"
    assert schema.OURS.check_fields("person", form.fields()) == form.fields()


def test_who_judged_and_when_is_filled_in_by_itself(window: Window) -> None:
    form = forms.show(window, "act", {})
    forms.unfold(window, form)
    owner, today = window.desk.owner.name, assessing.today()
    form._rows_by_name()["review"].editor.set_value({"term": "review/assessed"})
    form._rows_by_name()["review"].editor.edited.emit()
    [step] = form.fields()["reviewed"]
    assert (step["state"], step["by_words"], step["when"]) == (
        {"term": "review/assessed"},
        {"text": owner},
        {"edtf": today},
    )
    proof = form._rows_by_name()["proof"].editor
    proof.set_value({"value": {"term": "proof/reasonable-grounds"}})
    proof.edited.emit()
    assert form.fields()["proof"] == {
        "value": {"term": "proof/reasonable-grounds"},
        "by_words": {"text": owner},
        "when": {"edtf": today},
    }
    assert proof.value() == form.fields()["proof"]
    form.undo()
    assert "proof" not in form.fields()
    assert schema.OURS.check_fields("act", form.fields()) == form.fields()


def test_what_a_person_wrote_of_who_judged_stays() -> None:
    known = schema.OURS.fields_of("act")
    old = {"proof": {"value": {"term": "proof/none"}, "by_words": {"text": "Heron"}, "when": {"edtf": "2020"}}}
    said = {"value": {"term": "proof/established"}, "by_words": {"text": "The court"}, "when": {"edtf": "2021"}}
    assert assessing.assessed(known, "proof", old, {"proof": said}, "Lark", "2026-01-02") == {"proof": said}
    other = {"proof": {**old["proof"], "why": {"text": "One more word."}}}
    assert assessing.assessed(known, "proof", old, other, "Lark", "2026-01-02") == {}  # nothing was judged anew
    raised = {"proof": {**old["proof"], "value": {"term": "proof/established"}}}
    filled = assessing.assessed(known, "proof", old, raised, "Lark", "2026-01-02")["proof"]
    assert (filled["by_words"], filled["when"]) == ({"text": "Lark"}, {"edtf": "2026-01-02"})


def test_a_state_mended_at_once_is_one_step_and_another_day_is_another() -> None:
    known = schema.OURS.fields_of("act")
    values: dict[str, object] = {}
    for state, day in (("received", "01"), ("assessed", "01"), ("done", "02")):
        new = {**values, "review": {"term": f"review/{state}"}}
        values = new | assessing.assessed(known, "review", values, new, "Lark", f"2026-01-{day}")
    steps = values["reviewed"]
    assert isinstance(steps, list)
    assert [one["state"]["term"] for one in steps] == ["review/assessed", "review/done"]
    assert schema.OURS.check_fields("act", values) == values
