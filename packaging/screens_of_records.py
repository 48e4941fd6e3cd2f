"""The screens of records, as their pictures show them: pages, files, consent, the interview, the case file."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QScrollArea, QWidget

from app.services import places, practice
from app.ui.files.item import ItemRow
from app.ui.interview.page import InterviewPage
from app.ui.record.casefile import File
from app.ui.record.consenting import Consenting
from app.ui.record.evidence import ChainOfCustody
from app.ui.record.page import RecordPage
from showing import Show


def record(show: Show) -> None:
    """Show records of several types, from the top and further down, and a history."""
    for name, id_ in show.stage.records.items():
        show.go("record", id_)
        show.take(f"record-{name}")
        if name in ("incident", "person", "testimony"):
            show.scroll(0.5)
            show.take(f"record-{name}-middle")
            show.scroll(1.0)
            show.take(f"record-{name}-end")
    show.go("record", show.stage.records["testimony"])
    show.act("history")
    show.take("record-history")


def files(show: Show) -> None:
    """Show what a file says of itself, a copy below its original, and the chain of custody."""
    page = show.go("record", show.stage.records["files"])
    show.wait(lambda: page.findChildren(ItemRow))
    page.findChildren(ItemRow)[0].show_facts()
    show.wait()
    areas = [one for one in show.shell.findChildren(QScrollArea) if one.isVisible()]
    area = max(areas, key=lambda one: one.width() * one.height())
    for name, kind in (("files", ItemRow), ("files-chain", ChainOfCustody)):
        area.verticalScrollBar().setValue(_top(page.findChildren(kind)[0], area))
        show.wait()
        show.take(name)
    assert isinstance(page, RecordPage)
    assert page.form is not None
    page.form.reveal("account")
    show.wait()
    show.take("files-web")


def _top(widget: QWidget, area: QScrollArea) -> int:
    inner = area.widget()
    assert inner is not None
    return widget.mapTo(inner, widget.rect().topLeft()).y()


def interview(show: Show) -> None:
    """Show the steps of an interview with something in them, and its cover."""
    show.go("interview", step="before")
    show.take("interview-before")
    page = show.go("interview", show.stage.records["testimony"], step="listening")
    assert isinstance(page, InterviewPage)
    for kind, words in (
        ("question", "(Invented) Who was at the gate?"),
        ("answer", "(مُختلَق) رجلان بثياب مدنية، وسيارة بيضاء."),
        ("pause", ""),
        ("answer", "（虚构）他们没有说是谁派来的。"),
        ("distress", ""),
    ):
        page.steps.listening.line.setText(words)
        page.steps.listening.line.textEdited.emit(words)
        page.steps.listening.mark(kind)
    show.take("interview-listening")
    page.show_step("text")
    page.steps.sides.append("[0:12] (Invented) Two men stood at the gate.\n[0:40] A white car came.")
    page.steps.sides._on_add()
    page.steps.sides.translation.setPlainText("[0:12] （虚构）门口站着两个人。\n[0:40] 来了一辆白色的车。")
    page.steps.sides._tell_time(40)
    show.take("interview-text")
    page.show_step("after")
    show.take("interview-after")
    page.cover()
    show.take("interview-cover")
    page.cover()
    page.keeper.discard()
    show.wait()


def consent(show: Show) -> None:
    """Show a testimony nobody asked consent for, one with consent, that consent, and how it is withdrawn."""
    for name in ("unasked", "told", "withdrawn"):
        page = show.go("record", show.stage.records[name])
        show.take(f"consent-{name}")
        assert isinstance(page, RecordPage)
        assert page.panels is not None
        panel = page.panels.find(Consenting)
        if panel is None:
            continue
        panel.fold.click()
        show.bring(panel)
        show.take(f"consent-{name}-panel")
        panel.withdraw.click()
        panel.withdrawing.some.setChecked(True)
        show.bring(panel.withdrawing)
        show.take(f"consent-{name}-withdraw")


def case(show: Show) -> None:
    """Show the file of a case, everybody in it and what happened; where a request stands; what a reply says."""
    show.go("record", show.stage.records["case"])
    for file in show.shell.findChildren(File):
        show.take("case")
        for part in (file.cast, file.chronology):
            part.section.unfold()
            show.wait()
            show.take(f"case-{'cast' if part is file.cast else 'chronology'}")
            part.section.head.setChecked(False)
    for name in ("attempt", "reply"):
        show.go("record", show.stage.records[name])
        show.take(f"case-{name}")


def types(show: Show) -> None:
    """Show a record of each type, and of acts, of the invented casework from top to foot: the one that says most."""
    filled: list[int] = []
    show.shell.jobs.write(lambda opened, _tell: practice.fill(opened, places.INVENTED), filled.append)
    show.wait(lambda: bool(filled))
    fullest: dict[str, dict[str, Any]] = {}
    for one in practice.sample_records(places.INVENTED):
        code = one["fields"].get("act_type", {}).get("term", "")
        name = "-".join((one["type"], *code.split("/")[1:]))
        if len(one["fields"]) > len(fullest.get(name, {"fields": ()})["fields"]):
            fullest[name] = one
    for name, one in sorted(fullest.items()):
        page = show.go("record", one["id"])
        assert isinstance(page, RecordPage)
        assert page.form is not None
        slices = page.form.slices
        show.wait(lambda slices=slices: not slices.busy)  # type: ignore[misc]  # what a lambda keeps has no type
        if (whole := page.form.findChildren(QScrollArea)[0].widget()) is not None:
            show.keep(f"type-{name}", whole)
