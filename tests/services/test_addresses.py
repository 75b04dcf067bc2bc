"""One client, one key, however it or a proxy writes its address."""

from __future__ import annotations

import pytest

from app.services.addresses import network, normal


@pytest.mark.parametrize(
    ("written", "address", "key"),
    [
        ("203.0.113.10", "203.0.113.10", "203.0.113.10"),
        ("203.0.113.10:40000", "203.0.113.10", "203.0.113.10"),
        (" 203.0.113.10 ", "203.0.113.10", "203.0.113.10"),
        ("::ffff:203.0.113.10", "203.0.113.10", "203.0.113.10"),
        ("[::ffff:cb00:710a]:443", "203.0.113.10", "203.0.113.10"),
        ("2001:DB8:1:2:0:0:0:1", "2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]:55123", "2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("unknown", "unknown", "unknown"),
        ("", "", ""),
        ("x" * 100, "x" * 64, "x" * 64),
    ],
)
def test_an_address_has_one_spelling(written: str, address: str, key: str) -> None:
    assert (normal(written), network(written)) == (address, key)
