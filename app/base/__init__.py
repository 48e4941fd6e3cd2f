"""Folders, errors, durable files, translations: what every floor stands on."""
