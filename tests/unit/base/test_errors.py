"""The tree drawn in the docstring is the tree there is, and every error ends with the right code."""

from __future__ import annotations

import re

from app.base import errors


def _all(error: type[errors.KeepsakeError]) -> set[type[errors.KeepsakeError]]:
    """Return an error and all that are made of it in the application; those of tests beside this one do not count."""
    ours = [child for child in error.__subclasses__() if child.__module__.startswith("app.")]
    return {error}.union(*(_all(child) for child in ours))


def test_the_docstring_draws_every_error() -> None:
    drawn = set(re.findall(r"\b[A-Z]\w+", errors.__doc__ or ""))
    assert {error.__name__ for error in _all(errors.KeepsakeError) if error.__module__ == errors.__name__} <= drawn


def test_every_error_says_what_it_is() -> None:
    assert all(error.__doc__ for error in _all(errors.KeepsakeError))


def test_only_refused_bundles_end_with_3() -> None:
    for error in _all(errors.KeepsakeError):
        assert error.exit_code == (3 if issubclass(error, errors.BundleRefused) else 1)
