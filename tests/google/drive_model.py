"""Drive's view of the spreadsheets: versions that lag behind, a list of changes, push channels."""

import http.client
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tests.google.clock import Clock
from tests.google.sheets_model import Book

Json = dict[str, Any]


@dataclass(slots=True)
class File:
    """
    One spreadsheet as Drive knows it.

    Attributes:
        edits: How often it was edited; *known* how many of these Drive has told of.
        told: When Drive last told of an edit.
        seen_by: Who could see it at that time.
    """

    book: Book
    created: datetime
    version: int = 1
    edits: int = 0
    known: int = 0
    edited: datetime = field(default=datetime(2026, 1, 1, tzinfo=UTC))
    told: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))
    modified: datetime = field(default=datetime(2026, 1, 1, tzinfo=UTC))
    change: int = 0
    editor: str = ""


@dataclass(slots=True)
class Channel:
    """A push channel to *address*; file "" watches every change."""

    id: str
    resource_id: str
    file: str
    email: str
    address: str
    token: str
    ends: datetime
    messages: int = 0


@dataclass(slots=True)
class Push:
    """A notification on its way; its body is empty, all it says is in its headers."""

    address: str
    headers: dict[str, str]


class Drive:
    """
    Attributes:
        coalesce: Seconds within which edits of one file are told of once; tests may set it.
        pushes: Notifications not sent yet; `deliver` sends them. Tests may reorder or drop them.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.coalesce = 180.0
        self.files: dict[str, File] = {}
        self.channels: dict[str, Channel] = {}
        self.pushes: list[Push] = []
        self.lost: dict[tuple[str, str], int] = {}  # (email, file) -> the change that took it away
        self.change = 1
        clock.on_advance.append(self.settle)

    def file(self, book: Book) -> File:
        if book.id not in self.files:
            self.files[book.id] = File(book, self._clock.now)
        return self.files[book.id]

    def touch(self, book: Book, editor: str = "") -> None:
        """*book* was edited, by a person or over the API."""
        file = self.file(book)
        file.edits += 1
        file.edited = self._clock.now
        file.editor = editor or book.owner
        self.settle()

    def settle(self) -> None:
        """Tell of the edits whose time has come."""
        for file in self.files.values():
            quiet = (self._clock.now - file.told).total_seconds()
            if file.known < file.edits and quiet >= self.coalesce:
                file.version += file.edits - file.known
                file.known, file.told, file.modified = file.edits, self._clock.now, file.edited
                self._changed(file, "update", "content,properties")

    def note(self, book: Book, state: str) -> None:
        """What Drive tells of at once: trash, untrash, remove, a new name, new sharing."""
        file = self.file(book)
        file.version += 1
        self._changed(file, state, "permissions" if state == "update" else "")

    def lose(self, book: Book, email: str) -> None:
        """*email* can no longer see *book*: it learns so from its list of changes, once."""
        self.note(book, "update")
        self.lost[email, book.id] = self.change

    def _changed(self, file: File, state: str, what: str) -> None:
        self.change += 1
        file.change = self.change
        for channel in self.channels.values():
            if channel.file in (file.book.id, "") and channel.ends > self._clock.now:
                self._push(channel, "change" if not channel.file else state, what)

    def _push(self, channel: Channel, state: str, what: str = "") -> None:
        channel.messages += 1
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Message-Number": str(channel.messages),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": f"https://www.googleapis.com/drive/v3/files/{channel.file}?alt=json",
            "X-Goog-Channel-Expiration": channel.ends.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        }
        if what and channel.file:
            headers["X-Goog-Changed"] = what
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        self.pushes.append(Push(channel.address, headers))

    def open_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self._push(channel, "sync")

    def deliver(self) -> list[int]:
        """Send the waiting notifications; the statuses they got, 0 where nobody answered."""
        sent, self.pushes = self.pushes, []
        return [_delivered(push) for push in sent]


def _delivered(push: Push) -> int:
    url = urlsplit(push.address)
    if url.hostname not in ("127.0.0.1", "localhost"):
        raise ValueError(f"a push leaves the machine: {push.address}")
    line = http.client.HTTPConnection(url.hostname, url.port, timeout=5)
    try:
        line.request("POST", url.path, body=b"", headers=push.headers)
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()
