"""One rule that is broken, and where."""

from typing import NamedTuple


class Breach(NamedTuple):
    """*line* counts content lines from 1; 0 where the whole feed is meant."""

    rule: str
    line: int
    what: str
