"""Every screen of the window, as its pictures show it; those of records stand in `screens_of_records`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton

import screens_of_records
from app.base.errors import DatabaseDamaged
from app.base.i18n import _
from app.services import defining, lists, practice, session
from app.ui.entry.first_run import FirstRun
from app.ui.entry.recovery import DrillStep
from app.ui.entry.secret import AgainStep
from app.ui.entry.steps import FolderStep, WhoStep
from app.ui.entry.unlock import Unlock
from app.ui.exchange.receive import ReceivePage
from app.ui.exchange.where import WhereStep
from app.ui.forms.page import FormsPage
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
    "record": screens_of_records.record,
    "files": screens_of_records.files,
    "consent": screens_of_records.consent,
    "case": screens_of_records.case,
    "types": screens_of_records.types,
    "interview": screens_of_records.interview,
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
