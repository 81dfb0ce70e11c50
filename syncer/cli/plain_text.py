"""Text from cells made harmless for a terminal: it cannot move, colour or turn round anything."""

import re
from typing import Final

# C0 and C1 controls, separators that break lines, overrides of direction (Unicode TR 36, section
# 3), what has no width and hides text, and lone surrogates, which cannot be written.
_HARMFUL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_INSTEAD: Final = dict.fromkeys("\n\r\t\u2028\u2029\x85", " ") | dict.fromkeys(
    "\u200b\u2060\ufeff", ""
)


def plain(text: str) -> str:
    """*text* on one line: line ends as blanks, what has no width left out, the rest as U+FFFD."""
    return _HARMFUL.sub(_harmless, text.replace("\r\n", " "))


def plain_lines(text: str) -> str:
    """The same for text of ours of several lines: its line ends stay."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _harmless(met: re.Match[str]) -> str:
    return _INSTEAD.get(met[0], "\ufffd")
