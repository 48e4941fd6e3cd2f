"""Every target by its name."""

from __future__ import annotations

from tests.fuzz import (
    backup_targets,
    crypto_targets,
    domain_targets,
    exchange_targets,
    file_targets,
    storage_targets,
)
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for module in (domain_targets, crypto_targets, exchange_targets, storage_targets, backup_targets, file_targets)
    for target in module.TARGETS
}
