"""Who is asking, by address, also behind proxies that we trust."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network
_NEIGHBOURS = 64  # bits: what one subscriber of IPv6 usually has to himself


def client_of(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """
    The address behind *peer* by *forwarded*, an X-Forwarded-For; for IPv6 its network of /64.

    Each proxy adds at the right end whom it heard, so what stands left of the first address that
    is no proxy of ours can be made up. Octets that are no address come from nobody we know.
    """
    address = _address(peer)
    for heard in reversed(forwarded.split(",") if forwarded else ()):
        if not _is_in(address, proxies):
            break
        further = _address(heard.strip())
        if further is None:
            break
        address = further
    return _group(address) if address is not None else peer


def is_within(peer: str, networks: Sequence[Network]) -> bool:
    """Whether *peer* is in one of *networks*."""
    return _is_in(_address(peer), networks)


def is_loopback(peer: str) -> bool:
    """Whether *peer* is this machine."""
    address = _address(peer)
    return address is not None and address.is_loopback


def _is_in(address: IPv4Address | IPv6Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _group(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _NEIGHBOURS), strict=False))
