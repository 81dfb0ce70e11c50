from ipaddress import ip_network

import pytest

from syncer.web.clients import client_of, is_loopback

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("10.0.0.1", "10.1.1.1", "10.1.1.1"),
        ("10.0.0.1", "unknown, <script>", "10.0.0.1"),
        ("::1", "203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "", "2001:db8::/64"),
        ("2001:db8::2%eth0", "", "2001:db8::/64"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_only_a_proxy_of_ours_is_believed_whom_it_heard(peer, forwarded, client):
    assert client_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True),
     ("192.0.2.1", False), ("", False), ("localhost", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_addresses(peer, here):
    assert is_loopback(peer) is here
