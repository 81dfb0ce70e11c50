"""Which program asks: its family, never its whole User-Agent, which can tell people apart."""

import re
from typing import Final

UNKNOWN: Final = "unknown"

# The first that is found; what is no calendar stands last, since many claim to be Mozilla.
_FAMILIES: Final = (
    (b"google-calendar", "Google Calendar"),
    (b"dataaccessd", "Apple Calendar"),
    (b"calendaragent", "Apple Calendar"),
    (b"ical/", "Apple Calendar"),
    (b"thunderbird", "Thunderbird"),
    (b"evolution", "GNOME Calendar"),
    (b"outlook", "Outlook"),
    (b"microsoft office", "Outlook"),
    (b"exchange", "Outlook"),
    (b"icsx5", "ICSx5"),
    (b"vdirsyncer", "vdirsyncer"),
    (b"nextcloud", "Nextcloud"),
    (b"fastmail", "Fastmail"),
    (b"firefox", "a browser"),
    (b"chrome", "a browser"),
    (b"safari", "a browser"),
)
_PRODUCT: Final = re.compile(rb"[A-Za-z][A-Za-z0-9_.+-]{0,39}")


def family(agent: bytes) -> str:
    """The family of the program that calls itself *agent*."""
    lower = agent.lower()
    for sign, name in _FAMILIES:
        if sign in lower:
            return name
    product = _PRODUCT.match(agent)
    return product[0].decode() if product else UNKNOWN
