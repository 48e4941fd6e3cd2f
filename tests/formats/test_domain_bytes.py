"""The bytes of bodies, headers, ids, commitments, signatures and lines, fixed forever."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.base.errors import NewerVersion
from app.domain import canonical, revision
from app.domain.body import encode_body, parse_body
from app.domain.header import Header, header_bytes, parse_header

GOLDEN = Path(__file__).parent / "golden" / "domain"
SALT = bytes(range(32))
RECORD = "0123456789abcdef0123456789abcdef"
SEEDS = (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
)
AUTHORS = (
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
)

NOTE = (
    b'{"fields":{"text":{"language":"en","text":"Two men in plain clothes took her away."}},"format":1,"type":"note"}'
)
CHARACTERS = (
    b'{"fields":{"narrative":{"language":"zh","text":"'
    b"\xe6\x9b\xb9\xe9\xa1\xba\xe5\x88\xa9 / "  # three Chinese characters; a slash is not escaped
    b'\\"\\\\\\n\\r\\t\\b\\f'  # the seven short escapes
    b"\\u0000\\u001f"  # other control characters: four lowercase digits
    b"\x7f\xe2\x80\xa8\xf0\x9f\x93\x84"  # DEL, U+2028 and an emoji are not escaped
    b'"}},"format":1,"type":"testimony"}'
)
CHARACTERS_TEXT = '曹顺利 / "\\\n\r\t\b\f\x00\x1f\x7f\u2028\U0001f4c4'
ACT = (
    b'{"fields":{"alleged":true,"cites":[{"field":"charge","id":"c1","locator":"p. 2","quote":"...",'
    b'"source":"00112233445566778899aabbccddeeff"}],"occurrences":{"best":null,"max":9007199254740991,'
    b'"min":-9007199254740991,"words":"several"},"period":{"calendar":"gregorian","edtf":"2012-08/..",'
    b'"words":"still remains in custody"},"perpetrators":[{"attributes":{"alleged":true,'
    b'"degree":{"term":"degree/direct"}},"id":"l1","number":{"best":2,"max":null,"min":2},'
    b'"role":"perpetrator","to":null,"words":"two men in plain clothes"}],"place":{"names":[],'
    b'"point":{"lat":39904000,"lon":116407000,"precision_m":5000},"within":["Beijing","CN"],'
    b'"words":"on the way"},"victim_age":{"answer":"declined"},"violation":{"term":"act/detention"}},'
    b'"format":1,"type":"act"}'
)
ACT_FIELDS = {
    "violation": {"term": "act/detention"},
    "victim_age": {"answer": "declined"},
    "period": {"edtf": "2012-08/..", "words": "still remains in custody", "calendar": "gregorian"},
    "place": {
        "words": "on the way",
        "names": [],
        "within": ["Beijing", "CN"],
        "point": {"precision_m": 5000, "lon": 116407000, "lat": 39904000},
    },
    "perpetrators": [
        {
            "id": "l1",
            "role": "perpetrator",
            "to": None,
            "words": "two men in plain clothes",
            "number": {"best": 2, "min": 2, "max": None},
            "attributes": {"degree": {"term": "degree/direct"}, "alleged": True},
        }
    ],
    "occurrences": {"best": None, "min": -(2**53) + 1, "max": 2**53 - 1, "words": "several"},
    "cites": [
        {
            "id": "c1",
            "field": "charge",
            "source": "00112233445566778899aabbccddeeff",
            "locator": "p. 2",
            "quote": "...",
        }
    ],
    "alleged": True,
}
NEWER = b'{"audience":["court"],"fields":[],"format":2,"type":"act"}'

BODIES = {
    # name: bytes, commitment with SALT
    "note": (NOTE, "156c8fad8682b3d2489fab73f9dc44b2e69da0d41158d840d67ac4867e4d258f"),
    "characters": (CHARACTERS, "148f88d8e249814b90ed701cd411f04f8caabed0cf4f1893bf18a93c21584772"),
    "act": (ACT, "28d5a7e33f8d8f0db886cb5c70de0fb7bca26e0dfd5341db2c13da8d017028f9"),
    "newer": (NEWER, "3dad9f00d6cd77df4c83567411bd0f4d7b8dece25f6f7d86bcd6541f25ebd73a"),
}

FIRST = (
    b'{"at":"2013-04-02T08:30:00Z",'
    b'"author":"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",'
    b'"body_commit":"156c8fad8682b3d2489fab73f9dc44b2e69da0d41158d840d67ac4867e4d258f",'
    b'"crit":[],"parents":[],"record":"0123456789abcdef0123456789abcdef","software":"keepsake 1",'
    b'"type":"note","v":1,"zone":"+08:00"}'
)
SECOND = (
    b'{"at":"2013-04-03T23:59:59Z",'
    b'"author":"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",'
    b'"body_commit":"12cb01d9766c29e4e4593842e88fe8e8a329575251c14bca2d6868d531d5b9d1",'
    b'"crit":[],"parents":["4bec94c66dac5f8acdc98da776e486334c7019d1c03a695f845d7344ed3ecc49"],'
    b'"record":"0123456789abcdef0123456789abcdef","software":"keepsake 1",'
    b'"type":"note","v":1,"zone":"-09:30"}'
)
MERGE = (
    b'{"at":"2016-02-29T00:00:00Z",'
    b'"author":"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",'
    b'"body_commit":"156c8fad8682b3d2489fab73f9dc44b2e69da0d41158d840d67ac4867e4d258f",'
    b'"crit":[],"parents":["42226cf9ac2568556f4e7f83c8027a7bb4ab1e8ce909ecb2bf5e819c1437b615",'
    b'"4bec94c66dac5f8acdc98da776e486334c7019d1c03a695f845d7344ed3ecc49"],'
    b'"record":"0123456789abcdef0123456789abcdef","software":"keepsake 1",'
    b'"type":"note","v":1,"zone":"+00:00"}'
)
NEWER_HEADER = (
    b'{"author":"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",'
    b'"body_commit":"3dad9f00d6cd77df4c83567411bd0f4d7b8dece25f6f7d86bcd6541f25ebd73a",'
    b'"parents":["4bec94c66dac5f8acdc98da776e486334c7019d1c03a695f845d7344ed3ecc49"],'
    b'"place":{"new":[1,true,null]},"record":"0123456789abcdef0123456789abcdef","type":"note_two","v":2}'
)
CRITICAL = (
    b'{"at":"2013-04-02T08:30:00Z",'
    b'"author":"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",'
    b'"body_commit":"156c8fad8682b3d2489fab73f9dc44b2e69da0d41158d840d67ac4867e4d258f",'
    b'"crit":["retention"],"parents":[],"record":"0123456789abcdef0123456789abcdef","retention":"2030",'
    b'"software":"keepsake 2","type":"note","v":1,"zone":"+08:00"}'
)

REVISIONS = {
    # name: author, header, id, signature, state
    "first": (
        0,
        FIRST,
        "4bec94c66dac5f8acdc98da776e486334c7019d1c03a695f845d7344ed3ecc49",
        (
            "2ba27c804d662cb55f906b2494e967819310459f2209d62f278cfbc362c14d75"
            "99be336a569ec648df56cb1f13f6d9d4f8a15ff0fb41c39c95006fc2e00a760a"
        ),
        "present",
    ),
    "second": (
        1,
        SECOND,
        "42226cf9ac2568556f4e7f83c8027a7bb4ab1e8ce909ecb2bf5e819c1437b615",
        (
            "9015ead0e0ccad6bdfdbb4479bb11375879ec8f3e1904549ee04980f6d1439a2"
            "0dbbbfc9bfb4d3717f518661f88890759042cfa3d555b47d81076c243dd7ee03"
        ),
        "sealed",
    ),
    "merge": (
        0,
        MERGE,
        "9efe448dbefa49f00e134a48ebe783778dc8aa9a4a4dd3bfbf57b87575f026ad",
        (
            "3daff888c4a24dd32b40edaf8cde63730a791d454e4c5d38ff47ae71cc7a42fc"
            "11c96f78a701b40ba8a62e98d8c1d09ef7668736594eafa478fb6d75650a6104"
        ),
        "erased",
    ),
    "newer": (
        0,
        NEWER_HEADER,
        "4f637569422f0daaeda41fa367c27005701c853528391e1a88f4590d57607c43",
        (
            "32be8cadf741e778c07fa6d401ec4bef69210ff1fb29f7c5e195c7381f642f95"
            "887c0613776d2624b4c51b35cf07309241470b7c853408247f888b26c142f503"
        ),
        "present",
    ),
    "crit": (
        0,
        CRITICAL,
        "7dfa821c225fe6d53259aceeba0dc358cf6a759f583798b65aa7f2b846059ae3",
        (
            "6669101713c95f50bf8c906d6d7409a27df88f887449255876d5e370615db448"
            "2072840d32fe23a3778dbb84b31b0ac0fd473664e1a3d98756afb1fb85df4509"
        ),
        "absent",
    ),
}
PRESENT_BODIES = {"first": NOTE, "newer": NEWER}
DIGEST = "0a0f7ad285771c295b19bd9de602d4d262907b9bd577781bec9a813333b3989b"
DIGEST_OF_NOTHING = "b3fb6a8d1df8f6546c720e1be7eda1df99cca3d990219bb0ecf92ce8c06b43d6"


def line_of(name: str) -> bytes:
    """Return the line of a revision, put together by hand."""
    _author, header, _id, signature, state = REVISIONS[name]
    body = PRESENT_BODIES.get(name)
    salt = b'"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"' if body else b"null"
    parts = (body or b"null", header, salt, signature.encode(), state.encode())
    return b'{"body":%s,"header":%s,"salt":%s,"sig":"%s","state":"%s"}\n' % parts


@pytest.mark.parametrize("name", BODIES)
def test_golden_bodies_are_the_bytes_written_here(name: str) -> None:
    assert (GOLDEN / f"body-{name}.json").read_bytes() == BODIES[name][0]


@pytest.mark.parametrize("name", REVISIONS)
def test_golden_headers_and_lines_are_the_bytes_written_here(name: str) -> None:
    assert (GOLDEN / f"header-{name}.json").read_bytes() == REVISIONS[name][1]
    assert (GOLDEN / f"line-{name}.json").read_bytes() == line_of(name)


def test_every_golden_file_is_looked_at() -> None:
    expected = {f"body-{name}.json" for name in BODIES}
    expected |= {f"{kind}-{name}.json" for name in REVISIONS for kind in ("header", "line")}
    assert {path.name for path in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize("name", BODIES)
def test_commitments(name: str) -> None:
    body, expected = BODIES[name]
    assert hashlib.sha256(b"keepsake/body/v1\x00" + SALT + body).hexdigest() == expected
    assert revision.commit(SALT, body) == expected


def test_bodies_are_written_as_these_bytes() -> None:
    note = {"text": {"text": "Two men in plain clothes took her away.", "language": "en"}}
    assert encode_body("note", note) == NOTE
    narrative = {"narrative": {"text": CHARACTERS_TEXT, "language": "zh"}}
    assert encode_body("testimony", narrative) == CHARACTERS
    assert encode_body("act", ACT_FIELDS) == ACT


def test_bodies_are_read_from_these_bytes() -> None:
    assert parse_body(ACT).fields == ACT_FIELDS
    assert parse_body(CHARACTERS).fields["narrative"]["text"] == CHARACTERS_TEXT
    for body, _commitment in BODIES.values():
        value = canonical.decode(body)
        assert value == json.loads(body)
        assert canonical.encode(value) == body


def test_a_body_of_a_newer_format_is_kept_and_not_read() -> None:
    body = parse_body(NEWER)
    assert (body.format, body.type, body.readable) == (2, "act", False)
    with pytest.raises(NewerVersion):
        _ = body.fields


@pytest.mark.parametrize("name", REVISIONS)
def test_ids_and_signatures(name: str) -> None:
    author, header, id_, signature, _state = REVISIONS[name]
    assert hashlib.sha256(b"keepsake/revision/v1\x00" + header).hexdigest() == id_
    assert revision.revision_id(header) == id_
    message = b"keepsake/revision-sig/v1\x00" + bytes.fromhex(id_)
    assert revision.message(id_) == message
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEEDS[author]))
    assert key.public_key().public_bytes_raw().hex() == AUTHORS[author]
    assert key.sign(message).hex() == signature
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(AUTHORS[author])).verify(
        bytes.fromhex(signature), revision.message(id_)
    )


def test_headers_are_written_as_these_bytes() -> None:
    first, second = REVISIONS["first"][2], REVISIONS["second"][2]
    one = Header(
        record=RECORD,
        type="note",
        parents=(),
        author=AUTHORS[0],
        at="2013-04-02T08:30:00Z",
        zone="+08:00",
        software="keepsake 1",
        body_commit=BODIES["note"][1],
    )
    two = Header(
        record=RECORD,
        type="note",
        parents=(first,),
        author=AUTHORS[1],
        at="2013-04-03T23:59:59Z",
        zone="-09:30",
        software="keepsake 1",
        body_commit=hashlib.sha256(b"keepsake/body/v1\x00" + bytes(range(32, 64)) + NOTE).hexdigest(),
    )
    three = Header(
        record=RECORD,
        type="note",
        parents=(second, first),
        author=AUTHORS[0],
        at="2016-02-29T00:00:00Z",
        zone="+00:00",
        software="keepsake 1",
        body_commit=BODIES["note"][1],
    )
    for header, data in ((one, FIRST), (two, SECOND), (three, MERGE)):
        assert header_bytes(header) == data
        assert parse_header(data) == header
        assert header.readable


def test_headers_of_newer_versions_are_kept_and_not_understood() -> None:
    newer = parse_header(NEWER_HEADER)
    assert (newer.v, newer.type, newer.readable, newer.at) == (2, "note_two", False, "")
    assert newer.parents == (REVISIONS["first"][2],)
    critical = parse_header(CRITICAL)
    assert (critical.v, critical.crit, critical.readable) == (1, ("retention",), False)


@pytest.mark.parametrize("name", REVISIONS)
def test_lines(name: str) -> None:
    _author, header, id_, signature, state = REVISIONS[name]
    one = revision.from_line(line_of(name))
    assert one.id == id_
    assert one.header_bytes == header
    assert one.header == parse_header(header)
    assert one.signature.hex() == signature
    assert one.state == state
    assert one.body == PRESENT_BODIES.get(name)
    assert one.salt == (SALT if state == "present" else None)
    assert revision.to_line(one) == line_of(name)


def test_digest() -> None:
    ids = [REVISIONS[name][2] for name in ("first", "second", "merge")]
    raw = b"".join(bytes.fromhex(one) for one in sorted(ids))
    assert hashlib.sha256(b"keepsake/digest/v1\x00" + raw).hexdigest() == DIGEST
    assert revision.digest(ids) == revision.digest([*reversed(ids), ids[0]]) == DIGEST
    assert revision.digest([]) == DIGEST_OF_NOTHING
