"""Which sources are one: reprints, translations, the same witness, the same office; and which stay two."""

from __future__ import annotations

from app.domain.independence import Group, Reason, Source, groups


def of(*origins: str, by: str = "", published: str = "", file: str = "") -> Source:
    return Source(
        *(
            frozenset(one)
            for one in (origins, [by] if by else (), [published] if published else (), [file] if file else ())
        )
    )


def together(cited: str, **sources: Source) -> list[str]:
    return ["".join(one.sources) for one in groups(cited, sources)]


def test_a_reprint_and_a_translation_are_the_source_itself() -> None:
    assert groups("abc", {"b": of("a"), "c": of("b")}) == (Group(("a", "b", "c"), (Reason.DERIVED,)),)
    assert together("bc", b=of("a"), c=of("a")) == ["bc"]  # both from one that is not cited
    assert together("abd", b=of("a")) == ["ab", "d"]


def test_a_publisher_that_is_not_the_author_makes_nobody_one() -> None:
    assert together("ab", a=of(by="x", published="p"), b=of(by="y", published="p")) == ["a", "b"]
    assert groups("ab", {"a": of(by="x", published="p"), "b": of(by="x", published="q")}) == (
        Group(("a", "b"), (Reason.SAME_VOICE,)),
    )
    assert groups("ab", {"a": of(published="p"), "b": of(published="p")}) == (
        Group(("a", "b"), (Reason.SAME_PUBLISHER,)),
    )
    assert together("ab", a=of(published="p"), b=of(by="x", published="p")) == ["a", "b"]


def test_the_same_witness_twice_is_one_source_and_so_is_the_same_file() -> None:
    assert together("abc", a=of(by="w"), b=of(by="w"), c=of(by="v")) == ["ab", "c"]
    assert groups("ab", {"a": of(file="f"), "b": of(file="f")})[0].reasons == (Reason.SAME_FILE,)


def test_a_report_on_several_testimonies_that_are_cited_makes_them_no_less_independent() -> None:
    assert together("abr", r=of("a", "b")) == ["ar", "b"]
    assert together("ar", r=of("a", "b")) == ["ar"]  # what else it stands on is not cited: it may add, or not
    assert together("abrs", r=of("a", "b"), s=of("r")) == ["ars", "b"]


def test_translations_of_each_other_are_one_and_never_none() -> None:
    assert together("ab", a=of("b"), b=of("a")) == ["ab"]
    assert together("a", a=of("a")) == ["a"]
    assert groups("", {}) == ()


def test_what_is_derived_by_very_many_ways_or_over_very_many_steps_is_still_told() -> None:
    """Two prints each of two prints, forty deep, is a million million ways up."""
    known = {"a0": Source(), "b0": Source()}
    for n in range(1, 41):
        above = frozenset({f"a{n - 1}", f"b{n - 1}"})
        known |= {f"a{n}": Source(origins=above), f"b{n}": Source(origins=above)}
    assert len(groups(["a40", "a0", "b0"], known)) == 2
    chain = {f"c{n}": Source(origins=frozenset({f"c{n - 1}"})) for n in range(1, 3000)}
    last = {"both": Source(origins=frozenset({"c2999", "a0"}))}
    assert len(groups(["both", "c0", "a0"], {"c0": Source(), "a0": Source()} | chain | last)) == 2
