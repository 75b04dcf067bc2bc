"""Network addresses in their one spelling: one client is one key, however it or a proxy writes it."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")
LONGEST = 64
OWN_NETWORK = 64
"""Bits of an IPv6 address that name a network; its owner chooses the others at will (RFC 4291, 2.5.1)."""


def normal(text: str) -> str:
    """An IP address without port and zone, IPv4 that is mapped into IPv6 (RFC 4291, 2.5.5.2) unwrapped.

    What is no address stays as it is, up to 64 characters: some proxies write `unknown`.
    """
    found = _parsed(text)
    return text.strip()[:LONGEST] if found is None else str(found)


def network(text: str) -> str:
    """What limits are counted by: an IPv4 address, or the /64 that an IPv6 address is in."""
    found = _parsed(text)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), OWN_NETWORK), strict=False))
    return normal(text)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    if (bare := WITH_PORT.fullmatch(text.strip())) is not None:
        text = bare[1] or bare[2]
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
