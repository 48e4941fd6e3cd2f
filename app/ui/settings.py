"""The settings page."""

from __future__ import annotations

from app.ui.page import Page


class SettingsPage(Page):
    """Settings."""
