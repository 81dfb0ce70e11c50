"""What a service knows of those that may tell it of edits, so that it can tell them from others."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """
    A promise of Drive's to tell of changes of one sheet.

    Attributes:
        sheet: The id of the sheet.
        id: Ours, never used twice.
        token: What Drive must say each time; nobody else knows it.
        resource: Drive's own name for what it watches.
        ends: When Drive falls silent.
        number: That of the last message heard.
    """

    sheet: str
    id: str
    token: str = field(repr=False)
    resource: str
    ends: datetime
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """
    An Apps Script that tells of edits of one plan's sheet.

    Attributes:
        secret: What it signs with; no other plan's script has it.
        last: When the last message heard was sent, in milliseconds since 1970.
    """

    secret: bytes = field(repr=False)
    last: int = 0
