"""Lines put together of parts that run to the right and to the left are read in their order."""

from __future__ import annotations

from app.ui.lines import APART, FROM_LEFT, TOGETHER, joined


def test_a_line_that_runs_one_way_stays_as_it_is() -> None:
    assert joined("Detention", "", "Beijing", "13 August 2012") == "Detention · Beijing · 13 August 2012"
    assert joined("احتجاز", "13 أغسطس 2012") == "احتجاز · 13 أغسطس 2012"
    assert joined("曹顺利") == "曹顺利"


def test_parts_that_run_two_ways_keep_to_themselves_those_of_a_title_too() -> None:
    told = joined("رفض", "Application · 13 أغسطس 2012")
    assert told == FROM_LEFT + " · ".join(
        f"{APART}{part}{TOGETHER}" for part in ("رفض", "Application", "13 أغسطس 2012")
    )
