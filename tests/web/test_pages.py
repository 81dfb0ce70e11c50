"""The application of the pages alone, called as a server calls it."""

import asyncio
from datetime import UTC, datetime

import pytest

from syncer.web.desk import Desk
from syncer.web.limits import MOST_BODY
from syncer.web.pages import pages

HOOK = {
    "type": "http", "method": "POST", "path": "/hooks/sheet/apollo", "headers": [],
    "query_string": b"", "raw_path": b"/hooks/sheet/apollo",
}  # fmt: skip


class Hooked:
    """What the pages say; here only what a hook heard."""

    def __init__(self):
        self.bodies = []

    def hook(self, plan, headers, body):
        self.bodies.append(body)


def posted(*pieces):
    """The status by which *pieces* of a body are answered, how many were read, and what it heard."""
    contents, left, said = Hooked(), list(pieces), []

    async def receive():
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message):
        said.append(message)

    app = pages(Desk(lambda: datetime(2026, 3, 2, tzinfo=UTC)), contents)
    asyncio.run(app(HOOK, receive, send))
    return said[0]["status"], len(pieces) - len(left), contents.bodies


def test_the_body_of_a_hook_is_read_whole():
    assert posted(b"a" * 4000, b"b" * 96) == (204, 2, [b"a" * 4000 + b"b" * 96])


@pytest.mark.parametrize("size", [MOST_BODY + 1, 65_536])
def test_of_a_body_that_is_too_long_no_more_is_read_than_shows_that(size):
    assert posted(b"x" * size, *[b"x" * 65_536] * 100) == (413, 1, [])
