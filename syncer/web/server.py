"""The server: one thread with an event loop, in which all lines live."""

import asyncio
import logging
from collections.abc import Callable
from socket import socket
from threading import Event
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from syncer.web.desk import Desk
from syncer.web.front import Front

_BACKLOG: Final = 4096
_LOOK: Final = 0.2  # seconds from one look whether to stop to the next
_GRACE: Final = 2  # seconds for what is being answered when the end comes


def serve(desk: Desk, app: ASGIApp, listening: socket, stop: Event) -> None:
    """Answer on *listening* until *stop* is set. Not on the main thread: signals are the caller's."""
    lines: dict[Front, None] = {}

    def line(**given: Any) -> asyncio.Protocol:
        given.pop("_loop", None)
        return Front(desk, lines, lambda: HttpToolsProtocol(**given))

    made: Any = line  # uvicorn takes whatever makes a protocol, and says that it takes a class
    config = uvicorn.Config(
        app,
        http=made,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE,
    )
    # Of each request that is none it would write a line: strangers could fill the disk.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    server = uvicorn.Server(config)
    asyncio.run(_run(server, listening, lambda: _second(desk, lines), stop))


async def _run(
    server: uvicorn.Server, listening: socket, second: Callable[[], list[Front]], stop: Event
) -> None:
    running = asyncio.create_task(server.serve([listening]))
    time = asyncio.get_running_loop().time
    due = time()
    while not stop.is_set() and not running.done():
        if time() >= due:
            second()
            due = time() + 1
        await asyncio.wait([running], timeout=_LOOK)
    server.should_exit = True
    for line in second():
        line.leave()
    await running


def _second(desk: Desk, lines: dict[Front, None]) -> list[Front]:
    """What is to be done each second; the lines that are open."""
    desk.turn(desk.tick + 1)
    known = list(lines)
    for line in known:
        line.tire()
    return known
