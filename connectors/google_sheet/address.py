"""What the address of a Google Sheet says."""

import re
from typing import Final, NamedTuple

from syncer.errors import ConfigError

_ADDRESS: Final = re.compile(
    r"https://docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]+)"
    r"(?:[/?#].*)?"
)
_GID: Final = re.compile(r"[?&#]gid=(\d+)")


class Address(NamedTuple):
    """A spreadsheet and, where the address names one, a tab of it by its id."""

    book: str
    tab: int | None


def parse(address: str) -> Address:
    """Read *address*, or say what one looks like."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise ConfigError(
            f"{address!r} is not the address of a Google Sheet",
            hint="copy it from the browser: https://docs.google.com/spreadsheets/d/…/edit#gid=0",
        )
    tab = _GID.search(address)
    return Address(found[1], int(tab[1]) if tab else None)
