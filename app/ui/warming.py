"""Loads the pages before they are asked for, in small steps: later each would keep a person waiting."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject, QTimer

from app.ui.jobs import Jobs

BETWEEN_MS = 5
SERVICES = (  # without Qt: these are loaded in a thread of their own
    "app.services.answering",
    "app.services.browsing",
    "app.services.coding",
    "app.services.comparing",
    "app.services.linked",
    "app.services.foreseeing",
    "app.services.deciding",
    "app.services.previewing",
    "app.domain.saying",
    "segno",
)
WIDGETS = (  # here and one by one: classes of the toolkit are made in the thread of the window only
    "app.ui.rail",
    "app.ui.library.rows",
    "app.ui.library.table",
    "app.ui.library.filters",
    "app.ui.library.detail",
    "app.ui.library.bar",
    "app.ui.library.moving",
    "app.ui.library.notices",
    "app.ui.library.panes",
    "app.ui.library.asking",
    "app.ui.library.page",
    "app.ui.editors.text",
    "app.ui.editors.date",
    "app.ui.editors.term",
    "app.ui.editors.place",
    "app.ui.editors.names",
    "app.ui.editors.link",
    "app.ui.files.attachments",
    "app.ui.editors.kinds",
    "app.ui.editors.form",
    "app.ui.record.acts",
    "app.ui.record.history",
    "app.ui.record.keeping",
    "app.ui.record.head",
    "app.ui.record.side",
    "app.ui.record.beside",
    "app.ui.record.custody",
    "app.ui.record.people",
    "app.ui.record.making",
    "app.ui.record.begun",
    "app.ui.record.named",
    "app.ui.record.panels",
    "app.ui.record.deeds",
    "app.ui.record.page",
    "app.ui.record.new",
    "app.ui.exchange.pieces",
    "app.ui.exchange.steps",
    "app.ui.exchange.what",
    "app.ui.exchange.whom",
    "app.ui.exchange.over",
    "app.ui.exchange.where",
    "app.ui.exchange.sent",
    "app.ui.exchange.send",
    "app.ui.exchange.incoming",
    "app.ui.exchange.waiting",
    "app.ui.exchange.lately",
    "app.ui.exchange.receive",
    "app.ui.exchange.conflicts",
    "app.ui.exchange.comparing",
    "app.ui.exchange.own",
    "app.ui.exchange.cards",
    "app.ui.settings",
    "app.ui.safety.backup",
    "app.ui.safety.activity",
    "app.ui.calendar.page",
    "app.ui.safety.emergency",
    "app.ui.reading.help",
    "app.ui.reading.about",
)


class Warming(QObject):
    """Loads what is listed here, a step each time the window has nothing else to do."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(WIDGETS)
        self._timer = QTimer(self)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._on_turn)
        jobs.compute(lambda _tell: [importlib.import_module(one) for one in SERVICES], self._begin, owner=self)

    def _begin(self, _modules: object) -> None:
        self._timer.start()

    def _on_turn(self) -> None:
        if self._left:
            importlib.import_module(self._left.pop(0))
        else:
            self._timer.stop()
