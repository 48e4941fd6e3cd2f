from __future__ import annotations

import copy
import unicodedata
from typing import Any

import pytest

from app.base import errors
from app.crypto import slots
from app.crypto.ways import Way

KEY = bytes(range(32))
PASSPHRASE = "correct horse battery staple"
SLOT = slots.new_slot(PASSPHRASE, KEY, memory_kib=65536, passes=1, lanes=1)


def test_the_passphrase_opens_it() -> None:
    opened = slots.open_slot(SLOT, PASSPHRASE)
    assert isinstance(opened, bytearray)
    assert opened == KEY


def test_another_passphrase_and_a_changed_byte_get_one_answer() -> None:
    messages = set()
    changed = copy.deepcopy(SLOT)
    changed["wrapped"] = ("1" if SLOT["wrapped"][0] == "0" else "0") + SLOT["wrapped"][1:]
    for slot, passphrase in ((SLOT, "another"), (SLOT, ""), (changed, PASSPHRASE), ({}, ""), (SLOT, "half \ud800")):
        with pytest.raises(errors.CannotOpen) as caught:
            slots.open_slot(slot, passphrase)
        assert caught.value.__cause__ is None
        messages.add(str(caught.value))
    assert len(messages) == 1
    assert PASSPHRASE not in messages.pop()


def _digits(slot: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    return [(slot, name) for name in ("commitment", "id", "nonce", "wrapped")] + [(slot["kdf"], "salt")]


@pytest.mark.parametrize("place", range(5))
def test_a_changed_digit_anywhere_is_refused(place: int) -> None:
    length = len(_digits(SLOT)[place][0][_digits(SLOT)[place][1]])
    for position in range(0, length, 5):
        slot = copy.deepcopy(SLOT)
        holder, name = _digits(slot)[place]
        old = holder[name]
        holder[name] = old[:position] + ("1" if old[position] == "0" else "0") + old[position + 1 :]
        with pytest.raises(errors.CannotOpen):
            slots.open_slot(slot, PASSPHRASE)


@pytest.mark.parametrize(("name", "value"), [("passes", 2), ("lanes", 2), ("memory_kib", 65537)])
def test_changed_costs_are_refused(name: str, value: int) -> None:
    slot = copy.deepcopy(SLOT)
    slot["kdf"][name] = value
    with pytest.raises(errors.CannotOpen):
        slots.open_slot(slot, PASSPHRASE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 65535), ("memory_kib", 0), ("memory_kib", -1), ("memory_kib", 1 << 20 | 1),
        ("memory_kib", 1 << 40),
        ("memory_kib", 65536.0), ("memory_kib", "65536"), ("memory_kib", True), ("memory_kib", None),
        ("passes", 0), ("passes", 11), ("passes", 1 << 31), ("passes", True),
        ("lanes", 0), ("lanes", 5), ("lanes", 1 << 24), ("lanes", [1]),
        ("name", "argon2i"), ("name", "ARGON2ID"), ("name", None),
        ("salt", ""), ("salt", "00" * 15), ("salt", "00" * 17), ("salt", "0G" * 16), ("salt", "AA" * 16), ("salt", 0),
        ("more", 1),
    ],
)  # fmt: skip
def test_costs_outside_the_limits_are_refused_before_any_work(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = copy.deepcopy(SLOT)
    slot["kdf"][name] = value
    worked: list[object] = []
    monkeypatch.setattr(slots, "_stretch", lambda *given: worked.append(given))
    with pytest.raises(errors.CannotOpen):
        slots.check_slots([slot])
    with pytest.raises(errors.CannotOpen):
        slots.open_slot(slot, PASSPHRASE)
    assert not worked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "keyfiles"), ("kind", "recovery"), ("kind", None), ("kind", ["passphrase"]),
        ("id", ""), ("id", "00" * 7), ("id", "00" * 8 + "\n"), ("id", "zz" * 8), ("id", 5), ("id", None),
        ("nonce", "00" * 11), ("nonce", "00" * 13), ("commitment", "00" * 31), ("wrapped", "00" * 47), ("wrapped", {}),
        ("kdf", None), ("kdf", []), ("kdf", {}), ("more", 1),
    ],
)  # fmt: skip
def test_another_shape_is_refused(name: str, value: object) -> None:
    with pytest.raises(errors.CannotOpen):
        slots.check_slots([{**copy.deepcopy(SLOT), name: value}])


@pytest.mark.parametrize("name", sorted(SLOT))
def test_a_missing_part_is_refused(name: str) -> None:
    with pytest.raises(errors.CannotOpen):
        slots.check_slots([{key: value for key, value in SLOT.items() if key != name}])


def test_there_are_one_to_eight_slots_of_different_ids() -> None:
    many = [{**copy.deepcopy(SLOT), "id": f"{number:016x}"} for number in range(9)]
    assert slots.check_slots(many[:8]) == many[:8]
    for wrong in ([], many, [SLOT, SLOT], None, {}, "slots", [None], [[]], tuple(many[:1])):
        with pytest.raises(errors.CannotOpen):
            slots.check_slots(wrong)


def test_a_slot_moved_to_another_name_is_refused() -> None:
    with pytest.raises(errors.CannotOpen):
        slots.open_slot({**copy.deepcopy(SLOT), "id": "00" * 8}, PASSPHRASE)


def test_what_a_new_slot_may_cost() -> None:
    for costs in ({"memory_kib": 65535}, {"memory_kib": 1 << 21}, {"passes": 0}, {"passes": 11}, {"lanes": 5}):
        with pytest.raises(ValueError, match="costs"):
            slots.new_slot(PASSPHRASE, KEY, **costs)
    for key in (b"", KEY[:-1], KEY + b"\0"):
        with pytest.raises(ValueError, match="32 bytes"):
            slots.new_slot(PASSPHRASE, key, memory_kib=65536)
    for empty in ("", "\n", "\r\n"):
        with pytest.raises(errors.BadInput):
            slots.new_slot(empty, KEY, memory_kib=65536)


def test_the_cost_of_a_vault_of_people() -> None:
    slot = slots.new_slot(PASSPHRASE, KEY)
    assert slot["kdf"] | {"salt": ""} == {
        "lanes": 2, "memory_kib": 262144, "name": "argon2id", "passes": 3, "salt": "",
    }  # fmt: skip
    assert slots.open_slot(slot, PASSPHRASE) == KEY


def test_slots_of_one_passphrase_have_nothing_in_common() -> None:
    again = slots.new_slot(PASSPHRASE, KEY, memory_kib=65536, passes=1, lanes=1)
    for name in ("commitment", "id", "nonce", "wrapped"):
        assert again[name] != SLOT[name]
    assert again["kdf"]["salt"] != SLOT["kdf"]["salt"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("words", b"words"),
        ("words\n", b"words"),
        ("words\r\n", b"words"),
        ("words\n\n", b"words\n"),
        ("words\r\n\r\n", b"words\r\n"),
        ("words\r", b"words\r"),
        ("\n", b""),
        ("\nwords", b"\nwords"),
        (" words ", b" words "),
        ("two\twords", b"two words"),
        ("two\u00a0words", b"two words"),
        ("two\u3000words", b"two words"),
        ("two\u200bwords", "two\u200bwords".encode()),  # no space, though it looks like none
        ("\u00e9", "\u00e9".encode()),
        ("e\u0301", "\u00e9".encode()),
        ("\u1112\u1161\u11ab", "\ud55c".encode()),
        ("\ufb01", "\ufb01".encode()),  # not NFKC: a ligature stays one
        ("", b""),
    ],
)
def test_passphrases_are_made_alike(typed: str, kept: bytes) -> None:
    assert slots.normalise(typed) == kept


def test_every_space_is_a_space() -> None:
    spaces = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Zs"]
    assert len(spaces) >= 17
    assert {slots.normalise(f"a{space}b") for space in spaces} == {b"a b"}


def test_half_a_character_is_refused() -> None:
    with pytest.raises(errors.BadInput):
        slots.normalise("half \ud800")


KEYFILE, SECRET = bytes(range(100, 132)), bytes(range(200, 232))
CHEAP = {"memory_kib": 65536, "passes": 1, "lanes": 1}
BOTH = Way(PASSPHRASE, keyfile=KEYFILE)
WITH_KEYFILE = slots.new_slot(BOTH, KEY, memory_kib=65536, passes=1, lanes=1)
WITH_SECRET = slots.new_slot(Way(recovery=SECRET), KEY)


def test_each_kind_opens_by_its_own_way_alone() -> None:
    assert [slot["kind"] for slot in (SLOT, WITH_KEYFILE, WITH_SECRET)] == ["passphrase", "keyfile", "recovery"]
    assert WITH_SECRET["kdf"] == {"name": "hkdf"}
    ways = [Way(PASSPHRASE), BOTH, Way(recovery=SECRET)]
    messages = set()
    for number, slot in enumerate((SLOT, WITH_KEYFILE, WITH_SECRET)):
        assert slots.open_slot(slot, ways[number]) == KEY
        for other in (ways[1:], [ways[0], ways[2]], ways[:2])[number]:
            if number == 0 and other is BOTH:
                continue  # a passphrase is one, whatever lies beside it; which slots are tried is said below
            with pytest.raises(errors.CannotOpen) as caught:
                slots.open_slot(slot, other)
            messages.add(str(caught.value))
    assert len(messages) == 1


@pytest.mark.parametrize(
    "way",
    [
        Way(PASSPHRASE), Way(PASSPHRASE, keyfile=bytes(32)), Way(PASSPHRASE, keyfile=KEYFILE[:-1]),
        Way("other", KEYFILE), Way("", KEYFILE), Way(PASSPHRASE + KEYFILE.decode("latin-1")),
    ],
)  # fmt: skip
def test_a_keyfile_slot_wants_both(way: Way) -> None:
    with pytest.raises(errors.CannotOpen):
        slots.open_slot(WITH_KEYFILE, way)


@pytest.mark.parametrize("place", range(4))
def test_a_changed_digit_in_a_recovery_slot_is_refused(place: int) -> None:
    name = ("commitment", "id", "nonce", "wrapped")[place]
    for position in range(len(WITH_SECRET[name])):
        old = WITH_SECRET[name]
        changed = old[:position] + ("1" if old[position] == "0" else "0") + old[position + 1 :]
        with pytest.raises(errors.CannotOpen):
            slots.open_slot({**WITH_SECRET, name: changed}, Way(recovery=SECRET))


def test_a_slot_does_not_change_its_kind() -> None:
    for slot, kind in ((SLOT, "keyfile"), (WITH_KEYFILE, "passphrase")):
        assert slots.check_slots([{**slot, "kind": kind}])
        with pytest.raises(errors.CannotOpen):
            slots.open_slot({**slot, "kind": kind}, BOTH)
    for wrong in ({"name": "none"}, {"name": "hkdf", "salt": ""}, SLOT["kdf"], {}, None):
        with pytest.raises(errors.CannotOpen):
            slots.check_slots([{**WITH_SECRET, "kdf": wrong}])


def test_secrets_have_32_bytes() -> None:
    for way in (Way(PASSPHRASE, keyfile=b""), Way(PASSPHRASE, keyfile=bytes(31)), Way(recovery=bytes(33))):
        with pytest.raises(ValueError, match="32 bytes"):
            slots.new_slot(way, KEY, **CHEAP)
    with pytest.raises(errors.BadInput):
        slots.new_slot(Way("", keyfile=KEYFILE), KEY, **CHEAP)


def test_a_way_is_tried_on_the_slots_of_its_kind() -> None:
    every = [SLOT, WITH_KEYFILE, WITH_SECRET]
    assert slots.worth_trying(every, Way(PASSPHRASE)) == [SLOT]
    assert slots.worth_trying(every, BOTH) == [WITH_KEYFILE]
    assert slots.worth_trying(every, Way(recovery=SECRET)) == [WITH_SECRET]
    assert slots.worth_trying([WITH_KEYFILE], Way(PASSPHRASE)) == [WITH_KEYFILE]  # the same work, the same answer


def test_a_way_does_not_show_itself() -> None:
    for secret in (PASSPHRASE, str(KEYFILE), str(SECRET), KEYFILE.hex()):
        assert secret not in repr(Way(PASSPHRASE, KEYFILE, SECRET))


@pytest.mark.parametrize(
    ("slot", "way", "changed"),
    [
        (SLOT, Way("another"), ""),
        (SLOT, Way(""), ""),
        (SLOT, Way(PASSPHRASE), "wrapped"),
        (SLOT, Way(PASSPHRASE), "commitment"),
        (SLOT, Way(PASSPHRASE), "nonce"),
        (WITH_KEYFILE, Way("another", keyfile=KEYFILE), ""),
        (WITH_KEYFILE, Way(PASSPHRASE, keyfile=bytes(32)), ""),
        (WITH_KEYFILE, Way(PASSPHRASE), ""),
        (WITH_KEYFILE, BOTH, "wrapped"),
    ],
)
def test_whatever_is_wrong_costs_the_same_work(
    slot: dict[str, Any], way: Way, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Argon2id of the slot's costs, then one HKDF, and one message; tests.bench.ways prints the times."""
    done: list[tuple[str, object]] = []
    argon2, hkdf = slots.Argon2id, slots.hkdf_sha256

    def counted_argon2(**costs: Any) -> object:
        done.append(("argon2id", (costs["memory_cost"], costs["iterations"], costs["lanes"])))
        return argon2(**costs)

    def counted_hkdf(*given: Any, **more: Any) -> bytearray:
        done.append(("hkdf", more["size"]))
        return hkdf(*given, **more)

    monkeypatch.setattr(slots, "Argon2id", counted_argon2)
    monkeypatch.setattr(slots, "hkdf_sha256", counted_hkdf)
    if changed:
        old = slot[changed]
        slot = {**slot, changed: old[:-1] + ("1" if old[-1] == "0" else "0")}
    with pytest.raises(errors.CannotOpen, match="The vault does not open: the passphrase is wrong, or the keyfile"):
        slots.open_slot(slot, way)
    assert done == [("argon2id", (65536, 1, 1)), ("hkdf", 64)]


@pytest.mark.parametrize(
    ("name", "value"), [("memory_kib", 1 << 40), ("passes", 11), ("lanes", 5), ("salt", "00" * 17)]
)
def test_the_ceilings_hold_for_a_keyfile_too_before_any_work(name: str, value: object) -> None:
    slot = copy.deepcopy(WITH_KEYFILE)
    slot["kdf"][name] = value
    with pytest.raises(errors.CannotOpen):
        slots.check_slots([slot])
