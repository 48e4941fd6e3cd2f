"""Colours and measures of the interface, once, for light and dark: the palette and the style sheet are made of them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from app.base import resources

_CHOICES = resources.path("icons", "choices.svg").as_posix()
"""A style sheet takes an image by its path only; its grey is seen on both grounds."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours as `#rrggbb`; text on its ground reaches a contrast of 4.5 (WCAG 2.2, 1.4.3)."""

    window: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    accent_soft: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str


LIGHT = Tokens(
    window="#f4f3ef",
    surface="#ffffff",
    raised="#faf9f6",
    line="#dedbd2",
    strong_line="#8d887b",
    text="#22252a",
    quiet="#5c6066",
    accent="#1f5f6b",
    on_accent="#ffffff",
    accent_soft="#dcebee",
    danger="#9f2a1f",
    danger_soft="#f8e1de",
    warning="#7a4d00",
    warning_soft="#fbeccd",
    good="#27633a",
    good_soft="#dff0e3",
)

DARK = Tokens(
    window="#1b1d20",
    surface="#24272b",
    raised="#2b2f34",
    line="#3a3f45",
    strong_line="#868d96",
    text="#e9e7e2",
    quiet="#aab0b7",
    accent="#7cc4d1",
    on_accent="#0d2126",
    accent_soft="#23414a",
    danger="#f0a097",
    danger_soft="#4d2622",
    warning="#eec272",
    warning_soft="#463714",
    good="#95d2a5",
    good_soft="#1f4129",
)


def palette(tokens: Tokens) -> QPalette:
    """Return the palette, for what Qt paints by itself."""
    made = QPalette()
    role, off = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    for which, colour in (
        (role.Window, tokens.window),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.raised),
        (role.Button, tokens.raised),
        (role.ToolTipBase, tokens.raised),
        (role.WindowText, tokens.text),
        (role.Text, tokens.text),
        (role.ButtonText, tokens.text),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.quiet),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.line),
        (role.Mid, tokens.line),
        (role.Dark, tokens.strong_line),
        (role.Shadow, tokens.strong_line),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(off, which, QColor(tokens.strong_line))
    return made


def icon_side(points: int) -> int:
    """Return how large icons beside a text of this size are, in pixels."""
    return round(points * 1.6)


MOST_LARGE = 18
"""Points beyond which what is read from afar grows only with the text size chosen."""


def style_sheet(tokens: Tokens, points: int) -> str:
    """Return the style sheet for a text size. Widgets say what they are by the property `kind`."""
    t = tokens
    round_ = round(points * 1.6)
    ring = round(points * 0.5)
    icon = icon_side(points)
    tick = resources.path("icons", "tick-dark.svg" if tokens is DARK else "tick-light.svg").as_posix()
    return f"""
QWidget {{ color: {t.text}; }}
QMainWindow, QDialog, QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.window}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 4px; }}
QFrame[kind="card"], QWidget[kind="card"] {{
  background: {t.surface}; border: 1px solid {t.line}; border-radius: 8px; }}
QFrame[kind="bar"], QWidget[kind="bar"] {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame[kind="side"], QWidget[kind="side"] {{ background: {t.raised}; border: 0; }}
QFrame[kind="line"] {{ background: {t.line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[kind="edge"] {{ background: {t.line}; border: 0; max-width: 1px; min-width: 1px; }}
QFrame[kind="info"], QFrame[kind="good"], QFrame[kind="warning"], QFrame[kind="danger"] {{
  border-radius: 8px; border: 1px solid {t.line}; }}
QFrame[kind="info"] {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QFrame[kind="good"] {{ background: {t.good_soft}; border-color: {t.good}; }}
QFrame[kind="warning"] {{ background: {t.warning_soft}; border-color: {t.warning}; }}
QFrame[kind="danger"] {{ background: {t.danger_soft}; border-color: {t.danger}; }}
QFrame[kind="drop"] {{ background: {t.raised}; border: 1px dashed {t.strong_line}; border-radius: 8px; }}
QFrame[kind="drop-here"] {{ background: {t.accent_soft}; border: 1px dashed {t.accent}; border-radius: 8px; }}
QLabel {{ background: transparent; }}
QLabel[kind="title"] {{ font-size: {points * 1.5:.0f}pt; font-weight: 600; }}
QLabel[kind="heading"] {{ font-weight: 600; }}
QLabel[kind="quiet"] {{ color: {t.quiet}; }}
QLabel[kind="danger"] {{ color: {t.danger}; background: transparent; border: 0; }}
QLabel[kind="warning"] {{ color: {t.warning}; background: transparent; border: 0; }}
QLabel[kind="good"] {{ color: {t.good}; background: transparent; border: 0; }}
QLabel[kind="field"] {{ font-weight: 600; }}
QLabel[kind="section"] {{ font-size: {points * 1.2:.0f}pt; font-weight: 600; }}
QPushButton[kind="chip"] {{
  background: {t.accent_soft}; color: {t.text}; border: 1px solid transparent; border-radius: 9px; padding: 1px 8px; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {t.accent}; padding: 0 7px; }}
QLabel[kind="chip"] {{
  background: {t.accent_soft}; color: {t.text}; border-radius: 9px; padding: 1px 8px; }}
QLabel[kind="chip-warning"] {{
  background: {t.warning_soft}; color: {t.warning}; border-radius: 9px; padding: 1px 8px; }}
QPushButton, QToolButton {{
  background: {t.raised}; border: 1px solid {t.strong_line}; border-radius: 6px; padding: 5px 12px; }}
QToolButton {{ padding: 4px 8px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {t.accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent}; padding: 4px 11px; }}
QToolButton:focus {{ padding: 3px 7px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.strong_line}; border-color: {t.line}; }}
QPushButton[kind="main"] {{
  background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600; }}
QPushButton[kind="main"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="main"]:disabled {{ background: {t.line}; color: {t.strong_line}; border-color: {t.line}; }}
QPushButton[kind="danger"] {{ color: {t.danger}; border-color: {t.danger}; }}
QToolButton[kind="flat"], QPushButton[kind="flat"] {{ background: transparent; border: 1px solid transparent; }}
QToolButton[kind="flat"]:hover, QPushButton[kind="flat"]:hover {{ background: {t.accent_soft}; }}
QToolButton[kind="flat"]:focus, QPushButton[kind="flat"]:focus {{ border: 2px solid {t.accent}; }}
QToolButton[kind="fold"] {{ background: transparent; border: 1px solid transparent; font-weight: 600; }}
QToolButton[kind="fold"]:hover {{ background: {t.accent_soft}; }}
QToolButton[kind="fold"]:focus {{ border: 2px solid {t.accent}; }}
QToolButton[kind="flat"]:checked {{ background: {t.accent_soft}; font-weight: 600; }}
QPushButton[kind="link"] {{
  background: transparent; border: 1px solid transparent; text-align: left; padding: 4px 8px; }}
QPushButton[kind="link"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; padding: 3px 7px; }}
QPushButton[kind="opener"] {{
  background: transparent; color: {t.accent}; border: 1px solid transparent; text-align: left; padding: 4px 8px; }}
QPushButton[kind="opener"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="opener"]:focus {{ border: 2px solid {t.accent}; padding: 3px 7px; }}
QToolButton[kind="here"] {{ background: {t.accent_soft}; border: 1px solid transparent; font-weight: 600; }}
QToolButton[kind="here"]:focus {{ border: 2px solid {t.accent}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QSpinBox, QAbstractSpinBox {{
  background: {t.surface}; border: 1px solid {t.strong_line}; border-radius: 6px; padding: 4px 6px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {t.accent}; padding: 3px 5px; }}
QLineEdit:disabled, QTextEdit:disabled, QLineEdit:read-only {{ background: {t.raised}; border-color: {t.line}; }}
QPlainTextEdit[kind="large"], QLineEdit[kind="large"], QListView[kind="large"] {{
  font-size: {max(points, min(round(points * 1.3), MOST_LARGE))}pt; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: 0; width: 1.6em; }}
QComboBox::down-arrow {{ image: url("{_CHOICES}"); width: 0.8em; height: 0.8em; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line}; }}
QTableView, QListView, QTreeView {{
  background: {t.surface}; alternate-background-color: {t.raised}; border: 1px solid {t.line}; border-radius: 6px;
  gridline-color: {t.line}; selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: 0; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: 2px solid {t.accent}; }}
QTableView::item, QListView::item, QTreeView::item {{ padding: 4px 6px; }}
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {{
  background: {t.accent_soft}; color: {t.text}; }}
QListView[kind="plain"] {{ background: transparent; border: 1px solid transparent; }}
QListView[kind="plain"]:focus {{ border: 2px solid {t.accent}; }}
QHeaderView::section {{
  background: {t.raised}; color: {t.quiet}; border: 0; border-bottom: 1px solid {t.line}; padding: 5px 8px; }}
QHeaderView::section:focus {{ color: {t.text}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QSplitter::handle {{ background: {t.line}; }}
QProgressBar {{
  background: {t.line}; border: 0; border-radius: 4px; max-height: 8px; min-height: 8px; text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 4px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 1px; }}
QScrollBar::handle {{ background: {t.line}; border: 2px solid transparent; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 36px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; }}
QScrollBar::handle:hover {{ background: {t.strong_line}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTextBrowser {{ border: 1px solid {t.line}; padding: 8px; }}
QCheckBox, QRadioButton {{ spacing: 8px; padding: 2px; border: 1px solid transparent; border-radius: 4px; }}
QRadioButton::indicator {{
  width: {round_ - 4}px; height: {round_ - 4}px; border: 2px solid {t.strong_line}; border-radius: {round_ // 2}px;
  background: {t.surface}; }}
QRadioButton::indicator:checked {{
  width: {round_ - 2 * ring}px; height: {round_ - 2 * ring}px; border: {ring}px solid {t.accent}; }}
QRadioButton::indicator:disabled {{ border-color: {t.line}; }}
QCheckBox::indicator, QTreeView::indicator, QListView::indicator, QTableView::indicator {{
  width: {round_ - 2}px; height: {round_ - 2}px; border: 1px solid {t.strong_line}; border-radius: 3px;
  background: {t.surface}; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url({tick}); }}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {{ background: {t.line}; }}
QCheckBox::indicator:disabled {{ border-color: {t.line}; }}
QAbstractButton, QLineEdit, QMenu {{ icon-size: {icon}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 1px solid {t.accent}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.raised}; }}
QCalendarWidget QToolButton {{ border: 1px solid transparent; background: transparent; }}
QCalendarWidget QTableView {{ border: 0; border-radius: 0; alternate-background-color: {t.surface}; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: 8px; margin-top: 12px; padding-top: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; left: 10px; font-weight: 600; }}
QTabBar::tab {{ padding: 6px 12px; border: 0; border-bottom: 2px solid transparent; background: transparent; }}
QTabBar::tab:selected {{ border-bottom: 2px solid {t.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ background: {t.accent_soft}; }}
QTabWidget::pane {{ border: 0; }}
"""
