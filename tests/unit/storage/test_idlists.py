"""Lists of ids as one value: asked without unpacking them."""

from __future__ import annotations

from hashlib import sha256

from app.storage import idlists


def test_a_packed_list_tells_what_it_holds() -> None:
    ids = [sha256(bytes([n])).hexdigest() for n in range(101)]
    packed = idlists.pack(ids[::2])
    assert [idlists.holds(packed, one) for one in ids] == [n % 2 == 0 for n in range(101)]
    assert not idlists.holds(b"", ids[0])
    assert list(idlists.unpack(packed)) == sorted(ids[::2])
