"""Google Sheets as sources of plans."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors._google.account import account_of
from connectors.google_sheet.address import parse
from connectors.google_sheet.source import SheetSource
from syncer.ports import PlanSource


def open_source(address: str, options: Mapping[str, Any]) -> PlanSource:
    """
    The source for the sheet at *address*; nothing is read yet.

    Options: `tab` (its name when it was configured, or `gid=…`), `others` (the same of other plans
    in this spreadsheet), `settles` (False for one who
    only looks: a write that another process left unfinished is then left to the next sync) and
    those of the account (connectors._google.account).
    """
    tab = options.get("tab")
    name = None if tab is None else str(tab)
    settles = bool(options.get("settles", True))
    others: Sequence[str] = tuple(options.get("others", ()))
    return SheetSource(parse(address), account_of(options), name, settles=settles, others=others)
