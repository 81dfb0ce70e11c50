"""Text that was encoded twice (`MÃ¼ller` for `Müller`), put right where that is certain."""

import re
from typing import Final

# The first octet of a letter in UTF-8, read as Windows-1252, and an octet that goes on with it.
_TWICE: Final = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]"
)


def mended(texts: list[str]) -> dict[str, str]:
    """
    What those of *texts* mean that were encoded twice; empty unless all such turn out well.

    One that does not is proof that somebody means these letters as they stand.
    """
    odd = [text for text in texts if not text.isascii() and _TWICE.search(text)]
    meant = {text: _once(text) for text in odd}
    return meant if all(meant.values()) else {}


def _once(text: str) -> str:
    try:
        octets = b"".join(map(_octet, text))
        return octets.decode("utf-8")
    except UnicodeError:
        return ""


def _octet(char: str) -> bytes:
    """Windows-1252 lacks five octets; they come through as control characters."""
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252")
