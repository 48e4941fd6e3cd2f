"""The panels in which ways into the vault are added, changed and removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base.errors import BadInput
from app.base.i18n import _, language
from app.crypto.ways import Way
from app.services import beginning, ways
from app.ui.desk import Desk
from app.ui.entry.folder import FileLine
from app.ui.entry.new_passphrase import NewPassphrase
from app.ui.entry.passphrase import PassphraseField
from app.ui.files.choose import save_as
from app.ui.lines import apart
from app.ui.page import label
from app.ui.safety.panel import Panel

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.ways import Slot


class Adding(Panel):
    """What every way in that is added needs: a new passphrase."""

    def __init__(self, desk: Desk, title: str, said: str, verb: str) -> None:
        super().__init__(desk, title, said, verb)
        self.new = NewPassphrase(desk.jobs, desk.look, language(), again=True)
        self.new.failed.connect(self.fail)
        self.inside.addWidget(self.new)

    def first(self) -> QWidget:
        """Return the choice."""
        return self.new.first()


class AddPassphrase(Adding):
    """Another passphrase, for somebody else or for later."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            _("Another passphrase"),
            _("It opens the vault as the one there is does. Each can be removed without the other."),
            _("Add it"),
        )

    def do(self) -> None:
        """Add it, as costly to guess as this computer can make it."""
        self.new.check(self._add)

    def _add(self, passphrase: str) -> None:
        def add(session: Session) -> None:
            ways.add_passphrase(session, passphrase)

        self.write(add, lambda _none: self.over(_("The passphrase was added. It opens the vault from now on.")))


class AddKeyfile(Adding):
    """A passphrase that opens only together with a file kept elsewhere."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            _("A passphrase with a keyfile"),
            _(
                "The keyfile is made now and kept on a stick. Then the vault opens with this passphrase and that stick "
                "together. A passphrase alone goes on to open it until you remove that way."
            ),
            _("Save the keyfile..."),
        )

    def do(self) -> None:
        """Ask where the keyfile shall be, once the passphrase will do."""
        self.new.check(self._ask)

    def take(self, passphrase: str, file: Path) -> None:
        """Write a new keyfile, then add the way in; a keyfile that opens nothing is harmless."""

        def add(session: Session) -> None:
            keyfile = ways.new_keyfile()
            ways.write_keyfile(file, keyfile)
            ways.add_keyfile(session, passphrase, keyfile)

        self.write(add, lambda _none: self._on_added(file))

    def _ask(self, passphrase: str) -> None:
        save_as(self, _("Save the keyfile"), "keyfile", lambda file: self.take(passphrase, file))

    def _on_added(self, file: Path) -> None:
        self.over(
            _("The vault opens with this passphrase and the keyfile {name}. Keep a second copy of the file.").format(
                name=apart(file.name)
            )
        )


class Changing(Panel):
    """What a change of one way in needs: that it is known, its keyfile where it has one."""

    def __init__(self, desk: Desk, slot: Slot, title: str, said: str, verb: str) -> None:
        super().__init__(desk, title, said, verb)
        self.slot = slot
        self.keyfile: FileLine | None = None
        if slot.kind == "keyfile":
            self.keyfile = FileLine(desk.look, _("Choose the keyfile..."), _("Which keyfile?"))
            self.inside.addWidget(self.keyfile)

    def keyfile_path(self) -> Path | None:
        """Return the keyfile chosen, None where none is needed; raise BadInput."""
        if self.keyfile is None:
            return None
        if self.keyfile.path is None:
            raise BadInput(_("Choose the keyfile that belongs to this way in first."))
        return self.keyfile.path


class ChangePassphrase(Changing):
    """Another passphrase in the place of one."""

    def __init__(self, desk: Desk, slot: Slot) -> None:
        super().__init__(
            desk,
            slot,
            _("Change the passphrase"),
            _(
                "The old one does not open this vault any more. It goes on to open copies and backups made before: "
                "if somebody knows it, make new keys instead."
            ),
            _("Change it"),
        )
        self.new = NewPassphrase(desk.jobs, desk.look, language(), again=True)
        self.new.failed.connect(self.fail)
        self.inside.addWidget(self.new)

    def first(self) -> QWidget:
        """Return the choice."""
        return self.new.first()

    def do(self) -> None:
        """Change it."""
        try:
            file = self.keyfile_path()
        except BadInput as error:
            self.fail(error)
            return
        slot = self.slot.id

        def changed(passphrase: str) -> None:
            def change(session: Session) -> None:
                keyfile = ways.read_keyfile(file) if file is not None else None
                ways.change(session, slot, Way(passphrase, keyfile))

            self.write(change, lambda _none: self.over(_("The passphrase was changed.")))

        self.new.check(changed)


class Strengthen(Changing):
    """The same passphrase, costlier to guess."""

    def __init__(self, desk: Desk, slot: Slot) -> None:
        super().__init__(
            desk,
            slot,
            _("Make guessing costlier"),
            _("On a faster computer each try can cost more. The passphrase stays the same; type it once."),
            _("Do it"),
        )
        self.field = PassphraseField(desk.look, _("Passphrase"))
        self.field.submitted.connect(self.do)
        self.inside.addWidget(label(_("Passphrase"), "heading", buddy=self.field.line))
        self.inside.addWidget(self.field)

    def first(self) -> QWidget:
        """Return the field."""
        return self.field

    def do(self) -> None:
        """Prove that the passphrase is the one there is, then wrap the key anew."""
        passphrase, slot = self.field.text, self.slot
        try:
            file = self.keyfile_path()
        except BadInput as error:
            self.fail(error)
            return

        def strengthen(session: Session) -> bool:
            keyfile = ways.read_keyfile(file) if file is not None else None
            way = Way(passphrase, keyfile)
            if not ways.opens(session, slot.id, way):
                raise BadInput(_("This does not open it. Nothing was changed."))
            memory = beginning.measure()
            if memory <= slot.memory_kib:
                return False
            ways.change(session, slot.id, way, memory)
            return True

        self.write(strengthen, self._on_done)

    def _on_done(self, more: bool) -> None:
        if more:
            self.over(_("Each try at the passphrase costs more from now on."))
        else:
            self.over(_("It costs as much already as this computer can bear. Nothing was changed."))


class Remove(Panel):
    """Closing one way in."""

    def __init__(self, desk: Desk, slot: Slot, name: str) -> None:
        super().__init__(
            desk,
            _("Remove: {way}").format(way=name),
            _(
                "It does not open this vault any more. Copies and backups made before still open with it. This cannot "
                "be undone."
            ),
            _("Remove it"),
            "danger",
        )
        self._slot = slot.id

    def do(self) -> None:
        """Remove it; the last one stays."""
        slot = self._slot
        self.write(lambda session: ways.remove(session, slot), lambda _none: self.over(_("This way in was removed.")))


def memory_words(kib: int) -> str:
    """Return what one try costs, in words."""
    return _("Each try costs {n} MB of memory").format(n=f"{kib * 1024 // 1_000_000:,}")
