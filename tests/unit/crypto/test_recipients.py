from __future__ import annotations

import io
import itertools
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.base import errors
from app.crypto import age, bech32, passphrase, recipients
from app.crypto.header import Stanza, from_base64, to_base64
from app.crypto.recipients import (
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    X25519Recipient,
    XWingIdentity,
    XWingRecipient,
    eight_stanzas,
    new_x25519,
    new_xwing,
    parse_identity,
    parse_recipient,
)

FILE_KEY = bytes(range(16))
P = 2**255 - 19
LOW_ORDER = [  # all u-coordinates that any secret makes zero of, in both ways of writing them (RFC 7748, section 6.1)
    *(number.to_bytes(32, "little") for number in (0, 1, P - 1, P, P + 1)),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
]


# C2SP age.md gives these identities with their recipients
X25519_PAIR = (
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
)
XWING_IDENTITY = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
XWING_BEGINS, XWING_ENDS = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5", "49zc0k"


def test_the_texts_of_the_specification() -> None:
    identity = parse_identity(X25519_PAIR[0])
    assert isinstance(identity, X25519Identity)
    assert str(identity.recipient) == X25519_PAIR[1]
    hybrid = parse_identity(XWING_IDENTITY)
    assert isinstance(hybrid, XWingIdentity)
    assert str(hybrid.recipient).startswith(XWING_BEGINS)
    assert str(hybrid.recipient).endswith(XWING_ENDS)


@pytest.mark.parametrize("fresh", [new_x25519, new_xwing])
def test_texts_come_back(fresh: type) -> None:
    identity = fresh()
    again = parse_identity(identity.to_string())
    assert again == identity
    assert again.recipient == identity.recipient == parse_recipient(str(identity.recipient))
    assert type(again.recipient) is type(parse_recipient(str(identity.recipient)))
    assert identity != fresh()


def test_no_secret_shows_by_accident() -> None:
    for identity, secret in (
        (new_x25519(), "secret"),
        (new_xwing(), "seed"),
        (ScryptIdentity("passphrase"), "passphrase"),
        (ScryptRecipient("passphrase"), "passphrase"),
    ):
        shown = repr(identity)
        value = getattr(identity, secret)
        assert repr(value) not in shown
        assert "'passphrase'" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        "nobody",
        X25519_PAIR[0],
        X25519_PAIR[1].upper(),
        X25519_PAIR[1][:-1],
        X25519_PAIR[1] + " ",
        bech32.encode("age", bytes(31)),
        bech32.encode("age", bytes(33)),
        bech32.encode("age1pq", bytes(1215)),
        bech32.encode("age1pq", b"\xff" * 1184 + new_x25519().recipient.public),
        bech32.encode("age1tag", bytes(33)),
        *(bech32.encode("age", public) for public in LOW_ORDER),
        *(bech32.encode("age1pq", new_xwing().recipient.public[:1184] + public) for public in LOW_ORDER),
    ],
    ids=itertools.count(),
)
def test_bad_recipients_are_refused(text: str) -> None:
    with pytest.raises(errors.BadInput) as caught:
        parse_recipient(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        X25519_PAIR[1],
        X25519_PAIR[0].lower(),
        X25519_PAIR[0] + "\n",
        X25519_PAIR[0][:-1] + "Y",
        XWING_IDENTITY.replace("PQ-", ""),
        X25519_PAIR[0].replace("KEY-1", "KEY-PQ-1"),
        bech32.encode("age-secret-key-", bytes(31)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(64)).upper(),
    ],
)
def test_bad_identities_are_refused(text: str) -> None:
    with pytest.raises(errors.BadInput) as caught:
        parse_identity(text)
    assert not text or text.strip() not in str(caught.value)


IDENTITIES = [new_x25519(), new_xwing()]


@pytest.mark.parametrize("identity", IDENTITIES, ids=["x25519", "xwing"])
def test_only_its_identity_unwraps(identity: recipients.KeyIdentity) -> None:
    stanza = identity.recipient.wrap(FILE_KEY)
    assert identity.unwrap(stanza) == FILE_KEY
    for other in (new_x25519(), new_xwing(), ScryptIdentity("words")):
        assert other.unwrap(stanza) is None
    assert identity.recipient.wrap(FILE_KEY) != stanza


@pytest.mark.parametrize("identity", IDENTITIES, ids=["x25519", "xwing"])
def test_a_stanza_has_one_shape(identity: recipients.KeyIdentity) -> None:
    kind, share = identity.recipient.wrap(FILE_KEY).arguments
    body = identity.recipient.wrap(FILE_KEY).body
    longer = to_base64(from_base64(share) + b"\0")
    for stanza in (
        Stanza((kind,), body),
        Stanza((kind, share, "more"), body),
        Stanza((kind, share + "="), body),
        Stanza((kind, share[:-1]), body),
        Stanza((kind, longer), body),
        Stanza((kind, share), body[:-1]),
        Stanza((kind, share), body + b"\0"),
        Stanza((kind, share), b""),
    ):
        with pytest.raises(errors.DamagedHeader):
            identity.unwrap(stanza)


@pytest.mark.parametrize("share", LOW_ORDER, ids=bytes.hex)
def test_low_order_shares_are_refused_before_anything_is_decrypted(share: bytes) -> None:
    x25519, xwing = IDENTITIES
    with pytest.raises(errors.DamagedHeader):
        x25519.unwrap(Stanza(("X25519", to_base64(share)), bytes(32)))
    enc = from_base64(xwing.recipient.wrap(FILE_KEY).arguments[1])
    with pytest.raises(errors.DamagedHeader):
        xwing.unwrap(Stanza(("mlkem768x25519", to_base64(enc[:1088] + share)), bytes(32)))


def test_only_16_bytes_are_wrapped() -> None:
    for recipient in (*(identity.recipient for identity in IDENTITIES), ScryptRecipient("words", log_n=1)):
        for size in (0, 15, 17, 32):
            with pytest.raises(ValueError, match="16 bytes"):
                recipient.wrap(bytes(size))


def test_a_passphrase_wraps_and_unwraps() -> None:
    stanza = ScryptRecipient("a few words", log_n=10).wrap(FILE_KEY)
    assert ScryptIdentity("a few words").unwrap(stanza) == FILE_KEY
    assert ScryptIdentity("a few words ").unwrap(stanza) is None
    assert ScryptRecipient("a few words").log_n == 18


@pytest.mark.parametrize("digits", ["", "0", "01", "+1", "1 ", "1_0", "0x10", "\u0661", "-1", "1e1"])
def test_a_work_factor_is_plain_digits(digits: str) -> None:
    kind, salt, _work = ScryptRecipient("words", log_n=1).wrap(FILE_KEY).arguments
    with pytest.raises(errors.DamagedHeader):
        ScryptIdentity("words").unwrap(Stanza((kind, salt, digits), bytes(32)))


@pytest.mark.parametrize("digits", ["21", "22", "30", "64", "100", "9" * 5000])
def test_too_much_work_is_refused_at_once(digits: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[object] = []
    monkeypatch.setattr(passphrase, "Scrypt", lambda **given: worked.append(given))
    with pytest.raises(errors.DamagedHeader):
        ScryptIdentity("words").unwrap(Stanza(("scrypt", to_base64(bytes(16)), digits), bytes(32)))
    assert not worked


def test_passphrases_that_cannot_be() -> None:
    with pytest.raises(errors.BadInput):
        ScryptRecipient("")
    with pytest.raises(errors.BadInput):
        ScryptRecipient("half \ud800", log_n=1).wrap(FILE_KEY)
    for log_n in (0, 21):
        with pytest.raises(ValueError, match="limits"):
            ScryptRecipient("words", log_n)


@pytest.mark.parametrize("fresh", [new_x25519, new_xwing])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_eight_stanzas_of_one_type_and_length(fresh: type, count: int) -> None:
    identities = [fresh() for _ in range(count)]
    stanzas = eight_stanzas([identity.recipient for identity in identities], FILE_KEY)
    assert len(stanzas) == 8
    assert len({stanza.type for stanza in stanzas}) == 1
    assert len({(len(stanza.arguments), len(stanza.arguments[1]), len(stanza.body)) for stanza in stanzas}) == 1
    assert len({stanza.body for stanza in stanzas}) == 8
    for identity in identities:
        opened = [identity.unwrap(stanza) for stanza in stanzas]
        assert opened.count(FILE_KEY) == 1
        assert opened.count(None) == 7
    raw = age.encrypt_header(FILE_KEY, stanzas)
    for identity in identities:
        assert age.unwrap(age.parse_header(io.BytesIO(raw)), [fresh(), identity]) == FILE_KEY


def test_the_real_stanza_stands_anywhere() -> None:
    identity = new_x25519()
    places = set()
    for _ in range(300):
        stanzas = eight_stanzas([identity.recipient], FILE_KEY)
        places.add(next(i for i, stanza in enumerate(stanzas) if identity.unwrap(stanza)))
    assert places == set(range(8))


def test_mixtures_are_refused() -> None:
    x25519, xwing = (identity.recipient for identity in IDENTITIES)
    for mixture in ([], [x25519, xwing], [x25519] * 9):
        with pytest.raises(errors.BadInput):
            eight_stanzas(mixture, FILE_KEY)
    words = ScryptRecipient("words", log_n=1)
    for mixture in ([], [x25519, xwing], [words, words], [words, x25519]):
        with pytest.raises(errors.BadInput):
            age.encrypting(io.BytesIO(), mixture)


def test_the_constructors_take_raw_bytes() -> None:
    secret = secrets.token_bytes(32)
    public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    assert X25519Identity(secret).recipient == X25519Recipient(public)
    assert len(XWingIdentity(secret).recipient.public) == 1216
    assert XWingRecipient(XWingIdentity(secret).recipient.public) == XWingIdentity(secret).recipient
    for identity in (X25519Identity, XWingIdentity):
        with pytest.raises(ValueError, match="32"):
            identity(bytes(31))
