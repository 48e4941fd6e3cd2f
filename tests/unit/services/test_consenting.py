"""What consents say of a record, and of what rests on it; what one choice fills in; who was heard before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.base.errors import BadInput
from app.domain import consent, ids
from app.services import casework, consent_words, consenting, presets, previous, withdrawals, withdrawing, withholding
from app.services.people import Reason
from app.services.session import Session
from app.storage import drafts, revisions
from tests.unit.services import making

INTERNAL, PRESS, NAMED = consent.INTERNAL, "purpose/press", "purpose/named-publication"


def link(role: str, to: str) -> dict[str, Any]:
    return {"id": f"{role[:4]}{to[:4]}", "role": role, "to": to}


def person(vault: Session, name: str, **more: Any) -> str:
    names = [{"id": "n1", "text": name, "kind": "legal"}]
    return casework.add(vault, "person", {"names": names, **more})


def statement(vault: Session, witness: str, **more: Any) -> str:
    return casework.add(vault, "testimony", {"title": {"text": "invented"}, "witness": [link("by", witness)], **more})


def citing(vault: Session, source: str, type_: str = "act", **more: Any) -> str:
    return casework.add(vault, type_, {"cites": [{"id": "c1", "source": source}], **more})


def decided(vault: Session, record: str) -> dict[str, str]:
    return {one.purpose: one.decision for one in consenting.standing(vault, record).decisions}


def test_nobody_asked_and_nobody_to_ask(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented One"))
    assert consenting.standing(vault, told).state == "not-asked"
    assert consenting.standing(vault, casework.add(vault, "note", {})).state == ""
    public = statement(vault, person(vault, "Invented Public"), basis={"term": consent.ALREADY_PUBLIC})
    assert consenting.standing(vault, public).state == ""


@pytest.mark.parametrize("preset", presets.presets())
def test_each_choice_decides_every_purpose(vault: Session, preset: str) -> None:
    told = statement(vault, person(vault, "Invented Two"))
    made = presets.take(vault, told, preset)
    purposes = decided(vault, told)
    assert set(purposes) == set(vault.schema.vocabulary("purpose").terms)
    assert set(purposes.values()) <= {consent.GRANTED, consent.ASK_AGAIN, consent.REFUSED}
    standing = consenting.standing(vault, told)
    assert standing.state == ("refused" if preset == presets.REFUSED else "given")
    assert standing.consents == (made,)
    assert {one.why for one in standing.decisions} == {consenting.NAMED}


def test_the_choices_differ_as_they_say(vault: Session) -> None:
    who = person(vault, "Invented Three")
    found = {}
    for preset in presets.presets():
        told = statement(vault, who)
        presets.take(vault, told, preset)
        found[preset.partition("/")[2]] = decided(vault, told)
    assert found["internal-only"][INTERNAL] == consent.GRANTED
    assert found["internal-only"][NAMED] == found["anonymised"][NAMED] == consent.REFUSED
    assert found["anonymised"]["purpose/anonymised-publication"] == consent.GRANTED
    assert found["named"][NAMED] == consent.GRANTED
    assert found["un"]["purpose/un-mechanism"] == consent.GRANTED
    assert found["everything"][PRESS] == consent.GRANTED
    assert set(found["refused"].values()) == {consent.REFUSED}


def test_a_single_purpose_can_be_changed(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Four"))
    fields = presets.filled("everything")
    changed = [
        {**one, "decision": {"term": consent.REFUSED}} if one["purpose"]["term"] == PRESS else one
        for one in fields["purposes"]
    ]
    presets.take(vault, told, "everything", {"purposes": changed, "identity": None})
    assert decided(vault, told)[PRESS] == consent.REFUSED
    assert decided(vault, told)[NAMED] == consent.GRANTED
    assert "identity" not in casework.show(vault, consenting.standing(vault, told).consents[0])["fields"]


def test_a_choice_there_is_not(vault: Session) -> None:
    with pytest.raises(BadInput, match="internal-only"):
        presets.take(vault, statement(vault, person(vault, "Invented Five")), "all of it")


def test_asked_again_the_later_consent_counts(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Six"))
    presets.take(vault, told, "refused")
    assert told in withholding.withheld(vault)
    presets.take(vault, told, "named")
    assert decided(vault, told)[NAMED] == consent.GRANTED
    assert told not in withholding.withheld(vault)
    presets.take(vault, told, "internal-only")
    assert decided(vault, told)[NAMED] == consent.REFUSED
    assert len(consenting.standing(vault, told).consents) == 3


def test_a_later_consent_in_a_word_that_is_not_ours_opens_nothing(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Six and a half"))
    refused = presets.take(vault, told, "refused")
    decision = {"term": "decision/x_0a1b2c", "words": "Only if her brother agrees"}
    said = [{"purpose": {"term": INTERNAL}, "decision": decision}]
    casework.add(
        vault,
        "consent",
        {"records": [link("on", told)], "replaces": [link("replaces", refused)], "purposes": said},
    )
    assert told in withholding.withheld(vault)
    assert decided(vault, told)[INTERNAL] == consent.REFUSED


def test_what_rests_on_a_testimony_is_covered_and_what_is_public_is_not(vault: Session) -> None:
    who = person(vault, "Invented Seven")
    act, other = casework.add(vault, "act", {}), casework.add(vault, "incident", {})
    told = statement(vault, who, about=[link("about", act), link("about", other)])
    cited = citing(vault, told)
    note = casework.add(vault, "note", {"became": [link("became", told)]})
    copy = casework.add(vault, "document", {"derived_from": [link("derived-from", told)]})
    further = citing(vault, copy, "incident")
    public = citing(vault, told, basis={"term": consent.ALREADY_PUBLIC})
    made = presets.take(vault, told, "refused")
    found = {one.record: one.why for one in consenting.covered(vault, made)}
    assert found == {
        told: consenting.NAMED,
        who: consenting.BY_PERSON,
        **dict.fromkeys([act, cited, note, copy, further], consenting.CITED),
    }
    assert found.keys() <= withholding.withheld(vault)
    assert not {other, public} & withholding.withheld(vault)
    (internal,) = [one for one in consenting.standing(vault, further).decisions if one.purpose == INTERNAL]
    assert (internal.decision, internal.why, internal.through) == (consent.REFUSED, consenting.CITED, told)


def test_a_consent_for_the_records_named_only_reaches_no_further(vault: Session) -> None:
    who = person(vault, "Invented Eight")
    told = statement(vault, who)
    cited = citing(vault, told)
    made = presets.take(vault, told, "refused", {"coverage": {"term": consent.NAMED_ONLY}})
    assert [one.record for one in consenting.covered(vault, made)] == [told]
    assert not {who, cited} & withholding.withheld(vault)


def test_a_consent_of_a_person_covers_all_they_told_us(vault: Session) -> None:
    who = person(vault, "Invented Nine")
    first, second = statement(vault, who), statement(vault, who)
    made = presets.take(vault, who, "refused")
    later = statement(vault, who)
    found = {one.record: one.why for one in consenting.covered(vault, made)}
    assert found[who] == consenting.NAMED
    assert {found[one] for one in (first, second, later)} == {consenting.BY_TESTIMONY}
    assert {first, second, later, who} <= withholding.withheld(vault)


def test_of_two_testimonies_the_stricter_counts(vault: Session) -> None:
    one, two = (statement(vault, person(vault, f"Invented Ten {n}")) for n in range(2))
    act = casework.add(vault, "act", {"cites": [{"id": "c1", "source": one}, {"id": "c2", "source": two}]})
    presets.take(vault, one, "everything")
    assert decided(vault, act)[PRESS] == consent.NOT_ASKED
    presets.take(vault, two, "internal-only")
    assert decided(vault, act)[PRESS] == consent.REFUSED
    assert decided(vault, act)[INTERNAL] == consent.GRANTED


def test_a_consent_that_ended_allows_internal_use_unless_it_says_that_all_stops(vault: Session) -> None:
    told, other = (statement(vault, person(vault, f"Invented Eleven {n}")) for n in range(2))
    past = {"expires": {"edtf": "2001-02-03"}}
    presets.take(vault, told, "named", past)
    assert decided(vault, told)[NAMED] == consent.EXPIRED
    assert decided(vault, told)[INTERNAL] == consent.GRANTED
    assert consenting.standing(vault, told).state == "expired"
    presets.take(vault, other, "named", {**past, "after_expiry": {"term": "after-expiry/stop"}})
    assert decided(vault, other)[INTERNAL] == consent.EXPIRED
    assert other in withholding.withheld(vault)
    assert told not in withholding.withheld(vault)
    assert {told, other} <= consenting.marked(vault, "expired")


def test_the_records_that_stand_in_a_state(vault: Session) -> None:
    told = {name: statement(vault, person(vault, f"Invented {name}")) for name in ("given", "refused", "not-asked")}
    presets.take(vault, told["given"], "named")
    presets.take(vault, told["refused"], "refused")
    for state, record in told.items():
        assert record in consenting.marked(vault, state)
        assert not set(told.values()) - {record} & consenting.marked(vault, state)


def test_what_is_withdrawn_for_one_purpose_is_given_for_the_others(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Partly"))
    made = presets.take(vault, told, "everything")
    withdrawing.withdraw(vault, made, ("press",))
    stands = consenting.standing(vault, told)
    assert stands.state == "partly-withdrawn"
    assert consent_words.mark_words(stands).startswith("Consent withdrawn in part, ")
    assert told in consenting.marked(vault, "withdrawn") & consenting.marked(vault, "given")
    withdrawing.withdraw(vault, made)
    assert consenting.standing(vault, told).state == "withdrawn"
    assert told not in consenting.marked(vault, "given")


def test_a_refusal_keeps_what_the_consent_before_it_names(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Kept"))
    made = presets.take(vault, told, "everything")
    later = {
        "replaces": [{"role": "replaces", "to": made}],
        "purposes": [{"purpose": {"term": INTERNAL}, "decision": {"term": consent.REFUSED}}],
    }
    assert told in withholding.kept_by(vault, casework.add(vault, "consent", later))


def test_nothing_is_withdrawn_before_it_was_given_or_on_a_day_to_come(vault: Session) -> None:
    told = statement(vault, person(vault, "Invented Early"))
    made = presets.take(vault, told, "everything", {"date": {"edtf": "2013-05"}})
    for day in ("2013-04", "2012", "2100-01-01"):
        with pytest.raises(BadInput):
            withdrawing.withdraw(vault, made, when=day)
    assert consenting.standing(vault, told).state == "given"
    withdrawing.withdraw(vault, made, when="2013")
    assert consenting.standing(vault, told).state == "withdrawn"


def test_a_consent_reaches_the_testimonies_of_a_record_merged_with_the_persons(vault: Session) -> None:
    kept = person(vault, "Invented Twelve")
    told = statement(vault, kept)
    gone = person(vault, "Invented Twelve", same_as={"role": "same-as", "to": kept})
    made = presets.take(vault, gone, "refused")
    assert told in {one.record for one in consenting.covered(vault, made)}
    assert consenting.standing(vault, told).state == "refused"


def test_a_consent_is_taken_with_a_testimony_that_is_still_a_draft(vault: Session) -> None:
    who, record = person(vault, "Invented Thirteen"), ids.new_record_id()
    drafts.put(vault.vault, record, "testimony", {"witness": [link("by", who)]})
    made = presets.take(vault, record, "refused")
    assert casework.show(vault, made)["fields"]["person"][0]["to"] == who
    casework.save_draft(vault, record)
    assert consenting.standing(vault, record).state == "refused"


def test_who_was_heard_before_is_told_with_when_and_by_whom(vault: Session) -> None:
    heard_by = casework.add(vault, "organisation", {"names": [{"id": "n1", "text": "Invented Office"}]})
    who, alike = person(vault, "Fourteenth Invented"), person(vault, "Invented Fourteenth")
    first = statement(vault, who, given={"edtf": "2020-05"}, interviewer=[link("interviewer", heard_by)])
    second = statement(vault, alike)
    third = statement(vault, who)
    found = previous.of_testimony(vault, third, {"witness": [link("by", who)]})
    assert [(one.testimony, one.same) for one in found] == [(first, True), (second, False)]
    assert (found[0].when, found[0].by) == ("May 2020", "Invented Office")
    assert found[1].reasons == (Reason.SAME_WORDS,)
    typed = previous.of_testimony(vault, third, {"witness": [{"role": "by", "words": "Fourteenth Invented"}]})
    assert {one.testimony for one in typed} == {first, second}
    assert not any(one.same for one in typed)
    assert previous.of_testimony(vault, third, {"witness": [{"role": "by", "words": "nobody of that name"}]}) == ()
    casework.edit(vault, first, {"trashed": True})
    assert [one.testimony for one in previous.of_person(vault, who)] == [third, second]


@pytest.mark.parametrize(
    "fields",
    [
        {"purposes": {"answer": "declined"}, "otherwise": {"term": consent.REFUSED}},
        {"purposes": ["decision/refused", 5, None, [], {"purpose": 3, "decision": ["decision/refused"]}]},
        {"purposes": "decision/withdrawn", "records": "all", "person": 7, "withdraws": [{"to": "no id"}]},
        {"records": [{"role": "on", "to": "zz"}, {"to": 4}], "otherwise": {"term": consent.WITHDRAWN}},
        {"expires": {"edtf": 5}, "after_expiry": {"term": "after-expiry/stop"}, "coverage": ["coverage/named"]},
        {"withdraws": {"role": "withdraws", "to": "ab" * 16}, "replaces": [{"to": "ab" * 16}]},
    ],
)
def test_odd_consents_from_elsewhere_break_nothing(tmp_path: Path, fields: dict[str, Any]) -> None:
    with making.create(tmp_path / "odd", "HQ", "headquarters") as odd:
        told = statement(odd, person(odd, "Invented"))
        mine = making.revise(odd.keys, fields, type_="consent")
        raw = making.revise(odd.keys, {}, type_="consent", body=b"decision/refused, and no JSON at all")
        for one in (mine, raw):
            revisions.save(odd.vault, one)
        withholding.withheld(odd)
        for state in consenting.STATES:
            consenting.marked(odd, state)
        for record in (told, mine.header.record, raw.header.record):
            consenting.standing(odd, record)
            if record != told:
                withdrawals.look(odd, record)
        withdrawals.waiting(odd)
        withdrawals.count_unseen(odd)
        withdrawals.owed(odd, odd.card)
        presets.take(odd, told, "named")
