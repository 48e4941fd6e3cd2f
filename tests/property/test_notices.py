"""In whatever order versions, tombstones and seals arrive, all vaults come to the same, and nothing comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import notice
from app.domain.body import encode_body, parse_body
from app.domain.notice import Erasure, Seal
from app.domain.revision import ERASED, PRESENT, Revision
from app.domain.state import Node, view
from app.services import authoring, casework, erasing, tombstones
from app.services.session import Session
from app.storage import batches, revisions
from tests.unit.services import making

IDS = st.text("0123456789abcdef", min_size=64, max_size=64)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
ERASURES = st.builds(
    lambda covers, whole, reason: Erasure(tuple(sorted(covers.items())), whole, reason),
    st.dictionaries(IDS, IDS, max_size=5),
    st.booleans(),
    TEXTS,
)
SEALS = st.builds(
    lambda covers, label, audience, package, size: Seal(
        tuple(sorted(covers)), label, tuple(sorted(audience)), package, size
    ),
    st.sets(IDS, max_size=5),
    TEXTS,
    st.sets(IDS, max_size=3),
    IDS,
    st.integers(0, 2**40),
)


@given(st.one_of(ERASURES, SEALS))
def test_a_notice_comes_back_as_it_was(said: Erasure | Seal) -> None:
    kind = notice.ERASE if isinstance(said, Erasure) else notice.SEAL
    body = parse_body(encode_body("note", notice.fields_of(said)))
    assert notice.read(kind, body) == said
    assert notice.read(notice.SEAL if kind == notice.ERASE else notice.ERASE, body) is None


@given(st.recursive(st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=9), st.lists, max_leaves=5))
def test_what_is_no_notice_is_read_as_none(value: Any) -> None:
    for kind in notice.KINDS:
        assert notice.read(kind, parse_body(encode_body("note", {kind: value}))) is None


@given(st.data())
def test_notices_change_nothing_of_what_a_record_says(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.text("ab", max_size=3), min_size=1, max_size=5))
    nodes: dict[str, Node] = {}
    for number, text in enumerate(texts):
        parents = data.draw(st.lists(st.sampled_from(sorted(nodes)), unique=True)) if nodes else []
        body = parse_body(encode_body("note", {"text": {"text": text}}))
        nodes[f"{number}"] = Node(f"{number}", tuple(sorted(parents)), body, type="note")
    with_notices = dict(nodes)
    for number in range(data.draw(st.integers(1, 3))):
        parents = data.draw(st.lists(st.sampled_from(sorted(with_notices)), unique=True, max_size=3))
        kind = data.draw(st.sampled_from(sorted(notice.KINDS)))
        made = Node(f"n{number}", tuple(sorted(parents)), None, False, "note", PRESENT, notice=kind, label="L")
        with_notices[made.id] = made
    plain, noticed = view(nodes), view(with_notices)
    assert (plain.fields, plain.conflicts, plain.heads) == (noticed.fields, noticed.conflicts, noticed.heads)
    assert noticed.closed == noticed.label == ""
    assert noticed.states == plain.states


def test_erasing_commutes_with_arriving(tmp_path_factory: Any) -> None:
    place: Path = tmp_path_factory.mktemp("commuting")
    with (
        making.create(place / "here", "Here") as here,
        making.create(place / "field", "Field") as field,
        making.create(place / "hq", "HQ", "headquarters") as office,
    ):
        making.introduce(place, here, field, office)

        @given(st.data())
        @settings(max_examples=25, deadline=None)
        def check(data: st.DataObject) -> None:
            arriving, mine = _story(data, field, office)
            outcomes = []
            for _order in range(2):
                order = data.draw(st.permutations(arriving))
                record = arriving[0].header.record
                _arrive(here, order)
                outcomes.append({one.id: one.state for one in revisions.of_record(here.vault, record)})
                _forget(here, record)
            assert outcomes[0] == outcomes[1]
            assert all(outcomes[0][id_] == ERASED for id_ in mine)

        check()


def _story(data: st.DataObject, field: Session, office: Session) -> tuple[list[Revision], set[str]]:
    """Return a record's versions by two authors, tombstones among them, and the ids that must end erased."""
    authors = [data.draw(st.sampled_from([field, office])) for _number in range(data.draw(st.integers(1, 4)))]
    made: list[Revision] = []
    for number, author in enumerate(authors):
        parents = [made[-1].id] if made else []
        record = made[0].header.record if made else f"{data.draw(st.integers(0, 2**64)):032x}"
        made.append(authoring.make(author, record, "note", {"text": {"text": f"{number}"}}, parents))
    gone: set[str] = set()
    stones: list[Revision] = []
    for signer in data.draw(st.lists(st.sampled_from([field, office]), max_size=2)):
        covered = data.draw(st.lists(st.sampled_from(made), min_size=1, unique_by=lambda one: one.id))
        whole = data.draw(st.booleans())
        covers = tuple(sorted((one.id, one.header.author) for one in covered))
        fields = notice.fields_of(Erasure(covers, whole, "why"))
        parents = [made[-1].id]
        stones.append(authoring.make(signer, made[0].header.record, "note", fields, parents, ("erase",)))
        if signer is office or all(author == signer.card.key_id for _id, author in covers):
            gone |= {one.id for one in covered}
    return [*made, *stones], gone


def _arrive(here: Session, order: list[Revision]) -> None:
    """Take each in by itself, as bundles do."""
    for one in order:
        forgotten: set[bytes] = set()
        with batches.begin(here.vault, "test") as batch:
            batch.add(tombstones.without_erased(here, [one], forgotten))
            batch.reveal(then=lambda db: _follow(here, db))


def _follow(here: Session, db: Any) -> None:
    erasing.carry_out(here, db, set())


def _forget(here: Session, record: str) -> None:
    """Let a record never have been here, for the next order."""
    raw = bytes.fromhex(record)
    with here.vault.transaction() as db:
        rows = [row[0] for row in db.all("SELECT n FROM revision WHERE record = ?", (raw,))]
        for n in rows:
            for table, column in (("parent", "child"), ("mention", "n"), ("revision", "n")):
                db.run(f"DELETE FROM {table} WHERE {column} = ?", (n,))
    assert casework.search(here, "nothing") == []
