"""Any text, made fit for one line or one block of a calendar."""

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlsplit

MOST_UID_OCTETS: Final = 255  # RFC 7986 5.3: what every program is able to keep

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters (RFC 5545 3.1), and what turns round or hides the text around it.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_PARTING: Final = re.compile(r"\s*[,;\\]\s*")
_ADDRESS: Final = re.compile(r"https?://[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")


def block(text: str) -> str:
    """
    *text* with every kind of line break as a line feed, and without anything unfit.

    Runs of white space become one blank: folded in their midst they would leave a line of
    blanks only, which programs take for the end of the file.
    """
    if _is_plain(text):
        return text
    text = _SURROGATES.sub("\ufffd", _UNFIT.sub("", _BREAKS.sub("\n", text)))
    return "\n".join(" ".join(row.split()) for row in text.split("\n")).strip("\n")


def line(text: str) -> str:
    """*text* in one line."""
    return " ".join(block(text).split()) if "\n" in text or not _is_plain(text) else text


def categories(names: tuple[str, ...]) -> list[str]:
    """
    Sorted, no doublets, and nothing in a name that programs trip over.

    node-ical parts a name even at an escaped comma; ical.js and libical do not part two names
    where the first ends with a backslash, libical where it has a semicolon or a double quote.
    """
    fit = {_PARTING.sub(" / ", line(name).replace('"', "'")).strip(" /") for name in names}
    return sorted(fit - {""})


@lru_cache(maxsize=2**16)
def identity(uid: str) -> str:
    """*uid* so that nothing in it can end its line; different ones stay different."""
    safe = quote(uid, safe="@+:", errors="surrogatepass")
    if 0 < len(safe) <= MOST_UID_OCTETS:
        return safe
    return sha256(safe.encode("ascii")).hexdigest()


def address(url: str) -> str:
    """*url* where it is an absolute web address without anything odd in it, else nothing."""
    if not _ADDRESS.fullmatch(url):
        return ""
    try:
        return url if urlsplit(url).hostname else ""
    except ValueError:  # a bracket that opens no IPv6 address
        return ""


def _is_plain(text: str) -> bool:
    """Most texts need nothing, and finding that out is ten times cheaper than doing it."""
    return (
        text.isascii()
        and text.replace("\n", "").isprintable()
        and text.strip() == text
        and "  " not in text
        and " \n" not in text
        and "\n " not in text
    )
