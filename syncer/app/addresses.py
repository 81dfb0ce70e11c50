"""Which connector reads a source, told by its address alone; and addresses that hide secrets."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import quote

CONNECTOR_OF_SUFFIX: Final = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".ods": "workbook",
    ".csv": "workbook",
    ".tsv": "workbook",
    ".xml": "plan-file",
    ".json": "plan-file",
}
_GOOGLE_SHEET: Final = re.compile(
    r"https://docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]+)"
    r"(?:[/?#].*)?"
)
_PUBLISHED: Final = re.compile(r"https://docs\.google\.com/.*/d/e/")
_GID: Final = re.compile(r"[?&#]gid=(\d+)")
_SECRET: Final = re.compile(r"(://[^:/?#@\s]*:)[^\s]*@")


def connector_of(address: str) -> str:
    """The name of the connector that reads *address*; ValueError says what could be read."""
    if google_sheet(address):
        return "google-sheet"
    if _PUBLISHED.match(address.strip()):
        raise ValueError(
            "this is the address of a copy published to the web; "
            "take the one that the browser shows while you edit the sheet"
        )
    if is_web(address):
        raise ValueError(
            "this web address is no Google Sheet's, https://docs.google.com/spreadsheets/d/...; "
            "save other sheets as .xlsx"
        )
    if not address:
        raise ValueError("no file is named")
    suffix = Path(address).suffix.casefold()
    if suffix not in CONNECTOR_OF_SUFFIX:
        known = ", ".join(CONNECTOR_OF_SUFFIX)
        raise ValueError(f"{address!r} is no kind of file that can be read: {known}")
    return CONNECTOR_OF_SUFFIX[suffix]


def is_web(address: str) -> bool:
    """Whether *address* is no path of a file."""
    return "://" in address


def google_sheet(address: str) -> str | None:
    """The id of the spreadsheet, and its tab's where *address* names one; None for others."""
    found = _GOOGLE_SHEET.fullmatch(address.strip())
    if found is None:
        return None
    tab = _GID.search(address)
    return f"{found[1]} gid={tab[1]}" if tab else found[1]


def named_tab(source: str, tab: str | None) -> tuple[str, str]:
    """
    The file or spreadsheet of *source*, and the tab in it that is named; empty where none is.

    A tab's id says the same in the address (`#gid=7`) as for *tab* (`gid=7`); a *tab* goes first.
    """
    sheet = google_sheet(source)
    if sheet is None:
        return source, tab or ""
    book, _, pointed = sheet.partition(" ")
    written = tab or pointed
    gid = written.removeprefix("gid=")
    return book, f"gid={int(gid)}" if gid != written and gid.isdecimal() else written


def masked(text: str) -> str:
    """*text* with the passwords of any addresses in it hidden."""
    return _SECRET.sub(r"\1***@", text)


def database_url(url: str, folder: Path) -> str:
    """*url* with the path of an SQLite file taken from *folder* where it is not absolute."""
    path = sqlite_path(url, folder)
    if path is None:
        return url
    _, question, query = url.partition("?")
    return f"sqlite:///{path}{question}{query}"


def with_password(url: str, password: str) -> str:
    """The database's *url* with its user's *password* in it; as it is where there is none."""
    scheme, slashes, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    user, at, host = place.rpartition("@")
    if not password or not at:
        return url
    known = f"{user.partition(':')[0]}:{quote(password, safe='')}"
    return f"{scheme}{slashes}{known}@{host}{slash}{path}"


def sqlite_path(url: str, folder: Path) -> Path | None:
    """The file of an SQLite *url*; None for another database or one in memory."""
    scheme, _, rest = url.partition(":///")
    path, _, _ = rest.partition("?")
    if not scheme.startswith("sqlite") or path in {"", ":memory:"}:
        return None
    return folder / path
