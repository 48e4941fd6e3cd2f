"""Where vaults lie when nobody says otherwise: a folder to suggest, and the practice vault's own."""

from __future__ import annotations

from pathlib import Path

import platformdirs

PUBLIC, INVENTED = "chrd-2013", "halqara"
SAMPLES = {PUBLIC: "practice", INVENTED: "practice-halqara"}
"""The sample caseworks by name, each with the folder of its practice vault: public facts, and an invented country."""


def practice_folder(sample: str = PUBLIC) -> Path:
    """Return the folder of this user's own practice vault with this sample."""
    return platformdirs.user_data_path("keepsake", appauthor=False) / SAMPLES[sample]


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
