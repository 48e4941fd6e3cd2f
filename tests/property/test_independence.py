"""Independence of sources, whatever is derived from whatever: an equivalence, and no reprint ever raises it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.independence import Source, groups

KEYS = list("abcdef")
few = st.frozensets(st.sampled_from("xyz"), max_size=2)
sources = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        Source,
        origins=st.frozensets(st.sampled_from(KEYS), max_size=2),
        voices=few,
        publishers=few,
        files=st.frozensets(st.sampled_from("fg"), max_size=1),
    ),
)
cited = st.lists(st.sampled_from(KEYS), max_size=6)


@given(sources, cited)
def test_every_source_cited_is_in_one_group_and_the_order_does_not_matter(
    known: dict[str, Source], asked: list[str]
) -> None:
    found = groups(asked, known)
    assert sorted(one for group in found for one in group.sources) == sorted(set(asked))
    assert groups([*reversed(asked), *asked], dict(reversed(known.items()))) == found
    assert all(bool(one.reasons) == (len(one.sources) > 1) for one in found)


@given(sources, st.lists(st.sampled_from(KEYS), min_size=3, max_size=3, unique=True))
def test_what_is_one_in_pairs_is_one_together(known: dict[str, Source], three: list[str]) -> None:
    plain = {key: Source(voices=one.voices, files=one.files) for key, one in known.items()}
    first, second, third = three
    if len(groups([first, second], plain)) == len(groups([second, third], plain)) == 1:
        assert len(groups(three, plain)) == 1
    assert len(groups([first, second], known)) == len(groups([second, first], known))


@given(sources, cited, st.sampled_from(KEYS), few)
def test_a_reprint_of_what_is_cited_never_raises_the_number(
    known: dict[str, Source], asked: list[str], original: str, voices: frozenset[str]
) -> None:
    asked = [*asked, original]
    reprint = known | {"reprint": Source(frozenset([original]), voices)}
    assert len(groups([*asked, "reprint"], reprint)) <= len(groups(asked, known))


@given(sources, cited, st.sampled_from(KEYS), st.sampled_from("xyz"))
def test_knowing_one_more_voice_never_raises_the_number(
    known: dict[str, Source], asked: list[str], at: str, voice: str
) -> None:
    before = known.get(at, Source())
    told = known | {at: Source(before.origins, before.voices | {voice}, before.publishers, before.files)}
    if before.voices or not before.publishers:  # a first author takes the publisher's place
        assert len(groups(asked, told)) <= len(groups(asked, known))
