"""What files say of themselves, read by the real process: photos, PDF, office files, recordings, pages of the web."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain import schema
from app.services import attachments, casework, keyless, linked, metadata
from app.services.inside import process
from app.services.inside.asking import Asking, CannotTell
from app.services.metadata import Said
from app.services.session import Session
from tests import telling_files as files
from tests.unit.services import making

DOCUMENT = schema.OURS.fields_of("document")


def said(data: bytes) -> dict[str, Said]:
    """Return what a file says, the first of each code."""
    return {one.code: one for one in reversed(metadata.of_bytes(data))}


def test_a_photo_tells_camera_person_place_and_a_time_whose_zone_it_leaves_open() -> None:
    found = said(files.photo())
    assert found["taken"].words == "1 March 2012, 14:02:00, time zone not said"
    assert found["satellite_time"].words == "1 March 2012, 06:02:00, zone UTC"
    assert found["place"].words == "39.904000, 116.407000, how exactly is not said"
    assert (found["camera_make"].words, found["camera_model"].words) == ("Inventum", "Model Nought")
    assert found["serial"].words == files.SERIAL
    assert found["author"].words == files.PHOTOGRAPHER
    assert {code for code, one in found.items() if one.telling} == {"serial", "author", "place"}
    assert "preview_differs" not in found


def test_a_zone_a_precision_and_another_small_picture_are_told_when_they_are_there() -> None:
    found = said(files.photo(zone="+08:00", error=12, preview=(120, 40)))
    assert found["taken"].words == "1 March 2012, 14:02:00, zone +08:00"
    assert found["place"].words == "39.904000, 116.407000 ±12 m"
    assert found["preview_differs"].warning


def test_a_pdf_tells_who_made_it_and_that_it_was_changed_later() -> None:
    found = said(files.pdf())
    assert found["author"].words == files.PHOTOGRAPHER
    assert (found["made_with"].words, found["producer"].words) == ("Writer", "Maker 2")
    assert found["created"].value == "2012-03-01T14:02:00+08:00"
    assert found["changed"].words == "2 April 2013"
    assert found["pages"].words == "1"
    assert "updates" not in found
    assert said(files.pdf(updated=True))["updates"].words == "1"


@pytest.mark.parametrize("make", [files.docx, files.xlsx, files.odt])
def test_an_office_file_tells_who_wrote_it_and_who_saved_it_last(make: Callable[[], bytes]) -> None:
    found = said(make())
    assert found["author"].words == files.PHOTOGRAPHER
    assert found["last_by"].words == "Second Hand (invented)"
    assert found["created"].value.startswith("2012-03-01T")


def test_names_left_in_the_changes_of_a_text_are_found() -> None:
    found = said(files.docx())
    assert found["named_inside"].words == "Third Hand (invented)"
    assert (found["template"].words, found["company"].words) == ("Ministry.dotx", "Bureau of Examples")


def test_a_film_tells_its_time_and_place_wherever_that_stands_in_it() -> None:
    found = said(files.film(sound=700_000))
    assert found["recorded"].value == "2012-03-01T06:02:00Z"
    assert found["duration"].words == "0:01:05"
    assert found["place"].value == "39.904000, 116.407000"


def test_a_recording_tells_its_length() -> None:
    assert said(files.wave(65))["duration"].words == "0:01:05"


@pytest.mark.parametrize(("data", "right"), [(files.warc(), "3"), (files.warc(zipped=False), "3"), (files.wacz(), "4")])
def test_a_web_archive_tells_address_and_time_and_its_digests_are_computed_again(data: bytes, right: str) -> None:
    found = said(data)
    assert found["address"].words == files.ADDRESS
    assert found["captured"].value == "2012-03-01T06:02:00Z"
    assert found["operator"].telling
    assert found["digests_right"].words == right
    assert "digest_wrong" not in found


def test_a_payload_over_many_pieces_is_digested_whole() -> None:
    assert said(files.warc(body=bytes(range(256)) * 4000))["digests_right"].words == "3"


@pytest.mark.parametrize("data", [files.warc(wrong=True), files.wacz(wrong=True)])
def test_a_wrong_digest_is_a_warning(data: bytes) -> None:
    assert said(data)["digest_wrong"].warning


def test_a_page_saved_by_a_browser_tells_where_from_and_when() -> None:
    found = said(files.mhtml())
    assert (found["address"].words, found["title"].words) == (files.ADDRESS, "خبر")
    assert found["captured"].value == "2012-03-01T14:02:00+08:00"
    assert said(files.html())["address"].words == files.ADDRESS


@pytest.mark.parametrize("data", [b"", b"plain words", b"\0" * 9000])
def test_a_file_of_another_kind_says_nothing(data: bytes) -> None:
    assert metadata.of_bytes(data) == ()


@pytest.mark.parametrize(
    "data",
    [files.bomb_docx(), files.docx()[:300], b"%PDF-1.7 nothing", files.warc()[:-20], b"\x1f\x8b" * 99],
    ids=["bomb", "cut", "pdf", "warc", "gzip"],
)
def test_a_file_made_to_do_harm_gets_one_plain_answer(data: bytes) -> None:
    with pytest.raises(CannotTell, match="It is kept as it came"):
        metadata.of_bytes(data)


def test_a_file_that_turns_and_hides_its_words_is_shown_on_one_line() -> None:
    found = said(files.pdf(author="A\\n\\tB \\376"))
    assert all(one.words.isprintable() for one in found.values())


def test_a_reading_nobody_waits_for_any_more_is_ended() -> None:
    asking = Asking()

    def pieces() -> Iterator[bytes]:
        yield files.warc()[:40]
        asking.kill()
        yield b"more"

    with pytest.raises(CannotTell):
        asking.facts(10_000, pieces())
    with pytest.raises(CannotTell):
        asking.facts(0, ())


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not there")
def test_the_process_has_no_room_to_write_a_file(tmp_path: Path) -> None:
    code = (
        "from app.services import keyless; keyless.limit()\n"
        f"open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'secret')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, check=False)
    assert done.returncode != 0
    assert not (tmp_path / "left").read_bytes()


def test_the_process_is_told_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPSAKE_SECRET", "x")
    running = keyless.started("--inside")
    if sys.platform == "linux":
        assert b"KEEPSAKE_SECRET" not in Path(f"/proc/{running.pid}/environ").read_bytes()
    running.stdin.write(process.LENGTH.pack(0))  # type: ignore[union-attr]
    running.communicate()


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Session]:
    with making.create(tmp_path / "field", "Field") as opened:
        yield opened


def test_files_of_a_record_are_read_from_the_vault(field: Session, tmp_path: Path) -> None:
    record = casework.add(field, "document", {"title": {"text": "Photo"}})
    (tmp_path / "photo.jpg").write_bytes(files.photo())
    (tmp_path / "words.txt").write_text("words")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    for name in ("photo.jpg", "words.txt", "bad.pdf"):
        attachments.attach(field, record, tmp_path / name)
    photo, words, bad = metadata.of_record(field, record)
    assert "Taken" in [one.label for one in photo["says"]]
    assert (words["says"], words["problem"]) == ([], "")
    assert "kept as it came" in bad["problem"]
    (alone,) = metadata.of_record(field, record, photo["attachment"])
    assert alone == photo


def test_a_value_taken_over_cites_the_file_and_loses_nothing() -> None:
    taken = said(files.photo(zone="+08:00"))["taken"]
    before = {"date": {"edtf": "2012-02"}, "cites": [{"id": "c1", "field": "title"}]}
    record = "ab" * 16
    after = before | metadata.taken_over(DOCUMENT, before, taken, record, "a1")
    assert after["date"]["edtf"] == "2012-03-01T14:02:00+08:00"
    assert after["accounts"][0]["value"] == {"edtf": "2012-02"}
    assert after["cites"][1]["attachment"] == "a1"
    assert after["cites"][1]["source"] == record
    assert schema.OURS.check_fields("document", after)["date"]["words"] == "1 March 2012, 14:02:00, zone +08:00"


def test_a_value_without_a_field_in_this_type_is_not_offered() -> None:
    found = said(files.photo())
    assert metadata.field_for(DOCUMENT, found["taken"]) == "date"
    assert metadata.field_for(DOCUMENT, found["serial"]) == ""


def test_a_record_that_cites_a_file_of_its_own_is_not_told_as_naming_itself(field: Session) -> None:
    record = casework.add(field, "document", {"date": "2012"})
    casework.edit(field, record, {"cites": [{"field": "date", "source": record, "attachment": "a1"}]})
    assert linked.named_by(field, record) == ()
    assert casework.connections(field, casework.show(field, record))["linked_from"] == []


@pytest.mark.parametrize("answer", ["[[[], 1]]", '[[["author"], "x"]]', '[[{}, "x"]]', "[1]", "{}"])
def test_an_answer_of_no_known_form_from_the_process_says_nothing(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Whoever wrote the file may have the process in their hands."""
    script = (
        "import sys, struct; sys.stdin.buffer.read(); "
        f"said = {answer!r}.encode(); sys.stdout.buffer.write(struct.pack('>BI', 0, len(said)) + said)"
    )

    def started(_argument: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", script]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(keyless, "started", started)
    assert metadata.of_bytes(b"a picture") == ()
