"""The command line: the shape of every answer, every exit code, and input that is not what it should be."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import COMMANDS, main
from app.services import session
from app.storage import trust
from tests.unit.exchange import forging
from tests.unit.exchange import making as people
from tests.unit.services import making

COUNTS = {"new", "same", "updated", "conflicting", "quarantined"}


@dataclass(frozen=True)
class Said:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@dataclass(frozen=True)
class Place:
    """A field laptop and an office that trust each other, their passphrase, and a stick."""

    field: Path
    office: Path
    stick: Path
    passphrase: Path

    def words(self, folder: Path) -> list[str]:
        return ["--vault", str(folder), "--passphrase-file", str(self.passphrase)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    root = tmp_path_factory.mktemp("commands")
    (root / "stick").mkdir()
    (root / "passphrase").write_text(making.PASSPHRASE + "\n")
    with (
        making.create(root / "field", "Field", practice=False) as field,
        making.create(root / "hq", "HQ", "headquarters", practice=False) as office,
    ):
        making.introduce(root, field, office)
    return Place(root / "field", root / "hq", root / "stick", root / "passphrase")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, as the real one does from `main` on."""

    def run(*words: object, given: bytes | object = b"") -> Said:
        data = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        capfd.readouterr()
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "went wrong that should not" not in err, err
        return Said(code, out, err)

    return run


@pytest.fixture
def field(place: Place, run: Run) -> Run:
    def on_field(*words: object, given: bytes | object = b"") -> Said:
        return run(*place.words(place.field), *words, given=given)

    return on_field


@pytest.fixture
def office(place: Place, run: Run) -> Run:
    def on_office(*words: object, given: bytes | object = b"") -> Said:
        return run(*place.words(place.office), *words, given=given)

    return on_office


def _done(said: Said) -> Any:
    assert (said.code, said.err) == (0, ""), said
    return said.json


def test_the_shape_of_every_answer(place: Place, run: Run, field: Run, office: Run, tmp_path: Path) -> None:
    words = ["--vault", tmp_path / "new", "--passphrase-file", place.passphrase]
    made = _done(run(*words, "new", "--role", "field", "--name", "New", "--kdf-memory", 64, "--json"))
    assert made.keys() >= {"vault", "card_fingerprint"}
    assert made["vault"] == str(tmp_path / "new")
    assert len(made["card_fingerprint"]) == 60
    card = _done(run("--json", *words, "card", "--out", tmp_path / "new.card"))
    assert card == {"fingerprint": made["card_fingerprint"], "path": str(tmp_path / "new.card")}
    trusted = _done(field("trust", tmp_path / "new.card", "--fingerprint", card["fingerprint"], "--json"))
    assert trusted["status"] == "verified"

    record = _done(field("add", "note", "--json", given={"text": {"text": "words"}}))
    assert record.keys() == {"id"}
    (tmp_path / "fields.json").write_text('{"text": {"text": "from a file"}}')
    plain = field("add", "note", tmp_path / "fields.json")
    assert plain.code == 0
    assert len(plain.out.strip()) == 32  # the id alone
    edited = _done(field("edit", record["id"], "-", "--json", given={"remarks": {"text": "edited"}}))
    assert edited.keys() == {"id", "revision"}
    for listing in (
        field("list", "--json"),
        field("list", "--type", "note", "--json"),
        field("search", "words", "--json"),
    ):
        rows = _done(listing)["records"]
        assert rows
        assert all(row.keys() == {"id", "type", "title", "updated"} for row in rows)
    shown = _done(field("show", record["id"], "--history", "--json"))
    assert shown.keys() >= {"id", "type", "fields", "heads", "conflict", "history"}
    assert len(shown["history"]) == 2
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    attached = _done(field("attach", record["id"], tmp_path / "photo.jpg", "--json"))
    out = _done(field("detach-copy", record["id"], attached["attachment"], "--out", tmp_path / "copy", "--json"))
    assert out["path"] == str(tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"photo"

    sent = _done(field("send", "--to", "HQ", "--out", place.stick, "--json"))
    (bundle,) = sent["bundles"]
    looks = [_done(office("inspect", bundle, "--json")), _done(office("receive", "--dry-run", bundle, "--json"))]
    got = _done(office("receive", bundle, "--json"))
    again = _done(office("receive", bundle, "--json"))
    for answer in (*looks, got, again):
        assert answer.keys() >= {"sender", "trust", "counts", "receipt"}
        assert answer["counts"].keys() == COUNTS
        assert answer["sender"]["name"] == "Field"
        assert answer["trust"] == "verified"
    assert looks[0] == looks[1]
    assert looks[0]["receipt"] is None
    assert got["receipt"].keys() >= {"manifest", "at"}
    assert again["receipt"] == got["receipt"]
    report = _done(office("verify", "--json"))
    assert report.keys() == {"damage", "digest", "revisions", "states", "problems"}
    assert (report["problems"], report["states"]) == ([], {"present": report["revisions"]})
    assert _done(office("conflicts", "--json")) == {"conflicts": []}
    assert _done(office("rebuild", "--json")) == {"records": 2}
    cards = _done(field("cards", "--json"))["cards"]
    assert {one["name"] for one in cards} == {"HQ", "New"}
    sample = _done(run("sample", tmp_path / "sample", "--json"))
    assert sample.keys() >= {"vault", "records"}


def test_the_choices_of_sending(place: Place, field: Run) -> None:
    ids = [field("add", "note", given={"text": {"text": f"{n}"}}).out.strip() for n in range(2)]
    for choice in (["--all"], ["--since-last"], ["--ids", *ids], ["--ids", ",".join(ids)], ["--max-size", "1.5"]):
        assert len(_done(field("send", "--to", "HQ", "--out", place.stick, *choice, "--json"))["bundles"]) == 1
    sent = _done(field("send", "--to", "HQ", "--out", place.stick, "--profile", "x25519", "--json"))
    assert b"X25519" in Path(sent["bundles"][0]).read_bytes()[:200]
    for wrong in (ids, ["--max-size", "0"], ["--max-size", "-1"], ["--max-size", "nan"], ["--max-size", "inf"]):
        assert field("send", "--to", "HQ", "--out", place.stick, *wrong).code == 2, wrong
    assert field("send", "--to", "HQ", "--out", place.stick, "--max-size", "0.01").code == 1
    assert field("send", "--to", "HQ", "--out", place.stick / "missing").code == 1
    assert field("send", "--to", "Nobody", "--out", place.stick).code == 1
    assert field("send", "--out", place.stick).code == 2


def test_a_bundle_refused_or_kept_apart_exits_3(place: Place, field: Run, office: Run, tmp_path: Path) -> None:
    field("add", "note", given={"text": {"text": "x"}})
    bundle = Path(_done(field("send", "--to", "HQ", "--out", place.stick, "--json"))["bundles"][0])
    with session.open_session(place.office, making.PASSPHRASE) as opened:
        us = making.person_of(opened)
    plain = forging.plaintext(bundle.read_bytes(), us)
    parts = forging.members(plain)
    stranger = people.person("Stranger")
    other = people.person("Other office")
    addressed = forging.signed(parts, stranger, lambda m: m.update(recipient={"card": "ab" * 32, "key": "cd" * 32}))
    cases = {
        "not an age file": b"hello",
        "cut short": bundle.read_bytes()[:-1],
        "damaged header": bundle.read_bytes()[:300],
        "not for us": forging.sealed(plain, other),
        "a signature wrong": forging.sealed(forging.tarball({**parts, "bag/manifest.json.sig": b"x"}), us),
        "another card": forging.sealed(forging.tarball(addressed), us),
        "padding": forging.sealed(plain[:-1] + b"\1", us),
        "a practice one for a real vault": people.bundle(people.person("Practised", practice=True), us).written(),
        "an unknown sender": people.bundle(stranger, us, [people.revise(stranger, 1, "hello")]).written(),
    }
    words = set()
    for label, data in cases.items():
        (tmp_path / "given").write_bytes(data)
        said = office("receive", tmp_path / "given", "--json")
        assert said.code == 3, label
        assert len(said.err.strip()) > 20
        assert "\n" not in said.err.strip().splitlines()[0]
        words.add(said.err)
        kept_apart = label == "an unknown sender"
        assert bool(said.out) == kept_apart
        assert office("inspect", tmp_path / "given").code == (0 if kept_apart else 3), label
        if kept_apart:
            assert said.json["refused"]
            assert Path(said.json["quarantine"]).exists()
            assert said.json["quarantine"] in said.err
    assert len(words) >= len(cases) - 1
    plain_words = office("receive", tmp_path / "given")
    assert plain_words.code == 3
    assert "Stranger" in plain_words.out
    with session.open_session(place.office, making.PASSPHRASE) as opened:
        trust.add_card(
            opened.vault,
            stranger.card.data,
            card_hash=stranger.card.hash,
            key_id=stranger.card.key_id,
            name="Stranger",
            status="verified",
        )
        trust.revoke(opened.vault, stranger.card.key_id)
    said = office("receive", tmp_path / "given")
    assert said.code == 3
    assert "revoked" in said.err
    assert office("receive", tmp_path / "no such file").code == 2


def test_input_that_is_not_json_we_keep(field: Run, tmp_path: Path) -> None:
    before = field("list", "--json").json
    for given in (
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"a": 1, "a": 2}',
        b'{"a": 1.5}',
        b'{"a": NaN}',
        b'{"a": 1e3}',
        b'{"a": 9007199254740993}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\xff\xfe"}',
        b"\xff\xfe{",
        b'{"a": "\\ud800"}',
        b'{"A b": 1}',
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b'{"b":' * 40 + b"1" + b"}" * 40 + b"}",
        b'{"a": "' + b"x" * (9 << 20) + b'"}',
        b'{"text": {"text": 5}}',
    ):
        said = field("add", "note", given=given)
        assert (said.code, said.out) == (1, ""), given[:60]
        assert len(said.err.strip()) > 20
        assert len(said.err) < 600
    (tmp_path / "latin").write_bytes('{"text": {"text": "café"}}'.encode("latin-1"))
    assert field("add", "note", tmp_path / "latin").code == 1
    assert field("add", "note", tmp_path / "missing").code == 1
    assert field("add", "note", tmp_path).code == 1
    assert field("add", "no such type", given=b"{}").code == 1
    assert field("edit", "0" * 32, given=b"{}").code == 1
    assert field("list", "--json").json == before
    for given in ('{"text": {"text": "bom"}}'.encode("utf-8-sig"), '{"text": {"text": "wide"}}'.encode("utf-16")):
        assert field("add", "note", given=given).code == 0


def test_words_and_names_that_are_no_text(place: Place, field: Run, run: Run, tmp_path: Path) -> None:
    odd = b"caf\xe9".decode("utf-8", "surrogateescape")
    for words in (["show", odd], ["search", odd], ["add", odd], ["list", "--type", odd], ["edit", odd], ["help", odd]):
        assert field(*words, given=b"{}").code in (0, 1), words
    assert field(odd).code == 2
    assert run("--vault", tmp_path / odd, "list").code == 1
    said = field("send", "--to", odd, "--out", place.stick)
    assert said.code == 1
    assert "caf" in said.err
    words = ["--vault", tmp_path / "odd", "--passphrase-file", place.passphrase]
    assert run(*words, "new", "--role", "field", "--name", odd, "--kdf-memory", 64).code == 1
    assert not (tmp_path / "odd").exists()


def test_passphrase_files_and_wrong_vaults(place: Place, run: Run, tmp_path: Path) -> None:
    for data in (b"", b"\n", b"wrong", b"\xff\xfe", b"x" * 5000):
        (tmp_path / "passphrase").write_bytes(data)
        assert run("--vault", place.field, "--passphrase-file", tmp_path / "passphrase", "list").code == 1, data[:9]
    assert run("--vault", place.field, "--passphrase-file", tmp_path / "missing", "list").code == 1
    assert run("--vault", place.field, "--passphrase-file", "/dev/zero", "list").code == 1
    assert run("--vault", tmp_path / "missing", "list").code == 1
    assert run("--vault", tmp_path, "list").code == 1
    assert run("list").code == 2
    words = ["--vault", place.field, "--passphrase-file", place.passphrase]
    assert run(*words, "new", "--role", "field", "--name", "Again", "--kdf-memory", 64).code == 1
    assert run(*words, "new", "--role", "king", "--name", "x").code == 2
    assert run(*words, "new", "--role", "field").code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(run: Run, command: str) -> None:
    said = run(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: keepsake ")
    told = said.out.partition("\n\n")[2].partition("\n\n")[0].strip()
    assert len(told) > 25
    assert told.endswith("."), told
    listed = run("--help").out
    assert f"\n  {command} " in listed
    assert "..." not in listed.partition("Commands:")[2]  # no sentence is cut


def test_verify_that_finds_something_exits_1(place: Place, run: Run, tmp_path: Path) -> None:
    words = place.words(Path(shutil.copytree(place.field, tmp_path / "vault")))
    run(*words, "add", "note", given={"text": {"text": "x"}})
    with session.open_session(tmp_path / "vault", making.PASSPHRASE) as opened:
        opened.vault.db.run("UPDATE revision SET signature = zeroblob(64) WHERE n = 1")
    said = run(*words, "verify", "--json")
    assert said.code == 1
    assert len(said.json["problems"]) == 1
    assert run(*words, "verify").code == 1
