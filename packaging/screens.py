"""Every screen of the window, as its pictures show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QScrollArea, QWidget

from app.base.errors import DatabaseDamaged
from app.base.i18n import _
from app.services import defining, lists, places, practice, session
from app.ui.entry.first_run import FirstRun
from app.ui.entry.recovery import DrillStep
from app.ui.entry.secret import AgainStep
from app.ui.entry.steps import FolderStep, WhoStep
from app.ui.entry.unlock import Unlock
from app.ui.exchange.receive import ReceivePage
from app.ui.exchange.where import WhereStep
from app.ui.files.item import ItemRow
from app.ui.forms.page import FormsPage
from app.ui.interview.page import InterviewPage
from app.ui.record.casefile import File
from app.ui.record.consenting import Consenting
from app.ui.record.evidence import ChainOfCustody
from app.ui.record.page import RecordPage
from app.ui.safety.backup import BackupPage
from app.ui.safety.emergency import EmergencyPage
from showing import Show


def first_run(show: Show) -> None:
    """Show the steps of the first run, filled in as they ask."""
    show.shell.front.show_first_run()
    show.wait()
    for step in range(1, 11):
        show.take(f"first-run-{step}")
        entry = show.shell.front.entry
        assert isinstance(entry, FirstRun)
        radios = [one for one in entry.step.findChildren(QRadioButton) if one.isVisible()]
        if radios and not any(one.isChecked() for one in radios):
            radios[0].click()
        match entry.step:
            case WhoStep():
                entry.step.name.setText("Mei (invented)")
                show.take(f"first-run-{step}-filled")
            case FolderStep():
                entry.step.line.setText(str(show.stage.laptop.parent / "new"))
            case AgainStep():
                entry.step.field.line.setText(entry.answers.passphrase)
            case DrillStep():
                for n, line in zip(entry.step.groups.asked, entry.step.groups.lines, strict=True):
                    line.setText(entry.step.groups.part(n))
            case _:
                pass
        here = entry.step
        if not show.press() or show.shell.desk is not None or entry.step is here:
            return


def unlock(show: Show) -> None:
    """Show the unlock screen, as it is found and after a wrong passphrase."""
    show.shell.front.show_unlock(show.stage.laptop)
    show.wait()
    show.take("unlock")
    entry = show.shell.front.entry
    assert isinstance(entry, Unlock)
    entry.more.click()
    for kind in range(1, entry.form.kind.count()):
        entry.form.kind.setCurrentIndex(kind)
        show.take(f"unlock-by-{entry.form.kind.currentData()}")
    show.shell.front.show_restore()
    show.wait()
    show.take("restore")
    show.shell.front.show_rekey(show.stage.laptop)
    show.wait()
    show.take("rekey")
    show.shell.front.show_unlock(show.stage.laptop)
    show.wait()
    show.shell.front.fail(DatabaseDamaged(_("A page of the vault's database is damaged.")))
    show.take("unlock-damaged")
    show.write("not the passphrase")
    show.press()
    show.take("unlock-wrong")


def library(show: Show) -> None:
    """Show all records, one chosen; a search; a search that finds nothing."""
    page = show.go("library")
    show.choose(3)
    show.take("library")
    show.go("library", find=True)
    for name, words in (("library-search", "曹"), ("library-nothing", "zzzz")):
        field = QApplication.focusWidget() if isinstance(QApplication.focusWidget(), QLineEdit) else None
        field = field or page.findChild(QLineEdit)
        if isinstance(field, QLineEdit):
            field.setText(words)
            QTest.qWait(500)
            show.wait()
        show.take(name)
    if isinstance(field, QLineEdit):
        field.clear()


def new(show: Show) -> None:
    """Show what Ctrl+N offers, and a quick note."""
    show.go("new")
    show.take("new")
    show.go("new", type="note")
    show.take("new-note")
    show.go("library")


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


def send(show: Show) -> None:
    """Show the steps of sending, to the end."""
    page = show.go("send")
    for step in range(1, 6):
        show.choose(0)
        for where in page.findChildren(WhereStep):
            if where.isVisible():
                where.look_at(show.stage.stick)
                show.wait()
        show.take(f"send-{step}")
        if not show.press():
            return


def receive(show: Show) -> None:
    """Show the beginning of receiving, what a bundle says before it is taken in, and what came of it."""
    page = show.go("receive")
    show.take("receive")
    assert isinstance(page, ReceivePage)
    page.add([show.stage.bundle])
    show.wait()
    show.take("receive-seen")
    if show.press():
        show.take("receive-done")
        show.go("record", show.stage.records["told"])
        show.take("receive-withdrawn")


def conflicts(show: Show) -> None:
    """Show what waits for a decision, and one."""
    show.go("conflicts")
    show.take("conflicts")
    show.go("conflicts", show.stage.records["testimony"])
    show.take("conflicts-one")


def reading_only(show: Show) -> None:
    """Show a vault that is open for reading only, a record of it, and what can be done."""
    show.shell.front.show_unlock(show.stage.laptop)
    show.shell._on_opened(session.open_session(show.stage.laptop, practice.PASSPHRASE, read_only=True))
    show.wait(lambda: show.shell.page is not None)
    show.go("record", show.stage.records["incident"])
    show.take("reading-only")
    show.go("backup")
    show.take("reading-only-backup")


def backup(show: Show) -> None:
    """Show the page of backup and recovery, with each of its panels open in turn, and after a backup."""
    page = show.go("backup")
    assert isinstance(page, BackupPage)
    show.take("backup")
    page.backing.write(show.stage.stick)
    show.wait()
    show.take("backup-done")
    for name, one in (
        ("passphrase", page.ways.add_passphrase),
        ("keyfile", page.ways.add_keyfile),
        ("sheet", page.ways.add_sheet),
    ):
        one.click()
        show.wait()
        show.take(f"backup-{name}")
        page.ways.panels.shut()
    page.shares.make_button.click()
    show.wait()
    show.take("backup-shares")
    assert page.shares.panels.panel is not None
    page.shares.panels.panel.do()
    show.wait()
    show.take("backup-share")
    page.shares.try_button.click()
    show.wait()
    show.take("backup-shares-try")
    page.shares.panels.shut()
    page.restoring.button.click()
    show.wait()
    show.take("backup-restore")


def emergency(show: Show) -> None:
    """Show the page for an emergency, with the warning of the lock-out."""
    page = show.go("emergency")
    assert isinstance(page, EmergencyPage)
    show.take("emergency")
    page.lock_out.box.setCurrentIndex(2)
    page.lock_out.box.activated.emit(2)
    show.scroll(1.0)
    show.take("emergency-lock-out")


def destroyed(show: Show) -> None:
    """Show what is said when the keys are gone."""
    gone = show.stage.laptop.parent / "gone"
    practice.make_sample(gone, "gone (invented)", memory_kib=64 << 10)
    show.shell.front.show_destroying(gone)
    show.shell.front.let_go()
    show.wait()
    show.take("destroyed")


def plain(name: str) -> Callable[[Show], None]:
    """Return what shows a page that has one face, from the top and further down."""

    def shown(show: Show) -> None:
        show.go(name)
        show.take(name)

    return shown


def help_(show: Show) -> None:
    """Show three help pages."""
    for topic in ("window", "window-cards", "shortcuts"):
        show.go("help", topic=topic)
        show.take(f"help-{topic}")


Screen = Callable[[Show], None]
BEFORE: dict[str, Screen] = {
    "first-run": first_run,
    "unlock": unlock,
    "reading-only": reading_only,
    "destroyed": destroyed,
}


def forms(show: Show) -> None:
    """Show forms and lists: a field of ours, one of the office's, a new one, taking one out of use, a list."""

    def define(opened: session.Session, _tell: object) -> str:
        words = {"en": "Weathers", "zh": "天气表", "ar": "أحوال الطقس"}
        name = lists.make(opened, words)
        storm = lists.add_term(opened, name, {"en": "Storm", "zh": "风暴", "ar": "عاصفة"})
        lists.add_term(opened, name, {"en": "Thunderstorm", "zh": "雷暴", "ar": "عاصفة رعدية"}, broader=storm)
        field = defining.add_field(
            opened,
            "act",
            {"en": "Weather", "zh": "天气", "ar": "الطقس"},
            "term",
            vocabulary=name,
            section="When and where",
            wanted_for=["wgad"],
        )
        return f"{name} {field}"

    made: list[str] = []
    show.shell.jobs.write(define, made.append)
    show.wait(lambda: bool(made))
    name, field = made[0].split()
    page = show.go("forms", type="act")
    assert isinstance(page, FormsPage)
    page.fields.show_type("act", field)
    show.take("forms")
    page.fields.retire.click()
    show.wait()
    show.take("forms-retire")
    page.fields.begin()
    show.take("forms-new")
    show.go("forms", list=name)
    show.take("forms-list")
    show.go("forms", list="act")
    show.take("forms-ours")


INSIDE: dict[str, Screen] = {
    "library": library,
    "new": new,
    "record": record,
    "files": files,
    "consent": consent,
    "case": case,
    "types": types,
    "interview": interview,
    "send": send,
    "receive": receive,
    "conflicts": conflicts,
    "cards": plain("cards"),
    "backup": backup,
    "activity": plain("activity"),
    "calendar": plain("calendar"),
    "settings": plain("settings"),
    "forms": forms,
    "help": help_,
    "about": plain("about"),
    "emergency": emergency,
}
