"""A few threads that work for the daemon and never keep the process from ending."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

from syncer.errors import UnavailableError


class Hands:
    """
    Threads that do what they are given; as many as were ever busy at once.

    Each lives as long as the process: what Google's libraries keep for a thread is kept. None is
    waited for at the end: whoever must stop within seconds cannot wait for a dead network.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = Lock()
        self._idle = 0
        self._count = 0

    def start(self, work: Callable[[], None]) -> None:
        """
        Have *work*, which raises nothing, done at once.

        UnavailableError: the machine gives us no further thread; *work* is not done.
        """
        with self._lock:
            if self._idle:
                self._idle -= 1
            else:
                self._hire()
        self._waiting.put(work)

    def _hire(self) -> None:
        name = f"{self._name}-{self._count + 1}"
        try:
            Thread(target=self._toil, name=name, daemon=True).start()
        except (RuntimeError, MemoryError) as error:
            raise UnavailableError(
                f"no further thread can be started: {error}",
                hint="allow more tasks (TasksMax of its unit, ulimit -u) or memory, or take fewer workers",
            ) from None
        self._count += 1

    def _toil(self) -> None:
        while True:
            work = self._waiting.get()
            work()
            del work
            with self._lock:
                self._idle += 1
