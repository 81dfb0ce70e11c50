"""The description of an event: our lines, a line that ends them, and what people wrote below."""

import html
import re
from typing import Final, NamedTuple

from syncer.domain.events import Event

LINE: Final = "--- Milestone Syncer writes above this line; your notes below it stay ---"

LONGEST: Final = 8000  # characters; Google takes 8192
LONGEST_SUMMARY: Final = 1000
UNTITLED: Final = "Untitled"

_BREAK: Final = re.compile(r"\s*(?:<br\s*/?>|</p>|</div>|</li>)\s*", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# The end of what the editor of Google's web page wrapped around our line.
_LEFT_OPEN: Final = re.compile(r"^(?:\s|<br\s*/?>|</[a-z]+>)+", re.IGNORECASE)
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\x85\ud800-\udfff]")
# Google shows a description as HTML: a title with a tag in it would become one.
_ANGLES: Final = str.maketrans("<>", "\u2039\u203a")


class Parts(NamedTuple):
    """A description, taken apart: *ours* as plain text, *theirs* as it stands there."""

    ours: str
    theirs: str


def title(event: Event) -> str:
    """The summary as it is sent: one line of fit characters."""
    text = " ".join(_UNFIT.sub(" ", event.summary).split())
    return _cut(text, LONGEST_SUMMARY) or UNTITLED


def lines(event: Event) -> str:
    """Our lines, with the link to the row, which only its maker sees in `source`."""
    text = _UNFIT.sub("", event.description.replace("\r\n", "\n")).translate(_ANGLES).strip()
    return "\n".join(part for part in (text, _UNFIT.sub("", event.url)) if part)


def whole(ours: str, theirs: str) -> str:
    """The description to send: what people wrote is never cut."""
    room = LONGEST - len(LINE) - len(theirs) - 2
    return "\n".join(part for part in (_cut(ours, max(room, 0)), LINE, theirs) if part)


def parts(description: str, ours: str) -> Parts:
    """
    Take *description* apart.

    Args:
        description: As the calendar holds it, maybe turned into HTML by Google's own editor.
        ours: What we wrote above our line when we last did.
    """
    above, line, below = description.partition(LINE)
    if not line and not (ours and plain(ours) in plain(description)):
        return Parts("", description.strip())
    below = _LEFT_OPEN.sub("", below).rstrip()
    above, wrote = plain(above), plain(ours)
    if wrote not in above:
        return Parts(above, below)
    # What people wrote around our lines is theirs too: it moves below when we next write.
    before, after = above.split(wrote, 1) if wrote else ("", above)
    return Parts(wrote, "\n".join(part for part in (before.strip(), after.strip(), below) if part))


def plain(text: str) -> str:
    """*text* without the HTML that Google's editor makes of it."""
    bare = html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\xa0", " ")
    return "\n".join(line.rstrip() for line in bare.splitlines()).strip()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + "\u2026"
