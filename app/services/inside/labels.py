"""What each code means to a person: its label, what kind of value it has, and whether it tells who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.base.i18n import N_


class Kind(StrEnum):
    """How a value is shown and taken over."""

    TEXT = "text"
    MOMENT = "moment"
    PLACE = "place"
    WARNING = "warning"
    """Something to look into."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words for one code; `telling` marks what can identify whoever made or took the file, or where they were."""

    words: str
    kind: Kind = Kind.TEXT
    telling: bool = False
    help: str = ""


CLOCK = N_("By the clock of the device, which may be wrong.")

LABELS: Mapping[str, Label] = {
    "title": Label(N_("Title")),
    "subject": Label(N_("Subject")),
    "description": Label(N_("Description")),
    "keywords": Label(N_("Keywords")),
    "comment": Label(N_("Comment"), telling=True),
    "author": Label(N_("Author"), telling=True),
    "last_by": Label(N_("Last saved by"), telling=True),
    "named_inside": Label(N_("Named in changes, comments or tools"), telling=True),
    "owner": Label(N_("Owner of the camera"), telling=True),
    "company": Label(N_("Company"), telling=True),
    "manager": Label(N_("Manager"), telling=True),
    "printed_by": Label(N_("Printed by"), telling=True),
    "copyright": Label(N_("Copyright"), telling=True),
    "taken": Label(N_("Taken"), Kind.MOMENT, help=CLOCK),
    "digitised": Label(N_("Digitised"), Kind.MOMENT, help=CLOCK),
    "recorded": Label(N_("Recording begun or finished"), Kind.MOMENT, help=CLOCK),
    "created": Label(N_("Made"), Kind.MOMENT, help=CLOCK),
    "changed": Label(N_("Last changed"), Kind.MOMENT, help=CLOCK),
    "printed": Label(N_("Last printed"), Kind.MOMENT, help=CLOCK),
    "satellite_time": Label(N_("Time by satellite"), Kind.MOMENT),
    "posted": Label(N_("Published"), Kind.MOMENT),
    "place": Label(N_("Place"), Kind.PLACE, telling=True),
    "altitude": Label(N_("Height above the sea"), telling=True),
    "direction": Label(N_("Looking towards"), telling=True),
    "camera_make": Label(N_("Made by")),
    "camera_model": Label(N_("Model")),
    "lens": Label(N_("Lens")),
    "serial": Label(N_("Serial number of the camera"), telling=True),
    "lens_serial": Label(N_("Serial number of the lens"), telling=True),
    "image_id": Label(N_("Number given by the camera"), telling=True),
    "picture_size": Label(N_("Size in pixels")),
    "preview": Label(N_("Small picture inside")),
    "preview_differs": Label(
        N_("The small picture inside has another shape"),
        Kind.WARNING,
        help=N_("It may show what was cut away from the large one."),
    ),
    "software": Label(N_("Program")),
    "software_version": Label(N_("Version of the program")),
    "made_with": Label(N_("Written with")),
    "producer": Label(N_("Turned into PDF by")),
    "template": Label(N_("Template"), telling=True),
    "history": Label(N_("Steps it says it went through")),
    "format_version": Label(N_("Format")),
    "pages": Label(N_("Pages")),
    "revisions": Label(N_("Times saved")),
    "minutes": Label(N_("Minutes of writing")),
    "editing_time": Label(N_("Time of writing")),
    "protected": Label(
        N_("Encrypted"), Kind.WARNING, help=N_("It opens without a password; copying or printing may be refused.")
    ),
    "signatures": Label(N_("Signatures inside, not checked here")),
    "files_inside": Label(N_("Files inside it")),
    "updates": Label(
        N_("Changed after it was first saved, times"),
        Kind.WARNING,
        help=N_("Earlier states may still lie in the file, also what was covered or taken out."),
    ),
    "duration": Label(N_("Length")),
    "sound_format": Label(N_("Samples a second, channels")),
    "album": Label(N_("Album")),
    "address": Label(N_("Web address")),
    "http_status": Label(N_("The server's answer")),
    "server": Label(N_("The server's number in the network")),
    "platform": Label(N_("Platform")),
    "captured": Label(N_("Captured"), Kind.MOMENT, help=CLOCK),
    "captured_said": Label(N_("Captured, as the page says")),
    "captured_last": Label(N_("Captured, the last part"), Kind.MOMENT),
    "capture_tool": Label(N_("Captured with")),
    "operator": Label(N_("Captured by"), telling=True),
    "host": Label(N_("Captured on the computer"), telling=True),
    "signed_by": Label(N_("Signed by, not checked here"), telling=True),
    "records": Label(N_("Parts in it")),
    "digests_right": Label(N_("Parts whose digest is right")),
    "digest_wrong": Label(
        N_("The digest of this part is wrong"), Kind.WARNING, help=N_("The part is not what it was when captured.")
    ),
}
