"""Makes a picture of every screen, in every dress: languages, light and dark, the largest text.

    .venv/bin/python packaging/pictures.py OUT                      all of them
    .venv/bin/python packaging/pictures.py OUT --only record --dress en-light

The real window is driven on the sample casework, drawn into memory. A screen that fails is told at the end; the others
go on. Look at them all after changing what is seen.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import environment

sys.path.insert(0, str(environment.ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.look import Look
from screens import BEFORE, INSIDE, Screen
from showing import Dress, Show
from staging import staged

README = "library.en-light.png"

DRESSES = (
    *[
        Dress(f"{lang}-{theme}", lang, theme)
        for lang, theme in itertools.product(("en", "zh", "ar"), ("light", "dark"))
    ],
    Dress("en-largest", "en", "light", "largest"),
)


def pictures(application: QApplication, look: Look, dress: Dress, only: set[str], out: Path) -> Iterator[str]:
    """Take every picture in one dress; return what failed, in words."""
    with tempfile.TemporaryDirectory(prefix="keepsake-pictures-") as place:
        stage = staged(Path(place))
        # what comes before a vault is open has a window of its own each: the first run ends in an open vault
        alone: list[dict[str, Screen]] = [{name: does} for name, does in BEFORE.items()]
        for screens in (*alone, INSIDE):
            wanted = {name: does for name, does in screens.items() if not only or name in only}
            if not wanted:
                continue
            show = Show(application, look, stage, dress, out)
            try:
                if screens is INSIDE:
                    show.open()
                for name, does in wanted.items():
                    try:
                        does(show)
                    except Exception:  # noqa: BLE001 - the others go on, and this one is told
                        yield f"{name} ({dress.name}): {traceback.format_exc(limit=-2)}"
            finally:
                show.close()


def renew_readme(picture: QImage) -> None:
    """Put a picture in the README's place, in the 256 colours it uses most: a third of the size, and no dots."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    used = Counter(memoryview(whole.constBits()).cast("I").tolist())
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    small = whole.convertToFormat(
        QImage.Format.Format_Indexed8, [colour for colour, _n in used.most_common(256)], plain
    )
    small.save(str(environment.ROOT / "resources" / "pictures" / "window.png"))


def main(arguments: list[str]) -> int:
    """Take the pictures; return 1 when a screen failed."""
    parser = argparse.ArgumentParser(description="Makes a picture of every screen.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", choices=[*BEFORE, *INSIDE], help="this screen; may be repeated")
    parser.add_argument("--dress", action="append", choices=[one.name for one in DRESSES], help="this dress only")
    parser.add_argument("--readme", action="store_true", help="also renew the picture of the README")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    home = tempfile.mkdtemp(prefix="keepsake-home-")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = home  # the maker's own configuration stays out of it
    application = QApplication(sys.argv[:1])
    application.setCursorFlashTime(0)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    look = Look(application)
    failed: list[str] = []
    for dress in DRESSES:
        if not chosen.dress or dress.name in chosen.dress:
            failed += pictures(application, look, dress, set(chosen.only or ()), chosen.out)
    if chosen.readme:
        renew_readme(QImage(str(chosen.out / README)))
    shutil.rmtree(home, ignore_errors=True)
    print(f"{len(list(chosen.out.glob('*.png')))} pictures in {chosen.out}")
    for one in failed:
        print("FAILED", one)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
