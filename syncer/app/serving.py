"""The server process: the daemon starts it, tells it how plans do, and hears which are due."""

import json
import logging
import os
import signal
import stat
import sys
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from threading import Event, Lock, Thread
from typing import Any, Final
from zoneinfo import ZoneInfo

from syncer.app.clock import SystemClock, monotonic
from syncer.app.config import Config, load
from syncer.app.config_tables import ServerTable
from syncer.app.hearing import Hearing
from syncer.app.hook_secret import api_token, hook_secret
from syncer.app.logs import set_up
from syncer.app.metrics import CONTENT_TYPE, Served
from syncer.app.shelving import Shelving
from syncer.app.wiring import feed_renderer, open_state, title_of
from syncer.domain.bulletin import Bulletin, read_bulletin
from syncer.errors import AccessError, SyncerError
from syncer.stages.present import service
from syncer.store import SqlStore
from syncer.web.desk import Desk, Shelved
from syncer.web.limits import MOST_LINES
from syncer.web.pages import Document, Prepared, pages
from syncer.web.server import serve

log: Final = logging.getLogger(__name__)
LOOK: Final = 1.0
"""Seconds from one look at the state to the next."""
NOTE: Final = 10
"""Looks from one time that fetches are written down to the next."""
BLIND: Final = 30
"""Looks at the state in a row that may fail before the process is not ready."""
_BACKLOG: Final = 4096
_OTHER_FILES: Final = 128
"""Open files that are no connections: the state, pipes, libraries while they are loaded."""
_FILES: Final = MOST_LINES + _OTHER_FILES
_SWITCH: Final = 0.001  # seconds: who makes the shelf lets those who answer go first


class Serving:
    """All parts of the process, and what its pages say (see `web.pages.Contents`)."""

    def __init__(self, config: Config, table: ServerTable, store: SqlStore) -> None:
        self._config, self._store = config, store
        self._clock = SystemClock(ZoneInfo(config.service.timezone))
        networks = tuple(map(ip_network, table.proxies))
        self.desk = Desk(
            self._clock.now, networks, access_log=table.access_log, most_lines=_most_lines()
        )
        self._shelving = Shelving(
            store, feed_renderer(), self._clock, plans=config.plans, show=self._show
        )
        self._served = Served()
        self._bulletin: Bulletin | None = None
        self._heard = monotonic()
        self._out = Lock()
        self._looks = 0
        self._trouble, self._failed = "", 0
        self._hearing = Hearing(_secrets(config), self.tell, self._clock.now, monotonic)

    def tell(self, document: Mapping[str, Any]) -> None:
        """Say *document* to the daemon; one that is gone hears nothing, and our end is near."""
        with self._out:
            try:
                os.write(1, json.dumps(document).encode() + b"\n")
            except OSError:
                log.debug("the daemon does not listen")

    def take(self, lines: Iterable[bytes]) -> None:
        """Read bulletins to their end: the daemon's."""
        for line in lines:
            try:
                bulletin = read_bulletin(line)
            except ValueError:
                log.warning("the daemon said something that is no bulletin")
                continue
            self._hearing.channels(bulletin.channels)
            self._bulletin, self._heard = bulletin, monotonic()
            self.tell({"heard": True})

    def look(self) -> None:
        """Make the shelf anew where it must be; the last one stands where the state fails."""
        self._looks += 1
        self._failed += 1  # until it is known to be none
        try:
            self._shelving.refresh()
            self._failed = 0
            self._shelving.note_offered()
            if self._looks % NOTE == 0:
                self._shelving.note_fetched()
            self._trouble = ""
        except SyncerError as error:
            if str(error) != self._trouble:
                log.warning("feeds stay as they are: %s", error)
            self._trouble = str(error)
        except Exception as error:  # else no address would be taken back any more
            if repr(error) != self._trouble:
                log.exception("feeds stay as they are")
            self._trouble = repr(error)
        self._hearing.flush()

    def _show(self, shelf: Mapping[bytes, Shelved]) -> None:
        self.desk.shelf = shelf

    def end(self) -> None:
        """Write down what is not yet."""
        try:
            self._shelving.note_fetched()
        except SyncerError as error:
            log.warning("the last fetches are not noted: %s", error)

    # The pages.

    def ready(self, *, whole: bool) -> Document:
        """Whether every plan is as fresh as promised, and the state can be written."""
        heard = monotonic() - self._heard
        now = self._clock.now()
        looks = self._failed if self._failed >= BLIND else 0
        feeds = looks * LOOK
        return _document(service.readiness(self._bulletin, heard, now, whole=whole, blind=feeds))

    def metrics(self) -> tuple[str, str]:
        """The daemon's as it last told them, and ours."""
        self._served.answers = dict(self.desk.answered)
        self._served.octets = self.desk.octets
        told = self._bulletin.metrics if self._bulletin else ""
        return told + self._served.text(), CONTENT_TYPE

    def plans(self) -> Document:
        """How fresh each plan is."""
        titles = {plan: title_of(self._config, plan) for plan in self._config.plans}
        document = service.plans_document(self._bulletin, self._clock.now(), titles)
        return Document(200, _json(document))

    def plan(self, name: str) -> Document | None:
        """One plan with everything computed in it."""
        board = self._store.board(name) if name in self._config.plans else None
        if board is None:
            return None
        known = self._bulletin.pulses if self._bulletin else ()
        pulse = next((one for one in known if one.plan == name), None)
        return Document(200, service.plan_octets(board.document, pulse, self._clock.now()))

    def hook(self, plan: str, headers: Mapping[str, str], body: bytes) -> None:
        """Hear a message that the sheet of *plan* changed."""
        self._served.heard(believed=self._hearing.hear(plan, headers, body))

    def prepare(self, digest: bytes, query: bytes) -> Prepared | None:
        """The feed of a subscription narrowed by *query*."""
        return self._shelving.prepare(digest, query)


def run(config: Config) -> None:
    """Serve until the daemon ends, which is when its pipe does; SyncerError: it cannot be."""
    table = config.server or ServerTable()
    stop = Event()
    with _bound(*table.listen) as listening, open_state(config) as store:
        serving = Serving(config, table, store)
        token = api_token(config)
        app = pages(serving.desk, serving, api_token=token, public_url=table.public_url)
        serving.look()
        threads = [
            Thread(target=_looking, args=(serving, stop), name="shelf"),
            Thread(target=_answering, args=(serving.desk, app, listening, stop), name="http"),
        ]
        host, port, *_ = listening.getsockname()
        try:  # from the first thread on: we may be told to end at any moment
            for thread in threads:
                thread.start()
            serving.tell({"listening": f"[{host}]:{port}" if ":" in host else f"{host}:{port}"})
            serving.take(sys.stdin.buffer)
        finally:
            stop.set()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            serving.end()


def main(argv: list[str]) -> int:
    """The process for the configuration at a path; after `-` its text is the first line heard."""
    path, *told = argv
    set_up(who="server")
    sys.setswitchinterval(_SWITCH)
    signal.signal(signal.SIGTERM, _leave)
    for ours in (signal.SIGINT, signal.SIGHUP):  # sent to the daemon, which decides
        signal.signal(ours, signal.SIG_IGN)
    if stat.S_ISFIFO(os.fstat(1).st_mode):
        os.set_blocking(1, False)  # a daemon that hangs must not make us hang
    try:
        config = load(Path(path), _first_line() if told else None)
        set_up(config.service.log, who="server")
        run(config)
    except SyncerError as error:
        log.error("%s; %s", error, error.hint)  # noqa: TRY400 - said whole
        return error.exit_code
    return 0


def _first_line() -> str:
    line = sys.stdin.buffer.readline()
    if not line:
        raise SystemExit(0)  # the daemon has ended
    text: str = json.loads(line)
    return text


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _looking(serving: Serving, stop: Event) -> None:
    while not stop.wait(LOOK):
        try:
            serving.look()
        except Exception:  # the thread must not end: addresses would be taken back no more
            log.exception("a look at the state failed")


def _answering(desk: Desk, app: Any, listening: socket, stop: Event) -> None:
    """Answer; without that the process is good for nothing, and the daemon starts another one."""
    try:
        serve(desk, app, listening, stop)
    finally:
        if not stop.is_set():
            log.critical("the server has failed")
            os._exit(1)


def _bound(host: str, port: int) -> socket:
    listening = socket(AF_INET6 if ":" in host else AF_INET)
    try:
        listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise AccessError(
            f"feeds cannot be served at {host}:{port}: {error.strerror}",
            hint="end the program that listens there, or set another `listen` under [server]",
        ) from None
    return listening


def _most_lines() -> int:
    """How many connections may be open: as many as the system lets us, up to a bound."""
    _, most = getrlimit(RLIMIT_NOFILE)
    files = _FILES if most == RLIM_INFINITY else min(most, _FILES)
    setrlimit(RLIMIT_NOFILE, (files, most))
    return min(MOST_LINES, files - _OTHER_FILES)


def _secrets(config: Config) -> dict[str, bytes]:
    """Of each plan with a hook; a secret that cannot be read closes that hook alone."""
    found = {}
    for plan in config.plans:
        try:
            secret = hook_secret(config, plan)
        except SyncerError as error:
            log.warning("the hook of %s is closed: %s", plan, error)
        else:
            found.update({} if secret is None else {plan: secret})
    return found


def _document(answer: service.Answer) -> Document:
    return Document(answer.status, _json(answer.document))


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
