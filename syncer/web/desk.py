"""What all connections of the server share: the shelf, the date, the limits, the counts."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from typing import Final, NamedTuple

from syncer.web.answers import Answer, http_date
from syncer.web.clients import Network
from syncer.web.limits import MOST_LINES, Buckets

_log: Final = getLogger("syncer.access")
_MOST_FILTERED: Final = 256
_MOST_FILTERED_OCTETS: Final = 64 * 2**20
_MOST_CLIENTS: Final = 10_000
_WRONG_BURST: Final = 20
_WRONG_RATE: Final = 0.5  # a second


@dataclass(slots=True)
class Reader:
    """
    What one subscriber fetched since the server started.

    Attributes:
        noted: How many of *count* are written down; counted by another thread than *count*.
        last: The moment of the last fetch.
        agent: The client's User-Agent.
        holds: The version it has now.
    """

    count: int = 0
    last: datetime | None = None
    agent: bytes = b""
    holds: str = ""
    noted: int = 0


class Shelved(NamedTuple):
    """
    One subscription as it is answered now.

    Attributes:
        digest: The SHA-256 of its token.
        basis: What the answer was made from; another one, and it may be another answer.
    """

    digest: bytes
    answer: Answer
    reader: Reader
    basis: Hashable = None


class Desk:
    """
    Belongs to the server's one thread, but for `shelf`, which another one replaces whole.

    Attributes:
        shelf: What is answered, by the SHA-256 of each token.
        date: The header line of this second.
        tick: Seconds since the server started, whole ones.
        answered: How many feed requests were answered, by status.
        octets: How many went out with them.
        most_lines: How many may be open at once.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        proxies: Sequence[Network] = (),
        *,
        access_log: bool = False,
        most_lines: int = MOST_LINES,
    ) -> None:
        self.shelf: Mapping[bytes, Shelved] = {}
        self.proxies = proxies
        self.answered: Counter[int] = Counter()
        self.wrong = Buckets(burst=_WRONG_BURST, rate=_WRONG_RATE, most=_MOST_CLIENTS)
        self.octets = 0
        self.most_lines = most_lines
        self.tick = 0
        self._now, self._access_log = now, access_log
        self._filtered: OrderedDict[tuple[bytes, bytes], tuple[Hashable, Answer]] = OrderedDict()
        self._filtered_octets = 0
        self.turn(0)

    def turn(self, tick: int) -> None:
        """Another second begins."""
        self.tick = tick
        self.now = self._now()
        self.date = b"date: " + http_date(self.now) + b"\r\n"

    def note(self, shelved: Shelved, agent: bytes, status: int, *, whole: bool = True) -> None:
        """
        Note that a subscription was answered, with *status*, to the program *agent*.

        It holds the present version only where it was answered the *whole* feed, or that it has
        that: not to a HEAD, a filter or a past day.
        """
        reader = shelved.reader
        reader.count += 1
        reader.last, reader.agent = self.now, agent
        if whole:
            reader.holds = shelved.answer.version
        if self._access_log:
            _log.info("feed:%s %d", shelved.digest.hex()[:6], status)

    def filtered(self, digest: bytes, query: bytes) -> Answer | None:
        """The answer to *query* of a subscription, if it was prepared from what stands now."""
        held = self._filtered.get((digest, query))
        shelved = self.shelf.get(digest)
        if held is None or shelved is None or held[0] != shelved.basis:
            return None
        self._filtered.move_to_end((digest, query))
        return held[1]

    def prepared_before(self, digest: bytes, query: bytes) -> bool:
        """Whether an answer to *query* of a subscription is kept, be it of what stood before."""
        return (digest, query) in self._filtered

    def keep(self, digest: bytes, query: bytes, basis: Hashable, answer: Answer) -> None:
        """Keep *answer* to *query*, made from *basis*."""
        self._drop((digest, query))
        self._filtered[digest, query] = (basis, answer)
        self._filtered_octets += _size(answer)
        while len(self._filtered) > _MOST_FILTERED or self._filtered_octets > _MOST_FILTERED_OCTETS:
            self._drop(next(iter(self._filtered)))

    def _drop(self, key: tuple[bytes, bytes]) -> None:
        held = self._filtered.pop(key, None)
        if held is not None:
            self._filtered_octets -= _size(held[1])


def _size(answer: Answer) -> int:
    pieces = (*answer.plain.octets, *answer.packed.octets)
    return sum(map(len, pieces))
