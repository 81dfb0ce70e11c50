"""Which connector reads a source, told by its address alone; and addresses that hide secrets."""

import re
from pathlib import Path
from typing import Final

CONNECTOR_OF_SUFFIX: Final = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".ods": "workbook",
    ".csv": "workbook",
    ".tsv": "workbook",
    ".xml": "plan_file",
    ".json": "plan_file",
}
_SECRET: Final = re.compile(r"(://[^:/?#@\s]*:)[^\s]*@")


def connector_of(address: str) -> str:
    """The name of the connector that reads *address*; ValueError says what could be read."""
    if "://" in address:
        raise ValueError("this version reads files only, no web addresses; save the sheet as .xlsx")
    if not address:
        raise ValueError("no file is named")
    suffix = Path(address).suffix.casefold()
    if suffix not in CONNECTOR_OF_SUFFIX:
        known = ", ".join(CONNECTOR_OF_SUFFIX)
        raise ValueError(f"{address!r} is no kind of file that can be read: {known}")
    return CONNECTOR_OF_SUFFIX[suffix]


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


def sqlite_path(url: str, folder: Path) -> Path | None:
    """The file of an SQLite *url*; None for another database or one in memory."""
    scheme, _, rest = url.partition(":///")
    path, _, _ = rest.partition("?")
    if not scheme.startswith("sqlite") or path in {"", ":memory:"}:
        return None
    return folder / path
