"""Where vaults lie when nobody says otherwise: a folder to suggest, and the practice vault's own."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def practice_folder() -> Path:
    """Return the folder of this user's own practice vault."""
    return platformdirs.user_data_path("keepsake", appauthor=False) / "practice"


def suggested_folder() -> Path:
    """Return a free folder for a new vault under the user's documents."""
    documents = platformdirs.user_documents_path()
    if not documents.is_dir():
        documents = Path.home()
    for n in range(1, 100):
        folder = documents / ("Keepsake" if n == 1 else f"Keepsake {n}")
        if not folder.exists():
            return folder
    return documents / "Keepsake"
