"""Keepsake: offline, secure human-rights casework."""

__version__ = "0.1.0"
