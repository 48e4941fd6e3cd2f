"""What a panel of a record's page follows: the form as it is typed in, a moment after the last key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.ui.editors.form import Form

WAIT = 400
"""Milliseconds after the last change."""


def follow(form: Form, does: Callable[[], None]) -> QTimer:
    """Let `does` be called whenever the form was changed; the timer goes with the form."""
    timer = QTimer(form)
    timer.setSingleShot(True)
    timer.setInterval(WAIT)
    timer.timeout.connect(does)
    form.edited.connect(timer.start)
    return timer
