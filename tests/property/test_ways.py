"""Ways in: every secret comes back from how it is written, no two ways open each other's slot, nothing crashes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import errors
from app.crypto import keyfiles, recovery, shares, slots
from app.crypto.ways import Way

SECRETS = st.binary(min_size=32, max_size=32)
BETWEEN = st.sampled_from(["", " ", "-", "\n", "\u2013", "  - ", "\u00a0"])


@given(SECRETS, BETWEEN, st.booleans(), st.sampled_from(["0", "O", "o"]), st.sampled_from(["1", "I", "l"]))
def test_a_code_comes_back_however_it_is_typed(secret: bytes, between: str, small: bool, nought: str, one: str) -> None:
    code = recovery.to_code(secret)
    assert recovery.from_code(code) == secret
    typed = between.join(code.split("-"))
    typed = (typed.lower() if small else typed).replace("0", nought).replace("1", one)
    assert recovery.from_code(typed) == secret


@given(SECRETS, st.integers(0, 55), st.sampled_from(recovery.LETTERS))
def test_a_mistyped_code_is_never_another_secret(secret: bytes, place: int, letter: str) -> None:
    plain = recovery.to_code(secret).replace("-", "")
    typed = plain[:place] + letter + plain[place + 1 :]
    if typed != plain:
        with pytest.raises(errors.BadCode):
            recovery.from_code(typed)


@given(st.text(max_size=200))
def test_anything_typed_for_a_code_is_refused_in_words(typed: str) -> None:
    with pytest.raises(errors.BadCode):
        recovery.from_code(typed)


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(["academic", "acid", "zero", "x"]), max_size=40)))
def test_anything_typed_for_a_share_is_refused_in_words(typed: str | list[str]) -> None:
    with pytest.raises(errors.BadShare):
        shares.combine([typed if isinstance(typed, str) else " ".join(typed)])


@settings(max_examples=40)
@given(SECRETS, st.integers(2, 6), st.integers(0, 4), st.randoms(use_true_random=False))
def test_any_enough_shares_give_the_secret(secret: bytes, needed: int, more: int, chance: object) -> None:
    made = shares.split(secret, needed, needed + more)
    chance.shuffle(made)  # type: ignore[attr-defined]
    assert shares.combine(made[:needed]) == secret
    assert shares.combine(made) == secret
    with pytest.raises(errors.BadShare):
        shares.combine(made[: needed - 1])


@settings(max_examples=60)
@given(SECRETS, st.integers(0, 32), st.integers(1, 1023))
def test_one_wrong_word_is_found(secret: bytes, place: int, by: int) -> None:
    from shamir_mnemonic import wordlist

    words = shares.split(secret, 2, 2)[0].split()
    words[place] = wordlist.WORDLIST[(wordlist.WORD_INDEX_MAP[words[place]] + by) % 1024]
    with pytest.raises(errors.BadShare, match=f"^Word {place + 1} is another one"):
        shares.read(" ".join(words))


@given(SECRETS)
def test_a_keyfile_comes_back(key: bytes) -> None:
    assert keyfiles.from_text(keyfiles.to_text(key)) == key


@given(st.binary(max_size=200))
def test_any_other_file_is_no_keyfile(data: bytes) -> None:
    with pytest.raises(errors.BadInput):
        keyfiles.from_text(data)


@given(SECRETS, SECRETS, SECRETS)
def test_a_recovery_slot_opens_by_its_secret_alone(vault_key: bytes, secret: bytes, other: bytes) -> None:
    slot = slots.new_slot(Way(recovery=secret), vault_key)
    assert slots.check_slots([slot]) == [slot]
    assert slots.open_slot(slot, Way(recovery=secret)) == vault_key
    if other != secret:
        with pytest.raises(errors.CannotOpen):
            slots.open_slot(slot, Way(recovery=other))


@settings(max_examples=8)  # each costs an Argon2id of 64 MiB twice
@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip("\r\n")), SECRETS, SECRETS)
def test_a_passphrase_with_a_keyfile_comes_back(passphrase: str, key: bytes, vault_key: bytes) -> None:
    slot = slots.new_slot(Way(passphrase, keyfile=key), vault_key, memory_kib=65536, passes=1, lanes=4)
    assert slots.open_slot(slot, Way(passphrase, keyfile=key)) == vault_key


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=70), lambda inner: (
    st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["commitment", "id", "kdf", "kind", "nonce", "wrapped", "name"]), inner)
), max_leaves=12))  # fmt: skip
def test_no_shape_of_slots_crashes(shape: object) -> None:
    for one in (shape, [shape], [slots.new_slot(Way(recovery=bytes(32)), bytes(32)), shape]):
        with pytest.raises(errors.CannotOpen):
            slots.check_slots(one)
